"""The rules page of a provider: requirements beside figures, and what changed since the year before."""

from datetime import date

import pytest
from django.db import ProgrammingError, transaction
from django.urls import reverse

from apps.policy.changes import requirements_that_changed
from apps.policy.figures import requirements_in_force, year_figures
from apps.policy.models import AcademicYear, TrainingRequirements
from apps.policy.services.years import open_year
from tests.factories import ProviderFactory, member_of, support_person, year_2025

pytestmark = pytest.mark.django_db


@pytest.fixture
def provider(client):
    provider = ProviderFactory()
    client.force_login(member_of(provider))
    return provider


def shown(client, provider, **asked):
    page = client.get(reverse("providers:provider-show-rules", args=[provider.pk]), asked)
    return " ".join(page.content.decode().split())


def test_the_page_shows_the_years_words_figures_and_sources(client, provider):
    page = shown(client, provider)

    assert "Rules, 2025 to 2026" in page
    assert "6 April 2025 to 31 May 2026" in page
    assert "21 days" in page
    assert "Initial, 16 hours" in page
    assert "DfE sets no least time" in page
    assert "initial-teacher-training-and-early-career-framework" in page


def test_what_changed_is_worked_out_from_the_rows(client, provider):
    page = shown(client, provider)

    assert "What changed since 2024 to 2025" in page
    assert "Initial training allowance: 16 hours, before that 20 hours" in page
    assert "withdrawn in November 2024" in page  # among what is no longer there

    year = AcademicYear.objects.get(name="2024 to 2025")
    changes = requirements_that_changed(requirements_in_force(year), year_figures(year))
    assert [section.heading for section in changes.sections] == ["How long training takes"]
    assert changes.figures == []


def test_another_year_is_chosen_in_the_address_and_the_first_has_nothing_before_it(client, provider):
    page = shown(client, provider, year="2023-to-2024")

    assert "Rules, 2023 to 2024" in page
    assert "What changed" not in page
    assert "Rules, 2025 to 2026" in shown(client, provider, year="nonsense")


def test_words_not_published_yet_are_not_shown(client, provider):
    year = AcademicYear.objects.get(name="2026 to 2027")
    AcademicYear.objects.filter(pk=year.pk).update(training_from=date(2026, 1, 1))

    assert "DfE has not published training requirements for 2026 to 2027 yet." in shown(
        client, provider, year="2026-to-2027"
    )


def test_a_newer_version_takes_the_place_of_an_older_one(client, provider):
    TrainingRequirements.objects.create(
        year=year_2025(), number=2, published_on=date(2026, 1, 5), sections=[["Who is trained", ["Everyone."]]]
    )

    page = shown(client, provider)

    assert "Everyone." in page
    assert "Version 2, published 5 January 2026" in page


def test_published_words_stand():
    with pytest.raises(ProgrammingError), transaction.atomic():
        TrainingRequirements.objects.filter(year=year_2025()).update(number=9)


def test_a_new_year_begins_with_the_words_of_the_one_before():
    last = AcademicYear.objects.latest("starts_on")

    year = open_year(
        after=last,
        training_from=date(2027, 4, 6),
        training_until=date(2028, 5, 31),
        by=support_person("administrator"),
    )

    assert year.requirements.get().sections == last.requirements.get().sections
