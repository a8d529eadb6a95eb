"""A school that is not on the list says that it hosts trainees; DfE lets it claim, or says why not."""

import pytest
from django.apps import apps
from django.urls import reverse

from apps.audit.history import history_of
from apps.schools.models import HostingRequest
from apps.schools.services.eligibility import is_eligible, make_eligible
from apps.schools.services.hosting import (
    CanClaimAlready,
    HostingAnswered,
    ProviderHasSaid,
    accept_hosting,
    ask_to_host,
    decline_hosting,
    vouch,
)
from tests.factories import ProviderFactory, SchoolFactory, member_of, open_window, support_person, year_2025

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    open_window()
    school = SchoolFactory(name="Hollins Primary School")
    school.member = member_of(school, first_name="Anne", last_name="Walsh")
    return school


@pytest.fixture
def thames():
    return ProviderFactory(name="Thames Teacher Training")


@pytest.fixture
def cora():
    return support_person("caseworker", first_name="Cora", last_name="Bell")


@pytest.fixture
def asked(school, thames):
    return ask_to_host(
        school, year_2025(), provider_id=thames.pk, provider_name=thames.name, words="Two since May", by=school.member
    )


def page_of(school, name="show-eligibility"):
    return reverse(f"doors:school-{name}", args=[school.pk])


def emails(message):
    return apps.get_model("notifications", "OutboundEmail").objects.filter(message=message)


def test_a_school_off_the_list_finds_its_provider_and_tells_dfe(client, school, thames):
    client.force_login(school.member)
    before = client.get(page_of(school)).content.decode()
    assert "Your school is not on the list for 2025 to 2026" in before
    host = page_of(school, "host-trainees")
    assert "Which provider’s trainees do you host?" in client.get(host).content.decode()
    assert "Enter the provider" in client.get(host + "?q=").content.decode()
    assert "No accredited provider has a name" in client.get(host + "?q=zebra").content.decode()
    assert "Select one, or search again" in client.post(host + "?q=thames", {}).content.decode()
    assert not HostingRequest.objects.exists()

    answer = client.post(host + "?q=thames", {"chosen": str(thames.pk), "words": "Two since May"}, follow=True)

    page = answer.content.decode()
    assert "DfE has been told that Hollins Primary School hosts trainees of Thames Teacher Training." in page
    assert "DfE is looking at your request" in page
    request = HostingRequest.objects.get()
    assert (request.provider_id, request.words, request.asked_by) == (thames.pk, "Two since May", school.member)
    assert history_of(school)[-1][1].startswith("Told DfE that the school hosts trainees of Thames Teacher Training")


def test_asking_twice_while_it_waits_is_one_request(asked, school, thames):
    again = ask_to_host(school, year_2025(), provider_id=thames.pk, provider_name="Other", by=school.member)

    assert again == asked
    assert HostingRequest.objects.count() == 1


def test_a_school_on_the_list_has_nothing_to_ask(client, school, thames, cora):
    make_eligible(school, year_2025(), by=cora)

    with pytest.raises(CanClaimAlready, match="on the list for 2025 to 2026"):
        ask_to_host(school, year_2025(), provider_id=thames.pk, provider_name="Thames", by=school.member)
    client.force_login(school.member)
    assert client.get(page_of(school, "host-trainees"))["Location"] == page_of(school)


def test_support_lets_it_claim_in_one_click_and_the_school_is_told(client, asked, school, cora):
    client.force_login(cora)
    waiting = reverse("support:list-hosting-requests")
    listed = client.get(waiting).content.decode()
    assert "Hollins Primary School" in listed
    assert "Thames Teacher Training" in listed
    assert "Answer it" in client.get(reverse("support:show-school", args=[school.pk])).content.decode()

    answer = client.post(reverse("support:accept-hosting-request", args=[asked.pk]), follow=True).content.decode()

    assert "Hollins Primary School can claim for 2025 to 2026." in answer
    assert "No school waits for an answer." in answer
    assert is_eligible(school, year_2025())
    assert emails("HostingAcceptedForSchool").get().to == school.member.email
    client.force_login(school.member)
    page = client.get(page_of(school)).content.decode()
    assert "The school says that it hosts trainees of Thames Teacher Training" in page
    assert "is not on the list" not in page


