"""The registers are fetched each night where an address is set: the newest file, once; what is refused stands on the jobs page."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from apps.core import clock
from apps.core.models import Tick
from apps.core.ticks import run_once
from apps.providers.models import Provider
from apps.providers.models import RegisterImport as ProvidersImport
from apps.providers.tasks import fetch_register as fetch_providers
from apps.schools.models import RegisterImport, School, Trust
from apps.schools.tasks import fetch_register as fetch_schools
from claims_service.local.stand_ins.registers import ProvidersRegister, SchoolsRegister
from claims_service.schedule import SCHEDULE
from tests.factories import support_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def today():
    """The stand-in publishes by the clock on the wall, so the service's clock is put there."""
    with clock.moved_to(datetime.now(clock.LONDON)):
        yield clock.today()


@pytest.fixture
def schools(settings, today):
    with SchoolsRegister() as register:
        settings.SCHOOLS_REGISTER_URL = register.url
        yield register


@pytest.fixture
def providers(settings):
    with ProvidersRegister() as register:
        settings.PROVIDERS_REGISTER_URL = f"{register.url}/accredited_providers.csv"
        yield register


def night(job, work):
    """One due moment of a job, as the schedule runs it."""
    assert run_once(SCHEDULE[job], work)


def test_nothing_is_fetched_where_no_address_is_set(today):
    fetch_schools()
    fetch_providers()

    assert not RegisterImport.objects.exists()
    assert not ProvidersImport.objects.exists()


def test_the_newest_file_is_imported_once_with_its_trusts(schools, today):
    fetch_schools()
    fetch_schools()

    assert RegisterImport.objects.get().as_at == today
    assert RegisterImport.objects.get().source == f"edubasealldata{today:%Y%m%d}.csv"
    assert (School.objects.count(), Trust.objects.count()) == (60, 2)


def test_a_day_without_a_file_is_passed_over_and_the_day_before_is_not_fetched_twice(schools, today):
    schools.set_state({"missing": [f"{today:%Y%m%d}"]})
    fetch_schools()
    assert RegisterImport.objects.get().as_at == today - timedelta(days=1)

    fetch_schools()

    assert RegisterImport.objects.count() == 1


def test_many_days_without_a_file_are_a_problem_on_the_jobs_page(client, schools, today):
    days = [today - timedelta(days=back) for back in range(6)]
    schools.set_state({"missing": [f"{day:%Y%m%d}" for day in days]})
    night("schools.fetch_register", fetch_schools)

    client.force_login(support_person("administrator"))
    page = client.get(reverse("support:list-jobs")).content.decode()

    assert f"The schools register has published no file since {days[-1]:%-d %B %Y}." in page
    assert not School.objects.exists()


def test_a_file_that_is_refused_changes_nothing_and_stands_on_the_jobs_page(client, schools, today):
    schools.set_state({"files": {"edubasealldata": "URN,EstablishmentName\n100000,One\n"}})
    night("schools.fetch_register", fetch_schools)

    assert not School.objects.exists()
    assert Tick.objects.get().problem.startswith("RegisterRefused: ")


def test_trusts_wait_where_the_register_has_no_file_of_them(schools, today):
    del schools.files["allgroupsdata"], schools.files["alllinksdata"]

    fetch_schools()

    assert School.objects.count() == 60
    assert RegisterImport.objects.get().counts.get("joined_trusts", 0) == 0


def test_the_providers_are_fetched_each_night_and_a_refused_file_changes_nothing(providers):
    fetch_providers()
    providers.set_state({"words": "name,code\nOne,T01\n"})
    night("providers.fetch_register", fetch_providers)

    assert Provider.objects.count() == 8
    assert ProvidersImport.objects.count() == 1
    assert "missing" in Tick.objects.get().problem


def test_a_register_that_does_not_answer_is_tried_again_at_the_next_moment(providers):
    providers.fault({"status": 503, "body": "Away"})
    night("providers.fetch_register", fetch_providers)

    assert Tick.objects.get().problem.endswith("answered 503.")


def test_support_reads_what_the_newest_file_of_providers_left_to_look_at(client, providers):
    client.force_login(support_person("caseworker"))
    imports = reverse("support:list-imports")
    assert "No file of the providers’ register has been read yet." in client.get(imports).content.decode()
    words = providers.data.decode() + "Thames at Harris,,10990900,T02,SCITT,accredited,,2024-08-01,,,,,,,,,,,\n"
    providers.set_state({"words": words})
    fetch_providers()

    page = client.get(imports).content.decode()

    assert "Thames at Harris: UKPRN 10990900 belongs to provider T01. If it is a site of that provider" in page
    assert not Provider.objects.filter(code="T02").exists()
