"""How a provider's own system proves itself to the API, and what it has sent already."""

from django.conf import settings
from django.db import models

from apps.core import clock
from apps.core.models import Record
from apps.providers.models import Provider


class ApiTokenQuerySet(models.QuerySet):
    def live(self):
        return self.filter(stopped_at=None, expires_at__gt=clock.now())


class ApiToken(Record):
    """A secret that a provider's system sends with each call. It is kept as a hash and shown once."""

    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=100, help_text="The system that holds it, in the provider's words")
    secret_hash = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True, blank=True)
    stopped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    used_at = models.DateTimeField(null=True, blank=True)

    objects = ApiTokenQuerySet.as_manager()

    def __str__(self):
        return self.name

    @property
    def is_live(self):
        return self.stopped_at is None and clock.now() < self.expires_at


class ApiCall(Record):
    """A call that changed something, by the key its sender gave it: the same key again is the same call."""

    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=100)
    body_hash = models.CharField(max_length=64)
    answer = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["provider", "key"], name="a_call_has_its_effect_once")]

    def __str__(self):
        return self.key
