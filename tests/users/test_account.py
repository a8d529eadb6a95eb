"""A person's account: where they may act, and where they are signed in."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.core import clock
from apps.notifications.digests import has_digest
from apps.providers.models import ProviderMembership
from apps.users.browsers import in_words
from apps.users.models import SupportRole
from tests.factories import ProviderFactory, SchoolFactory, UserFactory, member_of, payer_person, support_person
from tests.users.conftest import SignIn, is_signed_in
from tests.users.test_sign_in import anne  # noqa: F401

pytestmark = pytest.mark.django_db


def test_somebody_signed_out_is_asked_to_sign_in(client):
    assert client.get(reverse("users:account"))["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: member_of(SchoolFactory(name="Hollins Primary")), "Hollins Primary, since 10 February 2026"),
        (lambda: support_person(SupportRole.CASEWORKER), "DfE support, caseworker"),
        (payer_person, "Payer, since"),
        (UserFactory, "No organisation has let you in"),
    ],
)
def test_it_says_where_they_may_act(make, words, client):
    client.force_login(make())

    assert words in client.get(reverse("users:account")).content.decode()


def test_another_browser_can_be_signed_out(anne, sign_in, client):  # noqa: F811
    sign_in()
    other = SignIn(Client())
    other()
    session = UserSession.objects.get(session_key=other.client.session.session_key)
    shown = client.get(reverse("users:account")).content.decode()
    assert shown.count("This browser") == 1
    assert reverse("users:end-session", args=[session.pk]) in shown

    client.post(reverse("users:end-session", args=[session.pk]))

    assert other.client.get(reverse("users:account")).status_code == 302
    assert client.get(reverse("users:account")).status_code == 200


def test_somebody_elses_browser_does_not_exist(anne, sign_in, client):  # noqa: F811
    sign_in()
    session = UserSession.objects.get()
    stranger = Client()
    stranger.force_login(UserFactory())

    assert stranger.post(reverse("users:end-session", args=[session.pk])).status_code == 404
    assert is_signed_in(client)


def test_everywhere_means_this_browser_too(anne, sign_in, client):  # noqa: F811
    sign_in()
    other = SignIn(Client())
    other()

    client.post(reverse("users:sign-out-everywhere"))

    assert not is_signed_in(client)
    assert other.client.get(reverse("users:account")).status_code == 302
    assert not UserSession.objects.exists()


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36", "Chrome on Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari on iPhone"),
        ("", "A browser"),
    ],
)
def test_a_browser_is_named_in_words_people_know(said, words):
    assert in_words(said) == words


def mary(client):
    """Somebody of a school and a provider, signed in."""
    person = member_of(SchoolFactory(name="Hollins Primary"))
    ProviderMembership.objects.create(user=person, provider=ProviderFactory(name="Thames ITT"))
    client.force_login(person)
    return person


def test_somebody_of_several_organisations_chooses_one_email_a_day(client):
    person = mary(client)
    assert "As things happen" in client.get(reverse("users:account")).content.decode()
    assert "How often should we email you?" in client.get(reverse("users:choose-emails")).content.decode()
    assert (
        client.post(reverse("users:choose-emails"), {}).content.decode().count("Select how often we should email you")
        == 2
    )

    answer = client.post(reverse("users:choose-emails"), {"digest": "yes"}, follow=True).content.decode()

    assert "We email you once a day." in answer
    assert "Once a day, at 4pm. Emails that need you to do something come at once." in answer
    assert has_digest(person.email)
    client.post(reverse("users:choose-emails"), {"digest": "no"})
    assert not has_digest(person.email)


def test_somebody_who_is_left_with_one_organisation_can_still_end_it(client):
    person = mary(client)
    client.post(reverse("users:choose-emails"), {"digest": "yes"})
    person.providermemberships.update(ended_at=clock.now())

    assert "Once a day, at 4pm" in client.get(reverse("users:account")).content.decode()
    client.post(reverse("users:choose-emails"), {"digest": "no"})
    assert not has_digest(person.email)


def test_somebody_of_one_organisation_has_no_such_choice(client):
    client.force_login(member_of(SchoolFactory()))

    assert "We email you" not in client.get(reverse("users:account")).content.decode()
    assert client.get(reverse("users:choose-emails")).status_code == 404


def test_a_browser_says_when_it_was_last_used(anne, sign_in, client):  # noqa: F811
    sign_in()
    key = client.session.session_key
    a_while_ago = timezone.now() - timedelta(minutes=15)
    Session.objects.filter(session_key=key).update(expire_date=a_while_ago + timedelta(hours=1))

    words = f"Last used on {a_while_ago.astimezone(clock.LONDON):%-d %B %Y, %-I:%M}"
    assert words in client.get(reverse("users:account")).content.decode()


@pytest.mark.parametrize(("extra", "doors"), [(False, 1), (True, 2)])
def test_signing_in_counts_the_doors_so_that_change_shows_only_where_there_is_one(extra, doors, anne, sign_in, client):  # noqa: F811
    if extra:
        type(member_of(SchoolFactory()).schoolmemberships.get()).objects.create(user=anne, school=SchoolFactory())
    sign_in()

    assert client.session["doors"] == doors
    assert ("who you act for" in client.get(reverse("users:account")).content.decode()) is extra
