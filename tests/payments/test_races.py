"""Many at once: two runs never pay one claim, a link opens once, a file has its effect once."""

import threading

import pytest
from django.db import connection, connections

from apps.audit.actors import Actor, acting
from apps.core import clock
from apps.core.errors import Refused
from apps.payments import downloads
from apps.payments.models import AnswersFile, DownloadLink, PayerAnswer, PaymentLine, PaymentRun
from apps.payments.services import uploads
from apps.payments.services.runs import prepare_run, release_run
from apps.users.models import SupportRole
from tests.factories import approved_claim, payer_person, support_person
from tests.payments.manglings import good

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(count, act):
    """What `act` gives in so many threads that start together: results, and refusals."""
    barrier, results, refused, moment = threading.Barrier(count), [], [], clock.now()

    def work(number):
        try:
            with acting(Actor.job("A racer")), clock.moved_to(moment):
                barrier.wait()
                results.append(act(number))
        except Refused as problem:
            refused.append(problem)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=[number]) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results, refused


def test_eight_people_prepare_at_once_and_each_claim_is_in_one_live_line():
    claims = [approved_claim(hours=(n,)) for n in range(1, 13)]
    window, people = claims[0].window, [support_person(SupportRole.PAYMENTS_OFFICER) for _ in range(8)]

    runs, refused = at_once(8, lambda number: prepare_run(window, by=people[number]))

    assert (len(runs), len(refused)) == (1, 7)
    lines = PaymentLine.objects.filter(is_live=True)
    assert sorted(lines.values_list("claim_id", flat=True)) == sorted(claim.pk for claim in claims)
    assert sum(line.amount_pence for line in lines) == sum(claim.amount_pence for claim in claims)
    assert PaymentRun.objects.count() == 1


def test_eight_people_release_at_once_and_the_payer_is_told_once():
    from apps.notifications.models import OutboundEmail

    claim = approved_claim()
    payer_person()
    run = prepare_run(claim.window, by=support_person(SupportRole.PAYMENTS_OFFICER))
    people = [support_person(SupportRole.PAYMENTS_OFFICER) for _ in range(8)]

    released, refused = at_once(8, lambda number: release_run(PaymentRun.objects.get(pk=run.pk), by=people[number]))

    assert (len(released), len(refused)) == (1, 7)
    assert OutboundEmail.objects.filter(message="PaymentRunForPayer").count() == 1


@pytest.fixture
def released_run():
    claims = [approved_claim(hours=(n,)) for n in (1, 2, 3)]
    payer_person(email="fin@payer.example")
    run = prepare_run(claims[0].window, by=support_person(SupportRole.PAYMENTS_OFFICER))
    return release_run(run, by=support_person(SupportRole.PAYMENTS_OFFICER))


def test_twenty_presses_of_a_links_button_open_one_session(released_run):
    link = DownloadLink.objects.get(token_hash=downloads.hashed(downloads.new_link(released_run, "fin@payer.example")))

    secrets, refused = at_once(20, lambda _: downloads.open_session(link))

    assert not refused
    assert len([secret for secret in secrets if secret]) == 1
    assert downloads.session_with(next(secret for secret in secrets if secret)) == link


def test_the_same_file_uploaded_twice_at_once_has_its_effect_once(released_run):
    refs = [line.claim.reference for line in released_run.lines.order_by("amount_pence").select_related("claim")]
    people = [support_person(SupportRole.PAYMENTS_OFFICER) for _ in range(6)]
    files = [uploads.keep_upload("answers.csv", good(refs).encode(), by=person) for person in people]

    applied, refused = at_once(6, lambda number: uploads.apply_file(files[number], by=people[number]))

    assert applied == [2]
    assert {problem.title for problem in refused} == {"This file was already processed"}
    assert PayerAnswer.objects.count() == 2
    assert AnswersFile.objects.filter(applied_at__isnull=False).count() == 1


def test_a_recall_and_a_download_at_once_never_both_happen(released_run):
    from apps.payments.services.runs import recall_run

    third = support_person(SupportRole.PAYMENTS_OFFICER)
    acts = [
        lambda run: downloads.note_download(run, by=third),
        lambda run: recall_run(run, by=third, reason="Wrong window"),
    ]

    done, refused = at_once(2, lambda number: acts[number](PaymentRun.objects.get(pk=released_run.pk)))

    assert (len(done), len(refused)) == (1, 1)
    run = PaymentRun.objects.get(pk=released_run.pk)
    assert (run.status == "recalled") == (run.first_downloaded_at is None)


def test_the_control_without_its_lock_and_floor_a_claim_would_be_paid_twice():
    """The races above mean something only if a naive run would lose them."""
    claim = approved_claim()
    seen = threading.Barrier(2)

    def naive(_):
        ready = not PaymentLine.objects.filter(claim=claim, is_live=True).exists()
        seen.wait()
        return ready

    results, _ = at_once(2, naive)

    assert results == [True, True]
    connection.close()
