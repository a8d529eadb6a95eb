"""AZ4. Fields that no page asks for take no effect, on whatever form they are posted."""

import pytest
from django.apps import apps
from django.db.models import ForeignKey, IntegerField, Q, UUIDField
from django.test import Client

from apps.claims.enums import ClaimStatus
from apps.claims.models import Claim
from tests.factories import school_that_can_claim
from tests.security.forms import fill_in, forms_on, walk
from tests.security.world import Crowd

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

PENCE = 98_765_432
MINE = ("claims", "schools", "providers", "mentors", "training", "assurance", "payments", "policy", "users")


@pytest.fixture
def crowd():
    return Crowd("Hollins")


@pytest.fixture
def bystander():
    """A school with a member, who have nothing to do with anything."""
    return school_that_can_claim(name="Bystander School")


def extra_fields(bystander):
    """What somebody would add who has read the source."""
    numbers = [
        "amount_pence",
        "rate_pence",
        "total_pence",
        "pence",
        "used",
        "cap",
        "recovered_hours",
        "submission_number",
    ]
    people = ["approved_by", "created_by", "submitted_by", "proposed_by", "released_by", "prepared_by", "by", "user"]
    people += ["answered_by", "assigned_to", "accepted_by", "decided_by", "ended_by", "uploaded_by"]
    schools = ["school", "school_id", "organisation", "organisation_id"]
    flags = ["is_active", "is_mentor", "is_live", "is_open", "is_in_run", "verified_at"]
    return (
        {name: str(PENCE) for name in numbers}
        | {name: str(bystander.member.pk) for person in people for name in (person, f"{person}_id")}
        | {name: str(bystander.pk) for name in schools}
        | dict.fromkeys(flags, "on")
        | {"status": "paid", "state": "paid", "outcome": "paid", "id": str(bystander.pk), "reference": "AAA-AAA-A"}
    )


def traces_of(bystander):
    """(model, how many rows) that carry what the extra fields said."""
    found = {}
    for model in apps.get_models():
        if model._meta.app_label not in MINE or not model._meta.managed or model.__name__.endswith("Event"):
            continue
        carrying = Q()
        for field in model._meta.concrete_fields:
            if isinstance(field, ForeignKey) and field.related_model.__name__ in {"User", "School"}:
                carrying |= Q(**{field.attname: bystander.pk}) | Q(**{field.attname: bystander.member.pk})
            elif isinstance(field, UUIDField) and not field.primary_key:
                carrying |= Q(**{field.attname: bystander.pk})
            elif isinstance(field, IntegerField) and field.attname != "version":
                carrying |= Q(**{field.attname: PENCE})
        if carrying and (count := model.objects.filter(carrying).count()):
            found[model.__name__] = count
    found["paid"] = Claim.objects.filter(status=ClaimStatus.PAID).count()
    return found


@pytest.mark.parametrize(
    "who", ["school", "trust", "provider", "payer", "caseworker", "payments_officer", "second officer", "administrator"]
)
def test_nothing_that_was_added_to_a_form_is_kept(crowd, bystander, who):
    client = Client(raise_request_exception=False)
    client.force_login(crowd.people[who])
    before, extra, kept, taken = traces_of(bystander), extra_fields(bystander), [], 0
    way = {"words": "Because of this", "email": "new.person@school.example", "extra": extra}

    for address, page in walk(client, crowd.homes().get(who, "/support/")):
        for action, form in forms_on(address, page):
            # The console may do to the bystanders' school what its pages are for.
            if str(bystander.pk) in action:
                continue
            says_paid = any((name, value) == ("says", "paid") for _, name, value, _ in form.controls)
            for posted, _, response in fill_in(client, action, form, [way]):
                taken += bool(response.redirect_chain)
                more = {name: count for name, count in traces_of(bystander).items() if count > before.get(name, 0)}
                if more and not (says_paid and more.keys() == {"paid"}):
                    kept.append((posted, more))

    assert kept == []
    assert taken > 0


def test_the_control_sees_a_form_that_keeps_what_was_added(crowd, bystander):
    before = traces_of(bystander)
    Claim.objects.filter(pk=crowd.draft.pk).update(created_by=bystander.member)

    assert traces_of(bystander) != before
