"""What each year asks of the training of mentors, in this service's words. Figures stand beside them, from the year's rows."""

from datetime import date

CRITERIA = [
    "Initial teacher training (ITT): criteria and supporting advice",
    "https://www.gov.uk/government/publications/initial-teacher-training-criteria",
]
CONTENT_FRAMEWORK = [
    "Initial teacher training (ITT): core content framework",
    "https://www.gov.uk/government/publications/initial-teacher-training-itt-core-content-framework",
]
TEACHER_FRAMEWORK = [
    "Initial teacher training and early career framework",
    "https://www.gov.uk/government/publications/initial-teacher-training-and-early-career-framework",
]

WHO = [
    "Who is trained",
    [
        "General mentors: staff of a school who support a trainee teacher from day to day. Training for mentors of early "
        "career teachers does not count.",
        "You also train lead mentors. The grant does not pay schools for that.",
    ],
]
HOW = [
    "How training is given",
    [
        "In person, online and by self-study all count, when you can say how long the mentor took.",
        "Time that a mentor spends with a trainee is mentoring, not training, and does not count.",
    ],
]
RECORDS = [
    "What you keep",
    [
        "Keep a record of each mentor’s hours, with the school where they worked and what the hours were for. Schools’ claims "
        "rest on it.",
        "DfE may ask you for it when it audits a claim.",
    ],
]
NO_LEAST_TIME = "DfE sets no least time. The allowances of the year are the most that a school can claim for."


def content(framework):
    return [
        "What training covers",
        [
            "You decide what mentors are taught. It prepares them to support trainees in your own curriculum.",
            f"Your curriculum rests on the {framework}.",
        ],
    ]


def how_long(*paragraphs):
    return ["How long training takes", list(paragraphs)]


def requirements(first):
    """The words, their sources and the day they were published, of the year that began in `first`."""
    framework = TEACHER_FRAMEWORK if first >= 2025 else CONTENT_FRAMEWORK
    name = "initial teacher training and early career framework" if first >= 2025 else "ITT core content framework"
    long = [NO_LEAST_TIME]
    if first == 2024:
        long = [
            "The least times for initial and refresher training, with which this year began, were withdrawn in November 2024.",
            "The allowances of the year are the most that a school can claim for.",
        ]
    return {
        "published_on": date(2024, 12, 1) if first == 2024 else date(first, 9, 1),
        "sections": [WHO, content(name), HOW, how_long(*long), RECORDS],
        "sources": [CRITERIA, framework],
    }
