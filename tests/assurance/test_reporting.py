"""A school reports a paid claim as wrong, and DfE answers in words."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.assurance.enums import ReportOutcome, ReportReason
from apps.assurance.models import PaidClaimReport
from apps.assurance.refusals import NotDecidable, NotToReport
from apps.assurance.services.reporting import answer_report, report_claim
from apps.notifications.models import OutboundEmail
from apps.schools.models import School
from tests.factories import TrustFactory, member_of, paid_claim, school_that_can_claim, submitted_claim, support_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    return school_that_can_claim(name="Hollins Primary School")


@pytest.fixture
def claim(school):
    return paid_claim((5, 4), school=school)


@pytest.fixture
def anne(client, school):
    client.force_login(school.member)
    return client


@pytest.fixture
def cora(client):
    client.force_login(support_person("caseworker", first_name="Cora", last_name="Dent"))
    return client


def done(claim, fewer=2):
    """Hours really done: the first mentor did fewer."""
    lines = list(claim.lines.order_by("mentor__sort_name", "mentor__trn"))
    return {line: line.hours - (fewer if line == lines[0] else 0) for line in lines}


def reported(claim, **changes):
    said = {"reason": ReportReason.FEWER_HOURS, "words": "She left early.", "hours": done(claim)}
    return report_claim(claim, **said | changes, by=claim.created_by)


def page_of(claim):
    return reverse("assurance:school-report-claim", args=[claim.school_id, claim.pk])


def answers(claim, fewer=2):
    hours = {f"hours-{line.pk}": count for line, count in done(claim, fewer).items()}
    return {"reason": "fewer_hours", "words": "She left early.", **hours}


def told(name):
    return OutboundEmail.objects.filter(message=name)


class TestReport:
    def test_it_is_kept_with_the_hours_of_each_mentor_and_the_claim_stays_paid(self, claim):
        report = reported(claim)

        claim.refresh_from_db()
        assert claim.status == "paid"
        assert sorted((row.done, row.line.hours) for row in report.hours.all()) in ([(3, 5), (4, 4)], [(2, 4), (5, 5)])

    def test_everybody_at_the_school_is_told_that_it_was_received_and_no_mentor_is_named(self, claim, school):
        reported(claim)

        email = told("ReportReceivedForSchool").get()
        assert email.to == school.member.email
        assert "We will email you the answer" in email.body
        assert not any(line.mentor.last_name in email.body for line in claim.lines.all())

    def test_whoever_reported_it_from_the_trust_is_told_too_while_they_may_act_for_the_school(self, claim, school):
        trust = TrustFactory()
        School.objects.filter(pk=school.pk).update(trust=trust)
        tariq = member_of(trust, email="tariq@trust.example")
        said = {"reason": ReportReason.OTHER, "words": "Not done.", "hours": done(claim)}
        report = report_claim(claim, **said, by=tariq)
        assert set(told("ReportReceivedForSchool").values_list("to", flat=True)) == {tariq.email, school.member.email}

        School.objects.filter(pk=school.pk).update(trust=None)
        answer_report(report, outcome=ReportOutcome.NO_CHANGE, words="x", by=support_person("caseworker"))

        assert told("ReportAnsweredForSchool").get().to == school.member.email

    def test_one_waits_at_a_time(self, claim):
        report = reported(claim)

        with pytest.raises(NotToReport, match="reported already"):
            reported(claim)
        with pytest.raises(IntegrityError), transaction.atomic():
            PaidClaimReport.objects.create(claim=claim, reason="other", words="x", reported_by=claim.created_by)
        answer_report(report, outcome=ReportOutcome.NO_CHANGE, words="All is well.", by=support_person("caseworker"))
        assert reported(claim).answered_at is None

    def test_only_a_paid_claim_is_reported(self, school):
        with pytest.raises(NotToReport, match="Only a paid claim"):
            reported(submitted_claim(school=school))

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"reason": "no such reason"}, "Say why"),
            ({"words": "  "}, "Say why"),
        ],
    )
    def test_it_says_why(self, claim, changes, words):
        with pytest.raises(NotToReport, match=words):
            reported(claim, **changes)

    @pytest.mark.parametrize(("fewer", "words"), [(0, "At least one mentor"), (9, "from none"), (-1, "from none")])
    def test_hours_are_fewer_than_claimed_and_not_below_none(self, claim, fewer, words):
        with pytest.raises(NotToReport, match=words):
            reported(claim, hours=done(claim, fewer))

    def test_every_mentor_is_answered_for(self, claim):
        with pytest.raises(NotToReport, match="each mentor"):
            reported(claim, hours={})


class TestAnswer:
    def test_it_closes_the_report_and_the_school_reads_the_words(self, claim, school):
        report = reported(claim)

        answer_report(
            report, outcome=ReportOutcome.KEPT_FOR_AUDIT, words=" Thank you. ", by=support_person("caseworker")
        )

        report.refresh_from_db()
        assert (report.outcome, report.answer_words) == ("kept_for_audit", "Thank you.")
        email = told("ReportAnsweredForSchool").get()
        assert "Thank you." in email.body
        assert "until that audit" in email.body

    def test_it_is_answered_once_and_whole(self, claim):
        report, cora = reported(claim), support_person("caseworker")

        with pytest.raises(NotDecidable):
            answer_report(report, outcome="", words="x", by=cora)
        with pytest.raises(NotDecidable):
            answer_report(report, outcome=ReportOutcome.NO_CHANGE, words=" ", by=cora)
        answer_report(report, outcome=ReportOutcome.NO_CHANGE, words="x", by=cora)
        with pytest.raises(NotToReport, match="has answered"):
            answer_report(report, outcome=ReportOutcome.NO_CHANGE, words="y", by=cora)

    def test_the_database_keeps_a_half_answer_out(self, claim):
        report = reported(claim)

        with pytest.raises(IntegrityError), transaction.atomic():
            PaidClaimReport.objects.filter(pk=report.pk).update(outcome="no_change")


class TestSchoolPage:
    def test_a_report_is_sent_and_stands_on_the_claim_page(self, anne, claim):
        answer = anne.post(page_of(claim), answers(claim), follow=True)

        shown = answer.content.decode()
        assert f"Report about claim {claim.reference} sent to DfE" in shown
        assert "a mentor did fewer hours than were claimed" in shown
        assert "Report this paid claim as wrong" not in shown

    def test_each_field_says_what_is_wrong(self, anne, claim):
        first = claim.lines.select_related("mentor").order_by("mentor__sort_name", "mentor__trn").first()

        empty = anne.post(page_of(claim), {}).content.decode()
        same = anne.post(page_of(claim), answers(claim, 0)).content.decode()
        many = anne.post(page_of(claim), answers(claim) | {f"hours-{first.pk}": "99"}).content.decode()

        assert "Select a reason" in empty
        assert "Enter your reason" in empty
        assert f"Enter the hours {first.mentor} really worked" in empty
        assert "At least one mentor must have fewer hours than claimed" in same
        assert f"Hours for {first.mentor} must be a whole number from 0 to {first.hours}" in many
        assert not PaidClaimReport.objects.exists()

    def test_a_claim_that_is_not_paid_or_is_reported_leads_back_to_it(self, anne, claim, school):
        reported(claim)

        for one in (claim, submitted_claim(school=school)):
            assert anne.get(page_of(one)).url == reverse("doors:school-show-claim", args=[school.pk, one.pk])

    def test_another_schools_claim_does_not_exist(self, anne, school):
        theirs = paid_claim()

        address = reverse("assurance:school-report-claim", args=[school.pk, theirs.pk])
        assert anne.get(address).status_code == anne.post(address).status_code == 404


class TestConsole:
    def test_the_empty_list_says_what_will_be_there(self, cora):
        assert "No report waits for an answer" in cora.get(reverse("support:list-reports")).content.decode()
        assert (
            "were answered will be listed"
            in cora.get(reverse("support:list-reports"), {"show": "answered"}).content.decode()
        )

    def test_a_report_waits_on_the_home_the_list_and_the_claim(self, cora, claim):
        report = reported(claim)

        assert "Paid claims reported as wrong" in cora.get(reverse("support:home")).content.decode()
        assert "1 report waiting for an answer" in cora.get(reverse("support:list-reports")).content.decode()
        shown = cora.get(reverse("support:show-claim", args=[claim.pk])).content.decode()
        assert "She left early." in shown
        assert reverse("support:answer-report", args=[report.pk]) in shown

    def test_a_caseworker_answers_and_the_school_reads_it_on_the_claim_page(self, cora, claim, school):
        report = reported(claim)
        address = reverse("support:answer-report", args=[report.pk])
        assert "Select an answer" in cora.post(address, {"version": report.version}).content.decode()

        said = {"version": report.version, "outcome": "no_change", "words": "The provider confirms the hours."}
        assert "Report answered" in cora.post(address, said, follow=True).content.decode()

        assert cora.get(address).url == reverse("support:show-claim", args=[claim.pk])
        assert "1 report answered" in cora.get(reverse("support:list-reports"), {"show": "answered"}).content.decode()
        cora.force_login(school.member)
        shown = cora.get(reverse("doors:school-show-claim", args=[school.pk, claim.pk])).content.decode()
        assert "The provider confirms the hours." in shown
        assert "Report this paid claim as wrong" in shown

    def test_the_list_takes_the_same_few_queries_at_any_length(self, cora, claim):
        def queries_of():
            cora.get(reverse("support:list-reports"))
            with CaptureQueriesContext(connection) as captured:
                cora.get(reverse("support:list-reports"))
            return len(captured)

        reported(claim)
        few = queries_of()
        for _ in range(3):
            reported(paid_claim((2, 3, 4)))

        assert queries_of() == few <= 12

    def test_a_report_that_changed_meanwhile_is_not_answered(self, cora, claim):
        report = reported(claim)

        said = {"version": report.version + 1, "outcome": "no_change", "words": "x"}
        answer = cora.post(reverse("support:answer-report", args=[report.pk]), said)

        assert answer.status_code == 409
        assert "This changed while you were here" in answer.content.decode()

    @pytest.mark.parametrize("role", ["payments_officer", "administrator", "auditor"])
    def test_only_caseworkers_answer_and_everybody_reads(self, client, claim, role):
        report = reported(claim)
        client.force_login(support_person(role))

        assert client.get(reverse("support:list-reports")).status_code == 200
        assert client.get(reverse("support:answer-report", args=[report.pk])).status_code == 403
