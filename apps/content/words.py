"""The small markup of words written in the console: headings, paragraphs, bullets, links, and figures by their name.

A block is parted from the next by an empty line. `## ` begins a heading, `- ` a line of a list, `[words](/address/)` is
a link, and `{name}` stands for a figure of the year, so that no figure is ever typed.
"""

import re

from markupsafe import Markup, escape

RATE_TABLE = "rate_table"
PATH = r"/(?:[\w-][\w./-]*)?(?:\?[\w=&-]+)?(?:#[\w-]+)?"
LINK = re.compile(rf"\[([^\]\n]+)\]\((https://[^\s()]+|mailto:[^\s()]+|{PATH})\)")
NAME = re.compile(r"\{(\w+)\}")


def blocks(text, figures):
    """The parts of a text in order: (kind, what it holds), the kind being heading, list, paragraph or rate_table."""
    found: list = []
    for part in re.split(r"\n\s*\n", text.strip()):
        lines = [line.strip() for line in part.splitlines() if line.strip()]
        if not lines:
            continue
        if lines == [f"{{{RATE_TABLE}}}"]:
            found.append((RATE_TABLE, None))
        elif lines[0].startswith("## "):
            found.append(("heading", inline(lines[0][3:], figures)))
            found += blocks("\n".join(lines[1:]), figures)
        elif all(line.startswith("- ") for line in lines):
            found.append(("list", [inline(line[2:], figures) for line in lines]))
        else:
            found.append(("paragraph", inline(" ".join(lines), figures)))
    return found


def inline(text, figures=None):
    """One line with its figures filled in and its links drawn; everything else is escaped."""
    filled = NAME.sub(lambda name: str((figures or {}).get(name[1], name[0])), text)
    drawn, end = [], 0
    for link in LINK.finditer(filled):
        drawn += [escape(filled[end : link.start()]), anchor(link[1], link[2])]
        end = link.end()
    return Markup("").join([*drawn, escape(filled[end:])])


def anchor(words, address):
    return Markup('<a class="govuk-link" href="{}">{}</a>').format(address, words)


def unknown_figures(text, names):
    """Names in braces that stand for nothing, as they were written."""
    return [found[0] for found in NAME.finditer(text) if found[1] not in {*names, RATE_TABLE}]
