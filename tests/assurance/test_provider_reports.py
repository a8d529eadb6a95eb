"""A provider reports a paid claim as wrong; its school and DfE read it, and nobody shows the provider an amount."""

import re

import pytest
from django.urls import reverse

from apps.assurance.enums import ReportOutcome, ReportReason
from apps.assurance.models import PaidClaimReport
from apps.assurance.refusals import AnswerRefused
from apps.assurance.services.confirming import report_wrong
from apps.assurance.services.reporting import answer_report, report_claim
from apps.notifications.models import OutboundEmail
from tests.assurance.world import provider_with_people
from tests.factories import member_of, paid_claim, school_that_can_claim, submitted_claim, support_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def provider():
    return provider_with_people(name="Thames Teacher Training Partnership")


@pytest.fixture
def school():
    return school_that_can_claim(name="Hollins Primary School")


@pytest.fixture
def claim(provider, school):
    return paid_claim((5, 4), school=school, provider=provider)


@pytest.fixture
def bilal(client, provider):
    client.force_login(member_of(provider, first_name="Bilal", last_name="Khan", email="bilal@thames.example"))
    return client


def lines_of(claim):
    return list(claim.lines.select_related("mentor").order_by("mentor__sort_name", "mentor__trn"))


def page_of(claim, name="report-claim"):
    return reverse(f"assurance:provider-{name}", args=[claim.provider_id, claim.pk])


def answers(claim, **changes):
    first, second = lines_of(claim)
    hours = {f"hours-{first.pk}": first.hours - 2, f"hours-{second.pk}": second.hours}
    return {"reason": "fewer_hours", "words": "She left in May.", **hours} | changes


def told(name):
    return sorted(OutboundEmail.objects.filter(message=name).values_list("to", flat=True))


def reported(claim, *, by=None, by_provider=True):
    first, second = lines_of(claim)
    said = {"reason": ReportReason.FEWER_HOURS, "words": "She left in May."}
    hours = {first: first.hours - 2, second: second.hours}
    by = by or claim.provider.providermembership_set.first().user
    return report_claim(claim, **said, hours=hours, by=by, by_provider=by_provider)


def test_a_provider_reports_a_paid_claim_from_its_page_and_the_claim_stays_paid(bilal, claim):
    assert page_of(claim) in bilal.get(page_of(claim, "show-claim")).content.decode()

    shown = bilal.post(page_of(claim), answers(claim), follow=True).content.decode()

    assert f"Report about claim {claim.reference} sent to DfE" in shown
    assert "Bilal Khan reported it as wrong on 10 February 2026: a mentor did fewer hours than were claimed." in shown
    assert page_of(claim) not in shown
    claim.refresh_from_db()
    assert claim.status == "paid"
    assert PaidClaimReport.objects.get().by_provider


def test_the_school_and_everybody_at_the_provider_are_told_and_no_amount_reaches_the_provider(bilal, claim, school):
    bilal.post(page_of(claim), answers(claim))

    assert told("ReportReceivedForSchool") == [school.member.email]
    assert told("ReportReceivedForProvider") == sorted(
        ["bilal@thames.example", f"person@{claim.provider.code.lower()}.example"]
    )
    to_school = OutboundEmail.objects.get(message="ReportReceivedForSchool").body
    assert "Bilal Khan at Thames Teacher Training Partnership told DfE" in to_school
    for email in OutboundEmail.objects.filter(message="ReportReceivedForProvider"):
        assert "£" not in email.subject + email.body


def test_the_school_and_dfe_read_who_reported_it(client, claim, school):
    reported(claim)

    client.force_login(school.member)
    shown = client.get(reverse("doors:school-show-claim", args=[school.pk, claim.pk])).content.decode()
    assert "at Thames Teacher Training Partnership reported it as wrong" in shown
    client.force_login(support_person("caseworker"))
    listed = client.get(reverse("support:list-reports")).content.decode()
    assert "By Thames Teacher Training Partnership" in listed
    asked = client.get(reverse("support:answer-report", args=[PaidClaimReport.objects.get().pk])).content.decode()
    assert "Thames Teacher Training Partnership reads this too. Providers do not see amounts." in asked


def test_the_answer_reaches_both_sides_and_stands_on_the_providers_page(bilal, claim, school):
    report = reported(claim)

    answer_report(
        report, outcome=ReportOutcome.KEPT_FOR_AUDIT, words="We will audit it.", by=support_person("caseworker")
    )

    assert told("ReportAnsweredForSchool") == [school.member.email]
    assert len(told("ReportAnsweredForProvider")) == 2
    shown = bilal.get(page_of(claim, "show-claim")).content.decode()
    assert "DfE answered on 10 February 2026: kept for an audit of this claim." in shown
    assert "We will audit it." in shown
    assert page_of(claim) in shown


def test_what_the_school_reported_is_not_the_providers_to_read(bilal, claim, school):
    reported(claim, by=school.member, by_provider=False)

    shown = bilal.get(page_of(claim, "show-claim")).content.decode()

    assert "She left in May." not in shown
    assert "reported it as wrong" not in shown
    assert page_of(claim) not in shown
    assert bilal.post(page_of(claim), answers(claim)).url == page_of(claim, "show-claim")
    assert PaidClaimReport.objects.count() == 1
    assert not told("ReportReceivedForProvider")


def test_each_field_says_what_is_wrong_and_no_amount_is_shown(bilal, claim):
    first = lines_of(claim)[0]

    empty = bilal.post(page_of(claim), {}).content.decode()
    same = bilal.post(page_of(claim), answers(claim, **{f"hours-{first.pk}": first.hours})).content.decode()

    assert "Select a reason" in empty
    assert f"Enter the hours {first.mentor} really worked" in empty
    assert "Enter your reason" in empty
    assert "At least one mentor must have fewer hours than claimed" in same
    assert not re.search(r"£|Paid", empty)
    assert not PaidClaimReport.objects.exists()


def test_a_claim_that_is_not_paid_leads_back_to_it_and_another_providers_does_not_exist(bilal, provider):
    waiting = submitted_claim(provider=provider)
    theirs = paid_claim()

    assert bilal.get(page_of(waiting)).url == page_of(waiting, "show-claim")
    address = reverse("assurance:provider-report-claim", args=[provider.pk, theirs.pk])
    assert bilal.get(address).status_code == bilal.post(address).status_code == 404


def test_an_answer_on_a_paid_claim_is_put_right_by_a_report_since_no_check_would_read_it(bilal, claim):
    answer = claim.confirmations.create(
        mentor=lines_of(claim)[0].mentor,
        hours_asked=lines_of(claim)[0].hours,
        answer="confirmed",
        answered_by=claim.provider.providermembership_set.first().user,
    )

    with pytest.raises(AnswerRefused, match="Report the claim itself"):
        report_wrong(answer, "It was 3 hours.", by=answer.answered_by)
    assert "This answer was wrong" not in bilal.get(page_of(claim, "show-claim")).content.decode()
