"""Who at DfE looks after a claim. It changes nothing about the claim itself, so edit forms stay fresh."""

from django.db import transaction

from apps.audit.record import record_many
from apps.claims.enums import ClaimStatus
from apps.claims.models import Claim
from apps.core.errors import Refused
from apps.users.models import SupportMembership, SupportRole


class CannotBeAssigned(Refused):
    title = "This claim was not assigned"


@transaction.atomic
def assign_claims(claims, to, *, by):
    """Give claims to a caseworker, or to nobody with None. Drafts are left alone. Returns how many changed hands."""
    if to and not SupportMembership.objects.filter(user=to, role=SupportRole.CASEWORKER, ended_at=None).exists():
        raise CannotBeAssigned(f"{to} is not a caseworker now. Choose somebody else.")
    wanted = Claim.objects.filter(pk__in=[claim.pk for claim in claims]).exclude(status=ClaimStatus.DRAFT)
    held = wanted.select_related("assigned_to").select_for_update(of=("self",), no_key=True).order_by("id")
    changed = [claim for claim in held if claim.assigned_to != to]
    Claim.objects.filter(pk__in=[claim.pk for claim in changed]).update(assigned_to=to)
    told = {claim.pk: {"to": name_of(to), "was": name_of(claim.assigned_to)} for claim in changed}
    record_many("claim.assign", Claim._meta.label_lower, told, by=by)
    return len(changed)


def name_of(person):
    return person.full_name if person else ""
