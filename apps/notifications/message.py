"""Base of every email. A class per email lives in the app that has something to say."""

import re
from dataclasses import dataclass, field
from typing import ClassVar

from django.conf import settings
from django.template.loader import render_to_string


def template_of(name):
    """Where the words of an email are, by the name of its class."""
    return f"notifications/{re.sub(r'(?<!^)(?=[A-Z])', '_', name).lower()}.txt"


@dataclass(frozen=True)
class Message:
    """One email to one address about one record, told because of one line of history.

    The words are in templates/notifications/<class_name>.txt: the subject on the first line, the body beneath.
    One that cannot wait for a daily digest says so by `may_wait`, or by a subject that begins "Action needed".
    """

    may_wait: ClassVar[bool] = True

    to: str
    event: object
    about: object
    context: dict = field(default_factory=dict)

    @property
    def name(self):
        return type(self).__name__

    @property
    def dedupe_key(self):
        """Message, recipient and event: a second submission is told again, a retried task is not."""
        return f"{self.name}:{self.to.lower()}:{self.event.id}"

    def words(self):
        """Subject and body."""
        context = {"about": self.about, "event": self.event, "base_url": settings.BASE_URL, **self.context}
        subject, _, body = render_to_string(template_of(self.name), context).strip().partition("\n")
        return subject.strip(), body.strip()
