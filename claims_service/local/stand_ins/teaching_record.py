"""Stand-in of the Teaching Record System. Its teachers, and the numbers that misbehave, are in teachers.py.

State: {"key": "…"} changes the key it takes, as when ours expires.
"""

import re
from datetime import date
from html import escape

from claims_service.local.stand_ins.server import Reply, StandIn, as_json, page, table
from claims_service.local.stand_ins.teachers import FAULTS, FIXED, TEACHERS

OLD_VERSIONS = {"20240101", "20240416"}
VERSIONS = {"20240606", "20240920", "20250203", "20250627", "20250905", "20260120", "20260416", "20260612"}
INCLUDES = {
    "induction", "alerts", "previousnames", "mandatoryqualifications", "routestoprofessionalstatuses", "pendingdetailchanges",
}  # fmt: skip
QTS = {
    "routeToProfessionalStatusType": {
        "routeToProfessionalStatusTypeId": "5b1f0c0e-0000-4000-8000-0000000000a1",
        "name": "HEI - HEI Programme Type",
        "professionalStatusType": "QualifiedTeacherStatus",
    }
}


class TeachingRecord(StandIn):
    name = "teaching_record"
    addresses = (
        ("GET", "/", "list_teachers"),
        ("GET", r"/v3/(persons|teachers)/(\d{7})", "show_person"),
        ("GET", r"/v3/trns/(\d{7})", "show_number"),
    )

    def __init__(self, key="", **where):
        super().__init__(**where)
        self.key = self.first_key = key

    def reset(self):
        super().reset()
        self.key = self.first_key

    def set_state(self, state):
        self.key = state["key"]

    def action_for(self, ask):
        """A scripted fault comes first, then the number's own."""
        trn = ask.path.rpartition("/")[2]
        return super().action_for(ask) or (FAULTS[trn][1] if trn in FAULTS else {})

    def refusal(self, ask):
        """Why the asking itself is not in order, if it is not."""
        if ask.headers.get("Authorization") != f"Bearer {self.key}":
            return Reply(401)
        version = ask.headers.get("X-Api-Version", "20240101")
        if version not in OLD_VERSIONS | VERSIONS:
            return Reply(404)
        is_old_path = ask.path.startswith("/v3/teachers/")
        return Reply(404) if is_old_path != (version in OLD_VERSIONS) else None

    def show_person(self, ask, _, trn):
        if refused := self.refusal(ask):
            return refused
        teacher = TEACHERS.get(trn)
        if teacher and teacher.merged_into:
            return Reply(308, headers={"Location": f"/v3/persons/{teacher.merged_into}"})
        if teacher and teacher.is_deactivated:
            return problem(410, 10058, f"Record '{trn}' is not active.")
        born = ask.query.get("dateOfBirth")
        if born is not None and not is_day(born):
            errors = {"dateOfBirth": [f"The value '{born}' is not valid."]}
            return as_json({"title": "One or more validation errors occurred.", "status": 400, "errors": errors}, 400)
        # Without a version, the party takes the oldest, which does not look at the date of birth at all.
        is_checked = ask.headers.get("X-Api-Version", "20240101") != "20240101"
        if teacher is None or (born and is_checked and born != teacher.born.isoformat()):
            return problem(404, 10001, "Person not found.", f"TRN: '{trn}', date of birth: '{born}'")
        return as_json(person(teacher, asked_for(ask)) | ask.action.get("claims", {}))

    def show_number(self, ask, trn):
        if refused := self.refusal(ask):
            return refused
        teacher = TEACHERS.get(trn)
        if teacher is None:
            return problem(404, 10001, "Person not found.")
        if teacher.merged_into:
            return Reply(308, headers={"Location": f"/v3/trns/{teacher.merged_into}"})
        return Reply(204)

    def list_teachers(self, ask):
        def row(teacher):
            name = escape(f"{teacher.first_name} {teacher.last_name}".strip())
            return teacher.trn, f"{teacher.born.day} {teacher.born:%B %Y}", name, escape(teacher.does)

        made = [teacher for teacher in TEACHERS.values() if teacher not in FIXED]
        heads = ("TRN", "Date of birth", "Name", "What happens")
        words = (
            '<p class="govuk-body">Type one of these when you add a mentor. With another date of birth the teacher is not '
            "found, and 7000002 is nobody.</p>"
        )
        ordinary = table(heads[:3], [row(teacher)[:3] for teacher in made])
        special = table(heads, [row(teacher) for teacher in FIXED])
        title = '<h2 class="govuk-heading-m">{}</h2>'
        return page(
            "Teaching records",
            words + title.format("Special ones") + special + title.format("Ordinary teachers") + ordinary,
        )


def is_day(text):
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return bool(re.fullmatch(r"\d{4}-\d\d-\d\d", text))


def problem(status, code, title, detail=None):
    body = {"title": title, "status": status, "errorCode": code} | ({"detail": detail} if detail else {})
    reply = as_json(body, status)
    reply.kind = "application/problem+json"
    return reply


def asked_for(ask):
    """The blocks asked for. One word it does not know, and the whole list counts for nothing."""
    words = {word.strip().lower() for word in ask.query.get("include", "").split(",") if word.strip()}
    return words if words <= INCLUDES else set()


def person(teacher, blocks):
    """The record as the party writes it; it always sends an address and a national insurance number."""
    said = {
        "trn": teacher.trn,
        "firstName": teacher.first_name,
        "middleName": teacher.middle_name,
        "lastName": teacher.last_name,
        "dateOfBirth": teacher.born.isoformat(),
        "nationalInsuranceNumber": "QQ123456C",
        "emailAddress": f"{teacher.trn}@teachers.example",
        "qts": {"holdsFrom": teacher.qualified_on.isoformat(), "routes": [QTS]} if teacher.qualified_on else None,
        "eyts": None,
        "qtlsStatus": "None",
    }
    if "induction" in blocks:
        started = f"{teacher.qualified_on.year}-09-01" if teacher.qualified_on else None
        is_done = teacher.induction == "Passed" and teacher.qualified_on
        said["induction"] = {
            "status": teacher.induction,
            "startDate": started,
            "completedDate": f"{teacher.qualified_on.year + 1}-07-16" if is_done else None,
            "exemptionReasons": [],
        }
    if "alerts" in blocks:
        said["alerts"] = [written(number, *alert) for number, alert in enumerate(teacher.alerts, start=1)]
    if "previousnames" in blocks:
        names = [teacher.previous_last_name] if teacher.previous_last_name else []
        said["previousNames"] = [
            {"firstName": teacher.first_name, "middleName": "", "lastName": last_name} for last_name in names
        ]
    return said


def written(number, kind, category, started, ended):
    """An alert as the party writes it."""
    return {
        "alertId": f"00000000-0000-4000-8000-{number:012}",
        "alertType": {
            "alertTypeId": kind[0],
            "name": kind[1],
            "alertCategory": {"alertCategoryId": category[0], "name": category[1]},
        },
        "details": "Details that this service must neither keep nor show.",
        "startDate": started.isoformat(),
        "endDate": ended.isoformat() if ended else None,
    }
