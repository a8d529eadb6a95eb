"""Replace a figure: one administrator proposes it, a second brings it into force."""

from django.db import transaction

from apps.audit.record import record
from apps.core import clock
from apps.core.errors import Refused
from apps.policy.models import AllowanceCap, FundingRate, RulePolicy, SchoolThreshold

KEYS = {
    FundingRate: ("area",),
    AllowanceCap: ("training_type",),
    SchoolThreshold: (),
    RulePolicy: ("code",),
}


class NothingToReplace(Refused):
    """The figure proposed is the one in force, or another proposal waits."""

    title = "This figure was not proposed"


class SecondPersonNeeded(Refused):
    """Whoever proposed a figure cannot bring it into force."""

    title = "Another administrator must approve this"


class AlreadyAnswered(Refused):
    """Somebody approved or refused the proposal first."""

    title = "This proposal was already answered"


def propose_rate(year, area, pence, *, reason, by):
    """Propose pence an hour for an area of a year."""
    return propose(FundingRate(year=year, area=area, pence=pence), reason=reason, by=by)


def propose_cap(year, training_type, hours, *, reason, by):
    """Propose the most hours of a training type in a year."""
    return propose(AllowanceCap(year=year, training_type=training_type, hours=hours), reason=reason, by=by)


def propose_threshold(year, pence, *, reason, by):
    """Propose the total over which a school's year is worth a look."""
    return propose(SchoolThreshold(year=year, pence=pence), reason=reason, by=by)


def propose_rule_policy(year, code, effect, *, reason, by):
    """Propose whether findings of a rule note or refer in a year."""
    return propose(RulePolicy(year=year, code=code, effect=effect), reason=reason, by=by)


@transaction.atomic
def propose(figure, *, reason, by):
    """Keep a figure as a proposal. Nothing changes until a second administrator approves it."""
    type(figure.year).objects.select_for_update(no_key=True).get(pk=figure.year_id)
    if figures_like(figure).proposed().exists():
        raise NothingToReplace(f"{figure} has a proposal that waits for an answer. Approve or refuse that one first.")
    now = figures_like(figure).in_force().first()
    if now and now.figure == figure.figure:
        raise NothingToReplace(f"{figure} is {now.figure} already.")
    figure.reason, figure.proposed_by = reason, by
    figure.save()
    record(
        "figure.propose",
        figure,
        by=by,
        name=str(figure),
        figure=figure.figure,
        was=now.figure if now else "",
        reason=reason,
    )
    return figure


@transaction.atomic
def approve(figure, *, by):
    """Bring a proposal into force in place of the figure before it."""
    figure = held(figure)
    if figure.proposed_by_id == by.pk:
        raise SecondPersonNeeded("You proposed this figure. Ask another administrator to approve it.")
    moment = clock.now()
    before = figures_like(figure).in_force().first()
    if before:
        before.replaced_at = moment
        before.save(update_fields=["replaced_at"])
    figure.approved_by, figure.approved_at = by, moment
    figure.save(update_fields=["approved_by", "approved_at"])
    was = before.figure if before else ""
    record("figure.approve", figure, by=by, name=str(figure), figure=figure.figure, was=was)
    return figure


@transaction.atomic
def refuse(figure, *, reason, by):
    """Set a proposal aside. Its proposer may do so too."""
    figure = held(figure)
    figure.replaced_at = clock.now()
    figure.save(update_fields=["replaced_at"])
    record("figure.refuse", figure, by=by, name=str(figure), figure=figure.figure, reason=reason)
    return figure


approve_rate = approve_cap = approve_threshold = approve_rule_policy = approve


def figures_like(figure):
    """Every figure of the same year and key, past, present and proposed."""
    keys = {key: getattr(figure, key) for key in KEYS[type(figure)]}
    return type(figure).objects.filter(year_id=figure.year_id, **keys)


def held(figure):
    """The proposal, locked with its year and read afresh; refused when it waits no longer."""
    type(figure.year).objects.select_for_update(no_key=True).get(pk=figure.year_id)
    fresh = type(figure).objects.select_related("year").get(pk=figure.pk)
    if fresh.approved_at or fresh.replaced_at:
        raise AlreadyAnswered(f"Somebody has answered the proposal for {fresh} since you opened it.")
    return fresh
