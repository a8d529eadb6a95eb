"""Who asks the pages of the big world, where each begins, and the rows of which there is one only. Nothing of it is kept."""

import csv
import io
from datetime import timedelta
from types import SimpleNamespace

from answering import FITS, GIVEN, browser_of, led_to, page, uploaded
from django.conf import settings
from django.test import Client

from apps.assurance.enums import Answer, AnswerReason
from apps.assurance.models import Confirmation, MentorAnswer
from apps.assurance.services.checking import answer_finding
from apps.assurance.services.confirming import LineAnswer, answer_hours
from apps.claims.enums import ClaimStatus
from apps.claims.models import Claim, HoursReminder
from apps.claims.services.drafts import fill_draft
from apps.content.models import HelpTopic, ServiceUpdate
from apps.core import clock
from apps.mentors.models import VolunteerLink
from apps.mentors.services.volunteers import secret_of
from apps.payments import downloads
from apps.payments.enums import HeldFor, Outcome, PayerSays
from apps.payments.files.payer_answers import Answer as PayerAnswer
from apps.payments.models import PaymentLine, PaymentRun
from apps.payments.services.answers import answer_lines
from apps.payments.services.runs import prepare_run, release_run
from apps.payments.views.link import COOKIE
from apps.policy.figures import current_year
from apps.policy.models import AcademicYear, ClaimWindow, FundingArea
from apps.policy.services.replacing import approve, propose_rate
from apps.policy.services.windows import open_window
from apps.providers.models import Provider
from apps.schools.models import ConditionsAcceptance, Eligibility, School, Succession, TrustMembership
from apps.schools.services.conditions import withdraw_acceptance
from apps.training.enums import Format
from apps.training.files.ledger import COLUMNS as HOURS_COLUMNS
from apps.training.models import LedgerEntry, Module
from apps.training.services.files import work_through_files
from apps.training.services.tokens import make_token
from apps.users.dfe_sign_in.tokens import Identity
from apps.users.models import AccessRequest, PayerMembership, SupportMembership, SupportRole
from apps.users.services.access_requests import ask_for_access


def everybody():
    """(who, browser, where they begin) of each."""
    here = the_place()
    prepare(here)
    return [
        ("visitor", browser_of(None), visitor(here)),
        ("school", here.browser, at_school(here)),
        ("trust", browser_of(here.tariq.user), at_trust(here)),
        ("provider", browser_of(here.by), at_provider(here)),
        ("mentor", browser_of(here.mentor), ["/mentor/", page("training:mentor-download-calendar")]),
        ("mentor who answered", browser_of(here.speaker), ["/mentor/"]),
        ("payer", browser_of(here.payer), at_payer(here)),
        ("whoever has the payer’s link", holder(here), [page("payments:link-show-file")]),
        (
            "a stranger",
            stranger(here),
            [
                page("doors:ask-for-access"),
                page("doors:ask-for-access-to", "school", q="st mary"),
                page("doors:access-asked", here.asked.pk),
            ],
        ),
        (
            "a provider’s system",
            Client(headers={"authorization": f"Bearer {here.bearer}"}),
            [page("training:system-hours", academic_year=here.year.name)],
        ),
        (
            "whoever has fewer hours",
            browser_of(here.fewer.created_by),
            [page("doors:school-show-claim", here.fewer.school_id, here.fewer.pk)],
        ),
        (
            "whoever was paid",
            browser_of(here.paid.created_by),
            [page("doors:school-show-claim", here.paid.school_id, here.paid.pk)],
        ),
        *(
            (
                f"whoever has a {claim.status} claim",
                browser_of(claim.created_by),
                [page("doors:school-show-claim", claim.school_id, claim.pk)],
            )
            for claim in here.by_status.values()
            if claim.created_by
        ),
        *((role.value, browser_of(here.roles[role][-1]), in_console(here, role)) for role in SupportRole),
    ]


