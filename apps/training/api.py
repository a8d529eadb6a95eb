"""The provider's JSON API: write hours, read hours. Its document is apps/training/openapi.json."""

import json
from functools import wraps
from hashlib import sha256
from pathlib import Path

from django.core.exceptions import RequestDataTooBig
from django.db import IntegrityError, transaction
from django.http import HttpResponse, JsonResponse
from django.utils.dateparse import parse_datetime
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET

from apps.audit.actors import Actor, acting
from apps.core.access import public, token
from apps.core.files.reading import Row
from apps.core.paging import page_by_key
from apps.core.throttle import Limit, TooManyTries, count
from apps.policy.models import AcademicYear
from apps.training.enums import WaitingFor
from apps.training.files.ledger import COLUMNS, Wrong, read_row
from apps.training.models import ApiCall, LedgerEntry
from apps.training.services.recording import record_hours
from apps.training.services.tokens import token_of

MOST_ENTRIES = 1_000
MOST_BYTES = 2 * 1024 * 1024
PAGE = 100
CALLS = Limit("api calls of a token", most=120, seconds=60)
GUESSES = Limit("api tokens tried from an address", most=60, seconds=60)
KEY = "Idempotency-Key"


class ApiRefused(Exception):
    """Why a call is refused: an HTTP status, a code for machines, words for people, and what is wrong with which entry."""

    def __init__(self, status, code, words, problems=(), **headers):
        super().__init__(words)
        self.status, self.code, self.words, self.problems, self.headers = status, code, words, list(problems), headers

    def answer(self):
        said = {"error": {"code": self.code, "message": self.words, "problems": self.problems}}
        return JsonResponse(said, status=self.status, headers=self.headers)


def for_system(view):
    """A provider's system, known by its token, acts for the provider."""

    @wraps(view)
    def inner(request):
        try:
            known = token_of(request.headers.get("Authorization", ""))
            if known is None:
                count(GUESSES, request.META.get("REMOTE_ADDR", ""))
                words = "Send your token in the header Authorization: Bearer. Tokens expire, and can be stopped."
                raise ApiRefused(401, "no_token", words, **{"WWW-Authenticate": "Bearer"})
            count(CALLS, str(known.pk))
            by = Actor(
                f"{known.name} (API)", role="provider system", id=str(known.pk), organisation=str(known.provider)
            )
            with acting(by):
                return view(request, known.provider, by)
        except TooManyTries as tries:
            words = f"Too many calls. Wait {tries.seconds} seconds."
            return ApiRefused(429, "too_many_calls", words, **{"Retry-After": str(tries.seconds)}).answer()
        except ApiRefused as refused:
            return refused.answer()

    return token(csrf_exempt(inner))


@for_system
def hours(request, provider, by):
    """Read the provider's entries, or write some."""
    if request.method == "GET":
        return read_entries(request, provider)
    if request.method == "POST":
        return write_entries(request, provider, by)
    raise ApiRefused(405, "method", "Read with GET, write with POST.", Allow="GET, POST")


def read_entries(request, provider):
    """Entries in the order they were last changed, a page at a time."""
    entries = LedgerEntry.objects.filter(provider=provider).select_related("school", "year").prefetch_related("items")
    if since := request.GET.get("changed_since"):
        try:
            moment = parse_datetime(since.replace(" ", "+"))
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None:
            raise ApiRefused(400, "changed_since", "changed_since must be a moment like 2026-02-10T12:00:00+00:00.")
        entries = entries.filter(updated_at__gte=moment)
    if name := request.GET.get("academic_year"):
        year = next((year for year in AcademicYear.objects.all() if year.name == name), None)
        if year is None:
            raise ApiRefused(400, "academic_year", "academic_year must be a year of the service, like 2025 to 2026.")
        entries = entries.filter(year=year)
    page = page_by_key(entries, request, keys=("updated_at",), size=PAGE)
    if "after" in request.GET and page.first <= 1:
        raise ApiRefused(400, "after", "This place in the list is not one of ours. Start again without it.")
    following = f"{request.path}{page.next_url}" if page.next_url else None
    return JsonResponse({"entries": [entry_shown(entry) for entry in page.items], "next": following})


