"""A trust drafts claims of several of its schools for one provider in one pass: a draft for each school."""

from collections import Counter
from uuid import uuid5

from django import forms
from django.db.models import Exists, OuterRef
from django.urls import reverse

from apps.claims.enums import ClaimStatus
from apps.claims.readiness import readiness_of_many
from apps.claims.recorded import with_claimed
from apps.claims.services.drafts import fill_draft, start_claim
from apps.claims.starting import what_stops
from apps.claims.trusts import claims_of, mentors_to_claim_for, schools_of, year_of_interest
from apps.core import clock
from apps.core.govuk.fields import HoursField
from apps.core.journeys import Journey, Step
from apps.providers.models import Provider
from apps.training.models import LedgerDispute, LedgerEntry

MOST_MENTORS = 400
PROVIDER = "provider"


class ProviderForm(forms.Form):
    """The provider found by the search before."""

    provider = forms.ModelChoiceField(queryset=Provider.objects.none())

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["provider"].queryset = Provider.objects.accredited_on(clock.today())


class SchoolsForm(forms.Form):
    """Which of the schools that can claim now."""

    schools = forms.MultipleChoiceField(
        label="Which schools are you claiming for?",
        help_text="Select all that apply. Each gets a draft of its own.",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Select at least one school",
            "invalid_choice": "A school you selected cannot claim now, or is no longer in your trust",
        },
    )

    def __init__(self, *args, provider, choosable, others, **kwargs):
        super().__init__(*args, **kwargs)
        self.choosable = {str(school.pk): (school, mentors) for school, mentors in choosable}
        self.others = others
        self.fields["schools"].choices = [(key, str(school)) for key, (school, _) in self.choosable.items()]

    def clean_schools(self):
        """Pairs of a school and its mentors, in the order of the list."""
        chosen = set(self.cleaned_data["schools"])
        return [pair for key, pair in self.choosable.items() if key in chosen]


class MentorsForm(forms.Form):
    """Which mentors of each school: all of them, or those ticked."""

    everyone = forms.BooleanField(required=False, label="All of these mentors")

    def __init__(self, *args, provider, schools, **kwargs):
        super().__init__(*args, **kwargs)
        self.provider, self.schools = provider, schools
        for school, mentors in schools:
            self.fields[f"at-{school.pk}"] = forms.MultipleChoiceField(
                label=str(school),
                required=False,
                choices=[(str(one.place.pk), str(one.left.mentor)) for one in mentors],
                widget=forms.CheckboxSelectMultiple,
                error_messages={"invalid_choice": f"A mentor you selected at {school} cannot be claimed for now"},
            )

    def groups(self):
        """For the page: a field of each school with its mentors by the value of their tick."""
        return [
            (self[f"at-{school.pk}"], {str(one.place.pk): one for one in mentors}) for school, mentors in self.schools
        ]

    def clean(self):
        """`chosen`: the mentors of each school, in the order of the page."""
        found = super().clean()
        chosen = []
        for school, mentors in self.schools:
            name = f"at-{school.pk}"
            ticked = {str(one.place.pk) for one in mentors} if found.get("everyone") else set(found.get(name, ()))
            if not ticked and name not in self.errors:
                self.add_error(name, f"Select at least one mentor at {school}, or take the school off")
            chosen += [one for one in mentors if str(one.place.pk) in ticked]
        if len(chosen) > MOST_MENTORS:
            raise forms.ValidationError(f"Select {MOST_MENTORS} mentors or fewer at once")
        found["chosen"] = chosen
        return found


