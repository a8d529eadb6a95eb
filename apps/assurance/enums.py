"""What a check may find, and what a provider may answer."""

from django.db import models


class Outcome(models.TextChoices):
    """A rule passes, notes, refers, does not apply, or is not yet known."""

    PASSED = "passed", "Passed"
    NOTED = "noted", "Noted"
    REFERRED = "referred", "Needs review"
    DOES_NOT_APPLY = "does_not_apply", "Does not apply"
    NOT_YET_KNOWN = "not_yet_known", "Not yet known"


class Answer(models.TextChoices):
    """What a provider may say of one mentor's hours."""

    CONFIRMED = "confirmed", "Confirm"
    OTHER_HOURS = "other_hours", "Different hours"
    NOT_OUR_MENTOR = "not_our_mentor", "Not our mentor"
    CANNOT_VERIFY = "cannot_verify", "Cannot verify"


class AnswerReason(models.TextChoices):
    """Why a provider does not simply confirm."""

    ATTENDED_FEWER = "attended_fewer", "They attended fewer hours"
    ATTENDED_MORE = "attended_more", "They attended more hours"
    WITHDREW = "withdrew", "They left the training"
    ANOTHER_PROVIDER = "another_provider", "They trained with another provider"
    NOT_A_MENTOR = "not_a_mentor", "They are not a mentor"
    NO_RECORD = "no_record", "We have no record of this training"
    OTHER = "other", "Another reason"


REASONS = {
    Answer.OTHER_HOURS: [
        AnswerReason.ATTENDED_FEWER,
        AnswerReason.ATTENDED_MORE,
        AnswerReason.WITHDREW,
        AnswerReason.OTHER,
    ],
    Answer.NOT_OUR_MENTOR: [AnswerReason.ANOTHER_PROVIDER, AnswerReason.NOT_A_MENTOR, AnswerReason.OTHER],
    Answer.CANNOT_VERIFY: [AnswerReason.NO_RECORD, AnswerReason.WITHDREW, AnswerReason.OTHER],
}


def contradiction(reason, hours, asked):
    """What is wrong with a reason that says the opposite of the hours given; nothing where they agree."""
    if reason == AnswerReason.ATTENDED_MORE and hours <= asked:
        return "You gave no more hours than were claimed"
    if reason == AnswerReason.ATTENDED_FEWER and hours >= asked:
        return "You gave no fewer hours than were claimed"
    return ""


class MentorSays(models.TextChoices):
    """What a mentor may say of the hours that a school claimed for them."""

    CONFIRMED = "confirmed", "Confirmed"
    QUERIED = "queried", "Queried"


class RejectReason(models.TextChoices):
    """Why a claim is not approved."""

    NOT_TRAINED = "not_trained", "The training did not happen"
    NOT_EMPLOYED = "not_employed", "The mentor does not work at the school"
    EARLY_CAREER = "early_career", "It is for early career teacher mentoring"
    ALREADY_CLAIMED = "already_claimed", "The training is paid for by another claim"
    NOT_ELIGIBLE = "not_eligible", "The school cannot claim for this year"
    OTHER = "other", "Another reason"


class ReportReason(models.TextChoices):
    """Why a school or a provider says that a paid claim is wrong."""

    FEWER_HOURS = "fewer_hours", "A mentor did fewer hours than were claimed"
    DID_NOT_TRAIN = "did_not_train", "A mentor did not do this training"
    NOT_EMPLOYED = "not_employed", "A mentor did not work at the school"
    EARLY_CAREER = "early_career", "The training was for early career teacher mentoring"
    PAID_TWICE = "paid_twice", "The same training was paid for twice"
    OTHER = "other", "Another reason"


class ReportOutcome(models.TextChoices):
    """What DfE makes of a report."""

    NO_CHANGE = "no_change", "The claim stands as it was paid"
    KEPT_FOR_AUDIT = "kept_for_audit", "Kept for an audit of this claim"