def the_place():
    """The trust, one of its schools at which strangers ask, the largest provider, and the people."""
    here = SimpleNamespace(year=current_year())
    here.tariq = TrustMembership.objects.select_related("trust", "user").earliest("created_at")
    asked = AccessRequest.objects.filter(
        organisation_type="school", organisation_id__in=here.tariq.trust.schools.values("pk")
    )
    here.school = School.objects.get(pk=asked.first().organisation_id)
    here.staff = here.school.schoolmembership_set.order_by("created_at", "pk").first().user
    here.browser = browser_of(here.staff)
    here.provider = Provider.objects.get(
        pk=AccessRequest.objects.filter(organisation_type="provider").first().organisation_id
    )
    here.by = here.provider.providermembership_set.filter(limited_to=None).first().user
    here.speaker = MentorAnswer.objects.filter(mentor__user__isnull=False).first().answered_by
    here.mentor = type(here.speaker).objects.get(email="mentor@mentor.example")
    here.payer = PayerMembership.objects.first().user
    here.roles = {role: [one.user for one in SupportMembership.objects.filter(role=role)] for role in SupportRole}
    found = (
        Claim.objects.filter(created_by__isnull=False).order_by("status", "-year__starts_on", "pk").distinct("status")
    )
    here.by_status = {claim.status: claim for claim in found.select_related("created_by")}
    here.window = ClaimWindow.objects.open_now().get()
    return here


def prepare(here):
    """What nobody in the big world has just done."""
    caseworker, administrators = here.roles[SupportRole.CASEWORKER][0], here.roles[SupportRole.ADMINISTRATOR]
    claims = Claim.objects.filter(provider=here.provider, status=ClaimStatus.SUBMITTED, year=here.year)
    asked = claims.filter(confirmations=None).order_by("pk").prefetch_related("lines")
    here.fewer = next(claim for claim in asked if claim.lines.all()[0].hours > 2)
    line = here.fewer.lines.all()[0]
    fewer = LineAnswer(
        line_id=line.pk, hours_asked=line.hours, answer=Answer.OTHER_HOURS, hours=2, reason=AnswerReason.ATTENDED_FEWER
    )
    answer_hours(here.provider, [fewer], by=here.by)
    here.old = Confirmation.objects.filter(claim__provider=here.provider, answered_by__isnull=False).earliest(
        "answered_at"
    )
    drafts = Claim.objects.filter(
        school__trust=here.tariq.trust, status=ClaimStatus.DRAFT, year=here.year, school__is_open=True
    )
    here.drafts = list(drafts.order_by("pk").prefetch_related("lines__mentor"))
    for claim in here.drafts:
        fill_draft(claim, {one.mentor: one.hours for one in claim.lines.all()}, by=here.tariq.user, agreed=True)
    outstanding = PaymentLine.objects.filter(outcome=Outcome.OUTSTANDING, is_live=True, run__status="released")
    here.held = [one.claim for one in outstanding.select_related("claim").order_by("pk")[:2]]
    asked = [
        PayerAnswer(one.reference, PayerSays.NEEDS_INFORMATION, None, "Which account?", HeldFor.BANK_DETAILS)
        for one in here.held
    ]
    answer_lines(asked, by=here.payer)
    here.line = outstanding.order_by("-pk").first()
    here.run = here.line.run
    token = downloads.new_link(here.run, here.payer.email)
    here.token, here.used = token, downloads.new_link(here.run, here.payer.email)
    here.secret = downloads.open_session(downloads.link_with(here.used))
    acceptance = ConditionsAcceptance.objects.filter(school=here.fewer.school_id, withdrawn_at=None).first()
    here.acceptance = withdraw_acceptance(acceptance, reason="Asked", by=caseworker) or acceptance
    here.soon = open_window(
        here.year, clock.today() + timedelta(days=200), clock.today() + timedelta(days=210), by=administrators[0]
    )
    rate = propose_rate(here.year, FundingArea.FRINGE, 4600, reason="The published rate changed", by=administrators[0])
    approve(rate, by=administrators[1])
    last = AcademicYear.objects.filter(starts_on__lt=here.year.starts_on).latest("starts_on")
    Module.objects.create(
        provider=here.provider, year=last, title="Only last year", format=Format.values[0], minutes=60
    )
    propose_rate(last, FundingArea.INNER_LONDON, 5400, reason="The published rate changed", by=administrators[0])
    here.update = ServiceUpdate.objects.create(title="Not yet", words="Words.")
    here.topic = HelpTopic.objects.create(title="Not yet", words="Words.", slug="not-yet")
    _, here.bearer = make_token(here.provider, name="Course records", days=365, by=here.by)
    paid = Claim.objects.filter(provider=here.provider, status=ClaimStatus.PAID, reports=None)
    here.paid = paid.order_by("pk").select_related("created_by").first()
    here.clear = Claim.objects.filter(status=ClaimStatus.NEEDS_REVIEW).order_by("-pk").first()
    for result in here.clear.results.filter(outcome="referred"):
        answer_finding(result, "I looked.", by=caseworker)
    FITS["urn"] = here.school.urn
    listed = list(
        Claim.objects.filter(status=ClaimStatus.NEEDS_REVIEW).order_by("-pk").values_list("pk", flat=True)[:25]
    )
    GIVEN["claims:trust-list-claims"] = {"do": "submit", "claim": [one.pk for one in here.drafts]}
    GIVEN["doors:provider-take-attendance"] = {"nobody": ""}
    GIVEN["support:list-claims"] = {"claim": listed, "to": caseworker.pk}
    here.stranger = Identity("https://issuer.example", "somebody", "lee@nowhere.example", "Lee", "Gray")
    here.asked = ask_for_access(here.stranger, here.school, people_page="https://service.example")


