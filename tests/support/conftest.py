"""People at DfE, one for each role, and a console with something in it."""

from types import SimpleNamespace

import pytest

from apps.assurance.services.checking import check_claim
from apps.audit.actors import Actor
from apps.users.models import SupportRole
from tests.factories import MentorFactory, school_that_can_claim, submitted_claim, support_person

NAMES = {
    "cora": ("Cora", SupportRole.CASEWORKER),
    "dev": ("Dev", SupportRole.CASEWORKER),
    "priya": ("Priya", SupportRole.PAYMENTS_OFFICER),
    "ada": ("Ada", SupportRole.ADMINISTRATOR),
    "ayo": ("Ayo", SupportRole.ADMINISTRATOR),
    "nora": ("Nora", SupportRole.AUDITOR),
}


@pytest.fixture
def people(db):
    """The cast of DfE."""
    return SimpleNamespace(
        **{key: support_person(role, first_name=name, last_name="Dfe") for key, (name, role) in NAMES.items()}
    )


@pytest.fixture
def sign_in(client, people):
    """A browser signed in as one of them."""

    def as_(name):
        client.force_login(getattr(people, name))
        return client

    return as_


@pytest.fixture
def checked(db):
    """Run the checks over a claim, as the worker does."""

    def check(claim):
        check_claim(claim, by=Actor.job("checks"))
        claim.refresh_from_db()
        return claim

    return check


@pytest.fixture
def referred(db):
    """A claim that its checks referred: its mentor is no longer active on the teaching record."""

    def make(**kwargs):
        school = kwargs.pop("school", None) or school_that_can_claim()
        mentor = MentorFactory(at=school, is_active=False)
        claim = submitted_claim(school=school, mentors=[mentor], **kwargs)
        check_claim(claim, by=Actor.job("checks"))
        claim.refresh_from_db()
        return claim

    return make
