"""Service updates and the feedback form, for anyone."""

import re

from django import forms
from django.shortcuts import get_object_or_404, redirect, render

from apps.content.models import Satisfaction, ServiceUpdate
from apps.content.services import give_feedback as keep
from apps.content.words import blocks
from apps.core import throttle
from apps.core.access import public
from apps.core.govuk.fields import EmailField, LinesField, OnceField
from apps.core.govuk.forms import posted
from apps.core.paging import page_by_key

MOST_WORDS = 1200
ROUTE = re.compile(r"[\w/.…-]{1,200}")
FEEDBACK = throttle.Limit("feedback", most=10, seconds=600)


@public
def list_updates(request):
    """News of the service, newest first."""
    page = page_by_key(ServiceUpdate.objects.published(), request, keys=["-published_at"])
    return render(request, "content/public/updates.html", {"page": page})


@public
def show_update(request, update_id):
    """One piece of news."""
    update = get_object_or_404(ServiceUpdate.objects.published(), pk=update_id)
    return render(request, "content/public/update.html", {"update": update, "blocks": blocks(update.words, {})})


class FeedbackForm(forms.Form):
    """How it went, in one tick and as many words as somebody likes."""

    satisfaction = forms.TypedChoiceField(
        label="How satisfied are you with this service?",
        choices=Satisfaction.choices,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Select how satisfied you are"),
    )
    words = LinesField(
        label="How could we do better? (optional)",
        help_text="Leave out names, teacher reference numbers and bank details",
        required=False,
        max_length=MOST_WORDS,
        error_messages={"max_length": f"Your feedback must be {MOST_WORDS:,} characters or fewer"},
        widget=forms.Textarea(attrs={"rows": 5, "maxlength": MOST_WORDS}),
    )
    email = EmailField(
        label="Email address (optional)",
        help_text="Only if you want an answer. We use it for nothing else.",
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )
    page = forms.CharField(required=False, widget=forms.HiddenInput)
    key = OnceField()

    def clean_page(self):
        page = self.cleaned_data["page"]
        return page if ROUTE.fullmatch(page) else ""


@public
def give_feedback(request):
    """Say how it went. The page they came from is kept as its kind, without ids."""
    form = FeedbackForm(posted(request), initial={"page": request.GET.get("page", "")[:200]})
    status = 200
    if form.is_valid():
        try:
            throttle.count(FEEDBACK, throttle.caller(request))
        except throttle.TooManyTries as stopped:
            form.add_error(
                None, f"Too many messages came from your network. Send this again in {stopped.minutes} minutes"
            )
            status = 429
        else:
            keep(**form.cleaned_data)
            return redirect("content:public-feedback-sent")
    return render(request, "content/public/feedback.html", {"form": form}, status=status)


@public
def feedback_sent(request):
    """It arrived, and who reads it."""
    return render(request, "content/public/feedback_sent.html")
