"""What DfE writes for the public, and what the public says: in the console."""

import pytest
from django.urls import reverse

from apps.audit.history import history_of
from apps.content import services
from apps.content.models import Banner, Feedback, HelpTopic, ServiceUpdate
from apps.core import clock
from tests.support.test_organisations import to, words_of

pytestmark = pytest.mark.django_db

UPDATE = {"title": "We are open", "audience": "everyone", "words": "From [today](/) on.\n\n- one\n- two"}
TOPIC = UPDATE | {"title": "How long does it take?", "slug": "how-long", "words": "About {answer_days}."}
MOMENTS = {
    "starts_on-day": "10",
    "starts_on-month": "2",
    "starts_on-year": "2026",
    "starts_time": "12:30pm",
    "ends_on-day": "10",
    "ends_on-month": "2",
    "ends_on-year": "2026",
    "ends_time": "17:30",
}
BANNER = {"words": "The service is away tonight.", "audience": "schools"} | MOMENTS


def said(page):
    return " ".join(words_of(page).split())


def test_an_update_is_written_seen_published_changed_and_taken_back(sign_in):
    client = sign_in("cora")
    answer = client.post(to("add-update"), UPDATE, follow=True)
    update = ServiceUpdate.objects.get()
    public = reverse("content:public-show-update", args=[update.pk])
    assert "Draft “We are open” saved" in said(answer)
    assert "<li>two</li>" in said(answer)
    assert client.get(public).status_code == 404

    assert "published" in said(client.post(to("publish-update", update), follow=True))
    assert client.get(public).status_code == 200

    form = client.get(to("change-update", update)).content.decode()
    assert "People read this now" in form
    update.refresh_from_db()
    changed = UPDATE | {"title": "We are open again", "version": update.version}
    client.post(to("change-update", update), changed)
    assert "We are open again" in words_of(client.get(public))

    client.post(to("unpublish-update", update))
    assert client.get(public).status_code == 404
    assert [event.event for event, _ in history_of(update)] == [
        "words.add",
        "words.publish",
        "words.change",
        "words.unpublish",
    ]


def test_a_change_from_an_old_page_is_refused(sign_in, people):
    update = services.add(ServiceUpdate(title="News", words="Words"), by=people.dev)
    version = update.version
    services.change(update, by=people.dev, title="Newer")
    answer = sign_in("cora").post(to("change-update", update), UPDATE | {"version": version})

    assert answer.status_code == 409
    update.refresh_from_db()
    assert update.title == "Newer"


def test_publishing_twice_is_refused(sign_in, people):
    update = services.add(ServiceUpdate(title="News", words="Words"), by=people.dev)
    client = sign_in("ada")

    assert client.post(to("publish-update", update)).status_code == 302
    assert client.post(to("publish-update", update)).status_code == 409


def test_a_topic_names_figures_and_shows_them(sign_in):
    client = sign_in("ada")
    shown = said(client.post(to("add-topic"), TOPIC, follow=True))
    topic = HelpTopic.objects.get(slug="how-long")

    assert "About 21 days." in shown
    client.post(to("publish-topic", topic))
    assert "About 21 days." in words_of(client.get("/help/how-long/"))
    topic.refresh_from_db()
    assert client.post(to("change-topic", topic), TOPIC | {"version": topic.version}).status_code == 302


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"title": ""}, "Enter a title"),
        ({"title": "x" * 101}, "Title must be 100 characters or fewer"),
        ({"words": ""}, "Enter the words"),
        ({"words": "In {yeer}"}, "{yeer} is not the name of a figure"),
        ({"audience": ""}, "Select who it is for"),
        ({"slug": ""}, "Enter an address"),
        ({"slug": "a b"}, "Address must be letters, numbers and hyphens"),
        ({"slug": "trusts"}, "trusts is the address of another topic"),
    ],
)
def test_errors_of_a_topic(sign_in, typed, words):
    page = said(sign_in("cora").post(to("add-topic"), TOPIC | typed))

    assert page.count(words) == 2
    assert not HelpTopic.objects.filter(slug="how-long").exists()


