"""Stand-in of GOV.UK Notify: takes emails, keeps them, tells the service what became of them, and shows its outbox.

Nothing is sent to anybody. Emails are kept in one SQLite file, so a restart loses none. State: {"templates": {id:
["placeholder", …]}} says which templates exist and what each needs · {"receipts": "none"} tells the service nothing.
By the part before the @: "perm-fail" and "temp-fail" come back, "double-receipt" is told twice, "lost-receipt" never.
"""

import json
import re
import sqlite3
import threading
import time
import urllib.error
import urllib.request
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from urllib.parse import quote
from uuid import UUID, uuid4

import jwt

from claims_service.local.stand_ins.server import Reply, StandIn, as_json, page, table

TEMPLATES = {"00000000-0000-4000-8000-000000000001": ["subject", "body"]}
KNOWN_FIELDS = {
    "email_address", "template_id", "personalisation", "reference", "email_reply_to_id", "one_click_unsubscribe_url",
    "sanitise_content_for", "scheduled_for",
}  # fmt: skip
BECOMES = {"perm-fail": "permanent-failure", "temp-fail": "temporary-failure", "tech-fail": "technical-failure"}
RECEIPT_AFTER, RECEIPT_TRIES, CLOCK_SLACK, PAGE = 0.5, 5, 30, 250
SCHEMA = """
create table if not exists emails (
    number integer primary key autoincrement, id text unique, reference text, email_address text, template_id text,
    subject text, body text, status text default 'created', created_at real, completed_at real,
    receipt_due real, receipts integer default 0
)"""


