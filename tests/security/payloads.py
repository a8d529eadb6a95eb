"""Words that are code if anybody forgets that they are words, and the look at a page that finds such forgetting."""

from html.parser import HTMLParser

from apps.core.govuk.csp import SNIPPET

POLYGLOT = """"'><x-evil onclick=alert(1)></script>{{7191*7}}"""
PAYLOADS = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "</textarea><x-evil>",
    "</option></select><x-evil>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><animate onbegin=alert(1)>",
    "<body onload=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<video><source onerror=alert(1)>",
    "<iframe src=javascript:alert(1)>",
    "<iframe srcdoc='<x-evil>'>",
    "<object data=//evil.example>",
    "<embed src=//evil.example>",
    "<base href=//evil.example/>",
    "<form action=//evil.example>",
    "<link rel=stylesheet href=//evil.example>",
    "<meta http-equiv=refresh content=0>",
    "<style>*{display:none}</style>",
    "<a href=javascript:alert(1)>x</a>",
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    '" onfocus=alert(1) autofocus x="',
    "' onfocus=alert(1) autofocus x='",
    " onfocus=alert(1) autofocus ",
    '"><x-evil>',
    "'><x-evil>",
    "`><x-evil>",
    "--><x-evil>",
    "]]><x-evil>",
    "<!--<x-evil>",
    "<x-evil",
    "<<x-evil>",
    "<\tx-evil onclick=alert(1)>",
    "&lt;x-evil&gt;&#60;x-evil&#62;",
    "<x-evil\u2028onclick=alert(1)>",
    "\u202e<x-evil>",
    "%3Cx-evil%3E",
    "{{7191*7}}{% debug %}${7191*7}<%= 7191*7 %>",
]
FOREIGN = {"iframe", "object", "embed", "base", "style", "video", "animate"}
ADDRESSES = {"href", "src", "action", "formaction", "data", "srcdoc"}


class Harm(HTMLParser):
    """What a page would do that none of our templates says."""

    def __init__(self, text):
        super().__init__()
        self.found, self.script = [], None
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attrs = {name: value or "" for name, value in attrs}
        self.found += [f"a {tag}"] if tag in FOREIGN or tag.startswith("x-evil") else []
        self.found += [f"{tag} with {name}" for name in attrs if name.startswith("on") or name == "style"]
        self.found += ["a refresh"] if "http-equiv" in attrs else []
        for name in ADDRESSES & attrs.keys():
            if attrs[name].strip().lower().startswith(("javascript:", "data:")) or "//evil" in attrs[name]:
                self.found.append(f"{tag} leading to {attrs[name][:40]}")
        self.script = "" if tag == "script" and "src" not in attrs else None

    def handle_data(self, text):
        if self.script is not None and text != SNIPPET:
            self.found.append(f"a script: {text[:40]}")
        if "50337" in text:
            self.found.append("a sum that was worked out")

    def handle_endtag(self, tag):
        self.script = None

    def handle_comment(self, text):
        self.found += ["a comment"] if "x-evil" in text else []


def harm_in(response):
    """Everything on this answer that only a payload could have put there."""
    if response.status_code >= 500:
        return [f"status {response.status_code}"]
    if not response.get("Content-Type", "").startswith("text/html") or response.streaming:
        return []
    return Harm(response.content.decode()).found
