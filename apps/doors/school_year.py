"""A school's year in figures: what it claimed, what was paid and when, what could still come, and what happened lately."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, F, OuterRef, Sum
from django.db.models.functions import JSONObject
from django.urls import reverse

from apps.audit.history import latest_of
from apps.claims.enums import ClaimStatus
from apps.claims.models import Claim, ClaimLine
from apps.claims.trusts import number, with_figures
from apps.core import clock
from apps.core.money import pounds
from apps.doors.money_rows import expected_on, in_words
from apps.mentors.models import HostingOffer, Place, Volunteer
from apps.schools.models import ConditionsAcceptance, Eligibility, School
from apps.users.models import AccessRequest

MOST_PAYMENTS = 6
MOST_EVENTS = 6
NOT_FOR_SCHOOLS = ("claim.assign",)
OWNED = (Claim, ConditionsAcceptance, Eligibility, Place)


def counts_of(school, year):
    """All that the home counts of a school and a year, in one query: hours and money, what is left, and who waits."""
    lines = ClaimLine.objects.filter(school=OuterRef("pk"), year=year, claim__holds_hours=True).order_by()
    asking = AccessRequest.objects.filter(organisation_id=OuterRef("pk"), organisation_type="school", answered_at=None)
    offers = Volunteer.objects.waiting().filter(school=OuterRef("pk")).order_by()
    places = Place.objects.current().filter(school=OuterRef("pk")).order_by().values("school")
    hosting = HostingOffer.objects.standing().filter(school=OuterRef("pk")).order_by("year__starts_on")
    figures = with_figures(School.objects.filter(pk=school.pk), year).annotate(
        claimed_hours=number(lines.values("school"), Sum("hours")),
        asking=number(asking.order_by().values("organisation_id"), Count("pk")),
        volunteering=number(offers.values("school"), Count("pk")),
        with_wrong_trn=number(places.with_wrong_trn(), Count("pk")),
        not_free=number(places.not_free(), Count("pk")),
        has_mentors=Exists(places),
        hosting=ArraySubquery(hosting.values(json=JSONObject(**OFFERED))),
    )
    return figures.values(*COUNTED).get()


COUNTED = (
    "claimed_hours",
    "claimed_pence",
    "paid_pence",
    "hours_left",
    "rate_pence",
    "unclaimed_pence",
    "asking",
    "volunteering",
    "with_wrong_trn",
    "not_free",
    "has_mentors",
    "hosting",
)
OFFERED = {"year": "year__name", "number": "number", "subjects": "subjects", "phases": "phases"}


def figures_of(school, year, counts):
    """This year's hours and money, and what the hours left could still bring, each with the list it comes from."""
    claims = f"{reverse('claims:school-list-claims', args=[school.pk])}?year={year.starts_on.year}"
    hours, left = counts["claimed_hours"], counts["hours_left"]
    still = f"{left} hour{'' if left == 1 else 's'} left"
    # While the area is not known there is no rate, so hours stand alone.
    worth = (f"still to claim: {still}", pounds(counts["unclaimed_pence"]))
    label, value = worth if counts["rate_pence"] else ("to claim for your mentors", still)
    return [
        {"label": f"hour{'' if hours == 1 else 's'} claimed", "value": hours, "href": claims},
        {"label": "claimed", "value": pounds(counts["claimed_pence"]), "href": claims},
        {"label": "paid", "value": pounds(counts["paid_pence"]), "href": f"{claims}&status={ClaimStatus.PAID}"},
        {"label": label, "value": value, "href": reverse("claims:school-list-mentors", args=[school.pk])},
    ]


def payments_of(school, year):
    """Claims of the year whose money is to come, the next first, then those that were paid, the newest first."""
    claims = Claim.objects.of_school(school).filter(year=year, holds_hours=True).select_related("provider", "window")
    to_come, paid = F("window__pays_by").asc(nulls_last=True), F("paid_on").desc(nulls_first=True)
    return [payment_of(claim) for claim in claims.order_by(paid, to_come, "submitted_at", "id")[:MOST_PAYMENTS]]


def payment_of(claim):
    """One claim as a line of the money timeline."""
    expected = expected_on(claim)
    if claim.paid_on:
        when = f"Paid {in_words(claim.paid_on)}"
    elif expected and expected >= clock.today() and claim.status != ClaimStatus.RETURNED:
        when = f"Expected by {in_words(expected)}"
    else:
        when = claim.label("school").text
    return {
        "when": when,
        "amount_pence": claim.amount_pence,
        "reference": claim.reference,
        "provider": claim.provider,
        "href": reverse("doors:school-show-claim", args=[claim.school_id, claim.pk]),
    }


def activity_of(school):
    """The newest lines of history of the school and of all that is its own, newest first, as records of a light list."""
    mine = [model.objects.filter(school=school).order_by().values("pk") for model in OWNED]
    subjects = School.objects.filter(pk=school.pk).values("pk").union(*mine, all=True)
    events = latest_of(subjects, MOST_EVENTS, but=NOT_FOR_SCHOOLS)
    ids = {event.subject_id for event, _ in events}
    references = dict(Claim.objects.filter(pk__in=ids).values_list("pk", "reference"))
    return [happened(event, words, school, references.get(event.subject_id)) for event, words in events]


def happened(event, words, school, reference):
    """One line of history: what was done, about which claim, by whom and when."""
    at = event.at.astimezone(clock.LONDON)
    when = f"{at:%-d %B %Y, %-I:%M}{at:%p}".replace("AM", "am").replace("PM", "pm")
    who = ", ".join(filter(None, [event.actor_name, event.organisation]))
    title = words.partition("\n")[0].rstrip(".")
    if reference is None:
        return {"title": title, "hint": f"{who}, {when}"}
    address = reverse("doors:school-show-claim", args=[school.pk, event.subject_id])
    return {"title": f"{title}, claim {reference}", "href": address, "hint": f"{who}, {when}"}
