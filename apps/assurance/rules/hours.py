"""Rules on the hours claimed."""

from apps.assurance.rules.base import Rule, on


class HoursWithinAllowance(Rule):
    """A mentor's hours, over every claim in the academic year, stay within their allowance."""

    code = "AR03"
    title = "Hours within allowance"

    def problems(self, claim):
        for training in claim.trainings:
            claimed = training.hours_claimed_elsewhere + training.hours
            if claimed > training.hours_allowed:
                yield f"{training.who}: {claimed} hours claimed, {training.hours_allowed} allowed."

    def saw(self, claim):
        return {
            training.who: f"{training.hours} here, {training.hours_claimed_elsewhere} on other claims, "
            f"{training.hours_allowed} allowed"
            for training in claim.trainings
        }


class HoursConfirmed(Rule):
    """The provider confirms each mentor's hours by the deadline, or has recorded at least as many that confirm no other
    claim. If it disagrees, cannot say or stays silent, or if the mentor queries the hours, a person looks. In a year whose
    policy makes confirmation advisory, silence stops nothing.
    """

    code = "AR09"
    title = "Hours confirmed by the provider"
    version = 3

    def applies(self, claim):
        said = any(training.answer or training.query for training in claim.trainings)
        return said or not claim.confirmation_is_advisory

    def problems(self, claim):
        for training in claim.trainings:
            if training.query:
                yield f"{training.who}: {training.hours} hours claimed. The mentor says: {training.query}"
            answer = training.answer
            if answer is None:
                continue
            if answer.is_reported_wrong:
                yield f"{training.who}: {claim.provider} says its answer was wrong. {answer.wrong_words}".strip()
            elif not answer.confirms:
                words = f" {answer.words}." if answer.words else ""
                yield f"{training.who}: {training.hours} hours claimed. {claim.provider} says: {answer.said}.{words}"

    def unknown(self, claim):
        if claim.confirmation_is_advisory:
            return
        for training in claim.trainings:
            if training.answer is None:
                yield f"{training.who}: {claim.provider} has not answered. Its deadline is {on(claim.answer_by)}."

    def saw(self, claim):
        return {
            training.who: f"{training.hours} claimed. "
            + (f"{claim.provider} says: {training.answer.said}" if training.answer else "No answer yet")
            for training in claim.trainings
        }
