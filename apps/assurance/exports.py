"""A provider's claims as a file. The columns are a contract, kept in a test: none of them is an amount."""

from apps.assurance.shown import claims_of, shown
from apps.core import clock
from apps.core.files.writing import csv_response

COLUMNS = [
    "claim_reference",
    "claim_line_id",
    "academic_year",
    "school_urn",
    "school_name",
    "mentor_trn",
    "mentor_name",
    "hours_claimed",
    "status",
    "answer_by",
    "answer",
    "hours_answered",
    "reason",
    "answered_on",
]
AT_A_TIME = 500


def claims_of_provider(provider):
    """One row a mentor, newest claims first."""
    name = f"claims-{provider.code}-{clock.today():%Y-%m-%d}.csv"
    return csv_response(name, COLUMNS, rows_of(provider))


def rows_of(provider):
    some = []
    for claim in claims_of(provider).order_by("-submitted_at", "id").iterator(chunk_size=AT_A_TIME):
        some.append(claim)
        if len(some) == AT_A_TIME:
            yield from rows_of_these(some)
            some = []
    yield from rows_of_these(some)


def rows_of_these(claims):
    for claim in shown(claims):
        for line in claim.lines:
            yield [
                claim.reference,
                line.id,
                claim.year,
                claim.urn,
                claim.school,
                line.trn,
                line.mentor,
                line.hours,
                claim.label.text,
                claim.due_on and claim.due_on.isoformat(),
                *answer_cells(line.answer),
            ]


def answer_cells(answer):
    """The answer, the hours it gives, its reason and its day; blank where there is none."""
    if answer is None:
        return ["", "", "", ""]
    day = answer.answered_at.astimezone(clock.LONDON).date().isoformat()
    return [answer.answer, answer.hours_answered, answer.get_reason_display(), day]
