"""Write a line of history. The only writer there is."""

import structlog
from django.db import connection

from apps.audit.actors import Actor, current
from apps.audit.models import AuditEvent


def record(event, subject, *, by, **details):
    """Note that somebody did something to a record, in the transaction of the change itself.

    `by` is a user or an Actor. Raises RuntimeError outside a transaction: a change and its history stand or fall together.
    """
    line = line_of(event, subject._meta.label_lower, subject.pk, actor_of(by), details)
    line.save()
    return line


def record_many(event, subject_type, details, *, by):
    """Note that somebody did the same to many records: one line each, by the record's id. Returns the lines in that order."""
    actor = actor_of(by)
    lines = [line_of(event, subject_type, subject_id, actor, said) for subject_id, said in details.items()]
    return AuditEvent.objects.bulk_create(lines, batch_size=5000)


def line_of(event, subject_type, subject_id, actor, details):
    """A line of history, not kept yet."""
    if not connection.in_atomic_block:
        raise RuntimeError(f"{event} must be recorded in the transaction of the change")
    return AuditEvent(
        event=event,
        subject_type=subject_type,
        subject_id=subject_id,
        actor_name=actor.name,
        actor_role=actor.role,
        actor_id=actor.id,
        organisation=actor.organisation,
        request_id=structlog.contextvars.get_contextvars().get("request_id", ""),
        details=details,
    )


def actor_of(by):
    """The Actor that `by` stands for. A user acting in this request keeps the role and organisation of its door."""
    if isinstance(by, Actor):
        return by
    now = current()
    if now and now.id == str(by.pk):
        return now
    return Actor.person(by)
