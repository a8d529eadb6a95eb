"""What a version of the conditions says otherwise than the one before it."""

from datetime import date

import pytest
from django.urls import reverse

from apps.policy.changes import what_changed
from apps.policy.figures import conditions_in_force, year_figures
from apps.policy.models import AcademicYear, Declaration, GrantConditions
from tests.factories import year_2025

pytestmark = pytest.mark.django_db


def second_version():
    """Version 2 of the year: one paragraph other, one section gone, one new, one more statement."""
    first = conditions_in_force(year_2025())
    (heading, paragraphs), *rest = first.sections
    sections = [
        [heading, [*paragraphs[1:], "It covers lead mentors too."]],
        *rest[:-1],
        ["Late claims", ["There are none."]],
    ]
    version = GrantConditions.objects.create(
        year=first.year, number=2, published_on=date(2026, 2, 10), summary=first.summary, sections=sections
    )
    for position, text in enumerate([*(row.text for row in first.declarations.all()), "I work here"], start=1):
        Declaration.objects.create(conditions=version, position=position, text=text)
    return first, version


def test_words_are_compared_with_the_version_before():
    first, version = second_version()

    changes = what_changed(version, year_figures(version.year))

    assert changes.before == first
    found = {section.heading: section for section in changes.sections}
    assert list(found) == [
        first.sections[0][0],
        "Late claims",
        "What you declare with each claim",
        first.sections[-1][0],
    ]
    assert found[first.sections[0][0]].new == ["It covers lead mentors too."]
    assert found[first.sections[0][0]].gone == [first.sections[0][1][0]]
    assert found["What you declare with each claim"].new == ["I work here"]
    assert found[first.sections[-1][0]].gone == first.sections[-1][1]
    assert changes.figures == []


def test_a_first_version_is_compared_with_the_year_before_figures_and_all():
    changes = what_changed(conditions_in_force(year_2025()), year_figures(year_2025()))

    assert str(changes.before) == "2024 to 2025, version 1"
    assert changes.sections == []
    assert changes.figures == [("Initial training allowance", "20 hours", "16 hours")]


def test_the_first_of_all_has_nothing_to_compare_with():
    first = AcademicYear.objects.order_by("starts_on").first()

    assert what_changed(conditions_in_force(first), year_figures(first)) is None


def test_the_public_page_has_a_list_of_contents_and_what_changed(client):
    page = client.get(reverse("policy:public-show-conditions", args=["2025-to-2026"])).content.decode()

    assert '<a class="govuk-link govuk-link--no-visited-state" href="#section-1">1. What the grant is for</a>' in page
    assert "What changed since 2024 to 2025, version 1" in page
    assert "Initial training allowance: 16 hours, before that 20 hours" in page
    assert "The words are the same." in page