def holder(here):
    browser = browser_of(None)
    browser.cookies[COOKIE] = here.secret
    return browser


def stranger(here):
    """Somebody who signed in and whom nobody invited."""
    browser = browser_of(None)
    session = browser.session
    session["stranger"] = {"identity": here.stranger.as_dict(), "at": clock.now().timestamp()}
    session.save()
    browser.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    return browser


def visitor(here):
    link = VolunteerLink.objects.filter(stopped_at=None).first()
    return [
        "/",
        page("doors:public-estimate-mentors", here.school.pk),
        page("doors:public-estimate-result", here.school.pk, mentors=3),
        page("mentors:public-offer-to-mentor", secret_of(link)),
        page("mentors:public-offer-made", secret_of(link)),
        page("payments:link-open", here.token),
        page("payments:link-open", here.used),
        page("providers:public-search-providers", q="university"),
        page("schools:public-search-schools", q="st mary"),
        page("content:public-feedback-sent"),
        *map(page, ("core:healthz", "core:readyz", "core:security-txt", "training:public-api-document")),
        *map(page, ("users:no-access", "users:signed-out", "account_confirm_login_code", "account_inactive")),
        *map(page, ("socialaccount_login_cancelled", "socialaccount_login_error")),
    ]


def at_school(here):
    school, drafts = here.school.pk, [one.reference for one in here.drafts if one.school_id == here.school.pk]
    submitted = Claim.objects.filter(school=school).exclude(submitted_at=None).first()
    return [
        page("doors:school-home", school),
        page("claims:school-claim-submitted", school, submitted.pk),
        page("claims:school-drafts-submitted", school, claims=submitted.reference),
        page("claims:school-declare-drafts", school, claims=".".join(drafts)),
        page("mentors:school-mentors-added", school),
        page("mentors:school-start-mentor", school),
        page("doors:school-host-trainees", school),
        "/account/",
        "/home/",
    ]


