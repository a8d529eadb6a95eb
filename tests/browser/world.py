"""Who is there when a story begins, told by the same factories as in every other test."""

from datetime import timedelta
from types import SimpleNamespace

import psycopg
from celery import current_app

from apps.audit.actors import Actor
from apps.claims import lifecycle
from apps.claims.enums import Move
from apps.claims.services.submission import submit_claim
from apps.core import clock
from apps.payments.services.runs import prepare_run, release_run
from apps.policy.figures import conditions_in_force
from apps.policy.models import ClaimWindow
from apps.schools.models import ConditionsAcceptance, Eligibility
from apps.users.models import SupportRole, User
from claims_service.local.cast import CAST
from tests import database
from tests.factories import (
    MentorFactory,
    ProviderFactory,
    SchoolFactory,
    draft_claim,
    member_of,
    payer_person,
    statements,
    support_person,
)

ROLES = {
    "Cora": SupportRole.CASEWORKER,
    "Dev": SupportRole.CASEWORKER,
    "Priya": SupportRole.PAYMENTS_OFFICER,
    "Pete": SupportRole.PAYMENTS_OFFICER,
    "Ada": SupportRole.ADMINISTRATOR,
    "Nora": SupportRole.AUDITOR,
}


def open_now(year):
    """A claim window that is open for weeks on either side of today."""
    month = timedelta(days=40)
    return ClaimWindow.objects.create(year=year, opens_on=clock.today() - month, closes_on=clock.today() + month)


def named(name):
    """The fields that make a user one of the cast."""
    person = CAST[name]
    return {"first_name": person.first_name, "last_name": person.last_name, "email": person.email}


def hollins(year):
    """Anne's school: eligible, its conditions not accepted yet."""
    school = SchoolFactory(name="Hollins Primary School", town="Kelder", postcode="KE1 2HP")
    school.member = member_of(school, **named("Anne"))
    Eligibility.objects.create(school=school, year=year)
    return school


def thames():
    """Bilal's provider, accredited."""
    provider = ProviderFactory(name="Thames Teacher Training Partnership", town="Reading", postcode="RG1 1AA")
    member_of(provider, **named("Bilal"))
    return provider


def everybody(year):
    """Anne's school, Bilal's provider, the people at DfE and the payer."""
    for name, role in ROLES.items():
        support_person(role, **named(name))
    return SimpleNamespace(school=hollins(year), provider=thames(), payer=payer_person(**named("Fin")))


def the_worker_works():
    """What beat and the worker would do within the minute: checks, then the outbox."""
    current_app.loader.import_default_modules()
    for name in ("assurance.check_claims", "notifications.deliver"):
        current_app.tasks[name].run()


def an_hour_passes():
    """What providers answered, they answered an hour earlier: nobody can wait for it in a test."""
    with psycopg.connect(database.superuser_url) as connection:
        connection.execute("set local session_replication_role = replica")
        connection.execute("update assurance_confirmation set answered_at = answered_at - interval '61 minutes'")
        connection.execute("update assurance_claimcheck set due_at = now()")


def accepted(school, year):
    """The school accepted the year's conditions before the story begins."""
    ConditionsAcceptance.objects.create(
        school=school,
        conditions=conditions_in_force(year),
        accepted_by=school.member,
        accepted_by_name=school.member.full_name,
    )


def claim_of(world, year, *mentors, hours=5):
    """A claim that Anne submitted for Bilal's provider a moment ago."""
    mentors = [
        MentorFactory(at=world.school, first_name=name.split()[0], last_name=name.split()[1]) for name in mentors
    ]
    claim = draft_claim(
        [hours] * len(mentors), school=world.school, provider=world.provider, year=year, mentors=mentors
    )
    submit_claim(claim, by=world.school.member, declared=statements(claim), is_mentor=False)
    return claim


def approved_claim_of(world, year, *mentors, **kwargs):
    """A claim that its checks cleared: ready to pay."""
    claim = claim_of(world, year, *mentors, **kwargs)
    lifecycle.move(claim, Move.CLEAR, by=Actor.job("checks"))
    return claim


def a_released_run(world, window):
    """Priya prepared it and Pete released it: the payer has it."""
    priya, pete = (User.objects.get(email=CAST[name].email) for name in ("Priya", "Pete"))
    return release_run(prepare_run(window, by=priya), by=pete)
