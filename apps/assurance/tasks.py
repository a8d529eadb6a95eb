"""Work of the checks. A task calls one service, and running it twice does no harm."""

from celery import shared_task

from apps.assurance.services.asking import remind_providers
from apps.assurance.services.checking import check_due
from apps.assurance.services.counting import count_rules as count
from apps.assurance.services.matching import look_at_recorded
from apps.audit.actors import Actor, acting


@shared_task(name="assurance.check_claims")
def check_claims():
    """Check every claim that is due a look."""
    with acting(Actor.job("checks")) as actor:
        look_at_recorded()
        check_due(by=actor)


@shared_task(name="assurance.remind_providers")
def remind():
    """Remind providers of answers that are due soon."""
    with acting(Actor.job("reminders")) as actor:
        remind_providers(by=actor)


@shared_task(name="assurance.count_rules")
def count_rules():
    """Count how often each rule passes, notes and refers."""
    with acting(Actor.job("checks")):
        count()