class HoursForm(forms.Form):
    """Hours for each mentor, filled in already with what the provider recorded or all that are left; and that it agrees."""

    def __init__(self, *args, provider, chosen, recorded, **kwargs):
        super().__init__(*args, **kwargs)
        self.chosen, self.recorded, given = chosen, recorded, set()
        for one in chosen:
            mentor = one.left.mentor
            self.fields[f"hours-{one.place.pk}"] = HoursField(
                of=f"Hours for {mentor} at {one.place.school}",
                label=str(mentor),
                most=one.left.left,
                initial=None if mentor.pk in given else min(recorded.get(one.place.pk, one.left.left), one.left.left),
                error_messages={"required": f"Enter the hours for {mentor} at {one.place.school}"},
            )
            given.add(mentor.pk)
        self.fields["agreed"] = forms.BooleanField(
            label=f"I have agreed these hours with {provider}",
            error_messages={"required": f"Tick to say that you have agreed these hours with {provider}"},
        )

    def groups(self):
        """For the page: each school with the fields of its mentors."""
        found = {}
        for one in self.chosen:
            row = self[f"hours-{one.place.pk}"], one, self.recorded.get(one.place.pk)
            found.setdefault(one.place.school, []).append(row)
        return list(found.items())

    def clean(self):
        """`hours`: of each mentor by school. A mentor of two schools has no more hours for that."""
        found = super().clean()
        total, hours = Counter(), {}
        for one in self.chosen:
            name, mentor = f"hours-{one.place.pk}", one.left.mentor
            if (count := found.get(name)) is None:
                continue
            total[mentor.pk] += count
            if total[mentor.pk] > one.left.left:
                self.add_error(name, f"Hours for {mentor} must be {one.left.left} or fewer over all schools")
            hours.setdefault(one.place.school, {})[mentor] = count
        found["hours"] = hours
        return found


class DraftTogether(Journey):
    """A provider, then schools, mentors and hours. It ends in a draft for each school and the page that submits them."""

    name = "draft-together"
    url_name = "claims:trust-draft-together"
    templates = "claims/trust/draft_together"

    def __init__(self, row, *, trust):
        self.trust = trust
        self.year, self.window = year_of_interest()
        super().__init__(row, trust=trust)

    @property
    def provider(self):
        return self.answers[PROVIDER]["provider"]

    def steps(self):
        yield Step(PROVIDER, ProviderForm)
        choosable, others = self.sorted_schools()
        yield Step("schools", SchoolsForm, provider=self.provider, choosable=choosable, others=others)
        yield Step("mentors", MentorsForm, provider=self.provider, schools=self.answers["schools"]["schools"])
        chosen = self.answers["mentors"]["chosen"]
        yield Step("hours", HoursForm, provider=self.provider, chosen=chosen, recorded=self.recorded_hours(chosen))

    def recorded_hours(self, chosen):
        """Whole hours that the provider recorded and nobody has claimed, by place. None that a school disputes."""
        places = {(one.place.school_id, one.place.mentor_id): one.place.pk for one in chosen}
        entries = LedgerEntry.objects.filter(
            provider=self.provider,
            year=self.year,
            school__in={school for school, _ in places},
            mentor__in={mentor for _, mentor in places},
        ).exclude(Exists(LedgerDispute.objects.filter(entry=OuterRef("pk"), answered_at=None)))
        free = {(entry.school_id, entry.mentor_id): entry.unclaimed for entry in with_claimed(entries)}
        return {place: free[pair] for pair, place in places.items() if free.get(pair)}

    def sorted_schools(self):
        """The schools that can claim, each with its mentors who have hours left; and the others, each with the reason."""
        schools = list(schools_of(self.trust).order_by("sort_name", "pk"))
        ready = readiness_of_many(schools, self.year, self.provider)
        mentors = mentors_to_claim_for(schools, self.provider, self.year)
        choosable, others = [], []
        for school in schools:
            if stop := what_stops(school, self.window, ready[school.pk]):
                others.append((school, stop))
            elif there := mentors.get(school.pk):
                choosable.append((school, there))
            else:
                others.append((school, None))
        return choosable, others

    @property
    def start_url(self):
        return f"{reverse('claims:trust-start-drafts', args=[self.trust.pk])}?draft={self.row.pk}"

    def drafted(self):
        """The ids of the schools that have a draft for this provider already."""
        drafts = claims_of(self.trust).filter(status=ClaimStatus.DRAFT, provider=self.provider, year=self.year)
        return set(drafts.values_list("school_id", flat=True))

    def finish(self, *, by):
        """Make the drafts. The same journey makes the same drafts, however often it is finished."""
        for school, hours in self.answers["hours"]["hours"].items():
            claim = start_claim(school, self.provider, self.year, by=by, key=key_of_draft(self.row.pk, school.pk))
            fill_draft(claim, hours, by=by, agreed=True)
        return reverse("claims:trust-drafts-made", args=[self.trust.pk, self.row.pk])


def key_of_draft(journey_id, school_id):
    """The id of the draft that a journey makes for a school: always the same one."""
    return uuid5(journey_id, str(school_id))
