"""What stands on the partner board: schools that would host trainees, mentors that Thames wants; and a site of a provider."""

from datetime import timedelta

from apps.audit.actors import Actor, acting
from apps.claims.services.sites import join_site
from apps.mentors.services.board import put_on_board
from apps.policy.figures import current_year
from apps.providers.models import Provider
from apps.schools.models import School
from apps.users.services.people import people_in
from claims_service.local.demo.people import HOLLINS, THAMES, named
from claims_service.local.demo.story import at

CAPITAL = "C33"
OFFERS = {
    HOLLINS: {"number": 2, "phases": ["primary"], "subjects": ["all"], "words": "From Easter, four days a week."},
    "199003": {"number": 1, "phases": ["primary"], "subjects": ["all"], "words": ""},
    "199007": {"number": 3, "phases": ["secondary"], "subjects": ["mathematics", "physics"], "words": ""},
}


def look_for_each_other(today):
    """Some days ago, so that there is something to read on both sides."""
    year, thames = current_year(), Provider.objects.get(code=THAMES)
    with at(today - timedelta(days=2), 11):
        for urn, offer in OFFERS.items():
            school = School.objects.get(urn=urn)
            by = people_in(school).order_by("email").first()
            with acting(Actor.person(by, organisation=school, role="school user")):
                put_on_board(school, year, version=0, by=by, **offer)
        bilal = named("Bilal")
        wanted = {"number": 6, "area": "South London", "phases": ["secondary"], "subjects": ["mathematics", "physics"]}
        with acting(Actor.person(bilal, organisation=thames, role="provider user")):
            put_on_board(thames, year, version=0, words="Sessions are online, on Wednesdays.", by=bilal, **wanted)
        cora = named("Cora")
        with acting(Actor.person(cora, organisation="DfE", role="caseworker")):
            capital = Provider.objects.get(code=CAPITAL)
            join_site(capital, code="C34", name="Capital Schools Partnership at Brixton", by=cora)
