"""Opening the next academic year in the console, from the proposals to the confirmation."""

from datetime import date

import pytest

from apps.audit.history import history_of
from apps.policy.figures import caps_for, conditions_in_force, rates_for, rule_effects
from apps.policy.models import AcademicYear, FundingRate
from apps.policy.services import years
from apps.policy.services.replacing import SecondPersonNeeded
from tests.support.test_organisations import to, words_of

pytestmark = pytest.mark.django_db

PERIOD = {
    "training_from-day": "6",
    "training_from-month": "4",
    "training_from-year": "2027",
    "training_until-day": "31",
    "training_until-month": "5",
    "training_until-year": "2028",
}


@pytest.fixture
def last():
    return AcademicYear.objects.get(name="2026 to 2027")


@pytest.fixture
def opened(people, last):
    return years.open_year(after=last, training_from=date(2027, 4, 6), training_until=date(2028, 5, 31), by=people.ada)


def test_a_year_is_opened_approved_by_another_and_confirmed(sign_in, last):
    client = sign_in("ada")
    assert 'value="2028"' in words_of(client.get(to("open-year")))
    page = words_of(client.post(to("open-year"), PERIOD, follow=True))
    year = AcademicYear.objects.get(name="2027 to 2028")
    assert "2027 to 2028 opened. Another administrator must approve its figures." in page
    assert "Approve all" not in page
    assert rates_for(year) == {}

    client = sign_in("ayo")
    assert "Approve all 24" in words_of(client.get(to("show-year", year)))
    assert "24 figures of 2027 to 2028 approved." in words_of(client.post(to("approve-year", year), follow=True))
    assert (rates_for(year), caps_for(year), rule_effects(year)) == (
        rates_for(last),
        caps_for(last),
        rule_effects(last),
    )
    assert year.school_total_threshold_pence == last.school_total_threshold_pence

    assert "Confirm this academic year" in words_of(client.get(to("show-year", year)))
    seen = {"reason": "Published on GOV.UK on 1 July 2027", "version": year.version}
    assert "2027 to 2028 confirmed." in words_of(client.post(to("confirm-year", year), seen, follow=True))
    year.refresh_from_db()
    assert not year.is_assumed
    assert [event.event for event, _ in history_of(year)] == ["year.open", "year.confirm"]
    assert client.post(to("confirm-year", year), seen).status_code == 409


def test_its_conditions_begin_with_the_words_of_the_year_before(opened, last):
    words, before = opened.conditions.get(), last.conditions.get()

    assert (words.number, words.published_on) == (1, date(2027, 9, 1))
    assert words.sections == before.sections
    assert [one.text for one in words.declarations.all()] == [one.text for one in before.declarations.all()]
    assert conditions_in_force(opened) is None


def test_who_proposed_cannot_approve(opened, people):
    with pytest.raises(SecondPersonNeeded):
        years.approve_all(opened, by=people.ada)

    assert not FundingRate.objects.in_force().filter(year=opened).exists()


def test_nothing_to_approve_is_refused(sign_in, last):
    assert sign_in("ayo").post(to("approve-year", last)).status_code == 409


def test_a_year_with_open_proposals_is_not_confirmed(opened, people):
    with pytest.raises(years.YearRefused, match="wait for a second administrator"):
        years.confirm_year(opened, reason="Published", by=people.ayo)


def test_two_administrators_do_not_open_two_years(opened, people, last):
    with pytest.raises(years.YearRefused, match="meanwhile"):
        years.open_year(after=last, training_from=date(2027, 4, 6), training_until=date(2028, 5, 31), by=people.ayo)
    with pytest.raises(years.YearRefused, match="end after it begins"):
        years.open_year(after=opened, training_from=date(2028, 4, 6), training_until=date(2028, 4, 6), by=people.ayo)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({f"training_from-{part}": "" for part in ("day", "month", "year")}, "Enter the first day of training"),
        ({f"training_until-{part}": "" for part in ("day", "month", "year")}, "Enter the last day of training"),
        (
            {"training_until-year": "2027", "training_until-month": "4", "training_until-day": "6"},
            "Last day of training must be after the first day",
        ),
    ],
)
def test_errors_of_the_period(sign_in, typed, words):
    page = words_of(sign_in("ada").post(to("open-year"), PERIOD | typed))

    assert page.count(words) == 2
    assert AcademicYear.objects.count() == 4


@pytest.mark.parametrize("who", ["cora", "priya", "nora"])
def test_only_administrators_open_a_year(sign_in, last, who):
    client = sign_in(who)

    for name, things in [("open-year", []), ("confirm-year", [last])]:
        assert client.get(to(name, *things)).status_code == 403
    assert client.post(to("approve-year", last)).status_code == 403
    assert "Open the next academic year" not in words_of(client.get(to("list-years")))
