"""What Bilal has recorded at Thames: a mentor nobody has added, hours a school disputes, two files; and a delivery partner."""

from datetime import timedelta

from apps.audit.actors import Actor, acting
from apps.claims.services.ready_made import prepare_claims, tell_of_ready_claims
from apps.claims.services.reminding import remind_school
from apps.claims.trusts import year_of_interest
from apps.mentors.models import Place
from apps.providers.models import Provider, Purpose
from apps.providers.services.contacts import name_contact
from apps.schools.models import School
from apps.training.files.ledger import COLUMNS
from apps.training.models import LedgerEntry
from apps.training.services.disputing import dispute_hours
from apps.training.services.files import apply_file, keep_file
from apps.training.services.limiting import limit_person
from apps.training.services.recording import Said, record_hours
from apps.training.services.tokens import make_token
from apps.users.services.people import invite_person, people_in
from claims_service.local.demo.people import HOLLINS, MOS_TRN, THAMES, named
from claims_service.local.demo.story import at

SESSIONS = ["Coaching trainees", "Observing lessons", "Giving feedback"]
MOS_MODULES = [("What a mentor does", 60), ("Managing behaviour", 180)]
NOBODY_YET = "7654321"


def record_at_thames(today, schools, job):
    """Hours of this year for Hollins and three of the other schools that can claim, the last of which disputes them."""
    bilal, thames = named("Bilal"), Provider.objects.get(code=THAMES)
    acts = Actor.person(bilal, organisation=thames, role="provider user")
    with at(today - timedelta(days=2), 11), acting(acts):
        year, _ = year_of_interest()
        hollins = School.objects.get(urn=HOLLINS)
        first, second, *_ = mentors_of(hollins)
        last_week = max(today - timedelta(days=9), year.training_from)
        rows = [Said(1, first.trn, HOLLINS, year, 16 * 60), Said(2, NOBODY_YET, HOLLINS, year, 6 * 60)]
        rows += [
            Said(3 + number, second.trn, HOLLINS, year, 90, last_week - timedelta(days=number), what)
            for number, what in enumerate(SESSIONS)
        ]
        rows += [
            Said(10 + number, MOS_TRN, HOLLINS, year, minutes, last_week - timedelta(days=number), what)
            for number, (what, minutes) in enumerate(MOS_MODULES)
        ]
        record_hours(thames, rows, by=bilal, how="page")
        data = file_of(schools[:3], year)
        apply_file(keep_file(thames, "autumn-hours.csv", data, by=bilal), by=bilal)
        keep_file(thames, "more-hours.csv", data + b"123,199001,,,,ten,\r\n7654322,100999,,,,16,\r\n", by=bilal)
        make_token(thames, name="Course records", days=365, by=bilal)
        contact = {"name": "Partnership office", "email": "office@thames-itt.example", "telephone": "0300 555 0101"}
        name_contact(thames, Purpose.TRAINING, **contact, version=0, by=bilal)
        dee = {"email": "dee.marsh@delivery.example", "first_name": "Dee", "last_name": "Marsh"}
        partner = invite_person(thames, **dee, by=bilal)
        limit_person(partner, [hollins, schools[0]], version=partner.version, by=bilal)
    disputed = LedgerEntry.objects.filter(school=schools[2], provider=thames).order_by("trn").first()
    by = people_in(schools[2]).order_by("email").first()
    with at(today - timedelta(days=1), 10), acting(Actor.person(by, organisation=schools[2], role="school user")):
        dispute_hours(disputed, hours=4, words="She missed the second half of the course.", by=by)
    with at(today - timedelta(days=1), 12):
        prepare_claims(by=job)
        tell_of_ready_claims(by=job)
    with at(today - timedelta(days=1), 13), acting(acts):
        remind_school(schools[0], thames, year, by=bilal)


def mentors_of(school):
    places = Place.objects.current().filter(school=school, mentor__is_active=True, mentor__verified_at__isnull=False)
    return [place.mentor for place in places.select_related("mentor").order_by("mentor__sort_name", "mentor__trn")]


def file_of(schools, year):
    """A file of totals for the mentors of these schools."""
    lines = [",".join(COLUMNS)]
    for school in schools:
        lines += [f"{mentor.trn},{school.urn},{year},,,6," for mentor in mentors_of(school)]
    return ("\r\n".join(lines) + "\r\n").encode()
