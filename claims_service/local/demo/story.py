"""What happened in the demo's three years, told by calling the services at the moments they were used."""

from datetime import datetime, time, timedelta

from apps.assurance.enums import Answer, AnswerReason, RejectReason, ReportReason
from apps.assurance.models import RuleResult
from apps.assurance.services.checking import answer_finding, check_claim, unanswered
from apps.assurance.services.confirming import LineAnswer, answer_hours
from apps.assurance.services.decisions import approve_claim, reject_claim, return_claim
from apps.assurance.services.replying import accept_provider_hours
from apps.assurance.services.reporting import report_claim
from apps.audit.actors import Actor, acting
from apps.claims.enums import ClaimStatus
from apps.claims.models import Claim
from apps.claims.refusals import HoursExhausted
from apps.claims.services.drafts import discard_draft, start_claim, write_lines
from apps.claims.services.ending import withdraw_claim
from apps.claims.services.submission import submit_claim
from apps.core import clock
from apps.mentors.models import Mentor
from apps.payments.enums import PayerSays
from apps.payments.files.payer_answers import Answer as PayerAnswer
from apps.payments.services.answers import answer_lines, send_information
from apps.payments.services.runs import prepare_run, release_run
from apps.policy.figures import conditions_in_force, current_year
from apps.providers.models import Provider
from apps.schools.models import School
from apps.schools.services.hosting import ask_to_host
from apps.schools.services.succession import keep_links
from apps.training.allowance import hours_left
from apps.users.services.people import invite_person, people_in
from apps.users.services.signing_in import note_sign_in
from claims_service.local.cast import CAST
from claims_service.local.demo.people import HOLLINS, MOS_TRN, THAMES, named

CHECKS = Actor.job("The checks")
VETCH, YEWTREE = "199058", "199060"


def at(day, hour=10, minute=0):
    """Live at this time of that day in London."""
    return clock.moved_to(datetime.combine(day, time(hour, minute), tzinfo=clock.LONDON))


def claim_for(school, provider, year, *, chance, most=2):
    """A draft for one or two of the school's mentors, for hours they have left; None where none is left."""
    by = people_in(school).order_by("email").first()
    mentors = list(Mentor.objects.filter(places__school=school, places__ended_at=None).order_by("trn"))
    chance.shuffle(mentors)
    left = hours_left(mentors, provider, year)
    wanted = {}
    for mentor in mentors[:most]:
        if (hours := left[mentor.pk].left) > 0:
            wanted[mentor] = hours if chance.random() < 0.6 else chance.randint(1, hours)
    if not wanted:
        return None
    with acting(Actor.person(by, organisation=school, role="school user")):
        claim = start_claim(school, provider, year, by=by)
        write_lines(claim, wanted)
    return claim


def sign_in(person):
    """Whoever acts has signed in, but for the cast: theirs is the first sign-in that you make."""
    if person.email not in {one.email for one in CAST.values()}:
        person.last_login = clock.now()
        person.save(update_fields=["last_login"])
        note_sign_in(person)


def submit(claim):
    """Submit it as the person who started it, every statement ticked. None when its hours have run out meanwhile."""
    by = claim.created_by
    sign_in(by)
    with acting(Actor.person(by, organisation=claim.school, role="school user")):
        try:
            statements = [row.text for row in conditions_in_force(claim.year).declarations.all()]
            submit_claim(claim, by=by, declared=statements, is_mentor=False)
        except HoursExhausted:
            discard_draft(claim, by=by)
            return None
    return claim


def check(claim):
    with acting(CHECKS):
        check_claim(claim, by=CHECKS)
    claim.refresh_from_db()


def confirm(claim, *, fewer=None, answer=Answer.CONFIRMED, reason="", words=""):
    """The provider answers every line; `fewer` takes so many hours off the first."""
    by = people_in(claim.provider).order_by("email").first()
    sign_in(by)
    answers = []
    for number, line in enumerate(claim.lines.order_by("mentor__sort_name", "pk")):
        if fewer and number == 0 and line.hours > fewer:
            answers.append(
                LineAnswer(
                    line.pk, line.hours, Answer.OTHER_HOURS, line.hours - fewer, AnswerReason.ATTENDED_FEWER, words
                )
            )
        else:
            answers.append(LineAnswer(line.pk, line.hours, answer, None, reason, words))
    with acting(Actor.person(by, organisation=claim.provider, role="provider user")):
        answer_hours(claim.provider, answers, by=by)
    claim.refresh_from_db()


def review(claim, caseworker, words):
    """A caseworker resolves every finding and approves."""
    with acting(Actor.person(caseworker, organisation="DfE", role="caseworker")):
        for result in unanswered(claim):
            answer_finding(row_of(result), words, by=caseworker)
        approve_claim(claim, by=caseworker, reason=words)


