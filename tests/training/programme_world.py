"""A provider with a programme."""

from datetime import date, time

from apps.training.enums import CurriculumArea, Format
from apps.training.services.programme import add_module, add_session
from tests.factories import year_2025


def module_of(provider, title="Coaching", year=None, **fields):
    said = {"areas": [CurriculumArea.MENTORING], "format": Format.IN_PERSON, "minutes": 120, "link": "", **fields}
    return add_module(provider, year or year_2025(), by=provider.person, title=title, **said)


def session_of(module, held_on=date(2026, 2, 9), starts_at=time(9, 30), ends_at=time(11, 0), **fields):
    said = {"place": "Thames House", "capacity": 20, **fields}
    by = module.provider.person
    return add_session(module, by=by, held_on=held_on, starts_at=starts_at, ends_at=ends_at, **said)
