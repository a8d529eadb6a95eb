"""People of a school: who can act for it, and who may let them in."""

from django.views.decorators.http import require_POST

from apps.core.access import allowed
from apps.schools.access import for_school_user
from apps.schools.permissions import can_manage_people
from apps.users import people
from apps.users.people import PeoplePages

SCHOOL = PeoplePages(layout="layouts/school.html", address="schools:school", can_manage=can_manage_people)


@for_school_user
def list_people(request, school):
    return people.list_people(request, school, SCHOOL)


@for_school_user
@allowed(can_manage_people)
def invite_person(request, school):
    return people.invite_person(request, school, SCHOOL)


@for_school_user
@allowed(can_manage_people)
def remove_person(request, school, membership_id):
    return people.remove_person(request, school, membership_id, SCHOOL)


@for_school_user
@allowed(can_manage_people)
@require_POST
def resend_invitation(request, school, membership_id):
    return people.resend_invitation(request, school, membership_id, SCHOOL)


@for_school_user
@allowed(can_manage_people)
@require_POST
def accept_request(request, school, request_id):
    return people.accept_request(request, school, request_id, SCHOOL)


@for_school_user
@allowed(can_manage_people)
def refuse_request(request, school, request_id):
    return people.refuse_request(request, school, request_id, SCHOOL)
