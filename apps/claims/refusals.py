"""Why a claim cannot be submitted now: each a business rule that said no, in words for the school.

`refuse…` raise the first that stands, from facts that were read before; the services and the pages share them.
"""

from apps.claims.enums import ClaimStatus
from apps.core import clock
from apps.core.errors import Refused


class ClaimRefused(Refused):
    """A refusal, with the page of the school on which somebody can put it right, and the words of the link to it."""

    page = ""
    link = ""


class WindowClosed(ClaimRefused):
    title = "The claim window is closed"


class SchoolNotOpen(ClaimRefused):
    title = "This school cannot claim"


class NoFundingArea(ClaimRefused):
    title = "This school has no funding area yet"


class NotEligible(ClaimRefused):
    page = "doors:school-show-eligibility"
    link = "Tell us whose trainees you host"

    def __init__(self, school, year):
        super().__init__(
            f"Only schools that host trainee teachers can claim. {school} is not on our list of schools for {year}. "
            "If you host a trainee, tell us the name of their provider.",
            title=f"This school is not on the list for {year}",
        )


class ConditionsNotAccepted(ClaimRefused):
    title = "Accept the grant conditions first"
    page = "schools:school-show-conditions"
    link = "Read and accept the conditions"


class ConditionsWithdrawn(ConditionsNotAccepted):
    title = "DfE withdrew your acceptance of the grant conditions"
    link = "Read the conditions"


class ProviderNotAccredited(ClaimRefused):
    title = "This provider is not accredited"


class MentorNotReady(ClaimRefused):
    title = "A mentor cannot be on this claim"


class HoursExhausted(ClaimRefused):
    """`left` gives the hours left now, by mentor id; `short` the mentors who have too few."""

    title = "Another claim has used these hours"

    def __init__(self, words, *, left, short=()):
        super().__init__(words)
        self.left, self.short = left, short


class NotDeclared(ClaimRefused):
    title = "Tick every statement"


class InPaymentRun(ClaimRefused):
    title = "This claim is in a payment run"


def refuse(claim, now):
    """Raise the first thing that stands against submitting this claim, its mentors aside; `now` is its Readiness."""
    if claim.status == ClaimStatus.RETURNED:
        if claim.return_by and clock.today() > claim.return_by:
            raise WindowClosed(f"This claim had to be changed by {claim.return_by:%-d %B %Y}.")
    elif not now.has_window:
        raise WindowClosed(closed_words(claim.year, now))
    refuse_school(claim.school, claim.year, now)
    if now.area is None:
        raise NoFundingArea(
            "The register does not say which district this school is in, so we cannot know its rate. "
            "DfE will set it, and you can submit then."
        )
    if not now.is_accredited:
        way = (
            "If another provider trained these mentors, change the provider."
            if claim.status == ClaimStatus.DRAFT
            else "If another provider trained these mentors, withdraw this claim and make one for that provider."
        )
        raise ProviderNotAccredited(
            f"{claim.provider} is not accredited today, so nobody can claim for its training. {way}"
        )


def refuse_school(school, year, now):
    """Raise what stops this school from claiming for a year at all."""
    if not school.is_open:
        raise SchoolNotOpen(f"The register lists {school} as closed. Its claims stay here, and you can read them.")
    if not now.is_eligible:
        raise NotEligible(school, year)
    if now.was_withdrawn and not now.has_accepted:
        raise ConditionsWithdrawn(
            f"{school} cannot submit claims for {year} now. Contact us to have the acceptance given back."
        )
    if not now.has_accepted:
        raise ConditionsNotAccepted(
            f"Someone at {school} must accept the grant conditions for {year} before you claim."
        )


def refuse_mentors(claim, hours, here):
    """Raise what stands against a mentor: hours by mentor, and the ids of the school's mentors now."""
    if not hours:
        raise MentorNotReady("Add at least one mentor to this claim.")
    for mentor, count in hours.items():
        if mentor.pk not in here:
            raise MentorNotReady(f"{mentor} is no longer a mentor at {claim.school}. Take them off this claim.")
        if mentor.verified_at is None:
            raise MentorNotReady(f"We have not checked {mentor} against the teaching record yet. Try again later.")
        if not count or count < 1:
            raise MentorNotReady(f"Enter the hours for {mentor}.")


def refuse_hours(claim, hours, left):
    """Raise that a mentor has fewer hours left than this claim wants; `left` by mentor id."""
    short = [mentor for mentor, count in hours.items() if count > left[mentor.pk]]
    if short:
        words = " ".join(
            f"{mentor} has {left[mentor.pk]} hour{'' if left[mentor.pk] == 1 else 's'} left with {claim.provider}."
            for mentor in short
        )
        raise HoursExhausted(words, left=left, short=short)


def closed_words(year, now):
    """What becomes of a draft while no window of its year is open."""
    if now.next_opens_on:
        return (
            f"The next claim window for {year} opens on {now.next_opens_on:%-d %B %Y}. You can submit this draft then."
        )
    if now.kept_until is None:
        return f"No claim window for {year} is set yet. You can submit this draft once one opens."
    if now.kept_until < clock.today():
        return f"No claim window for {year} is open or set. This draft will be deleted. We email you before that."
    return (
        f"No claim window for {year} is open or set. If none opens, this draft is deleted after "
        f"{now.kept_until:%-d %B %Y}. We email you before that."
    )
