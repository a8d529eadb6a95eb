"""What the engine of journeys promises, tried on a journey that knows nothing of the domain."""

from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django import forms
from django.http import Http404, QueryDict
from django.test import RequestFactory

from apps.core import clock
from apps.core.errors import Refused
from apps.core.journeys import CHECK, Journey, Page, Step, delete_old_journeys, walk
from apps.core.models import JourneyAnswers
from tests.factories import SchoolFactory, UserFactory

pytestmark = pytest.mark.django_db


class ColourForm(forms.Form):
    colour = forms.ChoiceField(choices=[("red", "Red"), ("blue", "Blue")])


class ShadeForm(forms.Form):
    shade = forms.IntegerField(min_value=1, max_value=9)

    def __init__(self, *args, of, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["shade"].max_value = 9


class SureForm(forms.Form):
    sure = forms.BooleanField()


class Paint(Journey):
    """Which colour; blue asks for a shade as well."""

    name = "paint"
    url_name = "mentors:school-add-mentor"
    templates = "paint"
    start_url = "/start/"
    leave_url = "/left/"
    painted = ()
    refuses = False

    def steps(self):
        yield Step("colour", ColourForm)
        if self.answers["colour"]["colour"] == "blue":
            yield Step("shade", ShadeForm, of="blue")
        yield Step(CHECK, SureForm)

    def finish(self, *, by):
        if self.refuses:
            raise Refused("The paint has run out.")
        self.painted.append(self.answers["colour"]["colour"])
        return "/painted/"


@pytest.fixture
def school():
    return SchoolFactory()


@pytest.fixture
def user():
    return UserFactory()


@pytest.fixture
def drawn(monkeypatch):
    """What would have been drawn: the name of the page and its form, in place of a template."""
    found = []

    def draw(request, template, context, status=200):
        found.append(context)
        return SimpleNamespace(url=f"drawn:{context['page'].name}", status_code=status)

    monkeypatch.setattr("apps.core.journeys.render", draw)
    return found


@pytest.fixture
def paint(school, user, drawn):
    """Post to or look at a page of one journey, as a browser would."""
    Paint.painted = []
    key = uuid4()

    def go(step, posted=None, query="", *, owner=school, key=key, kind=Paint):
        request = RequestFactory().generic(
            "GET" if posted is None else "POST",
            f"/{query}",
            "" if posted is None else encoded(posted),
            content_type="application/x-www-form-urlencoded",
        )
        request.user = user
        return walk(request, kind.resume(key, user=user, school=owner), step).url

    go.key = key
    return go


def encoded(posted):
    query = QueryDict(mutable=True)
    query.update(posted)
    return query.urlencode()


def page_of(address):
    return address.rstrip("/").rsplit("/", 1)[-1]


def test_a_journey_is_kept_from_its_first_answer_on_and_looking_keeps_nothing(paint):
    assert paint("colour") == "drawn:colour"
    assert not JourneyAnswers.objects.exists()

    paint("colour", {"colour": "red"})

    assert JourneyAnswers.objects.get().answers == {"colour": "colour=red"}


def test_two_starts_are_two_journeys(paint):
    other = uuid4()
    paint("colour", {"colour": "red"})
    paint("colour", {"colour": "blue"}, key=other)

    assert JourneyAnswers.objects.count() == 2


def test_another_organisations_address_is_not_found(paint):
    paint("colour", {"colour": "red"})

    with pytest.raises(Http404):
        paint("colour", owner=SchoolFactory())


def test_another_journeys_id_is_not_found(paint):
    class Build(Paint):
        name = "build"

    paint("colour", {"colour": "red"})

    with pytest.raises(Http404):
        paint("colour", kind=Build)


def test_a_colleague_goes_on_where_another_left(paint, school):
    paint("colour", {"colour": "red"})

    journey = Paint.resume(paint.key, user=UserFactory(), school=school)

    assert journey.furthest.name == CHECK


def test_answers_are_kept_as_posted_and_only_those_that_were_asked_for(paint):
    paint("colour", {"colour": "red", "status": "paid", "csrfmiddlewaretoken": "x"})

    assert JourneyAnswers.objects.get().answers == {"colour": "colour=red"}


def test_a_wrong_answer_is_shown_again_and_not_kept(paint, drawn):
    assert paint("colour", {"colour": "mauve"}) == "drawn:colour"
    assert drawn[-1]["form"].errors
    assert not JourneyAnswers.objects.exists()


@pytest.mark.parametrize("step", ["nonsense", "shade", CHECK])
def test_an_unknown_or_premature_step_leads_to_the_furthest_open_page(paint, step):
    assert page_of(paint(step)) == "colour"


def test_a_post_to_a_page_that_is_not_open_keeps_nothing(paint):
    assert page_of(paint(CHECK, {"sure": "on"})) == "colour"
    assert not JourneyAnswers.objects.exists()


def test_the_next_page_follows(paint):
    assert page_of(paint("colour", {"colour": "blue"})) == "shade"
    assert page_of(paint("shade", {"shade": "3"})) == CHECK


def test_a_change_comes_straight_back_unless_it_opens_a_new_question(paint):
    paint("colour", {"colour": "blue"})
    paint("shade", {"shade": "3"})

    assert page_of(paint("shade", {"shade": "4"}, "?change")) == CHECK
    assert page_of(paint("colour", {"colour": "red"}, "?change")) == CHECK

    JourneyAnswers.objects.update(answers={"colour": "colour=red"})
    opened = paint("colour", {"colour": "blue"}, "?change")
    assert opened.endswith("/shade/?change")
    assert page_of(paint("shade", {"shade": "3"}, "?change")) == CHECK


def test_an_answer_that_stops_being_true_stops_counting(paint, drawn):
    paint("colour", {"colour": "blue"})
    JourneyAnswers.objects.update(answers={"colour": "colour=blue", "shade": "shade=12"})

    assert page_of(paint(CHECK)) == "shade"
    paint("shade")
    assert drawn[-1]["page"].has_changed


def test_a_change_of_an_answer_asks_the_last_question_again(paint):
    paint("colour", {"colour": "red"})
    Paint.refuses = True
    try:
        paint(CHECK, {"sure": "on"})
    finally:
        Paint.refuses = False
    assert CHECK in JourneyAnswers.objects.get().answers

    paint("colour", {"colour": "red"})

    assert CHECK not in JourneyAnswers.objects.get().answers


def test_back_leads_to_the_page_before_and_from_the_first_to_the_start(paint, drawn):
    paint("colour", {"colour": "blue"})
    paint("shade")
    assert page_of(drawn[-1]["back_url"]) == "colour"
    paint("colour")
    assert drawn[-1]["back_url"] == "/start/"
    paint("colour", query="?change")
    assert drawn[-1]["back_url"] == "/start/"
    paint("shade", {"shade": "3"})
    paint("colour", query="?change")
    assert page_of(drawn[-1]["back_url"]) == CHECK


def test_leaving_keeps_even_half_an_answer(paint, drawn):
    paint("colour", {"colour": "blue"})

    assert paint("shade", {"shade": "12", "leave": "yes"}) == "/left/"

    paint("shade")
    assert drawn[-1]["form"]["shade"].value() == "12"


def test_the_last_page_finishes_once_and_a_second_click_lands_where_the_first_did(paint):
    paint("colour", {"colour": "red"})

    first, second = paint(CHECK, {"sure": "on"}), paint(CHECK, {"sure": "on"})

    assert first == second == "/painted/"
    assert Paint.painted == ["red"]
    assert JourneyAnswers.objects.get().answers == {}


def test_a_refusal_is_shown_on_the_last_page_with_every_answer_kept(paint, drawn):
    paint("colour", {"colour": "red"})
    Paint.refuses = True
    try:
        assert paint(CHECK, {"sure": "on"}) == f"drawn:{CHECK}"
    finally:
        Paint.refuses = False

    assert drawn[-1]["refusal"].words == "The paint has run out."
    assert drawn[-1]["form"]["sure"].value() is True
    assert JourneyAnswers.objects.get().answers["colour"] == "colour=red"
    assert paint(CHECK, {"sure": "on"}) == "/painted/"


def test_an_answer_from_a_stale_page_keeps_what_another_tab_answered(school, user):
    key = uuid4()
    Paint.resume(key, user=user, school=school).keep("colour", "colour=blue")
    stale = Paint.resume(key, user=user, school=school)
    Paint.resume(key, user=user, school=school).keep("shade", "shade=3")

    stale.keep("colour", "colour=blue")

    assert JourneyAnswers.objects.get().answers == {"colour": "colour=blue", "shade": "shade=3"}


def test_an_answer_to_a_finished_journey_changes_nothing(paint, school, user):
    paint("colour", {"colour": "red"})
    stale = Paint.resume(paint.key, user=user, school=school)
    paint(CHECK, {"sure": "on"})

    stale.keep("colour", "colour=blue")

    assert JourneyAnswers.objects.get().answers == {}
    assert stale.finished_url == "/painted/"


def test_an_endless_answer_is_not_kept(paint):
    class LongForm(forms.Form):
        words = forms.CharField()

    class Write(Paint):
        name = "write"

        def steps(self):
            yield Step("words", LongForm)

    paint("words", {"words": "x" * 50_000, "leave": "yes"}, kind=Write)
    assert JourneyAnswers.objects.get().answers == {"words": ""}

    assert paint("words", {"words": "x" * 50_000}, kind=Write) == "drawn:words"
    assert Write.painted == []


def test_unfinished_journeys_are_forgotten_after_a_fortnight_and_finished_ones_after_a_day(user):
    rows = {"old": "", "young": "", "finished": "/painted/", "just finished": "/painted/"}
    ages = {"old": 15, "young": 13, "finished": 2, "just finished": 0}
    for name, address in rows.items():
        row = JourneyAnswers.objects.create(journey=name, owner="school:1", user=user, finished_url=address)
        JourneyAnswers.objects.filter(pk=row.pk).update(updated_at=clock.now() - timedelta(days=ages[name]))

    assert delete_old_journeys() == 2
    assert set(JourneyAnswers.objects.values_list("journey", flat=True)) == {"young", "just finished"}


def test_a_page_knows_its_address_and_its_template(school, user):
    journey = Paint.resume(uuid4(), user=user, school=school)
    page = journey.page("colour")

    assert isinstance(page, Page)
    assert page.template == "paint/colour.html"
    assert str(school.pk) in page.url
    assert str(journey.row.pk) in page.url
