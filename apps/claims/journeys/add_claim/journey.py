"""Claiming, and changing a draft or a returned claim: one journey, whose answers wait in the claim itself."""

from django.db import transaction
from django.db.models import Count
from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import cached_property

from apps.claims.enums import EDITABLE, ClaimStatus
from apps.claims.journeys.add_claim.forms import (
    AgreedForm,
    DeclarationForm,
    HoursForm,
    MentorsForm,
    MoreThanRecordedForm,
)
from apps.claims.lifecycle import MoveNotAllowed, hold
from apps.claims.models import Claim
from apps.claims.pricing import price_pence
from apps.claims.readiness import readiness_of
from apps.claims.recorded import recorded_for
from apps.claims.refusals import HoursExhausted, MentorNotReady, ProviderNotAccredited, refuse
from apps.claims.services.drafts import answers_of, keep_answers
from apps.claims.services.submission import changes_between, submit_claim
from apps.claims.standing import is_finished, seen_of, why_not
from apps.core import clock
from apps.core.errors import Refused
from apps.core.journeys import CHECK, FINISHED_FOR, Journey, Step, with_answer
from apps.mentors.models import Mentor
from apps.training.allowance import hours_left

MOST_OTHERS = 10


class AddClaim(Journey):
    """A school claims for the mentors that one provider trained."""

    name = "add-claim"
    url_name = "claims:school-add-claim"
    templates = "claims/school/add_claim"

    def __init__(self, claim, *, school, by):
        self.claim, self.by = claim, by
        claim.answers = claim.answers or answers_from_lines(claim)
        self.submitted = {}
        self.mentors = self.find_mentors() if claim.status in EDITABLE else {}
        super().__init__(claim, school=school)

    def find_mentors(self):
        """The school's mentors now, each with the hours left; what a returned claim holds itself counts as free."""
        claim = self.claim
        mentors = Mentor.objects.filter(places__school=claim.school, places__ended_at=None)
        mentors = list(mentors.order_by("sort_name", "trn"))
        left = hours_left(mentors, claim.provider, claim.year)
        if claim.status == ClaimStatus.RETURNED:
            lines = claim.lines.select_related("mentor").order_by("mentor__sort_name", "mentor__trn")
            self.submitted = {line.mentor: line.hours for line in lines}
            for mentor, hours in self.submitted.items():
                if own := left.get(mentor.pk):
                    left[mentor.pk] = own.without(hours)
        return left

    def find_gone(self):
        """Mentors on the claim who have left the school since they were chosen."""
        chosen = QueryDict(self.claim.answers.get("mentors", "")).getlist("mentors")
        if not set(chosen) - {str(mentor_id) for mentor_id in self.mentors}:
            return []
        lines = self.claim.lines.exclude(mentor__in=self.mentors).select_related("mentor")
        return [line.mentor for line in lines.order_by("mentor__sort_name", "mentor__trn")]

    def steps(self):
        claim = self.claim
        reasons = [(left, why_not(left, claim.provider, claim.year)) for left in self.mentors.values()]
        choosable = [left for left, why in reasons if why is None]
        others = [(left.mentor, why) for left, why in reasons if why]
        about = {"provider": claim.provider, "choosable": choosable, "others": others, "gone": self.find_gone()}
        yield Step("mentors", MentorsForm, **about)
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
                recorded=self.free_hours(mentor),
            )
        if more := self.more_than_recorded():
            yield Step("more-than-recorded", MoreThanRecordedForm, more=more)
        yield Step("agreed", AgreedForm, provider=claim.provider, hours=self.hours())
        yield Step(CHECK, DeclarationForm, statements=lambda: self.readiness.statements, seen=self.seen)

    def hours(self):
        """Whole hours, or None where not yet said, of each mentor chosen so far."""
        chosen = self.answers.get("mentors", {}).get("mentors", [])
        return {mentor: self.answers.get(hours_step(mentor), {}).get("hours") for mentor in chosen}

    @cached_property
    def recorded(self):
        """What the provider's ledger has for mentors at this school, by mentor id, each with the hours already claimed."""
        return recorded_for(self.claim)

    def free_hours(self, mentor):
        """Whole hours that the provider recorded and no other claim has; none while the school disputes them."""
        entry = self.recorded.get(mentor.pk)
        if entry is None or entry.is_disputed:
            return 0
        return max(entry.hours - entry.claimed + (self.submitted.get(mentor) or 0), 0)

    def more_than_recorded(self):
        """Mentors claimed for more hours than the provider recorded, each with both figures."""
        hours = ((mentor, count, self.free_hours(mentor)) for mentor, count in self.hours().items())
        return [(mentor, count, recorded) for mentor, count, recorded in hours if recorded and count > recorded]

    def changes(self):
        """What a returned claim would say that was not submitted before, mentor by mentor."""
        return changes_between(self.submitted, self.hours()) if self.submitted else []

    def seen(self):
        """The mark of what the check page shows."""
        hours = [(str(mentor.pk), count) for mentor, count in self.hours().items()]
        return seen_of([str(self.claim.provider_id), hours, self.amount_pence()])

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

    def ways_on(self, refusal):
        """Where the person can put right what refuses the claim: pairs of words and an address."""
        claim = self.claim
        if isinstance(refusal, HoursExhausted):
            return [(f"Change hours for {one}", f"{self.url_of(hours_step(one))}?change") for one in refusal.short]
        if isinstance(refusal, MentorNotReady):
            return [("Change mentors", f"{self.url_of('mentors')}?change")]
        if isinstance(refusal, ProviderNotAccredited) and claim.status == ClaimStatus.DRAFT:
            return [("Change provider", self.start_url)]
        page = getattr(refusal, "page", "")
        return [(refusal.link, reverse(page, args=[claim.school_id]))] if page else []

    def other_drafts(self):
        """The school's other drafts of the year, newest first: each with whether its questions are answered."""
        if self.claim.status != ClaimStatus.DRAFT:
            return []
        drafts = Claim.objects.of_school(self.claim.school).filter(status=ClaimStatus.DRAFT, year=self.claim.year)
        drafts = drafts.exclude(pk=self.claim.pk).select_related("provider")
        drafts = drafts.annotate(mentors=Count("lines"), given=Count("lines__hours")).order_by("-created_at", "id")
        return [(draft, is_finished(draft, draft.mentors, draft.given)) for draft in drafts[:MOST_OTHERS]]

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

    @property
    def left_words(self):
        return f"Your answers for claim {self.claim.reference} are saved."

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
        if not self.is_complete:
            return self.furthest.url
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


def answers_from_lines(claim):
    """The answers that a claim's lines stand for, where it was not filled in by this journey."""
    lines = list(claim.lines.select_related("mentor").order_by("mentor__sort_name", "mentor__trn"))
    return (
        answers_of({line.mentor: line.hours for line in lines}, agreed=all(line.agreed for line in lines))
        if lines
        else {}
    )
