"""What a school says of a mentor: the address, subjects and phases, changed on one page and noted."""

import pytest
from django.urls import reverse

from apps.audit.history import history_of
from apps.mentors.models import Place
from tests.factories import MentorFactory, SchoolFactory, member_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    school = SchoolFactory(name="Hollins Primary School")
    school.member = member_of(school)
    return school


@pytest.fixture
def anne(client, school):
    client.force_login(school.member)
    return client


def text(response):
    return response.content.decode()


def test_the_address_and_what_they_teach_are_changed_on_one_page_and_noted(anne, school):
    place = Place.objects.create(mentor=MentorFactory(), school=school, tries=5)
    address = reverse("mentors:school-change-mentor", args=[school.pk, place.pk])

    said = {"email": "new@hollins.example", "subjects": ["physics", "art"], "phases": ["secondary"]}
    anne.post(address, {**said, "version": place.version})

    place.refresh_from_db()
    assert (place.email, place.tries) == ("new@hollins.example", 0)
    assert (place.subjects, place.phases) == (["art", "physics"], ["secondary"])
    shown = text(anne.get(reverse("claims:school-show-mentor", args=[school.pk, place.pk])))
    assert "Art and design, Physics. Secondary" in shown
    assert "What they teach changed" in shown
    assert "Email address given" in shown


def test_what_did_not_change_leaves_no_line(anne, school):
    place = Place.objects.create(mentor=MentorFactory(), school=school, subjects=["art"])
    address = reverse("mentors:school-change-mentor", args=[school.pk, place.pk])

    anne.post(address, {"email": "", "subjects": ["art"], "version": place.version})

    assert history_of(place) == []


def test_a_subject_that_is_none_is_refused(anne, school):
    place = Place.objects.create(mentor=MentorFactory(), school=school)
    address = reverse("mentors:school-change-mentor", args=[school.pk, place.pk])

    page = text(anne.post(address, {"subjects": ["alchemy"], "version": place.version}))

    assert "Subjects must be from the list" in page


def test_a_stale_page_changes_nothing(anne, school):
    place = Place.objects.create(mentor=MentorFactory(), school=school)
    address = reverse("mentors:school-change-mentor", args=[school.pk, place.pk])
    anne.post(address, {"email": "first@hollins.example", "version": place.version})

    answer = anne.post(address, {"email": "second@hollins.example", "version": place.version})

    place.refresh_from_db()
    assert answer.status_code == 409
    assert "This changed while you were here" in text(answer)
    assert place.email == "first@hollins.example"


def test_another_schools_mentor_does_not_exist(anne, school):
    place = Place.objects.create(mentor=MentorFactory(), school=SchoolFactory())

    assert anne.get(reverse("mentors:school-change-mentor", args=[school.pk, place.pk])).status_code == 404
