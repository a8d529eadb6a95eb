"""What Bilal has planned at Thames: last year's modules carried into this one, and sessions, one of them just held."""

from datetime import time, timedelta

from apps.audit.actors import Actor, acting
from apps.policy.figures import current_year
from apps.policy.models import AcademicYear
from apps.providers.models import Provider
from apps.training.enums import CurriculumArea, Format
from apps.training.services.programme import add_module, add_session, copy_modules
from claims_service.local.demo.people import THAMES, named
from claims_service.local.demo.story import at

MODULES = [
    ("What a mentor does", [CurriculumArea.MENTORING], Format.ONLINE_ANY_TIME, 60, "https://thames.example/mentors"),
    ("Coaching conversations", [CurriculumArea.MENTORING], Format.IN_PERSON, 180, ""),
    ("Managing behaviour", [CurriculumArea.BEHAVIOUR, CurriculumArea.PEDAGOGY], Format.IN_PERSON, 180, ""),
    ("Reading and using assessment", [CurriculumArea.ASSESSMENT], Format.ONLINE_LIVE, 90, ""),
]
SESSIONS = [
    ("Coaching conversations", -6, "Kelder Community Hall"),
    ("Managing behaviour", 8, "Kelder Community Hall"),
    ("Reading and using assessment", 15, ""),
]


def plan(today):
    """Modules and sessions of this year. Sessions that would fall outside its training period are left out."""
    bilal, thames, year = named("Bilal"), Provider.objects.get(code=THAMES), current_year()
    last = AcademicYear.objects.filter(starts_on__lt=year.starts_on).latest("starts_on")
    with at(today - timedelta(days=12), 9), acting(Actor.person(bilal, organisation=thames, role="provider user")):
        for title, areas, how, minutes, link in MODULES:
            add_module(thames, last, by=bilal, title=title, areas=areas, format=how, minutes=minutes, link=link)
        modules = {module.title: module for module in copy_modules(thames, year, by=bilal)}
        for title, days, place in SESSIONS:
            day = today + timedelta(days=days)
            if year.training_from <= day <= year.training_until:
                times = {"starts_at": time(13, 0), "ends_at": time(16, 0) if place else time(14, 30)}
                add_session(modules[title], by=bilal, held_on=day, place=place, capacity=24, **times)