def test_support_declines_with_a_reason_and_the_school_can_ask_again(client, asked, school, thames, cora):
    client.force_login(cora)
    decline = reverse("support:decline-hosting-request", args=[asked.pk])
    assert "Decline this request" in client.get(decline).content.decode()
    assert client.post(decline, {"version": 1}).content.decode().count("Enter your reason") == 2

    client.post(decline, {"version": 1, "reason": "Thames has no trainee with you."})

    assert not is_eligible(school, year_2025())
    assert "Thames has no trainee with you." in emails("HostingDeclinedForSchool").get().body
    client.force_login(school.member)
    page = client.get(page_of(school)).content.decode()
    assert "DfE did not put your school on the list for 2025 to 2026" in page
    assert "Thames has no trainee with you." in page
    ask_to_host(school, year_2025(), provider_id=thames.pk, provider_name=thames.name, by=school.member)
    assert HostingRequest.objects.waiting().count() == 1


def test_a_request_is_answered_once(asked, cora):
    accept_hosting(asked, by=cora)

    with pytest.raises(HostingAnswered, match="before you"):
        decline_hosting(asked, words="No", by=cora)


def test_a_payments_officer_reads_and_does_not_answer(client, asked):
    client.force_login(support_person("payments_officer"))

    assert "Let it claim" not in client.get(reverse("support:list-hosting-requests")).content.decode()
    assert client.post(reverse("support:accept-hosting-request", args=[asked.pk])).status_code == 403


@pytest.fixture
def bilal(thames):
    return member_of(thames, first_name="Bilal", last_name="Aziz")


def provider_page(thames):
    return reverse("doors:provider-list-hosting-requests", args=[thames.pk])


def answer(client, thames, asked, says):
    address = reverse("doors:provider-answer-hosting-request", args=[thames.pk, asked.pk])
    return client.post(address, {"says": says}, follow=True)


def test_the_provider_is_asked_by_email_and_on_its_home(client, school, thames, bilal):
    client.force_login(school.member)
    client.post(page_of(school, "host-trainees") + "?q=thames", {"chosen": str(thames.pk)})

    sent = emails("HostingAskedForProvider").get()
    assert (sent.to, sent.subject) == (bilal.email, "Does Hollins Primary School host your trainees?")
    assert provider_page(thames) in sent.body
    client.force_login(bilal)
    home = client.get(reverse("doors:provider-home", args=[thames.pk])).content.decode()
    assert "Tell DfE whether 1 school hosts your trainees" in home


def test_the_provider_vouches_in_one_click_and_support_reads_it_beside_the_request(
    client, asked, school, thames, bilal, cora
):
    client.force_login(bilal)
    listed = client.get(provider_page(thames)).content.decode()
    assert "Hollins Primary School" in listed
    assert "Two since May" in listed

    page = answer(client, thames, asked, "yes").content.decode()

    assert "DfE has been told that Hollins Primary School hosts your trainees." in page
    assert "Bilal Aziz, 10 February 2026" in page
    assert not is_eligible(school, year_2025())
    home = client.get(reverse("doors:provider-home", args=[thames.pk])).content.decode()
    assert "Tell DfE whether" not in home
    client.force_login(cora)
    assert "It hosts our trainees" in client.get(reverse("support:list-hosting-requests")).content.decode()
    assert "told DfE that the school hosts its trainees" in history_of(school)[-1][1]


def test_a_provider_says_that_a_school_is_not_its_own(client, asked, thames, bilal, cora):
    client.force_login(bilal)
    answer(client, thames, asked, "no")
    client.force_login(cora)

    assert "Not ours" in client.get(reverse("support:list-hosting-requests")).content.decode()


def test_an_answer_that_says_neither_is_none(client, asked, thames, bilal):
    client.force_login(bilal)
    answer(client, thames, asked, "maybe")

    asked.refresh_from_db()
    assert asked.vouched is None


def test_the_first_word_of_a_provider_stands_and_none_is_taken_after_dfe_has_answered(asked, bilal, cora):
    vouch(asked, vouched=True, by=bilal)
    assert vouch(asked, vouched=True, by=bilal).vouched
    with pytest.raises(ProviderHasSaid, match="Bilal Aziz has told DfE that Hollins Primary School hosts"):
        vouch(asked, vouched=False, by=bilal)
    accept_hosting(asked, by=cora)
    with pytest.raises(HostingAnswered, match="DfE has answered"):
        vouch(asked, vouched=False, by=bilal)


def test_another_provider_finds_no_request(client, asked, thames):
    other = ProviderFactory(name="Other Provider")
    client.force_login(member_of(other))

    assert "No school waits for your word." in client.get(provider_page(other)).content.decode()
    assert answer(client, other, asked, "yes").status_code == 404
    assert client.get(provider_page(thames)).status_code == 404


def test_a_delivery_partner_does_not_vouch(client, asked, school, thames, bilal):
    bilal.providermemberships.update(limited_to=[school.pk])
    client.force_login(bilal)

    assert client.get(provider_page(thames)).status_code == 403
