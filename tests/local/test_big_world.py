"""The world for measuring, made small: every floor holds, and every kind of claim is there."""

from datetime import datetime
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from apps.assurance.models import Confirmation, ConfirmationRequest, MentorAnswer, PaidClaimReport
from apps.audit.actors import Actor, acting
from apps.audit.history import history_of
from apps.claims.enums import ClaimStatus
from apps.claims.models import Claim, ReadyMade
from apps.content.models import Feedback
from apps.core import clock
from apps.core.models import Tick
from apps.mentors.models import Mentor, Volunteer, VolunteerLink
from apps.providers.models import Contact
from apps.schools.models import Succession, TrustMembership
from apps.training.models import Allowance, LedgerDispute, LedgerEntry, Module, Pulse, Session
from apps.users.models import AccessRequest, User
from claims_service.local import demo
from claims_service.local.big_world.world import Sizes, fill
from claims_service.local.big_world.years import ENDED, RUNNING

FILES = Path(demo.__file__).parent
SMALL = Sizes(schools=20, mentors=70, claims=200, trust_schools=3, trust_mentors=9, years=2)


@pytest.fixture(scope="module")
def heard(django_db_setup, django_db_blocker):
    """Filled once for these tests, and rolled back after them."""
    files = {"register": "schools", "trusts": "trusts", "members": "trust_members", "providers": "providers"}
    words = []
    job = Actor.job("The big world")
    now = clock.moved_to(datetime(2026, 2, 10, 12, tzinfo=clock.LONDON))
    with django_db_blocker.unblock(), transaction.atomic(), acting(job), now:
        fill(
            job,
            SMALL,
            **{kind: (FILES / f"{name}.csv").read_bytes() for kind, name in files.items()},
            say=words.append,
        )
        yield words
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def filled(heard):
    return heard


def test_it_says_how_far_it_is(heard):
    assert [words for words in heard if words.startswith("The year")] == [
        "The year 2024 to 2025: 100 claims",
        "The year 2025 to 2026: 100 claims",
    ]


def test_there_is_as_much_of_everything_as_was_asked_for():
    assert Claim.objects.exclude(created_by=None).count() == SMALL.claims
    assert Mentor.objects.count() == SMALL.mentors
    assert Claim.objects.values("reference").distinct().count() == Claim.objects.count()
    trust = TrustMembership.objects.first().trust
    assert Mentor.objects.filter(places__school__trust=trust).count() == SMALL.trust_mentors


def test_a_smaller_scale_keeps_the_big_trust():
    half = Sizes().at(0.5)

    assert (half.schools, half.mentors, half.claims) == (7_500, 30_000, 50_000)
    assert half.trust_mentors == Sizes().trust_mentors


@pytest.mark.parametrize(
    "model",
    [
        AccessRequest,
        Contact,
        Feedback,
        LedgerDispute,
        LedgerEntry,
        MentorAnswer,
        Module,
        PaidClaimReport,
        Pulse,
        ReadyMade,
        Session,
        Succession,
        Tick,
        Volunteer,
        VolunteerLink,
    ],
)
def test_there_is_something_of_what_stands_beside_claims(model):
    assert model.objects.exists()


def test_claims_stand_in_every_status_of_the_plan():
    found = set(Claim.objects.values_list("status", flat=True))

    assert found == {str(status) for status in {*ENDED, *RUNNING}}


def test_everything_adds_up_and_every_floor_still_stands(capsys):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'O'")
        disabled = cursor.fetchone()[0]
    call_command("verify_ledger")

    assert disabled == 0
    assert "Everything adds up" in capsys.readouterr().out


def test_a_paid_claim_has_its_history_its_question_and_its_answers():
    claim = Claim.objects.filter(status=ClaimStatus.PAID).first()
    words = [words.splitlines()[0] for _, words in history_of(claim)]

    assert words[0].startswith("Draft started for ")
    assert words[1].startswith("Submitted: ")
    assert len(words) == 5
    assert ConfirmationRequest.objects.filter(claim=claim).count() == 1
    assert Confirmation.objects.filter(claim=claim).count() == claim.lines.count()


def test_who_trained_before_has_a_refresher():
    again = Allowance.objects.filter(year__name="2025 to 2026", training_type="refresher").first()

    assert again.cap == 6
    assert (
        Allowance.objects.filter(mentor=again.mentor, provider=again.provider, used__gt=0).exclude(pk=again.pk).exists()
    )


def test_the_mentor_of_the_world_can_sign_in():
    assert User.objects.get(email="mentor@mentor.example").mentor.places.count() == 1
