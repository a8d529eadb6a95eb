"""Grant conditions, for anyone."""

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


def test_published_years_are_listed_newest_first(client):
    page = client.get(reverse("policy:public-conditions")).content.decode()
    assert page.index("2025 to 2026") < page.index("2024 to 2025") < page.index("2023 to 2024")
    assert "2026 to 2027" not in page


def test_a_years_conditions_stand_beside_its_own_figures(client):
    page = client.get(reverse("policy:public-show-conditions", args=["2024-to-2025"])).content.decode()
    assert "Initial, 20 hours" in page
    assert "What you declare with each claim" in page
    assert "Initial, 16 hours" in client.get("/grant-conditions/2025-to-2026/").content.decode()


@pytest.mark.parametrize("slug", ["2026-to-2027", "1999-to-2000", "rubbish"])
def test_a_year_without_published_conditions_is_not_found(client, slug):
    assert client.get(reverse("policy:public-show-conditions", args=[slug])).status_code == 404
