"""Who belongs where in the demo: the cast, and the staff of the other schools."""

from apps.mentors.models import Mentor
from apps.mentors.services import add_mentor
from apps.mentors.teaching_record.client import Found
from apps.providers.models import Provider
from apps.schools.models import School, Trust
from apps.users.models import SupportRole, User
from apps.users.services.dfe import give_payer_access, give_support_role
from apps.users.services.people import invite_person, resend_invitation
from claims_service.local.cast import CAST, MENTOR
from claims_service.local.stand_ins.teachers import TEACHERS

HOLLINS = "199001"
MOS_TRN = "7000050"
MARYS = ("199001", "199003", "199007")
TRUST, THAMES, WEXCOMBE, MOORS = "17901", "T01", "W20", "N11"
ROLES = {
    "Cora": SupportRole.CASEWORKER,
    "Dev": SupportRole.CASEWORKER,
    "Priya": SupportRole.PAYMENTS_OFFICER,
    "Pete": SupportRole.PAYMENTS_OFFICER,
    "Ada": SupportRole.ADMINISTRATOR,
    "Ayo": SupportRole.ADMINISTRATOR,
    "Nora": SupportRole.AUDITOR,
}
STAFF_FIRST = ["Joan", "Priti", "Callum", "Bridget", "Femi", "Lorna", "Gwen", "Haroon", "Ines", "Tom"]
STAFF_LAST = ["Ackroyd", "Baptiste", "Coyle", "Dosanjh", "Eastwood", "Fenn", "Garrick", "Holt", "Ibekwe", "Jarvis"]
MENTORS_AT_MOST = 3


def named(first_name):
    """The user row of one of the cast."""
    return User.objects.get(email=CAST[first_name].email)


def invite(organisation, person, by):
    return invite_person(
        organisation, email=person.email, first_name=person.first_name, last_name=person.last_name, by=by
    )


def let_everybody_in(by):
    """The cast where product says they are, and one business manager at each school that claims."""
    for name, role in ROLES.items():
        person = CAST[name]
        give_support_role(role, email=person.email, first_name=person.first_name, last_name=person.last_name, by=by)
    fin = CAST["Fin"]
    give_payer_access(email=fin.email, first_name=fin.first_name, last_name=fin.last_name, by=by)
    invite(School.objects.get(urn=HOLLINS), CAST["Anne"], by)
    for urn in MARYS:
        invite(School.objects.get(urn=urn), CAST["Mary"], by)
    invite(Provider.objects.get(code=MOORS), CAST["Mary"], by)
    invite(Trust.objects.get(uid=TRUST), CAST["Tariq"], by)
    invite(Provider.objects.get(code=THAMES), CAST["Bilal"], by)
    for code in (WEXCOMBE, MOORS):
        invite(Provider.objects.get(code=code), CAST["Bea"], by)
    for number, school in enumerate(School.objects.exclude(urn=HOLLINS).filter(is_open=True).order_by("urn")):
        if number % 6 == 5:
            continue  # some schools have nobody yet
        invite_person(
            school,
            email=f"office@{school.urn}.example",
            first_name=STAFF_FIRST[number % 10],
            last_name=STAFF_LAST[number // 10 + number % 4],
            by=by,
        )
    for number, provider in enumerate(Provider.objects.exclude(code__in=(THAMES, WEXCOMBE, MOORS)).order_by("code")):
        invite_person(
            provider,
            email=f"partnerships@{provider.code.lower()}.example",
            first_name=STAFF_FIRST[-number - 1],
            last_name=STAFF_LAST[-number - 1],
            by=by,
        )


def invite_again(by):
    """Nobody of the cast came while their invitation was good, so each gets another."""
    members = [User.objects.get(email=person.email) for person in CAST.values() if person.first_name != "Sam"]
    for user in members:
        for membership in user.memberships():
            if membership.organisation:
                resend_invitation(membership, by=by)


def add_mentors(schools, by):
    """150 mentors at these schools, as the teaching-record stand-in has them, and Mo at Hollins."""
    at_hollins = School.objects.get(urn=HOLLINS)
    if not Mentor.objects.filter(trn=MOS_TRN).exists():
        add_mentor(at_hollins, found(MOS_TRN), by=by, email=MENTOR.email)
    trn = 7100000
    while Mentor.objects.count() < 150:
        for school in schools:
            for _ in range(MENTORS_AT_MOST if school == at_hollins else 1 + int(school.urn) % 2):
                teacher = found(str(trn))
                trn += 1
                if teacher.is_active and Mentor.objects.count() < 150:
                    add_mentor(school, teacher, by=by)


def found(trn):
    """What the teaching record says of a teacher of the stand-in."""
    teacher = TEACHERS[trn]
    return Found(
        teacher.trn,
        teacher.first_name,
        teacher.last_name,
        is_active=teacher.qualified_on is not None and not teacher.alerts and not teacher.is_deactivated,
        induction_status=teacher.induction,
    )
