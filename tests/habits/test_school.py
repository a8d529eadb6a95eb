"""The habits of browsers on every journey of a school."""

from datetime import date, datetime
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.core import signing
from django.urls import reverse

from apps.assurance.services.confirming import answer_hours
from apps.claims.journeys.add_claim.journey import answers_from_lines
from apps.claims.services.submission import submit_claim
from apps.core import clock
from apps.core.models import JourneyAnswers
from apps.mentors.forms import SALT
from apps.mentors.journeys.add_mentor import AddMentor
from apps.mentors.models import Place
from apps.mentors.services import volunteers
from apps.mentors.services.board import put_on_board
from apps.mentors.teaching_record.client import Found
from apps.policy.figures import conditions_in_force
from apps.policy.models import AcademicYear, ClaimWindow
from apps.schools.models import ConditionsAcceptance, Eligibility, SchoolMembership
from apps.training.models import LedgerEntry
from apps.training.services.recording import Said, record_hours
from apps.users.services.people import invite_person
from tests.assurance.world import asked_claim, member_at, other_hours, provider_with_people
from tests.factories import (
    MentorFactory,
    ProviderFactory,
    SchoolFactory,
    draft_claim,
    member_of,
    open_window,
    paid_claim,
    returned_claim,
    school_that_can_claim,
    statements,
    submitted_claim,
    year_2025,
)
from tests.habits.habits import NEW, LastPage, address, stranger, try_habits

pytestmark = pytest.mark.django_db
CHECK = "check-your-answers"


def a_school():
    open_window()
    return school_that_can_claim(name="Hollins Primary School")


@pytest.fixture
def school():
    return a_school()


def ready(claim):
    """A draft of which every question but the last is answered."""
    claim.answers = {**answers_from_lines(claim), "agreed": "agreed=on"}
    claim.save(update_fields=["answers"])
    return claim


def with_fewer_hours(school):
    """A claim that its provider gave fewer hours for."""
    claim = asked_claim(school=school)
    answer_hours(claim.provider, [other_hours(claim.lines.get(), 6)], by=member_at(claim.provider))
    claim.refresh_from_db()
    return claim


def recorded(school):
    """Hours that a provider recorded for one of the school's mentors."""
    provider, mentor = provider_with_people(), MentorFactory(at=school)
    said = Said(1, mentor.trn, school.urn, year_2025(), 960)
    record_hours(provider, [said], by=member_at(provider), how="page")
    return LedgerEntry.objects.get(school=school)


def of_claim(name, claim, *args):
    return address(name, claim.school_id, claim, *args)


def volunteer(school):
    link = volunteers.make_link(school, by=school.member)
    said = {"name": "Ada Byron", "email": "ada@hollins.example", "subjects": [], "phases": [], "words": ""}
    return volunteers.offer(link, **said)


def accept_conditions(school):
    other = SchoolFactory()
    other.member = member_of(other)
    return LastPage(other.member, address("schools:school-accept-year", other, "2025-to-2026"))


def adding(school, trn="1234567", volunteer=None, **says):
    """The name of the teaching record is shown; the mentor can be added."""
    if volunteer:
        AddMentor.begin_with(volunteer, by=school.member)
        row = JourneyAnswers.objects.get(user=school.member)
    else:
        row = JourneyAnswers(pk=uuid4(), user=school.member)
    journey = AddMentor.resume(row.pk, user=school.member, school=school)
    found = Found(trn=trn, first_name="Ada", last_name="Byron", is_active=True, induction_status="Passed")
    journey.keep("mentor", urlencode({"checked": signing.dumps([vars(found), ""], salt=SALT)}))
    says = {"email": "", "phases": [], "subjects": [], "then": ""} | says
    return LastPage(school.member, journey.url_of(CHECK), says, before=[journey.url_of("mentor")])


def add_mentor(school):
    return adding(school)


def add_the_first_of_several(school):
    return adding(school, then="another")


def add_the_last_of_several(school):
    MentorFactory(at=school)
    Place.objects.filter(school=school).update(started_by=school.member)
    return adding(school)


def add_volunteer(school):
    return adding(school, volunteer=volunteer(school))


def start_claim(school):
    provider = ProviderFactory(name="Thames ITT")
    page = f"{address('claims:school-start-claim', school)}?q=Thames"
    return LastPage(school.member, page, {"provider": str(provider.pk)})


def submit(school):
    claim = ready(draft_claim(school=school))
    return LastPage(school.member, of_claim("claims:school-add-claim", claim, CHECK))


def submit_together(school):
    drafts = [ready(draft_claim((3,), school=school)) for _ in range(2)]
    references = urlencode({"claims": ".".join(draft.reference for draft in drafts)})
    return LastPage(school.member, f"{address('claims:school-declare-drafts', school)}?{references}")


def claim_again(school):
    last_year = AcademicYear.objects.get(name="2024 to 2025")
    mentor = MentorFactory(at=school)
    with clock.moved_to(datetime(2025, 5, 20, 12, tzinfo=clock.LONDON)):
        ClaimWindow.objects.create(year=last_year, opens_on=date(2025, 5, 1), closes_on=date(2025, 7, 18))
        Eligibility.objects.create(school=school, year=last_year)
        ConditionsAcceptance.objects.create(
            school=school,
            conditions=conditions_in_force(last_year),
            accepted_by=school.member,
            accepted_by_name=school.member.full_name,
        )
        claim = draft_claim((16,), school=school, year=last_year, mentors=[mentor])
        submit_claim(claim, by=school.member, declared=statements(claim), is_mentor=False)
    return LastPage(school.member, address("claims:school-claim-again", school))


