"""Rules on when a claim was submitted, and what stood at that moment."""

from apps.assurance.rules.base import Rule, on
from apps.core import clock


def at(moment):
    """A moment in words, in London."""
    local = moment.astimezone(clock.LONDON)
    return f"{on(local)}, {local:%-I:%M}{local:%p}".replace("AM", "am").replace("PM", "pm")


class WindowOpen(Rule):
    """The claim window is open when a claim is first submitted. A returned claim is submitted again by its own deadline."""

    code = "AR01"
    title = "Claim window open when submitted"

    def problems(self, claim):
        if not claim.window.covers(claim.first_submitted_at):
            yield f"Submitted on {at(claim.first_submitted_at)}, when its claim window was not open."
        if claim.submission_number > 1 and claim.return_by and claim.submitted_on > claim.return_by:
            yield f"Submitted again on {on(claim.submitted_on)}. The deadline was {on(claim.return_by)}."

    def saw(self, claim):
        seen = {
            "Window opened": at(claim.window.starts),
            "Window closed": at(claim.window.ends),
            "First submitted": at(claim.first_submitted_at),
        }
        if claim.submission_number > 1 and claim.return_by:
            seen |= {"Submitted again": at(claim.submitted_at), "Deadline to change it": on(claim.return_by)}
        return seen


class ConditionsAccepted(Rule):
    """A named person at the school had accepted the year's grant conditions at the moment of submission."""

    code = "AR05"
    title = "Grant conditions accepted when submitted"

    def problems(self, claim):
        if not any(span.covers(claim.submitted_at) for span in claim.accepted):
            yield f"Nobody at {claim.school} had accepted the grant conditions on {at(claim.submitted_at)}."

    def saw(self, claim):
        return {"Accepted": at(min(span.starts for span in claim.accepted))} if claim.accepted else {}


class ProviderAccredited(Rule):
    """The provider is accredited on the day of submission. An accreditation that ends later does not undo a claim."""

    code = "AR06"
    title = "Provider accredited on the day"

    def problems(self, claim):
        if not any(span.covers(claim.submitted_on) for span in claim.accredited):
            yield f"{claim.provider} was not accredited on {on(claim.submitted_on)}."

    def saw(self, claim):
        return {"Provider": claim.provider, "Day of submission": on(claim.submitted_on)}
