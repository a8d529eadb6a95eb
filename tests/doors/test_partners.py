"""A provider's partner schools: the list, one school, the file, and reminders of hours not claimed."""

import csv
import io
from datetime import timedelta

import pytest
from django.urls import reverse

from apps.audit.history import events_of
from apps.claims.models import HoursReminder
from apps.claims.services.reminding import CannotRemind, remind_school
from apps.core import clock
from apps.notifications.models import OutboundEmail
from apps.training.models import LedgerEntry
from apps.training.services.disputing import dispute_hours
from apps.training.services.recording import Said, record_hours
from tests.claims.race import race
from tests.factories import (
    INNER_LONDON,
    MentorFactory,
    ProviderFactory,
    SchoolFactory,
    draft_claim,
    member_of,
    open_window,
    school_that_can_claim,
    submitted_claim,
    year_2025,
)

pytestmark = pytest.mark.django_db

COLUMNS = (
    "school_urn,school_name,academic_year,standing,claims,hours_recorded,hours_not_claimed,value_not_claimed,"
    "mentors_to_add,answered_in_days,would_host_trainees,would_host"
)


@pytest.fixture
def provider(client):
    open_window()
    provider = ProviderFactory(name="Thames Teacher Training Partnership")
    provider.person = member_of(provider, first_name="Bilal", last_name="Hussain")
    client.force_login(provider.person)
    return provider


def record_at(school, provider, hours, trn=None):
    """Hours of one mentor, who works at the school unless a TRN is given."""
    trn = trn or MentorFactory(at=school).trn
    record_hours(provider, [Said(1, trn, school.urn, year_2025(), int(hours * 60))], by=provider.person, how="page")
    return LedgerEntry.objects.get(trn=trn, school=school)


def schools_page(client, provider, **asked):
    return client.get(reverse("doors:provider-list-schools", args=[provider.pk]), asked)


def test_a_provider_without_schools_reads_how_one_comes_here(client, provider):
    page = schools_page(client, provider)

    assert "Schools are listed here once you record hours" in page.content.decode()


def test_schools_with_hours_or_a_claim_are_partners_and_those_with_a_draft_are_not(client, provider):
    record_at(SchoolFactory(name="Recorded School"), provider, 4)
    submitted_claim((3,), school=school_that_can_claim(name="Claiming School"), provider=provider)
    draft_claim((3,), school=school_that_can_claim(name="Drafting School"), provider=provider)
    record_hours_of_another(SchoolFactory(name="Other School"))

    text = schools_page(client, provider).content.decode()

    assert "Recorded School" in text
    assert "Claiming School" in text
    assert "Drafting School" not in text
    assert "Other School" not in text


def record_hours_of_another(school):
    other = ProviderFactory()
    other.person = member_of(other)
    return record_at(school, other, 5)


def test_the_list_says_who_signed_in_and_what_unclaimed_hours_are_worth(client, provider):
    school = SchoolFactory(name="Hollins", district_code=INNER_LONDON)
    record_at(school, provider, 2.5)
    record_at(school, provider, 3, trn="7654321")

    text = schools_page(client, provider).content.decode()

    assert "Not invited yet" in text
    assert "£268" in text  # five whole hours at £53.60
    assert "5 hours" in text
    assert "1 mentor to add" in text

    person = member_of(school)
    assert "Invited" in schools_page(client, provider).content.decode()
    person.last_login = clock.now()
    person.save()
    assert "Signed in" in schools_page(client, provider).content.decode()


def test_hours_that_a_claim_holds_are_not_unclaimed(client, provider):
    school = school_that_can_claim(name="Hollins")
    mentor = MentorFactory(at=school)
    record_at(school, provider, 6, trn=mentor.trn)
    submitted_claim((4,), school=school, provider=provider, mentors=[mentor])

    row = file_of(client, provider)[0]

    assert (row["claims"], row["hours_recorded"], row["hours_not_claimed"]) == ("1", "6", "2")


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"q": "holl"}, {"Hollins"}),
        ({"that": "unclaimed"}, {"Hollins", "Away"}),
        ({"that": "to-add"}, {"Away"}),
        ({"that": "nothing"}, {"Hollins", "Away"}),
        ({"that": "nobody"}, {"Hollins", "Away", "Claimer"}),
        ({"that": ["to-add", "unclaimed"], "q": "holl"}, {"Hollins"}),
    ],
)
def test_schools_are_searched_and_filtered(client, provider, asked, found):
    record_at(SchoolFactory(name="Hollins"), provider, 4)
    record_at(SchoolFactory(name="Away", town="Elsewhere"), provider, 4, trn="7654321")
    submitted_claim((3,), school=school_that_can_claim(name="Claimer", town="Elsewhere"), provider=provider)

    text = schools_page(client, provider, **asked).content.decode()

    assert {name for name in ("Hollins", "Away", "Claimer") if f"{name}</a>" in text} == found


def test_schools_are_sorted_by_what_is_not_claimed(client, provider):
    for name, hours in (("Little", 1), ("Much", 9), ("Some", 4)):
        record_at(SchoolFactory(name=name), provider, hours)

    text = schools_page(client, provider, sort="-unclaimed").content.decode()

    assert text.index("Much</a>") < text.index("Some</a>") < text.index("Little</a>")


def file_of(client, provider, **asked):
    response = client.get(reverse("doors:provider-download-schools", args=[provider.pk]), asked)
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    assert text.splitlines()[0] == COLUMNS
    return list(csv.DictReader(io.StringIO(text)))