def at_trust(here):
    trust, browser = here.tariq.trust_id, browser_of(here.tariq.user)
    submitted = Claim.objects.filter(school__trust=trust, status=ClaimStatus.SUBMITTED).values_list(
        "reference", flat=True
    )
    drafts = ".".join(one.reference for one in here.drafts)
    start = page("claims:trust-start-drafts", trust, q=here.provider.name)
    here.key = "5f3c7f52-8a8e-4a51-9d5b-0a3a3b0f9e11"
    browser.post(start, {"provider": here.provider.pk, "draft": here.key})
    step = lambda name: page("claims:trust-draft-together", trust, here.key, name)  # noqa: E731
    browser.post(step("schools"), {"schools": list(here.tariq.trust.schools.values_list("pk", flat=True))})
    browser.post(step("mentors"), {"everyone": "on"})
    return [
        page("doors:trust-home", trust),
        page("claims:trust-submit-drafts", trust, claims=drafts),
        page("claims:trust-withdraw-claims", trust, claims=".".join(submitted[:50])),
        page("claims:trust-drafts-submitted", trust, claims=".".join(submitted[:50])),
        *map(step, ("schools", "mentors", "hours", "check-your-answers")),
        page("claims:trust-drafts-made", trust, here.key),
        page("schools:trust-list-people", trust),
        page("schools:trust-accept-year", trust, here.year.name.replace(" ", "-")),
        "/choose-organisation/",
    ]


def at_provider(here):
    """Files of hours and of answers, each with a good row and a bad one, are uploaded first."""
    provider, browser = here.provider.pk, browser_of(here.by)
    waiting = browser.post(page("assurance:provider-download-waiting", provider))
    if waiting.status_code == 405:
        waiting = browser.get(page("assurance:provider-download-waiting", provider))
    rows = list(csv.DictReader(io.StringIO(b"".join(waiting).decode("utf-8-sig"))))[:500]
    rows = [
        row | {"answer": "confirmed", "claim_line_id": row["claim_line_id"] if place else "nothing"}
        for place, row in enumerate(rows)
    ]
    answers = uploaded(browser, page("assurance:provider-upload-answers", provider), rows[0].keys(), rows)
    hours = [
        dict.fromkeys(HOURS_COLUMNS, "")
        | {"mentor_trn": f"80{n:05}", "school_urn": here.school.urn, "academic_year": here.year.name, "hours": hours}
        for n, hours in enumerate(["ten", *["6"] * 500])
    ]
    hours_file = uploaded(browser, page("training:provider-upload-hours", provider), HOURS_COLUMNS, hours)
    work_through_files()
    untaught = Module.objects.filter(provider=provider, year=here.year, sessions__attendance_taken_at=None)
    quiet = untaught.order_by("pk").first()
    recorded = LedgerEntry.objects.filter(provider=provider, year=here.year, mentor__isnull=False)
    told = HoursReminder.objects.filter(provider=provider).values("school")
    unclaimed = recorded.exclude(school__in=told).first() or recorded.first()
    return [
        page("doors:provider-home", provider),
        answers,
        hours_file,
        page("assurance:provider-report-wrong", provider, here.old.pk),
        page("doors:provider-show-school", provider, here.fewer.school_id),
        page("doors:provider-remind-school", provider, unclaimed.school_id),
        page("assurance:provider-show-claim", provider, here.paid.pk),
        page("training:provider-show-module", provider, quiet.pk),
        page("training:provider-change-module", provider, quiet.pk),
        page("training:provider-copy-modules", provider),
        page("providers:provider-list-people", provider),
        led_to(browser, page("assurance:provider-list-confirmations", provider), "assurance:provider-confirm-hours"),
    ]


def at_payer(here):
    browser = browser_of(here.payer)
    some = PaymentLine.objects.filter(run=here.run, outcome=Outcome.OUTSTANDING).select_related("claim")[:500]
    rows = [
        {"claim_reference": one.claim.reference, "claim_status": "paid", "paid_on": f"{clock.today():%Y-%m-%d}"}
        for one in some
    ]
    rows.append(rows[0] | {"claim_reference": "nothing"})
    file = uploaded(browser, page("payments:payer-upload-file"), rows[0].keys(), rows)
    paid = PaymentLine.objects.filter(outcome=Outcome.PAID, claim__status=ClaimStatus.PAID).first()
    return [
        "/payer/",
        file,
        page("payments:payer-answer-line", here.line.pk),
        page("payments:payer-answer-line", paid.pk),
    ]


