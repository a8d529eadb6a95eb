"""The service itself: the year's rules, windows, emails, jobs, and who works in the console."""

from datetime import date

import pytest
from django.urls import reverse

from apps.audit.history import history_of
from apps.core import clock
from apps.core.models import Tick
from apps.notifications.models import EmailState
from apps.notifications.services import NotFailed, retry_email
from apps.policy.figures import caps_for, rates_for, rule_effects
from apps.policy.models import AllowanceCap, ClaimWindow, FundingRate
from apps.users.models import PayerMembership, SupportMembership
from tests.factories import open_window, payer_person, submitted_claim, year_2025
from tests.support.test_organisations import to, words_of
from tests.support.test_pages import failed_email

pytestmark = pytest.mark.django_db

NOT_ADMINISTRATORS = ["cora", "priya", "nora"]
DAYS = {
    "opens_on-day": "1",
    "opens_on-month": "6",
    "opens_on-year": "2026",
    "closes_on-day": "17",
    "closes_on-month": "7",
    "closes_on-year": "2026",
}
WINDOW = DAYS | {"year": "2025 to 2026"}


def propose(client, kind, key, figure):
    return client.post(to("propose-figure", year_2025(), kind, key), {"figure": figure, "reason": "Ministers said so"})


@pytest.mark.parametrize(
    ("kind", "key", "figure", "read", "after"),
    [
        ("rate", "fringe", "£46.20", lambda year: rates_for(year)["fringe"], 4620),
        ("cap", "initial", "18", lambda year: caps_for(year)["initial"], 18),
        ("threshold", "school", "6,000", lambda year: year.school_total_threshold_pence, 600000),
        ("rule", "AR11", "refers", lambda year: rule_effects(year)["AR11"], "refers"),
    ],
)
def test_a_figure_is_replaced_by_two_administrators(sign_in, kind, key, figure, read, after):
    before = read(year_2025())

    assert propose(sign_in("ada"), kind, key, figure).status_code == 302
    assert read(year_2025()) == before
    client = sign_in("ayo")
    waiting = words_of(client.get(to("list-years")))
    answer = waiting.split("/support/service/proposals/")[1].split('"')[0]
    response = client.post(f"/support/service/proposals/{answer}", {"answer": "approve"})

    assert response.status_code == 302
    assert read(year_2025()) == after != before
    assert "Approved" in words_of(client.get(response["Location"]))


def test_the_proposer_may_take_a_proposal_back_but_not_approve_it(sign_in):
    client = sign_in("ada")
    propose(client, "rate", "fringe", "46.20")
    figure = FundingRate.objects.proposed().get()
    here = to("answer-proposal", "rate", figure)

    assert 'value="approve"' not in words_of(client.get(here))
    assert client.post(here, {"answer": "approve"}).status_code == 409
    assert client.post(here, {"answer": "refuse", "reason": "A slip of the pen"}).status_code == 302
    assert not FundingRate.objects.proposed().exists()
    assert client.get(here).status_code == 409


@pytest.mark.parametrize(
    ("kind", "key", "figure", "words"),
    [
        ("rate", "fringe", "", "Enter a rate"),
        ("rate", "fringe", "abc", "Rate must be pounds and pence, like 43.80"),
        ("rate", "fringe", "43.8", "Rate must be pounds and pence, like 43.80"),
        ("rate", "fringe", "0", "Rate must be pounds and pence, like 43.80"),
        ("cap", "initial", "", "Enter the hours"),
        ("cap", "initial", "1.5", "Hours must be a whole number"),
        ("cap", "initial", "0", "Hours must be between 1 and 99"),
        ("threshold", "school", "", "Enter a total"),
        ("rule", "AR11", "", "Select what a finding does"),
    ],
)
def test_a_figure_that_is_none_is_said_so(sign_in, kind, key, figure, words):
    assert words in words_of(propose(sign_in("ada"), kind, key, figure))


def test_a_refusal_says_why(sign_in):
    propose(sign_in("ada"), "cap", "initial", "18")
    here = to("answer-proposal", "cap", AllowanceCap.objects.proposed().get())
    client = sign_in("ayo")

    assert "Select approve or refuse" in words_of(client.post(here, {}))
    assert "Enter why you refuse" in words_of(client.post(here, {"answer": "refuse"}))


@pytest.mark.parametrize(("kind", "key"), [("rate", "mars"), ("rule", "AR99"), ("price", "fringe")])
def test_a_figure_nobody_knows_is_not_found(sign_in, kind, key):
    assert sign_in("ada").get(to("propose-figure", year_2025(), kind, key)).status_code == 404


@pytest.mark.parametrize("who", NOT_ADMINISTRATORS)
def test_only_administrators_change_the_rules_and_the_people(sign_in, people, who):
    window, email, client = open_window(), failed_email(), sign_in(who)
    member, payer = people.dev.supportmemberships.get(), payer_person().payermemberships.get()
    figure = FundingRate.objects.create(year=year_2025(), area="fringe", pence=1, proposed_by=people.ada)

    for address in [
        to("propose-figure", year_2025(), "rate", "fringe"),
        to("answer-proposal", "rate", figure),
        to("open-window"),
        to("change-window", window),
        to("remove-window", window),
        to("retry-email", email),
        to("discard-email", email),
        to("add-user"),
        to("end-user", member),
        to("end-payer", payer),
    ]:
        assert client.post(address).status_code == 403, address


