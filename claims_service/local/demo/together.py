"""What Tariq does for several schools of his trust at once: drafts for one provider, of which he submits two."""

from datetime import timedelta

from apps.audit.actors import Actor, acting
from apps.claims.readiness import readiness_of_many
from apps.claims.services.drafts import fill_draft, start_claim
from apps.claims.services.submission import submit_many
from apps.claims.starting import what_stops
from apps.claims.trusts import mentors_to_claim_for, schools_of, year_of_interest
from apps.mentors.services import add_mentor
from apps.policy.figures import conditions_in_force
from apps.providers.models import Provider
from apps.schools.models import Trust
from claims_service.local.demo.people import THAMES, TRUST, found, named
from claims_service.local.demo.story import at

DRAFTS, SUBMITTED = 5, 2


def claim_together(today):
    """Drafts for the first schools that can claim; the last of them are left for whoever signs in as Tariq."""
    tariq, trust = named("Tariq"), Trust.objects.get(uid=TRUST)
    thames = Provider.objects.get(code=THAMES)
    with at(today - timedelta(days=1), 15), acting(Actor.person(tariq, organisation=trust, role="trust user")):
        year, window = year_of_interest()
        schools = list(schools_of(trust).order_by("sort_name"))
        ready = readiness_of_many(schools, year, thames)
        mentors = mentors_to_claim_for(schools, thames, year)
        able = [
            school for school in schools if mentors.get(school.pk) and not what_stops(school, window, ready[school.pk])
        ]
        shared = mentors[able[0].pk][0].left.mentor
        add_mentor(able[-1], found(shared.trn), by=tariq)
        drafts = []
        for school in able[:DRAFTS]:
            drafts.append(start_claim(school, thames, year, by=tariq))
            hours = {one.left.mentor: one.left.left for one in mentors[school.pk]}
            fill_draft(drafts[-1], hours, by=tariq, agreed=True)
        statements = [row.text for row in conditions_in_force(year).declarations.all()]
        submit_many(drafts[:SUBMITTED], declared=statements, is_mentor=False, by=tariq)
