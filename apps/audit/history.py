"""Read history back, oldest first."""

import structlog
from django.template.exceptions import TemplateDoesNotExist
from django.template.loader import render_to_string
from jinja2 import UndefinedError

from apps.audit.models import AuditEvent

log = structlog.get_logger(__name__)


def history_of(*subjects):
    """Every event of these records, oldest first, each with its words."""
    events = AuditEvent.objects.filter(subject_id__in=[subject.pk for subject in subjects]).order_by("at", "number")
    return [(event, words_for(event)) for event in events]


def events_of(subject, name):
    """Every event of one kind of a record, oldest first."""
    return list(AuditEvent.objects.filter(subject_id=subject.pk, event=name).order_by("at", "number"))


def latest_of(subjects, most, *, but=()):
    """The newest events of these records, newest first, each with its words, but for some kinds. `subjects` are ids or a query of them."""
    events = AuditEvent.objects.filter(subject_id__in=subjects).exclude(event__in=but).order_by("-at", "-number")
    return [(event, words_for(event)) for event in events[:most]]


def words_for(event):
    """The sentence people read, from templates/history/<event>.txt.

    Where there is no such file, or an old event lacks a detail that the file names, it is the bare name of the event:
    one line that says less never takes the whole page away.
    """
    try:
        return render_to_string(f"history/{event.event}.txt", {"event": event, **event.details}).strip()
    except (TemplateDoesNotExist, UndefinedError, TypeError) as problem:
        if not isinstance(problem, TemplateDoesNotExist):
            log.warning("history.incomplete", number=event.number, name=event.event, problem=str(problem))
        return event.event.replace(".", " ").replace("_", " ").capitalize()
