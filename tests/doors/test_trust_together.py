"""A trust drafts, submits and withdraws claims of several schools in one pass."""

from datetime import date
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.audit.history import history_of
from apps.claims.enums import ClaimStatus
from apps.claims.models import Claim
from apps.claims.services.drafts import fill_draft
from apps.claims.services.ending import withdraw_claim, withdraw_many
from apps.core import clock
from apps.mentors.models import Place
from apps.notifications.models import OutboundEmail
from apps.policy.models import AcademicYear
from apps.providers.models import Accreditation
from apps.schools.models import ConditionsAcceptance, Eligibility, School
from tests.factories import (
    MentorFactory,
    ProviderFactory,
    TrustFactory,
    draft_claim,
    member_of,
    open_window,
    school_that_can_claim,
    submitted_claim,
    year_2025,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def window():
    return open_window()


@pytest.fixture
def trust():
    return TrustFactory(name="Northfield Learning Trust")


@pytest.fixture
def tariq(client, trust):
    client.user = member_of(trust, first_name="Tariq", last_name="Mahmood")
    client.force_login(client.user)
    return client


@pytest.fixture
def thames():
    return ProviderFactory(name="Thames ITT")


@pytest.fixture
def ashgrove(trust):
    return school_that_can_claim(name="Ashgrove Academy", trust=trust)


@pytest.fixture
def eastmoor(trust):
    return school_that_can_claim(name="Eastmoor Free School", trust=trust)


def text_of(answer):
    return " ".join(answer.content.decode().split())


def started(client, trust, provider):
    """A journey for this provider, as its key."""
    address = reverse("claims:trust-start-drafts", args=[trust.pk])
    assert "Which provider trained your schools’ mentors?" in text_of(client.get(address))
    answer = client.post(f"{address}?q={provider.name}", {"provider": provider.pk, "draft": (key := uuid4())})
    assert answer.url == step_of(trust, key, "schools")
    return key


def step_of(trust, key, step):
    return reverse("claims:trust-draft-together", args=[trust.pk, key, step])


def finished(claim):
    """A draft with every question answered."""
    fill_draft(claim, {line.mentor: line.hours for line in claim.lines.all()}, by=claim.created_by, agreed=True)
    return claim


def address_of(page, trust, *claims):
    return f"{reverse(page, args=[trust.pk])}?claims={'.'.join(claim.reference for claim in claims)}"


def declaration():
    ticked = [str(row.pk) for row in year_2025().conditions.first().declarations.all()]
    return {"declared": ticked, "is_mentor": "no"}


def status_of(claim):
    return Claim.objects.get(pk=claim.pk).status


class TestDraft:
    def test_provider_schools_mentors_and_hours_become_a_draft_for_each_school(
        self, tariq, trust, thames, ashgrove, eastmoor
    ):
        ada, mary = MentorFactory(at=ashgrove), MentorFactory(at=eastmoor)
        school_that_can_claim(name="Empty Academy", trust=trust)
        key = started(tariq, trust, thames)

        schools = text_of(tariq.get(step_of(trust, key, "schools")))
        assert "1 mentor, 16 hours left" in schools
        assert "Empty Academy" in schools.split("Schools that cannot be chosen")[1]
        tariq.post(step_of(trust, key, "schools"), {"schools": [ashgrove.pk, eastmoor.pk]})
        assert f"16 hours left of 16, initial training. TRN {ada.trn}" in text_of(
            tariq.get(step_of(trust, key, "mentors"))
        )
        tariq.post(step_of(trust, key, "mentors"), {"everyone": "on"})
        assert text_of(tariq.get(step_of(trust, key, "hours"))).count('value="16"') == 2
        hours = {f"hours-{ada.places.get().pk}": "16", f"hours-{mary.places.get().pk}": "5", "agreed": "on"}
        answer = tariq.post(step_of(trust, key, "hours"), hours)

        drafts = {claim.school: claim for claim in Claim.objects.filter(provider=thames)}
        assert {school.name: claim.lines.get().hours for school, claim in drafts.items()} == {
            "Ashgrove Academy": 16,
            "Eastmoor Free School": 5,
        }
        named = sorted(drafts.values(), key=lambda claim: claim.reference)
        assert tariq.get(answer.url).url == address_of("claims:trust-submit-drafts", trust, *named)
        submit = text_of(tariq.get(answer.url, follow=True))
        assert "2 drafts made." in submit
        assert "You declare what follows for Ashgrove Academy and Eastmoor Free School." in submit
        assert tariq.post(step_of(trust, key, "hours"), hours).url == answer.url
        assert Claim.objects.filter(provider=thames).count() == 2

    def test_each_page_says_what_is_missing(self, tariq, trust, thames, ashgrove):
        ada = MentorFactory(at=ashgrove, first_name="Ada", last_name="Byron")
        key = started(tariq, trust, thames)

        assert "Select at least one school" in text_of(tariq.post(step_of(trust, key, "schools")))
        tariq.post(step_of(trust, key, "schools"), {"schools": [ashgrove.pk]})
        assert "Select at least one mentor at Ashgrove Academy, or take the school off" in text_of(
            tariq.post(step_of(trust, key, "mentors"))
        )
        tariq.post(step_of(trust, key, "mentors"), {f"at-{ashgrove.pk}": [ada.places.get().pk]})
        name = f"hours-{ada.places.get().pk}"
        empty = text_of(tariq.post(step_of(trust, key, "hours"), {name: ""}))
        assert "Enter the hours for Ada Byron at Ashgrove Academy" in empty
        assert "Tick to say that you have agreed these hours with Thames ITT" in empty
        assert "Hours for Ada Byron at Ashgrove Academy must be between 1 and 16" in text_of(
            tariq.post(step_of(trust, key, "hours"), {name: "17", "agreed": "on"})
        )
        assert not Claim.objects.exists()

    def test_a_mentor_of_two_schools_has_no_more_hours_for_that(self, tariq, trust, thames, ashgrove, eastmoor):
        ada = MentorFactory(at=ashgrove, first_name="Ada", last_name="Byron")
        Place.objects.create(mentor=ada, school=eastmoor)
        key = started(tariq, trust, thames)
        tariq.post(step_of(trust, key, "schools"), {"schools": [ashgrove.pk, eastmoor.pk]})
        tariq.post(step_of(trust, key, "mentors"), {"everyone": "on"})
        names = [f"hours-{place.pk}" for place in ada.places.all()]

        page = text_of(tariq.post(step_of(trust, key, "hours"), {**dict.fromkeys(names, "10"), "agreed": "on"}))
        assert "Hours for Ada Byron must be 16 or fewer over all schools" in page
        tariq.post(step_of(trust, key, "hours"), {**dict.fromkeys(names, "8"), "agreed": "on"})

        assert sorted(Claim.objects.values_list("lines__hours", flat=True)) == [8, 8]

    def test_schools_that_cannot_claim_are_listed_with_the_reason_and_the_way_forward(
        self, tariq, trust, thames, ashgrove, eastmoor
    ):
        MentorFactory(at=ashgrove)
        MentorFactory(at=eastmoor)
        ConditionsAcceptance.objects.filter(school=ashgrove).delete()
        Eligibility.objects.filter(school=eastmoor).delete()
        key = started(tariq, trust, thames)

        page = text_of(tariq.get(step_of(trust, key, "schools")))

        assert "None of your schools can claim for this provider now." in page
        assert "Accept the grant conditions first" in page
        assert "This school is not on the list for 2025 to 2026" in page
        assert reverse("schools:school-show-conditions", args=[ashgrove.pk]) in page

    def test_a_school_that_left_in_between_is_asked_about_again(self, tariq, trust, thames, ashgrove, eastmoor):
        MentorFactory(at=ashgrove)
        MentorFactory(at=eastmoor)
        key = started(tariq, trust, thames)
        tariq.post(step_of(trust, key, "schools"), {"schools": [ashgrove.pk, eastmoor.pk]})
        School.objects.filter(pk=eastmoor.pk).update(trust=None)

        answer = tariq.get(step_of(trust, key, "mentors"), follow=True)

        page = text_of(answer)
        assert answer.redirect_chain[-1][0] == step_of(trust, key, "schools")
        assert "A school you selected cannot claim now, or is no longer in your trust" in page
        assert "Eastmoor" not in page

    def test_a_provider_that_lost_its_accreditation_is_chosen_again(self, tariq, trust, thames, ashgrove):
        MentorFactory(at=ashgrove)
        key = started(tariq, trust, thames)
        Accreditation.objects.filter(provider=thames).update(ends_on=date(2026, 1, 1))

        answer = tariq.get(step_of(trust, key, "schools"))

        assert answer.url == f"{reverse('claims:trust-start-drafts', args=[trust.pk])}?draft={key}"

    def test_another_trusts_journey_does_not_exist(self, tariq, trust, thames, ashgrove, client):
        key = started(tariq, trust, thames)
        other = TrustFactory()
        client.force_login(member_of(other))

        assert client.get(step_of(other, key, "schools")).status_code == 404
        assert client.get(step_of(trust, key, "schools")).status_code == 404

    def test_outside_a_window_it_cannot_begin(self, tariq, trust):
        with clock.moved_to(clock.start_of(date(2026, 4, 10))):
            page = text_of(tariq.get(reverse("claims:trust-start-drafts", args=[trust.pk])))

        assert "The claim window is closed" in page


def queries_of(client, address):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_pages_of_many_schools_ask_no_more_queries_than_pages_of_two(tariq, trust, thames, ashgrove, eastmoor):
    def counts(schools):
        key = started(tariq, trust, thames)
        tariq.post(step_of(trust, key, "schools"), {"schools": [school.pk for school in schools]})
        tariq.post(step_of(trust, key, "mentors"), {"everyone": "on"})
        drafts = [finished(draft_claim(school=school)) for school in schools]
        pages = [step_of(trust, key, step) for step in ("schools", "mentors", "hours")]
        pages += [address_of(f"claims:trust-{page}", trust, *drafts) for page in ("submit-drafts", "withdraw-claims")]
        return [queries_of(tariq, page) for page in pages]

    for school in (ashgrove, eastmoor):
        MentorFactory(at=school)
    counts([ashgrove, eastmoor])
    few = counts([ashgrove, eastmoor])
    more = [school_that_can_claim(trust=trust) for _ in range(10)]
    for school in more:
        MentorFactory.create_batch(2, at=school)

    assert counts([ashgrove, eastmoor, *more]) == few
    assert max(few) <= 14


class TestSubmit:
    def test_one_declaration_submits_each_claim_and_history_says_who_did_it_for_whom(
        self, tariq, trust, ashgrove, eastmoor
    ):
        claims = [finished(draft_claim(school=school)) for school in (ashgrove, eastmoor)]
        page = text_of(tariq.get(address_of("claims:trust-submit-drafts", trust, *claims)))
        assert "2 claims to submit" in page
        assert "£438.00" in page

        answer = tariq.post(address_of("claims:trust-submit-drafts", trust, *claims), declaration())

        assert answer.url == address_of("claims:trust-drafts-submitted", trust, *claims)
        assert "2 claims submitted" in text_of(tariq.get(answer.url))
        assert {status_of(claim) for claim in claims} == {ClaimStatus.SUBMITTED}
        event, _ = history_of(claims[0])[-1]
        assert (event.actor_name, event.actor_role, event.organisation) == (
            "Tariq Mahmood",
            "trust user",
            "Northfield Learning Trust",
        )
        told = OutboundEmail.objects.get(to=ashgrove.member.email, message="ClaimSubmittedForSchool")
        assert "Tariq Mahmood of Northfield Learning Trust submitted claim" in told.body

    def test_a_second_click_lands_where_the_first_did(self, tariq, trust, ashgrove):
        claim = finished(draft_claim(school=ashgrove))
        address = address_of("claims:trust-submit-drafts", trust, claim)
        first = tariq.post(address, declaration())

        assert tariq.post(address, declaration()).url == first.url
        assert Claim.objects.get(pk=claim.pk).submission_number == 1

    def test_those_refused_stay_drafts_with_the_reason_and_the_others_stand(self, tariq, trust, ashgrove, eastmoor):
        good = finished(draft_claim(school=ashgrove))
        unfinished = draft_claim((None,), school=eastmoor)
        ConditionsAcceptance.objects.filter(school=eastmoor).delete()
        page = text_of(tariq.get(address_of("claims:trust-submit-drafts", trust, good, unfinished)))
        assert "Drafts that stay behind" in page

        answer = tariq.post(address_of("claims:trust-submit-drafts", trust, good, unfinished), declaration())

        page = text_of(tariq.get(answer.url))
        assert "1 claim submitted" in page
        assert "Not submitted" in page
        assert status_of(good) == ClaimStatus.SUBMITTED
        assert status_of(unfinished) == ClaimStatus.DRAFT

    def test_two_drafts_that_share_a_mentors_last_hours_cannot_both_go(self, tariq, trust, thames, ashgrove, eastmoor):
        ada = MentorFactory(at=ashgrove)
        Place.objects.create(mentor=ada, school=eastmoor)
        claims = [
            finished(draft_claim((10,), school=school, provider=thames, mentors=[ada]))
            for school in (ashgrove, eastmoor)
        ]

        answer = tariq.post(address_of("claims:trust-submit-drafts", trust, *claims), declaration())

        assert sorted(status_of(claim) for claim in claims) == [ClaimStatus.DRAFT, ClaimStatus.SUBMITTED]
        assert "6 hours left with Thames ITT" in text_of(tariq.get(answer.url))

    def test_every_statement_is_asked(self, tariq, trust, ashgrove):
        claim = finished(draft_claim(school=ashgrove))

        page = text_of(tariq.post(address_of("claims:trust-submit-drafts", trust, claim)))

        assert "Tick every statement to submit these claims" in page
        assert "Select whether you are one of these mentors" in page
        assert status_of(claim) == ClaimStatus.DRAFT

    def test_a_school_that_left_while_the_page_was_open_is_named_and_nothing_is_sent_unseen(
        self, tariq, trust, ashgrove, eastmoor
    ):
        claims = [finished(draft_claim(school=school)) for school in (ashgrove, eastmoor)]
        address = address_of("claims:trust-submit-drafts", trust, *claims)
        seen = tariq.get(address).content.decode().split('name="seen" value="')[1].split('"')[0]
        School.objects.filter(pk=eastmoor.pk).update(trust=None)

        page = text_of(tariq.post(address, {**declaration(), "seen": seen}))

        assert "What you see here changed while this page was open." in page
        assert f"Your trust no longer has claim {claims[1].reference}" in page
        assert {status_of(claim) for claim in claims} == {ClaimStatus.DRAFT}

    def test_another_trusts_draft_is_never_submitted(self, tariq, trust, ashgrove):
        other = finished(draft_claim())

        page = text_of(tariq.post(address_of("claims:trust-submit-drafts", trust, other), declaration()))

        assert "No draft that you chose can be submitted now." in page
        assert status_of(other) == ClaimStatus.DRAFT


class TestWithdraw:
    def test_those_that_can_be_are_withdrawn_and_the_others_named(self, tariq, trust, ashgrove, eastmoor):
        claims = [submitted_claim(school=ashgrove), submitted_claim(school=eastmoor)]
        draft = draft_claim(school=ashgrove)
        listed = tariq.post(
            reverse("claims:trust-list-claims", args=[trust.pk]),
            {"do": "withdraw", "claim": [one.pk for one in (*claims, draft)]},
        )
        named = set(parse_qs(urlsplit(listed.url).query)["claims"][0].split("."))
        assert named == {claim.reference for claim in (*claims, draft)}
        page = text_of(tariq.get(listed.url))
        assert "These cannot be withdrawn" in page
        assert "Withdraw 2 claims" in page
        assert "Enter your reason" in text_of(tariq.post(listed.url))

        answer = tariq.post(listed.url, {"reason": "Wrong year"}, follow=True)

        assert "Their hours can be claimed again." in text_of(answer)
        assert {status_of(claim) for claim in claims} == {ClaimStatus.WITHDRAWN}
        assert status_of(draft) == ClaimStatus.DRAFT
        told = OutboundEmail.objects.get(to=eastmoor.member.email, message="ClaimWithdrawnForSchool")
        assert "by Tariq Mahmood of Northfield Learning Trust" in told.body

    def test_none_that_can_be_withdrawn_offers_no_button(self, tariq, trust, ashgrove):
        page = text_of(tariq.get(address_of("claims:trust-withdraw-claims", trust, draft_claim(school=ashgrove))))

        assert "None of the claims that you chose can be withdrawn." in page
        assert "govuk-button--warning" not in page

    def test_another_trusts_claim_is_never_withdrawn(self, tariq, trust):
        other = submitted_claim()
        tariq.post(address_of("claims:trust-withdraw-claims", trust, other), {"reason": "Mine"})

        assert status_of(other) == ClaimStatus.SUBMITTED


def test_a_claim_that_ended_meanwhile_is_refused_and_the_others_are_withdrawn_still(tariq, trust, ashgrove, eastmoor):
    ended, other = submitted_claim(school=ashgrove), submitted_claim(school=eastmoor)
    withdraw_claim(Claim.objects.get(pk=ended.pk), by=ashgrove.member)

    outcomes = {one.claim: one.refusal for one in withdraw_many([ended, other], reason="Mine", by=tariq.user)}

    assert outcomes[other] is None
    assert "is now: withdrawn" in outcomes[ended].words
    assert status_of(other) == ClaimStatus.WITHDRAWN


def test_a_draft_of_a_year_without_a_window_is_named_and_stays(tariq, trust, ashgrove):
    last_year = AcademicYear.objects.get(name="2024 to 2025")
    old, now = draft_claim(school=ashgrove, year=last_year), finished(draft_claim(school=ashgrove))

    page = text_of(tariq.get(address_of("claims:trust-submit-drafts", trust, old, now)))

    assert f"No claim window is open for the year of {old.reference}." in page
    tariq.post(address_of("claims:trust-submit-drafts", trust, old, now), declaration())
    assert (status_of(old), status_of(now)) == (ClaimStatus.DRAFT, ClaimStatus.SUBMITTED)
