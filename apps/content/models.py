"""Words that DfE writes in the console and public pages read; and what people say of the service."""

from django.conf import settings
from django.db import models

from apps.core import clock
from apps.core.models import Record


class Audience(models.TextChoices):
    """Whom words are for."""

    EVERYONE = "everyone", "Everyone"
    SCHOOLS = "schools", "Schools and trusts"
    MENTORS = "mentors", "Mentors"
    PROVIDERS = "providers", "Providers"


class WrittenQuerySet(models.QuerySet):
    def published(self):
        """What the public may read."""
        return self.filter(published_at__lte=clock.now())


class Written(Record):
    """A title and words in the small markup of `content/words.py`. A draft until it is published."""

    title = models.CharField(max_length=100)
    words = models.TextField()
    audience = models.CharField(max_length=10, choices=Audience, default=Audience.EVERYONE)
    published_at = models.DateTimeField(null=True, blank=True)

    objects = WrittenQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self):
        return self.title


class ServiceUpdate(Written):
    """News of the service: what changed, or what is coming."""

    class Meta:
        indexes = [models.Index(fields=["published_at", "id"], name="updates_in_order")]


class HelpTopic(Written):
    """The answer to one question, at an address of its own."""

    slug = models.SlugField(max_length=60, unique=True)

    class Meta:
        ordering = ["title", "id"]


class Banner(Record):
    """A sentence or two at the top of every page, from one moment until another."""

    words = models.CharField(max_length=300)
    audience = models.CharField(max_length=10, choices=Audience, default=Audience.EVERYONE)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["ends_at"], name="banners_by_end")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(starts_at__lt=models.F("ends_at")), name="a_banner_starts_before_it_ends"
            )
        ]

    def __str__(self):
        return self.words


class Satisfaction(models.IntegerChoices):
    VERY_SATISFIED = 5, "Very satisfied"
    SATISFIED = 4, "Satisfied"
    NEITHER = 3, "Neither satisfied nor dissatisfied"
    DISSATISFIED = 2, "Dissatisfied"
    VERY_DISSATISFIED = 1, "Very dissatisfied"


class Feedback(Record):
    """What somebody said of the service. Who it was is known only where they gave an address to be answered at."""

    page = models.CharField(max_length=200, blank=True, help_text="The kind of page they came from, without ids")
    satisfaction = models.PositiveSmallIntegerField(choices=Satisfaction)
    words = models.TextField(blank=True)
    email = models.EmailField(max_length=320, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    read_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        indexes = [
            models.Index(fields=["created_at", "id"], name="feedback_in_order"),
            models.Index(fields=["created_at", "id"], condition=models.Q(read_at=None), name="feedback_to_read"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(satisfaction__gte=1, satisfaction__lte=5), name="satisfaction_is_one_of_five"
            ),
            models.CheckConstraint(
                condition=models.Q(read_at=None, read_by=None) | models.Q(read_at__isnull=False, read_by__isnull=False),
                name="somebody_read_what_was_read",
            ),
        ]

    def __str__(self):
        return f"{self.get_satisfaction_display()}, {self.created_at:%-d %B %Y}"
