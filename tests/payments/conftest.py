"""Two payments officers, the payer, and a run as far as a test needs it."""

import pytest

from apps.payments.services.runs import prepare_run, release_run
from apps.users.models import SupportRole
from tests.factories import approved_claim, payer_person, support_person


@pytest.fixture
def priya():
    return support_person(SupportRole.PAYMENTS_OFFICER, first_name="Priya", last_name="Nair")


@pytest.fixture
def pete():
    return support_person(SupportRole.PAYMENTS_OFFICER, first_name="Pete", last_name="Okoro")


@pytest.fixture
def fin():
    return payer_person(first_name="Fin", last_name="Marsh", email="fin@payer.example")


@pytest.fixture
def claim():
    return approved_claim(hours=(16, 4))


@pytest.fixture
def prepared(claim, priya):
    return prepare_run(claim.window, by=priya)


@pytest.fixture
def released(prepared, pete, fin):
    return release_run(prepared, by=pete)


@pytest.fixture
def line(released, claim):
    claim.refresh_from_db()
    return released.lines.get()
