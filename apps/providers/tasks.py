"""Work on providers that nobody waits for."""

from celery import shared_task
from django.conf import settings

from apps.audit.actors import Actor, acting
from apps.core.files.fetching import fetch
from apps.providers.register.sync import import_providers


@shared_task(name="providers.fetch_register")
def fetch_register():
    """Bring the providers up to the register, where an address is set. A file refused stands on the jobs page."""
    if not settings.PROVIDERS_REGISTER_URL:
        return
    url = settings.PROVIDERS_REGISTER_URL
    with acting(Actor.job("The providers register")) as by:
        import_providers(fetch(url), source=url.rsplit("/", 1)[-1], by=by)
