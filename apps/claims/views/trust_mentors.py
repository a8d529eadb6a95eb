"""The mentors of a trust's schools in one table. Hours belong to the mentor, wherever they are."""

from dataclasses import dataclass

from django.shortcuts import render
from django.urls import reverse

from apps.claims.trust_exports import mentors_file
from apps.claims.trust_filters import MentorsFilter
from apps.claims.trusts import places_of, year_of_interest
from apps.core.govuk.addresses import query
from apps.core.paging import page_by_key
from apps.mentors.models import Mentor
from apps.schools.access import for_trust_user
from apps.training.models import Allowance


@dataclass(frozen=True)
class MentorRow:
    """A mentor, their places at the trust's schools, and their hours of this year with each provider."""

    mentor: Mentor
    places: list
    allowances: list


@for_trust_user
def list_mentors(request, trust):
    """Who mentors at the trust's schools, with the hours left of each."""
    year, _ = year_of_interest()
    asked = MentorsFilter(request.GET, trust)
    found = asked.mentors(year)
    page = page_by_key(found, request, keys=("sort_name",))
    context = {
        "asked": asked,
        "chosen": asked.chosen(request),
        "heading": asked.heading(found.count()),
        "page": page,
        "rows": rows_of(page.items, trust, year),
        "year": year,
        "file": reverse("claims:trust-download-mentors", args=[trust.pk]) + query(request, after=None, before=None),
    }
    return render(request, "claims/trust/list_mentors.html", context)


def rows_of(mentors, trust, year):
    """The facts of each mentor, read once for all of them."""
    places, allowances = {}, {}
    here = places_of(trust).filter(mentor__in=mentors).select_related("school")
    for place in here.order_by("school__sort_name", "pk"):
        places.setdefault(place.mentor_id, []).append(place)
    mine = Allowance.objects.filter(mentor__in=mentors, year=year).select_related("provider")
    for row in mine.order_by("provider__sort_name", "pk"):
        allowances.setdefault(row.mentor_id, []).append(row)
    return [MentorRow(one, places.get(one.pk, []), allowances.get(one.pk, [])) for one in mentors]


@for_trust_user
def download_mentors(request, trust):
    """The same mentors as a file, one row for each school and provider."""
    year, _ = year_of_interest()
    mentors = MentorsFilter(request.GET, trust).mentors(year)
    return mentors_file(places_of(trust).filter(mentor__in=mentors.values("pk")), year)
