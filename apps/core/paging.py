"""Long lists, a page at a time. The address says after or before which row, so any page costs the same as the first."""

import base64
import binascii
import json
from dataclasses import dataclass

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.db.models import BooleanField, F, Q

from apps.core.govuk.addresses import query

SIZE = 25
MOST_COUNTED = 10_000
LONGEST_CURSOR = 500


@dataclass(frozen=True)
class Page:
    """Some rows of a list, from the `first`th to the `last`th, and the addresses of their neighbours ("" for none)."""

    items: list
    next_url: str
    previous_url: str
    first: int
    last: int

    @property
    def position(self):
        """For the title: "results 26 to 50", or nothing when the list fits on one page."""
        return f"results {self.first:,} to {self.last:,}" if self.next_url or self.previous_url else ""


@dataclass(frozen=True)
class Key:
    """One thing a list is sorted by. Rows without a value come last, whichever way it is sorted."""

    path: str
    is_descending: bool
    field: object

    @property
    def is_nullable(self):
        return getattr(self.field, "null", False)

    def order(self, backward):
        return F(self.path).desc() if self.is_descending != backward else F(self.path).asc()

    def beyond(self, backward):
        return "lt" if self.is_descending != backward else "gt"

    def value_of(self, row):
        for name in self.path.split("__"):
            row = getattr(row, name)
        return row


def page_by_key(queryset, request, *, keys, size=SIZE):
    """The page of a list that the request's address asks for.

    `keys` sort it, most important first, "-" for descending; the id, which goes the way of the last, makes the order
    total. Only the first may be without a value in some rows. An address that makes no sense gives the first page.
    """
    keys = [key_of(queryset, name) for name in (*keys, "-pk" if keys[-1].startswith("-") else "pk")]
    backward = "before" in request.GET
    cursor = read_cursor(request.GET.get("before" if backward else "after", ""), keys)
    if cursor is None:
        return first_page(queryset, request, keys, size)

    number, values = cursor
    rows = rows_beyond(queryset, keys, values, backward, size + 1)
    has_more, rows = len(rows) > size, rows[:size]
    if not rows or (backward and not has_more):
        return first_page(queryset, request, keys, size)
    if backward:
        rows.reverse()
        return page_of(rows, request, keys, max(number - len(rows), 1), has_previous=True, has_next=True)
    return page_of(rows, request, keys, number + 1, has_previous=True, has_next=has_more)


def count_up_to(queryset, most=MOST_COUNTED):
    """How many rows, counted no further than one past `most`."""
    return queryset.order_by()[: most + 1].count()


def counts_up_to(querysets, most=MOST_COUNTED):
    """The same for each of several lists, in one query."""
    parts = [queryset.order_by()[: most + 1].query.sql_with_params() for queryset in querysets]
    counts = ", ".join(f"(SELECT count(*) FROM ({sql}) AS part)" for sql, _ in parts)  # noqa: S608 - sql is Django's own
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {counts}", [value for _, values in parts for value in values])
        return list(cursor.fetchone())


def first_page(queryset, request, keys, size):
    rows = rows_beyond(queryset, keys, None, False, size + 1)
    return page_of(rows[:size], request, keys, 1, has_previous=False, has_next=len(rows) > size)


def page_of(rows, request, keys, first, *, has_previous, has_next):
    last = first + len(rows) - 1
    return Page(
        items=rows,
        next_url=query(request, after=cursor_of(rows[-1], keys, last), before=None) if has_next else "",
        previous_url=query(request, before=cursor_of(rows[0], keys, first), after=None) if has_previous else "",
        first=first if rows else 0,
        last=last,
    )


def rows_beyond(queryset, keys, values, backward, most):
    """The next rows in a direction: first those with a value for the first key, then those without, or the reverse."""
    order = [key.order(backward) for key in keys]
    if not keys[0].is_nullable:
        found = queryset if values is None else queryset.filter(beyond(keys, values, backward))
        return list(found.order_by(*order)[:most])

    rows = []
    for is_null in (True, False) if backward else (False, True):
        part = queryset.filter(**{f"{keys[0].path}__isnull": is_null})
        if values is not None and (values[0] is None) == is_null:
            part = part.filter(beyond(keys[is_null:], values[is_null:], backward))
        elif values is not None and (values[0] is None) != backward:
            continue
        rows += list(part.order_by(*order[is_null:])[: most - len(rows)])
        if len(rows) == most:
            break
    return rows


def beyond(keys, values, backward):
    """Rows after these values in the order of the keys. The first condition lets an index start in the right place."""
    key, value = keys[0], values[0]
    past = Q(**{f"{key.path}__{key.beyond(backward)}": value})
    if len(keys) == 1:
        return past
    here = Q(**{f"{key.path}__{key.beyond(backward)}e": value})
    return here & (past | beyond(keys[1:], values[1:], backward))


def key_of(queryset, name):
    path = name.removeprefix("-")
    if path in queryset.query.annotations:
        return Key(path, name.startswith("-"), queryset.query.annotations[path].output_field)
    model, field = queryset.model, None
    for part in path.split("__"):
        field = model._meta.pk if part == "pk" else model._meta.get_field(part)
        model = field.related_model if field.is_relation else None
    if field is None:
        raise FieldDoesNotExist(path)
    return Key(path, name.startswith("-"), getattr(field, "output_field", field))


def cursor_of(row, keys, number):
    """A row's place, as text for an address."""
    text = json.dumps([number, *(key.value_of(row) for key in keys)], cls=ExactEncoder, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_cursor(text, keys):
    """The number and the values of a place; None for anything that is not one."""
    if not text or len(text) > LONGEST_CURSOR:
        return None
    try:
        found = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        number, *values = found
        if type(number) is not int or not 0 <= number < 2**31 or len(values) != len(keys):
            return None
        values = [read_value(key, value) for key, value in zip(keys, values, strict=True)]
    except (binascii.Error, UnicodeError, RecursionError, TypeError, ValueError, ValidationError, OverflowError):
        return None
    if any(value is None for value in values[1:]):
        return None
    return number, values


def read_value(key, value):
    """A value as its field knows it. Raises ValidationError or TypeError for what no row could hold."""
    if value is None:
        if not key.is_nullable:
            raise TypeError(key.path)
        return None
    is_odd = isinstance(value, bool) != isinstance(key.field, BooleanField)
    if is_odd or isinstance(value, list | dict) or (isinstance(value, str) and "\x00" in value):
        raise TypeError(key.path)
    if isinstance(value, int) and not -(2**31) <= value < 2**31:
        raise OverflowError(value)
    return key.field.to_python(value)


class ExactEncoder(DjangoJSONEncoder):
    """Moments keep their microseconds: a place between two rows of the same millisecond is still one place."""

    def default(self, value):
        return value.isoformat() if hasattr(value, "microsecond") else super().default(value)
