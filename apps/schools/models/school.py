"""Schools as the register has them."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQuery, SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Q

from apps.core import searching
from apps.core.models import Record
from apps.policy.models import FundingArea, FundingDistrict


class SchoolStatus(models.TextChoices):
    OPEN = "1", "Open"
    CLOSED = "2", "Closed"
    CLOSING = "3", "Open, but proposed to close"
    PROPOSED = "4", "Proposed to open"


OPEN_STATUSES = (SchoolStatus.OPEN, SchoolStatus.CLOSING)


class SchoolQuerySet(models.QuerySet):
    def open_to(self, user):
        """The schools this person may work for: their own, and the open member schools of their trusts."""
        own = Q(schoolmembership__user=user, schoolmembership__ended_at=None)
        through_trust = Q(
            trust__trustmembership__user=user, trust__trustmembership__ended_at=None, status__in=OPEN_STATUSES
        )
        return self.filter(own | through_trust).distinct()

    def matching(self, text):
        """Schools whose name, town, postcode or URN begins with each word typed; open ones first, then by name."""
        asked = searching.query(text)
        if not asked:
            return self.none()
        found = self.filter(search=SearchQuery(asked, config="simple", search_type="raw"))
        return found.order_by(F("is_open").desc(), "sort_name", "id")


class School(Record):
    """A school. `urn` is the register's number; a few have only a finance vendor number instead."""

    urn = models.CharField(max_length=6, unique=True, null=True, blank=True)
    vendor_number = models.CharField(max_length=20, unique=True, null=True, blank=True)
    name = models.CharField(max_length=255)
    status = models.CharField(max_length=1, choices=SchoolStatus, default=SchoolStatus.OPEN)
    is_open = models.GeneratedField(
        expression=Q(status__in=[status.value for status in OPEN_STATUSES]),
        output_field=models.BooleanField(),
        db_persist=True,
    )
    type_code = models.CharField(max_length=2, blank=True)
    type_name = models.CharField(max_length=100, blank=True)
    group_code = models.CharField(max_length=2, blank=True)
    group_name = models.CharField(max_length=100, blank=True)
    phase_code = models.CharField(max_length=1, blank=True)
    phase_name = models.CharField(max_length=50, blank=True)
    authority_code = models.CharField(max_length=3, blank=True)
    authority_name = models.CharField(max_length=100, blank=True)
    establishment_number = models.CharField(max_length=4, blank=True)
    district_code = models.CharField(max_length=9, blank=True)
    district_name = models.CharField(max_length=100, blank=True)
    region_code = models.CharField(max_length=1, blank=True)
    ukprn = models.CharField(max_length=8, blank=True)
    street = models.CharField(max_length=200, blank=True)
    locality = models.CharField(max_length=200, blank=True)
    town = models.CharField(max_length=100, blank=True)
    county = models.CharField(max_length=100, blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    website = models.CharField(max_length=300, blank=True)
    telephone = models.CharField(max_length=30, blank=True)
    urban_rural = models.CharField(max_length=100, blank=True)
    pupils = models.PositiveIntegerField(null=True, blank=True)
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    trust = models.ForeignKey("schools.Trust", on_delete=models.SET_NULL, null=True, blank=True, related_name="schools")
    area_by_hand = models.CharField(max_length=20, choices=FundingArea, blank=True)
    area_reason = models.CharField(max_length=500, blank=True)
    finance_email = models.EmailField(max_length=320, blank=True)
    missing_since = models.DateField(null=True, blank=True, help_text="Since when the register no longer lists it")
    register_as_at = models.DateField(null=True, blank=True)
    sort_name = models.CharField(max_length=255)
    search_text = models.TextField()
    search = models.GeneratedField(
        expression=SearchVector("search_text", config="simple"), output_field=SearchVectorField(), db_persist=True
    )

    objects = SchoolQuerySet.as_manager()

    class Meta:
        indexes = [
            GinIndex(fields=["search"], name="schools_search"),
            models.Index(fields=["sort_name", "id"], name="schools_by_name"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(urn__isnull=False) | Q(vendor_number__isnull=False),
                name="a_school_has_a_urn_or_a_vendor_number",
            ),
            models.CheckConstraint(condition=Q(urn=None) | Q(urn__regex=r"^[0-9]{6}$"), name="a_urn_is_six_digits"),
        ]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.sort_name = searching.sort_name(self.name)
        self.search_text = searching.fold(self.name, self.town, self.urn or self.vendor_number, postcode=self.postcode)
        super().save(*args, **kwargs)

    @property
    def is_maintained(self):
        """Paid through its local authority; academies and free schools are paid directly."""
        return self.group_code == "4"

    @property
    def payee(self):
        """Who receives the money."""
        return self.authority_name if self.is_maintained and self.authority_name else self.name

    @property
    def funding_area(self):
        """Where its district puts it, or what support set by hand; None while neither is known."""
        if self.area_by_hand:
            return FundingArea(self.area_by_hand)
        district = FundingDistrict.objects.filter(code=self.district_code).first() if self.district_code else None
        return FundingArea(district.area) if district else None
