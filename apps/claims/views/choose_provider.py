"""Search for a provider and choose it: text box, then radios. Both the start of a claim and a change of mind use it."""

from uuid import UUID, uuid4

from django import forms
from django.shortcuts import redirect, render

from apps.core import clock
from apps.core.govuk.addresses import query
from apps.core.govuk.forms import posted
from apps.providers.models import Provider

MOST_SHOWN = 15


class ProviderSearchForm(forms.Form):
    """What the person typed, and the provider a suggestion stood for."""

    q = forms.CharField(
        label="Which provider trained your mentors?",
        help_text="Search by name, postcode or UKPRN",
        max_length=255,
        error_messages={
            "required": "Enter the provider’s name, postcode or UKPRN",
            "max_length": "Provider must be 255 characters or fewer",
        },
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    @property
    def suggested(self):
        """The suggestion chosen, trusted only if it is what the box says and is accredited today."""
        key = read_key(self.data.get("provider", ""))
        provider = Provider.objects.accredited_on(clock.today()).filter(pk=key).first() if key else None
        typed = self.cleaned_data["q"]
        return provider if provider and (typed == provider.name or typed.startswith(f"{provider.name}, ")) else None


class ProviderResultsForm(forms.Form):
    """One of the accredited providers found."""

    provider = forms.ChoiceField(
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(["required", "invalid_choice"], "Select one, or search again"),
    )

    def __init__(self, *args, found, typed, **kwargs):
        super().__init__(*args, **kwargs)
        self.found = {str(provider.pk): provider for provider in found}
        self.fields["provider"].label = f"Results for “{typed}”"
        self.fields["provider"].choices = [(key, provider.name) for key, provider in self.found.items()]

    def clean_provider(self):
        return self.found[self.cleaned_data["provider"]]


def choose_provider(request, template, **context):
    """The provider chosen, or None; and the answer to give meanwhile."""
    key = read_key(request.POST.get("draft", "")) or uuid4()
    context |= {"draft": key}
    if "q" not in request.GET:
        form = ProviderSearchForm(posted(request))
        if form.is_valid():
            if provider := form.suggested:
                return provider, key, None
            return None, key, redirect(request.path + query(request, q=form.cleaned_data["q"]))
        return None, key, render(request, f"{template}.html", {**context, "form": form})

    typed = request.GET["q"].strip()[:255]
    found = list(Provider.objects.without_sites().matching(typed)[: MOST_SHOWN + 1])
    accredited = {
        provider.pk
        for provider in Provider.objects.accredited_on(clock.today()).filter(pk__in=[one.pk for one in found])
    }
    form = ProviderResultsForm(
        posted(request), found=[one for one in found[:MOST_SHOWN] if one.pk in accredited], typed=typed
    )
    if form.is_valid():
        return form.cleaned_data["provider"], key, None
    context |= {
        "form": form,
        "typed": typed,
        "others": [one for one in found[:MOST_SHOWN] if one.pk not in accredited],
        "has_more": len(found) > MOST_SHOWN,
    }
    return None, key, render(request, f"{template}_results.html", context)


def read_key(text):
    """An id as it was posted, or None for anything else."""
    try:
        return UUID(text)
    except ValueError:
        return None
