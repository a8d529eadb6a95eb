"""What waits at each of a person's organisations, in words: a constant number of queries, however many they have."""

from django.db.models import Count, Exists, F, OuterRef

from apps.assurance.answers import ANSWERABLE, is_answered
from apps.claims.enums import ClaimStatus
from apps.claims.models import Claim, ClaimLine
from apps.mentors.models import Place, Volunteer
from apps.policy.figures import conditions_in_force, window_open_now
from apps.schools.models import ConditionsAcceptance, Eligibility
from apps.users.models import AccessRequest

YOUR_TURN = [ClaimStatus.DRAFT, ClaimStatus.RETURNED, ClaimStatus.AUDIT_IN_PROGRESS, ClaimStatus.AUDIT_DISPUTED]


def counts_for(schools, trusts, providers):
    """How many things wait, in words, by the id of the organisation; none where nothing does."""
    found = {}
    for organisations, count, words in (
        (schools, to_do_at_schools, "to do"),
        (trusts, to_do_at_trusts, "to do"),
        (providers, to_confirm, "to confirm"),
    ):
        counted = count([one.pk for one in organisations]) if organisations else {}
        found |= {pk: f"{number} {words}" for pk, number in counted.items() if number}
    return found


def to_do_at_schools(ids):
    """Claims that are the school's turn, conditions to accept, volunteers, mentors to look at, and who asks to join."""
    claims = Claim.objects.filter(school__in=ids, status__in=YOUR_TURN).order_by()
    return summed(
        claims.values_list("school").annotate(number=Count("id")),
        conditions_to_accept("school", school__in=ids),
        *mentors_to_look_at("school", school__in=ids),
        requests_at("school", ids),
    )


def to_do_at_trusts(ids):
    """The same over the open schools of the trust, but for who asks to join them: here, who asks to join the trust."""
    claims = Claim.objects.filter(school__trust__in=ids, school__is_open=True, status__in=YOUR_TURN).order_by()
    return summed(
        claims.values_list("school__trust").annotate(number=Count("id")),
        conditions_to_accept("school__trust", school__trust__in=ids, school__is_open=True),
        *mentors_to_look_at("school__trust", school__trust__in=ids, school__is_open=True),
        requests_at("trust", ids),
    )


def conditions_to_accept(by, **of):
    """Schools that may claim in the window open now and have not accepted its year's conditions, counted `by`."""
    window = window_open_now()
    conditions = conditions_in_force(window.year) if window else None
    if conditions is None:
        return []
    answered = ConditionsAcceptance.objects.filter(school=OuterRef("school"), conditions=conditions)
    eligible = Eligibility.objects.filter(year=window.year, ended_at=None, **of).exclude(Exists(answered)).order_by()
    return eligible.values_list(by).annotate(number=Count("id"))


def mentors_to_look_at(by, **of):
    """Volunteers who wait for an answer, and mentors whose TRN or teaching record needs a look, counted `by`."""
    places = Place.objects.current()
    for waiting in (Volunteer.objects.waiting(), places.with_wrong_trn() | places.not_free()):
        yield waiting.filter(**of).order_by().values_list(by).annotate(number=Count("id"))


def requests_at(kind, ids):
    """People who ask to join these organisations."""
    waiting = AccessRequest.objects.filter(organisation_type=kind, organisation_id__in=ids, answered_at=None)
    return waiting.order_by().values_list("organisation_id").annotate(number=Count("id"))


def to_confirm(ids):
    """Mentors whose hours these providers are asked about and have not answered."""
    asked = ClaimLine.objects.filter(
        claim__provider__in=ids,
        claim__status__in=ANSWERABLE,
        claim__confirmation_requests__submission_number=F("claim__submission_number"),
    ).exclude(is_answered())
    return dict(asked.order_by().values_list("claim__provider").annotate(number=Count("id")))


def summed(*counts):
    total = {}
    for rows in counts:
        for pk, number in rows:
            total[pk] = total.get(pk, 0) + number
    return total
