"""Schools and providers as DfE looks after them."""

import pytest
from django.urls import reverse

from apps.schools.models import Eligibility, School, SchoolMembership
from apps.schools.services.area import AreaIsKnown, set_area_by_hand
from apps.users.models import AccessRequest
from tests.factories import ProviderFactory, SchoolFactory, member_of, school_that_can_claim, year_2025
from tests.support.test_pages import access_request

pytestmark = pytest.mark.django_db

PERSON = {"first_name": "Mary", "last_name": "Somerville", "email": "mary@school.example"}


def to(name, *things):
    return reverse(f"support:{name}", args=[getattr(thing, "pk", thing) for thing in things])


def words_of(response):
    return " ".join(response.content.decode().split())


def test_a_school_is_found_by_its_words_open_ones_first(sign_in):
    SchoolFactory(name="St Mary’s Primary School", status="2")
    SchoolFactory(name="Saint Mary Academy")
    SchoolFactory(name="Oak Lane School")

    page = words_of(sign_in("nora").get(to("list-schools") + "?q=st+mary"))

    assert "2 schools matching “st mary”" in page
    assert page.index("Saint Mary Academy") < page.index("St Mary’s Primary School")
    assert "Oak Lane School" not in page


def test_open_schools_without_an_area_have_a_list_of_their_own(sign_in):
    SchoolFactory(name="Oak Lane School", district_code="")
    SchoolFactory(name="Elm Lane School")

    page = words_of(sign_in("nora").get(to("list-schools") + "?without_area=on"))

    assert "1 school, open, without a funding area" in page
    assert "Oak Lane School" in page
    assert "Elm Lane School" not in page


@pytest.mark.parametrize("many", [1, 25])
@pytest.mark.parametrize("name", ["list-schools", "list-providers"])
def test_a_list_asks_the_database_the_same_however_long_it_is(sign_in, many, name, django_assert_max_num_queries):
    for _ in range(many):
        SchoolFactory()
        ProviderFactory()
    client = sign_in("cora")

    with django_assert_max_num_queries(12):
        client.get(to(name))
    with django_assert_max_num_queries(12):
        client.get(to(name) + "?q=hollins")


@pytest.mark.parametrize("who", ["cora", "ada"])
def test_an_unknown_area_is_set_by_hand_with_a_reason(sign_in, who):
    school, client = SchoolFactory(district_code=""), sign_in(who)

    assert "Not known" in words_of(client.get(to("show-school", school)))
    posted = {"version": school.version, "area": "fringe", "reason": "Its letter names the district"}
    response = client.post(to("set-area", school), posted)

    page = words_of(client.get(response["Location"]))
    assert School.objects.get().funding_area == "fringe"
    assert "Its letter names the district" in page
    assert "Funding area set by hand to Fringe" in page


def test_an_area_that_the_register_gives_is_not_set_by_hand(sign_in, people):
    school = SchoolFactory()

    assert sign_in("cora").get(to("set-area", school)).status_code == 409
    with pytest.raises(AreaIsKnown):
        set_area_by_hand(school, "fringe", "I think so", by=people.cora)


def test_a_school_that_changed_meanwhile_keeps_its_area(sign_in):
    school = SchoolFactory(district_code="")

    response = sign_in("cora").post(to("set-area", school), {"version": 9, "area": "fringe", "reason": "A letter"})

    assert response.status_code == 409
    assert School.objects.get().area_by_hand == ""


def test_a_school_is_made_eligible_and_no_longer(sign_in):
    school, client = SchoolFactory(), sign_in("cora")

    client.post(to("make-eligible", school), {"year": "2025 to 2026", "reason": "It hosts two trainees"})
    standing = Eligibility.objects.get(school=school)
    assert standing.ended_at is None
    assert "It hosts two trainees" in words_of(client.get(to("show-school", school)))
    response = client.post(to("end-eligibility", school, standing), {"version": standing.version, "reason": "It left"})

    standing.refresh_from_db()
    assert standing.ended_at
    assert f"can no longer claim for {year_2025()}" in words_of(client.get(response["Location"]))


