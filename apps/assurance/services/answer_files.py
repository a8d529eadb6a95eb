"""A file of answers about hours: kept as a preview, then sent once. Rows that cannot be sent come back with the reason."""

import uuid

from django.db import transaction
from django.urls import reverse

from apps.assurance.answers import answers_to, lines_waiting_for
from apps.assurance.enums import Answer
from apps.assurance.files.hours_answers import problem, read_answers
from apps.assurance.services.confirming import LineAnswer, answer_hours
from apps.claims.enums import ClaimStatus
from apps.claims.models import ClaimLine
from apps.core.models import JourneyAnswers

JOURNEY = "answer-by-file"
UNKNOWN = "You are not asked about this line. Copy claim_line_id from the file that you downloaded."
ANOTHER_TRN = "This is not the TRN of that line. Copy both from the file that you downloaded."
ANSWERED = "This mentor is answered already: {said}. Undo that answer first, or tell DfE that it was wrong."
OTHER_HOURS_NOW = "The school claims {hours} now. Download the mentors again."
NOT_ASKED = "This claim no longer waits for your answers."
OVER = "Hours must be a whole number from 0 to {cap}."
TOO_LATE = "Somebody answered before, or the claim changed. Download the mentors again."


def files_of(provider, person):
    """Files of answers that a person of a provider may see: everybody's, but for a delivery partner, who sees its own."""
    files = JourneyAnswers.objects.filter(journey=JOURNEY, owner=f"provider:{provider.pk}")
    return files if provider.limited_to is None else files.filter(user=person)


@transaction.atomic
def keep_file(provider, name, data, *, by):
    """Keep what a file would do. Nobody is told and nothing is answered yet. Raises FileRefused."""
    report = read_answers(name, data)
    ready, unchanged, problems = sorted_out(provider, report.good)
    kept = {
        "name": name[-255:],
        "rows": [[number, as_kept(answer), cells] for number, answer, cells in ready],
        "unchanged": unchanged,
        "problems": sorted([*report.problems, *problems], key=lambda found: found["row"]),
    }
    return JourneyAnswers.objects.create(journey=JOURNEY, owner=f"provider:{provider.pk}", user=by, answers=kept)


def sorted_out(provider, rows):
    """Answers that can be sent, how many stand already, and the problems of the others. Another provider's line is unknown."""
    lines = lines_among(provider, [answer.line_id for _, _, answer, _ in rows])
    lines = lines.exclude(claim__status=ClaimStatus.DRAFT).select_related("mentor", "allowance", "claim")
    by_id = {line.pk: line for line in lines}
    waiting = set(lines_waiting_for(provider).filter(pk__in=by_id).values_list("pk", flat=True))
    standing = answers_to(by_id.values())
    ready, unchanged, problems = [], 0, []
    for number, trn, answer, cells in rows:
        line, stands = by_id.get(answer.line_id), standing.get(answer.line_id)
        if line and line.mentor.trn == trn and stands and says(stands, answer):
            unchanged += 1
        elif against := against_sending(line, trn, answer, stands, waiting):
            column, words = against
            problems.append(problem(number, column, words, cells))
        else:
            ready.append((number, answer, cells))
    return ready, unchanged, problems


def lines_among(provider, ids):
    """Those of these lines that the person behind the door may answer about."""
    return provider.within_limit(ClaimLine.objects.filter(claim__provider=provider, pk__in=ids))


def says(stands, answer):
    """Whether the answer that stands is this one."""
    why = (stands.reason, stands.words)
    return (stands.answer, stands.hours_answered, *why) == (answer.answer, answer.hours, answer.reason, answer.words)


def against_sending(line, trn, answer, stands, waiting):
    """The column and the words of what is against an answer, or None."""
    if line is None:
        return "claim_line_id", UNKNOWN
    if line.mentor.trn != trn:
        return "mentor_trn", ANOTHER_TRN
    if stands:
        return "answer", ANSWERED.format(said=stands.said)
    if line.pk not in waiting:
        return "answer", NOT_ASKED
    if line.hours != answer.hours_asked:
        return "hours_claimed", OTHER_HOURS_NOW.format(hours=line.hours)
    if answer.hours is not None and answer.hours > line.allowance.cap:
        return "hours_completed", OVER.format(cap=line.allowance.cap)
    return None


def as_kept(answer):
    """An answer as it waits in the row of its file."""
    return [str(answer.line_id), answer.hours_asked, answer.answer, answer.hours, answer.reason, answer.words]


def read_back(kept):
    line_id, asked, said, *rest = kept
    return LineAnswer(uuid.UUID(line_id), asked, Answer(said), *rest)


@transaction.atomic
def apply_file(provider, file, *, by):
    """Send the answers of a file, once however often it is asked for. Those that come too late go back with the others."""
    file.refresh_from_db(from_queryset=JourneyAnswers.objects.select_for_update(of=("self",)))
    if file.finished_url:
        return None
    answers = {kept[0]: read_back(kept) for _, kept, _ in file.answers["rows"]}
    within = {str(pk) for pk in lines_among(provider, list(answers)).values_list("pk", flat=True)}
    outcome = answer_hours(provider, [answer for pk, answer in answers.items() if pk in within], by=by)
    late = {str(answer.line_id) for answer in outcome.too_late} | set(answers) - within
    back = [problem(row, "answer", TOO_LATE, cells) for row, kept, cells in file.answers["rows"] if kept[0] in late]
    file.answers["problems"] = sorted([*file.answers["problems"], *back], key=lambda found: found["row"])
    file.answers["rows"] = [row for row in file.answers["rows"] if row[1][0] not in late]
    file.finished_url = reverse("assurance:provider-show-answers-file", args=[provider.pk, file.pk])
    file.save(update_fields=["answers", "finished_url", "updated_at"])
    return outcome


def problem_rows(file):
    """The rows to correct, each with its number and why, ready to be uploaded again."""
    for found in file.answers["problems"]:
        yield [*found["cells"], found["row"], found["words"]]