def test_a_banner_is_added_changed_and_taken_down(sign_in):
    client = sign_in("cora")
    assert "Banner added" in said(client.post(to("add-banner"), BANNER, follow=True))
    banner = Banner.objects.get()
    assert banner.starts_at == clock.start_of(clock.today()).replace(hour=12, minute=30)
    assert "To come" in words_of(client.get(to("list-banners")))

    form = client.get(to("change-banner", banner)).content.decode()
    assert 'value="17:30"' in form
    client.post(to("change-banner", banner), BANNER | {"audience": "everyone", "version": banner.version})
    banner.refresh_from_db()
    assert banner.audience == "everyone"

    with clock.moved_to(banner.starts_at.replace(minute=45)):
        assert "Shown now" in words_of(client.get(to("list-banners")))
        client.post(to("take-down-banner", banner))
        assert "Over" in words_of(client.get(to("list-banners")))
        assert client.get(to("change-banner", banner)).status_code == 404
        assert client.post(to("take-down-banner", banner)).status_code == 409


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"words": ""}, "Enter the words"),
        ({"words": "x" * 301}, "Words must be 300 characters or fewer"),
        ({"starts_on-day": "", "starts_on-month": "", "starts_on-year": ""}, "Enter the first day"),
        ({"starts_time": ""}, "Enter a start time, like 9:30am"),
        ({"starts_time": "noonish"}, "Start time must be a time, like 9:30am"),
        ({"starts_time": "13pm"}, "Start time must be a time, like 9:30am"),
        ({"ends_time": "25:00"}, "End time must be a time, like 9:30am"),
        ({"ends_time": "12:29"}, "Last day and end time must be after the start"),
        ({"starts_on-day": "1", "ends_on-day": "2"}, "Last day and end time must be in the future"),
    ],
)
def test_errors_of_a_banner(sign_in, typed, words):
    page = said(sign_in("cora").post(to("add-banner"), BANNER | typed))

    assert page.count(words) == 2
    assert not Banner.objects.exists()


def test_feedback_is_read_by_a_named_person(sign_in, people):
    one = services.give_feedback(page="help/", satisfaction=1, words="<b>Slow</b>\nand long", email="a@b.example")
    services.give_feedback(page="", satisfaction=5, words="", email="")
    client = sign_in("cora")

    page = said(client.get(to("list-feedback")))
    assert "To read (2)" in page
    assert "&lt;b&gt;Slow" in page
    assert "mailto:a@b.example" in page
    client.post(to("read-feedback", one))

    assert "To read (1)" in said(client.get(to("list-feedback")))
    assert "Read by Cora Dfe" in said(client.get(to("list-feedback") + "?show=all"))
    assert Feedback.objects.get(pk=one.pk).read_by == people.cora


def test_empty_lists_say_what_will_be_there(sign_in):
    client = sign_in("nora")

    assert "There is no service update yet" in words_of(client.get(to("list-updates")))
    assert "There is no banner" in words_of(client.get(to("list-banners")))
    assert "You have read all there is" in words_of(client.get(to("list-feedback")))
    assert "Nobody has given feedback yet" in words_of(client.get(to("list-feedback") + "?show=all"))


@pytest.mark.parametrize("who", ["priya", "nora"])
def test_others_may_read_but_not_write(sign_in, people, who):
    update = services.add(ServiceUpdate(title="News", words="Words"), by=people.dev)
    client = sign_in(who)

    assert client.get(to("show-update", update)).status_code == 200
    assert "Publish service update" not in words_of(client.get(to("show-update", update)))
    for address in [to("add-update"), to("change-update", update), to("add-topic"), to("add-banner")]:
        assert client.get(address).status_code == 403
    assert client.post(to("publish-update", update)).status_code == 403
