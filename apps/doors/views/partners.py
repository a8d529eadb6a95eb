"""A provider's partner schools: who has signed in, what they have claimed, and what it recorded that they have not."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from apps.assurance.shown import claims_of, shown
from apps.audit.record import record
from apps.claims.services.reminding import message_to, next_reminder_on, reminders_of, unclaimed_at
from apps.claims.services.reminding import remind_school as remind
from apps.claims.trusts import year_of_interest
from apps.core import clock
from apps.core.access import allowed
from apps.core.files.writing import csv_response
from apps.core.govuk.addresses import query
from apps.core.paging import count_up_to, page_by_key
from apps.doors.partners import PartnersFilter, days_in_words, partners_of, standing_of, with_figures, with_offers
from apps.mentors.models import HostingOffer
from apps.providers.access import for_provider_user
from apps.training.permissions import can_record_hours

MOST_CLAIMS = 10
MOST_REMINDERS = 10
COLUMNS = [
    "school_urn",
    "school_name",
    "academic_year",
    "standing",
    "claims",
    "hours_recorded",
    "hours_not_claimed",
    "value_not_claimed",
    "mentors_to_add",
    "answered_in_days",
    "would_host_trainees",
    "would_host",
]
AT_A_TIME = 500


@for_provider_user
def list_schools(request, provider):
    """The partner schools of a year that meet what the address asks."""
    year, _ = year_of_interest()
    asked = PartnersFilter(request.GET, provider)
    found = asked.schools(year)
    page = page_by_key(found, request, keys=asked.keys)
    context = {
        "asked": asked,
        "chosen": asked.chosen(request),
        "heading": asked.heading(count_up_to(found)),
        "page": page,
        "rows": [(school, standing_of(school), days_in_words(school.answered_in)) for school in page.items],
        "year": year,
        "file": reverse("doors:provider-download-schools", args=[provider.pk])
        + query(request, after=None, before=None),
    }
    return render(request, "doors/provider/list_schools.html", context)


@for_provider_user
def download_schools(request, provider):
    """The same schools as a file. That somebody took it is kept."""
    year, _ = year_of_interest()
    asked = PartnersFilter(request.GET, provider)
    with transaction.atomic():
        record("partners.export", provider, by=request.user, conditions=asked.in_words() or "every partner school")
    name = f"schools-{provider.code}-{clock.today():%Y-%m-%d}.csv"
    return csv_response(name, COLUMNS, rows_of_file(asked.schools(year), year))


def rows_of_file(schools, year):
    for school in with_offers(schools).order_by("sort_name", "pk").iterator(chunk_size=AT_A_TIME):
        took = school.answered_in
        offer = school.offers[0] if school.offers else None
        yield [
            school.urn,
            school.name,
            year.name,
            standing_of(school).text,
            school.claims_count,
            school.recorded_hours,
            school.unclaimed_hours,
            f"{school.unclaimed_pence / 100:.2f}" if school.rate_pence else "",
            school.to_add,
            f"{took.total_seconds() / 86400:.1f}" if took is not None else "",
            offer.number if offer else "",
            offer.teaches if offer else "",
        ]


def partner_of(provider, school_id, year):
    """One partner school of a year with its figures, or 404."""
    return get_object_or_404(with_figures(partners_of(provider, year), provider, year), pk=school_id)


@for_provider_user
def show_school(request, provider, school_id):
    """One partner school: what is recorded and claimed, its latest claims, and reminders sent to it."""
    year, _ = year_of_interest()
    school = partner_of(provider, school_id, year)
    claims = claims_of(provider).filter(school=school).order_by("-submitted_at", "-pk")
    context = {
        "school": school,
        "year": year,
        "standing": standing_of(school),
        "answered_in": days_in_words(school.answered_in),
        "offer": HostingOffer.objects.standing().filter(school=school).select_related("year").first(),
        "unclaimed": unclaimed_at(school, provider, year),
        "claims": shown(list(claims[:MOST_CLAIMS])),
        "reminders": reminders_of(school, provider)[:MOST_REMINDERS],
        "next_reminder_on": next_reminder_on(school, provider),
    }
    return render(request, "doors/provider/show_school.html", context)


@for_provider_user
@allowed(can_record_hours)
def remind_school(request, provider, school_id):
    """Read the reminder as the school's people will, then send it."""
    year, _ = year_of_interest()
    school = partner_of(provider, school_id, year)
    if request.method == "POST":
        reminder = remind(school, provider, year, by=request.user)
        messages.success(
            request, f"{school} was reminded of {reminder.hours} hour{'s' * (reminder.hours != 1)} not claimed."
        )
        return redirect("doors:provider-show-school", provider.pk, school.pk)
    unclaimed = unclaimed_at(school, provider, year)
    if not (unclaimed.hours and school.has_people) or next_reminder_on(school, provider):
        return redirect("doors:provider-show-school", provider.pk, school.pk)
    subject, body = message_to("", school, provider, year, unclaimed, by=request.user).words()
    context = {"school": school, "subject": subject, "paragraphs": body.split("\n\n")}
    return render(request, "doors/provider/remind_school.html", context)
