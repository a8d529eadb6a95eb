"""A small world for tests, made by calling the services, so that it cannot hold an impossible claim."""

from datetime import date

import factory
from factory.django import DjangoModelFactory

from apps.assurance.services.decisions import return_claim
from apps.audit.actors import Actor
from apps.claims import lifecycle
from apps.claims.enums import Move
from apps.claims.services.drafts import start_claim, write_lines
from apps.claims.services.submission import submit_claim
from apps.core import clock
from apps.mentors.models import Mentor, Place
from apps.payments.enums import PayerSays
from apps.payments.files.payer_answers import Answer as PayerAnswer
from apps.payments.services.answers import answer_lines
from apps.payments.services.runs import prepare_run, release_run
from apps.policy.figures import conditions_in_force
from apps.policy.models import AcademicYear, ClaimWindow
from apps.providers.models import Accreditation, Provider, ProviderMembership
from apps.schools.models import ConditionsAcceptance, Eligibility, School, SchoolMembership, Trust, TrustMembership
from apps.users.models import PayerMembership, SupportMembership, User

REST_OF_ENGLAND = "E06000001"
INNER_LONDON = "E09000007"


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User

    first_name = "Robin"
    last_name = factory.Sequence(lambda n: f"Person{n}")
    email = factory.Sequence(lambda n: f"person{n}@school.example")


class TrustFactory(DjangoModelFactory):
    class Meta:
        model = Trust

    uid = factory.Sequence(lambda n: str(7000 + n))
    name = factory.Sequence(lambda n: f"Trust {n}")


class SchoolFactory(DjangoModelFactory):
    """An open community school with a known district."""

    class Meta:
        model = School

    urn = factory.Sequence(lambda n: str(199000 + n))
    name = factory.Sequence(lambda n: f"School {n}")
    town = "Hollins"
    postcode = "HO1 1LN"
    district_code = REST_OF_ENGLAND
    group_code = "4"
    group_name = "Local authority maintained schools"
    authority_name = "Kelder"
    type_name = "Community school"


class ProviderFactory(DjangoModelFactory):
    """A provider accredited since 1 August 2024."""

    class Meta:
        model = Provider

    code = factory.Sequence(lambda n: f"T{n:03d}")
    ukprn = factory.Sequence(lambda n: str(10990000 + n))
    name = factory.Sequence(lambda n: f"Provider {n}")

    @factory.post_generation
    def accredited(self, create, extracted, **kwargs):
        if create and extracted is not False:
            Accreditation.objects.create(provider=self, starts_on=date(2024, 8, 1))


class MentorFactory(DjangoModelFactory):
    """A verified mentor; `at` gives a place at a school."""

    class Meta:
        model = Mentor

    trn = factory.Sequence(lambda n: str(3000000 + n))
    first_name = "Ada"
    last_name = factory.Sequence(lambda n: f"Byron{n}")
    verified_at = factory.LazyFunction(clock.now)
    refreshed_at = factory.LazyFunction(clock.now)

    @factory.post_generation
    def at(self, create, extracted, **kwargs):
        if create and extracted:
            Place.objects.create(mentor=self, school=extracted)


def year_2025():
    """The academic year in which the clock of tests rests."""
    return AcademicYear.objects.get(name="2025 to 2026")


def open_window(year=None, opens_on=date(2026, 1, 5), closes_on=date(2026, 3, 31)):
    """The claim window that is open when the clock of tests rests."""
    year = year or year_2025()
    return ClaimWindow.objects.get_or_create(year=year, opens_on=opens_on, closes_on=closes_on)[0]


def member_of(organisation, **fields):
    """A person who belongs to a school, a trust or a provider."""
    user = UserFactory(**fields)
    kind = {School: SchoolMembership, Trust: TrustMembership, Provider: ProviderMembership}[type(organisation)]
    kind.objects.create(user=user, **{type(organisation).__name__.lower(): organisation})
    return user


def support_person(*roles, **fields):
    """A person at DfE with these roles."""
    user = UserFactory(**{"email": factory.Sequence(lambda n: f"support{n}@education.gov.uk"), **fields})
    for role in roles:
        SupportMembership.objects.create(user=user, role=role)
    return user


def payer_person(**fields):
    """A person at the payer."""
    user = UserFactory(**fields)
    PayerMembership.objects.create(user=user)
    return user


def school_that_can_claim(year=None, **fields):
    """An open, eligible school that accepted the year's conditions, with one member. The member is `school.member`."""
    year = year or year_2025()
    school = SchoolFactory(**fields)
    school.member = member_of(school)
    Eligibility.objects.create(school=school, year=year)
    ConditionsAcceptance.objects.create(
        school=school,
        conditions=conditions_in_force(year),
        accepted_by=school.member,
        accepted_by_name=school.member.full_name,
    )
    return school


def draft_claim(hours=(5,), *, school=None, provider=None, year=None, mentors=None):
    """A draft for one mentor per number of hours."""
    year = year or year_2025()
    school = school or school_that_can_claim(year)
    by = getattr(school, "member", None) or school.schoolmembership_set.first().user
    mentors = mentors or [MentorFactory(at=school) for _ in hours]
    claim = start_claim(school, provider or ProviderFactory(), year, by=by)
    write_lines(claim, dict(zip(mentors, hours, strict=True)))
    return claim


def statements(claim):
    """Every statement of the conditions in force, ticked."""
    return [row.text for row in conditions_in_force(claim.year).declarations.all()]


def submitted_claim(hours=(5,), *, is_mentor=False, **kwargs):
    """A claim just submitted by a member of its school, in an open window."""
    claim = draft_claim(hours, **kwargs)
    open_window(claim.year)
    submit_claim(claim, by=claim.created_by, declared=statements(claim), is_mentor=is_mentor)
    return claim


def returned_claim(hours=(5,), *, words="Change the hours.", return_by=date(2026, 2, 13), **kwargs):
    """A claim that a caseworker sent back, to be changed by a day."""
    claim = submitted_claim(hours, **kwargs)
    lifecycle.move(claim, Move.REFER, by=Actor.job("checks"))
    return_claim(claim, by=support_person("caseworker"), words=words, return_by=return_by)
    return claim


def approved_claim(hours=(5,), **kwargs):
    """A claim that every check cleared: ready to pay."""
    claim = submitted_claim(hours, **kwargs)
    lifecycle.move(claim, Move.CLEAR, by=Actor.job("checks"))
    return claim


def sent_claim(hours=(5,), **kwargs):
    """A claim whose payment run was released to the payer."""
    claim = approved_claim(hours, **kwargs)
    run = prepare_run(claim.window, by=support_person("payments_officer"))
    release_run(run, by=support_person("payments_officer"))
    claim.refresh_from_db()
    return claim


def paid_claim(hours=(5,), *, paid_on=None, **kwargs):
    """A claim that the payer paid, today unless another day is given."""
    claim = sent_claim(hours, **kwargs)
    answer_lines([PayerAnswer(claim.reference, PayerSays.PAID, paid_on or clock.today())], by=payer_person())
    claim.refresh_from_db()
    return claim
