"""The tests are served as the app is: as a role that owns nothing."""

import pytest
from django.db import ProgrammingError, connection


@pytest.mark.django_db
def test_the_app_role_cannot_change_the_schema():
    with connection.cursor() as cursor:
        cursor.execute("select current_user")
        assert cursor.fetchone() == ("claims_app",)
        with pytest.raises(ProgrammingError):
            cursor.execute("create table stray (id int)")
