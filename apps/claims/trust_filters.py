"""What a trust's people may ask of their lists. Everything asked stands in the address, and in the heading."""

from functools import reduce
from operator import or_

from django import forms
from django.db.models import Count, Exists, OuterRef, Q, Subquery

from apps.claims.filters import Asked, alike, statuses_by_label, text_box, ticks
from apps.claims.models import Claim
from apps.claims.trusts import claims_of, places_of, schools_of
from apps.core import searching
from apps.mentors.models import Mentor
from apps.policy.models import AcademicYear
from apps.providers.models import Provider
from apps.schools.models import School
from apps.training.remaining import with_hours_left

SCHOOL_SORTS = {
    "name": "sort_name",
    "-name": "-sort_name",
    "claimed": "claimed_pence",
    "-claimed": "-claimed_pence",
    "paid": "paid_pence",
    "-paid": "-paid_pence",
    "left": "unclaimed_pence",
    "-left": "-unclaimed_pence",
}
SCHOOLS_THAT = {
    "to-do": ("With something to do", Q(drafts__gt=0) | Q(returned__gt=0)),
    "conditions": ("Conditions to accept", Q(is_to_accept=True)),
    "nothing": ("Nothing submitted", Q(submitted=0)),
    "left": ("With hours left", Q(hours_left__gt=0)),
    "nobody": ("Nobody has signed in", Q(has_signed_in=False)),
}


class SchoolsFilter(Asked):
    """A trust's schools."""

    one = "school"
    q = text_box("Search", "Name, town, postcode or URN")
    that = ticks("Show only schools", [(key, words) for key, (words, _) in SCHOOLS_THAT.items()])

    def schools(self, figures):
        """Those that meet every condition, of the trust's schools with their figures."""
        if self.asked("q"):
            figures = figures.filter(
                pk__in=School.objects.matching(self.asked("q")).filter(trust=self.organisation).order_by().values("pk")
            )
        return figures.filter(any_of(SCHOOLS_THAT, self.asked("that")))

    @property
    def keys(self):
        key = SCHOOL_SORTS.get(self.asked("sort"), "sort_name")
        return [key] if "name" in key else [key, "sort_name"]


CLAIM_SORTS = {
    "-submitted": "-submitted_at",
    "submitted": "submitted_at",
    "-amount": "-amount_pence",
    "amount": "amount_pence",
}


class ClaimsFilter(Asked):
    """Claims of a trust's schools."""

    one = "claim"
    q = text_box("Search", "Reference, URN, TRN, school or provider")
    status = ticks("Status", statuses_by_label())
    year = forms.ChoiceField(label="Academic year", required=False)
    school = forms.ChoiceField(label="School", required=False)
    provider = forms.ChoiceField(label="Provider", required=False)

    def offer(self):
        years = AcademicYear.objects.order_by("-starts_on")
        claims = claims_of(self.organisation)
        providers = Provider.objects.filter(pk__in=claims.order_by().values("provider")).order_by("sort_name", "pk")
        self.fields["year"].choices = [("", "Every year"), *((str(one.starts_on.year), one.name) for one in years)]
        self.fields["school"].choices = [("", "Every school"), *names_of_schools(self.organisation)]
        self.fields["provider"].choices = [("", "Every provider"), *((str(one.pk), one.name) for one in providers)]

    def claims(self):
        """The claims of the trust's schools that meet every condition."""
        found = claims_of(self.organisation)
        if self.asked("q"):
            found = found.filter(
                pk__in=Claim.objects.matching(self.asked("q")).filter(school__trust=self.organisation).values("pk")
            )
        if self.asked("status"):
            found = found.filter(status__in=alike(self.asked("status")))
        if self.asked("year"):
            found = found.filter(year__starts_on__year=self.asked("year"))
        for name in ("school", "provider"):
            if self.asked(name):
                found = found.filter(**{name: self.asked(name)})
        return found

    @property
    def keys(self):
        return [CLAIM_SORTS.get(self.asked("sort"), "-created_at")]


MENTORS_WITH = {
    "left": ("Hours left", Q(left__gt=0)),
    "none": ("No hours left", Q(left=0)),
    "shared": ("Places at several of your schools", Q(schools_here__gt=1)),
}


class MentorsFilter(Asked):
    """Mentors at a trust's schools."""

    one = "mentor"
    q = text_box("Search", "Name or TRN")
    school = forms.ChoiceField(label="School", required=False)
    having = ticks("Show only mentors with", [(key, words) for key, (words, _) in MENTORS_WITH.items()])

    def offer(self):
        self.fields["school"].choices = [("", "Every school"), *names_of_schools(self.organisation)]

    def mentors(self, year):
        """The mentors at the trust's schools who meet every condition, with `left` and `schools_here`."""
        here = places_of(self.organisation).filter(mentor=OuterRef("pk")).order_by()
        at = here.filter(school=self.asked("school")) if self.asked("school") else here
        found = Mentor.objects.filter(Exists(at)).annotate(
            schools_here=Subquery(here.values("mentor").annotate(count=Count("pk")).values("count"))
        )
        found = with_hours_left(found, year)
        digits = "".join(self.asked("q").split())
        if digits.isdecimal():
            found = found.filter(trn__startswith=digits)
        else:
            for word in searching.words(self.asked("q"))[:12]:
                found = found.filter(Q(sort_name__startswith=word) | Q(sort_name__contains=f" {word}"))
        return found.filter(any_of(MENTORS_WITH, self.asked("having")))


def any_of(table, keys):
    """Rows that meet one of the conditions ticked; all rows where none is."""
    return reduce(or_, [table[key][1] for key in keys], Q())


def names_of_schools(trust):
    return [(str(pk), name) for pk, name in schools_of(trust).order_by("sort_name", "pk").values_list("pk", "name")]
