"""A year of the big world: drafts, submissions, decisions and payments, thousands at a time."""

from collections import defaultdict
from datetime import timedelta
from itertools import cycle

from django.db import transaction
from django.db.models import F

from apps.assurance.enums import Answer, Outcome, RejectReason
from apps.assurance.models import Confirmation, ConfirmationRequest, RuleResult
from apps.audit.actors import Actor
from apps.audit.record import record_many
from apps.claims import lifecycle
from apps.claims.enums import HOLDS_HOURS, ClaimStatus, Move
from apps.claims.models import Claim, ClaimLine
from apps.core import calendar, clock
from apps.core.references import new_reference
from apps.payments.enums import PayerSays
from apps.payments.files.payer_answers import Answer as PayerAnswer
from apps.payments.services.answers import answer_lines
from apps.payments.services.runs import prepare_run, release_run
from apps.policy.figures import caps_for, conditions_in_force, rates_for
from apps.policy.models import TrainingType
from apps.providers.models import ProviderMembership
from apps.training.models import Allowance
from apps.users.models import SupportRole
from claims_service.local.demo.story import at

S = ClaimStatus
BATCH = 5000
OFFICE = Actor(name="The school’s office", role="school user")
CHECKS = Actor.job("The checks")
# Where a year's claims stand, in hundredths: of a year that is over, and of the one that runs.
ENDED = {S.PAID: 93, S.PAYMENT_REJECTED: 1, S.REJECTED: 2, S.WITHDRAWN: 4}
RUNNING = {
    S.DRAFT: 15,
    S.SUBMITTED: 25,
    S.NEEDS_REVIEW: 15,
    S.RETURNED: 5,
    S.APPROVED: 15,
    S.PAYMENT_IN_PROGRESS: 5,
    S.PAID: 15,
    S.REJECTED: 2,
    S.WITHDRAWN: 3,
}
TO_PAYER = (S.PAYMENT_IN_PROGRESS, S.PAID, S.PAYMENT_REJECTED)


