"""The Jinja environment of every page: GOV.UK macros, addresses, static files, money and dates."""

from datetime import date
from functools import cache, lru_cache

from django.conf import settings
from django.contrib.messages import get_messages
from django.template.backends.utils import csrf_input
from django.templatetags.static import static
from django.urls import NoReverseMatch, get_urlconf, reverse
from django.utils.formats import date_format
from django.utils.functional import SimpleLazyObject
from django.utils.html import linebreaks
from django.utils.timezone import template_localtime  # type: ignore[attr-defined]
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from apps.core import clock, durations, money
from apps.core.govuk.addresses import query
from apps.core.govuk.csp import SNIPPET
from apps.core.govuk.forms import error_summary
from apps.core.govuk.macros import blank_for_none, govuk_macros
from apps.core.govuk.navigation import footer_links, home_of, navigation, second_level
from apps.core.middleware import RENEWED_EVERY
from apps.core.references import unbroken


def environment(**options):
    """Strict about names that do not exist; escapes everywhere but in the words of an email."""
    options |= {"autoescape": unless_text, "finalize": blank_for_none, "undefined": StrictUndefined}
    env = Environment(**options, extensions=["jinja2.ext.do"], trim_blocks=True, lstrip_blocks=True)  # noqa: S701
    env.globals |= govuk_macros()
    env.globals["fixed"] = fixed(env)
    env.globals |= {
        "brand": settings.GOVUK_BRAND,
        "contact": settings.SUPPORT_EMAIL,
        "environment_name": settings.ENVIRONMENT_NAME,
        "error_summary": error_summary,
        "footer_links": footer_links,
        "home_of": home_of,
        "idle_minutes": (settings.SESSION_COOKIE_AGE - RENEWED_EVERY) // 60,
        "messages": get_messages,
        "navigation": navigation,
        "now": clock.now,
        "query": query,
        "second_level": second_level,
        "service_name": settings.SERVICE_NAME,
        "snippet": SNIPPET,
        "static": static,
        "today": clock.today,
        "url": url,
        "url_if": url_if,
    }
    filters: dict = {
        "date": lambda value: on_day(value, "j F Y"),
        "day": lambda value: on_day(value, "l j F Y"),
        "time": lambda value: date_format(template_localtime(value), "g:ia").replace(".", ""),
        "datetime": lambda value: (
            date_format(template_localtime(value), "j F Y, g:ia").replace("a.m.", "am").replace("p.m.", "pm")
        ),
        "in_words": in_words,
        "hours": lambda count: f"{count} hour{'' if count == 1 else 's'}",
        "linebreaks": paragraphs,
        "minutes": durations.in_words,
        "money": money.pounds,
        "pluralize": lambda count, one="", many="s": one if count == 1 else many,
        "unbroken": unbroken,
    }
    env.filters |= filters
    return env


def fixed(env):
    """Give what draws a piece of layouts/fixed: it is the same on every page, so each process draws it once."""

    @cache
    def drawn(name, *_):
        return Markup(env.get_template(f"layouts/fixed/{name}.html").render())  # noqa: S704

    return lambda name: drawn(name, env.globals["brand"], get_urlconf(), static("service.css"))


def on_day(value, style):
    """A day in words. A moment is first brought to London; history keeps days as ISO text."""
    value = date.fromisoformat(value) if isinstance(value, str) else value
    return date_format(template_localtime(value) if hasattr(value, "hour") else value, style)


def url(name, *args):
    return address(get_urlconf(), name, *args)


def url_if(name, *args):
    """The address, or nothing while no such page exists."""
    try:
        return url(name, *args)
    except NoReverseMatch:
        return ""


@lru_cache(maxsize=5000)
def address(urlconf, name, *args):
    """An address never changes while a process lives, and every page names many."""
    return reverse(name, urlconf, args=args)


def csrf_once(request):
    """One hidden field for all forms of a page: each would otherwise be masked anew."""
    return {"csrf_input": SimpleLazyObject(lambda: csrf_input(request))}


def paragraphs(text):
    """What a person typed over several lines, as they see it."""
    return Markup(linebreaks(text, autoescape=True).replace("<p>", '<p class="govuk-body">'))  # noqa: S704


def in_words(things):
    """A, B and C."""
    *most, last = [str(thing) for thing in things] or [""]
    return f"{', '.join(most)} and {last}" if most else last


def unless_text(name):
    """Escape everywhere but in the words of an email or of history."""
    return not (name or "").endswith(".txt")