def test_a_window_is_opened_changed_and_removed(sign_in):
    client = sign_in("ada")

    client.post(to("open-window"), WINDOW)
    window = ClaimWindow.objects.get()
    assert (window.opens_on, window.closes_on) == (date(2026, 6, 1), date(2026, 7, 17))
    assert client.get(to("change-window", window)).status_code == 200
    client.post(to("change-window", window), WINDOW | {"version": window.version, "closes_on-day": "20"})
    window.refresh_from_db()
    assert window.closes_on == date(2026, 7, 20)
    assert client.get(to("remove-window", window)).status_code == 200
    client.post(to("remove-window", window), {"version": window.version})
    assert not ClaimWindow.objects.exists()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (dict.fromkeys(["opens_on-day", "opens_on-month", "opens_on-year"], ""), "Enter an opening date"),
        (dict.fromkeys(["closes_on-day", "closes_on-month", "closes_on-year"], ""), "Enter a closing date"),
        ({"closes_on-month": "5"}, "Closing date must be on or after opening date"),
        ({"opens_on-month": "3"}, "These dates overlap"),
        ({"opens_on-day": "31"}, "Opening date must be a real date"),
        ({"year": "1066"}, "Select a year"),
    ],
)
def test_a_window_that_cannot_be_is_said_beside_its_field(sign_in, changes, words):
    open_window()

    assert words in words_of(sign_in("ada").post(to("open-window"), WINDOW | changes))
    assert ClaimWindow.objects.count() == 1


def test_a_window_says_by_when_its_claims_are_paid(sign_in):
    day = {"pays_by-day": "31", "pays_by-month": "8", "pays_by-year": "2026"}
    client = sign_in("ada")
    early = client.post(to("open-window"), WINDOW | day | {"pays_by-month": "5"})
    assert "Payment date must be on or after opening date" in words_of(early)
    assert not ClaimWindow.objects.exists()

    client.post(to("open-window"), WINDOW | day)

    assert ClaimWindow.objects.get().pays_by == date(2026, 8, 31)
    assert "31 August 2026" in words_of(client.get(to("list-windows")))


def test_a_window_with_claims_is_not_removed(sign_in):
    submitted_claim()

    response = sign_in("ada").get(to("remove-window", ClaimWindow.objects.get()))

    assert response.status_code == 409
    assert "Claims were submitted in this window" in words_of(response)


def test_a_window_that_changed_meanwhile_stays(sign_in):
    window = open_window()

    response = sign_in("ada").post(to("change-window", window), WINDOW | {"version": window.version + 1})

    assert response.status_code == 409
    assert ClaimWindow.objects.get().closes_on == window.closes_on


def test_a_failed_email_is_sent_again_or_discarded(sign_in):
    again, gone, client = failed_email(tries=12), failed_email(), sign_in("ada")

    client.post(to("retry-email", again))
    client.post(to("discard-email", gone))

    again.refresh_from_db()
    gone.refresh_from_db()
    assert (again.state, again.tries) == (EmailState.WAITING, 0)
    assert gone.state == EmailState.DISCARDED
    assert [words for _, words in history_of(again, gone)] == ["Sent again: Submitted", "Discarded: Submitted"]
    assert client.post(to("discard-email", gone)).status_code == 409


def test_an_email_on_its_way_is_left_alone(people):
    with pytest.raises(NotFailed):
        retry_email(failed_email(state=EmailState.SENDING), by=people.ada)


def test_a_job_that_failed_says_what_and_when(sign_in):
    Tick.objects.create(job="notifications.deliver", due_at=clock.now(), problem="ValueError: it broke")

    page = words_of(sign_in("nora").get(to("list-jobs")))

    assert page.count("ValueError: it broke") == 2


@pytest.mark.parametrize("many", [1, 25])
@pytest.mark.parametrize(
    "name", ["home", "list-failed-emails", "list-jobs", "list-users", "list-windows", "list-years"]
)
def test_a_page_asks_the_database_the_same_however_long_it_is(sign_in, many, name, django_assert_max_num_queries):
    client = sign_in("ada")
    for number in range(many):
        failed_email()
        Tick.objects.create(job=f"job {number}", due_at=clock.now(), problem="It broke")
        payer_person()

    with django_assert_max_num_queries(15):
        client.get(reverse(f"support:{name}"))


def test_somebody_is_given_a_role_and_it_ends(sign_in):
    client = sign_in("ada")
    person = {"first_name": "New", "last_name": "Person", "email": "new@education.gov.uk", "role": "caseworker"}

    client.post(to("add-user"), person)
    membership = SupportMembership.objects.get(user__email="new@education.gov.uk")
    assert "New Person, Caseworker added" in words_of(client.get(to("list-users")))
    assert client.get(to("end-user", membership)).status_code == 200
    client.post(to("end-user", membership))
    membership.refresh_from_db()
    assert membership.ended_at


def test_a_person_at_the_payer_is_let_in(sign_in):
    person = {"first_name": "Fin", "last_name": "Ance", "email": "fin@payer.example", "role": "payer"}

    sign_in("ada").post(to("add-user"), person)

    assert PayerMembership.objects.get().user.email == "fin@payer.example"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"role": ""}, "Select a role"),
        ({"email": "new@school.example"}, "Email address must end @education.gov.uk"),
        ({"email": "rubbish"}, "Email address must look like name@example.com"),
        ({"first_name": ""}, "Enter a first name"),
    ],
)
def test_a_person_without_what_is_needed_is_not_added(sign_in, changes, words):
    person = {"first_name": "New", "last_name": "Person", "email": "new@education.gov.uk", "role": "caseworker"}

    assert words in words_of(sign_in("ada").post(to("add-user"), person | changes))


def test_nobody_ends_their_own_access(sign_in, people):
    assert sign_in("ada").post(to("end-user", people.ada.supportmemberships.get())).status_code == 409
