"""Claims that a person at DfE must look at: one approved, one returned and sent again, one not approved and then reopened."""

from datetime import timedelta

import pytest

from apps.core import clock
from tests.browser.world import accepted, claim_of, everybody, the_worker_works

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_cora_approves_returns_rejects_and_reopens(service, browse):
    # Given three claims of Anne's that Bilal is asked about
    world = everybody(service.year)
    accepted(world.school, service.year)
    kept, sent_back, refused = (
        claim_of(world, service.year, mentor) for mentor in ("Ada Byron", "Mary Somerville", "Caroline Herschel")
    )
    the_worker_works()

    # When Bilal cannot verify one mentor and does not know the others
    bilal = browse("Bilal")
    bilal.comes_in()
    disputes(bilal)
    the_worker_works()

    # Then Cora sees all three, reads what each check found, and approves one once every finding is answered
    cora = browse("Cora")
    cora.comes_in()
    cora.follows("Claims")
    cora.reads(kept.reference, sent_back.reference, refused.reference, "Needs review")
    opens_claim(cora, kept)
    cora.reads("then decide.")
    cora.follows("Make a decision")
    cora.reads("You can approve this claim once every finding is answered")
    answers_findings(cora, kept)
    decides(cora, kept, "Approve for payment")
    cora.presses("Approve claim")
    cora.reads("There is a problem", "Enter your reason")
    cora.types("Reason", "The school sent its attendance records.")
    cora.presses("Approve claim")
    cora.reads(f"Claim {kept.reference} approved", "Ready to pay")

    # She returns the second with words, and Anne changes it and submits again
    decides(cora, sent_back, "Return to the school")
    cora.types("What must change", "Mary Somerville trained for 3 hours.")
    cora.enters_date("Deadline", clock.today() + timedelta(days=14))
    cora.presses("Return claim")
    cora.reads("With school")
    the_worker_works()
    anne = browse("Anne")
    anne.comes_in()
    submits_again(anne, sent_back)

    # She does not approve the third, and reopens it when something new comes up
    decides(cora, refused, "Do not approve")
    cora.chooses("The training did not happen")
    cora.types("What the school will read", "The provider has no record of this training.")
    cora.presses("Do not approve")
    cora.reads("Not approved")
    anne.opens(f"/schools/{world.school.pk}/claims/{refused.pk}/")
    anne.reads("We did not approve this claim", "The provider has no record of this training.")
    cora.follows("Reopen claim")
    cora.types("Reason", "The school sent a register that we had not seen.")
    cora.presses("Reopen claim")
    cora.reads(f"Claim {refused.reference} reopened", "Needs review")
    cora.follows("History")
    cora.reads("The school sent a register that we had not seen.")

    # And whoever had to know was told
    the_worker_works()
    told = [email["subject"] for email in service.notify.emails if email["email_address"].startswith("anne")]
    assert [subject for subject in told if not subject.startswith("Submitted")] == [
        f"Approved for payment: claim {kept.reference}, £219.00",
        f"Action needed by {return_day()}: change claim {sent_back.reference}",
        f"Not approved: claim {refused.reference}",
        f"Being looked at again: claim {refused.reference}",
    ]


def return_day():
    day = clock.today() + timedelta(days=14)
    return f"{day.day} {day:%B %Y}"


def disputes(bilal):
    bilal.follows("Confirm hours")
    for mentor, words in (
        ("Ada Byron", "Cannot verify"),
        ("Mary Somerville", "Not our mentor"),
        ("Caroline Herschel", "Not our mentor"),
    ):
        bilal.page.get_by_role("group", name=mentor).get_by_label(words).check()
    bilal.presses("Continue")
    bilal.presses("Continue")
    bilal.reads("There is a problem", "Select a reason for Ada Byron")
    for mentor, reason in (
        ("Ada Byron", "We have no record of this training"),
        ("Mary Somerville", "They trained with another provider"),
        ("Caroline Herschel", "They are not a mentor"),
    ):
        bilal.page.get_by_role("group", name=mentor).get_by_label(reason).check()
    bilal.presses("Continue")
    bilal.presses("Send 3 answers")
    bilal.reads("3 answers saved")


def opens_claim(cora, claim):
    cora.opens(f"/support/claims/{claim.pk}/")
    cora.reads(claim.reference)


def answers_findings(cora, claim):
    cora.opens(f"/support/claims/{claim.pk}/checks/")
    cora.page.get_by_role("link", name="AR09").click()
    cora.looks()
    cora.reads("Ada Byron", "What this check wants")
    cora.presses("Keep answer")
    cora.reads("There is a problem")
    cora.types("How did you resolve this?", "I have seen the attendance records.")
    cora.presses("Keep answer")


def decides(cora, claim, decision):
    opens_claim(cora, claim)
    cora.follows("Make a decision")
    cora.chooses(decision)
    cora.presses("Continue")


def submits_again(anne, claim):
    anne.follows(f"Change claim {claim.reference}")
    anne.reads("Mary Somerville trained for 3 hours.")
    anne.follows("Change the claim")
    anne.follows("Change hours (Mary Somerville)")
    anne.types("Hours", "3")
    anne.presses("Continue")
    for box in anne.page.get_by_role("checkbox").all():
        box.check()
    anne.chooses("No")
    anne.presses("Submit claim")
    anne.is_at("Claim submitted")
