"""A school's details: what the register says, where its money goes, and the one thing it may change here."""

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render

from apps.audit.history import history_of
from apps.core.access import allowed
from apps.core.govuk.fields import EmailField
from apps.policy.figures import current_year, rates_for
from apps.schools.access import for_school_user
from apps.schools.models import RegisterImport, Succession
from apps.schools.permissions import can_change_details
from apps.schools.services.details import change_finance_address, change_ready_made_emails

OF_DETAILS = ("school.", "hosting.")


class FinanceAddressForm(forms.Form):
    email = EmailField(
        label="Where should we also send word of payments?",
        help_text="For example your finance team. Leave this blank to tell only the people of your school.",
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class EmailsForm(forms.Form):
    wanted = forms.TypedChoiceField(
        label="Should we email your people when a claim is ready to check?",
        help_text="Once a day at most, when a provider’s recorded hours became a draft claim.",
        choices=[("yes", "Yes"), ("no", "No")],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": "Select yes or no"},
    )


@for_school_user
@allowed(can_change_details)
def show_details(request, school):
    """The school as the register has it, its funding area and why, its rate, and who is told of payments."""
    year = current_year()
    area = school.funding_area
    carried = Succession.objects.filter(carried_at__isnull=False)
    context = {
        "school": school,
        "year": year,
        "area": area,
        "rate_pence": rates_for(year).get(area) if area else None,
        "register": RegisterImport.objects.last() if school.urn else None,
        "followed": carried.filter(predecessor=school).select_related("successor").first(),
        "follows": carried.filter(successor=school).select_related("predecessor").order_by("carried_at"),
        "history": [(event, words) for event, words in history_of(school) if event.event.startswith(OF_DETAILS)],
    }
    return render(request, "schools/school/details.html", context)


@for_school_user
@allowed(can_change_details)
def change_address(request, school):
    """Change the finance copy address."""
    opened_with = {"email": school.finance_email, "version": school.version}
    form = FinanceAddressForm(request.POST or None, initial=opened_with)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        change_finance_address(school, said["email"], version=said["version"], by=request.user)
        words = f"Payments are also told to {said['email']}." if said["email"] else "Finance address removed."
        messages.success(request, words)
        return redirect("schools:school-show-details", school.pk)
    return render(request, "schools/school/details_finance_address.html", {"school": school, "form": form})


@for_school_user
@allowed(can_change_details)
def change_emails(request, school):
    """Say whether people are told of claims made ready from recorded hours."""
    opened_with = {"wanted": "yes" if school.wants_ready_made_emails else "no"}
    form = EmailsForm(request.POST if request.method == "POST" else None, initial=opened_with)
    if form.is_valid():
        change_ready_made_emails(school, form.cleaned_data["wanted"], by=request.user)
        messages.success(request, "Your choice about emails is saved.")
        return redirect("schools:school-show-details", school.pk)
    return render(request, "schools/school/details_emails.html", {"school": school, "form": form})
