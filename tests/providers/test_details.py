"""A provider's details: the register's facts, accreditation with an end, and contacts for each purpose."""

from datetime import date

import pytest
from django.urls import reverse

from apps.audit.history import events_of
from apps.providers.models import Purpose
from apps.providers.services.contacts import ContactChanged, name_contact, remove_contact
from tests.factories import ProviderFactory, member_of, submitted_claim, support_person

pytestmark = pytest.mark.django_db
KIM = {"name": "Kim Okafor", "email": "kim@thames-itt.example", "telephone": "0300 123 4567"}


@pytest.fixture
def provider(client):
    provider = ProviderFactory(name="Thames Teacher Training Partnership", town="Reading")
    provider.person = member_of(provider, first_name="Bilal")
    client.force_login(provider.person)
    return provider


def address(provider, name="show-details", *args):
    return reverse(f"providers:provider-{name}", args=[provider.pk, *args])


def shown(client, provider, name="show-details", *args):
    return " ".join(client.get(address(provider, name, *args)).content.decode().split())


def test_details_come_from_the_register(client, provider):
    page = shown(client, provider)

    assert provider.ukprn in page
    assert "Reading" in page
    assert "Since 1 August 2024" in page
    assert "accreditation end" not in page


@pytest.mark.parametrize(
    ("ends_on", "words"),
    [
        (date(2026, 4, 1), "Your accreditation ends on 1 April 2026"),
        (date(2026, 2, 10), "Your accreditation ended on 10 February 2026"),
        (date(2025, 12, 1), "Your accreditation ended on 1 December 2025"),
    ],
)
def test_an_accreditation_with_an_end_is_said_with_what_still_works(client, provider, ends_on, words):
    provider.accreditations.update(ends_on=ends_on)
    home = client.get(reverse("doors:provider-home", args=[provider.pk])).content.decode()

    for page in (shown(client, provider), home):
        assert words in page
        assert "You can still answer schools" in page


def test_a_contact_is_named_and_its_history_kept(client, provider):
    assert "Add<span" in shown(client, provider)

    answer = client.post(address(provider, "change-contact", "training"), KIM | {"version": "0"}, follow=True)

    page = answer.content.decode()
    assert "Training contact saved." in page
    assert "Kim Okafor, kim@thames-itt.example, 0300 123 4567" in page
    assert "Named Kim Okafor as the training contact." in page
    assert len(events_of(provider, "provider.name_contact")) == 1


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"name": ""}, "Enter the contact&#39;s name"),
        ({"name": "x" * 101}, "The contact&#39;s name must be 100 characters or fewer"),
        ({"email": ""}, "Enter the contact&#39;s email address"),
        ({"email": "kim"}, "Email address must look like name@example.com"),
        ({"telephone": "1" * 31}, "The telephone number must be 30 characters or fewer"),
    ],
)
def test_each_mistake_has_its_words(client, provider, said, words):
    page = client.post(address(provider, "change-contact", "training"), KIM | {"version": "0"} | said).content.decode()

    assert "There is a problem" in page
    assert words in page
    assert provider.contact_for(Purpose.TRAINING) is None


def test_a_page_opened_before_somebody_elses_change_changes_nothing(client, provider):
    contact = name_contact(provider, Purpose.TRAINING, **KIM, version=0, by=provider.person)
    name_contact(provider, Purpose.TRAINING, **KIM | {"name": "Lee Shah"}, version=contact.version, by=provider.person)

    answer = client.post(address(provider, "change-contact", "training"), KIM | {"version": "1"})

    assert answer.status_code == 409
    assert "It is now Lee Shah." in answer.content.decode()
    with pytest.raises(ContactChanged):
        remove_contact(provider, Purpose.TRAINING, version=0, by=provider.person)
    assert provider.contact_for(Purpose.TRAINING).name == "Lee Shah"


def test_the_same_facts_again_are_no_change(provider):
    for version in (0, 1):
        name_contact(provider, Purpose.AUDIT, **KIM, version=version, by=provider.person)

    assert len(events_of(provider, "provider.name_contact")) == 1


def test_a_contact_is_removed(client, provider):
    contact = name_contact(provider, Purpose.FINANCE, **KIM, version=0, by=provider.person)

    answer = client.post(address(provider, "remove-contact", "finance"), {"version": contact.version}, follow=True)

    assert "Finance contact removed." in answer.content.decode()
    assert provider.contact_for(Purpose.FINANCE) is None
    assert len(events_of(provider, "provider.remove_contact")) == 1


def test_there_is_no_contact_for_an_unknown_purpose(client, provider):
    assert client.get(address(provider, "change-contact", "lunch")).status_code == 404
    assert client.post(address(provider, "remove-contact", "lunch")).status_code == 404


def test_schools_see_the_training_contact_on_their_claim_and_support_sees_all(client, provider):
    name_contact(provider, Purpose.TRAINING, **KIM, version=0, by=provider.person)
    name_contact(provider, Purpose.FINANCE, **KIM | {"name": "Lee Shah"}, version=0, by=provider.person)
    claim = submitted_claim((4,), provider=provider)

    client.force_login(claim.created_by)
    page = client.get(reverse("doors:school-show-claim", args=[claim.school_id, claim.pk])).content.decode()
    assert "Kim Okafor" in page
    assert "Lee Shah" not in page

    client.force_login(support_person("caseworker"))
    page = client.get(reverse("support:show-provider", args=[provider.pk])).content.decode()
    assert "Training: Kim Okafor" in page
    assert "Finance: Lee Shah" in page
