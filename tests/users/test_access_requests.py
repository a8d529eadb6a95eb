"""Sam, whom nobody invited, asks for access; a member accepts or refuses."""

from datetime import timedelta

import pytest
from allauth.socialaccount.models import SocialAccount
from django.apps import apps
from django.urls import reverse

from apps.audit.history import history_of
from apps.core import clock
from apps.core.errors import Refused
from apps.schools.models import SchoolMembership
from apps.users.models import AccessRequest, User
from apps.users.services.access_requests import accept_access_request, ask_for_access, refuse_access_request
from apps.users.services.people import remove_person
from tests.factories import ProviderFactory, SchoolFactory, TrustFactory, UserFactory, member_of
from tests.users.conftest import is_signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def sam(issuer):
    issuer.person = {
        "sub": "sam-0000",
        "email": "sam.stone@nowhere.example",
        "given_name": "Sam",
        "family_name": "Stone",
    }
    return issuer.person


@pytest.fixture
def school():
    school = SchoolFactory(name="Hollins Primary School", town="Hollins", postcode="HO1 1LN")
    school.member = member_of(school, first_name="Anne", last_name="Walsh")
    return school


@pytest.fixture
def asked(sam, sign_in, client, school):
    """Sam has signed in and asked to join the school."""
    sign_in()
    address = reverse("doors:ask-for-access-to", args=["school"]) + "?q=hollins"
    client.post(address, {"chosen": str(school.pk)})
    return AccessRequest.objects.get()


def emails(message):
    return apps.get_model("notifications", "OutboundEmail").objects.filter(message=message)


def test_a_stranger_is_told_so_and_nothing_is_kept_of_them(sam, sign_in, client):
    answer = sign_in()
    page = client.get(answer["Location"])

    assert page.status_code == 403
    assert "You do not have access yet" in page.content.decode()
    assert not is_signed_in(client)
    assert not User.objects.exists()


def test_a_stranger_searches_chooses_and_asks(sam, sign_in, client, school):
    sign_in()
    assert client.get(reverse("doors:ask-for-access")).status_code == 200
    answer = client.post(reverse("doors:ask-for-access"), {"kind": "school"})
    search = answer["Location"]
    assert "Which school do you work for?" in client.get(search).content.decode()
    page = client.get(search, {"q": "holl HO1"}).content.decode()
    assert f"Hollins Primary School, Hollins, HO1 1LN, URN {school.urn}" in page

    answer = client.post(f"{search}?q=hollins", {"chosen": str(school.pk)}, follow=True)

    assert "You have asked for access" in answer.content.decode()
    request = AccessRequest.objects.get()
    assert (request.email, request.subject, request.organisation_id) == (sam["email"], "sam-0000", school.pk)
    told = emails("AccessRequestForMembers").get()
    assert told.to == school.member.email
    assert reverse("schools:school-list-people", args=[school.pk]) in told.body


@pytest.mark.parametrize(
    ("kind", "make", "typed"),
    [
        ("trust", lambda: TrustFactory(name="Northfield Learning Trust"), "learn"),
        ("provider", lambda: ProviderFactory(name="Thames Teacher Training"), "thames"),
    ],
)
def test_trusts_and_providers_can_be_asked_too(kind, make, typed, sam, sign_in, client):
    organisation = make()
    sign_in()
    address = reverse("doors:ask-for-access-to", args=[kind]) + f"?q={typed}"
    assert organisation.name in client.get(address).content.decode()

    client.post(address, {"chosen": str(organisation.pk)})

    request = AccessRequest.objects.get()
    assert (request.organisation_type, request.organisation_id) == (kind, organisation.pk)
    assert list(AccessRequest.objects.waiting_for_support()) == [request]


@pytest.mark.parametrize(
    ("tail", "posted", "words"),
    [
        ("", {}, "Select where you work"),
        ("school/?q=", None, "Enter a school&#39;s name, town, postcode or URN"),
        ("trust/?q=", None, "Enter the trust&#39;s name"),
        ("school/?q=zebra", None, "We found nothing like that"),
        ("school/?q=hollins", {}, "Select one, or search again"),
        ("school/?q=hollins", {"chosen": "00000000-0000-4000-8000-000000000000"}, "Select one, or search again"),
    ],
)
def test_what_is_missing_is_said(tail, posted, words, sam, sign_in, client, school):
    sign_in()
    address = reverse("doors:ask-for-access") + tail

    answer = client.get(address) if posted is None else client.post(address, posted)

    assert words in answer.content.decode()
    assert not AccessRequest.objects.exists()


def test_nobody_asks_without_having_signed_in(client, school):
    for address in (reverse("doors:ask-for-access"), reverse("doors:ask-for-access-to", args=["school"])):
        assert client.get(address)["Location"] == reverse("account_login")


def test_an_identity_is_good_for_half_an_hour(sam, sign_in, client):
    sign_in()
    with clock.moved_to(clock.now() + timedelta(minutes=31)):
        assert client.get(reverse("doors:ask-for-access"))["Location"] == reverse("account_login")


def test_somebody_elses_request_does_not_exist(asked, sign_in, issuer, client):
    client.post(reverse("account_logout"))
    issuer.person |= {"sub": "tom-0000", "email": "tom@nowhere.example"}
    sign_in()

    assert client.get(reverse("doors:access-asked", args=[asked.pk])).status_code == 404


