"""Who there is in the big world: schools, providers, people and mentors; and its years, one after the other."""

import random
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import count

from django.db import transaction
from django.db.models import Count, Q

from apps.core import clock, searching
from apps.core.references import drawn_by
from apps.mentors.models import Mentor, Place
from apps.policy.figures import conditions_in_force, current_year
from apps.policy.models import AcademicYear, FundingDistrict
from apps.policy.services.windows import open_window
from apps.providers.models import Accreditation, Provider, ProviderMembership
from apps.providers.register.sync import import_providers
from apps.schools.gias.sync import import_register
from apps.schools.gias.trusts import read_members, read_trusts
from apps.schools.models import (
    ConditionsAcceptance,
    Eligibility,
    School,
    SchoolMembership,
    Trust,
    TrustMembership,
)
from apps.users.models import PayerMembership, SupportMembership, SupportRole, User
from claims_service.local.big_world.beside import stand_beside
from claims_service.local.big_world.waiting import wait
from claims_service.local.big_world.years import Year
from claims_service.local.demo.people import STAFF_FIRST as FIRST
from claims_service.local.demo.people import STAFF_LAST as LAST
from claims_service.local.demo.story import at

SEED = 20260901
BATCH = 5000


@dataclass(frozen=True)
class Sizes:
    """How much of everything there is."""

    schools: int = 15_000
    mentors: int = 60_000
    claims: int = 100_000
    trust_schools: int = 60
    trust_mentors: int = 400
    years: int = 3

    def at(self, scale):
        """The same world, smaller; but the big trust stays as big as it is."""
        many = {name: round(getattr(self, name) * scale) for name in ("schools", "mentors", "claims")}
        return replace(self, **many)


@dataclass
class Cast:
    """Everybody who acts: people by role at DfE, staff by school, mentors by school."""

    dfe: dict
    payer: User
    staff: dict
    mentors: dict