def entry_shown(entry):
    """One entry as the API tells it."""
    return {
        "id": str(entry.pk),
        "mentor_trn": entry.trn,
        "school_urn": entry.school.urn,
        "academic_year": entry.year.name,
        "minutes": entry.minutes,
        "whole_hours": entry.hours,
        "is_total": entry.total_minutes is not None,
        "items": [
            {"trained_on": item.trained_on.isoformat(), "what": item.what, "minutes": item.minutes}
            for item in entry.items.all()
        ],
        "changed_at": entry.updated_at.isoformat(),
    }


def write_entries(request, provider, by):
    """Record entries. What is wrong with one stops none of the others; the same Idempotency-Key is the same call."""
    key, body = key_of(request), body_of(request)
    with transaction.atomic():
        call = ApiCall(provider=provider, key=key, body_hash=sha256(body).hexdigest())
        if key and (earlier := begun(call)):
            return earlier
        call.answer = answer_to(provider, entries_in(body), by)
        if key:
            call.save()
    return JsonResponse(call.answer)


def begun(call):
    """Begin a call by its key. What an earlier call with the same key was answered is answered again."""
    try:
        with transaction.atomic():
            call.save(force_insert=True)
    except IntegrityError:
        earlier = ApiCall.objects.select_for_update().get(provider=call.provider, key=call.key)
        if earlier.body_hash != call.body_hash:
            raise ApiRefused(409, "key_used", f"This {KEY} was used with another body. Use a new one.") from None
        return JsonResponse(earlier.answer, headers={"Idempotent-Replay": "true"})
    return None


def key_of(request):
    key = request.headers.get(KEY, "").strip()
    if len(key) > 100 or not key.isprintable() or "\x00" in key:
        raise ApiRefused(400, "key", f"{KEY} must be 100 printable characters or fewer.")
    return key


def body_of(request):
    try:
        body = request.body
    except RequestDataTooBig:
        body = None
    if body is None or len(body) > MOST_BYTES:
        raise ApiRefused(413, "too_big", f"Send {MOST_ENTRIES} entries or fewer at once.")
    return body


def entries_in(body):
    """The entries of a body, as rows of a file of hours. Raises ApiRefused."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        raise ApiRefused(400, "no_json", "Send JSON in UTF-8.") from None
    entries = told.get("entries") if isinstance(told, dict) else None
    if not isinstance(entries, list) or not entries or not all(isinstance(entry, dict) for entry in entries):
        raise ApiRefused(400, "no_entries", 'Send {"entries": [...]} with at least one entry.')
    if len(entries) > MOST_ENTRIES:
        raise ApiRefused(413, "too_big", f"Send {MOST_ENTRIES} entries or fewer at once.")
    return [Row(number, {name: cell_of(entry.get(name)) for name in COLUMNS}) for number, entry in enumerate(entries)]


def cell_of(value):
    """A JSON value as a file would hold it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value.replace("\x00", "�").encode("utf-8", "replace").decode().strip()
    return str(value) if isinstance(value, int | float) else "?"


def answer_to(provider, rows, by):
    """What became of each entry, by its place in what was sent."""
    years, said, results = list(AcademicYear.objects.all()), [], {}
    for row in rows:
        try:
            said.append(read_row(row, years))
        except Wrong as wrong:
            results[row.number] = {"outcome": "refused", "field": wrong.column, "message": wrong.words}
    ledger = record_hours(provider, said, by=by, how="api")
    for row in ledger.rows:
        results[row.said.row] = result_of(row, ledger.over.get((row.said.trn, row.said.year.pk), 0))
    return {"results": [{"entry": number, **results[number]} for number in sorted(results)]}


def result_of(row, over):
    if not row.outcome.is_kept:
        return {"outcome": "refused", "field": row.outcome.column, "message": f"{row.outcome.label}."}
    return {
        "outcome": str(row.outcome),
        "waiting_for_school": row.waiting_for != WaitingFor.NOBODY,
        "hours_over_allowance": over,
    }


@public
@require_GET
def show_document(request):
    """The API's OpenAPI document."""
    return HttpResponse(DOCUMENT.read_bytes(), content_type="application/json")


DOCUMENT = Path(__file__).with_name("openapi.json")