class Year:
    """Lives through one year after the other, and remembers who trained with whom."""

    def __init__(self, cast, schools, providers, chance, say):
        self.cast, self.schools, self.providers, self.chance, self.say = cast, schools, providers, chance, say
        self.trained, self.references = set(), set()

    def through(self, year, window, count, *, is_over):
        """So many claims of a year, from drafts to where they stand."""
        self.year, self.window = year, window
        self.rates, self.caps = rates_for(year), caps_for(year)
        plan = self.draft(count, ENDED if is_over else RUNNING)
        self.say("  submissions")
        self.submit(plan)
        self.say("  decisions")
        with at(min(window.closes_on, clock.today()) - timedelta(days=0 if is_over else 2), 9):
            self.decide(plan)
        self.say("  payments")
        self.pay(plan, is_over)

    def draft(self, count, shares):
        """Drafts with their lines: claims by the status they will have, each with its lines in `hours`."""
        statuses = cycle(self.chance.sample([s for s, share in shares.items() for _ in range(share)], 100))
        allowances, claims, lines = {}, [], []
        with at(self.window.opens_on, 8, 30), transaction.atomic():
            for school, provider in self.pairs(count):
                claim = self.claim_of(school, provider, next(statuses))
                mentors = self.cast.mentors[school.pk]
                for mentor in self.chance.sample(mentors, self.chance.randint(1, min(4, len(mentors)))):
                    lines.append(self.line_of(claim, mentor, allowances))
                self.price(claim, school)
                claims.append(claim)
            keep(Claim, claims)
            keep(Allowance, list(allowances.values()))
            keep(ClaimLine, lines)
            note(claims, "start", OFFICE, lambda claim: {"provider": str(claim.provider)})
        self.trained |= {(line.mentor_id, line.provider_id) for line in lines if line.claim.goes_to in HOLDS_HOURS}
        plan = defaultdict(list)
        for claim in claims:
            plan[claim.goes_to].append(claim)
        return plan

    def pairs(self, count):
        """A school and a provider for each claim: every school in turn, with another of its own providers each time."""
        places = [place for place, school in enumerate(self.schools) if self.cast.mentors[school.pk]]
        self.chance.shuffle(places)
        for number in range(count):
            place = places[number % len(places)]
            yield self.schools[place], self.providers[(place + number // len(places) * 7) % len(self.providers)]

    def claim_of(self, school, provider, goes_to):
        claim = Claim(
            reference=self.fresh_reference(),
            school=school,
            provider=provider,
            year=self.year,
            created_by=self.cast.staff[school.pk],
        )
        claim.goes_to, claim.hours_of = goes_to, {}
        return claim

    def fresh_reference(self):
        while (reference := new_reference()) in self.references:
            pass
        self.references.add(reference)
        return reference

    def line_of(self, claim, mentor, allowances):
        """One mentor's hours, within an allowance of their own for what will be submitted."""
        again = (mentor.pk, claim.provider_id) in self.trained
        kind = TrainingType.REFRESHER if again else TrainingType.INITIAL
        cap = self.caps[kind]
        hours = self.chance.choice((cap, cap, cap // 2, 4))
        claim.hours_of[mentor] = hours
        line = ClaimLine(
            claim=claim,
            mentor=mentor,
            school_id=claim.school_id,
            provider_id=claim.provider_id,
            year=self.year,
            hours=hours,
            agreed=True,
        )
        if claim.goes_to != S.DRAFT:
            reason = f"{'trained' if again else 'no earlier claim'} with {claim.provider}"
            allowance = Allowance(
                mentor=mentor, provider=claim.provider, year=self.year, training_type=kind, type_reason=reason, cap=cap
            )
            allowances[allowance.pk] = line.allowance = allowance
            line.training_type, line.rate_pence = kind, self.rates[claim.school.area]
        return line

    def price(self, claim, school):
        if claim.goes_to != S.DRAFT:
            claim.funding_area, claim.rate_pence = school.area, self.rates[school.area]
            claim.amount_pence = sum(claim.hours_of.values()) * claim.rate_pence

    def submit(self, plan):
        """Submit what does not stay a draft: some every day of the window until today."""
        claims = [claim for status, found in plan.items() if status != S.DRAFT for claim in found]
        alike = defaultdict(list)
        for claim in claims:
            alike[len(claim.hours_of), sum(claim.hours_of.values())].append(claim)
        conditions = conditions_in_force(self.year)
        declared = [row.text for row in conditions.declarations.all()]
        days = max((min(self.window.closes_on, clock.today()) - self.window.opens_on).days, 1)
        for (mentors, hours), found in alike.items():
            for some in in_batches(found, 500):
                moment = self.window.opens_on + timedelta(days=self.chance.randrange(days))
                with at(moment, self.chance.randint(9, 16), self.chance.randint(0, 59)), transaction.atomic():
                    move(
                        some,
                        Move.SUBMIT,
                        OFFICE,
                        {"hours": hours, "mentors": mentors, "number": 1, "changes": []},
                        window=self.window,
                        first_submitted_at=clock.now(),
                        submitted_at=clock.now(),
                        submitted_by=F("created_by"),
                        submitter_is_mentor=False,
                        submission_number=1,
                        declared=declared,
                        conditions=conditions,
                    )
                    self.ask(some)

    def ask(self, claims):
        """The provider is asked about each claim."""
        due_on = calendar.deadline(clock.today(), days=self.year.confirmation_days)
        keep(
            ConfirmationRequest,
            [ConfirmationRequest(claim=claim, submission_number=1, due_on=due_on) for claim in claims],
        )

    @transaction.atomic
    def decide(self, plan):
        """What the providers, the checks and the caseworkers said."""
        paid = [claim for status in TO_PAYER for claim in plan[status]]
        self.confirm([*paid, *plan[S.APPROVED]])
        move(paid, Move.CLEAR, CHECKS)
        looked_at = [*plan[S.NEEDS_REVIEW], *plan[S.REJECTED], *plan[S.RETURNED]]
        move(looked_at, Move.REFER, CHECKS)
        keep(RuleResult, [finding(claim) for claim in looked_at])
        caseworker = self.cast.dfe[SupportRole.CASEWORKER][0]
        category, words = RejectReason.NOT_TRAINED, "The provider has no record of this training."
        move(
            plan[S.REJECTED],
            Move.REJECT,
            caseworker,
            {"category": category.label, "words": words},
            reason_category=category,
            reason_words=words,
        )
        words, return_by = "Say again how many hours each mentor did.", clock.today() + timedelta(days=14)
        move(
            plan[S.RETURNED],
            Move.RETURN,
            caseworker,
            {"words": words, "return_by": str(return_by)},
            return_words=words,
            return_by=return_by,
        )
        move(plan[S.WITHDRAWN], Move.WITHDRAW, OFFICE, {"reason": ""})

    def confirm(self, claims):
        """The provider confirmed every line."""
        by = dict(ProviderMembership.objects.values_list("provider_id", "user_id"))
        keep(
            Confirmation,
            [
                Confirmation(
                    claim=claim,
                    mentor=mentor,
                    hours_asked=hours,
                    answer=Answer.CONFIRMED,
                    answered_by_id=by[claim.provider_id],
                )
                for claim in claims
                for mentor, hours in claim.hours_of.items()
            ],
        )

    def pay(self, plan, is_over):
        """Every approved claim into a run, and the payer's answers; then those that wait for the next run."""
        first, second = self.cast.dfe[SupportRole.PAYMENTS_OFFICER]
        day = self.window.closes_on + timedelta(days=30) if is_over else clock.today() - timedelta(days=1)
        with at(day, 10):
            release_run(prepare_run(self.window, by=first), by=second)
        with at(day, 15):
            for says, status in ((PayerSays.PAID, S.PAID), (PayerSays.NOT_PAID, S.PAYMENT_REJECTED)):
                for some in in_batches(plan[status], BATCH):
                    answers = [answer_to(claim, says) for claim in some]
                    answer_lines(answers, by=self.cast.payer)
        with at(day, 16), transaction.atomic():
            move(plan[S.APPROVED], Move.CLEAR, CHECKS)


def answer_to(claim, says):
    paid = says == PayerSays.PAID
    return PayerAnswer(claim.reference, says, clock.today() if paid else None, "" if paid else "The account is closed.")


def finding(claim):
    """What sent a claim to a person."""
    return RuleResult(
        claim=claim,
        submission_number=1,
        run=1,
        code="AR09",
        rule_version=1,
        outcome=Outcome.REFERRED,
        problems=["The provider has not confirmed every mentor’s hours."],
    )


def keep(model, rows):
    return model.objects.bulk_create(rows, batch_size=BATCH)


def in_batches(things, size):
    things = list(things)
    return [things[start : start + size] for start in range(0, len(things), size)]


def note(claims, event, by, details):
    record_many(f"claim.{event}", Claim._meta.label_lower, {claim.pk: details(claim) for claim in claims}, by=by)


def move(claims, how, by, note=None, **changes):
    """Move claims, five thousand at a time."""
    for some in in_batches(claims, BATCH):
        lifecycle.move_many(Claim.objects.filter(pk__in=[claim.pk for claim in some]), how, by=by, note=note, **changes)
