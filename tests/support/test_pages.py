"""Every page of the console, with something on it and with nothing, and who may open it."""

import pytest
from django.urls import get_resolver, reverse

from apps.claims.services.drafts import start_claim
from apps.core import clock
from apps.core.models import Tick
from apps.notifications.models import EmailState, OutboundEmail
from apps.policy.models import AllowanceCap, FundingRate
from apps.policy.services.replacing import propose_cap, propose_rate
from apps.schools.models.register import RegisterImport
from apps.support.permissions import can_read_console
from apps.users.models import AccessRequest
from tests.factories import (
    ProviderFactory,
    SchoolFactory,
    draft_claim,
    open_window,
    payer_person,
    submitted_claim,
    year_2025,
)

pytestmark = pytest.mark.django_db

LISTS = [
    "home",
    "list-claims",
    "list-schools",
    "list-providers",
    "list-access-requests",
    "service",
    "list-years",
    "list-windows",
    "list-imports",
    "list-failed-emails",
    "list-jobs",
    "list-users",
]
ROLES = ["cora", "priya", "ada", "nora"]


def failed_email(**fields):
    given = {"to": "anne@school.example", "message": "ClaimSubmittedForSchool", "subject": "Submitted", "body": "Words"}
    number = OutboundEmail.objects.count()
    return OutboundEmail.objects.create(**given | {"dedupe_key": f"key {number}", "state": EmailState.BOUNCED} | fields)


def access_request(organisation, number=0):
    return AccessRequest.objects.create(
        email=f"sam{number}@school.example",
        first_name="Sam",
        last_name="Stranger",
        provider_key="dfe",
        subject=f"sam {number}",
        organisation_type=organisation._meta.model_name,
        organisation_id=organisation.pk,
        organisation_name=str(organisation),
    )


@pytest.fixture
def full(people, referred):
    """Something on every list."""
    year = year_2025()
    claim = referred()
    type(claim).objects.filter(pk=claim.pk).update(assigned_to=people.cora)
    submitted_claim()
    draft_claim()
    start_claim(claim.school, claim.provider, year, by=claim.created_by)
    propose_rate(year, "fringe", 9999, reason="New rates", by=people.ada)
    propose_cap(year, "initial", 17, reason="New cap", by=people.ada)
    failed_email()
    failed_email(state=EmailState.PARKED, problem="Bad address")
    access_request(SchoolFactory(name="Lonely School", district_code=""))
    access_request(ProviderFactory(), 1)
    Tick.objects.create(job="notifications.deliver", due_at=clock.now(), problem="ValueError: it broke")
    RegisterImport.objects.create(
        source="edubase.csv", sha256="a", as_at=clock.today(), rows=50515, counts={"new": 499}, problems=["Odd row"]
    )
    payer_person()
    return claim


def addresses(claim):
    """Every list, and every part of a claim."""
    parts = ["show-claim", "show-claim-checks", "show-claim-money", "show-claim-history"]
    return [reverse(f"support:{name}") for name in LISTS] + [
        reverse(f"support:{name}", args=[claim.pk]) for name in parts
    ]


@pytest.mark.parametrize("who", ROLES)
def test_every_role_reads_every_page_when_it_is_full(sign_in, full, who):
    client = sign_in(who)
    finding = reverse("support:show-finding", args=[full.pk, full.results.first().pk])
    school = reverse("support:show-school", args=[full.school_id])
    provider = reverse("support:show-provider", args=[full.provider_id])
    people = reverse("support:school-list-people", args=[full.school_id])

    for address in [*addresses(full), finding, school, provider, people]:
        assert client.get(address).status_code == 200, address


@pytest.mark.parametrize("make", [draft_claim, submitted_claim])
def test_every_page_has_words_for_having_nothing_on_it(sign_in, make):
    client = sign_in("cora")

    for address in addresses(make()):
        assert client.get(address).status_code == 200, address


def test_somebody_without_a_role_at_dfe_finds_no_such_page(client, full):
    client.force_login(full.created_by)

    for address in addresses(full):
        assert client.get(address).status_code == 404, address


def test_a_visitor_is_asked_to_sign_in(client, full):
    for address in addresses(full):
        assert client.get(address).status_code == 302, address


def views_that_change():
    """Every address of the console that some role is kept out of: name, and how to fill its ids."""
    for pattern in get_resolver("apps.support.urls").url_patterns:
        if "payments/" not in str(pattern.pattern):
            can = getattr(pattern.callback, "permission", None)
            yield pattern.name, can


def test_every_page_of_the_console_asks_a_permission():
    assert [name for name, can in views_that_change() if can is None] == []


def test_the_auditor_reads_and_never_acts(people):
    acting = {can for _, can in views_that_change() if can is not can_read_console}

    assert [can.__name__ for can in acting if can(people.nora, frozenset({"auditor"}))] == []


def test_figures_and_windows_of_a_year_are_read_by_everyone(sign_in, full):
    open_window()
    page = sign_in("nora").get(reverse("support:show-year", args=[year_2025().pk])).content.decode()

    assert "£43.80" in page
    assert "£99.99" in page
    assert "Replace" not in page
    assert AllowanceCap.objects.proposed().count() == FundingRate.objects.proposed().count() == 1
