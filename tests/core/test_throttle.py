"""Throttles: so many tries in so long, each who tries alone, and a cache that is away stops nobody."""

from datetime import timedelta

import pytest
from django.core.cache.backends.base import BaseCache

from apps.core import clock, throttle

pytestmark = pytest.mark.django_db

LIMIT = throttle.Limit("knocks", 2, 600)


class AwayCache(BaseCache):
    """A cache whose server does not answer."""

    def __init__(self, _, params):
        super().__init__(params)

    def get(self, *_, **__):
        raise ConnectionError("away")

    set = get


def test_the_limit_is_reached_by_one_and_not_by_another():
    throttle.count(LIMIT, "a")
    throttle.count(LIMIT, "a")

    with pytest.raises(throttle.TooManyTries):
        throttle.count(LIMIT, "a")
    throttle.count(LIMIT, "b")


def test_it_says_how_long_to_wait_and_then_counts_anew():
    noon_past = clock.now() + timedelta(minutes=3, seconds=30)
    with clock.moved_to(noon_past):
        for _ in range(2):
            throttle.count(LIMIT, "a")
        with pytest.raises(throttle.TooManyTries) as stopped:
            throttle.count(LIMIT, "a")

    assert (stopped.value.seconds, stopped.value.minutes) == (390, 7)
    with clock.moved_to(noon_past + timedelta(seconds=390)):
        throttle.count(LIMIT, "a")


def test_a_try_that_was_none_is_taken_back():
    throttle.count(LIMIT, "a")
    throttle.count(LIMIT, "a")
    throttle.take_back(LIMIT, "a")
    throttle.take_back(LIMIT, "nobody")

    throttle.count(LIMIT, "a")
    with pytest.raises(throttle.TooManyTries):
        throttle.count(LIMIT, "a")


def test_a_cache_that_is_away_stops_nobody(settings):
    settings.CACHES = {"default": {"BACKEND": "tests.core.test_throttle.AwayCache"}}

    for _ in range(5):
        throttle.count(LIMIT, "a")
        throttle.take_back(LIMIT, "a")

    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    throttle.count(LIMIT, "a")
    throttle.count(LIMIT, "a")
    with pytest.raises(throttle.TooManyTries):
        throttle.count(LIMIT, "a")


def test_who_tries_cannot_be_read_from_the_counter():
    assert "203.0.113.9" not in throttle.key_of(LIMIT, "203.0.113.9")[0]
