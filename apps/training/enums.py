"""What became of hours that a provider recorded, and what its programme is made of, in the words its people read."""

from django.db import models


class Outcome(models.TextChoices):
    """What recording one row did, or why it did nothing."""

    NEW = "new", "New"
    CHANGED = "changed", "Changed"
    UNCHANGED = "unchanged", "Already recorded"
    NO_SCHOOL = "no_school", "No open school has this URN"
    NOT_YOURS = "not_yours", "You record hours for other schools only"
    HAS_ITEMS = (
        "has_items",
        "Sessions are recorded already. Say to put these hours in place of those recorded another way",
    )
    HAS_TOTAL = (
        "has_total",
        "A total is recorded already. Say to put these hours in place of those recorded another way",
    )
    DISPUTED = "disputed", "The school disputes these hours. Answer the school first"
    TWICE = "twice", "Another row says other hours for the same mentor"

    @property
    def is_kept(self):
        """The ledger says now what the row says."""
        return self in (Outcome.NEW, Outcome.CHANGED, Outcome.UNCHANGED)

    @property
    def column(self):
        """The cell that a person would change."""
        return "school_urn" if self in (Outcome.NO_SCHOOL, Outcome.NOT_YOURS) else "hours"


class WaitingFor(models.TextChoices):
    """Whether a school can claim these hours yet. Waiting is a state, not a mistake."""

    NOBODY = "", "Ready to claim"
    MENTOR = "mentor", "Waiting for the school to add this mentor: no school has added this TRN"
    PLACE = "place", "Waiting for the school to add this mentor: another school has"


class CurriculumArea(models.TextChoices):
    """What mentors are trained in: the five core areas of initial teacher training, and mentoring itself."""

    MENTORING = "mentoring", "Mentoring and coaching"
    BEHAVIOUR = "behaviour", "Behaviour management"
    PEDAGOGY = "pedagogy", "Pedagogy"
    CURRICULUM = "curriculum", "Curriculum"
    ASSESSMENT = "assessment", "Assessment"
    PROFESSIONAL = "professional", "Professional behaviours"


class Format(models.TextChoices):
    """How a module is taught."""

    IN_PERSON = "in_person", "In person"
    ONLINE_LIVE = "online_live", "Online, live"
    ONLINE_ANY_TIME = "online_any_time", "Online, at any time"


class Agreement(models.IntegerChoices):
    """How far a mentor agrees with a statement."""

    STRONGLY_AGREE = 5, "Strongly agree"
    AGREE = 4, "Agree"
    NEITHER = 3, "Neither agree nor disagree"
    DISAGREE = 2, "Disagree"
    STRONGLY_DISAGREE = 1, "Strongly disagree"
