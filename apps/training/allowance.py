"""What each mentor may still be claimed for with one provider in one year. `used` is written by a trigger alone."""

from dataclasses import dataclass, replace

from apps.mentors.models import Mentor
from apps.policy.figures import caps_for
from apps.policy.models import TrainingType
from apps.training.models import Allowance


@dataclass(frozen=True)
class HoursLeft:
    """A mentor's training type with its reason, and hours of the allowance: cap, used and left."""

    mentor: Mentor
    training_type: TrainingType
    type_reason: str
    cap: int
    used: int

    @property
    def left(self):
        return self.cap - self.used

    def without(self, hours):
        """The same, were so many of the used hours free again."""
        return replace(self, used=self.used - hours)


def hours_left(mentors, provider, year):
    """Hours left of each mentor, by mentor id: from their row, or as their row would be if hours were held now."""
    found = hours_left_with([(mentor, provider) for mentor in mentors], year)
    return {mentor_id: left for (mentor_id, _), left in found.items()}


def hours_left_with(pairs, year):
    """The same for pairs of a mentor and a provider, by both ids, in two queries however many they are."""
    wanted = {(mentor.pk, provider.pk) for mentor, provider in pairs}
    known = Allowance.objects.filter(
        mentor__in={mentor_id for mentor_id, _ in wanted},
        provider__in={provider_id for _, provider_id in wanted},
        year__starts_on__lte=year.starts_on,
    )
    rows, earlier = {}, {}
    facts = ("mentor_id", "provider_id", "year_id", "year__name", "training_type", "type_reason", "cap", "used")
    for row in known.order_by("year__starts_on").values_list(*facts, named=True):
        if row.year_id == year.pk:
            rows[row.mentor_id, row.provider_id] = row
        elif row.used > 0:
            earlier[row.mentor_id, row.provider_id] = row.year__name
    caps = caps_for(year) if wanted - rows.keys() else {}
    found = {}
    for mentor, provider in pairs:
        pair = mentor.pk, provider.pk
        if row := rows.get(pair):
            found[pair] = HoursLeft(mentor, TrainingType(row.training_type), row.type_reason, row.cap, row.used)
        else:
            kind, reason = type_after(earlier.get(pair), provider)
            found[pair] = HoursLeft(mentor, kind, reason, caps[kind], 0)
    return found


def training_types(mentors, provider, year):
    """Initial or refresher, with why, for mentors without a row this year.

    Refresher if an earlier year's allowance with this provider has hours used at this moment (product rules, section 5).
    """
    earlier = (
        Allowance.objects.filter(mentor__in=mentors, provider=provider, used__gt=0, year__starts_on__lt=year.starts_on)
        .order_by("mentor_id", "-year__starts_on")
        .distinct("mentor_id")
        .values_list("mentor_id", "year__name")
    )
    names = dict(earlier)
    return {mentor.pk: type_after(names.get(mentor.pk), provider) for mentor in mentors}


def type_after(earlier, provider):
    """The training type, and why, after the name of an earlier year in which hours were used; None for no such year."""
    if earlier:
        return TrainingType.REFRESHER, f"trained with {provider} in {earlier}"
    return TrainingType.INITIAL, f"no earlier claim with {provider}"


def hold_allowances(mentors, provider, year):
    """Lock the allowance rows of these mentors, making those that are missing; by mentor id.

    Call inside a transaction, after holding the claim. Training type is decided here, once.
    """
    caps = caps_for(year)
    known = set(
        Allowance.objects.filter(provider=provider, year=year, mentor__in=mentors).values_list("mentor_id", flat=True)
    )
    new = sorted((mentor for mentor in mentors if mentor.pk not in known), key=lambda mentor: mentor.pk)
    if new:
        types = training_types(new, provider, year)
        Allowance.objects.bulk_create(
            [
                Allowance(
                    mentor=mentor, provider=provider, year=year, training_type=kind, type_reason=reason, cap=caps[kind]
                )
                for mentor in new
                for kind, reason in [types[mentor.pk]]
            ],
            ignore_conflicts=True,
        )
    rows = Allowance.objects.filter(provider=provider, year=year, mentor__in=mentors).hold()
    return {row.mentor_id: row for row in rows}
