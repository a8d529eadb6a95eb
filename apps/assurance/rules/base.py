"""What every rule is: a class whose docstring is the policy, and what it may find."""

from dataclasses import dataclass, field
from datetime import date

from apps.assurance.enums import Outcome
from apps.policy.models import Effect


@dataclass(frozen=True)
class Finding:
    """What a rule found in one claim: the outcome, its problems in sentences, and the facts it saw in words."""

    outcome: Outcome
    problems: tuple = ()
    facts: dict = field(default_factory=dict)

    @property
    def passed(self):
        return self.outcome == Outcome.PASSED


class Rule:
    """Base of every rule. A child has a code, a title and a docstring, and says what is wrong with a claim.

    Raise `version` when what a rule asks changes: each result keeps the version that found it.
    """

    code = ""
    title = ""
    version = 1
    since = date(2025, 9, 1)

    @property
    def policy(self):
        """The wording that policy colleagues sign off."""
        return " ".join(self.__doc__.split()).replace("'", "’")

    def applies(self, claim):
        return True

    def problems(self, claim):
        """Sentences on what is wrong."""
        return ()

    def unknown(self, claim):
        """Sentences on what an outside party has not said yet. Past the deadline they count as problems."""
        return ()

    def saw(self, claim):
        """The facts looked at, as a caseworker reads them: name and value."""
        return {}

    def check(self, claim):
        """What this rule finds in a claim's facts."""
        if not self.applies(claim):
            return Finding(Outcome.DOES_NOT_APPLY)
        facts, problems, unknown = self.saw(claim), tuple(self.problems(claim)), tuple(self.unknown(claim))
        if claim.is_overdue:
            problems, unknown = problems + unknown, ()
        if problems:
            is_noted = claim.effects.get(self.code) == Effect.NOTES
            return Finding(Outcome.NOTED if is_noted else Outcome.REFERRED, problems, facts)
        return Finding(Outcome.NOT_YET_KNOWN if unknown else Outcome.PASSED, unknown, facts)


def on(day):
    """A day in words."""
    return f"{day.day} {day:%B %Y}"
