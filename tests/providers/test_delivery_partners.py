"""A delivery partner: somebody who acts for a provider at some schools, and sees nothing of the others."""

import re
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from apps.assurance.journeys.confirm_hours import ConfirmHours
from apps.assurance.models import Confirmation
from apps.assurance.services.answer_files import keep_file
from apps.assurance.services.asking import ask_provider
from apps.audit.history import events_of
from apps.doors.places import places_of, with_counts
from apps.notifications.models import OutboundEmail
from apps.training.models import LedgerEntry
from apps.training.services.disputing import dispute_hours
from apps.training.services.limiting import CannotLimit, limit_person
from apps.training.services.recording import Said, record_hours
from tests.factories import (
    MentorFactory,
    ProviderFactory,
    member_of,
    open_window,
    school_that_can_claim,
    submitted_claim,
    support_person,
    year_2025,
)
from tests.house.doors import addresses
from tests.house.world import World, filled

pytestmark = pytest.mark.django_db

OPEN = {
    "doors:provider-home",
    "doors:provider-list-hours",
    "doors:provider-show-hours",
    "doors:provider-download-hours",
    "training:provider-record-hours",
    "training:provider-answer-dispute",
    "assurance:provider-list-confirmations",
    "assurance:provider-confirm-hours",
    "assurance:provider-undo-answer",
    "assurance:provider-report-wrong",
    "assurance:provider-list-claims",
    "assurance:provider-download-claims",
    "assurance:provider-show-claim",
    "assurance:provider-report-claim",
    "assurance:provider-download-waiting",
    "assurance:provider-upload-answers",
    "assurance:provider-show-answers-file",
    "assurance:provider-send-answers-file",
    "assurance:provider-download-answers-to-correct",
    "doors:provider-record-school-hours",
}


@pytest.fixture
def provider():
    open_window()
    provider = ProviderFactory(name="Thames Teacher Training Partnership")
    provider.person = member_of(provider, first_name="Bilal")
    provider.ours = school_that_can_claim(name="Our School")
    provider.theirs = school_that_can_claim(name="Their School")
    provider.partner = member_of(provider, first_name="Dee")
    limit_person(membership_of(provider), [provider.ours], version=1, by=provider.person)
    return provider


@pytest.fixture
def dee(client, provider):
    client.force_login(provider.partner)
    return client


def membership_of(provider):
    return provider.partner.providermemberships.get()


def entry_at(provider, school, hours=6):
    mentor = MentorFactory(at=school)
    record_hours(provider, [Said(1, mentor.trn, school.urn, year_2025(), hours * 60)], by=provider.person, how="page")
    return LedgerEntry.objects.get(trn=mentor.trn)


def claim_at(provider, school):
    claim = submitted_claim((4,), school=school, provider=provider)
    ask_provider(claim, by=provider.person)
    return claim


def text_of(client, name, *args):
    response = client.get(reverse(name, args=args))
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode()


def test_every_page_is_shut_but_for_those_that_keep_to_the_limit():
    world = World("Ours")
    person = member_of(world.provider)
    membership = person.providermemberships.get()
    limit_person(membership, [world.school], version=1, by=world.people["provider member"])
    client = Client()
    client.force_login(person)

    shut = {
        name
        for name, _, _, door, kwargs in addresses()
        if name and door == "provider" and client.get(filled(name, kwargs, world.ids())).status_code == 403
    }

    assert {name for name, _, _, door, _ in addresses() if door == "provider"} - shut == OPEN


def test_lists_and_files_hold_the_named_schools_only(dee, provider):
    for school in (provider.ours, provider.theirs):
        entry_at(provider, school)
        dispute_hours(entry_at(provider, school), hours=2, words="She left in May", by=school.member)
        claim_at(provider, school)

    for name in OPEN:
        if any(word in name for word in ("home", "list", "download")) and not name.endswith("to-correct"):
            text = text_of(dee, name, provider.pk)
            assert "Their School" not in text, name
            assert "Our School" in text, name
    home = text_of(dee, "doors:provider-home", provider.pk)
    assert "Confirm the hours of 1 mentor" in home
    assert "for 1 school" in home


