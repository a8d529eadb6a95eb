"""Write, publish and take back the words of the service; give and read feedback."""

from datetime import timedelta
from uuid import uuid4

from django.db import transaction

from apps.audit.record import record
from apps.content.banners import forget
from apps.content.models import Banner, Feedback
from apps.core import clock
from apps.core.errors import Refused

FEEDBACK_KEPT = timedelta(days=365)


class NotPublished(Refused):
    """Words are not as the page showed them."""

    title = "This was not changed"


@transaction.atomic
def add(written, *, by):
    """Keep new words as a draft."""
    written.save()
    record("words.add", written, by=by, title=written.title)
    return written


@transaction.atomic
def change(written, *, by, **fields):
    """Change words. What is published changes at once for everybody."""
    was = {name: getattr(written, name) for name in fields if getattr(written, name) != fields[name]}
    for name, value in fields.items():
        setattr(written, name, value)
    written.save(update_fields=fields)
    record("words.change", written, by=by, title=written.title, was=was)
    return written


@transaction.atomic
def publish(written, *, by):
    """Let everybody read it from now."""
    written = held(written)
    if written.published_at:
        raise NotPublished(f"“{written}” is published already.")
    written.published_at = clock.now()
    written.save(update_fields=["published_at"])
    record("words.publish", written, by=by, title=written.title)
    return written


@transaction.atomic
def unpublish(written, *, by):
    """Take it off the public pages. It is a draft again."""
    written = held(written)
    if not written.published_at:
        raise NotPublished(f"“{written}” is a draft already.")
    written.published_at = None
    written.save(update_fields=["published_at"])
    record("words.unpublish", written, by=by, title=written.title)
    return written


@transaction.atomic
def add_banner(*, words, audience, starts_at, ends_at, by):
    """Show words at the top of every page from one moment until another."""
    banner = Banner.objects.create(words=words, audience=audience, starts_at=starts_at, ends_at=ends_at)
    record("banner.add", banner, by=by, **spoken(banner))
    forget()
    return banner


@transaction.atomic
def change_banner(banner, *, by, **fields):
    """Give a banner other words, readers or moments."""
    was = spoken(banner)
    for name, value in fields.items():
        setattr(banner, name, value)
    banner.save(update_fields=fields)
    record("banner.change", banner, by=by, was=was, **spoken(banner))
    forget()
    return banner


@transaction.atomic
def take_down_banner(banner, *, by):
    """End a banner now. One that has not begun is never shown."""
    banner = held(banner)
    moment = clock.now()
    if banner.ends_at <= moment:
        raise NotPublished("This banner has ended already.")
    if banner.starts_at < moment:
        banner.ends_at = moment
        banner.save(update_fields=["ends_at"])
        record("banner.take_down", banner, by=by, words=banner.words)
    else:
        record("banner.take_down", banner, by=by, words=banner.words)
        banner.delete()
    forget()


@transaction.atomic
def give_feedback(*, page, satisfaction, words, email, key=None):
    """Keep what a person said of the service, and nothing of who they are but the address they gave. Sent twice, it is one."""
    said = {"page": page, "satisfaction": satisfaction, "words": words, "email": email}
    feedback, _ = Feedback.objects.get_or_create(pk=key or uuid4(), defaults=said)
    return feedback


@transaction.atomic
def mark_read(feedback, *, by):
    """Somebody has read it. Saying so twice changes nothing."""
    feedback = held(feedback)
    if feedback.read_at is None:
        feedback.read_at, feedback.read_by = clock.now(), by
        feedback.save(update_fields=["read_at", "read_by"])
        record("feedback.read", feedback, by=by)
    return feedback


def forget_feedback():
    """Delete feedback of over a year ago. Returns how many."""
    count, _ = Feedback.objects.filter(created_at__lt=clock.now() - FEEDBACK_KEPT).delete()
    return count


def held(row):
    return type(row).objects.select_for_update(of=("self",), no_key=True).get(pk=row.pk)


def spoken(banner):
    """A banner as its history tells it."""
    moments = {name: getattr(banner, name).astimezone(clock.LONDON) for name in ("starts_at", "ends_at")}
    return {
        "words": banner.words,
        "audience": banner.get_audience_display(),
        **{name: f"{moment:%-d %B %Y at %H:%M}" for name, moment in moments.items()},
    }
