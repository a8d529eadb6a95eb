"""What a mentor teaches, and what became of an offer to mentor."""

from django.db.models import TextChoices


class Phase(TextChoices):
    """How old the pupils are."""

    EARLY_YEARS = "early_years", "Early years"
    PRIMARY = "primary", "Primary"
    SECONDARY = "secondary", "Secondary"
    SIXTEEN_PLUS = "sixteen_plus", "16 and over"


class Subject(TextChoices):
    """The subjects schools teach, as trainees choose between them. In alphabetical order, "other" last."""

    ALL = "all", "All primary subjects"
    ART = "art", "Art and design"
    BIOLOGY = "biology", "Biology"
    BUSINESS = "business", "Business and economics"
    CHEMISTRY = "chemistry", "Chemistry"
    CITIZENSHIP = "citizenship", "Citizenship"
    CLASSICS = "classics", "Classics"
    COMPUTING = "computing", "Computing"
    DANCE = "dance", "Dance"
    DESIGN = "design", "Design and technology"
    DRAMA = "drama", "Drama"
    ENGLISH = "english", "English"
    GEOGRAPHY = "geography", "Geography"
    HEALTH = "health", "Health and social care"
    HISTORY = "history", "History"
    LANGUAGES = "languages", "Languages"
    MATHEMATICS = "mathematics", "Mathematics"
    MUSIC = "music", "Music"
    PHYSICAL_EDUCATION = "physical_education", "Physical education"
    PHYSICS = "physics", "Physics"
    PSYCHOLOGY = "psychology", "Psychology"
    RELIGIOUS_EDUCATION = "religious_education", "Religious education"
    SOCIAL_SCIENCES = "social_sciences", "Social sciences"
    SPECIAL_NEEDS = "special_needs", "Special educational needs"
    OTHER = "other", "Another subject"


class VolunteerAnswer(TextChoices):
    """What a school made of an offer."""

    WAITING = "", "Waiting"
    TAKEN_UP = "taken_up", "Added as a mentor"
    DECLINED = "declined", "Said no"
