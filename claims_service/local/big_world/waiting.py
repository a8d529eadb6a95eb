"""Who waits for an answer in the big world, and what the service itself keeps: words, emails that failed, jobs."""

from datetime import timedelta

from django.apps import apps

from apps.assurance.enums import ReportReason
from apps.assurance.models import PaidClaimReport, ReportedHours
from apps.claims.enums import ClaimStatus
from apps.claims.models import Claim
from apps.content.models import Banner, Feedback, ServiceUpdate
from apps.core import clock
from apps.core.models import JourneyAnswers, Tick
from apps.mentors.models import Mentor, Place, Volunteer, VolunteerLink
from apps.mentors.services.volunteers import hashed, secret_of
from apps.policy.figures import current_year
from apps.providers.models import Contact, Purpose
from apps.schools.models import Eligibility, HostingRequest, SaidBy, School, SchoolMembership, Succession
from apps.users.models import AccessRequest, User
from claims_service.local.big_world.years import keep
from claims_service.local.demo.story import at

SOME = 300


def wait(providers, say):
    """All of them, in the days before today. Providers come the largest first."""
    say("Who waits for an answer, and what the service keeps")
    with at(clock.today() - timedelta(days=1), 9):
        volunteer()
        ask_to_host(providers[0])
        ask_to_join(providers[0])
        name_contacts(providers)
        report()
        follow()
        write_words()
        emails_and_jobs()


def staffed(schools, names):
    """Somebody at each of these schools."""
    users = [
        User(email=f"office@{one.urn}.example", first_name="Ann", last_name=names, password="!") for one in schools
    ]
    keep(User, users)
    keep(SchoolMembership, [SchoolMembership(user=u, school=s) for u, s in zip(users, schools, strict=True)])
    return users


def volunteer():
    """Each school of the big trust, and a thousand others, shares a link; forty or three of its staff offer to mentor."""
    members = SchoolMembership.objects.filter(ended_at=None).select_related("school", "user").order_by("school", "pk")
    members = list(members.distinct("school"))
    in_trust = School.objects.filter(trust__trustmembership__isnull=False).values_list("pk", flat=True)
    own = set(in_trust.distinct())
    sharing = [one for one in members if one.school_id in own] + [one for one in members if one.school_id not in own][
        :1000
    ]
    links, offers = [], []
    for member in sharing:
        link = VolunteerLink(school=member.school, made_by=member.user, expires_at=clock.now() + timedelta(days=60))
        link.secret_hash = hashed(secret_of(link))
        links.append(link)
        offers += [
            Volunteer(school=member.school, name=f"Volunteer {number}", email=f"v{number}@{member.school.urn}.example")
            for number in range(40 if member.school_id in own else 3)
        ]
    keep(VolunteerLink, links)
    keep(Volunteer, offers)
    places = Place.objects.current().filter(school__in=own).order_by("pk").values_list("mentor_id", flat=True)
    Mentor.objects.filter(pk__in=list(places[::40])).update(missing_since=clock.now(), is_active=False)


def ask_to_host(provider):
    """Schools that are on no list say that they host its trainees."""
    listed = Eligibility.objects.filter(year=current_year()).values("school")
    others = list(School.objects.filter(is_open=True).exclude(pk__in=listed).order_by("urn")[:SOME])
    asked = [
        HostingRequest(
            school=school, year=current_year(), provider_id=provider.pk, provider_name=str(provider), asked_by=user
        )
        for user, school in zip(staffed(others, "Other"), others, strict=True)
    ]
    keep(HostingRequest, asked)


def ask_to_join(provider):
    """Strangers ask: twenty at a school and a trust and the largest provider, and one at each school that has nobody."""
    nobody_there = School.objects.filter(is_open=True, schoolmembership=None).order_by("-urn")[:SOME]
    busy = School.objects.filter(trust__trustmembership__isnull=False).order_by("urn").first()
    asked = [(number, one) for one in (busy, busy.trust, provider) for number in range(20)]
    asked += enumerate(nobody_there, 20)
    rows = [
        AccessRequest(
            email=f"stranger{number}@nowhere.example",
            first_name="Lee",
            last_name="Gray",
            provider_key="dfe",
            subject=f"stranger-{number}",
            organisation_type=one._meta.model_name,
            organisation_id=one.pk,
            organisation_name=str(one),
        )
        for number, one in asked
    ]
    keep(AccessRequest, rows)


def name_contacts(providers):
    """Every provider says whom to speak to."""
    rows = [
        Contact(provider=one, purpose=purpose, name="Partnership office", email=f"{purpose}@{one.code.lower()}.example")
        for one in providers
        for purpose in Purpose.values
    ]
    keep(Contact, rows)


def report():
    """Schools say of paid claims that they were wrong."""
    claims = Claim.objects.filter(status=ClaimStatus.PAID).order_by("pk").prefetch_related("lines")
    reports, hours = [], []
    for claim in claims[:SOME]:
        wrong = PaidClaimReport(
            claim=claim, reason=ReportReason.values[0], words="She left in March.", reported_by_id=claim.created_by_id
        )
        reports.append(wrong)
        hours += [ReportedHours(report=wrong, line=line, done=1) for line in claim.lines.all()]
    keep(PaidClaimReport, reports)
    keep(ReportedHours, hours)


def follow():
    """Closed schools whose people have nowhere to go yet, each with the school that follows it."""
    closed = list(School.objects.filter(is_open=False, schoolmembership=None).order_by("-urn")[:SOME])
    after = list(School.objects.filter(is_open=True).order_by("-urn")[: len(closed)])
    staffed(closed, "Former")
    rows = zip(closed, after, strict=True)
    keep(Succession, [Succession(predecessor=old, successor=new, said_by=SaidBy.REGISTER) for old, new in rows])


def write_words():
    """News of three years, a banner, and what people said of the service."""
    now = clock.now()
    news = [(f"What changed in week {number}", now - timedelta(days=7 * number)) for number in range(150)]
    keep(
        ServiceUpdate,
        [ServiceUpdate(title=title, words="Words about it.", published_at=moment) for title, moment in news],
    )
    keep(Banner, [Banner(words="Closed on Monday.", starts_at=now, ends_at=now + timedelta(days=3))])
    said = [Feedback(page="school home", satisfaction=1 + number % 5, words="It was quick.") for number in range(3000)]
    keep(Feedback, said)


def emails_and_jobs():
    """Every email is sent but for some that failed, a month of jobs ran but for some that broke, journeys stand unfinished."""
    now, emails = clock.now(), apps.get_model("notifications.OutboundEmail").objects
    emails.exclude(state="held").update(state="sent", sent_at=now, settled_at=now)
    failed = list(emails.order_by("pk").values_list("pk", flat=True)[: 2 * SOME])
    for state, some in (("parked", failed[:SOME]), ("bounced", failed[SOME:])):
        emails.filter(pk__in=some).update(state=state, problem="No such address")
    ticks = [
        Tick(
            job="assurance.check_claims",
            due_at=now - timedelta(minutes=number),
            finished_at=now,
            problem="" if number % 100 else "It broke",
        )
        for number in range(SOME * 100)
    ]
    keep(Tick, ticks)
    members = SchoolMembership.objects.filter(ended_at=None).order_by("pk")[: SOME * 10]
    keep(
        JourneyAnswers,
        [JourneyAnswers(journey="add-mentor", owner=f"school:{one.school_id}", user_id=one.user_id) for one in members],
    )