def test_asking_twice_is_one_request_and_one_email(asked, client, school):
    client.post(reverse("doors:ask-for-access-to", args=["school"]) + "?q=hollins", {"chosen": str(school.pk)})

    assert AccessRequest.objects.count() == 1
    assert emails("AccessRequestForMembers").count() == 1


def test_a_sixth_open_request_is_refused(asked, client):
    for _ in range(5):
        other = SchoolFactory(name="Hollins again")
        answer = client.post(
            reverse("doors:ask-for-access-to", args=["school"]) + "?q=hollins", {"chosen": str(other.pk)}
        )
    assert answer.status_code == 409
    assert AccessRequest.objects.count() == 5


def test_a_member_accepts_and_the_stranger_gets_in_as_who_they_were(asked, school, sign_in, client):
    client.post(reverse("account_logout"))
    client.force_login(school.member)
    people = reverse("schools:school-list-people", args=[school.pk])
    assert "Sam Stone" in client.get(people).content.decode()

    answer = client.post(reverse("schools:school-accept-request", args=[school.pk, asked.pk]), follow=True)

    assert "Sam Stone can now act for Hollins Primary School" in answer.content.decode()
    sam = User.objects.get(email="sam.stone@nowhere.example")
    assert SocialAccount.objects.get().user == sam
    assert SchoolMembership.objects.filter(user=sam, school=school, ended_at=None).exists()
    assert emails("AccessAcceptedForPerson").get().to == sam.email
    assert "Let Sam Stone in, who had asked for access" in [words for _, words in history_of(school)]

    client.post(reverse("account_logout"))
    sign_in()
    assert is_signed_in(client)


def test_a_member_refuses_and_the_stranger_is_told(asked, school, sign_in, client):
    client.post(reverse("account_logout"))
    client.force_login(school.member)

    refuse = reverse("schools:school-refuse-request", args=[school.pk, asked.pk])
    assert "Sam Stone" in client.get(refuse).content.decode()
    assert client.post(refuse, {}).content.decode().count("Enter your reason") == 2
    assert AccessRequest.objects.waiting_for(school).exists()

    answer = client.post(refuse, {"reason": "You do not work here."}, follow=True).content.decode()

    assert "Request from Sam Stone refused" in answer
    assert "You do not work here." in answer
    told = emails("AccessRefusedForPerson").get()
    assert told.to == "sam.stone@nowhere.example"
    assert "You do not work here." in told.body
    assert not User.objects.filter(email="sam.stone@nowhere.example").exists()
    assert not AccessRequest.objects.waiting_for(school).exists()


def test_a_request_is_answered_once(asked, school):
    accept_access_request(asked, by=school.member)

    with pytest.raises(Refused, match="already answered"):
        refuse_access_request(asked, reason="No.", by=school.member)


def test_another_schools_request_does_not_exist(asked, client):
    other = SchoolFactory()
    client.post(reverse("account_logout"))
    client.force_login(member_of(other))

    assert client.post(reverse("schools:school-accept-request", args=[other.pk, asked.pk])).status_code == 404
    asked.refresh_from_db()
    assert asked.answered_at is None


def test_somebody_bound_to_another_subject_is_never_bound_anew_by_accepting(asked, school):
    known = UserFactory(email="sam.stone@nowhere.example")
    SocialAccount.objects.create(user=known, provider="dfe", uid="older")

    with pytest.raises(Refused, match="already signs in another way"):
        accept_access_request(asked, by=school.member)

    assert not SchoolMembership.objects.filter(user=known).exists()
    assert AccessRequest.objects.get().answered_at is None


def test_support_sees_a_request_when_the_last_member_has_gone(asked, school):
    assert not AccessRequest.objects.waiting_for_support().exists()

    remove_person(SchoolMembership.objects.get(), by=UserFactory())

    assert list(AccessRequest.objects.waiting_for_support()) == [asked]


def test_somebody_signed_in_can_ask_for_another_organisation(asked, school, sign_in, client):
    accept_access_request(asked, by=school.member)
    client.post(reverse("account_logout"))
    sign_in()
    other = ProviderFactory(name="Thames ITT")

    client.post(reverse("doors:ask-for-access-to", args=["provider"]) + "?q=thames", {"chosen": str(other.pk)})

    accept_access_request(AccessRequest.objects.waiting_for(other).get(), by=member_of(other))
    assert {str(one.organisation) for one in User.objects.get(email=asked.email).memberships()} == {
        "Hollins Primary School",
        "Thames ITT",
    }


def test_somebody_who_is_in_already_is_refused(asked, school, sign_in, client):
    accept_access_request(asked, by=school.member)
    client.post(reverse("account_logout"))
    sign_in()

    answer = client.post(reverse("doors:ask-for-access-to", args=["school"]) + "?q=hollins", {"chosen": str(school.pk)})

    assert answer.status_code == 409
    assert "You already have access" in answer.content.decode()


def test_the_service_itself_can_ask_for_the_seed(school, sam):
    from apps.users.dfe_sign_in.tokens import Identity

    identity = Identity(issuer="x", subject="y", email="new@nowhere.example", first_name="New")
    asked = ask_for_access(identity, school, people_page="https://claims.example/people/")

    assert str(asked) == "new@nowhere.example asks to join Hollins Primary School"
