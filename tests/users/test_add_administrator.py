"""The first administrator of a new installation."""

import pytest
from django.core.management import CommandError, call_command

from apps.users.models import SupportMembership

pytestmark = pytest.mark.django_db
ADA = {"first_name": "Ada", "last_name": "Osei"}


def test_the_first_administrator_is_added_and_told():
    call_command("add_administrator", "ada.osei@education.gov.uk", **ADA)

    membership = SupportMembership.objects.get()
    assert (membership.user.full_name, membership.role) == ("Ada Osei", "administrator")


def test_a_second_is_refused_unless_forced():
    call_command("add_administrator", "ada.osei@education.gov.uk", **ADA)
    with pytest.raises(CommandError, match="There is an administrator already"):
        call_command("add_administrator", "ayo.bakare@education.gov.uk", **ADA)

    call_command("add_administrator", "ayo.bakare@education.gov.uk", **ADA, force=True)

    assert SupportMembership.objects.count() == 2


def test_an_address_elsewhere_is_refused():
    with pytest.raises(CommandError, match=r"must end @education\.gov\.uk"):
        call_command("add_administrator", "ada@elsewhere.example", **ADA)
