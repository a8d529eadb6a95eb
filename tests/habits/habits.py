"""What people do to a page without meaning to, done to the last page of a journey: refresh, an hour's pause, two clicks, Back."""

from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import resolve, reverse

from apps.audit.models import AuditEvent
from apps.claims.models import Claim
from apps.content.models import Feedback
from apps.core.models import JourneyAnswers
from apps.notifications.models import OutboundEmail
from apps.users.dfe_sign_in.tokens import Identity
from apps.users.services.access_requests import ask_for_access
from tests.assurance.pages import words_of
from tests.security.forms import forms_on

SITE = "http://testserver"
NEW = {"first_name": "Rosalind", "last_name": "Franklin", "email": "rosalind@hollins.example"}


@dataclass
class LastPage:
    """The page on which a journey is finished.

    `posts_to` is the name of the address behind the button, where the page has several or the address has no page of its
    own. `says` is what is answered, beside what the page has filled in. `again` is what a second click reads, where it does
    not land where the first did. `other` is another answer, for a second tab that was open all the while, and `stale` what
    that tab reads. `files` are name and content by the field. A preview may be made twice: it does nothing yet. A page that
    `stays` shows at once what was made. `before` are the pages that led here.
    """

    who: object
    page: str
    says: dict = field(default_factory=dict)
    posts_to: str = ""
    again: str = ""
    other: dict | None = None
    stale: str = "This changed while you were here"
    files: dict = field(default_factory=dict)
    is_preview: bool = False
    stays: bool = False
    before: tuple = ()


def stranger(organisation):
    """A request for access that waits."""
    identity = Identity(
        issuer="https://issuer.example", subject="sam", email="sam@nowhere.example", first_name="Sam", last_name="Stone"
    )
    return ask_for_access(identity, organisation, people_page="/")


def address(name, *args):
    return reverse(name, args=[getattr(one, "pk", one) for one in args])


def form_of(client, last):
    """Where the journey's form goes, and what a browser would post."""
    page = client.get(last.page)
    assert page.status_code == 200, (last.page, page.status_code)
    found = [
        (action, form)
        for action, form in forms_on(last.page, page)
        if not last.posts_to or resolve(urlsplit(action).path).view_name == last.posts_to
    ]
    assert found, f"{last.page} has no form for {last.posts_to or 'itself'}"
    action, form = found[0]
    posted = form.filled("Because") | last.says
    posted.pop("leave", None)
    return action, posted


def effects():
    """How much has happened: lines of history, emails, journeys, feedback, changes of claims."""
    counts = [kind.objects.count() for kind in (AuditEvent, OutboundEmail, JourneyAnswers, Feedback)]
    return [*counts, sorted(Claim.objects.values_list("pk", "version"))]


def try_habits(client, last):
    """Every habit on one page, one after the other; what was meant happens once."""
    if last.who:
        client.force_login(last.who)
    before = effects()
    action, posted = form_of(client, last)

    def post(**changes):
        chosen = {name: SimpleUploadedFile(*file) for name, file in last.files.items()}
        return client.post(action, posted | chosen | changes, headers={"Referer": SITE + last.page})

    # Refresh
    assert form_of(client, last)[0] == action
    assert effects() == before

    # An hour's pause
    if last.who:
        client.logout()
        asked = post()
        assert urlsplit(asked.url).path == reverse("account_login"), asked.url
        back = parse_qs(urlsplit(asked.url).query)["next"][0]
        assert effects() == before
        client.force_login(last.who)
        assert form_of(client, last)[0] == action
        assert back == last.page

    # Two tabs, and two clicks
    first = post()
    assert first.status_code == (200 if last.stays else 302), words_of(first)
    done = effects()
    assert done != before
    second = post()
    assert last.is_preview or effects() == done, "two clicks did it twice"
    read = words_of(second if second.status_code != 302 else client.get(second.url, follow=True))
    assert second.status_code in {200, 302, 409}, (second.status_code, read)
    if last.is_preview:
        return
    if last.again:
        assert last.again in read
    else:
        assert second.status_code == 302, read
        assert second.url == first.url
    if last.other is not None:
        stale = post(**last.other)
        assert last.stale in words_of(stale)
        assert effects() == done

    # Back, and forward again
    for page in (last.page, *last.before):
        back = client.get(page, follow=True)
        assert back.status_code in {200, 409}, (page, back.status_code, words_of(back))
    assert last.stays or client.get(first.url, follow=True).status_code == 200
    assert effects() == done