def test_no_link_of_an_open_page_leads_to_one_that_is_shut(dee, provider):
    entry, claim = entry_at(provider, provider.ours), claim_at(provider, provider.ours)
    pages = [
        text_of(dee, name, provider.pk) for name in OPEN if "home" in name or "list" in name or "record-hours" in name
    ]
    pages.append(text_of(dee, "doors:provider-record-school-hours", provider.pk, provider.ours.pk))
    pages.append(text_of(dee, "assurance:provider-upload-answers", provider.pk))
    pages.append(text_of(dee, "doors:provider-show-hours", provider.pk, entry.pk))
    pages.append(text_of(dee, "assurance:provider-show-claim", provider.pk, claim.pk))

    links = {href for page in pages for href in re.findall(r'href="(/providers/[^"#]*)"', page)}

    assert len(links) > 5
    assert [href for href in links if dee.get(href.replace("&amp;", "&")).status_code != 200] == []


def test_records_of_other_schools_do_not_exist(dee, provider):
    entry, claim = entry_at(provider, provider.theirs), claim_at(provider, provider.theirs)
    dispute = dispute_hours(entry, hours=2, words="She left in May", by=provider.theirs.member)
    answer = Confirmation.objects.create(
        claim=claim, mentor=claim.lines.get().mentor, hours_asked=4, answer="confirmed", answered_by=provider.person
    )

    for name, pk in (
        ("doors:provider-show-hours", entry.pk),
        ("training:provider-answer-dispute", dispute.pk),
        ("assurance:provider-show-claim", claim.pk),
        ("assurance:provider-report-claim", claim.pk),
        ("assurance:provider-undo-answer", answer.pk),
        ("assurance:provider-report-wrong", answer.pk),
    ):
        assert dee.post(reverse(name, args=[provider.pk, pk])).status_code == 404, name


FOUND_NOWHERE = [
    ("doors:provider-list-hours", lambda claim, entry: {"q": entry.trn}),
    ("doors:provider-list-hours", lambda claim, entry: {"q": entry.school.urn}),
    ("assurance:provider-list-claims", lambda claim, entry: {"q": claim.reference}),
    ("assurance:provider-list-claims", lambda claim, entry: {"q": claim.school.urn, "status": "Waiting for you"}),
    ("assurance:provider-list-confirmations", lambda claim, entry: {"school": claim.school.urn}),
    ("assurance:provider-list-confirmations", lambda claim, entry: {"school": "their", "choose": "confirm"}),
    ("assurance:provider-download-waiting", lambda claim, entry: {"school": claim.school.urn}),
    ("assurance:provider-download-claims", lambda claim, entry: {"q": claim.reference}),
    ("doors:provider-download-hours", lambda claim, entry: {"q": entry.trn}),
]


@pytest.mark.parametrize(("name", "asked"), FOUND_NOWHERE)
def test_no_search_and_no_file_finds_a_row_of_another_school(dee, provider, name, asked):
    claim, entry = claim_at(provider, provider.theirs), entry_at(provider, provider.theirs)
    trn, address = claim.lines.get().mentor.trn, reverse(name, args=[provider.pk])

    response = dee.get(address, asked(claim, entry))
    content = b"".join(response.streaming_content) if response.streaming else response.content

    # What was asked stands in the search box, so the address of the row is looked for, or another of its cells.
    shown = content.decode()
    assert f"/{claim.pk}/" not in shown
    assert f"/{entry.pk}/" not in shown
    assert str(claim.lines.get().pk) not in shown
    assert trn not in shown
    assert provider.theirs.name not in shown


def test_every_way_to_a_colleagues_file_or_journey_ends_nowhere(dee, provider):
    claim = claim_at(provider, provider.theirs)
    line = claim.lines.select_related("mentor").get()
    row = f"{line.pk},{line.mentor.trn},{line.hours},confirmed"
    data = f"claim_line_id,mentor_trn,hours_claimed,answer\r\n{row}\r\n".encode()
    file = keep_file(provider, "theirs.csv", data, by=provider.person)
    journey = ConfirmHours.resume(uuid.uuid4(), user=provider.person, provider=provider)
    journey.keep("answers", f"answer-{line.pk}-4=cannot_verify")

    for name in ("show-answers-file", "send-answers-file", "download-answers-to-correct"):
        address = reverse(f"assurance:provider-{name}", args=[provider.pk, file.pk])
        assert {dee.get(address).status_code, dee.post(address).status_code} <= {404, 405}, name
    answer = dee.get(reverse("assurance:provider-confirm-hours", args=[provider.pk, journey.row.pk, "explain"]))
    assert line.mentor.trn not in answer.content.decode()
    grid = reverse("doors:provider-record-school-hours", args=[provider.pk, provider.theirs.pk])
    assert dee.get(grid).status_code == dee.post(grid, {f"hours-{line.mentor.trn}": "9"}).status_code == 404
    assert not Confirmation.objects.exists()
    assert not LedgerEntry.objects.exists()


