"""What every stand-in is made of: a real HTTP server on this computer, with a journal and faults that tests script.

Each stand-in answers its own party's addresses and, beside them:

    GET  /_control/health     that it is ready
    GET  /_control/journal    every request it was asked, oldest first
    PUT  /_control/faults     what goes wrong, in order: [{"match": {…}, "times": 1, "action": {…}}]
    PUT  /_control/state      what this party holds (see each stand-in)
    POST /_control/reset      as it was when it started

A fault matches by "method", "path" (a pattern from the start), "query" and "body" (words within). Its action has any of:
"status", "body", "headers" (answered without doing the work) · "delay" and "delay_after" (seconds, before and after the
work) · "reset": "before" or "after" (the work, then the line drops) · "garbage" (the work, then words that are no JSON) ·
"drip" (bytes a second) · anything else, which the party itself reads.
"""

import json
import re
import socket
import struct
import threading
import time
from dataclasses import dataclass, field
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, parse_qsl, urlsplit

ROOT = Path(__file__).resolve().parents[3]
DESIGN_SYSTEM = ROOT / "static" / "vendor" / "govuk"
KINDS = {".css": "text/css", ".woff2": "font/woff2", ".woff": "font/woff", ".svg": "image/svg+xml", ".png": "image/png"}
MOST_KEPT = 5000


@dataclass
class Ask:
    """One request."""

    method: str
    path: str
    query_text: str
    headers: object
    body: bytes
    action: dict = field(default_factory=dict)

    @property
    def query(self):
        """The first value of each parameter; a repeated one counts once, as at the parties themselves."""
        return {name: values[0] for name, values in parse_qs(self.query_text, keep_blank_values=True).items()}

    @property
    def form(self):
        return dict(parse_qsl(self.body.decode(errors="replace"), keep_blank_values=True))

    def json(self):
        """The body as JSON, or None."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None


@dataclass
class Reply:
    """One answer."""

    status: int = 200
    body: bytes = b""
    kind: str = "application/json"
    headers: dict = field(default_factory=dict)


def as_json(value, status=200, **headers):
    return Reply(status, json.dumps(value).encode(), "application/json", headers)


def redirect(address):
    return Reply(302, b"", "text/html", {"Location": address})


def page(title, content, status=200):
    """A plain page that looks like GOV.UK and says that it is a stand-in."""
    html = f"""<!DOCTYPE html>
<html lang="en" class="govuk-template"><head><meta charset="utf-8"><title>{escape(title)}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/design-system/govuk-frontend.min.css"></head>
<body class="govuk-template__body"><div class="govuk-width-container">
<div class="govuk-phase-banner"><p class="govuk-phase-banner__content">
<strong class="govuk-tag govuk-tag--yellow govuk-phase-banner__content__tag">Stand-in</strong>
<span class="govuk-phase-banner__text">This computer's own copy, for trying things out. Nobody here exists.</span></p></div>
<main class="govuk-main-wrapper"><h1 class="govuk-heading-l">{escape(title)}</h1>
{content}
</main></div></body></html>"""
    return Reply(status, html.encode(), "text/html; charset=utf-8")


def table(heads, rows):
    """A table; each cell is markup already."""
    top = "".join(f'<th scope="col" class="govuk-table__header">{escape(head)}</th>' for head in heads)
    lines = "".join(
        '<tr class="govuk-table__row">'
        + "".join(f'<td class="govuk-table__cell">{cell}</td>' for cell in row)
        + "</tr>"
        for row in rows
    )
    return (
        f'<table class="govuk-table"><thead class="govuk-table__head"><tr class="govuk-table__row">{top}</tr></thead>'
        f'<tbody class="govuk-table__body">{lines}</tbody></table>'
    )


class StandIn:
    """One outside party. A subclass names itself and lists its addresses: (method, pattern, name of the method that answers)."""

    name = ""
    addresses = ()

    def __init__(self, port=0, bind="127.0.0.1", host="127.0.0.1"):
        self.lock = threading.RLock()
        self.stopping = threading.Event()
        self.faults, self.journal = [], []
        self.server = Server((bind, port), Handler)
        self.server.stand_in = self
        self.url = f"http://{host}:{self.server.server_address[1]}"

    def start(self):
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True, name=self.name).start()
        return self

    def stop(self):
        self.stopping.set()
        self.server.shutdown()
        self.server.server_close()

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()

    def reset(self):
        """Forget faults and journal. A party with a memory forgets that too."""
        with self.lock:
            self.faults.clear()
            self.journal.clear()

    def set_state(self, state):
        """Take what a test or a demo says this party holds."""

    def fault(self, action, *, times=1, **match):
        """What a test in the same process calls instead of PUT /_control/faults: one more thing to go wrong."""
        with self.lock:
            self.faults.append({"match": match, "times": times, "action": action})

    def answer(self, ask):
        """The party's own answer, without any fault."""
        if ask.method == "GET" and ask.path.startswith("/design-system/"):
            return design_system(ask.path.removeprefix("/design-system/"))
        for method, pattern, name in self.addresses:
            if method == ask.method and (found := re.fullmatch(pattern, ask.path)):
                return getattr(self, name)(ask, *found.groups())
        return Reply(404)

    def control(self, ask):
        match ask.method, ask.path.removeprefix("/_control/"):
            case "GET", "health":
                return as_json({"ready": self.name})
            case "GET", "journal":
                return as_json(self.journal)
            case "PUT", "faults":
                with self.lock:
                    self.faults[:] = ask.json()
            case "PUT", "state":
                self.set_state(ask.json())
            case "POST", "reset":
                self.reset()
            case _:
                return Reply(404)
        return as_json({})

    def action_for(self, ask):
        """What goes wrong with this request, if anything; each fault is used up."""
        with self.lock:
            for fault in self.faults:
                if fault.get("times", 1) > 0 and matches(fault.get("match", {}), ask):
                    fault["times"] = fault.get("times", 1) - 1
                    return fault["action"]
        return {}

    def note(self, ask, status):
        with self.lock:
            self.journal.append(
                {
                    "method": ask.method,
                    "path": ask.path,
                    "query": ask.query_text,
                    "headers": dict(ask.headers.items()),
                    "body": ask.body.decode(errors="replace"),
                    "status": status,
                    "at": time.time(),
                }
            )
            del self.journal[:-MOST_KEPT]