def in_console(here, role):
    if role == SupportRole.PAYMENTS_OFFICER:
        paid = PaymentLine.objects.filter(outcome=Outcome.PAID, claim__status=ClaimStatus.PAID).first()
        browser, rows = browser_of(here.roles[role][-1]), [{"claim_reference": "nothing", "claim_status": "paid"}]
        file = uploaded(browser, page("support:upload-file"), rows[0].keys(), rows)
        held = [page(name, here.held[0].pk) for name in ("support:send-information", "support:ask-school")]
        return [
            "/support/",
            file,
            *held,
            page("support:answer-line", here.line.pk),
            page("support:answer-line", paid.pk),
            page("support:came-back", paid.pk),
        ]
    if role == SupportRole.ADMINISTRATOR:
        last = AcademicYear.objects.filter(starts_on__lt=here.year.starts_on).latest("starts_on")
        second = page("support:reprice-claims", here.year.pk, FundingArea.FRINGE)
        return [
            "/support/",
            second,
            page("support:change-window", here.soon.pk),
            page("support:remove-window", here.soon.pk),
            page("support:show-year", last.pk),
        ]
    if role != SupportRole.CASEWORKER:
        return ["/support/"]
    claims = [
        here.by_status[status]
        for status in ("needs_review", "rejected", "approved", "returned")
        if status in here.by_status
    ]
    eligibility = Eligibility.objects.filter(school=here.school, ended_at=None).first()
    succession = Succession.objects.to_carry().first()
    browser = browser_of(here.roles[role][-1])
    urns = School.objects.filter(is_open=True, eligibilities=None).order_by("-urn").values_list("urn", flat=True)[:500]
    many = uploaded(
        browser,
        page("support:make-many-eligible"),
        ["urn"],
        [{"urn": urn} for urn in [*urns, "nothing"]],
        year=here.year.name,
        urns="",
        reason="They host",
    )
    needs = here.by_status["needs_review"]
    return [
        "/support/",
        *(page("support:show-claim", one.pk) for one in claims),
        *(page(f"support:{name}-claim", here.clear.pk) for name in ("approve", "return", "reject", "decide")),
        page("support:reopen-claim", here.by_status["rejected"].pk),
        page("support:show-claim-checks", needs.pk),
        page("support:show-finding", needs.pk, needs.results.order_by("-outcome").first().pk),
        page("support:answer-finding", needs.pk, needs.results.filter(outcome="referred").first().pk),
        page("support:show-school", here.school.pk),
        page("support:show-school", here.fewer.school_id),
        page("support:end-eligibility", here.school.pk, eligibility.pk),
        page("support:carry-school", succession.predecessor_id, succession.pk),
        page("support:choose-successor", succession.predecessor_id),
        page("support:school-list-people", here.school.pk),
        page("support:provider-list-people", here.provider.pk),
        page("support:show-update", here.update.pk),
        page("support:show-topic", here.topic.pk),
        many,
    ]


def afterwards():
    """A run prepared and one released but not downloaded, for whoever may release, cancel and recall them."""
    officers = [one.user for one in SupportMembership.objects.filter(role=SupportRole.PAYMENTS_OFFICER)]
    window = ClaimWindow.objects.open_now().get()
    run = prepare_run(window, by=officers[0])
    return [("second officer", browser_of(officers[1]), [page("support:show-run", run.pk)])]


def released():
    """The same run, released."""
    officers = [one.user for one in SupportMembership.objects.filter(role=SupportRole.PAYMENTS_OFFICER)]
    run = release_run(PaymentRun.objects.filter(status="prepared").latest("number"), by=officers[1])
    return [("first officer", browser_of(officers[0]), [page("support:show-run", run.pk)])]
