"""Where a person may act: the doors open to them, each with its address."""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from apps.providers.models import Provider
from apps.schools.models import School, Trust
from apps.users.models import PayerMembership, SupportMembership

KINDS = [
    ("Schools", "doors:school-home", School, "schoolmembership"),
    ("Trusts", "doors:trust-home", Trust, "trustmembership"),
    ("Providers", "doors:provider-home", Provider, "providermembership"),
]


@dataclass(frozen=True)
class Place:
    """One door: what it is called, where it is, and under which heading it is listed."""

    heading: str
    name: str
    address: str


def places_of(user):
    """Every door of this person, organisations by name. A trust's schools are reached through the trust."""
    found = []
    for heading, home, model, membership in KINDS:
        mine = model.objects.filter(**{f"{membership}__user": user, f"{membership}__ended_at": None})
        found += [Place(heading, str(one), address(home, one.pk)) for one in mine.order_by("sort_name", "id")]
    if SupportMembership.objects.filter(user=user, ended_at=None).exists():
        found.append(Place("DfE", "DfE support", address("support:home")))
    if PayerMembership.objects.filter(user=user, ended_at=None).exists():
        found.append(Place("Payer", "Payments", address("doors:payer-home")))
    if user.is_mentor:
        found.append(Place("Mentor", "Your mentor training", address("doors:mentor-home")))
    return found


def address(name, *args):
    """The address of a door; the account page while that door has no page."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return reverse("users:account")
