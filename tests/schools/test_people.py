"""People of schools, trusts and providers let each other in, and end each other's access."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.core.cache import cache
from django.urls import reverse

from apps.audit.history import history_of
from apps.core import clock
from apps.core.errors import Refused
from apps.users.dfe_sign_in.tokens import Identity
from apps.users.models import Membership, User
from apps.users.services.access_requests import ask_for_access
from apps.users.services.people import invite_person, memberships_in, remove_person, resend_invitation
from tests.factories import ProviderFactory, SchoolFactory, TrustFactory, UserFactory, member_of

pytestmark = pytest.mark.django_db
DOORS = {
    "school": (SchoolFactory, "schools:school"),
    "trust": (TrustFactory, "schools:trust"),
    "provider": (ProviderFactory, "providers:provider"),
}
NEW = {"first_name": "Priti", "last_name": "Shah", "email": "Priti.Shah@hollins.example"}


class Door:
    """An organisation, one of its people, and the addresses of its people pages."""

    def __init__(self, kind):
        make, self.names = DOORS[kind]
        self.organisation = make(name="Hollins")
        self.member = member_of(self.organisation, first_name="Anne", last_name="Walsh")
        self.kind = kind

    def url(self, page, *args):
        return reverse(f"{self.names}-{page}", args=[self.organisation.pk, *args])

    def another(self, **fields):
        user = member_of(self.organisation, **fields)
        return memberships_in(self.organisation).get(user=user)


@pytest.fixture(params=DOORS)
def door(request):
    return Door(request.param)


@pytest.fixture
def school():
    return Door("school")


def emails(message):
    return apps.get_model("notifications", "OutboundEmail").objects.filter(message=message)


def test_the_list_says_who_since_when_and_who_invited_them(door, client):
    client.force_login(door.member)
    invite_person(door.organisation, **NEW, by=door.member)

    page = client.get(door.url("list-people")).content.decode()

    assert "1 person with access" in page
    assert "1 invitation not used yet" in page
    for words in ("Priti Shah", "priti.shah@hollins.example", "10 February 2026", "Anne Walsh", "Until 12 March 2026"):
        assert words.lower() in page.lower()
    assert "Who let whom in" in page
    assert "Invited Priti Shah" in page


def test_an_invitation_expires_and_sending_it_again_renews_it(door, client):
    client.force_login(door.member)
    membership = invite_person(door.organisation, **NEW, by=door.member)
    with clock.moved_to(clock.now() + timedelta(days=30)):
        assert not memberships_in(door.organisation).get(pk=membership.pk).is_expired_invitation
    with clock.moved_to(clock.now() + timedelta(days=31)):
        client.force_login(door.member)
        assert "Expired" in client.get(door.url("list-people")).content.decode()
        client.post(door.url("resend-invitation", membership.pk))
        renewed = memberships_in(door.organisation).get(pk=membership.pk)
        assert not renewed.is_expired_invitation
        assert "Until 12 April 2026" in client.get(door.url("list-people")).content.decode()
    assert "Use this invitation by Sunday 12 April 2026" in emails("InvitationForPerson").latest("created_at").body


def test_somebody_removed_meanwhile_is_not_invited_again(door):
    membership = invite_person(door.organisation, **NEW, by=door.member)
    remove_person(membership, by=door.member)

    with pytest.raises(Refused, match="has been removed"):
        resend_invitation(membership, by=door.member)


def test_inviting_makes_a_person_who_can_act_and_is_told(door, client):
    client.force_login(door.member)

    answer = client.post(door.url("invite-person"), NEW, follow=True)

    assert "Priti Shah invited" in answer.content.decode()
    user = User.objects.with_email("priti.shah@hollins.example").get()
    membership = memberships_in(door.organisation).get(user=user)
    assert membership.invited_by == door.member
    told = emails("InvitationForPerson").get()
    assert told.to == user.email
    assert "Anne Walsh has given you access" in told.body
    event, words = history_of(door.organisation)[-1]
    assert words == "Invited Priti Shah"
    assert (event.actor_name, event.actor_role, event.organisation) == ("Anne Walsh", f"{door.kind} user", "Hollins")


def test_somebody_who_works_elsewhere_too_stays_one_person(door, client):
    elsewhere = member_of(SchoolFactory(), email="priti.shah@hollins.example")
    client.force_login(door.member)

    client.post(door.url("invite-person"), NEW)

    assert memberships_in(door.organisation).filter(user=elsewhere).exists()
    assert User.objects.with_email("PRITI.SHAH@hollins.example").count() == 1


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"first_name": ""}, "Enter a first name"),
        ({"last_name": ""}, "Enter a last name"),
        ({"first_name": "x" * 101}, "First name must be 100 characters or fewer"),
        ({"email": ""}, "Enter an email address"),
        ({"email": "priti"}, "Email address must look like name@example.com"),
    ],
)
def test_what_is_wrong_with_an_invitation_is_said_beside_the_field(change, words, school, client):
    client.force_login(school.member)

    answer = client.post(school.url("invite-person"), NEW | change)

    assert words in answer.content.decode()
    assert memberships_in(school.organisation).count() == 1


def test_somebody_who_is_in_already_is_not_invited_again(school, client):
    client.force_login(school.member)

    answer = client.post(school.url("invite-person"), NEW | {"email": school.member.email.upper()})

    assert "already has access" in answer.content.decode()
    with pytest.raises(Refused, match="already has access"):
        invite_person(school.organisation, **NEW | {"email": school.member.email}, by=school.member)


def test_somebody_switched_off_cannot_be_invited(school):
    UserFactory(email="priti.shah@hollins.example", is_active=False)

    with pytest.raises(Refused, match="cannot be given access"):
        invite_person(school.organisation, **NEW, by=school.member)


def test_removing_ends_the_membership_keeps_the_row_and_tells_the_person(door, client):
    membership = door.another(first_name="Priti", last_name="Shah")
    client.force_login(door.member)
    assert "Remove this person" in client.get(door.url("remove-person", membership.pk)).content.decode()

    client.post(door.url("remove-person", membership.pk))

    membership.refresh_from_db()
    assert (membership.ended_at, membership.ended_by) == (clock.now(), door.member)
    assert emails("AccessEndedForPerson").get().to == membership.user.email
    assert [words for _, words in history_of(door.organisation)] == ["Removed Priti Shah"]


def test_somebody_removed_is_refused_at_their_very_next_request(door, client):
    membership = door.another()
    client.force_login(membership.user)
    assert client.get(door.url("list-people")).status_code == 200

    remove_person(membership, by=door.member)

    assert client.get(door.url("list-people")).status_code == 404
    assert client.post(door.url("invite-person"), NEW).status_code == 404


def test_nobody_removes_themselves(door, client):
    membership = memberships_in(door.organisation).get()
    client.force_login(door.member)
    assert "You cannot remove yourself" in client.get(door.url("remove-person", membership.pk)).content.decode()

    assert client.post(door.url("remove-person", membership.pk)).status_code == 409
    assert memberships_in(door.organisation).count() == 1


def test_nobody_is_removed_twice(school):
    membership = school.another()
    remove_person(membership, by=school.member)

    with pytest.raises(Refused, match="already been removed"):
        remove_person(membership, by=school.member)


def test_an_invitation_is_sent_again_every_ten_minutes_at_most(door, client):
    cache.clear()
    membership = door.another()
    client.force_login(door.member)
    again = door.url("resend-invitation", membership.pk)

    assert client.post(again).status_code == 302
    assert client.post(again).status_code == 409

    assert emails("InvitationForPerson").count() == 1


def test_somebody_who_has_signed_in_needs_no_invitation(school, client):
    membership = school.another(last_login=clock.now() - timedelta(days=1))
    client.force_login(school.member)

    assert client.post(school.url("resend-invitation", membership.pk)).status_code == 409
    assert "9 February 2026" in client.get(school.url("list-people")).content.decode()


def test_another_organisations_people_do_not_exist(door, client):
    other = Door(door.kind)
    membership = other.another()
    client.force_login(door.member)

    assert client.get(other.url("list-people")).status_code == 404
    assert client.post(door.url("remove-person", membership.pk)).status_code == 404
    assert client.post(door.url("resend-invitation", membership.pk)).status_code == 404
    assert Membership.of(door.kind).objects.get(pk=membership.pk).ended_at is None


def test_a_trust_sees_its_schools_people_and_does_not_manage_them(school, client):
    trust = TrustFactory()
    school.organisation.trust = trust
    school.organisation.save()
    membership = school.another()
    client.force_login(member_of(trust))

    page = client.get(school.url("list-people")).content.decode()

    assert "Its own people invite and remove each other" in page
    assert "Invite a person" not in page
    answer = client.post(school.url("invite-person"), NEW)
    assert answer.status_code == 403
    assert "The school&#39;s own people invite and remove each other. Trusts do not." in answer.content.decode()
    assert client.post(school.url("remove-person", membership.pk)).status_code == 403


def test_a_stranger_who_asked_is_let_in_or_told_why_not(door, client):
    sam, tom = (
        ask_for_access(
            Identity("https://issuer.example", f"{name}-0000", f"{name}@nowhere.example", name.title(), "Stone"),
            door.organisation,
            people_page="/people/",
        )
        for name in ("sam", "tom")
    )
    client.force_login(door.member)

    accepted = client.post(door.url("accept-request", sam.pk), follow=True).content.decode()
    refused = client.post(door.url("refuse-request", tom.pk), {"reason": "We do not know you."}, follow=True)

    assert "Sam Stone can now act for Hollins" in accepted
    assert "Request from Tom Stone refused" in refused.content.decode()
    assert memberships_in(door.organisation).filter(user__email="sam@nowhere.example").exists()
    assert not User.objects.filter(email="tom@nowhere.example").exists()
    assert "We do not know you." in emails("AccessRefusedForPerson").get(to="tom@nowhere.example").body


def test_somebody_signed_out_is_asked_to_sign_in(door, client):
    assert client.get(door.url("list-people"))["Location"].startswith(reverse("account_login"))


def test_a_get_changes_nothing(door, client):
    membership = door.another()
    client.force_login(door.member)

    assert client.get(door.url("resend-invitation", membership.pk)).status_code == 405
    client.get(door.url("remove-person", membership.pk))
    membership.refresh_from_db()
    assert membership.ended_at is None


def test_the_list_asks_as_many_questions_of_the_database_for_many_as_for_one(school, client, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.force_login(school.member)
    client.get(school.url("list-people"))
    with CaptureQueriesContext(connection) as one:
        client.get(school.url("list-people"))
    for _ in range(10):
        school.another()
    with CaptureQueriesContext(connection) as many:
        client.get(school.url("list-people"))

    assert len(one) == len(many)
