"""People who were not invited by DfE: Sam asks for access and a member accepts; Mo, a mentor, comes in by an emailed code."""

import re

import pytest

from apps.mentors.services import add_mentor
from apps.mentors.teaching_record.client import look_up
from claims_service.local.cast import MENTOR
from claims_service.local.stand_ins.teachers import TEACHERS, USUAL
from tests.browser.world import everybody, the_worker_works

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_sam_asks_anne_accepts_and_sam_gets_in(service, browse, device):
    everybody(service.year)

    # Sam signs in, is told that nobody invited Sam, and asks
    sam = browse("Sam", *device)
    sam.comes_in()
    sam.is_at("You do not have access yet")
    sam.follows("Ask for access")
    sam.presses("Continue")
    sam.reads("There is a problem", "Select where you work")
    sam.chooses("A school")
    sam.presses("Continue")
    sam.types("Which school do you work for?", "hollins")
    sam.presses("Continue")
    sam.page.get_by_role("radio", name="Hollins Primary School").check()
    sam.presses("Ask for access")
    sam.is_at("You have asked for access")
    the_worker_works()

    # Anne is told by email, sees who asks, and accepts
    (email,) = service.notify.emails
    assert email["email_address"].startswith("anne.")
    anne = browse("Anne", *device)
    anne.comes_in()
    anne.follows("School")
    anne.follows("People")
    anne.reads("Asking for access (1)", "Sam Stone", "sam.stone@nowhere.example")
    anne.presses("Accept Sam Stone")
    anne.reads("2 people with access")
    the_worker_works()

    # Sam is told, signs in again and is at the school's own door
    assert service.notify.emails[-1]["email_address"] == "sam.stone@nowhere.example"
    sam.presses("Sign out")
    sam.comes_in()
    sam.is_at("Home")
    assert sam.path.startswith("/schools/")


def test_mo_comes_in_by_a_code_and_a_date_of_birth_and_sees_the_hours(service, browse, device):
    world = everybody(service.year)
    teacher = TEACHERS["7000050"]
    add_mentor(world.school, look_up(teacher.trn, teacher.born), by=world.school.member, email=MENTOR.email)

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
    mo.types("Code", re.search(r"\b\d{6}\b", service.notify.emails[-1]["body"])[0])
    mo.presses("Sign in")

    # The date of birth is checked with the teaching record, and the address belongs to Mo from then on
    mo.is_at("What is your date of birth?")
    mo.enters_date("What is your date of birth?", USUAL)
    mo.presses("Continue")
    mo.reads("There is a problem", "4 tries left")
    mo.enters_date("What is your date of birth?", teacher.born)
    mo.presses("Continue")
    mo.is_at("Your training")
