"""One-time codes for mentors. An address we do not know costs the same work and gets the same page."""

from django.db import transaction

from apps.audit.actors import Actor
from apps.audit.record import record
from apps.notifications.queue import queue
from apps.users.models import User
from apps.users.notifications import SignInCodeForMentor

NOBODY = User(email="nobody@nowhere.example")


def send_code(email, code):
    """Queue the code for a mentor's own address."""
    with transaction.atomic():
        queue_code(User.objects.with_email(email).get(), email, code)


def pretend_to_send_code(email):
    """Do the same work for an address that is no mentor's, and undo it."""
    with transaction.atomic():
        queue_code(NOBODY, email, "000000")
        transaction.set_rollback(True)


def queue_code(user, email, code):
    event = record("user.ask_for_code", user, by=Actor.job("Sign-in"))
    queue(SignInCodeForMentor(email, event, about=user, context={"code": code}))
