"""Rules on what other claims, and other years, say about a claim."""

from apps.assurance.rules.base import Rule
from apps.policy.models import TrainingType

FEWEST_PEERS = 10
TIMES_THE_MEDIAN = 3
MORE_THAN_THE_MEDIAN = 5


class TrainingTypeRight(Rule):
    """Training is a refresher only while hours of an earlier year with the same provider are used; otherwise it is initial."""

    code = "AR08"
    title = "Training type right"

    def problems(self, claim):
        for training in claim.trainings:
            if training.training_type == TrainingType.REFRESHER and not training.earlier_years:
                yield f"{training.who}: claimed as a refresher, but no hours with {claim.provider} in an earlier year are used now."
            elif training.training_type == TrainingType.INITIAL and training.earlier_years:
                years = " and ".join(training.earlier_years)
                yield f"{training.who}: claimed as initial training, but trained with {claim.provider} in {years}."

    def saw(self, claim):
        return {
            training.who: f"{training.training_type.capitalize()}. Earlier years: {', '.join(training.earlier_years) or 'none'}"
            for training in claim.trainings
        }


class NotSubmittedTwice(Rule):
    """The same school does not claim for the same mentor, provider and number of hours twice within 28 days."""

    code = "AR10"
    title = "Not submitted twice"

    def problems(self, claim):
        for training in claim.trainings:
            if training.repeats:
                which = " and ".join(training.repeats)
                yield f"{training.who}: {training.hours} hours were also claimed in {which}, less than 28 days before."

    def saw(self, claim):
        return {training.who: ", ".join(training.repeats) or "No other claim like it" for training in claim.trainings}


class OneSchoolClaims(Rule):
    """A mentor is claimed for by one school in an academic year. Some share a mentor, so this alone stops nothing."""

    code = "AR11"
    title = "Mentor claimed by one school"

    def problems(self, claim):
        for training in claim.trainings:
            if training.other_schools:
                yield f"{training.who} is also claimed for by {' and '.join(training.other_schools)} this year."

    def saw(self, claim):
        return {training.who: ", ".join(training.other_schools) or "No other school" for training in claim.trainings}


class NotEarlyCareer(Rule):
    """A mentor is not an early career teacher: their induction is not in progress on the teaching record."""

    code = "AR16"
    title = "Not an early career teacher"

    def problems(self, claim):
        for training in claim.trainings:
            if training.induction_status == "InProgress":
                yield f"{training.who}: induction is in progress on the teaching record."

    def saw(self, claim):
        return {training.who: training.induction_status or "Induction not known" for training in claim.trainings}


class LikeSimilarSchools(Rule):
    """A school claims for about as many mentors in a year as schools of its phase and size that claim: no more than three
    times their median and five. Where fewer than ten such schools claim, there is nothing to compare with.
    """

    code = "AR17"
    title = "Mentors claimed are like those of similar schools"

    def applies(self, claim):
        return claim.peers is not None and claim.peers.schools >= FEWEST_PEERS

    def problems(self, claim):
        peers = claim.peers
        most = max(peers.median * TIMES_THE_MEDIAN, peers.median + MORE_THAN_THE_MEDIAN)
        if peers.mentors > most:
            yield (
                f"{claim.school} has claimed for {peers.mentors} mentors this year. "
                f"Half of {peers.schools} {peers.kind} claimed for {peers.median:g} or fewer."
            )

    def saw(self, claim):
        peers = claim.peers
        return {
            "Mentors claimed": str(peers.mentors),
            "Similar schools": f"{peers.schools} {peers.kind}",
            "Their median": f"{peers.median:g}",
        }
