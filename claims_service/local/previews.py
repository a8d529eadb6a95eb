"""How every email reads, filled with example data. These pages are part of local runs only: see local/urls.py."""

from datetime import timedelta
from types import SimpleNamespace

from django.http import Http404
from django.shortcuts import render
from django.urls import path

from apps.assurance.enums import ReportOutcome, ReportReason
from apps.assurance.models import PaidClaimReport
from apps.claims.models import Claim, ClaimLine
from apps.claims.services.reminding import Unclaimed
from apps.core import clock
from apps.core.access import public
from apps.payments.models import PaymentLine, PaymentRun
from apps.policy.models import AcademicYear
from apps.providers.models import Provider
from apps.schools.models import HostingRequest, School
from apps.support.management.commands.draw_emails import every_message
from apps.training.models import LedgerDispute, LedgerEntry
from apps.users.models import AccessRequest, User
from claims_service.local.cast import CAST, MENTOR

READERS = {
    "School": "anne.walsh@hollins.example",
    "Provider": "bilal.hussain@thames-itt.example",
    "Payer": "fin.carter@payer.example",
    "Members": "anne.walsh@hollins.example",
    "Mentor": MENTOR.email,
    "Person": "sam.stone@nowhere.example",
}


def user(name):
    person = CAST[name]
    return User(first_name=person.first_name, last_name=person.last_name, email=person.email)


def claim():
    """A claim as an email may speak of it, kept nowhere."""
    today, now = clock.today(), clock.now()
    example = Claim(
        reference="KR4-7TQ-X",
        school=School(name="Hollins Primary School", urn="199001", authority_name="Kelder", group_code="4"),
        provider=Provider(name="Thames Teacher Training Partnership"),
        year=AcademicYear(name="2025 to 2026"),
        submitted_by=user("Anne"),
        submitted_at=now,
        rate_pence=4380,
        amount_pence=70080,
        return_by=today + timedelta(days=14),
        return_words="Ada Byron trained for 6 hours, not 16.",
        reason_words="The provider has no record of this training.",
        paid_on=today,
        payer_reason="Which cost centre is this?",
        information_sent="Cost centre 4417.",
    )
    example._prefetched_objects_cache = {"lines": [ClaimLine(hours=16)]}
    return example


def school():
    return School(name="Hollins Academy", urn="199061")


def entry():
    example = claim()
    return LedgerEntry(school=example.school, provider=example.provider, year=example.year, minutes=960)


def report():
    return PaidClaimReport(
        claim=claim(),
        reason=ReportReason.FEWER_HOURS,
        words="Two sessions were cancelled.",
        reported_by=user("Anne"),
        outcome=ReportOutcome.KEPT_FOR_AUDIT,
        answer_words="We will look at this claim in the next audit.",
    )


def run():
    return PaymentRun(number=7, claims_count=1204, total_pence=131840210)


def asked():
    person = CAST["Sam"]
    return AccessRequest(
        email=person.email,
        first_name=person.first_name,
        last_name=person.last_name,
        organisation_name="Hollins Primary School",
        refused_because="We do not know this person.",
    )


# What an email is about, where that is not a claim.
ABOUT = {
    "AccessAcceptedForPerson": asked,
    "AccessEndedForPerson": lambda: user("Anne"),
    "AccessRefusedForPerson": asked,
    "AccessRequestForMembers": asked,
    "ClaimsReadyForSchool": school,
    "DisputeAnsweredForSchool": entry,
    "HostingAcceptedForSchool": school,
    "HostingAskedForProvider": school,
    "HostingDeclinedForSchool": school,
    "HoursDisputedForProvider": entry,
    "HoursNotClaimedForSchool": school,
    "InvitationForPerson": lambda: user("Anne"),
    "PaymentRunForPayer": run,
    "PaymentRunRecalledForPayer": run,
    "SchoolCarriedForSchool": school,
    "SignInCodeForMentor": lambda: User(email=MENTOR.email),
}


def examples():
    """A value for each name that an email may use beside the record it is about."""
    today, example = clock.today(), claim()
    return {
        "answers": [SimpleNamespace(mentor="Ada Byron", hours_asked=10, hours_answered=16)],
        "asked": HostingRequest(
            year=example.year,
            provider_id=example.provider.pk,
            provider_name=str(example.provider),
            asked_by=user("Anne"),
        ),
        "before": "£700.80",
        "claims": [claim(), claim()],
        "code": "042917",
        "counts": {"people": 2, "places": 3, "years": 1, "drafts": 1},
        "day": today + timedelta(days=5),
        "dispute": LedgerDispute(
            hours_said=10, words="One session was cancelled.", answer="We have taken that session out."
        ),
        "due_on": today + timedelta(days=21),
        "emails": [SimpleNamespace(subject=f"Paid: claim {claim().reference}, £700.80", body="£700.80 was paid.")] * 2,
        "hours": 16,
        "inviter": CAST["Mary"].full_name,
        "line": PaymentLine(claim=example, amount_pence=70080, payee="Kelder local authority"),
        "mentor": "Ada Byron",
        "mentors": 2,
        "organisation": "Hollins Primary School",
        "paid_on": today,
        "people_page": "(the page of the people of Hollins Primary School)",
        "person": user("Anne"),
        "predecessor": School(name="Hollins Primary School", urn="199001"),
        "provider": example.provider,
        "reason": "The bank account is closed.",
        "remedy": "tell us who should receive the money",
        "report": report(),
        "sender": CAST["Bilal"].full_name,
        "still": "",
        "token": "x" * 43,
        "unclaimed": Unclaimed(hours=22, mentors=2, to_add=1, worth_pence=96360),
        "until": today + timedelta(days=30),
        "who": "The payer",
        "words": "I trained for 6 hours, not 16.",
        "year": "2025 to 2026",
    }


def example_of(name):
    """An email of this name, to somebody of the cast."""
    to = next(address for reader, address in READERS.items() if name.endswith(f"For{reader}"))
    return every_message()[name](
        to=to, event=SimpleNamespace(who="Anne Walsh"), about=ABOUT.get(name, claim)(), context=examples()
    )


@public
def list_emails(request):
    """Every email by who reads it."""
    messages = every_message()
    readers = [
        (reader, [(name, kind) for name, kind in messages.items() if name.endswith(f"For{reader}")])
        for reader in READERS
    ]
    return render(request, "local/emails.html", {"readers": [(reader, kinds) for reader, kinds in readers if kinds]})


@public
def show_email(request, name):
    """One email as it would be read."""
    if name not in every_message():
        raise Http404
    email = example_of(name)
    subject, body = email.words()
    context = {"email": email, "kind": type(email), "subject": subject, "body": body}
    return render(request, "local/email.html", context)


urlpatterns = [
    path("emails/", list_emails, name="local-list-emails"),
    path("emails/<str:name>/", show_email, name="local-show-email"),
]
