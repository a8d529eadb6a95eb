"""Change links: from the page that shows every answer to one question, and straight back."""

import re

import pytest

from tests.factories import ProviderFactory, draft_claim, open_window, returned_claim, school_that_can_claim
from tests.habits.habits import LastPage, form_of
from tests.habits.test_provider import explaining
from tests.habits.test_school import CHECK, adding, of_claim, ready
from tests.training.world import provider_with_people

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    open_window()
    return school_that_can_claim()


def change_links(client, check):
    page = client.get(check).content.decode()
    return dict.fromkeys(re.findall(r'<a class="govuk-link" href="([^"]+)">\s*Change', page))


def save(client, link, **says):
    """Answer the one question behind a link; the page that follows."""
    action, posted = form_of(client, LastPage(None, link, says))
    return client.post(action, posted, follow=True).redirect_chain[-1][0]


@pytest.mark.parametrize(("kind", "count"), [(draft_claim, 5), (returned_claim, 4)])
def test_of_a_claim(client, school, kind, count):
    claim = ready(kind((5, 3), school=school, provider=ProviderFactory(name="Thames ITT")))
    check = of_claim("claims:school-add-claim", claim, CHECK)
    client.force_login(school.member)
    links = change_links(client, check)

    assert len(links) == count
    for link in links:
        if link.endswith("/provider/"):
            assert save(client, f"{link}?q=Thames", provider=str(claim.provider.pk)) == check
        else:
            assert save(client, link) == check


def test_of_a_claim_for_another_provider_only_what_was_agreed_is_asked_again(client, school):
    claim, other = ready(draft_claim(school=school)), ProviderFactory(name="Thames ITT")
    check = of_claim("claims:school-add-claim", claim, CHECK)
    client.force_login(school.member)
    page = of_claim("claims:school-change-provider", claim)

    asked = save(client, f"{page}?q=Thames", provider=str(other.pk))

    assert asked == of_claim("claims:school-add-claim", claim, "agreed")
    assert save(client, asked) == check


def test_of_a_mentor(client, school):
    last = adding(school)
    client.force_login(school.member)

    assert list(change_links(client, last.page)) == list(last.before)
    assert client.get(last.before[0]).status_code == 200
    assert client.get(last.page).status_code == 200


def test_of_a_providers_answers(client):
    journey = explaining(provider_with_people())
    check = journey.url_of(CHECK)
    client.force_login(journey.row.user)
    links = list(change_links(client, check))

    assert links == [f"{journey.url_of(name)}?change" for name in ("answers", "explain")]
    answers, explain = links
    line = journey.line_answers[0][0]
    assert save(client, explain, **{f"hours-{line.pk}": "7", f"reason-{line.pk}": "attended_fewer"}) == check
    assert save(client, answers) == check
