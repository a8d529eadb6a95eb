"""What stands beside the claims of the big world: what providers teach and record, and what mentors and checks say."""

from collections import defaultdict
from datetime import time, timedelta
from itertools import islice

from django.db import connection

from apps.assurance.enums import MentorSays
from apps.assurance.models import ClaimCheck, MentorAnswer
from apps.assurance.rules import RULES
from apps.claims.enums import ClaimStatus
from apps.claims.models import Claim, ClaimLine, HoursReminder, ReadyMade
from apps.core import clock
from apps.core.references import new_reference
from apps.mentors.models import Mentor
from apps.policy.figures import current_year
from apps.policy.models import AcademicYear
from apps.providers.models import ProviderMembership
from apps.schools.models import SchoolMembership
from apps.training.enums import Agreement, CurriculumArea, Format
from apps.training.models import LedgerDispute, LedgerEntry, Module, Pulse, Session
from apps.training.services.recording import Said, record_hours
from apps.users.models import User
from claims_service.local.big_world.years import keep
from claims_service.local.demo.story import at

LARGE = 10
MODULES, MODULES_OF_LARGE = 12, 200
AT_A_SESSION = 20
ENTRIES, ENTRIES_OF_LARGE = 100, 1300
WAITING = 300
UNKNOWN_FROM = 7_000_000
DAYS = 60


def stand_beside(providers, chance, say):
    """All of it, in the weeks before today, of the year that runs. Providers come the largest first."""
    year = current_year()
    with at(clock.today() - timedelta(days=1), 9):
        say("Programmes, and the hours that providers recorded")
        teach(year, providers)
        record(year, providers, chance)
        dispute(year, providers)
        make_ready(year)
        say("What mentors and checks said")
        mentors_speak(year)
        checks_say(year)


def teach(year, providers):
    """Modules of this year and the last for every provider; the large ones hold sessions, half of them already."""
    last = AcademicYear.objects.filter(starts_on__lt=year.starts_on).latest("starts_on")
    modules = [
        Module(
            provider=provider,
            year=when,
            title=f"Module {number}: {CurriculumArea.values[number % len(CurriculumArea.values)].replace('_', ' ')}",
            areas=[CurriculumArea.values[number % len(CurriculumArea.values)]],
            format=Format.values[number % len(Format.values)],
            minutes=60 + number % 4 * 30,
        )
        for place, provider in enumerate(providers)
        for when in (last, year)
        for number in range(1, 1 + (MODULES_OF_LARGE if place < LARGE else MODULES))
    ]
    keep(Module, modules)
    large = {provider.pk for provider in providers[:LARGE]}
    days = [clock.today() + timedelta(days=days) for days in range(-DAYS, DAYS)]
    days = [day for day in days if year.training_from <= day <= year.training_until]
    taught = [module for module in modules if module.year == year and module.provider_id in large]
    keep(
        Session,
        [
            Session(
                module=module,
                held_on=days[number * 7 % len(days)],
                starts_at=time(13, 0),
                ends_at=time(15, 0),
                place="Community Hall" if number % 3 else "",
                capacity=24,
            )
            for number, module in enumerate(taught)
        ],
    )


