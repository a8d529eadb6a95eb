"""Sessions as a calendar file (RFC 5545) that any calendar can open."""

from datetime import UTC, datetime

from django.http import HttpResponse

from apps.core import clock

OCTETS = 75
ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})


def calendar_response(filename, name, sessions):
    response = HttpResponse(calendar_of(name, sessions), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response


def calendar_of(name, sessions):
    """The whole file. A cancelled session is in it as cancelled, so that a calendar that has it takes it out."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//DfE//Claim funding for mentor training//EN"]
    lines += ["METHOD:PUBLISH", f"X-WR-CALNAME:{escaped(name)}"]
    for session in sessions:
        lines += event_of(session)
    return "".join(f"{folded(line)}\r\n" for line in [*lines, "END:VCALENDAR"])


def event_of(session):
    module = session.module
    return [
        "BEGIN:VEVENT",
        f"UID:{session.pk}@claim-funding-for-mentor-training",
        f"DTSTAMP:{stamp(session.updated_at)}",
        f"SEQUENCE:{session.version - 1}",
        f"DTSTART:{stamp(datetime.combine(session.held_on, session.starts_at, tzinfo=clock.LONDON))}",
        f"DTEND:{stamp(datetime.combine(session.held_on, session.ends_at, tzinfo=clock.LONDON))}",
        f"SUMMARY:{escaped(module.title)}",
        f"DESCRIPTION:{escaped(f'Mentor training with {module.provider}')}",
        f"LOCATION:{escaped(session.where)}",
        *([f"URL:{module.link}"] if module.link else []),
        f"STATUS:{'CANCELLED' if session.cancelled_at else 'CONFIRMED'}",
        "END:VEVENT",
    ]


def stamp(moment):
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def escaped(text):
    return text.translate(ESCAPES)


def folded(line):
    """A long line over several, each of at most 75 octets and no character cut in two."""
    parts, part = [], ""
    for character in line:
        if len((part + character).encode()) > OCTETS:
            parts.append(part)
            part = " "
        part += character
    return "\r\n".join([*parts, part])
