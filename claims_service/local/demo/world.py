"""The demo world: registers, people, two past years and this one.

Everything is done by the services, under the clock, so the demo cannot hold an impossible claim. Chance is seeded:
the same people, claims and references every time; only the days follow today's, so that a claim window is always open.
"""

import random
from datetime import date, timedelta
from pathlib import Path

from apps.claims.models import Claim
from apps.core import clock
from apps.core.references import drawn_by
from apps.policy.figures import conditions_in_force, current_year
from apps.policy.models import AcademicYear
from apps.policy.services.windows import open_window
from apps.providers.models import Provider
from apps.providers.register.sync import import_providers
from apps.schools.gias.sync import import_register
from apps.schools.gias.trusts import read_members, read_trusts
from apps.schools.models import School
from apps.schools.services.conditions import accept_conditions
from apps.schools.services.eligibility import make_eligible
from apps.users.services.people import people_in
from claims_service.local.demo import beside, board, ledger, people, programme, story, together, words

FILES = Path(__file__).parent
SEED = 20260901
CLAIMS_IN_A_PAST_YEAR = 42
NOT_ELIGIBLE_THIS_YEAR = "199058"


def fill(job, *, say=lambda words: None):
    """Make the whole world. `say` hears how far it is."""
    chance = random.Random(SEED)
    this = current_year()
    years = list(AcademicYear.objects.filter(starts_on__lte=this.starts_on).order_by("-starts_on")[:3])[::-1]
    say("Schools, trusts and providers")
    claiming = begin(date(years[0].starts_on.year, 9, 2), job)
    with drawn_by(chance):
        for year in years:
            say(f"The year {year}")
            live_through(year, this, claiming, job, chance)
    today = clock.today()
    with story.at(today - timedelta(days=4)):
        people.invite_again(job)
    story.schools_change(today, job)
    words.speak(today)
    beside.come(today, job)
    together.claim_together(today)
    board.look_for_each_other(today)
    alone = [
        school
        for school in claiming
        if not school.trust_id and school.urn not in (people.HOLLINS, NOT_ELIGIBLE_THIS_YEAR)
    ]
    ledger.record_at_thames(today, alone[:3], job)
    programme.plan(today)
    say(f"{Claim.objects.count()} claims")


def begin(day, job):
    """Read the registers, let everybody in, add the mentors. Returns the schools that can claim."""
    with story.at(day):
        import_register(
            (FILES / "schools.csv").read_bytes(),
            source="schools.csv",
            as_at=day,
            by=job,
            trusts=read_trusts((FILES / "trusts.csv").read_bytes()),
            members=read_members((FILES / "trust_members.csv").read_bytes()),
        )
        import_providers((FILES / "providers.csv").read_bytes(), source="providers.csv", by=job)
        people.let_everybody_in(job)
        schools = School.objects.filter(is_open=True).order_by("urn")
        claiming = [school for school in schools if school.funding_area and people_in(school).exists()]
        people.add_mentors(claiming, job)
    return claiming


def live_through(year, this, claiming, job, chance):
    """Open the year's window, let the schools accept its conditions, and tell what happened."""
    today = clock.today()
    is_now = year == this
    if is_now:
        opens, closes = max(today - timedelta(days=20), year.starts_on), today + timedelta(days=60)
        eligible = [school for school in claiming if school.urn != NOT_ELIGIBLE_THIS_YEAR]
    else:
        opens, closes = date(year.ends_on.year, 5, 1), date(year.ends_on.year, 7, 17)
        eligible = claiming
    ready = [school for number, school in enumerate(eligible) if not (is_now and is_waiting(school, number))]
    with story.at(opens, 8):
        window = open_window(year, opens, closes, pays_by=closes + timedelta(days=30), by=people.named("Ada"))
        for school in eligible:
            make_eligible(school, year, by=job, reason="On the list of schools that host trainees")
        for school in ready:
            accept_conditions(school, conditions_in_force(year), by=people_in(school).order_by("email").first())
    chance.shuffle(ready)
    if is_now:
        providers = list(Provider.objects.accredited_on(today).order_by("code"))
        story.this_year(year, window, today, ready, providers, chance)
    else:
        providers = list(Provider.objects.accredited_on(opens).order_by("code"))
        story.a_whole_year(year, window, ready, providers, chance, count=CLAIMS_IN_A_PAST_YEAR)


def is_waiting(school, number):
    """Some schools, Anne's among them, have yet to accept this year's conditions."""
    return school.urn == people.HOLLINS or number % 11 == 10
