"""Work on schools that nobody waits for."""

from celery import shared_task
from django.conf import settings

from apps.audit.actors import Actor, acting
from apps.core import clock
from apps.schools.gias.client import fetch_newest
from apps.schools.gias.links import read_links
from apps.schools.gias.sync import import_register
from apps.schools.gias.trusts import read_members, read_trusts
from apps.schools.models import RegisterImport
from apps.schools.services.succession import keep_links


@shared_task(name="schools.fetch_register", time_limit=1800)
def fetch_register():
    """Bring the schools up to the newest file of the register, where an address is set. A file refused stands on the jobs page."""
    if not settings.SCHOOLS_REGISTER_URL:
        return
    last = RegisterImport.objects.order_by("as_at").last()
    files = fetch_newest(settings.SCHOOLS_REGISTER_URL, today=clock.today(), known=last and last.as_at)
    if files is None:
        return
    with acting(Actor.job("The schools register")) as by:
        import_register(
            files.schools,
            source=files.name,
            as_at=files.day,
            by=by,
            trusts=read_trusts(files.trusts) if files.trusts else (),
            members=read_members(files.members) if files.members else (),
        )
        if files.links:
            keep_links(read_links(files.links))
