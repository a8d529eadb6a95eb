"""What anyone reads and says: updates, help, the banner, feedback."""

from datetime import timedelta

import pytest
from django.urls import reverse

from apps.content import services
from apps.content.models import Audience, Feedback, HelpTopic, ServiceUpdate
from apps.content.tasks import forget_feedback
from apps.content.views.public import FEEDBACK
from apps.core import clock
from tests.factories import member_of, school_that_can_claim, support_person

pytestmark = pytest.mark.django_db

FEEDBACK_PAGE = reverse("content:public-give-feedback")
HELP = reverse("doors:public-help")


def text_of(answer):
    return " ".join(answer.content.decode().split())


@pytest.fixture
def cora():
    return support_person("caseworker")


@pytest.fixture
def update(cora):
    written = ServiceUpdate(title="The autumn window opens", words="It opens soon.\n\n- one\n- two", audience="schools")
    return services.add(written, by=cora)


def test_an_update_is_news_once_it_is_published(client, cora, update):
    page = reverse("content:public-show-update", args=[update.pk])
    assert "There is no news yet" in text_of(client.get(reverse("content:public-list-updates")))
    assert client.get(page).status_code == 404

    services.publish(update, by=cora)

    listed = text_of(client.get(reverse("content:public-list-updates")))
    assert "The autumn window opens" in listed
    assert "For schools and trusts" in listed
    assert "<li>two</li>" in text_of(client.get(page))
    assert "The autumn window opens" in text_of(client.get(reverse("doors:public-start")))

    services.unpublish(update, by=cora)
    assert client.get(page).status_code == 404


def test_many_updates_come_in_pages(client, cora):
    for number in range(27):
        update = services.add(ServiceUpdate(title=f"News {number}", words="Words"), by=cora)
        with clock.moved_to(clock.now() - timedelta(days=number)):
            services.publish(update, by=cora)

    assert "results 1 to 25" in text_of(client.get(reverse("content:public-list-updates")))


@pytest.mark.parametrize("act", [services.publish, services.unpublish])
def test_what_is_so_already_is_refused(cora, update, act):
    if act is services.publish:
        services.publish(update, by=cora)
    with pytest.raises(services.NotPublished):
        act(update, by=cora)


@pytest.mark.parametrize(
    ("slug", "words"),
    [
        ("record-hours", "rounded down to whole hours"),
        ("confirm-hours", "are confirmed at once. Every other mentor on it waits for your answer."),
        ("mentor-account", "the address is yours and the school cannot change it"),
        ("make-a-claim", "and it is asked about any others"),
    ],
)
def test_help_says_what_recorded_hours_do(client, slug, words):
    assert words in text_of(client.get(reverse("doors:public-help-topic", args=[slug])))


def test_help_is_listed_by_reader_and_searched_by_the_beginnings_of_words(client):
    page = text_of(client.get(HELP))
    assert [page.index(audience.label) for audience in Audience] == sorted(
        page.index(audience.label) for audience in Audience
    )

    found = text_of(client.get(HELP, {"q": "remit payer"}))
    assert "1 topic found for “remit payer”" in found
    assert "When and how are we paid?" in found
    assert "How do I sign in?" not in found
    assert "Try other words" in text_of(client.get(HELP, {"q": "xylophone"}))


def test_figures_of_a_topic_are_those_of_the_year(client):
    page = text_of(client.get(reverse("doors:public-help-topic", args=["how-much"])))

    assert "In 2025 to 2026 a mentor has up to 16 hours of initial training" in page
    assert "£53.60" in page
    assert "How do we make a claim?" in page


def test_a_topic_that_is_not_published_does_not_exist(client, cora):
    services.unpublish(HelpTopic.objects.get(slug="trusts"), by=cora)

    assert client.get(reverse("doors:public-help-topic", args=["trusts"])).status_code == 404
    assert "What can a trust do" not in text_of(client.get(HELP))


def banner(by, *, begins=-1, ends=1, **fields):
    moments = {"starts_at": clock.now() + timedelta(hours=begins), "ends_at": clock.now() + timedelta(hours=ends)}
    fields = {"words": "We are moving house tonight.", "audience": Audience.EVERYONE} | fields
    return services.add_banner(**moments, **fields, by=by)


