"""Addresses of a provider's pages, and the words on any page."""

import re

from django.urls import reverse


def page_of(name, provider, *args):
    return reverse(f"assurance:provider-{name}", args=[provider.pk, *args])


def words_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))
