"""What each mentor may still be claimed for with one provider in one year. `used` is written by a trigger alone."""

from dataclasses import dataclass, replace

from django.db import connection

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
    """The same for pairs of a mentor and a provider, by both ids, in one query however many they are."""
    pairs = list(pairs)
    if not pairs:
        return {}
    rows, earlier, caps = {}, {}, {}
    values = {
        "mentors": list({mentor.pk for mentor, _ in pairs}),
        "providers": list({provider.pk for _, provider in pairs}),
        "year": year.pk,
        "starts_on": year.starts_on,
    }
    with connection.cursor() as cursor:
        cursor.execute(KNOWN, values)
        for mentor_id, provider_id, name, is_this_year, kind, reason, cap, used, _ in cursor:
            if mentor_id is None:
                caps[kind] = cap
            elif is_this_year:
                rows[mentor_id, provider_id] = TrainingType(kind), reason, cap, used
            elif used > 0:
                earlier[mentor_id, provider_id] = name
    found = {}
    for mentor, provider in pairs:
        pair = mentor.pk, provider.pk
        if row := rows.get(pair):
            found[pair] = HoursLeft(mentor, *row)
        else:
            kind, reason = type_after(earlier.get(pair), provider)
            found[pair] = HoursLeft(mentor, kind, reason, caps[kind], 0)
    return found


# Every page of a claim's journey asks this: the caps of the year, then the allowances of these mentors up to that year,
# the latest last. Putting it together from querysets takes longer than answering it.
KNOWN = """
    SELECT NULL::uuid AS mentor_id, NULL::uuid, '' AS name, true, training_type, '', hours, 0, NULL::date AS starts_on
    FROM policy_allowancecap
    WHERE year_id = %(year)s AND approved_at IS NOT NULL AND replaced_at IS NULL
    UNION ALL
    SELECT allowance.mentor_id, named.id, year.name, year.id = %(year)s, allowance.training_type,
           allowance.type_reason, allowance.cap, allowance.used, year.starts_on
    FROM training_allowance allowance JOIN policy_academicyear year ON year.id = allowance.year_id
    JOIN providers_provider provider ON provider.id = allowance.provider_id
    JOIN providers_provider named ON named.id = provider.id OR named.id = provider.part_of_id
    WHERE allowance.mentor_id = ANY(%(mentors)s::uuid[]) AND named.id = ANY(%(providers)s::uuid[])
      AND year.starts_on <= %(starts_on)s AND (named.id = provider.id OR year.id <> %(year)s)
    ORDER BY starts_on NULLS FIRST
"""


def training_types(mentors, provider, year):
    """Initial or refresher, with why, for mentors without a row this year.

    Refresher if an earlier year's allowance with this provider, or with a site of it, has hours used at this moment
    (product rules, section 5).
    """
    earlier = (
        Allowance.objects.filter(
            mentor__in=mentors, provider__in=provider.whole, used__gt=0, year__starts_on__lt=year.starts_on
        )
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