def test_an_acceptance_is_withdrawn_and_given_back(sign_in):
    school, client = school_that_can_claim(), sign_in("cora")
    acceptance = school.acceptances.get()

    client.post(to("withdraw-acceptance", school, acceptance), {"version": acceptance.version, "reason": "A mistake"})
    acceptance.refresh_from_db()
    assert acceptance.withdrawn_reason == "A mistake"
    client.post(to("restore-acceptance", school, acceptance), {"version": acceptance.version, "reason": "Put right"})
    acceptance.refresh_from_db()
    assert acceptance.withdrawn_at is None


@pytest.mark.parametrize(
    ("name", "posted", "words"),
    [
        ("make-eligible", {"reason": "x"}, "Select a year"),
        ("make-eligible", {"year": "2025 to 2026"}, "Enter your reason"),
        ("set-area", {"version": 1, "reason": "x"}, "Select a funding area"),
        ("set-area", {"version": 1, "area": "fringe"}, "Enter how you know"),
    ],
)
def test_what_is_missing_is_said(sign_in, name, posted, words):
    assert words in words_of(sign_in("cora").post(to(name, SchoolFactory(district_code="")), posted))


@pytest.mark.parametrize(("kind", "make"), [("school", SchoolFactory), ("provider", ProviderFactory)])
def test_people_are_invited_and_removed(sign_in, kind, make):
    organisation, client = make(), sign_in("ada")
    here = to(f"{kind}-list-people", organisation)

    assert client.post(to(f"{kind}-invite-person", organisation), PERSON)["Location"] == here
    assert "Mary Somerville invited" in words_of(client.get(here))
    membership = getattr(organisation, f"{kind}membership_set").get()
    assert client.get(to(f"{kind}-remove-person", organisation, membership)).status_code == 200
    client.post(to(f"{kind}-remove-person", organisation, membership))
    membership.refresh_from_db()
    assert membership.ended_at


def test_a_request_is_answered_where_the_organisation_has_nobody(sign_in):
    lonely, other, client = SchoolFactory(), SchoolFactory(), sign_in("cora")
    accepted, refused = access_request(lonely), access_request(other, 1)
    access_request(member_of_school := school_that_can_claim(), 2)

    page = words_of(client.get(to("list-access-requests")))
    assert lonely.name in page
    assert f"{member_of_school.name}<" not in page
    client.post(to("accept-request", accepted))
    client.post(to("refuse-request", refused), {"reason": "We do not know you."})

    assert SchoolMembership.objects.get(school=lonely).user.email == "sam0@school.example"
    assert AccessRequest.objects.filter(answered_at=None).count() == 1
    assert client.post(to("accept-request", accepted)).status_code == 409


@pytest.mark.parametrize("who", ["priya", "nora"])
def test_officers_and_auditors_change_no_organisation(sign_in, who):
    school, client = school_that_can_claim(district_code=""), sign_in(who)
    membership, acceptance, standing = (
        school.schoolmembership_set.get(),
        school.acceptances.get(),
        school.eligibilities.get(),
    )
    asked = access_request(SchoolFactory())

    for address in [
        to("set-area", school),
        to("make-eligible", school),
        to("end-eligibility", school, standing),
        to("withdraw-acceptance", school, acceptance),
        to("restore-acceptance", school, acceptance),
        to("school-invite-person", school),
        to("school-remove-person", school, membership),
        to("school-resend-invitation", school, membership),
        to("accept-request", asked),
        to("refuse-request", asked),
    ]:
        assert client.post(address, {"reason": "x"}).status_code == 403, address
    page = words_of(client.get(to("show-school", school)))
    assert "Make this school eligible" not in page
    assert "Invite and remove people" not in page


def test_another_schools_rows_are_not_found(sign_in):
    school, other, client = school_that_can_claim(), school_that_can_claim(), sign_in("cora")

    assert client.get(to("end-eligibility", school, other.eligibilities.get())).status_code == 404
    assert client.get(to("withdraw-acceptance", school, other.acceptances.get())).status_code == 404
    assert client.get(to("school-remove-person", school, other.schoolmembership_set.get())).status_code == 404


def test_a_provider_shows_who_can_answer_for_it(sign_in):
    provider = ProviderFactory(name="Thames ITT")
    member_of(provider, first_name="Bilal", last_name="Khan")

    page = words_of(sign_in("priya").get(to("show-provider", provider)))

    assert "Bilal Khan" in page
    assert "since 1 August 2024" in page
    assert "Accredited" in page
