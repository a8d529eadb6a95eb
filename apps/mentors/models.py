"""Mentors, and their places at schools."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from apps.core import searching
from apps.core.models import Record
from apps.schools.models import School


class Mentor(Record):
    """A teacher who trains as a mentor. Names come from the teaching record; a date of birth is checked, never stored."""

    trn = models.CharField(max_length=7, unique=True)
    first_name = models.CharField(max_length=100, blank=True)
    last_name = models.CharField(max_length=100, blank=True)
    sort_name = models.CharField(max_length=210)
    verified_at = models.DateTimeField(null=True, blank=True)
    refreshed_at = models.DateTimeField(null=True, blank=True)
    is_active = models.BooleanField(default=True, help_text="Active on the teaching record at the last refresh")
    induction_status = models.CharField(max_length=30, blank=True)
    former_trn = models.CharField(max_length=7, blank=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="mentor"
    )

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(trn__regex=r"^[0-9]{7}$"), name="a_trn_is_seven_digits")]

    def __str__(self):
        return self.full_name

    def save(self, *args, **kwargs):
        self.sort_name = searching.sort_name(f"{self.last_name} {self.first_name}")
        super().save(*args, **kwargs)

    @property
    def full_name(self):
        return f"{self.first_name} {self.last_name}".strip()


class PlaceQuerySet(models.QuerySet):
    def current(self):
        return self.filter(ended_at=None)


class Place(Record):
    """A mentor at a school. It ends, it is never deleted."""

    mentor = models.ForeignKey(Mentor, on_delete=models.PROTECT, related_name="places")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="places")
    email = models.EmailField(max_length=320, blank=True)
    told = models.BooleanField(default=True, help_text="The mentor was told and given the privacy notice")
    tries = models.PositiveSmallIntegerField(
        default=0, help_text="Dates of birth tried in a row by whoever holds the address"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mentor", "school"], name="one_place_of_a_mentor_at_a_school")]

    def __str__(self):
        return f"{self.mentor} at {self.school}"
