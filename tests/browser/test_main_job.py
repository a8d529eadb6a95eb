"""A school claims, a provider confirms, the checks clear it, finance pays, and everybody is told: the whole of it, in browsers."""

import re

import pytest

from apps.claims.models import Claim
from apps.core import calendar, clock
from claims_service.local.stand_ins.teachers import USUAL
from tests.browser.world import an_hour_passes, everybody, the_worker_works

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

RUTH, HARRIET = ("7000001", "Ruth Okonjo"), ("7000012", "Harriet Stone-Wells")
STATEMENTS = (
    "I have told them that we will add them, and given them the privacy notice",
    "They train to mentor trainee teachers, not early career teachers",
)
HISTORY = [
    "Draft started for Thames",
    "Submitted: 22 hours for 2 mentors",
    "Thames Teacher Training Partnership asked to confirm the hours of 2 mentors",
    "Thames Teacher Training Partnership answered",
    "Returned to the school to change",
    "Submitted again: 20 hours for 2 mentors",
    "Approved for payment: every check passed",
    "Sent to the payer in payment run 1",
    "Paid on",
]
ACCEPTS = "I can accept these conditions for Hollins Primary School"


def test_one_claim_from_the_start_page_to_paid(service, browse, device):
    world = everybody(service.year)

    # A visitor reads who can claim, and what they could get
    visitor = browse("Anne", *device)
    visitor.opens("/")
    visitor.reads("You can claim for", "£43.80")
    estimates(visitor)

    # Anne signs in, accepts the year's conditions, and adds two mentors
    anne = browse("Anne", *device)
    anne.opens("/")
    anne.follows("Start now")
    anne.signs_in()
    anne.is_at("Home")
    accepts_conditions(anne, service.year)
    adds_mentors(anne)

    # She claims for both, changes one answer on the way, and submits
    claim = claims(anne, world.school)
    submits(anne, claim)
    the_worker_works()

    # Bilal confirms one and gives fewer hours for the other: the claim comes back
    bilal = browse("Bilal", *device)
    bilal.comes_in()
    confirms_one_and_gives_fewer(bilal, claim)
    claim.refresh_from_db()
    anne.follows("Claims")
    anne.reads("You need to change this claim", in_words(claim.return_by))

    # Anne accepts Bilal's hours with one button; what he confirmed still stands
    anne.follows(claim.reference)
    anne.presses("Accept the provider’s hours")
    anne.reads("Checks in progress", "Thames Teacher Training Partnership has answered for every mentor")
    bilal.opens(f"/providers/{world.provider.pk}/confirm-hours/")
    bilal.reads("Nothing to confirm")

    # An hour later the checks clear it, and nobody at DfE had to look
    the_worker_works()
    an_hour_passes()
    the_worker_works()
    anne.opens(anne.path)
    anne.reads("Approved for payment")

    # Priya prepares a payment run, and Pete releases it
    priya, pete = browse("Priya", *device), browse("Pete", *device)
    run = prepares(priya)
    releases(pete, run)
    the_worker_works()

    # Fin answers that it is paid
    fin = browse("Fin", *device)
    pays(fin, run, claim)
    the_worker_works()

    # Anne reads how much, when and to whom, and all that happened, in order
    anne.opens(anne.path)
    anne.reads(
        f"£876.00 went to Kelder local authority on {in_words(clock.today())}, shown as “ITT MENTOR {claim.reference}”"
    )
    titles = [heading.inner_text() for heading in anne.page.locator(".moj-timeline__title").all()]
    assert len(titles) == len(HISTORY)
    for title, begins in zip(titles, HISTORY, strict=True):
        assert title.startswith(begins)

    # And the stand-in of Notify holds every email of it, each to whom it concerns
    sent = [(email["email_address"].partition(".")[0], email["subject"]) for email in service.notify.emails]
    assert sent == [
        ("anne", f"Submitted: claim {claim.reference}, £963.60"),
        ("bilal", f"Action needed by {in_words(asked_by(claim))}: confirm hours on claim {claim.reference}"),
        ("anne", f"Action needed by {in_words(claim.return_by)}: change claim {claim.reference}"),
        ("anne", f"Submitted: claim {claim.reference}, £876.00"),
        ("anne", f"Approved for payment: claim {claim.reference}, £876.00"),
        ("fin", "Payment run 1: 1 claim, £876.00"),
        ("anne", f"Paid: claim {claim.reference}, £876.00"),
    ]


