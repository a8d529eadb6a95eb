"""Help by topic: found by words or by who you are, each topic at an address of its own."""

from itertools import groupby

from django import forms
from django.shortcuts import get_object_or_404, render

from apps.content.models import Audience, HelpTopic
from apps.content.words import blocks
from apps.core import searching
from apps.core.access import public
from apps.policy.figures import current_year, named_figures, year_figures


class HelpForm(forms.Form):
    q = forms.CharField(
        label="Search help",
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "type": "search"}),
    )


@public
def show_help(request):
    """Every topic by reader, or those that a search finds."""
    form = HelpForm(request.GET)
    form.full_clean()
    asked = form.cleaned_data.get("q") or ""
    topics = [topic for topic in HelpTopic.objects.published() if not asked or is_about(topic, asked)]
    order = list(Audience)
    topics.sort(key=lambda topic: order.index(topic.audience))
    groups = [(Audience(key), list(some)) for key, some in groupby(topics, key=lambda topic: topic.audience)]
    context = {"form": HelpForm(initial={"q": asked}), "asked": asked, "count": len(topics), "groups": groups}
    return render(request, "doors/public/help.html", context)


def is_about(topic, asked):
    """Whether every word asked begins a word of the topic."""
    words = searching.words(f"{topic.title} {topic.words}")
    return all(any(word.startswith(one) for word in words) for one in searching.words(asked))


@public
def show_topic(request, slug):
    """One answer, and the other questions of the same readers."""
    topic = get_object_or_404(HelpTopic.objects.published(), slug=slug)
    year = current_year()
    others = HelpTopic.objects.published().filter(audience=topic.audience).exclude(pk=topic.pk)
    context = {
        "topic": topic,
        "blocks": blocks(topic.words, named_figures(year)),
        "figures": year_figures(year) if "{rate_table}" in topic.words else None,
        "others": others,
    }
    return render(request, "doors/public/help_topic.html", context)
