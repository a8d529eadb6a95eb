"""What each door's navigation holds: words and the name of the page. Pages that do not exist yet are left out."""

import uuid
from functools import cache

from django.urls import NoReverseMatch, get_urlconf, reverse

WITH_ORGANISATION = {"school", "trust", "provider", "partner"}
ANYBODY = uuid.UUID(int=0)

HOMES = {
    "public": "doors:public-start",
    "user": "home",
    "school": "doors:school-home",
    "trust": "doors:trust-home",
    "mentor": "doors:mentor-home",
    "provider": "doors:provider-home",
    "partner": "doors:provider-home",
    "support": "support:home",
    "payer": "doors:payer-home",
}

NAVIGATION: dict[str, list] = {
    "public": [],
    "user": [],
    "school": [
        ("Home", "doors:school-home"),
        ("Claims", "claims:school-list-claims"),
        ("Mentors", "claims:school-list-mentors"),
        ("Release plan", "planning:school-show-plan"),
        ("Notices", "partnerships:school-list-notices"),
        (
            "School",
            [
                ("Details", "schools:school-show-details"),
                ("People", "schools:school-list-people"),
                ("Conditions", "schools:school-show-conditions"),
                ("Hosting trainees", "doors:school-show-hosting"),
            ],
        ),
    ],
    "trust": [
        ("Home", "doors:trust-home"),
        ("Claims", "claims:trust-list-claims"),
        ("Schools", "claims:trust-list-schools"),
        ("Mentors", "claims:trust-list-mentors"),
        ("People", "schools:trust-list-people"),
    ],
    "mentor": [
        ("Your training", "doors:mentor-home"),
        ("Sessions", "training:mentor-list-sessions"),
        ("Modules", "training:mentor-list-modules"),
        ("Your details", "doors:mentor-show-details"),
    ],
    "provider": [
        ("Home", "doors:provider-home"),
        (
            "Confirm hours",
            [
                ("To confirm", "assurance:provider-list-confirmations"),
                ("Claims that name you", "assurance:provider-list-claims"),
            ],
        ),
        (
            "Hours ledger",
            [
                ("Recorded", "doors:provider-list-hours"),
                ("Record hours", "training:provider-record-hours"),
                ("Files", "training:provider-list-files"),
            ],
        ),
        (
            "Schools",
            [
                ("Partner schools", "doors:provider-list-schools"),
                ("Schools that would host", "doors:provider-list-offers"),
                ("Hosting requests", "doors:provider-list-hosting-requests"),
            ],
        ),
        (
            "Programme",
            [
                ("Modules", "training:provider-list-modules"),
                ("Sessions", "training:provider-list-sessions"),
                ("Coverage", "doors:provider-show-coverage"),
                ("Feedback", "training:provider-show-feedback"),
            ],
        ),
        (
            "Organisation",
            [
                ("Details", "providers:provider-show-details"),
                ("People", "providers:provider-list-people"),
                ("API tokens", "training:provider-list-tokens"),
                ("Rules", "providers:provider-show-rules"),
            ],
        ),
    ],
    "partner": [
        ("Home", "doors:provider-home"),
        (
            "Confirm hours",
            [
                ("To confirm", "assurance:provider-list-confirmations"),
                ("Claims that name the provider", "assurance:provider-list-claims"),
            ],
        ),
        (
            "Hours ledger",
            [("Recorded", "doors:provider-list-hours"), ("Record hours", "training:provider-record-hours")],
        ),
    ],
    "support": [
        ("Your work", "support:home"),
        ("Claims", "support:list-claims"),
        (
            "Payments",
            [
                ("Runs", "support:list-runs"),
                ("Answers", "support:list-files"),
                ("Questions", "support:list-information-requests"),
                ("Clawback runs", "support:list-clawback-runs"),
            ],
        ),
        (
            "Audits",
            [
                ("Rounds", "support:list-rounds"),
                ("Cases", "support:list-cases"),
                ("Clawbacks", "support:list-clawbacks"),
            ],
        ),
        (
            "Organisations",
            [
                ("Schools", "support:list-schools"),
                ("Trusts", "support:list-trusts"),
                ("Providers", "support:list-providers"),
                ("Access requests", "support:list-access-requests"),
                ("Hosting requests", "support:list-hosting-requests"),
            ],
        ),
        ("Service", "support:service"),
    ],
    "payer": [
        ("Home", "doors:payer-home"),
        ("Payments", "payments:payer-list-runs"),
        ("Clawbacks", "payments:payer-list-clawbacks"),
        ("Past files", "payments:payer-list-files"),
    ],
}

FOOTER = [
    ("Help", "doors:public-help"),
    ("Grant conditions", "policy:public-conditions"),
    ("Updates", "content:public-list-updates"),
    ("Accessibility", "doors:public-accessibility"),
    ("Cookies", "doors:public-cookies"),
    ("Privacy", "doors:public-privacy"),
    ("Terms", "doors:public-terms"),
]


def navigation(door, request):
    """Items for the service navigation: the page itself is current, a page beneath makes its item active."""
    args = arguments(door, request)
    items = [item for text, pages in NAVIGATION[door] if (item := first_level(text, pages, args))]
    return marked(items, request.path, home=address(HOMES[door], args))


def second_level(door, request):
    """Items for the sub-navigation of the part of the service this page is in; none where there is one page or none."""
    args = arguments(door, request)
    for _, pages in NAVIGATION[door]:
        items = marked(links(pages, args), request.path) if isinstance(pages, list) else []
        if len(items) > 1 and any(item["current"] or item["active"] for item in items):
            return items
    return []


def home_of(door, request):
    """Where the name of the service leads behind this door."""
    return address(HOMES[door], arguments(door, request)) or address("home", []) or "/"


def footer_links():
    return links(FOOTER, [])


def arguments(door, request):
    return [request.organisation.pk] if door in WITH_ORGANISATION else []


def first_level(text, pages, args):
    """A part of the service: it leads to its first page and owns the addresses of all of them."""
    found = links([(text, pages)] if isinstance(pages, str) else pages, args)
    return {"text": text, "href": found[0]["href"], "owns": [page["href"] for page in found]} if found else None


def links(pages, args):
    return [{"text": text, "href": href, "owns": [href]} for text, name in pages if (href := address(name, args))]


def marked(items, path, home=""):
    """Mark the item this page is, or else the one it lies deepest beneath. Every page lies beneath a home, so none counts."""

    def depth(item):
        return max((len(href) for href in item["owns"] if href != home and path.startswith(href)), default=0)

    deepest = max(items, key=depth, default=None)
    return [
        {
            "text": item["text"],
            "href": item["href"],
            "current": path == item["href"],
            "active": path != item["href"] and item is deepest and depth(item) > 0,
        }
        for item in items
    ]


def address(name, args):
    """The address of a page, or nothing while there is no such page."""
    found = address_for_anybody(name, len(args), get_urlconf())
    return found.replace(str(ANYBODY), str(args[0])) if args else found


@cache
def address_for_anybody(name, arguments, urlconf):
    """The address with nobody's id in it, looked up once: every page asks for a dozen of them."""
    try:
        return reverse(name, urlconf=urlconf, args=[ANYBODY] * arguments)
    except NoReverseMatch:
        return ""
