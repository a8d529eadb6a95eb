"""Several rows of the register are one provider: its sites are found by their names, and claims name the one."""

import csv
import io
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from apps.assurance.neighbours import earlier_years
from apps.audit.actors import Actor, acting
from apps.audit.history import history_of
from apps.claims.last_year import again_for, claims_before
from apps.claims.models import Claim
from apps.claims.services.sites import CannotBeSite, join_site, part_site
from apps.core import clock
from apps.core.files.fetching import fetch
from apps.policy.models import AcademicYear
from apps.providers.models import Provider
from apps.providers.register.sync import import_providers
from apps.training.allowance import hours_left, training_types
from tests.factories import (
    ProviderFactory,
    draft_claim,
    member_of,
    open_window,
    paid_claim,
    school_that_can_claim,
    submitted_claim,
    support_person,
    year_2025,
)
from tests.providers.test_register import load
from tests.schools.register_files import REAL_DATA

pytestmark = pytest.mark.django_db


@pytest.fixture
def cora():
    return support_person("caseworker", first_name="Cora", last_name="Bell")


@pytest.fixture
def niot():
    return ProviderFactory(name="Northern Institute of Teaching", code="2N2")


@pytest.fixture
def harris():
    return ProviderFactory(name="NIoT at Harris", code="1TZ")


@pytest.fixture
def bilal(harris):
    return member_of(harris, first_name="Bilal", last_name="Aziz")


@pytest.fixture
def paid_last_year(harris, bilal):
    """A claim that named the site in a year that is over."""
    year = AcademicYear.objects.get(name="2024 to 2025")
    with clock.moved_to(clock.now().replace(year=2025)):
        open_window(year, date(2025, 1, 5), date(2025, 3, 31))
        claim = paid_claim((5,), provider=harris, year=year)
    year.windows.filter(opens_on__year=2026).delete()
    return claim


def join(niot, cora, code="1TZ", name="NIoT at Harris"):
    with acting(Actor.person(cora, role="caseworker")):
        return join_site(niot, code=code, name=name, by=cora)


def test_a_row_nobody_knew_becomes_a_site_and_a_school_finds_the_provider_by_its_name(client, niot, cora):
    site = join(niot, cora, code="21J", name="NIoT at Kernow")

    assert (site.part_of, site.is_accredited_on(clock.today())) == (niot, False)
    found = client.get(reverse("providers:public-search-providers"), {"q": "kernow"}).json()["results"]
    assert [row["name"] for row in found] == ["Northern Institute of Teaching"]
    assert "(21J) is a site of this provider" in history_of(niot)[-1][1]


def test_a_provider_that_becomes_a_site_takes_no_claim_and_its_people_act_for_the_whole(
    client, niot, harris, bilal, cora
):
    join(niot, cora)

    assert list(Provider.objects.accredited_on(clock.today())) == [niot]
    assert list(Provider.objects.open_to(bilal)) == [niot]
    client.force_login(bilal)
    details = client.get(reverse("providers:provider-show-details", args=[niot.pk])).content.decode()
    assert "NIoT at Harris (1TZ)" in details


def test_a_delivery_partner_of_a_site_keeps_the_limits(niot, harris, bilal, cora):
    bilal.providermemberships.update(limited_to=[niot.pk])

    join(niot, cora)

    assert bilal.providermemberships.get(ended_at=None).limited_to == [niot.pk]


def test_past_claims_keep_the_sites_name_and_the_provider_reads_them(client, niot, harris, bilal, cora, paid_last_year):
    join(niot, cora)

    assert Claim.objects.get(pk=paid_last_year.pk).provider == harris
    client.force_login(bilal)
    listed = client.get(reverse("assurance:provider-list-claims", args=[niot.pk])).content.decode()
    assert paid_last_year.reference in listed
    shown = client.get(reverse("assurance:provider-show-claim", args=[niot.pk, paid_last_year.pk]))
    assert shown.status_code == 200


def test_a_link_of_an_older_email_to_the_site_opens_for_the_providers_people_alone(
    client, niot, harris, bilal, cora, paid_last_year
):
    address = reverse("assurance:provider-show-claim", args=[harris.pk, paid_last_year.pk])
    join(niot, cora)

    client.force_login(bilal)
    assert paid_last_year.reference.split("-")[0] in client.get(address).content.decode()
    client.force_login(member_of(ProviderFactory()))
    assert client.get(address).status_code == 404


def test_a_year_with_a_site_makes_training_with_the_provider_refresher_training(niot, cora, paid_last_year):
    mentor = paid_last_year.lines.get().mentor
    assert training_types([mentor], niot, year_2025())[mentor.pk][0] == "initial"
    join(niot, cora)
    niot = Provider.objects.get(pk=niot.pk)

    kind, why = training_types([mentor], niot, year_2025())[mentor.pk]
    left = hours_left([mentor], niot, year_2025())[mentor.pk]

    assert (kind, why) == ("refresher", "trained with Northern Institute of Teaching in 2024 to 2025")
    assert (left.training_type, left.left) == ("refresher", 6)
    school = school_that_can_claim()
    mentor.places.create(school=school)
    claim = submitted_claim((2,), provider=niot, school=school, mentors=[mentor])
    line = claim.lines.select_related("claim__year").get()
    assert (line.training_type, earlier_years([line])[line.pk]) == ("refresher", ("2024 to 2025",))


