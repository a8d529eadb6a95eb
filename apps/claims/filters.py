"""What a person may ask of a list behind the doors of schools and trusts. Everything asked stands in the address and in the heading."""

from django import forms
from django.utils.text import capfirst

from apps.claims.enums import SCHOOL_LABELS, ClaimStatus
from apps.core.govuk.addresses import query

PLAIN = {"autocomplete": "off", "spellcheck": "false"}


def text_box(label, hint):
    return forms.CharField(
        label=label, help_text=hint, required=False, max_length=200, widget=forms.TextInput(attrs=PLAIN)
    )


def ticks(label, choices):
    return forms.MultipleChoiceField(label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple)


class Asked(forms.Form):
    """Filters of a list of an organisation's rows. What makes no sense is left out, and the heading shows that it was."""

    one = "row"
    sort = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)

    def __init__(self, data, organisation):
        super().__init__(data)
        self.organisation = organisation
        self.offer()
        self.full_clean()
        self.errors.clear()

    def offer(self):
        """Fill in the choices that come from rows."""

    def asked(self, name):
        return self.cleaned_data.get(name) or ""

    def conditions(self):
        """Each condition in words, with the field and the value that made it."""
        for name, field in self.fields.items():
            if name == "sort" or not (value := self.asked(name)):
                continue
            if isinstance(value, list):
                yield from ((name, one, dict(field.choices)[one]) for one in value)
            else:
                called = "matching" if name == "q" else field.label.lower()
                yield name, value, dict(field.choices)[value] if hasattr(field, "choices") else f"{called} “{value}”"

    def chosen(self, request):
        """What is asked, as links that take it away."""
        found = []
        for name, value, words in self.conditions():
            left = [other for other in request.GET.getlist(name) if other != value]
            address = query(request, **{name: left, "after": None, "before": None})
            found.append({"text": capfirst(words), "href": address})
        return found

    def in_words(self):
        """Every condition: those of one kind joined by "or", the kinds by commas."""
        groups = {}
        for name, _, words in self.conditions():
            groups.setdefault(name, []).append(words)
        return ", ".join(" or ".join(words) for words in groups.values())

    def heading(self, count):
        """How many, and which."""
        which = self.in_words()
        return f"{count:,} {self.one}{'s' * (count != 1)}{': ' if which else ''}{which}"


def statuses_by_label():
    """The statuses as a school reads them: one tick for those that look the same."""
    found = {}
    for status in ClaimStatus:
        found.setdefault(SCHOOL_LABELS[status].text, status.value)
    return [(value, words) for words, value in found.items()]


def alike(values):
    """Every status that looks like one of these to a school."""
    words = {SCHOOL_LABELS[ClaimStatus(value)].text for value in values}
    return [status for status in ClaimStatus if SCHOOL_LABELS[status].text in words]
