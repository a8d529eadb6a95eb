"""DfE sends a claim back; Anne changes the hours, comes straight back to her answers and submits again."""

import re
from datetime import date

import pytest
from django.urls import reverse

from apps.claims.enums import ClaimStatus, Move
from apps.claims.lifecycle import move
from apps.core.references import unbroken
from apps.notifications.models import OutboundEmail
from tests.factories import MentorFactory, open_window, school_that_can_claim, submitted_claim, support_person

pytestmark = pytest.mark.django_db


def test_a_school_changes_a_returned_claim(client):
    # Given a claim for two mentors that a caseworker returned
    open_window()
    school = school_that_can_claim(name="Hollins Primary School")
    ada = MentorFactory(at=school, first_name="Ada", last_name="Byron")
    mary = MentorFactory(at=school, first_name="Mary", last_name="Somerville")
    claim = submitted_claim((16, 6), school=school, mentors=[ada, mary])
    words = "Ada Byron trained for 6 hours, not 16."
    move(
        claim,
        Move.RETURN,
        by=support_person("caseworker"),
        note={"words": words},
        return_words=words,
        return_by=date(2026, 2, 24),
    )
    client.force_login(school.member)

    # When Anne opens her home, it is the first thing to do
    home = client.get(reverse("doors:school-home", args=[school.pk])).content.decode()
    assert unbroken(f"Change claim {claim.reference}") in home

    # When she follows it, she reads what to change, and her answers are there
    own = client.get(reverse("doors:school-show-claim", args=[school.pk, claim.pk])).content.decode()
    check = re.search(r'href="([^"]+/change/check-your-answers/)"', own)[1]
    page = client.get(check).content.decode()
    assert words in page
    assert "You are claiming £963.60" in page

    # When she changes the hours, she is straight back; meanwhile the claim holds what was submitted
    change = re.search(rf'href="([^"]+hours-{ada.pk}/\?change)"', page)[1]
    assert client.post(change, {"choice": "number", "hours": "6"}).url == check
    page = client.get(check).content.decode()
    assert "You are claiming £525.60" in page

    # And she reads what she has changed beside what she submitted before
    changed = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.split("What you have changed")[1].split("</table>")[0]))
    assert "Ada Byron 16 hours 6 hours" in changed
    assert "Amount £963.60 £525.60" in changed
    assert sorted(claim.lines.values_list("hours", flat=True)) == [6, 16]

    # When she submits again
    declared = re.findall(r'name="declared" type="checkbox" value="([^"]+)"', page)
    done = client.post(check, {"declared": declared, "is_mentor": "no"})

    # Then it is a second submission at the new amount, and she is told again
    claim.refresh_from_db()
    assert done.url == reverse("claims:school-claim-submitted", args=[school.pk, claim.pk])
    assert (claim.status, claim.submission_number) == (ClaimStatus.SUBMITTED, 2)
    assert claim.amount_pence == 12 * 4380
    assert OutboundEmail.objects.filter(message="ClaimSubmittedForSchool").count() == 2
    history = client.get(reverse("doors:school-show-claim", args=[school.pk, claim.pk])).content.decode()
    assert "Submitted again: 12 hours for 2 mentors" in history
    assert "Ada Byron: 6 hours, was 16 hours." in history
