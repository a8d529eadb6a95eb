"""What Django makes of a database that goes away in the middle of a request is one page that says to wait."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.exceptions import SessionInterrupted
from django.core.exceptions import BadRequest
from django.db import InterfaceError, OperationalError

from apps.core.views import bad_request, server_error


@pytest.fixture
def request_of_somebody(rf):
    request = rf.get("/")
    request.user, request.session = AnonymousUser(), {}
    return request


@pytest.mark.parametrize("beneath", [OperationalError, InterfaceError])
def test_a_session_that_cannot_be_written_is_told_as_a_service_that_is_away(request_of_somebody, beneath):
    """Django says that the session was deleted, which is a bad request, whatever kept it from being written."""
    try:
        try:
            raise beneath
        except beneath:
            raise SessionInterrupted
    except SessionInterrupted as problem:
        answer = bad_request(request_of_somebody, problem)

    assert (answer.status_code, answer["Retry-After"]) == (503, "30")


def test_a_request_that_nobody_can_answer_stays_a_bad_request(request_of_somebody):
    assert bad_request(request_of_somebody, BadRequest()).status_code == 400
    assert bad_request(request_of_somebody).status_code == 400


def test_any_other_mistake_stays_a_mistake_of_ours(request_of_somebody):
    try:
        raise ValueError
    except ValueError:
        assert server_error(request_of_somebody).status_code == 500
