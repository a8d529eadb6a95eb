"""How often each rule passed, noted and referred in a year, against counts by hand."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.assurance.enums import Outcome
from apps.assurance.models import RuleCount, RuleResult
from apps.assurance.tasks import count_rules
from apps.core import clock
from tests.factories import submitted_claim, support_person

pytestmark = pytest.mark.django_db


def found(claim, code, *outcomes, submission=1):
    """One result a run, as the checks append them."""
    for run, outcome in enumerate(outcomes, 1):
        RuleResult.objects.create(
            claim=claim, submission_number=submission, run=run, code=code, rule_version=1, outcome=outcome
        )


def facts_by_hand():
    """Five claims that AR09 looks at, and one that AR13 notes."""
    silent, fewer, good, waiting, advisory = (submitted_claim() for _ in range(5))
    found(silent, "AR09", Outcome.NOT_YET_KNOWN, Outcome.REFERRED, Outcome.PASSED)
    found(fewer, "AR09", Outcome.REFERRED)
    found(fewer, "AR09", Outcome.PASSED, submission=2)
    found(good, "AR09", Outcome.NOT_YET_KNOWN, Outcome.PASSED)
    found(waiting, "AR09", Outcome.NOT_YET_KNOWN)
    found(advisory, "AR09", Outcome.DOES_NOT_APPLY)
    found(good, "AR13", Outcome.PASSED, Outcome.NOTED)
    found(waiting, "AR13", Outcome.PASSED)


def counts():
    rows = RuleCount.objects.values_list("year__name", "code", "checked", "passed", "noted", "referred")
    return sorted(rows)


def test_each_claim_counts_once_in_its_year_by_the_most_that_a_rule_found():
    facts_by_hand()

    count_rules()

    assert counts() == [("2025 to 2026", "AR09", 5, 1, 0, 2), ("2025 to 2026", "AR13", 2, 1, 1, 0)]


def test_counting_again_counts_what_is_there_now():
    facts_by_hand()
    count_rules()
    found(submitted_claim(), "AR13", Outcome.REFERRED)

    with clock.moved_to(clock.now() + timedelta(hours=1)):
        count_rules()

    assert counts()[1] == ("2025 to 2026", "AR13", 3, 1, 1, 1)
    assert RuleCount.objects.count() == 2


def test_the_page_shows_the_counts_with_their_rates(client):
    facts_by_hand()
    count_rules()
    client.force_login(support_person("auditor"))

    page = " ".join(client.get(reverse("assurance:support-rules")).content.decode().split())

    row = page[page.index("AR09, in force since") : page.index("AR10, in force since")]
    assert "Counted on 10 February 2026, 12:00pm, and again every hour." in page
    cells = [cell.split("</td>")[0] for cell in row.split('govuk-table__cell--numeric">')[1:]]
    second = '<span class="govuk-body-s app-second">{}%</span>'
    assert cells == ["5", "1" + second.format("20.0"), "0" + second.format("0.0"), "2" + second.format("40.0")]


def test_the_page_asks_as_many_queries_however_many_claims_there_are(client):
    client.force_login(support_person("auditor"))

    def queries():
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("assurance:support-rules"))
        return len(captured)

    assert (
        "No claim of this year has been counted yet." in client.get(reverse("assurance:support-rules")).content.decode()
    )
    none = queries()
    facts_by_hand()
    count_rules()

    assert queries() == none <= 10


def test_the_page_stands_beneath_the_index_of_the_service(client):
    client.force_login(support_person("auditor"))

    page = client.get(reverse("assurance:support-rules")).content.decode()

    assert f'<a class="govuk-breadcrumbs__link" href="{reverse("support:service")}">Service</a>' in page
    assert reverse("assurance:support-rules") in client.get(reverse("support:service")).content.decode()
