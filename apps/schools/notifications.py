"""What a school is told about itself. A class per email; the words are in templates/notifications/."""

from apps.notifications.message import Message
from apps.notifications.queue import queue
from apps.users.services.people import people_in


class HostingAskedForProvider(Message):
    """A school that is not on the list says that it hosts the provider's trainees; the provider can say whether it is so."""


class HostingAcceptedForSchool(Message):
    """The school said that it hosts trainees, and can claim now."""


class HostingDeclinedForSchool(Message):
    """The school said that it hosts trainees, and is not on the list all the same, with the reason."""


class SchoolCarriedForSchool(Message):
    """A closed school's people, mentors and drafts are at the school that follows it."""


def tell_people(message, school, event, *also, **context):
    """Tell each person of a school, and whoever else is named, once."""
    tell(message, [*people_in(school).order_by("email"), *also], school, event, **context)


def tell(message, people, school, event, **context):
    """Tell each of these people something about a school, once."""
    told = {person.email.lower(): person for person in people if person.is_active}
    for person in told.values():
        queue(message(to=person.email, event=event, about=school, context={"person": person, **context}))
