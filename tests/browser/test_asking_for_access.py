"""Somebody who was not invited: Sam asks for access, and a member accepts."""

import pytest

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
