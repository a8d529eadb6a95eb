"""Claims that are asked about, and answers to them."""

from datetime import timedelta

from apps.assurance.answers import lines_waiting_for
from apps.assurance.enums import Answer, AnswerReason
from apps.assurance.services.checking import check_due
from apps.assurance.services.confirming import LineAnswer, answer_hours
from apps.audit.actors import Actor
from apps.core import clock
from tests.factories import ProviderFactory, member_of, submitted_claim

CHECKS = Actor.job("checks")


def provider_with_people(**fields):
    """A provider with one person."""
    provider = ProviderFactory(**fields)
    member_of(provider, email=f"person@{provider.code.lower()}.example")
    return provider


def asked_claim(hours=(16,), **kwargs):
    """A claim submitted and checked once, so that its provider is asked."""
    kwargs.setdefault("provider", None)
    provider = kwargs.pop("provider") or provider_with_people()
    claim = submitted_claim(hours=hours, provider=provider, **kwargs)
    check_due(by=CHECKS)
    claim.refresh_from_db()
    return claim


def confirm(line, **changes):
    """The answer that confirms a line."""
    return LineAnswer(**{"line_id": line.pk, "hours_asked": line.hours, "answer": Answer.CONFIRMED} | changes)


def other_hours(line, hours, **changes):
    reason = AnswerReason.ATTENDED_FEWER if hours < line.hours else AnswerReason.ATTENDED_MORE
    return confirm(line, answer=Answer.OTHER_HOURS, hours=hours, **{"reason": reason} | changes)


def not_ours(line, **changes):
    reason = AnswerReason.ANOTHER_PROVIDER
    return confirm(line, answer=Answer.NOT_OUR_MENTOR, **{"reason": reason} | changes)


def answer(claim, how=confirm, *args, by=None, **kwargs):
    """Answer every line of a claim in one way."""
    lines = claim.lines.order_by("mentor__trn")
    by = by or member_at(claim.provider)
    return answer_hours(claim.provider, [how(line, *args, **kwargs) for line in lines], by=by)


def confirmed_claim(hours=(16,), **kwargs):
    """A claim whose every line was confirmed at this moment."""
    claim = asked_claim(hours, **kwargs)
    answer(claim)
    return claim


def later(**much):
    """Live a while later."""
    return clock.moved_to(clock.now() + timedelta(**much))


def check():
    """Let the checks run, as the worker does."""
    return check_due(by=CHECKS)


def waiting(provider):
    return list(lines_waiting_for(provider))


def member_at(provider):
    """A person of the provider."""
    return provider.providermembership_set.order_by("created_at").first().user
