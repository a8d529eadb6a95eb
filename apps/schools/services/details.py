"""What a school itself says about itself. Everything else comes from the register."""

from django.db import transaction

from apps.audit.history import history_of
from apps.audit.record import record
from apps.core.errors import Refused
from apps.schools.models import School


class ChangedMeanwhile(Refused):
    """Somebody changed the school while the page was open."""

    title = "This changed while you were here"


@transaction.atomic
def change_finance_address(school, email, *, version, by):
    """Say who else is told when money is paid. Refused when the school changed since the page was opened."""
    school = School.objects.select_for_update(of=("self",), no_key=True).get(pk=school.pk)
    if email == school.finance_email:
        return school
    if school.version != version:
        changes = [event for event, _ in history_of(school) if event.event == "school.change_finance_address"]
        who = f"{changes[-1].actor_name} changed it" if changes else "It was changed"
        now = school.finance_email or "no address"
        raise ChangedMeanwhile(
            f"{who} since you opened the page. The finance address is now {now}. You typed {email or 'no address'}."
        )
    was, school.finance_email = school.finance_email, email
    school.save(update_fields=["finance_email"])
    record("school.change_finance_address", school, by=by, was=was, now=email)
    return school


@transaction.atomic
def change_ready_made_emails(school, wanted, *, by):
    """Say whether the school's people are told of claims made ready from recorded hours. The same choice again changes nothing."""
    school = School.objects.select_for_update(of=("self",), no_key=True).get(pk=school.pk)
    if school.wants_ready_made_emails != wanted:
        school.wants_ready_made_emails = wanted
        school.save(update_fields=["wants_ready_made_emails"])
        record("school.change_ready_made_emails", school, by=by, wanted=wanted)
