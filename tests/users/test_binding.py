"""A person is bound to one sign-in, even when two browsers or raw SQL try otherwise."""

import threading
from datetime import timedelta

import pytest
from allauth.socialaccount.models import SocialAccount
from django.db import IntegrityError, connection, transaction

from apps.audit.actors import Actor, acting
from apps.core import clock
from apps.users.dfe_sign_in.tokens import Identity, name_part
from apps.users.models import SupportRole, User
from apps.users.services.people import invite_person, resend_invitation
from apps.users.services.signing_in import bind, invited_person
from tests.factories import SchoolFactory, UserFactory, support_person


def identity(subject, email="anne@education.gov.uk"):
    return Identity(issuer="https://issuer.example", subject=subject, email=email)


@pytest.mark.django_db
def test_the_database_refuses_a_second_sign_in_of_one_person():
    anne = UserFactory()
    bind(anne, identity("one"))

    with pytest.raises(IntegrityError), transaction.atomic():
        SocialAccount.objects.create(user=anne, provider="dfe", uid="two")


@pytest.mark.django_db
def test_the_database_refuses_one_sign_in_of_two_people():
    bind(UserFactory(), identity("one"))

    with pytest.raises(IntegrityError), transaction.atomic():
        bind(UserFactory(), identity("one"))


@pytest.mark.django_db
def test_without_an_address_nobody_is_bound():
    support_person(SupportRole.AUDITOR, email="anne@education.gov.uk")

    assert invited_person(identity("one", email="")) is None


@pytest.mark.django_db
def test_names_come_from_dfe_sign_in_only_where_we_have_none():
    user = User.objects.create_user("anne@education.gov.uk", last_name="Walsh")

    bind(user, Identity(issuer="x", subject="y", first_name="Anne", last_name="Other"))

    assert user.full_name == "Anne Walsh"
    assert name_part(None) == ""


@pytest.mark.django_db(transaction=True)
def test_two_subjects_racing_for_one_invitation_bind_one():
    for round_number in range(5):
        user = support_person(SupportRole.AUDITOR, email=f"anne{round_number}@education.gov.uk")
        barrier, bound = threading.Barrier(4), []

        def race(subject, barrier=barrier, bound=bound, email=user.email):
            try:
                with acting(Actor.job("A racer")):
                    barrier.wait()
                    bound.append(invited_person(identity(f"{email}-{subject}", email)))
            finally:
                connection.close()

        racers = [threading.Thread(target=race, args=(number,)) for number in range(4)]
        for racer in racers:
            racer.start()
        for racer in racers:
            racer.join()

        assert len([one for one in bound if one]) == 1
        assert SocialAccount.objects.filter(user=user).count() == 1


@pytest.mark.django_db
def test_an_invitation_that_expired_binds_nobody_until_it_is_sent_again():
    membership = invite_person(
        SchoolFactory(), email="anne@hollins.example", first_name="Anne", last_name="Walsh", by=UserFactory()
    )
    with clock.moved_to(clock.now() + timedelta(days=31)):
        assert invited_person(identity("anne-1", "anne@hollins.example")) is None
        assert not SocialAccount.objects.exists()

        resend_invitation(membership, by=UserFactory())

        assert invited_person(identity("anne-1", "anne@hollins.example")) == membership.user
    assert SocialAccount.objects.get().user == membership.user