def test_a_banner_stands_on_every_page_from_its_first_moment_until_its_last(client, cora):
    banner(cora, begins=1, ends=2)
    start = reverse("doors:public-start")

    shown = []
    for hours in (0, 1, 1.5, 2):
        with clock.moved_to(clock.now() + timedelta(hours=hours)):
            shown.append("moving house" in text_of(client.get(start)))
    assert shown == [False, True, True, False]


def test_a_banner_for_schools_is_not_shown_to_anybody_else(client, cora):
    banner(cora, audience=Audience.SCHOOLS)
    school = school_that_can_claim()
    assert "moving house" not in text_of(client.get(reverse("doors:public-start")))

    client.force_login(member_of(school))
    assert "moving house" in text_of(client.get(reverse("doors:school-home", args=[school.pk])))


def test_banners_are_read_once_for_many_pages(client, cora, django_assert_num_queries):
    banner(cora)
    with django_assert_num_queries(2):  # the banners, the years
        client.get(reverse("policy:public-conditions"))
    with django_assert_num_queries(1):
        client.get(reverse("policy:public-conditions"))


def test_a_banner_taken_down_is_gone(client, cora):
    services.take_down_banner(banner(cora), by=cora)
    later = banner(cora, begins=5, ends=6)
    services.take_down_banner(later, by=cora)

    assert "moving house" not in text_of(client.get(reverse("doors:public-start")))
    with clock.moved_to(clock.now() + timedelta(hours=5)):
        assert "moving house" not in text_of(client.get(reverse("doors:public-start")))


def test_feedback_keeps_the_kind_of_page_and_no_id(client):
    school = school_that_can_claim()
    client.force_login(member_of(school))
    page = client.get(reverse("doors:school-home", args=[school.pk])).content.decode()
    address = page.split('href="/feedback/')[1].split('"')[0]
    assert str(school.pk) not in address

    form = client.get(FEEDBACK_PAGE + address).content.decode()
    assert 'value="schools/…/"' in form
    said = {"page": "schools/…/", "satisfaction": "2", "words": "Too many clicks", "email": "Anne@School.example"}
    answer = client.post(FEEDBACK_PAGE, said, follow=True)

    assert "Feedback sent" in text_of(answer)
    kept = Feedback.objects.get()
    assert (kept.page, kept.satisfaction, kept.words, kept.email) == (
        "schools/…/",
        2,
        "Too many clicks",
        "anne@school.example",
    )


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({}, "Select how satisfied you are"),
        ({"satisfaction": "9"}, "Select how satisfied you are"),
        ({"satisfaction": "5", "email": "nobody"}, "Email address must look like name@example.com"),
        ({"satisfaction": "5", "words": "x" * 1201}, "Your feedback must be 1,200 characters or fewer"),
    ],
)
def test_errors_of_feedback(client, typed, words):
    page = text_of(client.post(FEEDBACK_PAGE, typed))

    assert page.count(words) == 2
    assert not Feedback.objects.exists()


def test_a_page_that_no_layout_gave_is_not_kept(client):
    client.post(FEEDBACK_PAGE, {"satisfaction": "5", "page": "<b>mine</b>"})

    assert Feedback.objects.get().page == ""


def test_too_much_feedback_is_stopped_and_what_was_typed_stays(client):
    for _ in range(FEEDBACK.most):
        client.post(FEEDBACK_PAGE, {"satisfaction": "5"})
    answer = client.post(FEEDBACK_PAGE, {"satisfaction": "1", "words": "One more"})

    assert answer.status_code == 429
    assert "Too many messages came from your network" in text_of(answer)
    assert "One more" in text_of(answer)
    assert Feedback.objects.count() == FEEDBACK.most


def test_feedback_is_forgotten_after_a_year():
    with clock.moved_to(clock.now() - timedelta(days=366)):
        services.give_feedback(page="", satisfaction=1, words="Old", email="a@b.example")
    services.give_feedback(page="", satisfaction=1, words="New", email="")

    forget_feedback()

    assert [one.words for one in Feedback.objects.all()] == ["New"]
