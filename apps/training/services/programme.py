"""Plan a provider's programme: its modules, copied forward from year to year, and their sessions."""

from contextlib import contextmanager

from django.db import IntegrityError, transaction

from apps.audit.record import record
from apps.core import clock
from apps.training.models import Module, Session
from apps.training.programme_forms import written
from apps.training.refusals import AttendanceTaken, ChangedMeanwhile, NothingToCopy, StillToBeHeld

COPIED = ("title", "areas", "format", "minutes", "link")


@transaction.atomic
def add_module(provider, year, *, by, **fields):
    with one_of_a_title():
        module = Module.objects.create(provider=provider, year=year, **fields)
    record("module.add", module, by=by, title=module.title, year=str(year))
    return module


@transaction.atomic
def change_module(module, *, version, by, **fields):
    """Change a module as its reader saw it. Raises AttendanceTaken for a new title where hours are recorded by the old one."""
    module = held(Module, module, version, fields)
    if module is None:
        return None
    if fields["title"] != module.title and module.sessions.exclude(attendance_taken_at=None).exists():
        raise AttendanceTaken(
            f"Hours are recorded as {module.title}. Keep the title, or retire this module and add another.",
            title="This title cannot change now",
        )
    with one_of_a_title():
        changed(module, fields)
    record("module.change", module, by=by, title=module.title)
    return module


@transaction.atomic
def retire_module(module, *, by):
    """Take a module out of the programme. Its recorded hours stay. Raises StillToBeHeld before a session to come."""
    module = Module.objects.select_for_update(no_key=True).get(pk=module.pk)
    if module.sessions.to_come().exists():
        raise StillToBeHeld(f"{module.title} has sessions to come. Cancel them first.")
    if module.retired_at is None:
        changed(module, {"retired_at": clock.now()})
        record("module.retire", module, by=by, title=module.title)


def modules_to_copy(provider, year):
    """Last year's modules whose titles this year does not have."""
    there = Module.objects.filter(provider=provider, year=year).values("title")
    earlier = Module.objects.live().filter(provider=provider, year__starts_on__lt=year.starts_on)
    last = earlier.order_by("-year__starts_on").values("year")[:1]
    return Module.objects.live().filter(provider=provider, year__in=last).exclude(title__in=there)


@transaction.atomic
def copy_modules(provider, year, *, by):
    """Carry last year's modules forward, and return them. Raises NothingToCopy."""
    modules = [
        add_module(provider, year, by=by, **{name: getattr(module, name) for name in COPIED})
        for module in modules_to_copy(provider, year)
    ]
    if not modules:
        raise NothingToCopy(f"Your programme for {year} already has every module of the year before.")
    return modules


@transaction.atomic
def add_session(module, *, by, **fields):
    """Plan a session of a module; asked twice for the same one, it is one. Raises ChangedMeanwhile where the module is retired."""
    module = Module.objects.select_for_update(of=("self",), no_key=True).select_related("provider").get(pk=module.pk)
    if module.retired_at:
        raise ChangedMeanwhile(f"{module} is retired, so it takes no more sessions.")
    if there := module.sessions.going_ahead().filter(**fields).first():
        return there
    session = Session.objects.create(module=module, **fields)
    record("session.add", module, by=by, **told(session))
    return session


@transaction.atomic
def change_session(session, *, version, by, **fields):
    """Move a session or change its place. Raises AttendanceTaken once hours are recorded of who came."""
    session = held(Session, session, version, fields)
    if session is None:
        return
    stands(session)
    before = told(session)
    changed(session, fields)
    record("session.change", session.module, by=by, before=before, **told(session))


@transaction.atomic
def cancel_session(session, *, by):
    """Say that a session is not held. Raises AttendanceTaken once hours are recorded of who came."""
    session = Session.objects.select_for_update(of=("self",), no_key=True).get(pk=session.pk)
    stands(session)
    if session.cancelled_at is None:
        changed(session, {"cancelled_at": clock.now()})
        record("session.cancel", session.module, by=by, **told(session))


@contextmanager
def one_of_a_title():
    """Hours are told apart by the title of their module, so a year has one module of each."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        raise ChangedMeanwhile("You have a module of that title in this year already.") from None


def held(kind, row, version, fields):
    """The row, locked, if it is still as its reader saw it; None where it says all this already, as after a second click."""
    now = kind.objects.select_for_update(of=("self",), no_key=True).get(pk=row.pk)
    if all(getattr(now, name) == value for name, value in fields.items()):
        return None
    if now.version != version:
        raise ChangedMeanwhile("Somebody else has changed it. Look at it again before you change it.")
    return now


def stands(session):
    if session.attendance_taken_at:
        raise AttendanceTaken(
            "Its attendance is taken. Take everybody off its attendance first, or untick “Nobody came”."
        )


def changed(row, fields):
    for name, value in fields.items():
        setattr(row, name, value)
    row.save(update_fields=list(fields))


def told(session):
    return {
        "day": f"{session.held_on:%-d %B %Y}",
        "starts": written(session.starts_at),
        "ends": written(session.ends_at),
        "where": session.where,
    }
