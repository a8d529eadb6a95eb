"""Multi-academy trusts, from the register."""

from django.db import models
from django.db.models import Q

from apps.core import searching
from apps.core.models import Record


class TrustQuerySet(models.QuerySet):
    def open_to(self, user):
        """The trusts this person belongs to now."""
        return self.filter(trustmembership__user=user, trustmembership__ended_at=None)

    def matching(self, text):
        """Trusts with a word of their name beginning with each word typed, by name."""
        found = self.filter(is_open=True) if (asked := searching.words(text)[:12]) else self.none()
        for word in asked:
            found = found.filter(Q(sort_name__startswith=word) | Q(sort_name__contains=f" {word}"))
        return found.order_by("sort_name", "id")


class Trust(Record):
    """A trust and the name it is searched by. `uid` is the register's Group UID."""

    uid = models.CharField(max_length=10, unique=True)
    name = models.CharField(max_length=255)
    is_multi_academy = models.BooleanField(default=True)
    is_open = models.BooleanField(default=True)
    sort_name = models.CharField(max_length=255)

    objects = TrustQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(uid=""), name="a_trust_has_a_uid")]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.sort_name = searching.sort_name(self.name)
        super().save(*args, **kwargs)
