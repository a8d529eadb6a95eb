"""The stand-ins of the registers: imported over HTTP as the real files are, missing and broken as those can be."""

from datetime import datetime, timedelta

import pytest
import requests
from django.core.management import CommandError, call_command

from apps.core import clock
from apps.providers.models import Provider
from apps.schools.models import RegisterImport, School, Trust
from claims_service.local.stand_ins.registers import ProvidersRegister, SchoolsRegister, addresses_today


@pytest.fixture
def schools():
    with SchoolsRegister() as register:
        yield register


def file_of(register, day):
    return requests.get(f"{register.url}/edubase/downloads/public/edubasealldata{day:%Y%m%d}.csv")


@pytest.mark.django_db
def test_the_files_of_today_are_imported_from_their_addresses(schools):
    files = addresses_today(schools.url)
    call_command(
        "import_schools",
        files["edubasealldata"],
        trusts=files["allgroupsdata"],
        trust_members=files["alllinksdata"],
        verbosity=0,
    )

    assert (School.objects.count(), Trust.objects.count()) == (60, 2)
    assert RegisterImport.objects.get().as_at == datetime.now(clock.LONDON).date()


def test_a_day_to_come_a_day_never_made_and_the_page_for_people_are_not_there(schools):
    today = datetime.now(clock.LONDON).date()
    yesterday = today - timedelta(days=1)
    schools.set_state({"missing": [f"{yesterday:%Y%m%d}"]})

    assert file_of(schools, today).status_code == 200
    assert file_of(schools, today + timedelta(days=1)).status_code == 404
    assert file_of(schools, yesterday).status_code == 404
    assert file_of(schools, today - timedelta(days=70)).status_code == 404
    assert requests.get(f"{schools.url}/Downloads").status_code == 403


def test_today_appears_at_its_hour(schools):
    schools.set_state({"hour": 24 - 1})
    now = datetime.now(clock.LONDON)

    assert file_of(schools, now.date()).status_code == (200 if now.hour >= 23 else 404)
    assert file_of(schools, now.date() - timedelta(days=1)).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("action", [{"reset": "after"}, {"status": 404}, {"status": 503, "body": "<h1>Away</h1>"}])
def test_a_file_that_does_not_come_whole_changes_nothing(schools, action):
    schools.fault(action)
    with pytest.raises(CommandError, match="Nothing was changed"):
        call_command("import_schools", addresses_today(schools.url)["edubasealldata"], verbosity=0)

    assert not School.objects.exists()


@pytest.mark.django_db
def test_the_providers_are_imported_from_their_address():
    with ProvidersRegister() as register:
        call_command("import_providers", f"{register.url}/accredited_providers.csv", verbosity=0)
        assert Provider.objects.count() == 8

        register.set_state({"words": "name,code\nOne,T01\n"})
        with pytest.raises(CommandError):
            call_command("import_providers", f"{register.url}/accredited_providers.csv", verbosity=0)
    assert Provider.objects.count() == 8
