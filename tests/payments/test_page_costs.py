"""Pages about money cost the same however long the list."""

from datetime import date

import pytest

from apps.payments.files.payer_answers import Answer
from apps.payments.models import PaymentRun
from apps.payments.services import uploads
from apps.payments.services.answers import answer_lines
from apps.payments.services.runs import prepare_run, release_run
from tests.factories import approved_claim
from tests.payments.reading import url

pytestmark = pytest.mark.django_db
PAID_ON = date(2026, 2, 9)


def test_pages_cost_the_same_for_one_row_and_for_a_page_full(client, priya, pete, fin, django_assert_max_num_queries):
    claim = approved_claim()
    run = release_run(prepare_run(claim.window, by=priya), by=pete)
    answer_lines([Answer(claim.reference, "needs_information", reason="Which?", category="other")], by=fin)
    uploads.keep_upload("one.csv", b"claim_reference,claim_status\n222-222-2,paid\n", by=fin)
    look_at_all(client, priya, fin, run, django_assert_max_num_queries)

    claims = [approved_claim(hours=(1,)) for _ in range(26)]
    big = release_run(prepare_run(claim.window, by=priya), by=pete)
    answer_lines(
        [Answer(one.reference, "needs_information", reason="Which?", category="other") for one in claims], by=fin
    )
    for number in range(26):
        uploads.keep_upload("f.csv", b"claim_reference,claim_status\n222-222-2,paid\n" + b"\n" * number, by=fin)
    for number in range(2, 27):
        PaymentRun.objects.filter(number=number).exists() or copy_of(priya, pete)
    look_at_all(client, priya, fin, big, django_assert_max_num_queries)


def copy_of(priya, pete):
    return release_run(prepare_run(approved_claim().window, by=priya), by=pete)


def look_at_all(client, priya, fin, run, most):
    for person, limit, addresses in (
        (
            priya,
            15,
            [
                url("support:list-runs"),
                url("support:show-run", run.pk),
                url("support:prepare-run", run.window_id),
                url("support:list-files"),
                url("support:list-information-requests"),
                url("support:show-payment-year", run.window.year_id),
            ],
        ),
        (
            fin,
            12,
            [
                url("doors:payer-home"),
                url("payments:payer-list-runs"),
                url("payments:payer-show-run", run.pk),
                url("payments:payer-list-files"),
            ],
        ),
    ):
        client.force_login(person)
        for address in addresses:
            with most(limit, info=address):
                assert client.get(address).status_code == 200
