"""What tests of pages share: addresses by name, and the words of a page on one line."""

from django.urls import reverse


def words(response):
    return " ".join(response.content.decode().split())


def url(name, *args):
    return reverse(name, args=args)
