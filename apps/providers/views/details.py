"""A provider's details: what the register says, how long it is accredited, and whom to speak to."""

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from apps.audit.history import history_of
from apps.core import clock
from apps.core.access import allowed
from apps.core.govuk.fields import EmailField
from apps.core.govuk.forms import posted
from apps.providers.access import for_provider_user
from apps.providers.models import Purpose
from apps.providers.permissions import can_change_contacts
from apps.providers.services.contacts import name_contact
from apps.providers.services.contacts import remove_contact as remove

OF_DETAILS = ("provider.name_contact", "provider.remove_contact")


class ContactForm(forms.Form):
    name = forms.CharField(
        label="Name",
        help_text="A person or a team",
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={
            "required": "Enter the contact's name",
            "max_length": "The contact's name must be 100 characters or fewer",
        },
    )
    email = EmailField(
        label="Email address",
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": "Enter the contact's email address"},
    )
    telephone = forms.CharField(
        label="Telephone number (optional)",
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
        error_messages={"max_length": "The telephone number must be 30 characters or fewer"},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


@for_provider_user
def show_details(request, provider):
    """The provider as the register has it, its accreditation, its contacts and what was changed here."""
    named = {contact.purpose: contact for contact in provider.contacts.all()}
    context = {
        "provider": provider,
        "ends_on": provider.accredited_until(clock.today()),
        "accreditations": provider.accreditations.order_by("starts_on"),
        "sites": [f"{site} ({site.code})" for site in provider.sites.order_by("sort_name", "code")],
        "contacts": [(purpose, named.get(purpose.value)) for purpose in Purpose],
        "history": [(event, words) for event, words in history_of(provider) if event.event in OF_DETAILS],
    }
    return render(request, "providers/provider/details.html", context)


def purpose_of(word):
    """The purpose that an address names, or 404."""
    if word not in Purpose.values:
        raise Http404
    return Purpose(word)


@for_provider_user
@allowed(can_change_contacts)
def change_contact(request, provider, purpose):
    """Say whom to speak to for one purpose."""
    purpose = purpose_of(purpose)
    contact = provider.contact_for(purpose)
    facts = {name: getattr(contact, name, "") for name in ("name", "email", "telephone")}
    form = ContactForm(posted(request), initial=facts | {"version": contact.version if contact else 0})
    if form.is_valid():
        name_contact(provider, purpose, by=request.user, **form.cleaned_data)
        messages.success(request, f"{purpose.label} contact saved.")
        return redirect("providers:provider-show-details", provider.pk)
    context = {"form": form, "purpose": purpose, "contact": contact}
    return render(request, "providers/provider/change_contact.html", context)


@for_provider_user
@allowed(can_change_contacts)
@require_POST
def remove_contact(request, provider, purpose):
    """Have no contact for one purpose."""
    purpose = purpose_of(purpose)
    version = request.POST.get("version", "")
    remove(provider, purpose, version=int(version) if version.isdecimal() and len(version) < 9 else 0, by=request.user)
    messages.success(request, f"{purpose.label} contact removed.")
    return redirect("providers:provider-show-details", provider.pk)
