"""What a rule may see of a claim: plain values, gathered for many claims in the same number of queries as for one."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Sum

from apps.assurance.answers import answers_to, mentors_answers_to
from apps.assurance.ledger import covers_of
from apps.assurance.models import ConfirmationRequest
from apps.assurance.models.confirmations import hours_in_words
from apps.assurance.neighbours import (
    Peers,
    earlier_years,
    other_schools,
    peers_of,
    repeats,
    used_by_another_trn,
)
from apps.claims.enums import ClaimStatus
from apps.claims.models import Claim, ClaimLine
from apps.core import clock
from apps.mentors.models import Place
from apps.policy.models import FundingDistrict, FundingRate, RulePolicy, SchoolThreshold, TrainingType
from apps.providers.models import Accreditation
from apps.schools.models import ConditionsAcceptance, Eligibility

BEFORE_A_DECISION = (ClaimStatus.SUBMITTED, ClaimStatus.NEEDS_REVIEW)


@dataclass(frozen=True)
class AnswerFacts:
    """What the provider said of one mentor's hours."""

    said: str
    confirms: bool
    answered_at: datetime
    words: str = ""
    wrong_words: str = ""
    is_reported_wrong: bool = False
    is_from_ledger: bool = False


@dataclass(frozen=True)
class TrainingFacts:
    """One mentor's hours on the claim, and what is known of the mentor."""

    mentor: str
    trn: str
    hours: int
    hours_allowed: int
    hours_claimed_elsewhere: int = 0
    rate_pence: int = 0
    amount_pence: int = 0
    verified_at: datetime | None = None
    refreshed_at: datetime | None = None
    is_active: bool = True
    addresses: frozenset = frozenset()
    answer: AnswerFacts | None = None
    query: str = ""
    training_type: str = TrainingType.INITIAL
    earlier_years: tuple = ()
    other_schools: tuple = ()
    repeats: tuple = ()
    induction_status: str = ""

    @property
    def who(self):
        return f"{self.mentor} ({self.trn})"


@dataclass(frozen=True)
class Span:
    """From a moment or day, and until another, if it ended."""

    starts: object
    ends: object = None

    def covers(self, when):
        return self.starts <= when and (self.ends is None or when < self.ends)


@dataclass(frozen=True)
class ClaimFacts:
    """One submission of a claim, as at its submission, with what has changed since."""

    status: ClaimStatus
    submission_number: int
    submitted_at: datetime
    first_submitted_at: datetime
    window: Span
    return_by: date | None
    school: str
    school_is_open: bool
    school_closed_on: date | None
    school_is_in_england: bool
    eligible: tuple
    accepted: tuple
    provider: str
    accredited: tuple
    rate_pence: int
    amount_pence: int
    funding_area: str
    area_now: str
    approved_rates: frozenset
    school_total_pence: int
    threshold_pence: int
    submitter_email: str
    submitter_said_mentor: bool
    confirmation_is_advisory: bool
    answer_by: date
    trainings: tuple
    effects: dict = field(default_factory=dict)
    peers: Peers | None = None

    @property
    def submitted_on(self):
        return self.submitted_at.astimezone(clock.LONDON).date()

    @property
    def is_overdue(self):
        """Nobody decided yet, and the day by which others were to answer has passed."""
        return self.status in BEFORE_A_DECISION and clock.today() > self.answer_by

    @property
    def last_answer_at(self):
        """When a person last answered for the provider. What the ledger confirmed needs no time to be undone."""
        answers = [training.answer for training in self.trainings if training.answer]
        answered = [answer.answered_at for answer in answers if not answer.is_from_ledger]
        return max(answered, default=None)


def gather(claims):
    """The facts of each claim, by claim id."""
    related = ("school", "provider", "year", "window", "submitted_by")
    claims = list(Claim.objects.filter(pk__in=[claim.pk for claim in claims]).select_related(*related))
    schools = {claim.school_id for claim in claims}
    years = {claim.year_id for claim in claims}
    trainings = trainings_of(claims)
    eligible = spans(
        Eligibility.objects.filter(school__in=schools, year__in=years), ("school_id", "year_id"), "created_at"
    )
    accepted = spans(
        ConditionsAcceptance.objects.filter(school__in=schools),
        ("school_id", "conditions_id"),
        "accepted_at",
        "withdrawn_at",
    )
    accredited = spans(
        Accreditation.objects.filter(provider__in={claim.provider_id for claim in claims}),
        ("provider_id",),
        "starts_on",
        "ends_on",
    )
    areas = dict(
        FundingDistrict.objects.filter(code__in={claim.school.district_code for claim in claims}).values_list(
            "code", "area"
        )
    )
    rates = defaultdict(set)
    for year, area, pence in FundingRate.objects.filter(year__in=years, approved_at__isnull=False).values_list(
        "year_id", "area", "pence"
    ):
        rates[year, area].add(pence)
    totals = totals_of(schools, years)
    thresholds = dict(SchoolThreshold.objects.in_force().filter(year__in=years).values_list("year_id", "pence"))
    effects = defaultdict(dict)
    for year, code, effect in (
        RulePolicy.objects.in_force().filter(year__in=years).values_list("year_id", "code", "effect")
    ):
        effects[year][code] = effect
    asked = {
        (row.claim_id, row.submission_number): row.due_on
        for row in ConfirmationRequest.objects.filter(claim__in=claims)
    }
    returned, peers = deadlines_of(claims), peers_of(claims)
    return {
        claim.pk: ClaimFacts(
            status=ClaimStatus(claim.status),
            submission_number=claim.submission_number,
            submitted_at=claim.submitted_at,
            first_submitted_at=claim.first_submitted_at,
            window=Span(clock.start_of(claim.window.opens_on), claim.window.closes_at),
            return_by=returned.get(claim.pk),
            school=str(claim.school),
            school_is_open=claim.school.is_open,
            school_closed_on=claim.school.closed_on,
            school_is_in_england=claim.school.is_in_england,
            eligible=tuple(eligible[claim.school_id, claim.year_id]),
            accepted=tuple(accepted[claim.school_id, claim.conditions_id]),
            provider=str(claim.provider),
            accredited=tuple(accredited[claim.provider_id,]),
            rate_pence=claim.rate_pence,
            amount_pence=claim.amount_pence,
            funding_area=claim.funding_area,
            area_now=claim.school.area_by_hand or areas.get(claim.school.district_code, ""),
            approved_rates=frozenset(rates[claim.year_id, claim.funding_area]),
            school_total_pence=totals.get((claim.school_id, claim.year_id), 0),
            threshold_pence=thresholds[claim.year_id],
            submitter_email=claim.submitted_by.email.lower(),
            submitter_said_mentor=bool(claim.submitter_is_mentor),
            confirmation_is_advisory=claim.year.confirmation_is_advisory,
            answer_by=asked.get((claim.pk, claim.submission_number))
            or claim.submitted_at.astimezone(clock.LONDON).date() + timedelta(days=claim.year.confirmation_days),
            trainings=tuple(trainings[claim.pk]),
            effects=effects[claim.year_id],
            peers=peers[claim.pk],
        )
        for claim in claims
    }


