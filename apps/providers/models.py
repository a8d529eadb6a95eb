"""Accredited providers, their accreditation per year, their people and contacts."""

from functools import cached_property

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQuery, SearchVector, SearchVectorField
from django.db import models
from django.db.models import Q

from apps.audit.floors import somebody_acts
from apps.core import searching
from apps.core.models import Record
from apps.users.models import Membership, User


class ProviderQuerySet(models.QuerySet):
    def open_to(self, user):
        """The providers this person belongs to now."""
        return self.filter(providermembership__user=user, providermembership__ended_at=None)

    def without_sites(self):
        """One row for each provider, however many rows of the register it has."""
        return self.filter(part_of=None)

    def accredited_on(self, day):
        """Providers accredited on a day. An accreditation that ends later does not undo a claim."""
        return (
            self.without_sites()
            .filter(
                Q(accreditations__ends_on=None) | Q(accreditations__ends_on__gt=day), accreditations__starts_on__lte=day
            )
            .distinct()
        )

    def matching(self, text):
        asked = searching.query(text)
        if not asked:
            return self.none()
        found = self.filter(search=SearchQuery(asked, config="simple", search_type="raw"))
        return found.order_by("sort_name", "id")


class Provider(Record):
    """An accredited provider of initial teacher training, or a site: another row of the register for the same provider."""

    code = models.CharField(max_length=5, unique=True, help_text="The three characters of the provider register")
    ukprn = models.CharField(max_length=8, unique=True, null=True, blank=True)
    name = models.CharField(max_length=255)
    kind = models.CharField(max_length=20, blank=True, help_text="SCITT or HEI")
    town = models.CharField(max_length=100, blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    website = models.CharField(max_length=300, blank=True)
    contact_email = models.EmailField(max_length=320, blank=True)
    part_of = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="sites", help_text="Whose site this is"
    )
    sort_name = models.CharField(max_length=255)
    search_text = models.TextField()
    search = models.GeneratedField(
        expression=SearchVector("search_text", config="simple"), output_field=SearchVectorField(), db_persist=True
    )

    objects = ProviderQuerySet.as_manager()

    limited_to: list | None = None  # ids of schools, for as long as a delivery partner is behind the door

    class Meta:
        indexes = [GinIndex(fields=["search"], name="providers_search")]
        constraints = [
            models.CheckConstraint(
                condition=Q(part_of=None) | ~Q(part_of=models.F("id")), name="a_provider_is_no_site_of_itself"
            )
        ]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.sort_name = searching.sort_name(self.name)
        kin = Provider.objects.none() if self._state.adding and not self.part_of_id else self.kin()
        names = [name for other in kin for name in (other.name, other.code)]
        self.search_text = searching.fold(self.name, self.town, self.ukprn, self.code, *names, postcode=self.postcode)
        super().save(*args, **kwargs)

    def kin(self):
        """The other rows of the same provider: a search for one of them finds all."""
        head = self.part_of_id or self.pk
        return Provider.objects.filter(Q(pk=head) | Q(part_of=head)).exclude(pk=self.pk).order_by("code")

    @cached_property
    def whole(self):
        """The ids of the provider and of its sites: what names any of them names it."""
        return [self.pk, *self.sites.values_list("pk", flat=True)]

    def is_accredited_on(self, day):
        return Provider.objects.accredited_on(day).filter(pk=self.pk).exists()

    def accredited_until(self, day):
        """The first day on which it is no longer accredited, when that day is known: to come, or past. None while it has no end."""
        newest = self.accreditations.filter(starts_on__lte=day).order_by("-starts_on").first()
        return newest.ends_on if newest else None

    def within_limit(self, rows, school="school"):
        """Of rows about schools, those that the person behind the door may see: all, but for a delivery partner."""
        return rows if self.limited_to is None else rows.filter(**{f"{school}__in": self.limited_to})

    def people_for(self, school):
        """Who acts for the provider at a school now, for telling them something."""
        here = Q(limited_to=None) | Q(limited_to__contains=[school.pk])
        members = ProviderMembership.objects.filter(here, provider=self.part_of_id or self.pk, ended_at=None)
        return User.objects.filter(providermemberships__in=members, is_active=True).order_by("email")

    def contact_for(self, purpose):
        """Whom to speak to for a purpose, or None."""
        return self.contacts.filter(purpose=purpose).first()


class Accreditation(Record):
    """From when a provider is accredited, and from when no longer. None is known before 1 August 2024."""

    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="accreditations")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True, help_text="The first day on which it is no longer accredited")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "starts_on"], name="an_accreditation_starts_once"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gt=models.F("starts_on")),
                name="an_accreditation_ends_after_it_starts",
            ),
        ]

    def __str__(self):
        return f"{self.provider} from {self.starts_on}"


class Purpose(models.TextChoices):
    TRAINING = "training", "Training"
    FINANCE = "finance", "Finance"
    AUDIT = "audit", "Audit"

    @property
    def says(self):
        """What people are told that this contact is for."""
        return {
            "training": "Schools see this contact on their claims, and ask it about training and recorded hours.",
            "finance": "DfE asks this contact about money. Schools do not see it.",
            "audit": "DfE asks this contact for evidence when it audits claims. Schools do not see it.",
        }[self.value]


class Contact(Record):
    """Whom to speak to at a provider, for one purpose."""

    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="contacts")
    purpose = models.CharField(max_length=10, choices=Purpose)
    name = models.CharField(max_length=100)
    email = models.EmailField(max_length=320)
    telephone = models.CharField(max_length=30, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "purpose"], name="one_contact_for_each_purpose"),
            models.CheckConstraint(
                condition=Q(purpose__in=[purpose.value for purpose in Purpose]), name="a_contact_has_a_known_purpose"
            ),
        ]
        triggers = [somebody_acts()]

    def __str__(self):
        return self.name

    @property
    def in_words(self):
        """How a contact stands on one line."""
        return ", ".join(filter(None, [self.name, self.email, self.telephone]))


class RegisterImport(Record):
    """One file of accredited providers, and what it changed."""

    source = models.CharField(max_length=300, help_text="The name of the file, without its folder")
    rows = models.PositiveIntegerField()
    counts = models.JSONField(default=dict)
    problems = models.JSONField(default=list)

    def __str__(self):
        return self.source


class ProviderMembership(Membership):
    """A person at a provider; a delivery partner is limited to some schools. Schools lie beside providers, so they are kept by id."""

    provider = models.ForeignKey(Provider, on_delete=models.PROTECT)
    limited_to = ArrayField(models.UUIDField(), null=True, blank=True, help_text="Empty for every school")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "provider"], condition=Q(ended_at=None), name="one_current_membership_of_a_provider"
            )
        ]

    def __str__(self):
        return f"{self.user} at {self.provider}"
