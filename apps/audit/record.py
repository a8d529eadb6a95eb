"""Write a line of history. The only writer there is."""

import structlog
from django.db import connection

from apps.audit.actors import Actor, current
from apps.audit.models import AuditEvent


def record(event, subject, *, by, **details):
    """Note that somebody did something to a record, in the transaction of the change itself.

    `by` is a user or an Actor. Raises RuntimeError outside a transaction: a change and its history stand or fall together.
    """
    if not connection.in_atomic_block:
        raise RuntimeError(f"{event} must be recorded in the transaction of the change")
    actor = actor_of(by)
    return AuditEvent.objects.create(
        event=event,
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
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