def trainings_of(claims):
    """Each claim's lines as facts, by claim id, in the order of the mentors' names."""
    lines = list(
        ClaimLine.objects.filter(claim__in=claims)
        .select_related("claim__year", "mentor__user", "allowance")
        .order_by("mentor__sort_name", "mentor__trn")
    )
    answers, queries, covers = answers_to(lines), queries_of(lines), covers_of(lines)
    earlier, elsewhere, again = earlier_years(lines), other_schools(lines), repeats(lines)
    otherwise = used_by_another_trn(lines)
    addresses = defaultdict(set)
    places = Place.objects.filter(mentor__in={line.mentor_id for line in lines})
    for mentor_id, email in places.values_list("mentor_id", "email"):
        addresses[mentor_id].add(email.lower())
    found = defaultdict(list)
    for line in lines:
        mentor = line.mentor
        own = {*addresses[mentor.pk], mentor.user.email.lower() if mentor.user else ""} - {""}
        found[line.claim_id].append(
            TrainingFacts(
                mentor=str(mentor),
                trn=mentor.trn,
                hours=line.hours,  # type: ignore[arg-type]
                hours_allowed=line.allowance.cap,
                hours_claimed_elsewhere=line.allowance.used
                - (line.hours if line.claim.holds_hours else 0)
                + otherwise[line.pk],
                rate_pence=line.rate_pence,  # type: ignore[arg-type]
                amount_pence=line.amount_pence,
                verified_at=mentor.verified_at,
                refreshed_at=mentor.refreshed_at,
                is_active=mentor.is_active,
                addresses=frozenset(own),
                answer=answer_facts(answers.get(line.pk), line.hours, covers.get(line.pk)),
                query=queries.get(line.pk, ""),
                training_type=line.training_type,
                earlier_years=earlier[line.pk],
                other_schools=elsewhere[line.pk],
                repeats=again[line.pk],
                induction_status=mentor.induction_status,
            )
        )
    return found


def queries_of(lines):
    """The words of each mentor who queries their hours, by line id."""
    return {pk: row.words for pk, row in mentors_answers_to(lines).items() if row.is_query}


def answer_facts(answer, hours, cover=None):
    """A provider's answer about so many hours, as facts. One that the ledger gave stands while the ledger covers them."""
    if answer is None:
        return None
    if answer.from_ledger_id:
        recorded = cover.hours if cover else 0
        return AnswerFacts(
            said=f"{hours_in_words(max(recorded, 0))} recorded and not yet confirmed elsewhere",
            confirms=hours <= recorded,
            answered_at=answer.answered_at,
            is_from_ledger=True,
        )
    reason = answer.get_reason_display()
    return AnswerFacts(
        said=answer.said,
        confirms=answer.confirms(hours),
        answered_at=answer.answered_at,
        words=": ".join(part for part in (reason, answer.words) if part),
        wrong_words=answer.wrong_words,
        is_reported_wrong=answer.reported_wrong_at is not None,
    )


def spans(rows, keys, starts, ends="ended_at"):
    """Rows that begin and end, as spans by key."""
    found = defaultdict(list)
    for row in rows:
        found[tuple(getattr(row, key) for key in keys)].append(Span(getattr(row, starts), getattr(row, ends)))
    return found


def totals_of(schools, years):
    """Pence that each school's claims of each year come to, while they hold hours."""
    rows = (
        Claim.objects.filter(school__in=schools, year__in=years, holds_hours=True)
        .values_list("school_id", "year_id")
        .annotate(total=Sum("amount_pence"))
    )
    return {(school, year): total for school, year, total in rows}


def deadlines_of(claims):
    """The deadline of the last return of each claim, from the database's own record of it, by claim id."""
    events = (
        Claim.pgh_event_model.objects.filter(  # type: ignore[attr-defined]
            pgh_obj__in=claims, status=ClaimStatus.RETURNED, return_by__isnull=False
        )
        .order_by("pgh_obj_id", "-pgh_id")
        .distinct("pgh_obj_id")
    )
    return dict(events.values_list("pgh_obj_id", "return_by"))
