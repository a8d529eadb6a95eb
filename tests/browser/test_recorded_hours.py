"""A provider records hours once: three schools find their claims ready, two clear without a human touch, one disputes first."""

import json
import urllib.request
from types import SimpleNamespace

import pytest
from celery import current_app

from apps.claims.enums import ClaimStatus
from apps.claims.models import Claim
from apps.claims.services.submission import submit_claim
from apps.training.models import LedgerEntry
from apps.training.services.disputing import dispute_hours
from tests.browser.world import accepted, hollins, thames, the_worker_works
from tests.factories import MentorFactory, school_that_can_claim, statements

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def world(service):
    """Anne's school and two others, each with a mentor, and Bilal's provider."""
    year = service.year
    first = hollins(year)
    accepted(first, year)
    schools = [first, *(school_that_can_claim(year, name=name) for name in ("Kelder Academy", "Moor End School"))]
    mentors = [MentorFactory(at=school, first_name="Ada", last_name="Byron") for school in schools]
    return SimpleNamespace(schools=schools, mentors=mentors, provider=thames(), year=year)


def the_jobs_run():
    """What beat and the worker would do within the minute."""
    current_app.loader.import_default_modules()
    for name in ("training.work_through_files", "training.recognise_mentors", "claims.prepare_claims"):
        current_app.tasks[name].run()
    current_app.tasks["claims.tell_of_ready_claims"].run()
    the_worker_works()


def claims_by_school(world):
    return {claim.school_id: claim for claim in Claim.objects.all()}


def uploads(bilal, world):
    """Bilal chooses a file, reads what it will do, and records the rows that are right."""
    rows = [
        f"{mentor.trn},{school.urn},{world.year},16"
        for school, mentor in zip(world.schools, world.mentors, strict=True)
    ]
    data = "\r\n".join(
        ["mentor_trn,school_urn,academic_year,hours", *rows, f"12345,{world.schools[0].urn},{world.year},4", ""]
    )
    bilal.follows("Hours ledger")
    bilal.follows("Upload a file of hours")
    file = {"name": "hours.csv", "mimeType": "text/csv", "buffer": data.encode()}
    bilal.page.locator("input[type=file]").set_input_files(file)
    bilal.presses("Continue")
    bilal.reads("3 ready, 1 with problems", "Row 5, mentor_trn")
    bilal.presses("Record 3 rows")
    bilal.is_at("Hours recorded")


def writes_by_api(bilal, world, home):
    """Bilal makes a token, and his system sends the same hours."""
    bilal.follows("Organisation")
    bilal.follows("API tokens")
    bilal.follows("Make a token")
    bilal.types("Which system will hold the token?", "Course records")
    bilal.chooses("90 days")
    bilal.presses("Make the token")
    secret = bilal.page.locator("code").inner_text()
    entries = [
        {"mentor_trn": mentor.trn, "school_urn": school.urn, "academic_year": world.year.name, "hours": 16}
        for school, mentor in zip(world.schools, world.mentors, strict=True)
    ]
    call = urllib.request.Request(
        f"{home}/api/v1/hours/",
        json.dumps({"entries": entries}).encode(),
        {"Authorization": f"Bearer {secret}", "Content-Type": "application/json", "Idempotency-Key": "autumn"},
    )
    with urllib.request.urlopen(call) as answer:
        results = json.load(answer)["results"]
    assert [result["outcome"] for result in results] == ["new"] * 3


def submits_what_is_ready(anne, school):
    """Open, read, declare, submit."""
    anne.opens(f"/schools/{school.pk}/")
    anne.follows("Check and submit the claim Thames Teacher Training Partnership prepared")
    anne.reads("prepared this claim from its records", "16 hours by Thames Teacher Training Partnership")
    for box in anne.page.get_by_role("checkbox").all():
        box.check()
    anne.chooses("No")
    anne.presses("Submit claim")


@pytest.mark.parametrize("way", [uploads, writes_by_api])
def test_recorded_hours_become_claims_that_confirm_themselves(service, browse, world, way, device):
    bilal = browse("Bilal", *device)
    bilal.comes_in()
    way(bilal, world) if way is uploads else way(bilal, world, service.url)
    the_jobs_run()

    drafts = claims_by_school(world)
    assert {claim.status for claim in drafts.values()} == {ClaimStatus.DRAFT}
    assert len(drafts) == 3

    # Two schools submit, and nobody touches their claims again
    anne = browse("Anne", *device)
    anne.comes_in()
    submits_what_is_ready(anne, world.schools[0])
    other = world.schools[1]
    submit_claim(drafts[other.pk], by=other.member, declared=statements(drafts[other.pk]), is_mentor=False)
    the_worker_works()
    for school in world.schools[:2]:
        assert Claim.objects.get(school=school).status == ClaimStatus.APPROVED
    anne.opens(f"/schools/{world.schools[0].pk}/claims/")
    anne.reads("Approved for payment")

    # The third says that a record is wrong; Bilal puts it right; its claim follows, and clears
    third = world.schools[2]
    dispute_hours(LedgerEntry.objects.get(school=third), hours=12, words="She left in May", by=third.member)
    bilal.opens(f"/providers/{world.provider.pk}/")
    bilal.follows("Answer Moor End School about recorded hours")
    bilal.reads("She left in May")
    bilal.chooses("The hours were wrong")
    bilal.types("Total hours of the year", "12")
    bilal.types("What do you want to say to the school?", "You are right")
    bilal.presses("Send your answer")
    the_jobs_run()
    draft = Claim.objects.get(school=third)
    assert [line.hours for line in draft.lines.all()] == [12]
    submit_claim(draft, by=third.member, declared=statements(draft), is_mentor=False)
    the_worker_works()
    assert Claim.objects.get(school=third).status == ClaimStatus.APPROVED

    subjects = [email["subject"] for email in service.notify.emails]
    assert not [subject for subject in subjects if "confirm hours" in subject]
    assert subjects.count("A claim is ready for Hollins Primary School to check") == 1
