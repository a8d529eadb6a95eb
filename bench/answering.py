"""What somebody answers on a form of the big world, and where that leads."""

import csv
import io
from datetime import timedelta
from urllib.parse import urlencode

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import resolve, reverse

from apps.core import clock
from tests.security.forms import forms_on

# Answers to a question of this name, where the words that fit anywhere do not.
FITS = {
    "trn": "1234567",
    "email": "words@education.gov.uk",
    "telephone": "0300 555 0101",
    "link": "https://words.example",
    "starts_at": "1pm",
    "ends_at": "3pm",
    "starts_time": "1pm",
    "ends_time": "3pm",
    "hours": "3",
}
# How many days from today the day is that a question of this name asks for.
DAYS = {"opens_on": 100, "closes_on": 110, "pays_by": 130, "ends_on": 7, "return_by": 14, "training_until": 700}
# The good files that were uploaded, and what a form is given besides what its page shows, by the kind of page.
FILES, GIVEN = {}, {}
# Forms that are answered by the page that shows what was made.
SHOWN_AT_ONCE = {"training:provider-make-token", "payments:link-renew"}


def browser_of(person):
    client = Client(raise_request_exception=False)
    if person is not None:
        client.force_login(person)
    return client


def page(name, *args, **asked):
    return reverse(name, args=args) + (f"?{urlencode(asked)}" if asked else "")


def answers_to(kind, form, choice=0):
    """What somebody posts: what the page has filled in already, the first of each choice or another, and words that fit."""
    given = form.filled("Words", email="words@education.gov.uk", choice=choice)
    given |= {name: value for of, name, value, _ in form.controls if of == "text" and value}
    hidden = {name for of, name, _, _ in form.controls if of == "hidden"}
    for name in given.keys() - hidden:
        field, _, part = name.rpartition("-")
        if part in ("day", "month", "year") and field:
            given[name] = str(getattr(clock.today() + timedelta(days=DAYS.get(field, 0)), part))
        given[name] = FITS.get(name, given[name])
    file = {"file": SimpleUploadedFile("words.csv", FILES[kind])} if kind in FILES else {}
    return given | file | GIVEN.get(kind, {})


def led_to(browser, address, kind):
    """Where the form of a page leads that leads to a page of this kind when something is not as it should be."""
    for action, form in forms_on(address, browser.get(address)):
        answer = browser.post(action, answers_to("", form, choice=1))
        if answer.status_code == 302 and resolve(answer.url.partition("?")[0]).view_name == kind:
            return answer.url
    raise RuntimeError(f"No form of {address} leads to {kind}")


def uploaded(browser, address, columns, rows, **given):
    """Upload a file, and return the address that shows it."""
    text = io.StringIO()
    writer = csv.DictWriter(text, columns)
    writer.writeheader()
    writer.writerows(rows)
    kind = resolve(address).view_name
    FILES[kind], GIVEN[kind] = text.getvalue().encode(), given
    answer = browser.post(address, {"file": SimpleUploadedFile("words.csv", FILES[kind]), **given})
    if answer.status_code != 302:
        raise RuntimeError(f"{address} answered {answer.status_code} to a file")
    return answer.url
