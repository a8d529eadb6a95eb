"""Schools that work with a provider in a year: hours it recorded for them, claims that name it, and what is left to claim."""

from functools import reduce
from operator import or_

from django.db.models import Avg, Count, Exists, F, IntegerField, OuterRef, Prefetch, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from apps.assurance.models import Confirmation, ConfirmationRequest
from apps.claims.enums import BLUE, GREEN, GREY, Label
from apps.claims.filters import Asked, text_box, ticks
from apps.claims.models import Claim
from apps.claims.readiness import with_area_now
from apps.claims.recorded import with_claimed
from apps.mentors.models import HostingOffer
from apps.policy.models import FundingRate
from apps.schools.models import School, SchoolMembership
from apps.training.models import LedgerEntry

NOT_INVITED = Label("Not invited yet", GREY, "Nobody at the school has access. DfE invites schools.")
INVITED = Label("Invited", BLUE, "Its people were invited and have not signed in yet.")
SIGNED_IN = Label("Signed in", GREEN, "Somebody at the school has signed in.")


def partners_of(provider, year):
    """The schools with hours recorded by a provider, or with a claim that names it, in a year. Never a draft."""
    entries = LedgerEntry.objects.filter(provider=provider, year=year, minutes__gt=0)
    claims = Claim.objects.named_to(provider).filter(year=year)
    about = Q(pk__in=entries.order_by().values("school")) | Q(pk__in=claims.order_by().values("school"))
    return School.objects.filter(about)


def with_figures(schools, provider, year):
    """These schools, each with its figures with a provider: people, claims, hours, their worth, and how fast we answer."""
    entries = LedgerEntry.objects.filter(school=OuterRef("pk"), provider=provider, year=year, minutes__gt=0)
    by_school = with_claimed(entries).order_by().values("school")
    claims = Claim.objects.named_to(provider).filter(year=year, school=OuterRef("pk")).order_by().values("school")
    members = SchoolMembership.objects.filter(school=OuterRef("pk"), ended_at=None)
    rate = FundingRate.objects.in_force().filter(year=year, area=OuterRef("area_now"))
    return (
        with_area_now(schools)
        .annotate(
            has_people=Exists(members),
            has_signed_in=Exists(members.filter(user__last_login__isnull=False)),
            claims_count=number(claims, Count("pk")),
            recorded_hours=number(by_school, Sum(F("minutes") / 60)),
            unclaimed_hours=number(by_school, Sum("unclaimed")),
            to_add=number(by_school.filter(is_there=False), Count("pk")),
            answered_in=Subquery(
                answers_of(provider, year)
                .filter(claim__school=OuterRef("pk"))
                .values("claim__school")
                .annotate(found=Avg("took"))
                .values("found")
            ),
            rate_pence=Subquery(rate.values("pence")[:1]),
        )
        .annotate(unclaimed_pence=Coalesce(F("unclaimed_hours") * F("rate_pence"), 0))
    )


def with_offers(schools):
    """These schools, each with the trainees it would host, the latest year first."""
    offers = HostingOffer.objects.standing().order_by("-year__starts_on")
    return schools.prefetch_related(Prefetch("hosting_offers", offers, to_attr="offers"))


def number(rows, of):
    """A sum or a count of a school's rows; nought where it has none."""
    return Coalesce(Subquery(rows.annotate(found=of).values("found")), 0, output_field=IntegerField())


def answers_of(provider, year):
    """Answers that a provider's people gave about a year, each with the time it `took` since they were asked."""
    asked = ConfirmationRequest.objects.filter(claim=OuterRef("claim"), asked_at__lte=OuterRef("answered_at"))
    by_hand = Confirmation.objects.standing().filter(
        claim__provider=provider, claim__year=year, answered_by__isnull=False
    )
    return by_hand.order_by().annotate(
        took=F("answered_at") - Subquery(asked.order_by("-asked_at").values("asked_at")[:1]),
    )


def standing_of(school):
    """Whether anybody at a school can act on what is recorded."""
    if not school.has_people:
        return NOT_INVITED
    return SIGNED_IN if school.has_signed_in else INVITED


def days_in_words(took):
    """How long answers took, as people say it: "the same day", "1 day", "4 days"."""
    if took is None:
        return ""
    days = round(took.total_seconds() / 86400)
    return f"{days} day{'' if days == 1 else 's'}" if days else "the same day"


SORTS = {
    "name": "sort_name",
    "-name": "-sort_name",
    "recorded": "recorded_hours",
    "-recorded": "-recorded_hours",
    "unclaimed": "unclaimed_pence",
    "-unclaimed": "-unclaimed_pence",
}
THAT = {
    "unclaimed": ("With hours not claimed", Q(unclaimed_hours__gt=0)),
    "to-add": ("With mentors to add", Q(to_add__gt=0)),
    "nothing": ("Without a claim", Q(claims_count=0)),
    "nobody": ("Where nobody has signed in", Q(has_signed_in=False)),
}


class PartnersFilter(Asked):
    """A provider's partner schools."""

    one = "school"
    q = text_box("Search", "Name, town, postcode or URN")
    that = ticks("Show only schools", [(key, words) for key, (words, _) in THAT.items()])

    def schools(self, year):
        """The partner schools of a year that meet every condition, with their figures."""
        found = partners_of(self.organisation, year)
        if self.asked("q"):
            found = found.filter(pk__in=School.objects.matching(self.asked("q")).order_by().values("pk"))
        conditions = reduce(or_, [THAT[key][1] for key in self.asked("that")], Q())
        return with_figures(found, self.organisation, year).filter(conditions)

    @property
    def keys(self):
        key = SORTS.get(self.asked("sort"), "sort_name")
        return [key] if "name" in key else [key, "sort_name"]
