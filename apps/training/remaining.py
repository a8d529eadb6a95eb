"""What the mentors of schools could still be claimed for this year, asked of the database at once."""

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce

from apps.mentors.models import Place
from apps.policy.figures import caps_for
from apps.policy.models import AllowanceCap, TrainingType
from apps.training.models import Allowance


def with_hours_left(rows, year, mentor="pk"):
    """Rows about mentors, each with `left`; `mentor` names their field that holds the mentor.

    It is what the mentor's allowances of the year have left, over every provider and school. Who has none yet has one
    to come: a refresher where an earlier year's hours were used, else initial.
    """
    caps = caps_for(year)
    mine = Allowance.objects.filter(mentor=OuterRef(mentor)).order_by()
    earlier = mine.filter(used__gt=0, year__starts_on__lt=year.starts_on)
    this_year = mine.filter(year=year).values("mentor").annotate(left=Sum(F("cap") - F("used"))).values("left")
    to_come = Case(
        When(Exists(earlier), then=Value(caps.get(TrainingType.REFRESHER, 0))),
        default=Value(caps.get(TrainingType.INITIAL, 0)),
    )
    return rows.annotate(left=Coalesce(Subquery(this_year), to_come))


def places_with_hours_left(year):
    """Current places of mentors who can be claimed for, each with `left`. A mentor of two schools shares the same hours."""
    places = Place.objects.current().filter(mentor__is_active=True, mentor__verified_at__isnull=False)
    return with_hours_left(places, year, mentor="mentor")


def left_with_the_provider():
    """For rows of a mentor, a provider and a year: what that allowance has left, or would have were hours held now.

    It is `allowance.hours_left` as an expression. Nobody has claimed for a mentor whom the service does not know.
    """
    mine = Allowance.objects.filter(mentor=OuterRef("mentor")).order_by()
    this_year = mine.filter(provider=OuterRef("provider"), year=OuterRef("year"))
    whole = Q(provider=OuterRef("provider")) | Q(provider__part_of=OuterRef("provider"))
    earlier = mine.filter(whole, used__gt=0, year__starts_on__lt=OuterRef("year__starts_on"))
    caps = AllowanceCap.objects.in_force().filter(year=OuterRef("year")).order_by()
    cap = {kind: Subquery(caps.filter(training_type=kind).values("hours")) for kind in TrainingType}
    return Coalesce(
        Subquery(this_year.annotate(left=F("cap") - F("used")).values("left")),
        Case(When(Exists(earlier), then=cap[TrainingType.REFRESHER]), default=cap[TrainingType.INITIAL]),
        Value(0),
        output_field=IntegerField(),
    )
