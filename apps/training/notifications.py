"""What providers and schools are told about recorded hours."""

from apps.notifications.message import Message
from apps.notifications.queue import queue
from apps.users.models import User


class HoursDisputedForProvider(Message):
    """A school says that recorded hours are wrong: nothing is claimed of them until the provider answers."""

    may_wait = False


class DisputeAnsweredForSchool(Message):
    """The provider answered the school about recorded hours."""


def tell_provider(message, entry, event, **context):
    """Tell each person of the entry's provider, once."""
    tell(entry.provider.people_for(entry.school), message, entry, event, context)


def tell_school(message, entry, event, **context):
    """Tell each person of the entry's school, once."""
    people = User.objects.filter(
        schoolmemberships__school=entry.school, schoolmemberships__ended_at=None, is_active=True
    )
    tell(people, message, entry, event, context)


def tell(people, message, entry, event, context):
    for person in people.order_by("email"):
        queue(message(to=person.email, event=event, about=entry, context={"person": person, **context}))
