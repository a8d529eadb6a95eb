"""What providers are asked, and what schools are told of their answers and of decisions."""

from apps.notifications.message import Message
from apps.notifications.queue import queue


class HoursToConfirmForProvider(Message):
    """A school claims for mentors the provider trained: confirm their hours by a day."""


class HoursStillToConfirmForProvider(Message):
    """The deadline to confirm comes near and some mentors wait for an answer."""


class MoreHoursForSchool(Message):
    """The provider gives more hours than were claimed: the rest may still be claimed."""


class AnswerTakenBackForSchool(Message):
    """The provider took back the answer for which a claim went back to the school."""


class HoursQueriedByMentorForSchool(Message):
    """A mentor says that something is wrong with the hours claimed for them."""


class ClaimReopenedForSchool(Message):
    """A decided claim is looked at again, and why."""


class ReportReceivedForSchool(Message):
    """Somebody at the school or the provider reported a paid claim as wrong."""


class ReportAnsweredForSchool(Message):
    """DfE answered the report of a paid claim."""


class ReportReceivedForProvider(Message):
    """Somebody at the provider reported a claim as wrong."""


class ReportAnsweredForProvider(Message):
    """DfE answered the provider's report of a claim."""


def addresses_of(provider, school):
    """Where a provider is told about a school: its people there now, or its contact address while it has none."""
    people = provider.people_for(school)
    return [person.email for person in people] or ([provider.contact_email] if provider.contact_email else [])


def tell_provider(message, claim, event, **context):
    """Tell each person of the claim's provider. Never an amount."""
    for address in addresses_of(claim.provider, claim.school):
        queue(message(to=address, event=event, about=claim, context=context))
