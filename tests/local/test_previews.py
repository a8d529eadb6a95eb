"""Every email has a page that shows how it reads, in local runs and nowhere else."""

import pytest
from django.urls import Resolver404, resolve

from apps.support.management.commands.draw_emails import every_message
from claims_service.local.previews import READERS, example_of

LOCAL = pytest.mark.urls("claims_service.local.urls")


@pytest.mark.django_db
@pytest.mark.parametrize("name", every_message())
def test_an_email_reads_whole_with_example_data(name):
    subject, body = example_of(name).words()

    assert subject
    assert body
    for left_open in ("None", " 0 hours", "{{", "{%", "}}"):
        assert left_open not in subject + body


@LOCAL
@pytest.mark.django_db
@pytest.mark.parametrize("name", every_message())
def test_an_email_has_a_page(client, name):
    answer = client.get(f"/emails/{name}/")

    assert answer.status_code == 200
    assert name in answer.content.decode()


@LOCAL
@pytest.mark.django_db
def test_the_list_names_every_email_beneath_its_reader(client):
    shown = client.get("/emails/").content.decode()

    assert all(f"/emails/{name}/" in shown for name in every_message())
    assert all(name.rpartition("For")[2] in READERS for name in every_message())


@LOCAL
def test_an_email_that_does_not_exist_has_no_page(client):
    assert client.get("/emails/ClaimForgottenForSchool/").status_code == 404


@pytest.mark.parametrize("address", ["/emails/", "/emails/ClaimPaidForSchool/"])
def test_outside_a_local_run_there_are_no_such_pages(address):
    with pytest.raises(Resolver404):
        resolve(address)