def resubmit(school):
    claim = returned_claim(school=school)
    return LastPage(school.member, of_claim("claims:school-add-claim", claim, CHECK))


def accept_hours(school):
    claim = with_fewer_hours(school)
    page = of_claim("doors:school-show-claim", claim)
    return LastPage(school.member, page, posts_to="assurance:school-accept-hours")


def contest_hours(school):
    return LastPage(school.member, of_claim("assurance:school-contest-hours", with_fewer_hours(school)))


def withdraw(school):
    return LastPage(school.member, of_claim("claims:school-withdraw-claim", submitted_claim(school=school)))


def delete_draft(school):
    return LastPage(school.member, of_claim("claims:school-discard-draft", draft_claim(school=school)))


def change_provider(school):
    provider = ProviderFactory(name="Thames ITT")
    page = f"{of_claim('claims:school-change-provider', draft_claim(school=school))}?q=Thames"
    return LastPage(school.member, page, {"provider": str(provider.pk)})


def report_paid_claim(school):
    claim = paid_claim(school=school)
    return LastPage(school.member, of_claim("assurance:school-report-claim", claim))


def invite(school):
    return LastPage(school.member, address("schools:school-invite-person", school), NEW, again="already has access")


def invite_again(school):
    invite_person(school, **NEW, by=school.member)
    people = address("schools:school-list-people", school)
    again = "We emailed Rosalind Franklin a few minutes ago"
    return LastPage(school.member, people, posts_to="schools:school-resend-invitation", again=again)


def remove_somebody(school):
    member_of(school, first_name="Rosalind")
    membership = SchoolMembership.objects.get(school=school, user__first_name="Rosalind")
    return LastPage(school.member, address("schools:school-remove-person", school, membership))


def let_in(school):
    stranger(school)
    people = address("schools:school-list-people", school)
    again = "has already answered this request"
    return LastPage(school.member, people, posts_to="schools:school-accept-request", again=again)


def refuse(school):
    page = address("schools:school-refuse-request", school, stranger(school))
    return LastPage(school.member, page, again="has already answered this request")


def finance_address(school):
    page, typed = address("schools:school-change-address", school), {"email": "finance@hollins.example"}
    return LastPage(school.member, page, typed, other={"email": "other@hollins.example"})


def emails_about_drafts(school):
    return LastPage(school.member, address("schools:school-change-emails", school), {"wanted": "no"})


def host_trainees(school):
    other, provider = SchoolFactory(), ProviderFactory(name="Thames ITT")
    page = f"{address('doors:school-host-trainees', other)}?q=Thames"
    return LastPage(member_of(other), page, {"chosen": str(provider.pk)})


def offer_to_host(school):
    page = reverse("doors:school-offer-hosting", args=[school.pk, "2025-to-2026"])
    return LastPage(school.member, page, {"number": "2", "phases": ["primary"]}, other={"number": "5"})


def take_back_the_offer(school):
    facts = {"number": 2, "phases": ["primary"], "subjects": [], "words": ""}
    put_on_board(school, year_2025(), version=0, by=school.member, **facts)
    page = reverse("doors:school-offer-hosting", args=[school.pk, "2025-to-2026"])
    return LastPage(school.member, page, posts_to="doors:school-take-back-offer")


def make_link(school):
    page = address("mentors:school-list-volunteers", school)
    return LastPage(school.member, page, posts_to="mentors:school-make-link", again="Your school has a link already")


def stop_link(school):
    volunteers.make_link(school, by=school.member)
    return LastPage(school.member, address("mentors:school-stop-link", school))


def decline_volunteer(school):
    page = address("mentors:school-show-volunteer", school, volunteer(school))
    return LastPage(school.member, page, posts_to="mentors:school-decline-volunteer")


def change_mentor(school):
    place = MentorFactory(at=school).places.get()
    page, typed = address("mentors:school-change-mentor", school, place), {"email": "ada@hollins.example"}
    return LastPage(school.member, page, typed, other={"email": "grace@hollins.example"})


def remove_mentor(school):
    return LastPage(school.member, address("claims:school-end-place", school, MentorFactory(at=school).places.get()))


def dispute(school):
    page = address("claims:school-dispute-hours", school, recorded(school))
    return LastPage(school.member, page, again="has not answered yet about these hours")


JOURNEYS = [
    accept_conditions,
    add_mentor,
    add_the_first_of_several,
    add_the_last_of_several,
    add_volunteer,
    start_claim,
    submit,
    submit_together,
    claim_again,
    resubmit,
    accept_hours,
    contest_hours,
    withdraw,
    delete_draft,
    change_provider,
    report_paid_claim,
    invite,
    invite_again,
    remove_somebody,
    let_in,
    refuse,
    finance_address,
    emails_about_drafts,
    host_trainees,
    offer_to_host,
    take_back_the_offer,
    make_link,
    stop_link,
    decline_volunteer,
    change_mentor,
    remove_mentor,
    dispute,
]


def test_the_address_of_a_button_that_is_looked_at_says_so(client, school):
    client.force_login(school.member)

    page = client.get(address("mentors:school-make-link", school))

    assert page.status_code == 405
    assert page["Allow"] == "POST"
    assert "It only takes what a button sends. Nothing has changed." in page.content.decode()


@pytest.mark.parametrize("journey", JOURNEYS, ids=lambda journey: journey.__name__)
def test_no_habit_of_browsers_does_harm(client, school, journey):
    try_habits(client, journey(school))
