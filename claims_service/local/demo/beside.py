"""Who comes to the demo beside the cast: a colleague, strangers who ask, volunteers, and a mentor who queries hours."""

from datetime import timedelta

from django.conf import settings

from apps.assurance.enums import MentorSays
from apps.assurance.services.mentor_answers import answer_as_mentor
from apps.audit.actors import Actor, acting
from apps.claims.enums import ClaimStatus
from apps.claims.models import Claim
from apps.mentors.services import bind_mentor, change_email
from apps.mentors.services.volunteers import make_link, offer
from apps.providers.models import Provider
from apps.schools.models import ConditionsAcceptance, School, Trust
from apps.schools.services.conditions import withdraw_acceptance
from apps.users.dfe_sign_in.tokens import Identity
from apps.users.models import User
from apps.users.services.access_requests import ask_for_access
from apps.users.services.people import invite_person
from claims_service.local.demo.people import HOLLINS, THAMES, TRUST, named
from claims_service.local.demo.story import at, check

VOLUNTEERS = [
    ("Ellis Marlowe", ["history"], ["secondary"], "I mentored at my last school."),
    ("Noor Rahman", [], [], ""),
]


def come(today, job):
    """All of them, in the days before today."""
    with at(today - timedelta(days=3)):
        trust = Trust.objects.get(uid=TRUST)
        colleague = {"email": "rhona.pike@northfield-trust.example", "first_name": "Rhona", "last_name": "Pike"}
        invite_person(trust, **colleague, by=job)
        strangers_ask(trust)
        volunteers_offer(School.objects.get(urn=HOLLINS))
        an_acceptance_is_withdrawn()
    with at(today - timedelta(days=2), 18):
        a_mentor_queries()


def strangers_ask(trust):
    """Four strangers: the last asks a school that has nobody to answer, so DfE does."""
    nobody_there = School.objects.filter(is_open=True, schoolmembership=None).order_by("urn").first()
    asked = [School.objects.get(urn=HOLLINS), trust, Provider.objects.get(code=THAMES), nobody_there]
    for organisation, name in zip(asked, ("Lee", "Kim", "Jo", "Ash"), strict=True):
        identity = Identity(
            settings.DSI_ISSUER,
            subject=f"{name.lower()}-0000-4000-8000",
            email=f"{name.lower()}.gray@nowhere.example",
            first_name=name,
            last_name="Gray",
        )
        ask_for_access(identity, organisation, people_page=settings.BASE_URL)


def volunteers_offer(school):
    """Anne shares a link with her staff, and two of them offer to mentor."""
    anne = named("Anne")
    with acting(Actor.person(anne, organisation=school, role="school user")):
        link = make_link(school, by=anne)
    for name, subjects, phases, words in VOLUNTEERS:
        address = f"{name.lower().replace(' ', '.')}@hollins.example"
        offer(link, name=name, email=address, subjects=subjects, phases=phases, words=words)


def a_mentor_queries():
    """A mentor shows who they are, and says that fewer hours were done than their school claimed."""
    claim = Claim.objects.filter(status=ClaimStatus.SUBMITTED).order_by("reference").first()
    line = claim.lines.select_related("claim__school", "mentor").order_by("mentor__trn").first()
    place, address = line.mentor.places.get(school=claim.school), f"mentor.{line.mentor.trn}@{claim.school.urn}.example"
    with acting(Actor.person(claim.created_by, organisation=claim.school, role="school user")):
        change_email(place, address, by=claim.created_by)
    mentor = User.objects.get(email=address)
    with acting(Actor.person(mentor, role="mentor")):
        bind_mentor(place, mentor, by=mentor)
    mentor.refresh_from_db()
    with acting(Actor.person(mentor, role="mentor")):
        words = "Two of the sessions were cancelled, and I could not go to others."
        answer_as_mentor(line, MentorSays.QUERIED, words, hours=line.hours, by=mentor)
    check(claim)


def an_acceptance_is_withdrawn():
    """One school's acceptance of this year's conditions was given by somebody who may not."""
    cora = named("Cora")
    accepted = ConditionsAcceptance.objects.order_by("-accepted_at", "-school__urn").first()
    with acting(Actor.person(cora, organisation="DfE", role="caseworker")):
        withdraw_acceptance(accepted, reason="The person who accepted may not do so for the school.", by=cora)
