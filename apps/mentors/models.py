"""Mentors, their places at schools, and the staff who offer to become one."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from apps.core import clock, searching
from apps.core.models import Record
from apps.mentors.enums import Phase, Subject, VolunteerAnswer
from apps.policy.models import AcademicYear
from apps.providers.models import Provider
from apps.schools.models import School


class Taught(Record):
    """What somebody teaches, in which phases. The school says it, or the person: it is no fact of the teaching record."""

    subjects = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    phases = ArrayField(models.CharField(max_length=20), default=list, blank=True)

    class Meta:
        abstract = True

    @property
    def teaches(self):
        """Subjects and phases in words, or "Not given"."""
        said = [Subject(name).label for name in self.subjects], [Phase(name).label for name in self.phases]
        return ". ".join(", ".join(names) for names in said if names) or "Not given"


class Mentor(Record):
    """A teacher who trains as a mentor. Names come from the teaching record; a date of birth is checked, never stored."""

    trn = models.CharField(max_length=7, unique=True)
    first_name = models.CharField(max_length=100, blank=True)
    last_name = models.CharField(max_length=100, blank=True)
    sort_name = models.CharField(max_length=210)
    verified_at = models.DateTimeField(null=True, blank=True)
    refreshed_at = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField(
        null=True, blank=True, help_text="When the teaching record was last asked, whether it answered or not"
    )
    missing_since = models.DateTimeField(
        null=True, blank=True, help_text="Since when the teaching record knows nobody by this TRN"
    )
    is_active = models.BooleanField(default=True, help_text="Active on the teaching record at the last refresh")
    induction_status = models.CharField(max_length=30, blank=True)
    former_trn = models.CharField(max_length=7, blank=True)
    trn_changed_at = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Another mentor of ours whose TRN the teaching record now gives for this one",
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="mentor"
    )

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(trn__regex=r"^[0-9]{7}$"), name="a_trn_is_seven_digits")]
        indexes = [models.Index(F("asked_at").asc(nulls_first=True), name="mentors_by_when_asked_about")]

    def __str__(self):
        return self.full_name

    def save(self, *args, **kwargs):
        self.sort_name = searching.sort_name(f"{self.last_name} {self.first_name}")
        super().save(*args, **kwargs)

    @property
    def full_name(self):
        return f"{self.first_name} {self.last_name}".strip()

    def follow(self, trn):
        """The teaching record goes by another TRN now."""
        self.former_trn, self.trn, self.trn_changed_at = self.trn, trn, clock.now()


class PlaceQuerySet(models.QuerySet):
    def current(self):
        return self.filter(ended_at=None)

    def with_wrong_trn(self):
        """Those of mentors whose TRN the teaching record does not know, or has for another mentor of ours."""
        return self.filter(Q(mentor__missing_since__isnull=False) | Q(mentor__merged_into__isnull=False))

    def not_free(self):
        """Those of mentors whom the teaching record knows, but not as free to teach."""
        return self.filter(mentor__is_active=False, mentor__missing_since=None, mentor__merged_into=None)

    def added_today(self, school, user_id):
        """The mentors whom a person has put on a school's list since midnight, first to last."""
        added = self.current().filter(school=school, started_by=user_id, started_at__gte=clock.start_of(clock.today()))
        return added.select_related("mentor").order_by("started_at", "pk")


class Place(Taught):
    """A mentor at a school. It ends, it is never deleted; a mentor who returns begins it anew."""

    mentor = models.ForeignKey(Mentor, on_delete=models.PROTECT, related_name="places")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="places")
    email = models.EmailField(max_length=320, blank=True)
    told = models.BooleanField(default=True, help_text="The mentor was told and given the privacy notice")
    tries = models.PositiveSmallIntegerField(
        default=0, help_text="Dates of birth tried in a row by whoever holds the address"
    )
    started_at = models.DateTimeField(default=clock.now)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mentor", "school"], name="one_place_of_a_mentor_at_a_school")]

    def __str__(self):
        return f"{self.mentor} at {self.school}"


class VolunteerLink(Record):
    """An address a school shares with its staff. Who opens it may offer to mentor. Its secret is kept as a hash."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    secret_hash = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school"], condition=Q(stopped_at=None), name="one_link_for_volunteers_of_a_school"
            )
        ]

    def __str__(self):
        return f"Link for volunteers at {self.school}"

    @property
    def is_live(self):
        return self.stopped_at is None and clock.now() < self.expires_at and self.school.is_open


class VolunteerQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(answer=VolunteerAnswer.WAITING)


class Volunteer(Taught):
    """Somebody who offers to mentor at a school, in their own words: nobody has checked who they are."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="volunteers")
    name = models.CharField(max_length=200)
    email = models.EmailField(max_length=320)
    words = models.CharField(max_length=500, blank=True)
    answer = models.CharField(max_length=10, choices=VolunteerAnswer, blank=True, default=VolunteerAnswer.WAITING)
    answered_at = models.DateTimeField(null=True, blank=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = VolunteerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "school", Lower("email"), condition=Q(answer=""), name="one_waiting_offer_of_an_address_at_a_school"
            )
        ]
        indexes = [models.Index(fields=["school", "answer", "created_at"])]

    def __str__(self):
        return self.name


class OnBoardQuerySet(models.QuerySet):
    def standing(self):
        """What still holds: not taken back, of a year that is not over."""
        return self.filter(ended_at=None, year__ends_on__gte=clock.today())


class OnBoard(Taught):
    """What somebody says on the partner board about a year: how many, of which phases and subjects. Never a trainee's name."""

    year = models.ForeignKey(AcademicYear, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    words = models.CharField(max_length=500, blank=True)
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = OnBoardQuerySet.as_manager()

    class Meta:
        abstract = True


class HostingOffer(OnBoard):
    """The trainees that a school would host in a year."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="hosting_offers")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school", "year"], condition=Q(ended_at=None), name="one_hosting_offer_of_a_school_a_year"
            )
        ]

    def __str__(self):
        return f"{self.school}, {self.year}"


class MentorsWanted(OnBoard):
    """The mentors that a provider looks for in a year, and where."""

    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="mentors_wanted")
    area = models.CharField(max_length=100)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "year"],
                condition=Q(ended_at=None),
                name="one_wish_for_mentors_of_a_provider_a_year",
            )
        ]

    def __str__(self):
        return f"{self.provider}, {self.year}"
