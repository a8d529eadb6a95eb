"""A provider's training programme of a year: modules, and the sessions at which they are taught."""

from datetime import date, datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from apps.audit.floors import somebody_acts
from apps.core import clock
from apps.core.models import Record
from apps.policy.models import AcademicYear
from apps.providers.models import Provider
from apps.training.enums import CurriculumArea, Format


class ModuleQuerySet(models.QuerySet):
    def live(self):
        return self.filter(retired_at=None)


class Module(Record):
    """One part of a provider's programme. Hours of its title are hours of the module."""

    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="+")
    year = models.ForeignKey(AcademicYear, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=100)
    areas = ArrayField(models.CharField(max_length=30, choices=CurriculumArea), default=list, blank=True)
    format = models.CharField(max_length=20, choices=Format)
    minutes = models.PositiveSmallIntegerField()
    link = models.CharField(max_length=500, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = ModuleQuerySet.as_manager()

    class Meta:
        ordering = ["title"]
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "year", "title"], condition=Q(retired_at=None), name="one_live_module_of_a_title"
            ),
            models.CheckConstraint(condition=Q(minutes__gt=0, minutes__lte=24 * 60), name="a_module_fits_in_a_day"),
            models.CheckConstraint(
                condition=Q(link="") | Q(link__startswith="https://"), name="a_modules_link_is_https"
            ),
        ]
        triggers = [somebody_acts()]

    def __str__(self):
        return self.title

    @property
    def areas_in_words(self):
        """The curriculum areas, or "Not given"."""
        return ", ".join(CurriculumArea(area).label for area in self.areas) or "Not given"


class SessionQuerySet(models.QuerySet):
    def of_provider(self, provider):
        return self.filter(module__provider=provider).select_related("module__year", "module__provider")

    def going_ahead(self):
        return self.filter(cancelled_at=None)

    def to_come(self):
        return self.going_ahead().filter(held_on__gte=clock.today())


class Session(Record):
    """One time at which a module is taught, in a place or, where there is none, online."""

    module = models.ForeignKey(Module, on_delete=models.PROTECT, related_name="sessions")
    held_on = models.DateField()
    starts_at = models.TimeField()
    ends_at = models.TimeField()
    place = models.CharField(max_length=200, blank=True, help_text="Empty when it is online")
    capacity = models.PositiveSmallIntegerField(null=True, blank=True)
    attendance_taken_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    objects = SessionQuerySet.as_manager()

    class Meta:
        ordering = ["held_on", "starts_at"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="a_session_ends_after_it_starts"),
            models.CheckConstraint(
                condition=Q(attendance_taken_at=None) | Q(cancelled_at=None), name="nobody_comes_to_a_cancelled_session"
            ),
        ]
        indexes = [models.Index(fields=["module", "held_on"], name="sessions_of_a_module")]
        triggers = [somebody_acts()]

    def __str__(self):
        return f"{self.module}, {self.held_on:%-d %B %Y}"

    @property
    def minutes(self):
        starts, ends = (datetime.combine(date.min, time) for time in (self.starts_at, self.ends_at))
        return int((ends - starts).total_seconds()) // 60

    @property
    def where(self):
        return self.place or "Online"

    @property
    def is_to_come(self):
        return self.held_on > clock.today()
