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
ELSEWHERE = ("25", "30", "37")  # offshore, Welsh, British overseas


def of_its_people(user):
    """A person belongs to the school itself."""
    return Q(schoolmembership__user=user, schoolmembership__ended_at=None)


def of_its_trust(user):
    """A person belongs to the trust of a school that is open."""
    return Q(trust__trustmembership__user=user, trust__trustmembership__ended_at=None, status__in=OPEN_STATUSES)


class SchoolQuerySet(models.QuerySet):
    def open_to(self, user):
        """The schools this person may work for: their own, and the open member schools of their trusts."""
        return self.filter(of_its_people(user) | of_its_trust(user)).distinct()

    def open_in(self, trust):
        """The schools that a trust's people may act for: one that closes or leaves is out at once."""
        return self.filter(trust=trust, is_open=True)

    def with_unknown_district(self):
        """Open schools of England whose district we have never heard of: support must say which area they are in."""
        known = FundingDistrict.objects.values("code")
        return self.filter(is_open=True, district_code__startswith="E", area_by_hand="").exclude(
            district_code__in=known
        )

    def without_funding_area(self):
        """Open schools of England that nobody can put in a funding area yet, for whatever reason."""
        known = FundingDistrict.objects.values("code")
        in_england = self.filter(is_open=True, area_by_hand="").exclude(type_code__in=ELSEWHERE)
        return in_england.filter(Q(district_code="") | Q(district_code__startswith="E")).exclude(
            district_code__in=known
        )

    def matching(self, text):
        """Schools whose name, town, postcode or URN begins with each word typed; open ones first, then by name.

        One or two letters are too few to look everywhere: they begin the name.
        """
        typed = searching.sort_name(text)
        if not typed:
            return self.none()
        if len(typed) <= 2:
            found = self.filter(sort_name__startswith=typed)
        else:
            found = self.filter(search=SearchQuery(searching.query(text), config="simple", search_type="raw"))
        return found.order_by(F("is_open").desc(), "sort_name", "id")


class School(Record):
    """A school. `urn` is the register's number; a few have only a finance vendor number instead."""

    urn = models.CharField(max_length=6, null=True, blank=True)
    vendor_number = models.CharField(max_length=20, null=True, blank=True)
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
    wants_ready_made_emails = models.BooleanField(
        default=True, db_default=True, help_text="Its people are told of claims made ready from recorded hours"
    )
    missing_since = models.DateField(null=True, blank=True, help_text="Since when the register no longer lists it")
    register_as_at = models.DateField(null=True, blank=True)
    register_hash = models.BigIntegerField(null=True, editable=False, help_text="Of the register's record as last read")
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
            models.Index(F("is_open").desc(), "sort_name", "id", name="schools_in_order"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(urn__isnull=False) | Q(vendor_number__isnull=False),
                name="a_school_has_a_urn_or_a_vendor_number",
            ),
            models.UniqueConstraint(fields=["urn"], name="a_urn_belongs_to_one_school"),
            models.UniqueConstraint(fields=["vendor_number"], name="a_vendor_number_belongs_to_one_school"),
            models.CheckConstraint(condition=Q(urn=None) | Q(urn__regex=r"^[0-9]{6}$"), name="a_urn_is_six_digits"),
        ]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.sort_name = searching.sort_name(self.name)
        self.search_text = searching.fold(self.name, self.town, self.urn or self.vendor_number, postcode=self.postcode)
        super().save(*args, **kwargs)

    @property
    def one_line(self):
        """How a school stands in a list to choose from. The suggestions of service.js write the same."""
        return ", ".join(filter(None, [self.name, self.town, self.postcode, self.urn and f"URN {self.urn}"]))

    @property
    def is_maintained(self):
        """Paid through its local authority; academies and free schools are paid directly."""
        return self.group_code == "4"

    @property
    def is_in_england(self):
        """By its district where it has one, else by its type."""
        return self.type_code not in ELSEWHERE and (not self.district_code or self.district_code.startswith("E"))

    @property
    def payee(self):
        """Who receives the money."""
        return f"{self.authority_name} local authority" if self.is_maintained and self.authority_name else self.name

    @property
    def funding_area(self):
        """Where its district puts it, or what support set by hand; None while neither is known."""
        if self.area_by_hand:
            return FundingArea(self.area_by_hand)
        district = FundingDistrict.objects.filter(code=self.district_code).first() if self.district_code else None
        return FundingArea(district.area) if district else None
