"""Where a person may act: the doors open to them, each with its address."""

from dataclasses import dataclass, replace

from django.db.models import F
from django.urls import NoReverseMatch, reverse

from apps.doors.to_do import counts_for
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
    """One door: what it is called, where it is, under which heading it is listed, and what waits behind it, in words."""

    heading: str
    name: str
    address: str
    organisation: object = None
    to_do: str = ""


def places_of(user):
    """Every door of this person, organisations by name. A trust's schools are reached through the trust."""
    found = []
    for heading, home, model, membership in KINDS:
        mine = model.objects.filter(**{f"{membership}__user": user, f"{membership}__ended_at": None})
        if model is Provider:
            mine = mine.annotate(limited_to=F("providermembership__limited_to"))
        found += [Place(heading, str(one), address(home, one.pk), one) for one in mine.order_by("sort_name", "id")]
    if SupportMembership.objects.filter(user=user, ended_at=None).exists():
        found.append(Place("DfE", "DfE support", address("support:home")))
    if PayerMembership.objects.filter(user=user, ended_at=None).exists():
        found.append(Place("Payer", "Payments", address("doors:payer-home")))
    if user.is_mentor:
        found.append(Place("Mentor", "Your mentor training", address("doors:mentor-home")))
    return found


def with_counts(places):
    """The same places, each saying what waits behind it, but for what a delivery partner would see a part of."""
    schools, trusts, providers = (
        [
            place.organisation
            for place in places
            if isinstance(place.organisation, model) and getattr(place.organisation, "limited_to", None) is None
        ]
        for _, _, model, _ in KINDS
    )
    counts = counts_for(schools, trusts, providers)
    return [replace(place, to_do=counts.get(place.organisation and place.organisation.pk, "")) for place in places]


def address(name, *args):
    """The address of a door; the account page while that door has no page."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return reverse("users:account")