def test_the_file_holds_the_schools_that_were_asked_for_and_taking_it_is_kept(client, provider):
    record_at(SchoolFactory(name="Hollins", urn="199777"), provider, 4)
    record_at(SchoolFactory(name="Away", town="Elsewhere"), provider, 4)

    rows = file_of(client, provider, q="hollins")

    assert rows == [
        {
            "school_urn": "199777",
            "school_name": "Hollins",
            "academic_year": "2025 to 2026",
            "standing": "Not invited yet",
            "claims": "0",
            "hours_recorded": "4",
            "hours_not_claimed": "4",
            "value_not_claimed": "175.20",
            "mentors_to_add": "0",
            "answered_in_days": "",
            "would_host_trainees": "",
            "would_host": "",
        }
    ]
    assert [event.details["conditions"] for event in events_of(provider, "partners.export")] == ["matching “hollins”"]


def test_the_time_our_answers_took_is_shown(client, provider):
    school = school_that_can_claim(name="Hollins")
    claim = submitted_claim((4,), school=school, provider=provider)
    asked_at = clock.now() - timedelta(days=3)
    claim.confirmation_requests.create(submission_number=1, asked_at=asked_at, due_on=clock.today())
    claim.confirmations.create(
        mentor=claim.lines.get().mentor, hours_asked=4, answer="confirmed", answered_by=provider.person
    )

    assert "3 days" in schools_page(client, provider).content.decode()
    assert file_of(client, provider)[0]["answered_in_days"] == "3.0"


def school_address(provider, school, name="show-school"):
    return reverse(f"doors:provider-{name}", args=[provider.pk, school.pk])


def test_a_school_that_is_no_partner_is_not_there(client, provider):
    school = SchoolFactory()

    assert client.get(school_address(provider, school)).status_code == 404
    assert client.get(school_address(provider, school, "remind-school")).status_code == 404
    assert client.post(school_address(provider, school, "remind-school")).status_code == 404


def test_a_partners_page_shows_its_claims_without_an_amount(client, provider):
    school = school_that_can_claim(name="Hollins")
    claim = submitted_claim((4,), school=school, provider=provider)

    text = client.get(school_address(provider, school)).content.decode()

    assert claim.reference in text
    assert "£175.20" not in text


def test_the_reminder_sent_is_the_reminder_previewed(client, provider):
    school = school_that_can_claim(name="Hollins")
    record_at(school, provider, 10)

    preview = client.get(school_address(provider, school, "remind-school")).content.decode()
    answer = client.post(school_address(provider, school, "remind-school"), follow=True)

    email = OutboundEmail.objects.get(message="HoursNotClaimedForSchool")
    assert email.to == school.member.email
    assert email.subject == "Hollins has 10 hours of mentor training still to claim"
    assert "£438" in email.body
    assert "Bilal Hussain of Thames Teacher Training Partnership" in email.body
    assert email.subject in preview
    assert all(paragraph.strip() in preview for paragraph in email.body.split("\n\n"))
    text = answer.content.decode()
    assert "Hollins was reminded of 10 hours not claimed." in text
    assert "You can remind this school again from Tuesday 17 February 2026" in text
    assert "Remind the school" not in text


def test_a_school_is_reminded_once_a_week_by_each_provider(provider):
    school = school_that_can_claim()
    record_at(school, provider, 10)
    remind_school(school, provider, year_2025(), by=provider.person)
    other = ProviderFactory()
    other.person = member_of(other)
    record_at(school, other, 3)
    remind_school(school, other, year_2025(), by=other.person)

    with pytest.raises(CannotRemind, match="less than a week ago"):
        remind_school(school, provider, year_2025(), by=provider.person)
    with clock.moved_to(clock.now() + timedelta(days=7)):
        remind_school(school, provider, year_2025(), by=provider.person)

    assert HoursReminder.objects.filter(school=school, provider=provider).count() == 2
    assert [event.details["hours"] for event in events_of(school, "hours.remind")] == [10, 3, 10]


def test_a_school_without_people_is_not_reminded(client, provider):
    school = SchoolFactory()
    record_at(school, provider, 10)

    with pytest.raises(CannotRemind, match="Nobody"):
        remind_school(school, provider, year_2025(), by=provider.person)
    assert client.get(school_address(provider, school, "remind-school")).status_code == 302
    assert client.post(school_address(provider, school, "remind-school")).status_code == 409
    assert "There is nobody to remind yet." in client.get(school_address(provider, school)).content.decode()


def test_hours_that_a_school_disputes_are_no_reason_to_remind_it(client, provider):
    school = school_that_can_claim()
    entry = record_at(school, provider, 10)
    dispute_hours(entry, hours=4, words="She left in May", by=school.member)

    with pytest.raises(CannotRemind, match="claimed every hour"):
        remind_school(school, provider, year_2025(), by=provider.person)
    text = client.get(school_address(provider, school)).content.decode()
    assert "it disputes the hours that are not claimed" in text


@pytest.mark.django_db(transaction=True)
def test_of_eight_reminders_at_once_one_is_sent():
    provider, school = ProviderFactory(), school_that_can_claim()
    provider.person = member_of(provider)
    record_at(school, provider, 10)

    outcomes = race([lambda: remind_school(school, provider, year_2025(), by=provider.person)] * 8)

    assert sum(isinstance(outcome, HoursReminder) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, CannotRemind) for outcome in outcomes) == 7
    assert OutboundEmail.objects.filter(message="HoursNotClaimedForSchool").count() == 1
