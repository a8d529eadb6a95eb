"""People, and the memberships of those who work for DfE. School and provider memberships live with schools and providers."""

from datetime import timedelta

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from apps.core import clock
from apps.core.models import Record


class SupportRole(models.TextChoices):
    CASEWORKER = "caseworker", "Caseworker"
    PAYMENTS_OFFICER = "payments_officer", "Payments officer"
    ADMINISTRATOR = "administrator", "Administrator"
    AUDITOR = "auditor", "Auditor"


INVITATION_DAYS = 30
ORGANISATION_KINDS = ["school", "trust", "provider"]


class UserManager(BaseUserManager):
    def create_user(self, email, **fields):
        """A person who will sign in through DfE Sign-in or by code; there are no passwords here."""
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_unusable_password()
        user.save()
        return user

    def with_email(self, email):
        """People with this address, whatever its letter case: one or nobody."""
        return self.alias(folded=Lower("email")).filter(folded=email.lower())


class User(AbstractBaseUser, Record):
    """A person. Bound to a sign-in by (provider key, subject), never by email alone after the first time."""

    email = models.EmailField(max_length=320)
    first_name = models.CharField(max_length=100, blank=True)
    last_name = models.CharField(max_length=100, blank=True)
    is_active = models.BooleanField(default=True)
    is_mentor = models.BooleanField(default=False, help_text="Signs in by a code sent to this address")
    dsi_user_id = models.CharField(
        max_length=100, blank=True, help_text="Survives DfE Sign-in's move to another issuer"
    )

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="an_email_belongs_to_one_person")]

    def __str__(self):
        return self.full_name

    @property
    def full_name(self):
        return f"{self.first_name} {self.last_name}".strip() or self.email

    def memberships(self):
        """Where this person may act now, whatever kind of organisation it is."""
        kinds = Membership.__subclasses__()
        return [
            membership
            for kind in kinds
            for membership in kind.objects.filter(user=self, ended_at=None).select_related(*kind.organisation_fields())
        ]

    def count_doors(self):
        """Through how many doors this person may go: each organisation, DfE, the payer's and the mentor's."""
        places = {(type(one), one.organisation and one.organisation.pk) for one in self.memberships()}
        return len(places) + self.is_mentor

    @property
    def has_signed_in(self):
        return self.last_login is not None


class Membership(Record):
    """A person in an organisation, from and until. Memberships end, they do not vanish."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="%(class)ss")
    started_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    invited_again_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        abstract = True

    @property
    def invited_at(self):
        """When the newest invitation was sent."""
        return self.invited_again_at or self.started_at

    @property
    def last_day_of_invitation(self):
        """The last day on which somebody who has never signed in can still do so by this invitation."""
        return clock.day_of(self.invited_at) + timedelta(days=INVITATION_DAYS)

    @property
    def is_expired_invitation(self):
        """Never used, and too old to be used now; inviting again renews it. Roles at DfE and the payer's do not expire."""
        is_in_organisation = bool(self.organisation_fields())
        return is_in_organisation and not self.user.has_signed_in and clock.today() > self.last_day_of_invitation

    @classmethod
    def of(cls, kind):
        """The memberships of organisations of this kind, "school", "trust" or "provider". Their models are declared above us."""
        return next(model for model in cls.__subclasses__() if kind in model.organisation_fields())

    @classmethod
    def organisation_fields(cls):
        """The name of the field that holds the organisation; none where DfE or the payer is meant."""
        return [name for name in ORGANISATION_KINDS if name in {field.name for field in cls._meta.fields}]

    @property
    def organisation(self):
        """What the person belongs to; None where that is DfE or the payer."""
        return next((getattr(self, name) for name in self.organisation_fields()), None)


class SupportMembership(Membership):
    """A role at DfE. One person may hold several."""

    role = models.CharField(max_length=20, choices=SupportRole)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role"],
                condition=models.Q(ended_at=None),
                name="one_current_support_membership_for_each_role",
            )
        ]

    def __str__(self):
        return f"{self.user}, {self.get_role_display()}"


class PayerMembership(Membership):
    """A person at the payer: finance."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=models.Q(ended_at=None), name="one_current_payer_membership"
            )
        ]

    def __str__(self):
        return f"{self.user}, payer"


class AccessRequestQuerySet(models.QuerySet):
    def waiting(self):
        """Not answered yet, oldest first."""
        return self.filter(answered_at=None).order_by("created_at")

    def asked_by(self, identity):
        return self.filter(provider_key=identity.provider_key, subject=identity.subject)

    def of(self, organisation):
        return self.filter(organisation_type=organisation._meta.model_name, organisation_id=organisation.pk)

    def waiting_for(self, organisation):
        """Those that the people of this organisation can answer."""
        return self.of(organisation).waiting()

    def waiting_for_support(self):
        """Those of organisations that have nobody to answer them."""
        found = self.waiting()
        for kind in ORGANISATION_KINDS:
            members = Membership.of(kind).objects.filter(
                ended_at=None, user__is_active=True, **{kind: models.OuterRef("organisation_id")}
            )
            found = found.exclude(models.Exists(members), organisation_type=kind)
        return found


class AccessRequest(Record):
    """A signed-in stranger asks to join a school, trust or provider. Its members accept, or support does."""

    email = models.EmailField(max_length=320)
    first_name = models.CharField(max_length=100, blank=True)
    last_name = models.CharField(max_length=100, blank=True)
    provider_key = models.CharField(max_length=50)
    subject = models.CharField(max_length=200)
    issuer = models.CharField(max_length=300, blank=True)
    organisation_type = models.CharField(
        max_length=20, choices=[("school", "School"), ("trust", "Trust"), ("provider", "Provider")]
    )
    organisation_id = models.UUIDField()
    organisation_name = models.CharField(max_length=255)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    accepted = models.BooleanField(null=True, blank=True)
    refused_because = models.CharField(max_length=500, blank=True)

    objects = AccessRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["provider_key", "subject", "organisation_id"],
                condition=models.Q(answered_at=None),
                name="one_open_access_request_for_each_organisation",
            )
        ]

    def __str__(self):
        return f"{self.email} asks to join {self.organisation_name}"

    @property
    def full_name(self):
        return f"{self.first_name} {self.last_name}".strip() or self.email
