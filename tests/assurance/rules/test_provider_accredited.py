"""AR06. The provider is accredited on the day of submission."""

from datetime import date

import pytest

from apps.assurance.facts import Span
from apps.assurance.rules.timing import ProviderAccredited
from tests.assurance.facts import claim


@pytest.mark.parametrize(
    "span",
    [
        pytest.param(Span(date(2026, 2, 10)), id="from that very day"),
        pytest.param(Span(date(2024, 8, 1), date(2026, 2, 11)), id="for the last day"),
    ],
)
def test_a_provider_accredited_on_the_day_passes_whatever_comes_after(span):
    assert ProviderAccredited().check(claim(accredited=(span,))).passed


@pytest.mark.parametrize(
    "spans",
    [
        pytest.param((Span(date(2024, 8, 1), date(2026, 2, 10)),), id="ended on that day"),
        pytest.param((Span(date(2026, 2, 11)),), id="begins a day later"),
        pytest.param((), id="never"),
    ],
)
def test_a_provider_not_accredited_on_the_day_is_referred(spans):
    finding = ProviderAccredited().check(claim(accredited=spans))

    assert finding.problems == ("Thames ITT was not accredited on 10 February 2026.",)
