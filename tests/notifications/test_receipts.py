"""Notify tells what became of an email: only Notify is believed, and no order of telling confuses us."""

import json
from uuid import uuid4

import pytest
from django.urls import reverse

from apps.notifications.delivery import deliver_due
from apps.notifications.models import EmailState


@pytest.fixture
def tell(client, settings):
    """Post a receipt as Notify does."""
    settings.NOTIFY_RECEIPTS_TOKEN = "a-token-of-ours"

    def tell(reference, status, *, token="a-token-of-ours", body=None):
        body = json.dumps({"id": str(uuid4()), "reference": reference, "status": status}) if body is None else body
        return client.post(
            reverse("notifications:notify-receive-receipt"),
            body,
            content_type="application/json",
            headers={"Authorization": f"Bearer {token}"} if token is not None else {},
        )

    return tell


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("delivered", EmailState.DELIVERED),
        ("permanent-failure", EmailState.BOUNCED),
        ("temporary-failure", EmailState.BOUNCED),
        ("technical-failure", EmailState.BOUNCED),
    ],
)
def test_a_receipt_says_what_became_of_the_email(tell, email, status, state):
    assert tell(str(email.id), status).status_code == 200

    email.refresh_from_db()
    assert email.state == state


def test_delivered_does_not_undo_a_bounce_and_a_bounce_undoes_delivered(tell, email):
    for status in ("delivered", "permanent-failure", "delivered"):
        tell(str(email.id), status)

    email.refresh_from_db()
    assert email.state == EmailState.BOUNCED


@pytest.mark.parametrize("token", ["wrong", "", None])
def test_a_wrong_token_is_refused_and_changes_nothing(tell, email, token):
    assert tell(str(email.id), "delivered", token=token).status_code == 401

    email.refresh_from_db()
    assert email.state == EmailState.WAITING


def test_no_token_of_ours_means_that_none_is_right(tell, email, settings):
    settings.NOTIFY_RECEIPTS_TOKEN = ""

    assert tell(str(email.id), "delivered", token="").status_code == 401


def test_two_tokens_count_while_one_replaces_the_other(tell, email, settings):
    settings.NOTIFY_RECEIPTS_TOKEN = "a-new-token, a-token-of-ours"

    assert tell(str(email.id), "delivered").status_code == 200
    assert tell(str(email.id), "delivered", token="a-new-token").status_code == 200


@pytest.mark.parametrize("reference", ["00000000-0000-4000-8000-000000000007", "not ours", ""])
def test_an_email_that_is_not_ours_is_answered_kindly(tell, db, reference):
    assert tell(reference, "delivered").status_code == 200


@pytest.mark.parametrize("body", ["", "[]", "{half"])
def test_what_is_no_receipt_is_refused(tell, db, body):
    assert tell("", "", body=body).status_code == 400


def test_a_receipt_is_posted_and_never_read(client, db):
    assert client.get(reverse("notifications:notify-receive-receipt")).status_code == 405


def test_a_receipt_that_beats_our_own_note_of_the_sending_stands(tell, stand_in, email, monkeypatch):
    class Hasty:
        """A client whose receipt comes before its answer is stored."""

        def send(self, to, template_id, personalisation, reference):
            from apps.notifications import notify

            tell(reference, "delivered")
            return notify.Sent("the-id")

    deliver_due(Hasty())

    email.refresh_from_db()
    assert email.state == EmailState.DELIVERED
