"""The pages of claiming behind their door: strangers, other schools, trusts, and how many queries a page takes."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.claims.pages import last_answer, ready, step_of, text
from tests.factories import (
    TrustFactory,
    draft_claim,
    member_of,
    open_window,
    school_that_can_claim,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def window():
    return open_window()


@pytest.fixture
def school():
    return school_that_can_claim(name="Hollins Primary School")


@pytest.fixture
def anne(client, school):
    client.force_login(school.member)
    return client


class TestDoors:
    PAGES = (
        ("claims:school-list-claims", ()),
        ("claims:school-start-claim", ()),
        ("claims:school-download-claims", ()),
        ("claims:school-list-mentors", ()),
        ("doors:school-home", ()),
        ("claims:school-add-claim", ("claim", "mentors")),
        ("claims:school-change-provider", ("claim",)),
        ("claims:school-discard-draft", ("claim",)),
        ("claims:school-withdraw-claim", ("claim",)),
        ("claims:school-claim-submitted", ("claim",)),
        ("doors:school-show-claim", ("claim",)),
    )

    @pytest.mark.parametrize(("name", "rest"), PAGES)
    def test_another_schools_page_and_another_schools_claim_do_not_exist(self, anne, school, name, rest):
        other = draft_claim()
        args = [other.pk if part == "claim" else part for part in rest]

        assert anne.get(reverse(name, args=[other.school_id, *args])).status_code == 404
        if rest:
            assert anne.get(reverse(name, args=[school.pk, *args])).status_code == 404
            assert anne.post(reverse(name, args=[school.pk, *args]), {"reason": "x"}).status_code == 404

    @pytest.mark.parametrize(("name", "rest"), PAGES)
    def test_nobody_signed_in_is_led_to_sign_in(self, client, school, name, rest):
        claim = draft_claim(school=school)
        args = [claim.pk if part == "claim" else part for part in rest]

        assert client.get(reverse(name, args=[school.pk, *args])).url.startswith(reverse("account_login"))

    def test_a_trust_user_does_a_schools_work(self, client, school):
        trust = TrustFactory()
        school.trust = trust
        school.save()
        tariq = member_of(trust)
        client.force_login(tariq)
        claim = ready(draft_claim(school=school))

        answer = client.post(step_of(claim, "check-your-answers"), last_answer(claim))

        claim.refresh_from_db()
        assert answer.url.endswith("/submitted/")
        assert claim.submitted_by == tariq
        assert f"We emailed {school.member.full_name} and {tariq.full_name}" in text(client.get(answer.url))


def queries_of(client, address):
    """How many queries a page takes; savepoints are the test's own transaction."""
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return sum("SAVEPOINT" not in query["sql"] for query in captured)


@pytest.mark.parametrize(("step", "most"), [("mentors", 8), ("hours", 8), ("agreed", 8), ("check-your-answers", 10)])
def test_a_page_of_the_journey_takes_the_same_few_queries_however_many_mentors_there_are(anne, school, step, most):
    counts = set()
    for size in (1, 25):
        claim = ready(draft_claim((2,) * size, school=school))
        name = f"hours-{claim.lines.first().mentor_id}" if step == "hours" else step
        anne.get(step_of(claim, name))
        counts.add(queries_of(anne, step_of(claim, name)))

    assert len(counts) == 1
    assert counts.pop() <= most
