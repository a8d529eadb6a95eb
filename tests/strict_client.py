"""A test client that looks at every page it is given: what is wrong on all pages needs no test of its own."""

import re
from html.parser import HTMLParser

from django.conf import settings
from django.db import connection
from django.test import Client

from apps.core.govuk.csp import SNIPPET

MAY_WRITE = {"django_session", "core_tick", "usersessions_usersession", "users_cache", "audit_auditevent"}
SIGNS_IN = "/login/callback/"
WRITES = re.compile(r'\b(?:insert into|delete from|truncate|merge into|update(?= "\w+" set))\s+"(\w+)"', re.IGNORECASE)
TITLE = re.compile(rf"(Error: )?\S.* - {re.escape(settings.SERVICE_NAME)}( - GOV\.UK)?")
START_TITLE = re.compile(rf"{re.escape(settings.SERVICE_NAME)}( - GOV\.UK)?")
HEADERS = {
    "Content-Security-Policy": r"default-src 'none'",
    "X-Content-Type-Options": r"nosniff",
    "X-Frame-Options": r"DENY",
    "Referrer-Policy": r"same-origin",
    "Cross-Origin-Opener-Policy": r"same-origin",
    "Permissions-Policy": r"camera=\(\)",
    "Cache-Control": r"no-store",
    "X-Request-Id": r".{8,}",
}
NAMED = {"a", "button", "label", "legend", "h2", "h3", "h4", "strong", "caption"}
EMPTY = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "rect", "path", "source"}


class Page(HTMLParser):
    """The parts of a page that a rule asks about."""

    def __init__(self, text):
        super().__init__()
        self.open, self.ids, self.headings, self.scripts, self.styles, self.cells = [], [], [], [], [], []
        self.described, self.links, self.controls, self.title, self.lang, self.words = [], [], {}, "", "", []
        self.mains = self.summaries = 0
        self.naming, self.nameless = [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attrs = {name: value or "" for name, value in attrs}
        self.ids += [attrs["id"]] if "id" in attrs else []
        self.styles += [tag] if "style" in attrs or tag == "style" else []
        self.described += attrs.get("aria-describedby", "").split() + attrs.get("aria-labelledby", "").split()
        self.links += [attrs["href"]] if tag == "a" and "href" in attrs else []
        self.mains += tag == "main"
        self.summaries += "govuk-error-summary" in attrs.get("class", "").split()
        if tag in {"input", "select", "textarea", "button"} and "id" in attrs:
            self.controls[attrs["id"]] = tag
        if tag == "html":
            self.lang = attrs.get("lang", "")
        if tag == "script" and "src" not in attrs:
            self.scripts.append("")
        if tag == "h1":
            self.headings.append("")
        if tag in {"td", "dd"}:
            self.cells.append("")
        if any(name.startswith("on") for name in attrs):
            self.scripts.append(f"{tag} with an event handler")
        if tag in NAMED:
            self.naming.append([tag, attrs.get("aria-label", "")])
        if tag not in EMPTY:
            self.open.append((tag, "src" in attrs))

    def handle_endtag(self, tag):
        if tag in NAMED and self.naming:
            name, words = self.naming.pop()
            self.nameless += [name] if not words.strip() else []
        if tag not in EMPTY and self.open:
            self.open.pop()

    def handle_data(self, text):
        inside = [tag for tag, _ in self.open]
        if "script" in inside:
            if not self.open[-1][1]:
                self.scripts[-1] += text
            return
        if "title" in inside and "svg" not in inside:
            self.title += text
        for part in self.naming:
            part[1] += text
        if "h1" in inside:
            self.headings[-1] += text
        if inside and inside[-1] in {"td", "dd"}:
            self.cells[-1] += text
        if "textarea" not in inside:
            self.words.append(text)


def problems_of(page):
    """Everything that is wrong on a page, in words."""
    words = " ".join(page.words)
    yield from [f"{len(page.headings)} h1s"] if len(page.headings) != 1 else []
    yield from ["an empty h1"] if not all(heading.strip() for heading in page.headings) else []
    is_start = [heading.strip() for heading in page.headings] == [settings.SERVICE_NAME]
    title = START_TITLE if is_start else TITLE
    yield from [f"the title {page.title!r}"] if not title.fullmatch(page.title.strip()) else []
    if page.title.startswith("Error: ") != bool(page.summaries):
        yield "a title and an error summary that disagree"
    yield from [f"a nameless {tag}" for tag in page.nameless]
    yield from ["leftover braces"] if re.search(r"{{|{%|%}|}}", words) else []
    yield from ["None in a cell"] if any(cell.strip() == "None" for cell in page.cells) else []
    yield from [f"an inline script: {script[:60]!r}" for script in page.scripts if script != SNIPPET]
    yield from [f"an inline style on {tag}" for tag in page.styles]
    yield from ["no lang"] if page.lang not in {"en", "en-GB"} else []
    yield from [f"{page.mains} mains"] if page.mains != 1 else []
    yield from [f"the id {name} twice" for name in {name for name in page.ids if page.ids.count(name) > 1}]
    yield from [f"a description {name} that is not there" for name in page.described if name not in page.ids]
    yield from [
        f"a link to {link} that is not there"
        for link in page.links
        if link[:1] == "#" and link[1:] not in {*page.ids, ""}
    ]


class StrictClient(Client):
    """Refuses a page with a mistake on it, an answer without its headers, and a GET that changes anything."""

    def request(self, **request):
        looking = request["REQUEST_METHOD"] in {"GET", "HEAD"} and not request["PATH_INFO"].endswith(SIGNS_IN)
        with connection.execute_wrapper(writes_nothing if looking else as_it_is):
            response = super().request(**request)
        for name, wanted in HEADERS.items():
            if name == "Cache-Control" and request["PATH_INFO"].startswith(settings.STATIC_URL):
                continue
            assert re.search(wanted, response.headers.get(name, "")), f"{request['PATH_INFO']} has no {name}: {wanted}"
        if response.get("Content-Type", "").startswith("text/html") and not response.streaming and response.content:
            wrong = list(problems_of(Page(response.content.decode())))
            assert not wrong, f"{request['PATH_INFO']} has {'; '.join(wrong)}"
        return response


def writes_nothing(execute, sql, params, many, context):
    """A person who only looks changes nothing but their session."""
    assert MAY_WRITE.issuperset(WRITES.findall(sql)), f"A GET wrote: {sql[:200]}"
    return execute(sql, params, many, context)


def as_it_is(execute, sql, params, many, context):
    return execute(sql, params, many, context)