def record(year, providers, chance):
    """Who came to each session held, then totals of other mentors, and of some whom nobody has added yet."""
    known, people = defaultdict(list), person_at_each()
    pairs = ClaimLine.objects.filter(year=year, school__urn__isnull=False).order_by("pk")
    for provider_id, trn, urn in pairs.values_list("provider_id", "mentor__trn", "school__urn"):
        known[provider_id].append((trn, urn))
    for place, provider in enumerate(providers):
        mine, by = list(dict.fromkeys(known[provider.pk])), people[provider.pk]
        chance.shuffle(mine)
        came, others = mine[: len(mine) // 2], mine[len(mine) // 2 :]
        if place < LARGE and len(came) > AT_A_SESSION:
            attend(provider, year, came, chance, by)
        most = ENTRIES_OF_LARGE if place < LARGE else ENTRIES
        rows = [
            Said(row, trn, urn, year, chance.choice((4, 6, 12, 16)) * 60)
            for row, (trn, urn) in enumerate(others[:most], 1)
        ]
        if not place and others:
            urns = [urn for _, urn in others]
            rows += [
                Said(len(rows) + number, str(UNKNOWN_FROM + number), urns[number % len(urns)], year, 600)
                for number in range(1, WAITING)
            ]
        if rows:
            record_hours(provider, rows, by=by, how="file")


def person_at_each():
    """Somebody at each provider, by its id."""
    members = ProviderMembership.objects.filter(limited_to=None).select_related("user").order_by("-started_at", "-pk")
    return {member.provider_id: member.user for member in members}


def attend(provider, year, came, chance, by):
    """Twenty of these mentors came to each session that was held."""
    held = list(
        Session.objects.filter(module__provider=provider, held_on__lt=clock.today())
        .select_related("module")
        .order_by("pk")
    )
    rows = []
    for session in held:
        session.attendance_taken_at = clock.now()
        for trn, urn in chance.sample(came, AT_A_SESSION):
            title = session.module.title
            rows.append(Said(len(rows) + 1, trn, urn, year, session.minutes, session.held_on, title))
    record_hours(provider, rows, by=by, how="attendance")
    Session.objects.bulk_update(held, ["attendance_taken_at"], batch_size=500)


def dispute(year, providers):
    """At each large provider, forty entries that their schools dispute; half of them answered."""
    rows = []
    for provider in providers[:LARGE]:
        entries = LedgerEntry.objects.filter(provider=provider, year=year, mentor__isnull=False)
        by, staff = ProviderMembership.objects.filter(provider=provider).first().user, staff_of(entries[:40])
        for number, entry in enumerate(entries.order_by("pk")[:40]):
            answer = {"answer": "We looked again.", "answered_by": by, "answered_at": clock.now()} if number % 2 else {}
            rows.append(
                LedgerDispute(
                    entry=entry, hours_said=2, words="She missed the second half.", disputed_by=staff, **answer
                )
            )
    keep(LedgerDispute, rows)


def staff_of(entries):
    """Somebody at the school of the first of these."""
    return SchoolMembership.objects.filter(school=entries[0].school_id).first().user if entries else None


def make_ready(year):
    """A thousand drafts that the service made of recorded hours, and reminders of as many schools."""
    open_drafts = Claim.objects.filter(year=year, status=ClaimStatus.DRAFT).values("school", "provider")
    taken = {(row["school"], row["provider"]) for row in open_drafts}
    entries = LedgerEntry.objects.filter(year=year, mentor__places__ended_at=None, mentor__isnull=False)
    found = {}
    for entry in entries.select_related("mentor").order_by("pk")[:5000]:
        found.setdefault((entry.school_id, entry.provider_id), entry)
    people, claims, lines, ready, reminders = person_at_each(), [], [], [], []
    references = set(Claim.objects.values_list("reference", flat=True))
    for (school, provider), entry in islice(found.items(), 1000):
        reminders.append(
            HoursReminder(
                school_id=school, provider_id=provider, year=year, hours=4, mentors=1, sent_by=people[provider]
            )
        )
        if (school, provider) in taken:
            continue
        while (reference := new_reference()) in references:
            pass
        references.add(reference)
        claim = Claim(reference=reference, school_id=school, provider_id=provider, year=year)
        claims.append(claim)
        lines.append(
            ClaimLine(
                claim=claim,
                mentor=entry.mentor,
                school_id=school,
                provider_id=provider,
                year=year,
                hours=4,
                agreed=True,
            )
        )
        now = clock.now()
        ready.append(
            ReadyMade(school_id=school, provider_id=provider, year=year, claim=claim, looked_at=now, made_at=now)
        )
    for model, rows in ((Claim, claims), (ClaimLine, lines), (ReadyMade, ready), (HoursReminder, reminders)):
        keep(model, rows)


def mentors_speak(year):
    """Three thousand mentors signed in: each answered about their hours, and said what they think of the training."""
    lines = ClaimLine.objects.filter(year=year, claim__status=ClaimStatus.SUBMITTED, mentor__user=None)
    lines = list(lines.select_related("mentor", "claim").order_by("mentor_id").distinct("mentor_id")[:3000])
    users = keep(
        User,
        [
            User(
                email=f"mentor@{line.mentor.trn}.example",
                first_name=line.mentor.first_name,
                last_name=line.mentor.last_name,
                password="!",
                is_mentor=True,
            )
            for line in lines
        ],
    )
    answers, pulses = [], []
    for number, (line, user) in enumerate(zip(lines, users, strict=True)):
        line.mentor.user = user
        says, words = (MentorSays.CONFIRMED, "") if number % 10 else (MentorSays.QUERIED, "One session was cancelled.")
        answers.append(
            MentorAnswer(
                claim=line.claim, mentor=line.mentor, hours=line.hours, answer=says, words=words, answered_by=user
            )
        )
        scale = Agreement.values
        pulses.append(
            Pulse(
                mentor=line.mentor,
                provider_id=line.provider_id,
                year=year,
                worth_the_time=scale[number % 5],
                of_use=scale[number % 4],
                released=scale[number % 3],
            )
        )
    Mentor.objects.bulk_update([line.mentor for line in lines], ["user"], batch_size=1000)
    keep(MentorAnswer, answers)
    keep(Pulse, pulses)


def checks_say(year):
    """What every rule found of every claim of the year: the rules' page counts them."""
    codes = [rule.code for rule in RULES]
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO assurance_ruleresult
                (id, claim_id, submission_number, run, code, rule_version, outcome, problems, facts, checked_at)
            SELECT gen_random_uuid(), claim.id, claim.submission_number, 1, code, 1,
                   CASE WHEN hashtext(claim.reference || code) %% 50 = 0 THEN 'noted' ELSE 'passed' END,
                   '[]', '{}', claim.submitted_at
            FROM claims_claim claim CROSS JOIN unnest(%(codes)s::text[]) AS code
            WHERE claim.year_id = %(year)s AND claim.submitted_at IS NOT NULL
            ON CONFLICT DO NOTHING
            """,
            {"codes": codes, "year": year.pk},
        )
    waiting = Claim.objects.filter(status=ClaimStatus.SUBMITTED).values_list("pk", "submission_number")
    due = clock.now() + timedelta(days=1)
    keep(ClaimCheck, [ClaimCheck(claim_id=pk, submission_number=number, due_at=due) for pk, number in waiting])