def fill(job, sizes, *, register, trusts, members, providers, say=lambda words: None):
    """Make the whole of it. `say` hears how far it is."""
    chance = random.Random(SEED)
    this = current_year()
    years = list(AcademicYear.objects.filter(starts_on__lte=this.starts_on).order_by("-starts_on")[: sizes.years])[::-1]
    with at(date(years[0].starts_on.year, 9, 2)), drawn_by(chance):
        say("Schools, trusts and providers from their registers")
        import_register(
            register,
            source="register",
            as_at=clock.today(),
            by=job,
            trusts=read_trusts(trusts),
            members=read_members(members),
        )
        import_providers(providers, source="providers", by=job)
        trust = big_trust(sizes)
        schools = choose_schools(sizes, trust, chance)
        say(f"People of {len(schools):,} schools, the mentors and the providers")
        cast = Cast(people_of_dfe(), payer(), staff_of(schools), mentors_of(schools, trust, sizes, chance))
        people_of(trust)
        people_of_providers()
    live = Year(cast, schools, list(Provider.objects.order_by("code")), chance, say)
    with drawn_by(chance):
        for year in years:
            say(f"The year {year}: {sizes.claims // len(years):,} claims")
            window = begin_year(year, this, schools, cast)
            live.through(year, window, sizes.claims // len(years), is_over=year != this)
        providers = list(Provider.objects.annotate(size=Count("claims")).order_by("-size", "code"))
        with transaction.atomic():
            stand_beside(providers, chance, say)
            wait(providers, say)


def keep(model, rows):
    return model.objects.bulk_create(rows, batch_size=BATCH)


def people(found):
    """Users of (email, first name, last name), in order."""
    return keep(
        User, [User(email=email, first_name=first, last_name=last, password="!") for email, first, last in found]
    )


def big_trust(sizes):
    """The multi-academy trust that is nearest to the size asked for."""
    is_open = Count("schools", filter=Q(schools__is_open=True))
    trusts = Trust.objects.filter(is_open=True, is_multi_academy=True).annotate(size=is_open)
    return min(trusts, key=lambda trust: (abs(trust.size - sizes.trust_schools), trust.uid))


def choose_schools(sizes, trust, chance):
    """Open schools whose funding area is known: those of the trust, and as many others as asked for."""
    known = School.objects.filter(is_open=True, district_code__in=FundingDistrict.objects.values("code"))
    own = list(known.filter(trust=trust).order_by("urn")[: sizes.trust_schools])
    others = list(known.exclude(trust=trust).order_by("urn"))
    found = own + chance.sample(others, min(sizes.schools - len(own), len(others)))
    areas = dict(FundingDistrict.objects.values_list("code", "area"))
    for school in found:
        school.area = areas[school.district_code]
    return found


def people_of_dfe():
    """Two people in each role at DfE."""
    wanted = [(role, number) for role in SupportRole for number in (1, 2)]
    users = people([(f"{role}{number}@education.gov.uk", FIRST[number], role.label) for role, number in wanted])
    keep(
        SupportMembership,
        [SupportMembership(user=user, role=role) for user, (role, _) in zip(users, wanted, strict=True)],
    )
    found = defaultdict(list)
    for user, (role, _) in zip(users, wanted, strict=True):
        found[role].append(user)
    return found


def payer():
    user = people([("payer@payer.example", "Fin", "Carter")])[0]
    PayerMembership.objects.create(user=user)
    return user


def staff_of(schools):
    """One person at each school, and a second at every third."""
    first = people([(f"office@{s.urn}.example", FIRST[n % 10], LAST[n // 10 % 10]) for n, s in enumerate(schools)])
    keep(SchoolMembership, [SchoolMembership(user=user, school=s) for user, s in zip(first, schools, strict=True)])
    second = people([(f"head@{s.urn}.example", FIRST[n % 10], LAST[n // 100 % 10]) for n, s in enumerate(schools[::3])])
    keep(
        SchoolMembership, [SchoolMembership(user=user, school=s) for user, s in zip(second, schools[::3], strict=True)]
    )
    return {school.pk: user for user, school in zip(first, schools, strict=True)}


def people_of(trust):
    users = people([("finance@trust.example", "Tariq", "Aziz"), ("claims@trust.example", "Dawn", "Ferris")])
    keep(TrustMembership, [TrustMembership(user=user, trust=trust) for user in users])


def people_of_providers():
    """Two people at each; those whose accreditation is not known from then on have been accredited all along."""
    providers = list(Provider.objects.order_by("code"))
    for number in (1, 2):
        users = people(
            [
                (f"office{number}@{p.code.lower()}.example", FIRST[n % 10], LAST[n // 100 % 10])
                for n, p in enumerate(providers)
            ]
        )
        keep(
            ProviderMembership, [ProviderMembership(user=u, provider=p) for u, p in zip(users, providers, strict=True)]
        )
    accredited = set(Accreditation.objects.values_list("provider_id", flat=True))
    keep(
        Accreditation,
        [Accreditation(provider=p, starts_on=date(2024, 8, 1)) for p in providers if p.pk not in accredited],
    )


def mentors_of(schools, trust, sizes, chance):
    """Verified mentors with a place each, by school: so many in the big trust, the others everywhere. One can sign in."""
    own = [school for school in schools if school.trust_id == trust.pk]
    others = [school for school in schools if school.trust_id != trust.pk]
    where = [own[n % len(own)] for n in range(sizes.trust_mentors)] if own else []
    where += [others[n % len(others)] for n in range(sizes.mentors - len(where))]
    now = clock.now()
    rows = []
    for number, _ in zip(count(1_000_000), where, strict=False):
        first, last = chance.choice(FIRST), f"{chance.choice(LAST)}-{chance.choice(LAST)}"
        rows.append(
            Mentor(
                trn=str(number),
                first_name=first,
                last_name=last,
                sort_name=searching.sort_name(f"{last} {first}"),
                verified_at=now,
                refreshed_at=now,
            )
        )
    keep(Mentor, rows)
    keep(Place, [Place(mentor=mentor, school=school) for mentor, school in zip(rows, where, strict=True)])
    rows[0].user = User.objects.create(
        email="mentor@mentor.example", first_name="Mo", last_name="Farah", is_mentor=True
    )
    rows[0].save()
    found = defaultdict(list)
    for mentor, school in zip(rows, where, strict=True):
        found[school.pk].append(mentor)
    return found


def begin_year(year, this, schools, cast):
    """Open the year's window; every school is eligible and accepts its conditions."""
    today = clock.today()
    opens = max(today - timedelta(days=20), year.starts_on) if year == this else date(year.ends_on.year, 5, 1)
    closes = today + timedelta(days=60) if year == this else date(year.ends_on.year, 7, 17)
    with at(opens, 8):
        window = open_window(year, opens, closes, by=cast.dfe[SupportRole.ADMINISTRATOR][0])
        keep(Eligibility, [Eligibility(school=school, year=year) for school in schools])
        conditions = conditions_in_force(year)
        keep(
            ConditionsAcceptance,
            [
                ConditionsAcceptance(
                    school=school,
                    conditions=conditions,
                    accepted_by=cast.staff[school.pk],
                    accepted_by_name=cast.staff[school.pk].full_name,
                )
                for school in schools
            ],
        )
    return window
