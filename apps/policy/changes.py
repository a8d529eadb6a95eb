"""What a year's words say otherwise than those before them: grant conditions by version, training requirements by year."""

from dataclasses import dataclass

from django.db.models import Q

from apps.core.money import pounds
from apps.policy.figures import year_figures
from apps.policy.models import AcademicYear, GrantConditions, TrainingRequirements

DECLARED = "What you declare with each claim"


@dataclass(frozen=True)
class Section:
    """A heading whose words changed: what is new beneath it, and what is gone."""

    heading: str
    new: list
    gone: list


@dataclass(frozen=True)
class Changes:
    """What was different before, in the words and in the figures."""

    before: GrantConditions | AcademicYear
    sections: list
    figures: list


def what_changed(conditions, figures):
    """The changes since the version before this one; None where this is the first of all. `figures` are those of its year."""
    before = version_before(conditions)
    if before is None:
        return None
    sections = sections_that_changed(words_of(before), words_of(conditions))
    is_same_year = before.year == figures.year
    return Changes(before, sections, [] if is_same_year else figures_that_changed(year_figures(before.year), figures))


def requirements_that_changed(requirements, figures):
    """What training requirements and figures of a year say otherwise than those of the year before; None for the first."""
    before = (
        TrainingRequirements.objects.filter(year__starts_on__lt=requirements.year.starts_on)
        .select_related("year")
        .order_by("-year__starts_on", "-number")
        .first()
    )
    if before is None:
        return None
    sections = sections_that_changed(dict(before.sections), dict(requirements.sections))
    return Changes(before.year, sections, figures_that_changed(year_figures(before.year), figures))


def sections_that_changed(was, now):
    """Headings whose paragraphs differ, in the order of today's."""
    sections = []
    for heading in [*now, *(heading for heading in was if heading not in now)]:
        new = [words for words in now.get(heading, []) if words not in was.get(heading, [])]
        gone = [words for words in was.get(heading, []) if words not in now.get(heading, [])]
        if new or gone:
            sections.append(Section(heading, new, gone))
    return sections


def version_before(conditions):
    """The version of the same year before this one, else the newest of the years before."""
    earlier = Q(year=conditions.year, number__lt=conditions.number) | Q(year__starts_on__lt=conditions.year.starts_on)
    found = GrantConditions.objects.filter(earlier).select_related("year").prefetch_related("declarations")
    return found.order_by("-year__starts_on", "-number").first()


def words_of(conditions):
    """Paragraphs by heading, the statements to tick among them."""
    declared = [row.text for row in conditions.declarations.all()]
    return dict(conditions.sections) | {DECLARED: declared}


def figures_that_changed(was, now):
    """Allowances and rates of two years that differ: what, before, and now."""
    before, after = in_words(was), in_words(now)
    return [(name, before.get(name, "none"), words) for name, words in after.items() if before.get(name) != words]


def in_words(figures):
    caps = {f"{kind.label} training allowance": f"{hours} hours" for kind, hours in figures.caps.items()}
    return caps | {f"Rate for an hour, {row.area.label}": pounds(row.rate_pence) for row in figures.areas}
