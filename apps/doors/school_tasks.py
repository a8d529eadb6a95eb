"""What a school can do now, most urgent first, as items of the task list."""

from django.db.models import F, Q
from django.urls import reverse

from apps.claims.enums import REMEDIES, ClaimStatus
from apps.claims.listing import progress_of
from apps.claims.refusals import ConditionsNotAccepted
from apps.core import clock
from apps.core.references import unbroken

MOST = 10
DUE = [ClaimStatus.RETURNED, ClaimStatus.AUDIT_DISPUTED, ClaimStatus.AUDIT_IN_PROGRESS]
HELD = Q(status=ClaimStatus.PAYMENT_INFORMATION_REQUESTED, reason_category__in=REMEDIES)


def tasks_of(school, start, claims, counts):
    """Claims with a deadline, payments that are held, what stops every claim, people who wait, drafts, mentors to look at.

    `claims` are the school's, with provider, year and lines to read; `counts` those of doors/school_year.py.
    """
    waiting = claims.filter(Q(status__in=[*DUE, ClaimStatus.DRAFT]) | HELD)
    waiting = list(waiting.order_by(F("return_by").asc(nulls_last=True), "created_at", "id")[: MOST + 1])
    by_kind = {}
    for claim in waiting:
        by_kind.setdefault(KINDS.get(claim.status, due_task), []).append(claim)
    found = [kind(claim) for kind in (due_task, held_task) for claim in by_kind.get(kind, [])]
    if type(start.stop) is ConditionsNotAccepted:
        found.append(task(start.stop.link, reverse(start.stop.page, args=[school.pk]), "To accept", start.stop.words))
    found += people_tasks(school, PEOPLE, counts)
    ready = start.year if start.stop is None else None
    found += [draft_task(claim, can_submit=claim.year == ready) for claim in by_kind.get(draft_task, [])]
    if len(waiting) > MOST:
        address = f"{reverse('claims:school-list-claims', args=[school.pk])}?status=draft&status=returned"
        found = [*found[:MOST], task("See every claim that waits for you", address, "Your turn", "There are more.")]
    found += people_tasks(school, MENTORS, counts)
    if not counts["has_mentors"] and start.window:
        address = reverse("mentors:school-start-mentor", args=[school.pk])
        found.append(task("Add your first mentor", address, "Ready", "You need their TRN and date of birth."))
    return found


# What counts them, the page that lists them and what it is asked, one and several in words, the tag, and a hint.
PEOPLE = [
    (
        "asking",
        "schools:school-list-people",
        "",
        "Answer a request for access",
        "Answer {} requests for access",
        "To answer",
        "Somebody asks to join your school in this service.",
    ),
    (
        "volunteering",
        "mentors:school-list-volunteers",
        "",
        "Answer a volunteer who offered to mentor",
        "Answer {} volunteers who offered to mentor",
        "To answer",
        "They used the link you shared. Talk to them first, then add them as mentors or decline.",
    ),
]
MENTORS = [
    (
        "with_wrong_trn",
        "claims:school-list-mentors",
        "?standing=missing",
        "Check a mentor’s TRN",
        "Check the TRNs of {} mentors",
        "To check",
        "The teaching record does not know the number on your list, or has another. Until then, DfE looks at each claim.",
    ),
    (
        "not_free",
        "claims:school-list-mentors",
        "?standing=inactive",
        "Check a mentor who is not shown as free to teach",
        "Check {} mentors who are not shown as free to teach",
        "To check",
        "Take them off your list if they no longer mentor. DfE looks at each claim for them.",
    ),
]


def people_tasks(school, kinds, counts):
    """One item for each kind of people that there are any of."""
    for counted, page, asked, one, several, tag, hint in kinds:
        if many := counts[counted]:
            address = reverse(page, args=[school.pk]) + asked
            yield task(one if many == 1 else several.format(many), address, tag, hint)


def due_task(claim):
    words = "Change" if claim.status == ClaimStatus.RETURNED else "Respond about"
    return task(f"{words} claim {claim.reference}", address_of(claim), due_words(claim), about(claim))


def due_words(claim):
    if claim.return_by is None:
        return "Your turn"
    days = (claim.return_by - clock.today()).days
    return "Due today" if days <= 0 else f"Due in {days} day{'' if days == 1 else 's'}"


def draft_task(claim, *, can_submit):
    """A draft, with how far it has come; its first open question is where the link leads."""
    lines = claim.lines.all()
    is_whole = bool(lines) and all(line.hours for line in lines)
    words, tag = ("Check and submit", "Ready") if is_whole else ("Finish", "Draft")
    if not can_submit:
        words, tag = "Look at" if is_whole else words, "Not now"
    address = reverse("claims:school-add-claim", args=[claim.school_id, claim.pk, "check-your-answers"])
    hint = f"{about(claim)}. {progress_of(claim)}."
    which = f"the claim {claim.provider} prepared" if claim.is_ready_made else f"claim {claim.reference}"
    return task(f"{words} {which}", address, tag, hint, colour="yellow" if can_submit else "grey")


def held_task(claim):
    hint = f"Before we can pay you, {REMEDIES[claim.reason_category]}."
    return task(f"Put right the payment of claim {claim.reference}", address_of(claim), "Payment held", hint)


KINDS = {ClaimStatus.DRAFT: draft_task, ClaimStatus.PAYMENT_INFORMATION_REQUESTED: held_task}


def about(claim):
    return f"For {claim.provider}, {claim.year}"


def address_of(claim):
    return reverse("doors:school-show-claim", args=[claim.school_id, claim.pk])


def task(words, address, tag, hint, *, colour="yellow"):
    """Parameters of one item of the task list."""
    return {
        "title": {"html": unbroken(words)},
        "href": address,
        "hint": {"text": hint},
        "status": {"tag": {"text": tag, "classes": f"govuk-tag--{colour} app-nowrap"}},
    }
