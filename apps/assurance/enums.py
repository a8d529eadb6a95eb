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
