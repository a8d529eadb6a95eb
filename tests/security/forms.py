"""Walk the pages as a person does, follow every link, and fill in every form that is found there."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import QueryDict
from django.urls import Resolver404, resolve

MOST_OF_A_KIND = 3


@dataclass
class Form:
    """A form as it stands on a page: its method, where it goes, and its controls: (kind, name, value, is it a number)."""

    method: str
    action: str
    controls: list = field(default_factory=list)

    @property
    def choices(self):
        """How many ways there are to answer its radio buttons."""
        names = [name for kind, name, _, _ in self.controls if kind == "radio"]
        return max([names.count(name) for name in names], default=1)

    def filled(self, words, *, number="3", email=None, choice=0):
        """What a browser would post: words in every free text, numbers where numbers belong, one choice of each kind."""
        posted, radios = QueryDict(mutable=True), {}
        for kind, name, value, is_numeric in self.controls:
            if kind == "radio":
                radios.setdefault(name, []).append(value)
            elif kind in {"hidden", "checkbox", "select", "submit"}:
                posted.appendlist(name, value)
            elif kind == "file":
                posted.appendlist(name, SimpleUploadedFile(f"{words}.csv", f"{words},{words}\n".encode()))
            elif kind == "email":
                posted.appendlist(name, email or words)
            else:
                posted.appendlist(name, number if is_numeric and number else words)
        for name, values in radios.items():
            posted.appendlist(name, values[min(choice, len(values) - 1)])
        return {name: values if len(values) > 1 else values[0] for name, values in posted.lists()}


class Forms(HTMLParser):
    """The forms and links of a page."""

    def __init__(self, text):
        super().__init__()
        self.forms, self.links, self.form, self.select = [], [], None, None
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attrs = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in attrs:
            self.links.append(attrs["href"])
        if tag == "form":
            self.form = Form(attrs.get("method", "get").lower(), attrs.get("action", ""))
            self.forms.append(self.form)
        if self.form is None or not (name := attrs.get("name", self.select or "")):
            return
        is_numeric = attrs.get("inputmode") == "numeric"
        if tag == "select":
            self.select = name
        elif tag == "option" and attrs.get("value"):
            self.form.controls = [known for known in self.form.controls if known[:2] != ("select", self.select)]
            self.form.controls.append(("select", self.select, attrs["value"], False))
        elif tag == "input":
            kind = attrs.get("type", "text")
            nothing = "on" if kind in {"checkbox", "radio"} else ""
            self.form.controls.append((kind, name, attrs.get("value", nothing), is_numeric))
        elif tag == "textarea":
            self.form.controls.append(("textarea", name, "", False))
        elif tag == "button":
            self.form.controls.append(("submit", name, attrs.get("value", ""), False))

    def handle_endtag(self, tag):
        if tag == "form":
            self.form = None
        if tag == "select":
            self.select = None


def is_page(response):
    return response.get("Content-Type", "").startswith("text/html") and not response.streaming


def walk(client, start):
    """Every page that links lead to from here, a few of each kind: (address, response)."""
    waiting, seen, kinds = [start], set(), {}
    while waiting:
        address = waiting.pop(0)
        kind = kind_of(address)
        if address in seen or kind is None or kinds.get(kind, 0) >= MOST_OF_A_KIND:
            continue
        seen.add(address)
        kinds[kind] = kinds.get(kind, 0) + 1
        response = client.get(address, follow=True)
        if response.redirect_chain:
            address = response.redirect_chain[-1][0]
        yield address, response
        if is_page(response):
            waiting += [urljoin(address, link).partition("#")[0] for link in Forms(response.content.decode()).links]


def kind_of(address):
    """The name of the page at an address of ours; None for signing out, and for any other place."""
    parts = urlsplit(address)
    if parts.netloc or parts.scheme:
        return None
    try:
        found = resolve(parts.path)
    except Resolver404:
        return None
    return None if found.view_name == "account_logout" else (found.view_name, found.kwargs.get("step", ""))


def forms_on(address, response):
    """(where it goes, form) for each form of a page that changes something."""
    if not is_page(response):
        return []
    found = Forms(response.content.decode()).forms
    return [
        (urljoin(address, form.action), form)
        for form in found
        if form.method == "post" and "sign-out" not in form.action and "stay-signed-in" not in form.action
    ]


def fill_in(client, address, form, ways, *, deep=2, seen=None):
    """Fill in a form in each of these ways, and the forms that follow it; afterwards nothing of it has happened.

    A way is the keywords of Form.filled, with "extra" fields that no page asks for. Yields (address, way, response) while
    what was posted still stands.
    """
    seen = set() if seen is None else seen
    for way in ways:
        way = dict(way)
        extra = way.pop("extra", {})
        for choice in range(min(form.choices, 5)):
            with transaction.atomic():
                response = client.post(address, extra | form.filled(**way, choice=choice), follow=True)
                yield address, way, response
                reached = response.redirect_chain[-1][0] if response.redirect_chain else address
                if deep and response.redirect_chain and kind_of(reached) not in seen:
                    seen.add(kind_of(reached))
                    for action, following in forms_on(reached, response):
                        yield from fill_in(
                            client, action, following, [way | {"extra": extra}], deep=deep - 1, seen=seen
                        )
                transaction.set_rollback(True)
