"""What DfE says to everybody in the demo, and what people say of the service."""

from datetime import timedelta

from apps.audit.actors import Actor, acting
from apps.content import services
from apps.content.models import Audience, ServiceUpdate
from apps.core import clock
from claims_service.local.demo.people import named
from claims_service.local.demo.story import at

UPDATES = [
    (
        60,
        Audience.EVERYONE,
        "Claims for this year",
        "Schools can claim for this year’s training.\n\n## What you need\n\n- your mentors on your list\n"
        "- the [grant conditions](/grant-conditions/) accepted\n\nThe [start page](/) gives the dates.",
    ),
    (
        12,
        Audience.PROVIDERS,
        "Confirm the hours of many mentors at once",
        "The page “Confirm hours” now takes the answers for many mentors on one screen. "
        "[Read how it works](/help/confirm-hours/).",
    ),
    (None, Audience.MENTORS, "Your hours, on one page", "Mentors will see all their hours of training on one page."),
]
FEEDBACK = [
    (9, "schools/…/claims/", 4, "Clear, once I had found where a mentor is added.", ""),
    (
        5,
        "providers/…/confirm/",
        2,
        "I want to answer for a whole school with one tick.\nWill that come?",
        "bea@north.example",
    ),
    (2, "", 5, "", ""),
]


def speak(today):
    """Two pieces of news and a draft, a banner for providers, three messages of which one was read."""
    cora = named("Cora")
    with acting(Actor.person(cora, organisation="DfE", role="caseworker")):
        for days, audience, title, words in UPDATES:
            with at(today - timedelta(days=days or 1)):
                update = services.add(ServiceUpdate(title=title, words=words, audience=audience), by=cora)
                if days:
                    services.publish(update, by=cora)
        with at(today - timedelta(days=1)):
            services.add_banner(
                words="Schools submit most claims in the last week of the window. Answers are due as usual.",
                audience=Audience.PROVIDERS,
                starts_at=clock.now(),
                ends_at=clock.now() + timedelta(days=21),
                by=cora,
            )
        for number, (days, page, satisfaction, words, email) in enumerate(FEEDBACK):
            with at(today - timedelta(days=days)):
                one = services.give_feedback(page=page, satisfaction=satisfaction, words=words, email=email)
                if number == 0:
                    services.mark_read(one, by=cora)