def matches(match, ask):
    return (
        match.get("method", ask.method) == ask.method
        and re.match(match.get("path", ""), ask.path)
        and match.get("query", "") in ask.query_text
        and match.get("body", "") in ask.body.decode(errors="replace")
    )


def design_system(name):
    """A style sheet, font or image of the design system."""
    found = (DESIGN_SYSTEM / name).resolve()
    if not found.is_relative_to(DESIGN_SYSTEM) or not found.is_file():
        return Reply(404)
    return Reply(200, found.read_bytes(), KINDS.get(found.suffix, "application/octet-stream"))


class Server(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 128

    def handle_error(self, request, client_address):
        """A caller that hung up is no news."""


class Handler(BaseHTTPRequestHandler):
    """Reads a request, lets the fault plane have its say, and writes the answer."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def respond(self):
        stand_in = self.server.stand_in
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        ask = Ask(self.command, parts.path, parts.query, self.headers, body)
        if ask.path.startswith("/_control/"):
            return self.write(stand_in.control(ask))

        ask.action = action = stand_in.action_for(ask)
        if stand_in.stopping.wait(action.get("delay", 0)) or action.get("reset") == "before":
            stand_in.note(ask, 0)
            return self.drop()
        if "status" in action:
            words = action.get("body", "")
            words = words if isinstance(words, str) else json.dumps(words)
            headers = dict(action.get("headers", {}))
            reply = Reply(action["status"], words.encode(), headers.pop("Content-Type", "application/json"), headers)
        else:
            reply = stand_in.answer(ask)
        if action.get("garbage"):
            reply = Reply(reply.status, b'{"id": "half an ans', reply.kind)
        stand_in.note(ask, reply.status)
        if stand_in.stopping.wait(action.get("delay_after", 0)) or action.get("reset") == "after":
            return self.drop()
        return self.write(reply, action.get("drip"))

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = respond  # noqa: N815

    def write(self, reply, drip=None):
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.kind)
        self.send_header("Content-Length", str(len(reply.body)))
        for name, value in {"Cache-Control": "no-store", **reply.headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        if self.command == "HEAD":
            return
        if not drip:
            self.wfile.write(reply.body)
            return
        for start in range(0, len(reply.body), drip):
            self.wfile.write(reply.body[start : start + drip])
            if self.server.stand_in.stopping.wait(1):
                return

    def drop(self):
        """Break the line as a failing network does: a reset, not a goodbye."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        self.connection.close()

    def log_message(self, *_):
        """Bodies and addresses hold names: nothing is written."""
