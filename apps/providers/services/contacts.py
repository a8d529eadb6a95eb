"""A provider says whom to speak to, for each purpose."""

from django.db import transaction

from apps.audit.record import record
from apps.core.errors import Refused
from apps.providers.models import Contact, Provider


class ContactChanged(Refused):
    """Somebody changed the contact while the page was open."""

    title = "This changed while you were here"


@transaction.atomic
def name_contact(provider, purpose, *, name, email, telephone="", version, by):
    """Say whom to speak to. `version` is that of the contact the page was opened with, 0 where there was none."""
    contact = standing(provider, purpose)
    said = {"name": name, "email": email, "telephone": telephone}
    if contact and said == {name: getattr(contact, name) for name in said}:
        return contact
    refuse_stale(contact, version)
    contact = contact or Contact(provider=provider, purpose=purpose)
    contact.name, contact.email, contact.telephone = name, email, telephone
    contact.save()
    record("provider.name_contact", provider, by=by, purpose=contact.get_purpose_display().lower(), now=name)
    return contact


@transaction.atomic
def remove_contact(provider, purpose, *, version, by):
    """Have no contact for a purpose."""
    if contact := standing(provider, purpose):
        refuse_stale(contact, version)
        contact.delete()
        record("provider.remove_contact", provider, by=by, purpose=contact.get_purpose_display().lower())


def standing(provider, purpose):
    """The contact as it is now, or None. One change at a time."""
    Provider.objects.select_for_update(of=("self",), no_key=True).get(pk=provider.pk)
    return provider.contact_for(purpose)


def refuse_stale(contact, version):
    """Refuse to change a contact that is not as the page saw it."""
    if (contact.version if contact else 0) != version:
        now = f"It is now {contact.name}." if contact else "There is none now."
        raise ContactChanged(f"Somebody changed this contact since you opened the page. {now}")