def test_hours_are_recorded_at_the_named_schools_and_refused_at_others(dee, provider):
    address = reverse("training:provider-record-hours", args=[provider.pk])
    said = {"trn": "7654321", "year": year_2025().pk, "hours": "6"}

    here = dee.post(address, said | {"urn": provider.ours.urn})
    there = dee.post(address, said | {"urn": provider.theirs.urn})

    assert here.status_code == 302
    assert "You record hours for other schools only" in there.content.decode()
    assert [entry.school for entry in LedgerEntry.objects.all()] == [provider.ours]


def test_an_answer_about_another_schools_mentor_is_not_kept(dee, provider):
    lines = [claim_at(provider, school).lines.get() for school in (provider.ours, provider.theirs)]
    posted = {f"answer-{line.pk}-4": "confirmed" for line in lines}

    dee.post(reverse("assurance:provider-list-confirmations", args=[provider.pk]), posted)

    assert [one.claim.school for one in Confirmation.objects.all()] == [provider.ours]


def test_emails_are_about_the_named_schools(provider):
    for school in (provider.theirs, provider.ours):
        claim_at(provider, school)

    told = OutboundEmail.objects.filter(message="HoursToConfirmForProvider", to=provider.partner.email)

    assert [email.body.startswith("Our School") for email in told] == [True]
    assert OutboundEmail.objects.filter(message="HoursToConfirmForProvider", to=provider.person.email).count() == 2


def test_the_list_of_organisations_counts_nothing_for_a_delivery_partner(provider):
    claim_at(provider, provider.theirs)

    assert [place.to_do for place in with_counts(places_of(provider.person))] == ["1 to confirm"]
    assert [place.to_do for place in with_counts(places_of(provider.partner))] == [""]


def limit_address(provider):
    return reverse("training:provider-limit-person", args=[provider.pk, membership_of(provider).pk])


def test_colleagues_choose_the_schools_of_a_person(client, provider):
    client.force_login(provider.person)
    assert "For 1 school only" in text_of(client, "providers:provider-list-people", provider.pk)
    assert provider.ours.urn in client.get(limit_address(provider)).content.decode()

    urns = f"{provider.ours.urn}, {provider.theirs.urn}"
    answer = client.post(limit_address(provider), {"which": "some", "urns": urns, "version": 2}, follow=True)

    page = answer.content.decode()
    assert "Dee" in page
    assert "acts for 2 schools only." in page
    assert "Our School, Their School" in page  # in the history
    assert set(membership_of(provider).limited_to) == {provider.ours.pk, provider.theirs.pk}

    client.post(limit_address(provider), {"which": "all", "urns": urns, "version": 3})
    assert membership_of(provider).limited_to is None
    assert len(events_of(provider, "people.limit")) == 3


def test_dfe_can_choose_them_too(client, provider):
    client.force_login(support_person("caseworker"))
    address = reverse("support:limit-person", args=[provider.pk, membership_of(provider).pk])

    client.post(address, {"which": "some", "urns": provider.theirs.urn, "version": 2})

    assert membership_of(provider).limited_to == [provider.theirs.pk]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({}, "Select which schools this person acts for"),
        ({"which": "some"}, "Enter the URN of at least one school"),
        ({"which": "some", "urns": "100999"}, "No open school has the URN 100999"),
        ({"which": "some", "urns": " ".join(str(n) for n in range(100000, 100501))}, "Enter 500 URNs or fewer"),
    ],
)
def test_each_mistake_has_its_words(client, provider, said, words):
    client.force_login(provider.person)

    page = client.post(limit_address(provider), {"version": 2, **said}).content.decode()

    assert words in page
    assert membership_of(provider).limited_to == [provider.ours.pk]


def test_nobody_limits_themselves_or_by_a_page_that_is_out_of_date(provider):
    mine = provider.person.providermemberships.get()

    with pytest.raises(CannotLimit, match="yourself"):
        limit_person(mine, [provider.ours], version=mine.version, by=provider.person)
    with pytest.raises(CannotLimit, match="while you were here"):
        limit_person(membership_of(provider), None, version=1, by=provider.person)


def test_somebody_of_another_provider_is_not_there(client, provider):
    client.force_login(provider.person)
    other = member_of(ProviderFactory()).providermemberships.get()

    assert client.get(reverse("training:provider-limit-person", args=[provider.pk, other.pk])).status_code == 404