class Notify(StandIn):
    name = "notify"
    addresses = (
        ("GET", "/", "show_outbox"),
        ("GET", r"/emails/([0-9a-f-]{36})", "show_email"),
        ("POST", "/v2/notifications/email", "take"),
        ("GET", r"/v2/notifications/([0-9a-f-]{36})", "tell_one"),
        ("GET", "/v2/notifications", "tell_many"),
    )

    def __init__(self, folder, key, receipts_url="", receipts_token="", previews_url="", **where):
        super().__init__(**where)
        self.service_id, self.secret = key[-73:-37], key[-36:]
        self.receipts_url, self.receipts_token = receipts_url, receipts_token
        self.previews_url = previews_url
        self.templates, self.tells = dict(TEMPLATES), True
        Path(folder).mkdir(parents=True, exist_ok=True)
        self.store = sqlite3.connect(Path(folder) / "notify.sqlite3", check_same_thread=False, isolation_level=None)
        self.store.row_factory = sqlite3.Row
        self.store.execute("pragma journal_mode = wal")
        self.store.execute(SCHEMA)

    def start(self):
        threading.Thread(target=self.tell_receipts, daemon=True).start()
        return super().start()

    def reset(self):
        super().reset()
        self.templates, self.tells = dict(TEMPLATES), True
        self.ask_store("delete from emails")

    def set_state(self, state):
        self.templates = state.get("templates", self.templates)
        self.tells = state.get("receipts") != "none"

    def ask_store(self, words, *values):
        with self.lock:
            return self.store.execute(words, values).fetchall()

    @property
    def emails(self):
        """Every email taken, oldest first, for tests in the same process."""
        return [dict(row) for row in self.ask_store("select * from emails order by number")]

    # The service's part

    def refusal(self, ask):
        """Why the token is not taken, in Notify's words."""
        scheme, _, token = ask.headers.get("Authorization", "").partition(" ")
        if not token:
            return error(401, "AuthError", "Unauthorized: authentication token must be provided")
        if scheme != "Bearer":
            return error(401, "AuthError", "Unauthorized: authentication bearer scheme must be used")
        try:
            unproved = jwt.decode(token, options={"verify_signature": False})
            UUID(str(unproved.get("iss")))
        except (jwt.PyJWTError, ValueError):
            return error(403, "AuthError", "Invalid token: iss is not a service id")
        if unproved["iss"] != self.service_id:
            return error(403, "AuthError", "Invalid token: service not found")
        try:
            jwt.decode(token, self.secret, ["HS256"], options={"verify_iat": False, "verify_exp": False})
        except jwt.PyJWTError:
            return error(403, "AuthError", "Invalid token: API key not found")
        if abs(time.time() - unproved.get("iat", 0)) > CLOCK_SLACK:
            return error(403, "AuthError", "Error: Your system clock must be accurate to within 30 seconds")
        return None

    def take(self, ask):
        if refused := self.refusal(ask):
            return refused
        sent = ask.json()
        if not isinstance(sent, dict):
            return error(400, "BadRequestError", "Invalid JSON supplied in POST data")
        if unknown := sorted(sent.keys() - KNOWN_FIELDS):
            return error(400, "ValidationError", f"Additional properties are not allowed ({unknown[0]} was unexpected)")
        for name in ("email_address", "template_id"):
            if not sent.get(name):
                return error(400, "ValidationError", f"{name} is a required property")
        if not re.fullmatch(r"[^@\s]{1,320}@[^@\s]+\.[^@\s.]{2,}", sent["email_address"]):
            return error(400, "ValidationError", "email_address Not a valid email address")
        if sent["template_id"] not in self.templates:
            return error(400, "BadRequestError", "Template not found")
        values = sent.get("personalisation", {})
        if missing := [name for name in self.templates[sent["template_id"]] if name not in values]:
            return error(400, "BadRequestError", f"Missing personalisation: {', '.join(missing)}")
        return self.keep(sent, values)

    def keep(self, sent, values):
        id, moment = str(uuid4()), time.time()
        subject, body = str(values.get("subject", "")), str(values.get("body", ""))
        row = (id, sent.get("reference"), sent["email_address"], sent["template_id"], subject, body, moment)
        self.ask_store(
            "insert into emails (id, reference, email_address, template_id, subject, body, created_at, receipt_due) "
            "values (?, ?, ?, ?, ?, ?, ?, ?)",
            *row,
            moment + RECEIPT_AFTER,
        )
        answer = {
            "id": id,
            "reference": sent.get("reference"),
            "scheduled_for": None,
            "uri": f"{self.url}/v2/notifications/{id}",
            "content": {
                "from_email": "mentor.funding@notifications.example",
                "subject": subject,
                "body": body,
                "one_click_unsubscribe_url": None,
            },
            "template": {"id": sent["template_id"], "version": 1, "uri": f"{self.url}/template/{sent['template_id']}"},
        }
        return as_json(answer, 201)

    def tell_one(self, ask, id):
        if refused := self.refusal(ask):
            return refused
        found = self.ask_store("select * from emails where id = ?", id)
        return as_json(told(found[0])) if found else error(404, "NoResultFound", "No result found")

    def tell_many(self, ask):
        """Newest first, a page at a time. A page that is not empty always names a next one."""
        if refused := self.refusal(ask):
            return refused
        query = ask.query
        words, values = ["1 = 1"], []
        for name in ("reference", "status"):
            if name in query:
                words.append(f"{name} = ?")
                values.append(query[name])
        if "older_than" in query:
            words.append("number < (select number from emails where id = ?)")
            values.append(query["older_than"])
        found = self.ask_store(
            f"select * from emails where {' and '.join(words)} order by number desc limit {PAGE}", *values
        )
        links = {"current": f"{self.url}/v2/notifications"}
        if found:
            links["next"] = f"{self.url}/v2/notifications?older_than={found[-1]['id']}"
        return as_json({"notifications": [told(row) for row in found], "links": links})

    # Telling the service what became of an email

    def tell_receipts(self):
        while not self.stopping.wait(0.1):
            due = self.ask_store(
                "select * from emails where receipt_due is not null and receipt_due < ? order by number limit 50",
                time.time(),
            )
            for row in due:
                self.tell_receipt(row)

    def tell_receipt(self, row):
        kind = row["email_address"].partition("@")[0]
        status = BECOMES.get(kind, "delivered")
        self.ask_store("update emails set status = ?, completed_at = ? where id = ?", status, time.time(), row["id"])
        is_told = not self.tells or not self.receipts_url or kind == "lost-receipt"
        for _ in range(0 if is_told else 2 if kind == "double-receipt" else 1):
            is_told = self.post_receipt(told(row) | {"status": status, "completed_at": written(time.time())})
        is_over = is_told or row["receipts"] + 1 >= RECEIPT_TRIES
        due = None if is_over else time.time() + 5
        self.ask_store("update emails set receipt_due = ?, receipts = receipts + 1 where id = ?", due, row["id"])

    def post_receipt(self, about):
        """True when the service took it, or said no in a way that Notify takes for an answer."""
        names = ("id", "reference", "status", "created_at", "completed_at", "sent_at")
        body = {name: about[name] for name in names} | {
            "to": about["email_address"],
            "notification_type": "email",
            "template_id": about["template"]["id"],
            "template_version": 1,
        }
        request = urllib.request.Request(
            self.receipts_url,
            json.dumps(body).encode(),
            {"Authorization": f"Bearer {self.receipts_token}", "Content-Type": "application/json"},
        )
        try:
            urllib.request.urlopen(request, timeout=5).close()
        except urllib.error.HTTPError as problem:
            problem.close()
            return 400 <= problem.code < 500 and problem.code != 429
        except OSError:
            return False
        return True

    # The outbox for people

    def show_outbox(self, ask):
        wanted = ask.query.get("to", "").strip()
        found = self.ask_store(
            "select * from emails where email_address like ? order by number desc limit 500", f"%{wanted}%"
        )
        rows = [
            (
                f'<a class="govuk-link" href="/emails/{row["id"]}">{escape(row["subject"] or "(no subject)")}</a>',
                f'<a class="govuk-link" href="/?to={quote(row["email_address"])}">{escape(row["email_address"])}</a>',
                f"{datetime.fromtimestamp(row['created_at']):%d %B, %H:%M:%S}",
                escape(row["status"]),
            )
            for row in found
        ]
        search = (
            '<form method="get" action="/"><div class="govuk-form-group"><label class="govuk-label" for="to">Sent to</label>'
            f'<input class="govuk-input govuk-input--width-20" id="to" name="to" value="{escape(wanted)}"> '
            '<button class="govuk-button govuk-!-margin-bottom-0">Show</button></div></form>'
        )
        none = '<p class="govuk-body">No emails.</p>'
        found = table(("Email", "Sent to", "When", "Status"), rows) if rows else none
        return page("Emails", search + found + self.link_to_previews())

    def link_to_previews(self):
        if not self.previews_url:
            return ""
        link = f'<a class="govuk-link" href="{escape(self.previews_url)}">How every email reads, with example data</a>'
        return f'<p class="govuk-body">{link}</p>'

    def show_email(self, ask, id):
        found = self.ask_store("select * from emails where id = ?", id)
        if not found:
            return Reply(404)
        row = found[0]
        to, body = escape(row["email_address"]), linked(row["body"])
        return page(
            row["subject"],
            f'<p class="govuk-body">To {to}, {datetime.fromtimestamp(row["created_at"]):%d %B %Y, %H:%M:%S}. '
            f"{escape(row['status']).capitalize()}.</p>"
            f'<div class="govuk-inset-text">{body}</div>'
            f'<p class="govuk-body"><a class="govuk-link" href="/?to={quote(row["email_address"])}">'
            f'All emails to {to}</a></p><p class="govuk-body"><a class="govuk-link" href="/">All emails</a></p>',
        )


def error(status, name, message):
    return as_json({"status_code": status, "errors": [{"error": name, "message": message}]}, status)


def written(moment):
    return datetime.fromtimestamp(moment, UTC).isoformat().replace("+00:00", "Z") if moment else None


def told(row):
    """An email as Notify tells of it."""
    return {
        "id": row["id"],
        "reference": row["reference"],
        "email_address": row["email_address"],
        "type": "email",
        "status": row["status"],
        "template": {"id": row["template_id"], "version": 1, "uri": ""},
        "subject": row["subject"],
        "body": row["body"],
        "created_at": written(row["created_at"]),
        "sent_at": written(row["created_at"]),
        "completed_at": written(row["completed_at"]),
        "scheduled_for": None,
    }


def linked(body):
    """The words as paragraphs, with addresses to follow."""
    words = re.sub(r"(https?://[^\s<)]+)", r'<a class="govuk-link" href="\1">\1</a>', escape(body))
    parts = re.split(r"\n{2,}", words)
    return "".join(f'<p class="govuk-body">{part}</p>'.replace("\n", "<br>") for part in parts)
