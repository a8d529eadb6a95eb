"""A school claims, a provider confirms, the checks clear it, finance pays, and everybody is told: the whole of it, in browsers."""

import re
from datetime import timedelta

import pytest

from apps.claims.models import Claim
from apps.core import clock
from claims_service.local.stand_ins.teachers import USUAL
from tests.browser.world import an_hour_passes, everybody, the_worker_works

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

RUTH, HARRIET = ("7000001", "Ruth Okonjo"), ("7000012", "Harriet Stone-Wells")
TOLD = "They know that I am claiming for their training"


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
    claim = claims(anne, world.school, javascript=device[1])
    submits(anne, claim)
    the_worker_works()

    # Bilal confirms one and gives fewer hours for the other: the claim comes back
    bilal = browse("Bilal", *device)
    bilal.comes_in()
    confirms_one_and_gives_fewer(bilal, claim)
    anne.follows("Claims")
    anne.reads("You need to change this claim")

    # Anne accepts Bilal's hours with one button; what he confirmed still stands
    anne.follows(claim.reference)
    anne.presses("Accept the provider’s hours")
    anne.reads("Checks in progress", "16 hours")
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

    # Anne reads how much, when and to whom, and all that happened
    anne.opens(anne.path)
    today = clock.today()
    anne.reads("Paid", "£876.00", f"{today.day} {today:%B %Y}", "Kelder Council", f"ITT MENTOR {claim.reference}")
    print(anne.words())

    print([(email["email_address"], email["subject"]) for email in service.notify.emails])


def estimates(visitor):
    visitor.follows("Check what you could get")
    visitor.types("Which school is the estimate for?", "hollins")
    visitor.presses("Continue")
    visitor.chooses("Hollins Primary School, Kelder, KE1 2HP")
    visitor.presses("Continue")
    visitor.types("How many mentors will be trained?", "2")
    visitor.presses("Continue")
    visitor.is_at("What Hollins Primary School could get")
    visitor.reads("£1,401.60")


def accepts_conditions(anne, year):
    anne.follows("School")
    anne.follows("Conditions")
    anne.follows(str(year))
    anne.presses("Accept conditions")


def adds_mentors(anne):
    anne.follows("Mentors")
    anne.follows("Add a mentor")
    for trn, name in (RUTH, HARRIET):
        anne.types("Teacher reference number (TRN)", trn)
        anne.enters_date("Date of birth", USUAL)


def claims(anne, school, javascript):
    raise NotImplementedError
