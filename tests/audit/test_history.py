"""History is read whatever an old line lacks."""

import pytest
from django.db import transaction

from apps.audit.actors import Actor
from apps.audit.history import history_of
from apps.audit.record import record
from tests.factories import SchoolFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("event", "details", "words"),
    [
        ("school.set_area", {"area": "Fringe", "was": "", "reason": "The map"}, "Fringe"),
        ("school.set_area", {}, "School set area"),
        ("window.change", {"was": None}, "Window change"),
        ("claim.provider_answers", {"answers": 3}, "Claim provider answers"),
        ("something.of_long_ago", {"any": "thing"}, "Something of long ago"),
    ],
)
def test_a_line_without_its_details_says_less_and_breaks_nothing(event, details, words):
    school = SchoolFactory()
    with transaction.atomic():
        record(event, school, by=Actor.job("A test"), **details)

    (_, said), *others = history_of(school)
    assert words in said
    assert others == []
