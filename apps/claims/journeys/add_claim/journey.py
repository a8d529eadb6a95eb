"""Claiming, and changing a draft or a returned claim: one journey, whose answers wait in the claim itself."""

from urllib.parse import urlencode

from django.db import transaction
from django.urls import reverse
from django.utils.functional import cached_property

from apps.claims.enums import EDITABLE, ClaimStatus
from apps.claims.journeys.add_claim.forms import AgreedForm, DeclarationForm, HoursForm, MentorsForm
from apps.claims.lifecycle import MoveNotAllowed, hold
from apps.claims.models import Claim
from apps.claims.pricing import price_pence
from apps.claims.readiness import readiness_of
from apps.claims.services.drafts import keep_answers
from apps.claims.services.submission import refuse, submit_claim
from apps.core import clock
from apps.core.errors import Refused
from apps.core.journeys import CHECK, FINISHED_FOR, Journey, Step, with_answer
from apps.mentors.models import Place
from apps.training.allowance import hours_left


class AddClaim(Journey):
    """A school claims for the mentors that one provider trained."""

    name = "add-claim"
    url_name = "claims:school-add-claim"
    templates = "claims/school/add_claim"

    def __init__(self, claim, *, school, by):
        self.claim, self.by = claim, by
        claim.answers = claim.answers or answers_from_lines(claim)
        self.mentors = self.find_mentors() if claim.status in EDITABLE else {}
        super().__init__(claim, school=school)

    def find_mentors(self):
        """The school's mentors now, each with the hours left; what this claim holds itself counts as free."""
        claim = self.claim
        places = Place.objects.current().filter(school=claim.school).select_related("mentor")
        mentors = [place.mentor for place in places.order_by("mentor__sort_name", "mentor__trn")]
        left = hours_left(mentors, claim.provider, claim.year)
        if claim.status == ClaimStatus.RETURNED:
            for line in claim.lines.all():
                if own := left.get(line.mentor_id):
                    left[line.mentor_id] = own.without(line.hours)
        return left

    def steps(self):
        claim = self.claim
        choosable = [left for left in self.mentors.values() if why_not(left, claim) is None]
        others = [(left.mentor, why) for left in self.mentors.values() if (why := why_not(left, claim))]
        yield Step("mentors", MentorsForm, provider=claim.provider, choosable=choosable, others=others)
        chosen = self.answers["mentors"]["mentors"]
        for position, mentor in enumerate(chosen, start=1):
            yield Step(
                hours_step(mentor),
                HoursForm,
                template="hours",
                left=self.mentors[mentor.pk],
                position=position,
                count=len(chosen),
                provider=claim.provider,
            )
        yield Step("agreed", AgreedForm, provider=claim.provider, hours=self.hours())
        yield Step(CHECK, DeclarationForm, statements=lambda: self.readiness.statements)

    def hours(self):
        """Whole hours, or None where not yet said, of each mentor chosen so far."""
        chosen = self.answers.get("mentors", {}).get("mentors", [])
        return {mentor: self.answers.get(hours_step(mentor), {}).get("hours") for mentor in chosen}

    @cached_property
    def readiness(self):
        """What stands for and against submitting this claim now."""
        return readiness_of(self.claim.school, self.claim.year, self.claim.provider)

    def amount_pence(self):
        """What the claim is worth at today's rate of its year; None while the school's area is not known."""
        rate = self.readiness.rate_pence
        return None if rate is None else sum(price_pence(count, rate) for count in self.hours().values() if count)

    def refusal(self):
        """What would refuse this claim now, whatever is answered; None when nothing would."""
        try:
            refuse(self.claim, self.readiness)
        except Refused as refusal:
            return refusal
        return None

    @property
    def finished_url(self):
        """Once submitted: its confirmation for a day, then its page."""
        claim = self.claim
        if claim.status in EDITABLE:
            return ""
        is_fresh = claim.status == ClaimStatus.SUBMITTED and claim.submitted_at > clock.now() - FINISHED_FOR
        page = "claims:school-claim-submitted" if is_fresh else "doors:school-show-claim"
        return reverse(page, args=[claim.school_id, claim.pk])

    @property
    def start_url(self):
        if self.claim.status == ClaimStatus.DRAFT:
            return reverse("claims:school-change-provider", args=[self.claim.school_id, self.claim.pk])
        return reverse("doors:school-show-claim", args=[self.claim.school_id, self.claim.pk])

    @property
    def leave_url(self):
        return reverse("claims:school-list-claims", args=[self.claim.school_id])

    def keep(self, name, posted):
        """Keep one answer beside the others; a draft's lines follow what is known of mentors and hours."""
        try:
            with transaction.atomic():
                hold(self.claim)
                kept = self.claim.answers or answers_from_lines(self.claim)
                self.claim.answers = with_answer(kept, name, posted)
                self.walk_anew()
                keep_answers(self.claim, self.claim.answers, self.hours(), by=self.by)
        except MoveNotAllowed:
            if not self.was_submitted_meanwhile():
                raise

    def was_submitted_meanwhile(self):
        """Whether somebody else, or another click, has submitted this claim."""
        now = Claim.objects.filter(pk=self.claim.pk).first()
        if now is not None:
            self.claim.status, self.claim.submitted_at = now.status, now.submitted_at
        return now is not None and bool(self.finished_url)

    def finish_once(self, *, by):
        """Submit. A second click, or a colleague's, lands where the first did."""
        ticked = self.answers[CHECK]
        try:
            submit_claim(
                self.claim, by=by, hours=self.hours(), declared=ticked["declared"], is_mentor=ticked["is_mentor"]
            )
        except MoveNotAllowed:
            if not self.was_submitted_meanwhile():
                raise
        return self.finished_url


def hours_step(mentor):
    """The name in the address of the question about one mentor's hours."""
    return f"hours-{mentor.pk}"


def why_not(left, claim):
    """Why a mentor cannot be chosen, or None."""
    if left.mentor.verified_at is None:
        return "We have not checked them against the teaching record yet."
    if left.left < 1:
        return f"No hours left with {claim.provider}: all {left.cap} are claimed for {claim.year}."
    return None


def answers_from_lines(claim):
    """The answers that a claim's lines stand for, where it was not filled in by this journey."""
    lines = list(claim.lines.order_by("mentor__sort_name", "mentor__trn")) if getattr(claim, "has_lines", True) else []
    if not lines:
        return {}
    answers = {"mentors": urlencode([("mentors", line.mentor_id) for line in lines])}
    for line in lines:
        if line.hours:
            answers[f"hours-{line.mentor_id}"] = urlencode({"choice": HoursForm.NUMBER, "hours": line.hours})
    if all(line.agreed for line in lines):
        answers["agreed"] = urlencode({"agreed": "on"})
    return answers
