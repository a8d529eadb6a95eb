"""A row of the register is a site of a provider. Here, because only claims knows whether a claim is finished."""

from django.db import transaction
from django.db.models import Q

from apps.audit.record import record
from apps.claims.enums import FINISHED
from apps.claims.models import Claim
from apps.core import clock
from apps.core.errors import Refused
from apps.policy.models import AcademicYear
from apps.providers.models import Provider
from apps.training.models import Allowance, LedgerEntry
from apps.users.services.people import let_in, memberships_in, person_behind


class CannotBeSite(Refused):
    """The row stands for something of its own still."""

    title = "This is not a site yet"


@transaction.atomic
def join_site(provider, *, code, name, by):
    """Say that a row of the register is a site of a provider: from now on there is one provider, found by either name.

    What names the site is finished and stays as it was. Its people act for the provider.
    """
    rows = {one.pk: one for one in Provider.objects.select_for_update(of=("self",), no_key=True).order_by("pk")}
    provider = rows[provider.pk]
    site = next((one for one in rows.values() if one.code == code), None) or Provider(code=code, name=name)
    refuse_what_cannot_be(site, provider)
    site.part_of = provider
    site.save()
    for other in site.kin():
        other.save()
    for membership in memberships_in(site).select_related("user"):
        act_for_the_whole(membership, provider, by=by)
    record("provider.join_site", provider, by=by, site=site.name, code=code)
    return site


def refuse_what_cannot_be(site, provider):
    """Raise CannotBeSite, with the reason, where a row cannot become a site."""
    if provider.part_of_id:
        raise CannotBeSite(f"{provider} is itself a site, of {provider.part_of}. Add the site there.")
    if site.pk == provider.pk:
        raise CannotBeSite(f"{site.code} is the code of {provider} itself.")
    if site.part_of_id:
        raise CannotBeSite(f"{site} is a site already, of {site.part_of}.")
    if site._state.adding:
        return
    if site.sites.exists():
        raise CannotBeSite(f"{site} has sites of its own. Take them from it first.")
    if unfinished := Claim.objects.filter(provider=site).exclude(status__in=FINISHED).count():
        raise CannotBeSite(
            f"{unfinished} claim{'s' * (unfinished != 1)} that name {site} are drafts or not finished. "
            "They stay with its people until they are paid or ended."
        )
    today = clock.today()
    going_on = AcademicYear.objects.filter(Q(training_until__gte=today) | Q(windows__closes_on__gte=today))
    here = {"provider": site, "year__in": going_on}
    if (
        Allowance.objects.filter(used__gt=0, **here).exists()
        or LedgerEntry.objects.filter(minutes__gt=0, **here).exists()
    ):
        raise CannotBeSite(
            f"Hours of a year that still goes on were recorded by {site}, or claimed for training by it. "
            f"An allowance is counted with one provider, so {site} can become a site once the year can be claimed for no more."
        )


def act_for_the_whole(membership, provider, *, by):
    """Somebody at the site acts for its provider, with the limits they had."""
    membership.ended_at, membership.ended_by = clock.now(), person_behind(by)
    membership.save(update_fields=["ended_at", "ended_by"])
    if not memberships_in(provider).filter(user=membership.user).exists():
        carried = let_in(provider, membership.user, by=by)
        carried.limited_to = membership.limited_to
        carried.save(update_fields=["limited_to"])


@transaction.atomic
def part_site(site, *, by):
    """Say that a row is no site after all: it stands for itself again. Its people are not brought back."""
    site = Provider.objects.select_for_update(of=("self",), no_key=True).select_related("part_of").get(pk=site.pk)
    if site.part_of is None:
        return site
    provider, site.part_of = site.part_of, None
    site.save()
    for other in provider.kin():
        other.save()
    provider.save()
    record("provider.part_site", provider, by=by, site=site.name, code=site.code)
    return site
