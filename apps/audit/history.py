"""Read history back, oldest first."""

from django.template.exceptions import TemplateDoesNotExist
from django.template.loader import render_to_string

from apps.audit.models import AuditEvent


def history_of(*subjects):
    """Every event of these records, oldest first, each with its words."""
    events = AuditEvent.objects.filter(subject_id__in=[subject.pk for subject in subjects]).order_by("at", "number")
    return [(event, words_for(event)) for event in events]


def words_for(event):
    """The sentence people read, from templates/history/<event>.txt; the bare name of the event where there is none."""
    try:
        return render_to_string(f"history/{event.event}.txt", {"event": event, **event.details}).strip()
    except TemplateDoesNotExist:
        return event.event.replace(".", " ").replace("_", " ").capitalize()
