"""What every page shows of content: the banner, and where "Give feedback" leads."""

import re
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.urls import reverse

from apps.content.models import Audience, Banner
from apps.core import clock

SECONDS = 30
READERS = {
    "school": Audience.SCHOOLS,
    "trust": Audience.SCHOOLS,
    "mentor": Audience.MENTORS,
    "provider": Audience.PROVIDERS,
    "partner": Audience.PROVIDERS,
}


@dataclass
class Kept:
    """The banners of now and later, as this process last read them."""

    banners: list = field(default_factory=list)
    until: float = 0.0


kept = Kept()


def on_every_page(request):
    """The context processor of the layouts."""
    return {"banners_for": banners_for, "feedback_address": feedback_address(request)}


def banners_for(door):
    """The banners to show now behind a door. Each process asks the database at most twice a minute."""
    if time.monotonic() >= kept.until:
        kept.banners = list(Banner.objects.filter(ends_at__gt=clock.now()).order_by("starts_at", "id"))
        kept.until = time.monotonic() + SECONDS
    moment, audiences = clock.now(), {Audience.EVERYONE, READERS.get(door)}
    return [one for one in kept.banners if one.starts_at <= moment < one.ends_at and one.audience in audiences]


def forget():
    """Read the banners again for the next page."""
    kept.until = 0.0


def feedback_address(request):
    """The feedback form, told which kind of page it is asked from: the route, without any id of an address."""
    match = request.resolver_match
    route = re.sub(r"<[^>]*>", "…", match.route) if match else ""
    return reverse("content:public-give-feedback") + (f"?{urlencode({'page': route})}" if route else "")
