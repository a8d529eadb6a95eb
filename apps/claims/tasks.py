"""Work on claims that nobody waits for. A task calls services, and running it twice does no harm."""

from celery import shared_task

from apps.audit.actors import Actor, acting
from apps.claims.services import ready_made
from apps.claims.services.ending import lapse_overdue
from apps.claims.services.keeping_time import delete_stale_drafts as delete
from apps.claims.services.keeping_time import warn_of_deadlines


@shared_task(name="claims.lapse")
def lapse():
    """Warn of deadlines that are near, and end returned claims whose deadline has passed."""
    with acting(Actor.job("deadlines")) as by:
        warn_of_deadlines(by=by)
        lapse_overdue(by=by)


@shared_task(name="claims.delete_stale_drafts")
def delete_stale_drafts():
    """Warn of, and then delete, drafts that no window is left for."""
    with acting(Actor.job("old drafts")) as by:
        delete(by=by)


@shared_task(name="claims.prepare_claims")
def prepare_claims():
    """Make draft claims of the hours that providers recorded."""
    with acting(Actor.job("ready-made claims")) as by:
        ready_made.prepare_claims(by=by)


@shared_task(name="claims.tell_of_ready_claims")
def tell_of_ready():
    """Tell schools of the claims made ready for them."""
    with acting(Actor.job("ready-made claims")) as by:
        ready_made.tell_of_ready_claims(by=by)


@shared_task(name="claims.look_again_at_recorded")
def look_again_at_recorded():
    """Have recorded hours that can be claimed looked at anew."""
    ready_made.look_again()
