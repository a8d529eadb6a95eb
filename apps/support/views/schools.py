"""Schools as DfE sees them: found among fifty thousand, and what each may do this year."""

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render

from apps.audit.history import history_of
from apps.claims.models import Claim
from apps.core.access import allowed
from apps.core.paging import count_up_to, page_by_key
from apps.policy.figures import current_year
from apps.policy.models import AcademicYear, FundingArea, FundingDistrict
from apps.schools.models import ConditionsAcceptance, Eligibility, HostingRequest, School, Succession
from apps.schools.services import conditions, eligibility
from apps.schools.services.area import AreaIsKnown, set_area_by_hand
from apps.support.claim_page import label_for
from apps.support.forms import ReasonForm, SeenForm, choice_field, posted, save_seen, words_field
from apps.support.permissions import can_onboard, can_read_console
from apps.users.access import for_support
from apps.users.models import AccessRequest
from apps.users.services.people import memberships_in

MOST_CLAIMS = 10


class SchoolsFilter(forms.Form):
    q = forms.CharField(
        label="Search",
        help_text="Name, town, postcode or URN",
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    without_area = forms.BooleanField(label="Open, without a funding area", required=False)
    to_carry = forms.BooleanField(label="Closed, with people to carry across to a successor", required=False)


class AreaForm(SeenForm):
    area = choice_field("Funding area", FundingArea.choices, "Select a funding area")
    reason = words_field("How you know", "Enter how you know", most=500, called="How you know")


class EligibilityForm(forms.Form):
    year = forms.ModelChoiceField(
        label="For which year?",
        queryset=AcademicYear.objects.none(),
        empty_label=None,
        to_field_name="name",
        widget=forms.RadioSelect,
        error_messages={"required": "Select a year", "invalid_choice": "Select a year"},
    )
    reason = words_field("Reason", "Enter your reason", most=500)

    def __init__(self, *args, school, **kwargs):
        super().__init__(*args, **kwargs)
        standing = Eligibility.objects.filter(school=school, ended_at=None).values("year")
        self.fields["year"].queryset = AcademicYear.objects.exclude(pk__in=standing).order_by("-starts_on")


@for_support
@allowed(can_read_console)
def list_schools(request, roles):
    asked = SchoolsFilter(request.GET)
    asked.full_clean()
    words = asked.cleaned_data.get("q") or ""
    schools, keys = School.objects.all(), ["sort_name"]
    if asked.cleaned_data.get("without_area"):
        schools = schools.without_funding_area()
    if asked.cleaned_data.get("to_carry"):
        schools = schools.filter(pk__in=Succession.objects.to_carry().values("predecessor"))
    if words:
        schools, keys = schools.matching(words), ["-is_open", "sort_name"]
    page = page_by_key(schools.select_related("trust"), request, keys=keys)
    count, may = count_up_to(schools), can_onboard(request.user, roles)
    context = {"asked": asked, "words": words, "page": page, "count": count, "may": may}
    return render(request, "support/schools/list.html", context)


@for_support
@allowed(can_read_console)
def show_school(request, roles, school_id):
    """One school: facts, area, years, conditions, people, claims, history."""
    school = get_object_or_404(School.objects.select_related("trust"), pk=school_id)
    claims = Claim.objects.of_school(school).select_related("provider", "year").order_by("-created_at", "-id")
    return render(
        request,
        "support/schools/show.html",
        {
            "school": school,
            "area": school.funding_area,
            "area_is_by_hand": bool(school.area_by_hand),
            "year": current_year(),
            "eligibilities": school.eligibilities.select_related("year").order_by("-year__starts_on", "created_at"),
            "acceptances": school.acceptances.select_related("conditions__year").order_by("-accepted_at"),
            "members": memberships_in(school).select_related("user").order_by("user__last_name", "id"),
            "requests": AccessRequest.objects.waiting_for(school),
            "claims": [(claim, label_for(claim, roles)) for claim in claims[:MOST_CLAIMS]],
            "successions": school.successions.select_related("successor").order_by(
                "-carried_at", "successor__sort_name"
            ),
            "predecessions": school.predecessions.filter(carried_at__isnull=False).select_related("predecessor"),
            "hosting": HostingRequest.objects.waiting().filter(school=school).select_related("year"),
            "events": history_of(school, *school.eligibilities.all(), *school.acceptances.all()),
            "may": can_onboard(request.user, roles),
        },
    )


@for_support
@allowed(can_onboard)
def set_area(request, roles, school_id):
    school = get_object_or_404(School, pk=school_id)
    if FundingDistrict.objects.filter(code=school.district_code).exists():
        raise AreaIsKnown(f"{school} is in a district with a funding area of its own, so nobody sets it by hand.")
    form = AreaForm(posted(request), record=school, initial={"area": school.area_by_hand})
    if form.is_valid():
        area, reason = form.cleaned_data["area"], form.cleaned_data["reason"]
        save_seen(form, set_area_by_hand, school, area, reason, by=request.user)
        return done(request, school, f"{school} is in {FundingArea(area).label}. It can submit claims at that rate.")
    what = (
        "The register gives no district with a funding area, so somebody has to say which rate this school claims at."
    )
    return draw(request, school, form, "Set the funding area", "Set funding area", what)


@for_support
@allowed(can_onboard)
def make_eligible(request, roles, school_id):
    school = get_object_or_404(School, pk=school_id)
    form = EligibilityForm(posted(request), school=school)
    if form.is_valid():
        year, reason = form.cleaned_data["year"], form.cleaned_data["reason"]
        eligibility.make_eligible(school, year, by=request.user, reason=reason)
        return done(request, school, f"{school} can claim for {year}.")
    what = "The school can prepare and submit claims for the year you select."
    return draw(request, school, form, "Make this school eligible", "Make eligible", what)


@for_support
@allowed(can_onboard)
def end_eligibility(request, roles, school_id, eligibility_id):
    school = get_object_or_404(School, pk=school_id)
    standing = get_object_or_404(Eligibility.objects.select_related("year"), school=school, pk=eligibility_id)
    form = ReasonForm(posted(request), record=standing)
    if form.is_valid():
        save_seen(form, eligibility.end_eligibility, standing, reason=form.cleaned_data["reason"], by=request.user)
        return done(request, school, f"{school} can no longer claim for {standing.year}.")
    what = f"The school can no longer submit claims for {standing.year}. What it has submitted stays."
    return draw(request, school, form, "End this school’s eligibility", "End eligibility", what, is_grave=True)


@for_support
@allowed(can_onboard)
def withdraw_acceptance(request, roles, school_id, acceptance_id):
    school, acceptance = find_acceptance(school_id, acceptance_id)
    form = ReasonForm(posted(request), record=acceptance, hint="The school will read this")
    if form.is_valid():
        save_seen(form, conditions.withdraw_acceptance, acceptance, reason=form.cleaned_data["reason"], by=request.user)
        return done(request, school, f"Acceptance for {acceptance.conditions.year} withdrawn.")
    what = f"{school} can no longer submit claims for {acceptance.conditions.year}. It can still read. Submitted claims stay."
    return draw(request, school, form, "Withdraw this acceptance", "Withdraw acceptance", what, is_grave=True)


@for_support
@allowed(can_onboard)
def restore_acceptance(request, roles, school_id, acceptance_id):
    school, acceptance = find_acceptance(school_id, acceptance_id)
    form = ReasonForm(posted(request), record=acceptance)
    if form.is_valid():
        save_seen(form, conditions.restore_acceptance, acceptance, reason=form.cleaned_data["reason"], by=request.user)
        return done(request, school, f"Acceptance for {acceptance.conditions.year} given back.")
    what = f"{school} can submit claims for {acceptance.conditions.year} again."
    return draw(request, school, form, "Give back this acceptance", "Give back acceptance", what)


def find_acceptance(school_id, acceptance_id):
    school = get_object_or_404(School, pk=school_id)
    found = ConditionsAcceptance.objects.select_related("conditions__year")
    return school, get_object_or_404(found, school=school, pk=acceptance_id)


def draw(request, school, form, heading, button, what, *, is_grave=False):
    """The one page of every action on a school."""
    context = {"school": school, "form": form, "heading": heading, "button": button, "what": what, "is_grave": is_grave}
    return render(request, "support/schools/act.html", context)


def done(request, school, words):
    messages.success(request, words)
    return redirect("support:show-school", school.pk)
