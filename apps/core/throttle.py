"""Too many tries of one kind. Counters live in the cache that every process shares; a cache that is away stops nobody."""

import hashlib
from dataclasses import dataclass

import structlog
from allauth.account.adapter import get_adapter
from django.core.cache import cache

from apps.core import clock

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Limit:
    """So many tries of one kind in so many seconds, for each of those who try."""

    name: str
    most: int
    seconds: int


class TooManyTries(Exception):
    """A limit is reached: the 429 page says how long to wait."""

    def __init__(self, seconds):
        super().__init__(f"wait {seconds} seconds")
        self.seconds, self.minutes = seconds, -(-seconds // 60)


def count(limit, who):
    """Count one more try of somebody, known by an id or an address. Raises TooManyTries when none is left."""
    key, seconds_left = key_of(limit, who)
    try:
        tries = cache.get(key, 0)
        if tries < limit.most:
            cache.set(key, tries + 1, limit.seconds)
    except Exception:
        log.exception("throttle.away", limit=limit.name)
        return
    if tries >= limit.most:
        log.warning("throttle.stopped", limit=limit.name)
        raise TooManyTries(seconds_left)


def take_back(limit, who):
    """That try does not count after all."""
    key, _ = key_of(limit, who)
    try:
        if tries := cache.get(key, 0):
            cache.set(key, tries - 1, limit.seconds)
    except Exception:
        log.exception("throttle.away", limit=limit.name)


def key_of(limit, who):
    """The counter of this stretch of time, and how many seconds are left of it. Who it is cannot be read from it."""
    now = int(clock.now().timestamp())
    stretch, gone = divmod(now, limit.seconds)
    digest = hashlib.sha256(f"{limit.name}:{who}".encode()).hexdigest()
    return f"throttle:{digest}:{stretch}", limit.seconds - gone


def caller(request):
    """The address of whoever asks, as far as our own proxies vouch for it."""
    return get_adapter().get_client_ip(request)
