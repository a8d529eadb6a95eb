"""The habits of browsers on every journey of a trust."""

import uuid

import pytest

from apps.claims.journeys.draft_together import DraftTogether
from apps.claims.services.drafts import fill_draft
from apps.schools.models import ConditionsAcceptance
from apps.users.services.people import invite_person
from tests.factories import (
    MentorFactory,
    ProviderFactory,
    TrustFactory,
    draft_claim,
    member_of,
    open_window,
    school_that_can_claim,
    submitted_claim,
)
from tests.habits.habits import NEW, LastPage, address, stranger, try_habits

pytestmark = pytest.mark.django_db


def a_trust():
    open_window()
    trust = TrustFactory(name="Northfield Learning Trust")
    trust.person = member_of(trust, first_name="Tariq")
    trust.own_schools = [
        school_that_can_claim(name=f"{name} Academy", trust=trust) for name in ("Ashgrove", "Eastmoor")
    ]
    return trust


@pytest.fixture
def trust():
    return a_trust()


def page_of(trust, name, *args, about=(), **kwargs):
    page = address(name, trust, *args)
    if about:
        page += f"?claims={'.'.join(sorted(claim.reference for claim in about))}"
    return LastPage(trust.person, page, **kwargs)


def accept_for_many(trust):
    ConditionsAcceptance.objects.all().delete()
    return page_of(trust, "schools:trust-accept-year", "2025-to-2026")


def start_drafts(trust):
    provider = ProviderFactory(name="Thames ITT")
    page = f"{address('claims:trust-start-drafts', trust)}?q=Thames"
    return LastPage(trust.person, page, {"provider": str(provider.pk)})


def draft_for_many(trust):
    provider, school = ProviderFactory(), trust.own_schools[0]
    place = MentorFactory(at=school).places.get()
    journey = DraftTogether.resume(uuid.uuid4(), user=trust.person, trust=trust)
    journey.keep("provider", f"provider={provider.pk}")
    journey.keep("schools", f"schools={school.pk}")
    journey.keep("mentors", "everyone=on")
    before = [journey.url_of(name) for name in ("provider", "schools", "mentors")]
    said = {f"hours-{place.pk}": "5"}
    return page_of(trust, "claims:trust-draft-together", journey.row, "hours", says=said, before=before)


def submit_for_many(trust):
    drafts = [draft_claim((3,), school=school) for school in trust.own_schools]
    for draft in drafts:
        fill_draft(draft, {line.mentor: line.hours for line in draft.lines.all()}, by=trust.person, agreed=True)
    return page_of(trust, "claims:trust-submit-drafts", about=drafts)


def withdraw_for_many(trust):
    claims = [submitted_claim((3,), school=school) for school in trust.own_schools]
    again = "None of the claims that you chose can be withdrawn"
    return page_of(trust, "claims:trust-withdraw-claims", about=claims, again=again)


def invite(trust):
    return page_of(trust, "schools:trust-invite-person", says=NEW, again="already has access")


def remove_somebody(trust):
    membership = invite_person(trust, **NEW, by=trust.person)
    return page_of(trust, "schools:trust-remove-person", membership)


def let_in(trust):
    stranger(trust)
    button, again = "schools:trust-accept-request", "has already answered this request"
    return page_of(trust, "schools:trust-list-people", posts_to=button, again=again)


def refuse(trust):
    asked = stranger(trust)
    return page_of(trust, "schools:trust-refuse-request", asked, again="has already answered this request")


JOURNEYS = [
    accept_for_many,
    start_drafts,
    draft_for_many,
    submit_for_many,
    withdraw_for_many,
    invite,
    remove_somebody,
    let_in,
    refuse,
]


@pytest.mark.parametrize("journey", JOURNEYS, ids=lambda journey: journey.__name__)
def test_no_habit_of_browsers_does_harm(client, trust, journey):
    try_habits(client, journey(trust))
