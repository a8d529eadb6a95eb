"""The partner board: a school says what it would host and sees who wants mentors; a provider the other way round."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from apps.audit.record import record
from apps.claims.trusts import year_of_interest
from apps.core import clock
from apps.core.access import allowed
from apps.core.files.writing import csv_response
from apps.core.govuk.addresses import query
from apps.core.govuk.forms import posted
from apps.core.paging import count_up_to, page_by_key
from apps.doors.board import OfferForm, OffersFilter, WantedFilter, WantedForm, years_to_come
from apps.mentors.permissions import can_offer_to_host, can_want_mentors
from apps.mentors.services.board import put_on_board, said_of, take_off_board
from apps.providers.access import for_provider_user
from apps.providers.models import Contact, Purpose
from apps.schools.access import for_school_user

COLUMNS = [
    "school_urn",
    "school_name",
    "town",
    "local_authority",
    "academic_year",
    "trainees",
    "phases_and_subjects",
    "words",
    "contact_name",
    "contact_email",
    "said_on",
]
AT_A_TIME = 500


def year_named(slug):
    """A year one can speak of, by its name in the address; else 404."""
    found = next((year for year in years_to_come() if year.slug == slug), None)
    if found is None:
        raise Http404
    return found


def version_in(request):
    version = request.POST.get("version", "")
    return int(version) if version.isdecimal() and len(version) < 9 else 0


@for_school_user
def show_hosting(request, school):
    """What the school would host, and the providers that want mentors."""
    asked = WantedFilter(request.GET, school)
    found = asked.wanted()
    page = page_by_key(found, request, keys=["provider__sort_name", "year__starts_on"])
    contacts = Contact.objects.filter(provider__in=[one.provider_id for one in page.items], purpose=Purpose.TRAINING)
    context = {
        "offers": [(year, said_of(school, year)) for year in years_to_come()],
        "asked": asked,
        "chosen": asked.chosen(request),
        "heading": asked.heading(count_up_to(found)),
        "page": page,
        "contacts": {contact.provider_id: contact for contact in contacts},
    }
    return render(request, "doors/school/show_hosting.html", context)


@for_school_user
@allowed(can_offer_to_host)
def offer_hosting(request, school, year):
    """Say what the school would host in a year."""
    return say(
        request, school, year_named(year), OfferForm, back="school-show-hosting", template="school/offer_hosting"
    )


@for_school_user
@allowed(can_offer_to_host)
@require_POST
def take_back_offer(request, school, year):
    """Say it no longer."""
    year = year_named(year)
    take_off_board(school, year, version=version_in(request), by=request.user)
    messages.success(request, f"Providers no longer see what you would host in {year}.")
    return redirect("doors:school-show-hosting", school.pk)


@for_provider_user
def list_offers(request, provider):
    """Schools that would host trainees, and which mentors we want."""
    this_year, _ = year_of_interest()
    asked = OffersFilter(request.GET, provider)
    found = asked.offers(this_year)
    context = {
        "wanted": [(year, said_of(provider, year)) for year in years_to_come()],
        "asked": asked,
        "chosen": asked.chosen(request),
        "heading": asked.heading(count_up_to(found)),
        "page": page_by_key(found, request, keys=["school__sort_name", "year__starts_on"]),
        "file": reverse("doors:provider-download-offers", args=[provider.pk]) + query(request, after=None, before=None),
    }
    return render(request, "doors/provider/list_offers.html", context)


@for_provider_user
def download_offers(request, provider):
    """The same offers as a file. That somebody took it is kept."""
    this_year, _ = year_of_interest()
    asked = OffersFilter(request.GET, provider)
    with transaction.atomic():
        record("offers.export", provider, by=request.user, conditions=asked.in_words() or "every offer")
    name = f"offers-{provider.code}-{clock.today():%Y-%m-%d}.csv"
    return csv_response(name, COLUMNS, rows_of_file(asked.offers(this_year)))


def rows_of_file(offers):
    for offer in offers.order_by("school__sort_name", "pk").iterator(chunk_size=AT_A_TIME):
        school = offer.school
        yield [
            school.urn,
            school.name,
            school.town,
            school.authority_name,
            offer.year.name,
            offer.number,
            offer.teaches,
            offer.words,
            offer.said_by.full_name,
            offer.said_by.email,
            clock.day_of(offer.updated_at).isoformat(),
        ]


@for_provider_user
@allowed(can_want_mentors)
def want_mentors(request, provider, year):
    """Say which mentors we want in a year."""
    year = year_named(year)
    return say(request, provider, year, WantedForm, back="provider-list-offers", template="provider/want_mentors")


@for_provider_user
@allowed(can_want_mentors)
@require_POST
def want_no_mentors(request, provider, year):
    """Say it no longer."""
    year = year_named(year)
    take_off_board(provider, year, version=version_in(request), by=request.user)
    messages.success(request, f"Schools no longer see which mentors you want in {year}.")
    return redirect("doors:provider-list-offers", provider.pk)


def say(request, owner, year, kind, *, back, template):
    """One form for both sides of the board."""
    said = said_of(owner, year)
    shown = {name: getattr(said, name) for name in kind.base_fields} if said else {"version": 0}
    form = kind(posted(request), initial=shown)
    if not form.is_valid():
        return render(request, f"doors/{template}.html", {"form": form, "year": year, "said": said})
    put_on_board(owner, year, by=request.user, **form.cleaned_data)
    messages.success(request, f"Saved for {year}.")
    return redirect(f"doors:{back}", owner.pk)