def in_words(day):
    return f"{day.day} {day:%B %Y}"


def asked_by(claim):
    return calendar.deadline(clock.day_of(claim.submitted_at), days=claim.year.confirmation_days)


def estimates(visitor):
    visitor.follows("Check what you could get")
    visitor.searches("Which school is the estimate for?", "hollins", "Hollins Primary School")
    visitor.types("How many mentors will be trained?", "2")
    visitor.presses("Continue")
    visitor.is_at("What Hollins Primary School could get")
    visitor.reads("£1,401.60")


def accepts_conditions(anne, year):
    anne.follows("Read and accept the conditions")
    anne.follows(f"Conditions of {year}")
    anne.chooses(ACCEPTS)
    anne.presses("Accept conditions")


def adds_mentors(anne):
    anne.follows("Mentors")
    anne.follows("Add a mentor")
    for trn, name in (RUTH, HARRIET):
        anne.types("Teacher reference number (TRN)", trn)
        anne.enters_date("Date of birth", USUAL)
        anne.chooses(*STATEMENTS)
        anne.presses("Continue")
        anne.reads(name)
        anne.presses("Add mentor" if name == HARRIET[1] else "Add and enter another")
    anne.reads("You added 2 mentors today", *(name for _, name in (RUTH, HARRIET)))


def claims(anne, school):
    """Search, tick, give hours, agree, change one answer, and be straight back at the check."""
    anne.follows("Claims")
    anne.follows("Add a claim")
    anne.searches("Which provider trained your mentors?", "thames", "Thames Teacher Training Partnership")
    anne.reads("16 hours left of 16, initial training")
    anne.chooses(RUTH[1], HARRIET[1])
    anne.presses("Continue")
    anne.chooses("All 16 hours left")
    anne.presses("Continue")
    anne.chooses("A different number")
    anne.types("Hours", "4")
    anne.presses("Continue")
    anne.chooses("I have agreed these hours with Thames Teacher Training Partnership")
    anne.presses("Continue")
    anne.reads("You are claiming £876.00")
    anne.follows("Change hours (Harriet Stone-Wells)")
    anne.types("Hours", "6")
    anne.presses("Continue")
    anne.is_at("Check this claim before you submit it")
    anne.reads("You are claiming £963.60")
    return Claim.objects.get(school=school)


def submits(anne, claim):
    anne.presses("Submit claim")
    anne.reads("There is a problem", "Tick every statement to submit this claim")
    for box in anne.page.get_by_role("checkbox").all():
        box.check()
    anne.chooses("No")
    anne.presses("Submit claim")
    anne.is_at("Claim submitted")
    anne.reads(claim.reference, "We emailed Anne Walsh")


def confirms_one_and_gives_fewer(bilal, claim):
    bilal.follows("Confirm hours")
    bilal.reads("2 mentors to answer")
    for mentor, answer in ((RUTH[1], "Confirm 16 hours"), (HARRIET[1], "Different hours")):
        bilal.page.get_by_role("group", name=mentor).get_by_label(answer).check()
    bilal.presses("Continue")
    bilal.types(f"Hours {HARRIET[1]} completed", "4")
    bilal.chooses("They attended fewer hours")
    bilal.presses("Continue")
    bilal.is_at("Check your answers before you send them")
    bilal.presses("Send 2 answers")
    bilal.reads("Answers you can still undo")


def prepares(priya):
    priya.comes_in()
    priya.follows("Payments")
    priya.page.get_by_role("link", name=re.compile("Prepare a run")).click()
    priya.presses("Prepare a run of £876.00")
    priya.reads("You prepared this run, so you cannot release it")
    return priya.path.rstrip("/").rsplit("/", 1)[1]


def releases(pete, run):
    pete.comes_in(f"/support/payments/runs/{run}/")
    pete.follows("Release £876.00 for payment")
    pete.presses("Release £876.00 for payment")
    pete.reads("The payer answers 1 claim")


def pays(fin, run, claim):
    fin.comes_in()
    fin.follows("Payments")
    fin.follows("Payment run 1")
    fin.follows(f"Answer claim {claim.reference}")
    fin.chooses("Paid")
    fin.enters_date("Date paid", clock.today())
    fin.presses("Save answer")
    fin.reads("You have answered every claim of this run")
