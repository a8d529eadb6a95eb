"""Claim windows: open one, change its days, remove one that nothing was submitted in."""

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render

from apps.core import clock
from apps.core.access import allowed
from apps.core.govuk.dates import DateField
from apps.core.paging import page_by_key
from apps.policy.models import AcademicYear, ClaimWindow
from apps.policy.permissions import can_change_policy
from apps.policy.services import windows
from apps.support.forms import SeenForm, posted, save_seen
from apps.support.permissions import can_read_console
from apps.users.access import for_support


class WindowForm(forms.Form):
    """A year and two days, and the day by which schools can expect to be paid, where it is known."""

    year = forms.ModelChoiceField(
        label="Academic year its claims belong to",
        queryset=AcademicYear.objects.order_by("-starts_on"),
        empty_label=None,
        to_field_name="name",
        widget=forms.RadioSelect,
        error_messages={"required": "Select a year", "invalid_choice": "Select a year"},
    )
    opens_on = DateField(called="opening date", label="Opening date", help_text="It opens at the start of this day")
    closes_on = DateField(called="closing date", label="Closing date", help_text="It closes at 11:59pm on this day")
    pays_by = DateField(
        called="payment date",
        label="Paid by",
        help_text="The day by which schools can expect to be paid. Leave it empty while it is not known",
        required=False,
    )

    def __init__(self, *args, window=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.window = window
        self.fields["opens_on"].error_messages["required"] = "Enter an opening date"
        self.fields["closes_on"].error_messages["required"] = "Enter a closing date"

    def clean(self):
        opens, closes = self.cleaned_data.get("opens_on"), self.cleaned_data.get("closes_on")
        if opens and closes and closes < opens:
            self.add_error("closes_on", "Closing date must be on or after opening date")
        elif opens and closes and (other := self.overlapping(opens, closes)):
            self.add_error("opens_on", f"These dates overlap {other}")
        if opens and (pays := self.cleaned_data.get("pays_by")) and pays < opens:
            self.add_error("pays_by", "Payment date must be on or after opening date")
        return self.cleaned_data

    def overlapping(self, opens, closes):
        others = ClaimWindow.objects.exclude(pk=self.window and self.window.pk).select_related("year")
        return others.filter(opens_on__lte=closes, closes_on__gte=opens).first()


class ChangeWindowForm(WindowForm, SeenForm):
    """The same for a window that is there, as the person saw it."""


class RemoveWindowForm(SeenForm):
    """Nothing to say: only whether it is still as the person saw it."""


@for_support
@allowed(can_read_console)
def list_windows(request, roles):
    page = page_by_key(ClaimWindow.objects.select_related("year"), request, keys=["-opens_on"])
    rows = [(window, label_of(window)) for window in page.items]
    context = {"page": page, "rows": rows, "may": can_change_policy(request.user, roles)}
    return render(request, "support/service/windows.html", context)


def label_of(window):
    """Open, closed or to come, as a tag."""
    if window.is_open_at(clock.now()):
        return {"text": "Open", "classes": "govuk-tag--green"}
    return {"text": "To come" if window.opens_on > clock.today() else "Closed", "classes": "govuk-tag--grey"}


@for_support
@allowed(can_change_policy)
def open_window(request, roles):
    form = WindowForm(posted(request))
    if not form.is_valid():
        context = {"form": form, "heading": "Open a claim window", "button": "Open window"}
        return render(request, "support/service/window.html", context)
    window = windows.open_window(**form.cleaned_data, by=request.user)
    messages.success(request, f"Claim window for {window} made.")
    return redirect("support:list-windows")


@for_support
@allowed(can_change_policy)
def change_window(request, roles, window_id):
    window = find_window(window_id)
    now = {"year": window.year.name, "opens_on": window.opens_on, "closes_on": window.closes_on}
    now["pays_by"] = window.pays_by
    form = ChangeWindowForm(posted(request), initial=now, window=window, record=window)
    if not form.is_valid():
        context = {"form": form, "heading": "Change this claim window", "button": "Change window", "window": window}
        return render(request, "support/service/window.html", context)
    asked = {name: form.cleaned_data[name] for name in ("year", "opens_on", "closes_on", "pays_by")}
    window = save_seen(form, windows.change_window, window, **asked, by=request.user)
    messages.success(request, f"Claim window changed: {window}.")
    return redirect("support:list-windows")


@for_support
@allowed(can_change_policy)
def remove_window(request, roles, window_id):
    window = find_window(window_id)
    form = RemoveWindowForm(posted(request), record=window)
    if windows.is_used(window):
        raise windows.WindowRefused("Claims were submitted in this window, so it cannot be removed.")
    if not form.is_valid():
        return render(request, "support/service/remove-window.html", {"window": window, "form": form})
    words = str(window)
    save_seen(form, windows.remove_window, window, by=request.user)
    messages.success(request, f"Claim window for {words} removed.")
    return redirect("support:list-windows")


def find_window(window_id):
    return get_object_or_404(ClaimWindow.objects.select_related("year"), pk=window_id)
