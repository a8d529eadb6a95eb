"""Who acts. Every change that matters is made by somebody: a person with a role and organisation, or a named job."""

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

import pghistory


@dataclass(frozen=True)
class Actor:
    """A person or a job, as plain words, so that removing a person changes no history."""

    name: str
    role: str
    id: str = ""
    organisation: str = ""

    @classmethod
    def job(cls, name):
        """A named job of the service itself."""
        return cls(name=name, role="service")

    @classmethod
    def person(cls, user, *, organisation="", role="user"):
        return cls(name=user.full_name, role=role, id=str(user.pk), organisation=str(organisation or ""))


_acting: ContextVar[Actor | None] = ContextVar("acting", default=None)


def current():
    """Whoever acts now, or None."""
    return _acting.get()


@contextmanager
def acting(actor):
    """Act as somebody for a while: history, and the database's own record beneath it, carry the name."""
    token = _acting.set(actor)
    try:
        with pghistory.context(actor=actor.name, role=actor.role, actor_id=actor.id, organisation=actor.organisation):
            yield actor
    finally:
        _acting.reset(token)
