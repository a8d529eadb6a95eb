"""What each door's navigation holds: words and the name of the page. Pages that do not exist yet are left out."""

from django.urls import NoReverseMatch, reverse

NAVIGATION = {
    "public": [],
    "school": [
        ("Home", "doors:school-home"),
        ("Claims", "claims:school-list-claims"),
        ("Mentors", "mentors:school-list-mentors"),
        ("People", "schools:school-list-people"),
    ],
    "trust": [("Home", "doors:trust-home")],
    "provider": [
        ("Home", "doors:provider-home"),
        ("Confirm hours", "assurance:provider-list-confirmations"),
    ],
    "mentor": [("Your training", "doors:mentor-home")],
    "support": [
        ("Home", "doors:support-home"),
        ("Claims", "support:list-claims"),
        ("Payments", "support:list-runs"),
        ("Organisations", "support:list-schools"),
    ],
    "payer": [("Home", "doors:payer-home"), ("Payments", "payments:payer-list-runs")],
}


def navigation(door, request, organisation=None):
    """Items for the service navigation: the page itself is current, a page beneath makes its item active."""
    args = [organisation.pk] if organisation else []
    items = []
    for text, name in NAVIGATION[door]:
        try:
            href = reverse(name, args=args)
        except NoReverseMatch:
            continue
        home = name.endswith("-home")
        items.append(
            {
                "text": text,
                "href": href,
                "current": request.path == href,
                "active": not home and request.path != href and request.path.startswith(href),
            }
        )
    return items
