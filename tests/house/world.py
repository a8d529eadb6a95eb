"""A world in which every address can be asked: one organisation of each kind with rows of every kind, and its people."""

import uuid

from django.test import Client
from django.urls import reverse

from apps.assurance.models import Confirmation
from apps.mentors.models import Volunteer
from apps.mentors.services.board import put_on_board
from apps.policy.models import AcademicYear
from apps.schools.models import HostingRequest, SaidBy, Succession
from tests.factories import (
    MentorFactory,
    ProviderFactory,
    SchoolFactory,
    TrustFactory,
    UserFactory,
    draft_claim,
    member_of,
    school_that_can_claim,
    submitted_claim,
)
from tests.training.programme_world import module_of, session_of


class World:
    """One organisation of each kind with rows of every kind, and another of each kind beside it."""

    def __init__(self, words):
        self.trust = TrustFactory(name=f"{words} Trust")
        self.school = school_that_can_claim(name=f"{words} School", trust=self.trust, group_code="10")
        self.provider = ProviderFactory(name=f"{words} Provider")
        self.mentor = MentorFactory(at=self.school, first_name=words, last_name="Mentor")
        self.claim = submitted_claim(hours=(4,), school=self.school, provider=self.provider, mentors=[self.mentor])
        self.draft = draft_claim(hours=(2,), school=self.school, provider=self.provider, mentors=[self.mentor])
        self.colleague = member_of(self.school, first_name=words)
        self.people = {
            "school member": self.school.member,
            "trust user": member_of(self.trust, first_name=words),
            "provider member": member_of(self.provider, first_name=words),
            "mentor": UserFactory(first_name=words, is_mentor=True),
        }
        self.mentor.user = self.people["mentor"]
        self.mentor.save()
        self.confirmation = Confirmation.objects.create(
            claim=self.claim,
            mentor=self.mentor,
            hours_asked=4,
            answer="confirmed",
            answered_by=self.people["provider member"],
        )
        self.provider.person = self.people["provider member"]
        self.session = session_of(module_of(self.provider))
        self.volunteer = Volunteer.objects.create(
            school=self.school, name=f"{words} Volunteer", email="v@school.example"
        )

        last_year = AcademicYear.objects.get(name="2024 to 2025")
        self.hosting_request = HostingRequest.objects.create(
            school=self.school,
            year=last_year,
            provider_id=self.provider.pk,
            provider_name=str(self.provider),
            asked_by=self.colleague,
        )
        said = {"version": 0, "number": 2, "phases": ["primary"], "subjects": []}
        year = AcademicYear.objects.get(name="2025 to 2026")
        put_on_board(self.school, year, by=self.school.member, words="", **said)
        put_on_board(self.provider, year, by=self.provider.person, words="", area="Leeds", **said)
        self.succession = Succession.objects.create(
            predecessor=self.school, successor=SchoolFactory(name=f"{words} Academy"), said_by=SaidBy.REGISTER
        )

    def ids(self):
        """What stands in addresses, by its name there. A name that is missing here fails the walk."""
        return {
            "school_id": self.school.pk,
            "trust_id": self.trust.pk,
            "provider_id": self.provider.pk,
            "claim_id": self.claim.pk,
            "mentor_id": self.mentor.pk,
            "place_id": self.mentor.places.get().pk,
            "membership_id": self.colleague.schoolmemberships.get().pk,
            "confirmation_id": self.confirmation.pk,
            "line_id": self.claim.lines.get().pk,
            "allowance_id": self.claim.lines.get().allowance_id,
            "user_id": self.colleague.pk,
            "volunteer_id": self.volunteer.pk,
            "hosting_request_id": self.hosting_request.pk,
            "succession_id": self.succession.pk,
            "module_id": self.session.module_id,
            "training_session_id": self.session.pk,
        }


# The partner board: what one side says there, everybody on the other side is meant to read.
SHARED = {"doors:school-show-hosting", "doors:provider-list-offers"}

OPENS = {
    "school": {"own school member", "own trust user"},
    "trust": {"own trust user"},
    "provider": {"own provider member"},
    "support": {"caseworker", "payments officer", "administrator", "auditor"},
    "payer": {"payer"},
    "mentor": {"own mentor"},
}

# Names in addresses that no organisation owns: any value will do.
ANY = {
    "step": "provider",
    "kind": "school",
    "provider_key": "dfe",
    "code": "AR01",
    "token": "x" * 43,
    "year": "2025",
    "section": "history",
    "purpose": "training",
    "number": 1,
    "session_id": 1,
    "area": "fringe",
    "training_type": "initial",
}


def filled(name, kwargs, ids):
    values = {}
    for word in kwargs:
        if word in ids:
            values[word] = ids[word]
        elif word in ANY:
            values[word] = ANY[word]
        else:
            values[word] = uuid.uuid4()
    return reverse(name, kwargs=values)


class Browsers:
    """A browser for each actor, signed in once, and again where a page signed it out."""

    def __init__(self):
        self.clients = {}

    def ask(self, actor, method, address):
        if actor not in self.clients:
            self.sign_in(actor)
        response = getattr(self.clients[actor], method)(address)
        if actor and response.status_code == 302 and "/sign-in/" in response["Location"]:
            self.sign_in(actor)
            response = getattr(self.clients[actor], method)(address)
        return response

    def sign_in(self, actor):
        self.clients[actor] = Client()
        if actor:
            self.clients[actor].force_login(actor)
