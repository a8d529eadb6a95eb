"""People, and the memberships of those who work for DfE. School and provider memberships live with schools and providers."""

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


class UserManager(BaseUserManager):
    def create_user(self, email, **fields):
        """A person who will sign in through DfE Sign-in or by code; there are no passwords here."""
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_unusable_password()
        user.save()
        return user


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


class Membership(Record):
    """A person in an organisation, from and until. Memberships end, they do not vanish."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="%(class)ss")
    started_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        abstract = True


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


class AccessRequest(Record):
    """A signed-in stranger asks to join a school, trust or provider. Its members accept, or support does."""

    email = models.EmailField(max_length=320)
    first_name = models.CharField(max_length=100, blank=True)
    last_name = models.CharField(max_length=100, blank=True)
    provider_key = models.CharField(max_length=50)
    subject = models.CharField(max_length=200)
    organisation_type = models.CharField(
        max_length=20, choices=[("school", "School"), ("trust", "Trust"), ("provider", "Provider")]
    )
    organisation_id = models.UUIDField()
    organisation_name = models.CharField(max_length=255)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    accepted = models.BooleanField(null=True, blank=True)

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
