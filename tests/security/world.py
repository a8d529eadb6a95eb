"""A crowded world: claims in every state, a run on its way, people who wait, and words of our choice in all of it."""

from datetime import timedelta

from apps.assurance.services.checking import check_due
from apps.assurance.services.reporting import report_claim
from apps.core import clock
from apps.notifications.models import EmailState, OutboundEmail
from apps.payments.files.payer_answers import Answer
from apps.payments.services.answers import answer_lines
from apps.payments.services.runs import prepare_run, release_run
from apps.policy.models import AcademicYear, FundingArea
from apps.policy.services.replacing import propose_rate
from apps.schools.models import HostingRequest, SaidBy, Succession
from apps.users.dfe_sign_in.tokens import Identity
from apps.users.services.access_requests import ask_for_access
from tests.assurance.world import CHECKS, answer, other_hours
from tests.factories import (
    MentorFactory,
    ProviderFactory,
    SchoolFactory,
    TrustFactory,
    approved_claim,
    draft_claim,
    member_of,
    payer_person,
    school_that_can_claim,
    submitted_claim,
    support_person,
    year_2025,
)

ROLES = ("caseworker", "payments_officer", "administrator", "auditor")


class Crowd:
    """One of everything. `words` stand wherever a person or a register may put words."""

    def __init__(self, words):
        named = {"first_name": words, "last_name": words}
        self.trust = TrustFactory(name=words)
        self.school = school_that_can_claim(
            name=words, town=words, authority_name=words, trust=self.trust, group_code="10"
        )
        self.provider = ProviderFactory(name=words)
        self.people = {
            "school": self.school.member,
            "colleague": member_of(self.school, **named),
            "trust": member_of(self.trust, **named),
            "provider": member_of(self.provider, **named),
            "payer": payer_person(**named),
        } | {role: support_person(role, **named) for role in ROLES}
        self.people["second officer"] = support_person("payments_officer", **named)
        self.school.member.first_name, self.school.member.last_name = words, words
        self.school.member.save()
        self.claims(words, named)
        self.payments(words)
        self.service(words)

    def mentor(self, named, **fields):
        return MentorFactory(at=self.school, **named, **fields)

    def claims(self, words, named):
        """A draft, one being checked, one referred, one given back with fewer hours."""
        here = {"school": self.school, "provider": self.provider}
        self.draft = draft_claim((2,), mentors=[self.mentor(named)], **here)
        submitted_claim((16,), mentors=[self.mentor(named)], **here)
        submitted_claim((5,), mentors=[self.mentor(named, is_active=False)], **here)
        fewer = submitted_claim((6,), mentors=[self.mentor(named)], **here)
        check_due(by=CHECKS)
        answer(fewer, other_hours, 2, words=words, by=self.people["provider"])

    def payments(self, words):
        """A run that was answered in every way, one on its way, one prepared."""
        here = {"school": self.school, "provider": self.provider}
        officer, second, payer = (self.people[name] for name in ("payments_officer", "second officer", "payer"))
        claims = [approved_claim((1,), **here) for _ in range(3)]
        release_run(prepare_run(claims[0].window, by=officer), by=second)
        says = ({"says": "paid", "paid_on": clock.today()}, {"says": "not_paid"}, {"says": "needs_information"})
        for claim, said in zip(claims, says, strict=True):
            more = {} if said["says"] == "paid" else {"reason": words}
            more |= {"category": "other"} if said["says"] == "needs_information" else {}
            answer_lines([Answer(claim.reference, **said, **more)], by=payer)
        hours = dict.fromkeys(claims[0].lines.all(), 0)
        report_claim(claims[0], reason="other", words=words, hours=hours, by=self.people["school"])
        approved_claim((1,), **here)
        release_run(prepare_run(claims[0].window, by=officer), by=second)
        approved_claim((1,), **here)
        self.run = prepare_run(claims[0].window, by=officer)
        approved_claim((1,), **here)

    def service(self, words):
        """Somebody asks for access, a figure is proposed, an email could not be sent."""
        stranger = Identity(
            issuer="https://issuer.example",
            subject="sam",
            email="sam@nowhere.example",
            first_name=words,
            last_name=words,
        )
        for organisation in (self.school, self.provider, self.trust):
            ask_for_access(stranger, organisation, people_page=lambda organisation: "/")
        HostingRequest.objects.create(
            school=self.school,
            year=AcademicYear.objects.get(name="2024 to 2025"),
            provider_id=self.provider.pk,
            provider_name=words,
            words=words,
            asked_by=self.people["school"],
        )
        closed = SchoolFactory(name=words, status="2")
        Succession.objects.create(predecessor=closed, successor=self.school, said_by=SaidBy.SUPPORT)
        propose_rate(year_2025(), FundingArea.FRINGE, 4610, reason=words, by=self.people["administrator"])
        OutboundEmail.objects.create(
            to="nobody@school.example",
            message="ClaimSubmittedForSchool",
            subject=words,
            body=words,
            dedupe_key="a-parked-one",
            state=EmailState.PARKED,
            problem=words,
            due_at=clock.now() - timedelta(days=1),
        )

    def homes(self):
        """Where each person begins."""
        school, provider, trust = self.school.pk, self.provider.pk, self.trust.pk
        return {
            "school": f"/schools/{school}/",
            "trust": f"/trusts/{trust}/",
            "provider": f"/providers/{provider}/",
            "payer": "/payer/",
        } | dict.fromkeys(ROLES, "/support/")