def test_a_school_that_claimed_with_a_site_claims_again_with_its_provider(niot, cora, paid_last_year):
    join(niot, cora)
    school = paid_last_year.school

    (again,) = again_for(school, year_2025(), claims_before(school, year_2025()))

    assert (again.provider, again.stop, list(again.hours.values())) == (niot, "", [5])


def test_a_stranger_finds_the_provider_and_not_its_site(niot, harris, cora):
    join(niot, cora)

    assert list(Provider.objects.matching("harris").without_sites()) == [niot]


def test_a_row_with_claims_or_hours_that_go_on_is_no_site_yet(niot, harris, cora):
    draft = draft_claim(provider=harris)
    with pytest.raises(CannotBeSite, match="1 claim that name"):
        join(niot, cora)
    draft.delete()
    paid_claim(provider=harris)
    with pytest.raises(CannotBeSite, match="Hours of a year that still goes on"):
        join(niot, cora)

    assert Provider.objects.get(code="1TZ").part_of is None


def test_a_site_has_no_sites_and_is_of_one_provider_only(niot, harris, cora):
    other = ProviderFactory(code="E45")
    with pytest.raises(CannotBeSite, match="the code of"):
        join(niot, cora, code="2N2")
    join(niot, cora)
    with pytest.raises(CannotBeSite, match="is a site already"):
        join(other, cora)
    with pytest.raises(CannotBeSite, match="is itself a site"):
        join(harris, cora, code="E45")
    with pytest.raises(CannotBeSite, match="has sites of its own"):
        join(other, cora, code="2N2")
    with pytest.raises(IntegrityError, match="a_provider_is_no_site_of_itself"), transaction.atomic():
        Provider.objects.filter(pk=niot.pk).update(part_of=niot)


def test_the_register_renames_a_site_and_gives_it_nothing_of_its_own(niot, harris, cora):
    join(niot, cora)

    done = load("NIoT at Harris Academies,1TZ,10090839,SCITT,2025-08-01,,London,,", allow_loss=True)

    assert done.problems == []
    assert done.counts == {"new": 0, "changed": 1, "accredited": 0, "ended": 0, "vanished": 1}
    assert list(Provider.objects.accredited_on(clock.today()).matching("academies")) == [niot]


def test_a_row_that_is_no_site_after_all_stands_for_itself_again(niot, harris, cora):
    site = join(niot, cora)
    with acting(Actor.person(cora, role="caseworker")):
        part_site(site, by=cora)

    assert set(Provider.objects.accredited_on(clock.today())) == {niot, harris}
    assert list(Provider.objects.matching("harris")) == [harris]
    assert "is no site of this provider" in history_of(niot)[-1][1]


def test_support_adds_a_site_and_takes_it_back(client, niot, harris, cora):
    client.force_login(cora)
    show, add = (reverse(f"support:{name}", args=[niot.pk]) for name in ("show-provider", "add-site"))
    assert "The register has one row for this provider" in client.get(show).content.decode()
    assert client.post(add, {"version": niot.version}).content.decode().count("Enter the provider code") == 2
    assert "letters and digits" in client.post(add, {"version": niot.version, "code": "1-Z"}).content.decode()

    done = client.post(add, {"version": niot.version, "code": "1tz", "name": "Any"}, follow=True).content.decode()

    assert "NIoT at Harris is a site of Northern Institute of Teaching." in done
    assert "Not a site" in done
    assert "This is a site of" in client.get(reverse("support:show-provider", args=[harris.pk])).content.decode()
    assert "Part of Northern Institute of Teaching" in client.get(reverse("support:list-providers")).content.decode()
    stale = client.post(add, {"version": niot.version, "code": "21J", "name": "NIoT at Kernow"})
    assert (stale.status_code, "This changed while you were here" in stale.content.decode()) == (409, True)
    client.post(reverse("support:remove-site", args=[niot.pk, "1TZ"]))
    assert Provider.objects.get(code="1TZ").part_of is None


def test_an_auditor_adds_no_site(client, niot):
    client.force_login(support_person("auditor"))

    assert client.get(reverse("support:add-site", args=[niot.pk])).status_code == 403
    assert "Add a site" not in client.get(reverse("support:show-provider", args=[niot.pk])).content.decode()


@pytest.mark.skipif(not REAL_DATA.exists(), reason="The real providers are not here: set CLAIMS_REAL_DATA")
def test_the_real_national_provider_is_one_with_its_sites(cora):
    job = Actor.job("The providers register")
    real = (REAL_DATA / "accredited_providers.csv").read_bytes()
    import_providers(real, source="accredited_providers.csv", by=job)
    everybody = list(csv.DictReader(io.StringIO(fetch(str(REAL_DATA / "itt_providers_all.csv.gz")).decode())))
    sites = [row for row in everybody if row["name"].startswith("NIoT@")]
    niot, before = Provider.objects.get(code="2N2"), Provider.objects.accredited_on(date(2026, 2, 16)).count()
    assert len(sites) > 15

    for row in sites:
        join(niot, cora, code=row["code"], name=row["name"])
    again = import_providers(real, source="accredited_providers.csv", by=job)

    assert not any(again.counts.values())
    assert Provider.objects.accredited_on(date(2026, 2, 16)).count() == before
    for words in ("kernow", "windsor academy", "1TZ"):
        assert list(Provider.objects.accredited_on(date(2026, 2, 16)).matching(words)) == [niot]
