"""Rules on the mentors of a claim."""

from apps.assurance.rules.base import Rule


class MentorOnTeachingRecord(Rule):
    """Each mentor was verified with the teaching record when added, and is active on it in the nightly refresh."""

    code = "AR07"
    title = "Mentors on the teaching record"

    def problems(self, claim):
        for training in claim.trainings:
            if training.verified_at is None:
                yield f"{training.who} was not verified with the teaching record when added."
            elif training.refreshed_at and not training.is_active:
                yield f"{training.who} is not active on the teaching record."

    def unknown(self, claim):
        for training in claim.trainings:
            if training.verified_at and training.refreshed_at is None:
                yield f"The teaching record has not been read again for {training.who} yet."

    def saw(self, claim):
        return {training.who: self.state_of(training) for training in claim.trainings}

    def state_of(self, training):
        if training.verified_at is None:
            return "Not verified"
        if training.refreshed_at is None:
            return "Verified, not read again yet"
        return "Verified and active" if training.is_active else "Verified, not active"


class SubmitterIsMentor(Rule):
    """The person who submits is one of the claim's mentors: they said so, or their address is a mentor's own."""

    code = "AR12"
    title = "Submitted by one of its mentors"

    def problems(self, claim):
        owners = [training.who for training in claim.trainings if claim.submitter_email in training.addresses]
        for who in owners:
            yield f"The address of the person who submitted this claim is that of {who}."
        if claim.submitter_said_mentor and not owners:
            yield "The person who submitted this claim says that they are one of its mentors."

    def saw(self, claim):
        return {"Said to be one of the mentors": "Yes" if claim.submitter_said_mentor else "No"}
