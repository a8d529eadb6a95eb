"""What a provider records, row by row, and what becomes of it."""

from datetime import date

import psycopg
import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from apps.audit.actors import Actor, acting
from apps.audit.models import AuditEvent
from apps.mentors.models import Place
from apps.training.enums import Outcome, WaitingFor
from apps.training.models import LedgerDispute, LedgerEntry, LedgerItem
from apps.training.services.recording import Said, preview_hours, record_hours
from tests.factories import MentorFactory, ProviderFactory, SchoolFactory, member_of, year_2025

pytestmark = pytest.mark.django_db

OCTOBER, NOVEMBER = date(2025, 10, 6), date(2025, 11, 3)


def says(mentor, minutes, day=None, what="", row=2, **kwargs):
    return Said(row, mentor.trn, mentor.school.urn, year_2025(), minutes, day, what, **kwargs)


def record(provider, *rows, **kwargs):
    return record_hours(provider, rows, by=provider.person, how="page", **kwargs)


def outcomes(ledger):
    return [row.outcome for row in ledger.rows]


def test_a_total_is_recorded_and_a_claim_can_rest_on_its_whole_hours(provider, mentor):
    ledger = record(provider, says(mentor, 959))

    assert outcomes(ledger) == [Outcome.NEW]
    assert ledger.rows[0].waiting_for == WaitingFor.NOBODY
    entry = LedgerEntry.objects.get()
    assert (entry.mentor, entry.school, entry.minutes, entry.hours) == (mentor, mentor.school, 959, 15)


def test_the_same_total_again_changes_nothing_and_leaves_no_history(provider, mentor):
    record(provider, says(mentor, 600))
    version = LedgerEntry.objects.get().version

    assert outcomes(record(provider, says(mentor, 600))) == [Outcome.UNCHANGED]
    assert LedgerEntry.objects.get().version == version
    assert AuditEvent.objects.filter(event="hours.record").count() == 1


def test_another_total_is_a_correction_that_keeps_what_was_there_before(provider, mentor):
    record(provider, says(mentor, 600))

    ledger = record(provider, says(mentor, 360))

    assert outcomes(ledger) == [Outcome.CHANGED]
    assert ledger.rows[0].minutes_before == 600
    assert LedgerEntry.objects.get().minutes == 360
    told = AuditEvent.objects.filter(event="hours.record").latest("at").details["rows"]
    assert [(row["before"], row["minutes"]) for row in told] == [(600, 360)]
    assert list(LedgerEntry.pgh_event_model.objects.order_by("pgh_id").values_list("minutes", flat=True))[-1] == 360


def test_items_are_summed_over_the_year(provider, mentor):
    record(
        provider,
        says(mentor, 40, OCTOBER),
        says(mentor, 40, OCTOBER, "Coaching", row=3),
        says(mentor, 40, NOVEMBER, row=4),
    )

    entry = LedgerEntry.objects.get()
    assert (entry.minutes, entry.hours, entry.total_minutes) == (120, 2, None)


def test_an_item_said_again_with_other_minutes_is_corrected(provider, mentor):
    record(provider, says(mentor, 40, OCTOBER), says(mentor, 60, NOVEMBER, row=3))

    ledger = record(provider, says(mentor, 90, OCTOBER), says(mentor, 60, NOVEMBER, row=3))

    assert outcomes(ledger) == [Outcome.CHANGED, Outcome.UNCHANGED]
    assert LedgerEntry.objects.get().minutes == 150


def test_a_total_takes_the_place_of_items_only_when_it_says_so(provider, mentor):
    record(provider, says(mentor, 40, OCTOBER))

    assert outcomes(record(provider, says(mentor, 600))) == [Outcome.HAS_ITEMS]
    assert LedgerEntry.objects.get().minutes == 40

    assert outcomes(record(provider, says(mentor, 600, replaces=True))) == [Outcome.CHANGED]
    assert LedgerEntry.objects.get().minutes == 600
    assert not LedgerItem.objects.exists()


def test_items_take_the_place_of_a_total_only_when_they_say_so(provider, mentor):
    record(provider, says(mentor, 600))

    assert outcomes(record(provider, says(mentor, 40, OCTOBER))) == [Outcome.HAS_TOTAL]
    assert outcomes(record(provider, says(mentor, 40, OCTOBER, replaces=True))) == [Outcome.CHANGED]
    entry = LedgerEntry.objects.get()
    assert (entry.minutes, entry.total_minutes) == (40, None)


def test_hours_of_a_mentor_whom_no_school_has_wait_for_the_school(provider, mentor):
    row = Said(2, "7654321", mentor.school.urn, year_2025(), 600)

    ledger = record(provider, row)

    assert outcomes(ledger) == [Outcome.NEW]
    assert ledger.rows[0].waiting_for == WaitingFor.MENTOR
    assert LedgerEntry.objects.waiting().get().mentor is None


def test_hours_of_a_mentor_who_is_at_another_school_wait_for_the_school(provider, mentor):
    other = SchoolFactory()

    ledger = record(provider, Said(2, mentor.trn, other.urn, year_2025(), 600))

    assert ledger.rows[0].waiting_for == WaitingFor.PLACE
    Place.objects.create(mentor=mentor, school=other)
    assert not LedgerEntry.objects.waiting().exists()


def test_a_urn_that_no_open_school_has_is_refused_and_the_other_rows_stand(provider, mentor):
    ledger = record(provider, Said(2, mentor.trn, "100999", year_2025(), 600), says(mentor, 600, row=3))

    assert outcomes(ledger) == [Outcome.NO_SCHOOL, Outcome.NEW]
    assert LedgerEntry.objects.get().minutes == 600


