"""A school or a provider reports a paid claim as wrong; a caseworker answers."""

from django.db import transaction

from apps.assurance.enums import ReportOutcome, ReportReason
from apps.assurance.models import PaidClaimReport, ReportedHours
from apps.assurance.notifications import (
    ReportAnsweredForProvider,
    ReportAnsweredForSchool,
    ReportReceivedForProvider,
    ReportReceivedForSchool,
    tell_provider,
)
from apps.assurance.refusals import NotDecidable, NotToReport
from apps.audit.record import record
from apps.claims import lifecycle
from apps.claims.enums import ClaimStatus
from apps.claims.notifications import tell_school
from apps.core import clock
from apps.notifications.queue import queue
from apps.schools.models import School


@transaction.atomic
def report_claim(claim, *, reason, words, hours, by, by_provider=False):
    """Tell DfE that a paid claim is wrong. `hours` gives those really done, by line: fewer than claimed for one at least.

    The claim stays as it was paid. Raises NotToReport.
    """
    lifecycle.hold(claim)
    if claim.status != ClaimStatus.PAID:
        raise NotToReport(f"Only a paid claim can be reported as wrong. {claim.reference} is not paid now.")
    if open_report_of(claim):
        raise NotToReport(f"Claim {claim.reference} is reported already. DfE has yet to answer.")
    if reason not in ReportReason.values or not words.strip():
        raise NotToReport("Say why this claim is wrong.")
    lines = list(claim.lines.select_related("mentor").order_by("mentor__sort_name", "mentor__trn"))
    if any(not 0 <= hours.get(line, -1) <= line.hours for line in lines):
        raise NotToReport("Give the hours that each mentor did, from none to those claimed.")
    if all(hours[line] == line.hours for line in lines):
        raise NotToReport("At least one mentor must have fewer hours than claimed.")

    report = PaidClaimReport.objects.create(
        claim=claim, reason=reason, words=words.strip(), reported_by=by, by_provider=by_provider
    )
    for line in lines:
        ReportedHours.objects.create(report=report, line=line, done=hours[line])
    said = [{"mentor": str(line.mentor), "done": hours[line], "claimed": line.hours} for line in lines]
    note = {"reason": report.get_reason_display(), "words": report.words, "hours": said}
    event = record("claim.report_as_wrong", claim, by=by, **note)
    tell(report, event, school=ReportReceivedForSchool, provider=ReportReceivedForProvider)
    return report


@transaction.atomic
def answer_report(report, *, outcome, words, by):
    """Close a report, with words for whoever reported it. Raises NotToReport when somebody answered it meanwhile."""
    claim = report.claim
    lifecycle.hold(claim)
    report.refresh_from_db(from_queryset=PaidClaimReport.objects.select_for_update(of=("self",)))
    if report.answered_at:
        raise NotToReport(f"{report.answered_by} has answered this report.")
    if outcome not in ReportOutcome.values or not words.strip():
        raise NotDecidable("Select an answer and enter the words the school will read.")
    report.outcome, report.answer_words = outcome, words.strip()
    report.answered_by, report.answered_at = by, clock.now()
    report.save(update_fields=["outcome", "answer_words", "answered_by", "answered_at"])
    note = {"outcome": report.get_outcome_display(), "words": report.answer_words}
    event = record("claim.answer_report", claim, by=by, **note)
    tell(report, event, school=ReportAnsweredForSchool, provider=ReportAnsweredForProvider)
    return report


def tell(report, event, *, school, provider):
    """Tell the people of the school; and those of the provider, where it reported, or else whoever reported it for the
    school while they may still act for it.
    """
    claim, reporter = report.claim, report.reported_by
    tell_school(school, claim, event, report=report)
    if report.by_provider:
        tell_provider(provider, claim, event, report=report)
    elif reporter.is_active and School.objects.open_to(reporter).filter(pk=claim.school_id).exists():
        queue(school(to=reporter.email, event=event, about=claim, context={"person": reporter, "report": report}))


def open_report_of(claim):
    """The report of a claim that waits for an answer, or None."""
    return PaidClaimReport.objects.open().filter(claim=claim).first()
