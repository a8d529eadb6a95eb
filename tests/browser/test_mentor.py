"""Mo, a mentor, comes in by an emailed code, shows who Mo is, queries hours, confirms them, and prints a certificate."""

import re

import pytest

from apps.claims.services.submission import submit_claim
from apps.mentors.models import Mentor
from apps.mentors.services import add_mentor
from apps.mentors.teaching_record.client import look_up
from claims_service.local.cast import MENTOR
from claims_service.local.stand_ins.teachers import TEACHERS, USUAL
from tests.browser.world import accepted, everybody, the_worker_works
from tests.factories import draft_claim, statements

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_mo_comes_in_by_a_code_and_answers_for_the_hours_claimed(service, browse, device):
    world = everybody(service.year)
    accepted(world.school, service.year)
    teacher = TEACHERS["7000050"]
    add_mentor(world.school, look_up(teacher.trn, teacher.born), by=world.school.member, email=MENTOR.email)
    claim = a_claim_for_mo(world, service.year)

    # Mo asks for a code, types a wrong one, then the one that was sent
    mo = browse("Mo", *device)
    mo.opens("/sign-in/")
    mo.follows("Get a sign-in code by email")
    mo.types("What is your email address?", MENTOR.email)
    mo.presses("Send me a code")
    mo.types("Code", "12")
    mo.presses("Sign in")
    mo.reads("There is a problem", "Code must be 6 digits")
    the_worker_works()
    code = next(email for email in service.notify.emails if email["email_address"] == MENTOR.email)
    mo.types("Code", re.search(r"\b\d{6}\b", code["body"])[0])
    mo.presses("Sign in")

    # The date of birth is checked with the teaching record, and the address belongs to Mo from then on
    mo.is_at("What is your date of birth?")
    mo.enters_date("What is your date of birth?", USUAL)
    mo.presses("Continue")
    mo.reads("There is a problem", "4 tries left")
    mo.enters_date("What is your date of birth?", teacher.born)
    mo.presses("Continue")
    mo.is_at("Your training")
    mo.reads("Hollins Primary School claimed 10 hours", "6 hours left of 16", "Being checked")

    # Mo says that they are wrong, in words; the school is told and sees it
    mo.follows("Confirm or query these hours")
    mo.presses("Save your answer")
    mo.reads("There is a problem", "Select whether these hours are right")
    mo.chooses("No, something is wrong")
    mo.types("What is wrong?", "I trained for 6 hours.")
    mo.presses("Save your answer")
    mo.reads("queried. We have told the school.", "Queried")
    the_worker_works()
    assert f"queries the hours on claim {claim.reference}" in service.notify.emails[-1]["subject"]
    anne = browse("Anne", *device)
    anne.comes_in(f"/schools/{world.school.pk}/claims/{claim.pk}/")
    anne.reads("What the mentor says", "I trained for 6 hours.")

    # Mo was wrong, takes it back and confirms; so does the provider, and Mo has a certificate
    mo.follows(f"Change your answer about 10 hours (Hollins Primary School, {service.year})")
    mo.presses("Take back your answer")
    mo.follows("Confirm or query these hours")
    mo.chooses("Yes, I trained for 10 hours")
    mo.presses("Save your answer")
    mo.reads("Hours at Hollins Primary School confirmed.")
    bilal = browse("Bilal", *device)
    bilal.comes_in(f"/providers/{world.provider.pk}/confirm-hours/")
    bilal.chooses("Confirm 10 hours")
    bilal.presses("Continue")
    bilal.reads("1 answer saved")
    mo.follows("Your training")
    mo.follows(f"Certificate (Thames Teacher Training Partnership, {service.year})")
    mo.is_at("Certificate of mentor training hours")
    mo.reads("10 hours", "Thames Teacher Training Partnership", claim.reference)
    mo.follows("Your details")
    mo.reads(teacher.trn, MENTOR.email, "Hollins Primary School")
    mo.signs_out()


def a_claim_for_mo(world, year):
    """Ten hours that Anne claimed for Mo."""
    claim = draft_claim([10], school=world.school, provider=world.provider, year=year, mentors=[Mentor.objects.get()])
    submit_claim(claim, by=world.school.member, declared=statements(claim), is_mentor=False)
    return claim