def test_a_delivery_partner_records_for_its_own_schools_only(provider, mentor):
    other = MentorFactory()
    other.school = SchoolFactory()

    ledger = record(provider, says(mentor, 60), says(other, 60, row=3), schools={other.school.pk})

    assert outcomes(ledger) == [Outcome.NOT_YOURS, Outcome.NEW]
    assert not LedgerEntry.objects.filter(trn=mentor.trn).exists()


def test_two_rows_that_contradict_each_other_are_both_refused(provider, mentor):
    ledger = record(provider, says(mentor, 60), says(mentor, 90, row=3))

    assert outcomes(ledger) == [Outcome.TWICE, Outcome.TWICE]
    assert not LedgerEntry.objects.exists()


def test_a_total_beside_items_of_the_same_mentor_is_refused_whatever_it_replaces(provider, mentor):
    ledger = record(provider, says(mentor, 60, replaces=True), says(mentor, 60, OCTOBER, row=3, replaces=True))

    assert outcomes(ledger) == [Outcome.TWICE, Outcome.TWICE]


def test_the_same_row_twice_in_a_file_is_recorded_once(provider, mentor):
    record(provider, says(mentor, 60, OCTOBER), says(mentor, 60, OCTOBER, row=3))

    assert LedgerEntry.objects.get().minutes == 60


def test_disputed_hours_stay_as_they_are_until_the_provider_answers_the_school(provider, mentor):
    record(provider, says(mentor, 600))
    by = member_of(mentor.school)
    with acting(Actor.person(by)):
        LedgerDispute.objects.create(entry=LedgerEntry.objects.get(), hours_said=8, words="Left in May", disputed_by=by)

    assert outcomes(record(provider, says(mentor, 480))) == [Outcome.DISPUTED]
    assert LedgerEntry.objects.get().minutes == 600


def test_hours_beyond_the_years_allowance_are_recorded_and_said_to_be_over(provider, mentor):
    other = SchoolFactory()
    Place.objects.create(mentor=mentor, school=other)

    ledger = record(provider, says(mentor, 12 * 60), Said(3, mentor.trn, other.urn, year_2025(), 6 * 60))

    assert outcomes(ledger) == [Outcome.NEW, Outcome.NEW]
    assert ledger.over == {(mentor.trn, year_2025().pk): 2}


def test_one_providers_record_is_not_anothers(provider, mentor):
    record(provider, says(mentor, 600))
    other = ProviderFactory()
    other.person = member_of(other)

    assert outcomes(record(other, says(mentor, 300))) == [Outcome.NEW]
    assert LedgerEntry.objects.get(provider=provider).minutes == 600


def test_a_preview_says_what_recording_would_do_and_changes_nothing(provider, mentor):
    record(provider, says(mentor, 600))
    newcomer = MentorFactory(at=mentor.school)
    newcomer.school = mentor.school
    rows = says(mentor, 300), says(newcomer, 60, row=3), Said(4, mentor.trn, "100999", year_2025(), 60)

    previewed = preview_hours(provider, rows)

    assert outcomes(previewed) == [Outcome.CHANGED, Outcome.NEW, Outcome.NO_SCHOOL]
    assert LedgerEntry.objects.get().minutes == 600
    assert outcomes(record(provider, *rows)) == outcomes(previewed)


def test_a_file_takes_no_more_statements_than_a_row(provider, mentor):
    mentors = MentorFactory.create_batch(30, at=mentor.school)
    for other in mentors:
        other.school = mentor.school
    row = says(mentor, 60)
    rows = [says(other, 60, row=number) for number, other in enumerate(mentors, start=2)]

    with CaptureQueriesContext(connection) as one:
        record(provider, row)
    with CaptureQueriesContext(connection) as many:
        record(provider, *rows)

    assert len(many) == len(one) <= 25


class TestTheFloor:
    """What raw SQL cannot do to the ledger, as the app's own role."""

    @pytest.fixture
    def entry(self, provider, mentor):
        record(provider, says(mentor, 40, OCTOBER))
        return LedgerEntry.objects.get()

    @pytest.mark.parametrize(
        "attack",
        [
            "DELETE FROM training_ledgerentry",
            "UPDATE training_ledgerentry SET school_id = gen_random_uuid()",
            "UPDATE training_ledgerentry SET total_minutes = 600",
            "UPDATE training_ledgerentry SET total_minutes = -1",
            "UPDATE training_ledgerentry SET trn = '12345'",
            "UPDATE training_ledgeritem SET minutes = 0",
            "UPDATE training_ledgeritem SET minutes = 1441",
            "DELETE FROM training_ledgerentryevent",
            "UPDATE training_ledgeritemevent SET minutes = 1",
        ],
    )
    def test_is_refused(self, entry, attack):
        with (
            pytest.raises(Exception, match=r"."),
            acting(Actor.job("attack")),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(attack)
            assert cursor.rowcount == 0, "the attack was let through"
            raise IntegrityError("nothing was touched")

    def test_minutes_are_counted_whatever_is_written(self, entry):
        with acting(Actor.job("attack")), connection.cursor() as cursor:
            cursor.execute("UPDATE training_ledgerentry SET minutes = 9999")

        entry.refresh_from_db()
        assert entry.minutes == 40

    def test_nothing_changes_when_nobody_acts(self, entry):
        with (
            pytest.raises(psycopg.Error, match="nobody acts"),
            transaction.atomic(),
            connection.connection.cursor() as cursor,
        ):
            cursor.execute("SELECT set_config('pghistory.context_metadata', '', true)")
            cursor.execute("UPDATE training_ledgerentry SET total_minutes = NULL")
