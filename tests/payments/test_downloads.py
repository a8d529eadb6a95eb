"""The payment file by link and signed in: who gets it, how often, and that looking changes nothing."""

from datetime import timedelta

import pytest
from django.urls import reverse

from apps.audit.history import history_of
from apps.core import clock
from apps.notifications.models import OutboundEmail
from apps.payments import downloads
from apps.payments.models import DownloadLink
from apps.payments.services.runs import recall_run
from apps.users.models import PayerMembership
from tests.factories import payer_person
from tests.strict_client import StrictClient

pytestmark = pytest.mark.django_db


@pytest.fixture
def token(released, fin):
    """The token of a fresh link, as the email carries it."""
    return downloads.new_link(released, fin.email)


def address(token):
    return reverse("payments:link-open", args=[token])


def later(**kwargs):
    return clock.moved_to(clock.now() + timedelta(**kwargs))


def test_looking_at_a_link_opens_nothing(client, token):
    for _ in range(3):
        assert client.get(address(token)).status_code == 200
        assert client.head(address(token)).status_code == 200

    link = DownloadLink.objects.get(token_hash=downloads.hashed(token))
    assert link.used_at is None
    assert not client.cookies.get("claims-download")


def test_the_button_opens_a_session_in_which_the_file_can_be_had_again_and_again(client, token, released, claim):
    response = client.post(address(token), follow=True)

    assert "Download the payment file" in response.content.decode()
    cookie = client.cookies["claims-download"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    for _ in range(2):
        file = client.post(reverse("payments:link-show-file"))
        assert claim.reference in b"".join(file.streaming_content).decode()
    released.refresh_from_db()
    assert released.first_downloaded_at == clock.now()
    words = [words for _, words in history_of(released)]
    assert words.count("Payment file downloaded: 1 claim") == 2
    assert "Link to the file opened" in words


def test_opening_the_emailed_link_again_in_the_session_leads_to_the_file(client, token):
    client.post(address(token))

    assert client.get(address(token)).url == reverse("payments:link-show-file")


def test_a_used_link_opens_nothing_on_another_browser(client, token):
    client.post(address(token))
    another = StrictClient()

    assert another.get(address(token)).status_code == 410
    assert another.post(address(token)).status_code == 410
    assert another.post(reverse("payments:link-show-file")).status_code == 410


def test_the_session_lasts_thirty_minutes(client, token):
    client.post(address(token))

    with later(minutes=29):
        assert client.get(reverse("payments:link-show-file")).status_code == 200
    with later(minutes=30, seconds=1):
        assert client.get(reverse("payments:link-show-file")).status_code == 410
        assert client.post(reverse("payments:link-show-file")).status_code == 410


def test_a_link_lasts_seven_days(client, token):
    with later(days=6, hours=23):
        assert client.get(address(token)).status_code == 200
    with later(days=7, seconds=1):
        assert client.post(address(token)).status_code == 410


def test_tokens_are_long_and_kept_hashed(token):
    assert len(token) >= 43
    assert not DownloadLink.objects.filter(token_hash=token).exists()


def test_a_token_nobody_made_gets_nothing_and_can_ask_for_nothing(client, released):
    response = client.get(address("x" * 43))

    assert response.status_code == 410
    assert "Send me a new link" not in response.content.decode()
    assert client.post(reverse("payments:link-renew", args=["x" * 43])).status_code == 410


def test_a_recalled_run_has_no_file(client, token, released, priya):
    client.post(address(token))
    recall_run(released, by=priya, reason="Wrong window")

    assert client.get(reverse("payments:link-show-file")).status_code == 410
    assert client.get(address(token)).status_code == 410
    assert client.post(reverse("payments:link-renew", args=[token])).status_code == 409


def test_somebody_who_left_the_payer_has_no_file(client, token):
    client.post(address(token))
    PayerMembership.objects.update(ended_at=clock.now())

    assert client.post(reverse("payments:link-show-file")).status_code == 410
    assert client.post(reverse("payments:link-renew", args=[token])).status_code == 410


def test_a_new_link_goes_to_the_same_address_only_and_not_twice_in_a_row(client, token, fin):
    payer_person(email="other@payer.example")
    client.post(address(token))
    page = StrictClient().get(address(token))
    assert "Send me a new link" in page.content.decode()
    before = OutboundEmail.objects.filter(message="PaymentRunForPayer").count()

    with later(minutes=6):
        for _ in range(3):
            assert client.post(reverse("payments:link-renew", args=[token])).status_code == 200

    new = OutboundEmail.objects.filter(message="PaymentRunForPayer").order_by("created_at")[before:]
    assert [email.to for email in new] == [fin.email]


def test_a_link_answers_nothing(client, token, line):
    client.post(address(token))

    response = client.post(reverse("payments:payer-answer-line", args=[line.pk]), {"says": "paid"})

    assert response.status_code == 302
    assert "/sign-in" in response.url or "login" in response.url


def test_signed_in_the_payer_downloads_by_a_button_and_it_is_noted(client, fin, released, claim):
    client.force_login(fin)
    url = reverse("payments:payer-download-run", args=[released.pk])

    assert client.get(url).status_code == 405
    file = client.post(url)

    assert file["Content-Disposition"] == 'attachment; filename="payment-run-1.csv"'
    assert claim.reference in b"".join(file.streaming_content).decode()
    released.refresh_from_db()
    assert released.first_downloaded_at
    assert [event.actor_name for event, _ in history_of(released)][-1] == "Fin Marsh"
