"""The daily digest: what need not be acted on comes together, once; what must be done comes at once."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from apps.audit.actors import Actor
from apps.audit.history import history_of
from apps.audit.record import record
from apps.core import clock
from apps.notifications.delivery import deliver_due
from apps.notifications.digests import choose_digest, has_digest, send_digests
from apps.notifications.models import EmailState, OutboundEmail
from apps.notifications.queue import queue, queue_many
from apps.notifications.tasks import send_digest_emails
from apps.users.dfe_sign_in.tokens import Identity
from apps.users.models import AccessRequest
from apps.users.notifications import AccessAcceptedForPerson, AccessRequestForMembers, InvitationForPerson
from apps.users.services.signing_in import keep_up_to_date
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
NOON, FOUR = datetime(2026, 2, 10, 12, tzinfo=clock.LONDON), datetime(2026, 2, 10, 16, tzinfo=clock.LONDON)


@pytest.fixture
def mary():
    mary = UserFactory(first_name="Mary", email="Mary.Okafor@schools.example")
    choose_digest(mary, True, by=mary)
    return mary


def a_message(to, kind=AccessAcceptedForPerson, school="Hollins"):
    asked = AccessRequest.objects.create(
        email=to, subject=str(uuid4()), organisation_type="school", organisation_id=uuid4(), organisation_name=school
    )
    event = record("access_request.accept", asked, by=Actor.job("A test"))
    words = {"people_page": "/", "organisation": school, "inviter": "Anne", "until": None}
    return kind(to, event, about=asked, context=words)


def states():
    return list(OutboundEmail.objects.order_by("created_at", "message").values_list("state", flat=True))


def test_news_is_held_and_sent_together_at_four_in_the_order_it_came(mary):
    for minute, school in enumerate(["Hollins", "Kelder", "Moors"]):
        with clock.moved_to(NOON + timedelta(minutes=minute)):
            queue(a_message(mary.email, school=school))
    assert states() == [EmailState.HELD] * 3
    with clock.moved_to(FOUR - timedelta(minutes=1)):
        assert send_digests() == 0

    with clock.moved_to(FOUR):
        send_digest_emails()
        assert send_digests() == 0

    digest = OutboundEmail.objects.get(message="DailyDigestForPerson")
    assert (digest.to, digest.state) == (mary.email, EmailState.WAITING)
    assert digest.subject == "3 messages about claiming for mentor training"
    assert digest.body.index("for Hollins") < digest.body.index("for Kelder") < digest.body.index("for Moors")
    gathered = OutboundEmail.objects.filter(digest=digest)
    assert set(gathered.values_list("state", flat=True)) == {EmailState.GATHERED}
    assert gathered.count() == 3


def test_what_is_gathered_is_never_sent_by_itself(mary, stand_in):
    queue_many([a_message(mary.email, school="Hollins"), a_message(mary.email, school="Kelder")])
    with clock.moved_to(FOUR):
        send_digests()
        assert deliver_due() == 1

    assert len(stand_in.emails) == 1
    assert stand_in.emails[0]["subject"] == "2 messages about claiming for mentor training"


def test_a_single_message_is_sent_as_it_is(mary):
    queue(a_message(mary.email))
    with clock.moved_to(FOUR):
        send_digests()

    email = OutboundEmail.objects.get()
    assert (email.message, email.state) == ("AccessAcceptedForPerson", EmailState.WAITING)


@pytest.mark.parametrize("kind", [AccessRequestForMembers, InvitationForPerson])
def test_what_must_be_done_and_ways_in_are_never_held(mary, kind):
    queue(a_message(mary.email, kind))

    assert states() == [EmailState.WAITING]


def test_others_hear_as_things_happen(mary):
    queue(a_message("anne@hollins.example"))
    queue_many([a_message("bilal@thames.example")])

    assert states() == [EmailState.WAITING] * 2


def test_a_message_queued_twice_is_held_once(mary):
    message = a_message(mary.email)
    queue(message)
    queue(message)
    queue_many([message])

    assert OutboundEmail.objects.count() == 1


def test_what_comes_after_four_waits_for_tomorrow(mary):
    with clock.moved_to(FOUR + timedelta(minutes=5)):
        queue(a_message(mary.email))
        assert send_digests() == 0
    with clock.moved_to(FOUR + timedelta(days=1)):
        assert send_digests() == 1


def test_ending_the_digest_sends_what_was_waiting_for_it(mary):
    queue(a_message(mary.email))

    choose_digest(mary, False, by=mary)
    choose_digest(mary, False, by=mary)

    assert states() == [EmailState.WAITING]
    assert not has_digest(mary.email)
    assert [words for _, words in history_of(mary)] == ["Chose one email a day", "Chose emails as they happen"]


def test_a_choice_follows_a_new_address(mary):
    identity = Identity(issuer="x", subject="y", email="mary@new.example", first_name="Mary", last_name="Okafor")
    keep_up_to_date(mary, identity)

    assert has_digest("mary@new.example")
    assert not has_digest("mary.okafor@schools.example")
