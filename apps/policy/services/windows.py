"""Open, change and remove claim windows."""

from django.db import transaction

from apps.audit.record import record
from apps.core import clock
from apps.core.errors import Refused
from apps.policy.models import ClaimWindow


class WindowRefused(Refused):
    """A window cannot stand, change or go like this."""

    title = "This claim window was not changed"


@transaction.atomic
def open_window(year, opens_on, closes_on, *, pays_by=None, by):
    """Make a window in which claims of a year may be submitted; `pays_by`, where known, is the day schools can expect money."""
    window = ClaimWindow(year=year, opens_on=opens_on, closes_on=closes_on, pays_by=pays_by)
    check_days(window)
    window.save()
    record("window.open", window, by=by, **words(window))
    return window


@transaction.atomic
def change_window(window, *, year, opens_on, closes_on, pays_by=None, by):
    """Give a window other days or another year. Once claims are in it, its year stands and no day that passed changes."""
    window = held(window)
    was = words(window)
    today = clock.today()
    if is_used(window):
        if year.pk != window.year_id:
            raise WindowRefused("Claims were submitted in this window, so its academic year cannot change.")
        if opens_on != window.opens_on or min(closes_on, window.closes_on) < today:
            raise WindowRefused(
                "Claims were submitted in this window. Only its closing date can change, and only while it has not passed."
            )
    window.year, window.opens_on, window.closes_on, window.pays_by = year, opens_on, closes_on, pays_by
    check_days(window)
    window.save()
    record("window.change", window, by=by, was=was, **words(window))
    return window


@transaction.atomic
def remove_window(window, *, by):
    """Take away a window in which nothing was submitted."""
    window = held(window)
    if is_used(window):
        raise WindowRefused("Claims were submitted in this window, so it cannot be removed.")
    record("window.remove", window, by=by, **words(window))
    window.delete()


def check_days(window):
    """Closing is not before opening, and no other window has any of these days."""
    if window.closes_on < window.opens_on:
        raise WindowRefused("Closing date must be on or after opening date")
    if window.pays_by and window.pays_by < window.opens_on:
        raise WindowRefused("Payment date must be on or after opening date")
    others = ClaimWindow.objects.exclude(pk=window.pk).select_for_update()
    if other := others.filter(opens_on__lte=window.closes_on, closes_on__gte=window.opens_on).first():
        raise WindowRefused(f"These dates overlap {other}")


def is_used(window):
    """Whether anything points at the window. Asked of the database's own relations: policy knows no claims."""
    return any(
        relation.related_model._base_manager.filter(**{relation.field.name: window}).exists()
        for relation in window._meta.related_objects
    )


def held(window):
    return ClaimWindow.objects.select_for_update(of=("self",)).select_related("year").get(pk=window.pk)


def words(window):
    days = {"opens_on": f"{window.opens_on:%-d %B %Y}", "closes_on": f"{window.closes_on:%-d %B %Y}"}
    if window.pays_by:
        days["pays_by"] = f"{window.pays_by:%-d %B %Y}"
    return {"year": str(window.year)} | days