def row_of(finding):
    """The stored result behind a finding."""
    return finding if isinstance(finding, RuleResult) else finding.result


def mo_trains(year, window):
    """What the mentor of the cast did at Thames that year, so that the mentor's own page has something to show."""
    school, thames = School.objects.get(urn=HOLLINS), Provider.objects.get(code=THAMES)
    mo, by = Mentor.objects.get(trn=MOS_TRN), people_in(school).order_by("email").first()
    with at(window.opens_on + timedelta(days=3), 11):
        with acting(Actor.person(by, organisation=school, role="school user")):
            claim = start_claim(school, thames, year, by=by)
            write_lines(claim, {mo: hours_left([mo], thames, year)[mo.pk].left})
        submit(claim)
        check(claim)
    return claim, window.opens_on + timedelta(days=3)


def a_whole_year(year, window, schools, providers, chance, count):
    """A past year: claims submitted through its window, confirmed, cleared, paid; a few ended otherwise."""
    submitted = [mo_trains(year, window)]
    days = (window.closes_on - window.opens_on).days
    for number in range(count):
        day = window.opens_on + timedelta(days=number * days // count)
        with at(day, 9 + number % 7):
            claim = claim_for(schools[number % len(schools)], chance.choice(providers), year, chance=chance)
            if claim and submit(claim):
                check(claim)
                submitted.append((claim, day))
    for number, (claim, day) in enumerate(submitted):
        if number % 19 == 7:
            with at(day + timedelta(days=1)), acting(Actor.person(claim.created_by, organisation=claim.school)):
                withdraw_claim(claim, by=claim.created_by, reason="Claimed for the wrong provider")
            continue
        answer_day = day + timedelta(days=3)
        with at(answer_day):
            if number % 23 == 11:
                confirm(
                    claim,
                    answer=Answer.CANNOT_VERIFY,
                    reason=AnswerReason.NO_RECORD,
                    words="We have no record of this mentor attending.",
                )
            else:
                confirm(claim)
        with at(answer_day, 12):
            check(claim)
        if claim.status == ClaimStatus.NEEDS_REVIEW:
            decide(claim, answer_day + timedelta(days=4), number)
    pay_all(window, chance)


def decide(claim, day, number):
    cora = named("Cora")
    with at(day, 15):
        if number % 2:
            with acting(Actor.person(cora, organisation="DfE", role="caseworker")):
                reject_claim(
                    claim,
                    by=cora,
                    category=RejectReason.NOT_TRAINED,
                    words="The provider has no record that this training took place.",
                )
        else:
            review(claim, cora, "The school sent its attendance records.")


def pay_all(window, chance):
    """After the window: one run, two people, and the payer's answers."""
    day = window.closes_on + timedelta(days=5)
    run = sent_run(window, day)
    paid = day + timedelta(days=18)
    answers = []
    for line in run.lines.select_related("claim").order_by("claim__reference"):
        if chance.random() < 0.03:
            answers.append(PayerAnswer(line.claim.reference, PayerSays.NOT_PAID, None, "The bank account is closed."))
        else:
            answers.append(PayerAnswer(line.claim.reference, PayerSays.PAID, paid))
    answer(answers, paid)


def sent_run(window, day):
    priya, pete = named("Priya"), named("Pete")
    with at(day, 11), acting(Actor.person(priya, organisation="DfE", role="payments officer")):
        run = prepare_run(window, by=priya)
    with at(day, 16), acting(Actor.person(pete, organisation="DfE", role="payments officer")):
        release_run(run, by=pete)
    return run


def answer(answers, day):
    fin = named("Fin")
    with at(day, 17), acting(Actor.person(fin, organisation="The payer", role="payer")):
        answer_lines(answers, by=fin)


def this_year(year, window, today, schools, providers, chance):
    """The year of today: claims at every stage a claim of this service can be at."""
    first = window.opens_on + timedelta(days=1)
    early = []
    for number in range(14):
        with at(first + timedelta(days=number // 4), 9 + number % 6):
            claim = claim_for(schools[number], providers[number % len(providers)], year, chance=chance)
            if claim and submit(claim):
                check(claim)
                early.append(claim)
    with at(first + timedelta(days=5), 10):
        for claim in early:
            confirm(claim)
    with at(first + timedelta(days=5), 13):
        for claim in early:
            check(claim)
            if claim.status == ClaimStatus.NEEDS_REVIEW:
                review(claim, named("Dev"), "Checked with the school by phone.")
    run = sent_run(window, first + timedelta(days=7))
    lines = list(run.lines.select_related("claim").order_by("claim__reference"))
    paid = min(first + timedelta(days=12), today)
    answer(
        [
            *(PayerAnswer(line.claim.reference, PayerSays.PAID, paid) for line in lines[:5]),
            PayerAnswer(lines[5].claim.reference, PayerSays.NEEDS_INFORMATION, None, "Which cost centre is this?"),
            PayerAnswer(lines[6].claim.reference, PayerSays.NEEDS_INFORMATION, None, "Is this school still open?"),
            PayerAnswer(lines[7].claim.reference, PayerSays.NOT_PAID, None, "The school asked us not to pay it."),
        ],
        paid,
    )
    pete = named("Pete")
    with at(paid, 18), acting(Actor.person(pete, organisation="DfE", role="payments officer")):
        send_information(Claim.objects.get(pk=lines[5].claim_id), by=pete, words="Cost centre 4417.")
    report(Claim.objects.get(pk=lines[0].claim_id), paid)
    late_claims(year, today, schools[14:], providers, chance)


def report(claim, day):
    """The school finds that it was paid for too much."""
    hours = {line: line.hours - (number == 0) for number, line in enumerate(claim.lines.order_by("pk"))}
    words = "The attendance sheet shows that one session was missed."
    with at(day, 19), acting(Actor.person(claim.created_by, organisation=claim.school, role="school user")):
        report_claim(claim, reason=ReportReason.FEWER_HOURS, words=words, hours=hours, by=claim.created_by)


def late_claims(year, today, schools, providers, chance):
    """What is still going on: waiting, disputed, returned, approved, withdrawn, and drafts."""
    kinds = ["waiting"] * 6 + ["fewer"] * 3 + ["disputed"] * 3 + ["approved"] * 4
    kinds += ["returned", "rejected", "withdrawn"] + ["draft"] * 5
    thames = next(provider for provider in providers if provider.code == THAMES)
    cora = named("Cora")
    for number, kind in enumerate(kinds):
        provider = thames if kind == "waiting" and number % 3 else providers[number % len(providers)]
        with at(today - timedelta(days=3), 9 + number % 8):
            claim = claim_for(schools[number % len(schools)], provider, year, chance=chance)
            if claim is None or kind == "draft" or submit(claim) is None:
                continue
            check(claim)
        if kind == "fewer":
            with at(today - timedelta(days=2), 11):
                confirm(claim, fewer=1, words="They missed the last session.")
            if number == kinds.index("fewer") and claim.status == ClaimStatus.RETURNED:
                with (
                    at(today - timedelta(days=1), 10),
                    acting(Actor.person(claim.created_by, organisation=claim.school)),
                ):
                    accept_provider_hours(claim, by=claim.created_by)
        elif kind in {"disputed", "rejected", "returned"}:
            with at(today - timedelta(days=2), 12):
                confirm(
                    claim,
                    answer=Answer.NOT_OUR_MENTOR,
                    reason=AnswerReason.ANOTHER_PROVIDER,
                    words="We did not train this mentor.",
                )
                check(claim)
        elif kind == "approved":
            with at(today - timedelta(days=2), 13):
                confirm(claim)
            with at(today - timedelta(days=2), 16):
                check(claim)
        with at(today - timedelta(days=1), 14), acting(Actor.person(cora, organisation="DfE", role="caseworker")):
            end(claim, kind, cora, today)


def end(claim, kind, cora, today):
    if kind == "returned" and claim.status == ClaimStatus.NEEDS_REVIEW:
        words = (
            "The provider did not train these mentors. Withdraw this claim, and claim again with the provider that did."
        )
        return_claim(claim, by=cora, words=words, return_by=today + timedelta(days=14))
    elif kind == "rejected" and claim.status == ClaimStatus.NEEDS_REVIEW:
        reject_claim(claim, by=cora, category=RejectReason.NOT_TRAINED, words="Nobody trained this mentor this year.")
    elif kind == "withdrawn":
        withdraw_claim(claim, by=cora, reason="The school asked us to")


def schools_change(today, job):
    """A school that is not on the list says that it hosts trainees; one that closed has a successor."""
    vetch, closed, follows = (School.objects.get(urn=urn) for urn in (VETCH, YEWTREE, "199010"))
    with at(today - timedelta(days=6), 14):
        by, thames = people_in(vetch).first(), Provider.objects.get(code=THAMES)
        with acting(Actor.person(by, organisation=vetch, role="school user")):
            words = "Two trainees since September."
            ask_to_host(vetch, current_year(), provider_id=thames.pk, provider_name=thames.name, words=words, by=by)
        invite_person(closed, email=f"office@{closed.urn}.example", first_name="Rosa", last_name="Tan", by=job)
        keep_links([(closed.urn, follows.urn, closed.closed_on)])
