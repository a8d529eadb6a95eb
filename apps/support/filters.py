"""What a person may ask of the list of claims. Everything asked stands in the address, and in the heading."""

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from apps.claims.enums import SUPPORT_LABELS, ClaimStatus
from apps.claims.models import Claim
from apps.core.paging import MOST_COUNTED
from apps.policy.models import AcademicYear
from apps.providers.models import Provider
from apps.schools.models import School
from apps.users.models import SupportMembership, SupportRole, User

SORTS = {
    "-submitted": "-submitted_at",
    "submitted": "submitted_at",
    "waiting": "-status_since",
    "-waiting": "status_since",
    "-amount": "-amount_pence",
    "amount": "amount_pence",
}
STATUSES = [(status.value, SUPPORT_LABELS[status].text) for status in ClaimStatus]
PLAIN = {"autocomplete": "off", "spellcheck": "false"}


def text_box(label, hint=""):
    return forms.CharField(
        label=label, help_text=hint, required=False, max_length=200, widget=forms.TextInput(attrs=PLAIN)
    )


MOST_SEARCHED = 500


class ClaimsFilter(forms.Form):
    """The filters of the list. What makes no sense is left out, and the heading shows that it was."""

    q = text_box("Search", "Reference, URN, TRN, school, provider or person")
    status = forms.MultipleChoiceField(
        label="Status", choices=STATUSES, required=False, widget=forms.CheckboxSelectMultiple
    )
    year = forms.ChoiceField(label="Academic year", required=False)
    provider = text_box("Provider", "Name, UKPRN or code")
    school = text_box("School", "Name, town, postcode or URN")
    assigned = forms.ChoiceField(label="Assigned to", required=False)
    sort = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)

    def __init__(self, data, *, people, user):
        super().__init__(data)
        self.user = user
        self.years = {str(year.starts_on.year): year for year in AcademicYear.objects.all()}
        names = [(key, year.name) for key, year in reversed(self.years.items())]
        self.fields["year"].choices = [("", "Every year"), *names]
        people = [(str(person.pk), person.full_name) for person in people]
        self.fields["assigned"].choices = [("", "Anyone or nobody"), ("me", "You"), ("nobody", "Nobody"), *people]
        self.full_clean()
        self.errors.clear()

    def asked(self, name):
        return self.cleaned_data.get(name) or ""

    def claims(self):
        """The claims that meet every condition."""
        found = Claim.objects.all()
        if self.asked("q"):
            found = found.matching(self.asked("q"), by_submitter=True)
        if self.asked("status"):
            found = found.filter(status__in=self.asked("status"))
        if self.asked("year"):
            found = found.filter(year=self.years[self.asked("year")])
        if self.asked("provider"):
            found = found.filter(provider__in=Provider.objects.matching(self.asked("provider")).order_by())
        if self.asked("school"):
            found = found.filter(school__in=School.objects.matching(self.asked("school")).order_by())
        if self.asked("assigned"):
            found = found.filter(self.looked_after())
        return found

    def looked_after(self):
        asked = self.asked("assigned")
        if asked == "nobody":
            return Q(assigned_to=None) & ~Q(status=ClaimStatus.DRAFT)
        return Q(assigned_to=self.user.pk if asked == "me" else asked)

    def conditions(self):
        """Each condition in words, with the field and the value that made it."""
        words = dict(STATUSES)
        for status in self.asked("status") or []:
            yield "status", status, words[status]
        for name, before in [("q", "matching"), ("provider", "provider"), ("school", "school")]:
            if self.asked(name):
                yield name, self.asked(name), f"{before} “{self.asked(name)}”"
        if self.asked("year"):
            yield "year", self.asked("year"), self.years[self.asked("year")].name
        if self.asked("assigned"):
            who = dict(self.fields["assigned"].choices)[self.asked("assigned")]
            yield "assigned", self.asked("assigned"), f"assigned to {who.lower() if who in ('You', 'Nobody') else who}"

    def in_words(self):
        """Every condition, for the heading: "Needs review or Draft, 2025 to 2026"."""
        statuses = [text for name, _, text in self.conditions() if name == "status"]
        others = [text for name, _, text in self.conditions() if name != "status"]
        return ", ".join([*([" or ".join(statuses)] if statuses else []), *others])

    @property
    def counted_to(self):
        """How far this list is counted. A search looks at every word of every claim, so it is counted less far."""
        return MOST_SEARCHED if self.asked("q") else MOST_COUNTED

    def heading(self, count):
        """How many claims, and which."""
        most = self.counted_to
        many = f"More than {most:,} claims" if count > most else f"{count:,} claim{'s' * (count != 1)}"
        return f"{many}: {self.in_words()}" if self.in_words() else f"{many}, of every year and status"


def caseworkers():
    """Who can be given a claim, by name."""
    return User.objects.filter(
        pk__in=SupportMembership.objects.filter(role=SupportRole.CASEWORKER, ended_at=None).values("user"),
        is_active=True,
    ).order_by("first_name", "last_name", "id")


class ClaimsField(forms.ModelMultipleChoiceField):
    """Claims that were ticked. Nothing ticked, or nothing that can be, is one and the same mistake."""

    def clean(self, value):
        try:
            return super().clean(value)
        except ValidationError:
            raise ValidationError("Select at least one claim")


class AssignForm(forms.Form):
    """Give chosen claims to somebody, and with them those that match on other pages."""

    claim = ClaimsField(queryset=Claim.objects.exclude(status=ClaimStatus.DRAFT), widget=forms.CheckboxSelectMultiple)
    to = forms.ChoiceField(
        label="Assign chosen claims to",
        error_messages={"required": "Select a person", "invalid_choice": "Select a person"},
    )

    others = forms.BooleanField(required=False)

    def __init__(self, *args, people, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.people = {str(person.pk): person for person in people}
        others = [(key, person.full_name) for key, person in self.people.items() if person != user]
        self.fields["to"].choices = [("me", "You"), *others, ("nobody", "Nobody")]

    def person(self):
        """Whoever was chosen; None for nobody."""
        chosen = self.cleaned_data["to"]
        return None if chosen == "nobody" else self.user if chosen == "me" else self.people[chosen]
