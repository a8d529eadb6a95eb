"""Ask for access: somebody who has signed in, whom nobody invited, says where they work."""

from functools import wraps

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse

from apps.core.access import behind
from apps.providers.models import Provider
from apps.schools.models import School, Trust
from apps.users.models import AccessRequest
from apps.users.services.access_requests import ask_for_access
from apps.users.strangers import identity_of

MOST_RESULTS = 15

KINDS = {
    "school": (School, "schools:school-list-people", "Which school do you work for?", "Name, town, postcode or URN"),
    "trust": (Trust, "schools:trust-list-people", "Which trust do you work for?", "Name of the trust"),
    "provider": (
        Provider,
        "providers:provider-list-people",
        "Which provider do you work for?",
        "Name, town, postcode or UKPRN",
    ),
}
EMPTY = {
    "school": "Enter a school's name, town, postcode or URN",
    "trust": "Enter the trust's name",
    "provider": "Enter the provider's name, postcode or UKPRN",
}


def for_stranger(view):
    """Anyone whom DfE Sign-in has vouched for, invited or not; others sign in first."""

    @wraps(view)
    def inner(request, *args, **kwargs):
        identity = identity_of(request)
        if identity is None or not identity.email:
            return redirect("account_login")
        return view(request, identity, *args, **kwargs)

    return behind("stranger", inner, view)


class KindForm(forms.Form):
    kind = forms.ChoiceField(
        label="Where do you work?",
        choices=[("school", "A school"), ("trust", "A multi-academy trust"), ("provider", "An accredited provider")],
        widget=forms.RadioSelect,
        error_messages={"required": "Select where you work", "invalid_choice": "Select where you work"},
    )


class SearchForm(forms.Form):
    q = forms.CharField(widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}))

    def __init__(self, *args, kind, **kwargs):
        super().__init__(*args, **kwargs)
        _, _, self.fields["q"].label, self.fields["q"].help_text = KINDS[kind]
        self.fields["q"].error_messages["required"] = EMPTY[kind]


class ResultForm(forms.Form):
    chosen = forms.ChoiceField(
        widget=forms.RadioSelect,
        error_messages={"required": "Select one, or search again", "invalid_choice": "Select one, or search again"},
    )

    def __init__(self, *args, found, **kwargs):
        super().__init__(*args, **kwargs)
        self.found = {str(one.pk): one for one in found}
        self.fields["chosen"].choices = [(pk, described(one)) for pk, one in self.found.items()]

    def clean_chosen(self):
        try:
            return self.found[self.cleaned_data["chosen"]]
        except KeyError:
            raise ValidationError("Select one, or search again")


@for_stranger
def choose_kind(request, identity):
    form = KindForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        return redirect("doors:ask-for-access-to", form.cleaned_data["kind"])
    return render(request, "doors/stranger/choose-kind.html", {"form": form, "identity": identity})


@for_stranger
def choose_organisation(request, identity, kind):
    """Search, then radios of what was found; choosing one asks its people."""
    if kind not in KINDS:
        raise Http404
    model, people_page, heading, _ = KINDS[kind]
    search = SearchForm(request.GET if "q" in request.GET else None, kind=kind)
    if not search.is_valid():
        return render(request, "doors/stranger/search.html", {"form": search, "heading": heading})
    typed = search.cleaned_data["q"]
    matching = model.objects.matching(typed)
    if model is Provider:
        matching = matching.without_sites()
    found = list(matching[: MOST_RESULTS + 1])
    form = ResultForm(request.POST if request.method == "POST" else None, found=found[:MOST_RESULTS])
    if form.is_valid():
        chosen = form.cleaned_data["chosen"]
        address = settings.BASE_URL + reverse(people_page, args=[chosen.pk])
        asked = ask_for_access(identity, chosen, people_page=address)
        return redirect("doors:access-asked", asked.pk)
    context = {"form": form, "search": search, "typed": typed, "heading": heading, "found": found}
    return render(request, "doors/stranger/results.html", context | {"most": MOST_RESULTS})


@for_stranger
def asked(request, identity, request_id):
    """What happens next. Only the person who asked sees it."""
    mine = AccessRequest.objects.asked_by(identity).filter(pk=request_id).first()
    if mine is None:
        raise Http404
    return render(request, "doors/stranger/asked.html", {"asked": mine})


def described(organisation):
    """A name, and what tells two of one name apart."""
    parts = [
        getattr(organisation, "town", ""),
        getattr(organisation, "postcode", ""),
        f"URN {organisation.urn}" if getattr(organisation, "urn", None) else "",
        f"UKPRN {organisation.ukprn}" if getattr(organisation, "ukprn", None) else "",
        "" if getattr(organisation, "is_open", True) else "closed",
    ]
    return ", ".join([str(organisation), *filter(None, parts)])
