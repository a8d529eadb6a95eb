"""What a provider's people see and do: confirming many at once, exceptions, undoing, and the claims that name them."""

import pytest
from django.urls import reverse

from apps.assurance.forms import field_name
from apps.assurance.models import Confirmation
from apps.claims.enums import ClaimStatus
from apps.core.models import JourneyAnswers
from tests.assurance.pages import page_of, words_of
from tests.assurance.test_checking import status_of
from tests.assurance.world import (
    answer,
    asked_claim,
    check,
    confirmed_claim,
    later,
    member_at,
    provider_with_people,
    waiting,
)
from tests.factories import member_of, school_that_can_claim, submitted_claim

pytestmark = pytest.mark.django_db


def choose(lines, value="confirmed"):
    return {field_name(line): value for line in lines}


PAGES = ["list-confirmations", "list-claims", "download-claims"]


@pytest.mark.parametrize("name", PAGES)
def test_signed_out_people_are_asked_to_sign_in(client, provider, name):
    assert client.get(page_of(name, provider)).status_code == 302


@pytest.mark.parametrize("name", PAGES)
def test_people_of_another_provider_find_nothing(client, provider, name):
    client.force_login(member_at(provider_with_people()))

    assert client.get(page_of(name, provider)).status_code == 404


def test_the_home_says_what_is_to_do(bilal, provider):
    assert "Nothing to do" in words_of(bilal.get(reverse("doors:provider-home", args=[provider.pk])))
    asked_claim(hours=(16, 5), provider=provider)

    words = words_of(bilal.get(reverse("doors:provider-home", args=[provider.pk])))

    assert "Confirm the hours of 2 mentors" in words
    assert "Tuesday 3 March 2026" in words


def test_an_empty_list_says_what_will_be_there(bilal, provider):
    assert "Nothing to confirm" in words_of(bilal.get(page_of("list-confirmations", provider)))
    assert "it will be listed here" in words_of(bilal.get(page_of("list-claims", provider)))


def test_many_are_confirmed_with_two_clicks_and_can_be_undone(bilal, provider):
    claims = [asked_claim(hours=(16, 5), provider=provider) for _ in range(2)]
    chosen = bilal.get(page_of("list-confirmations", provider) + "?choose=confirm")
    assert chosen.content.decode().count(" checked") == 4

    response = bilal.post(page_of("list-confirmations", provider), choose(waiting(provider)), follow=True)

    words = words_of(response)
    assert "4 answers saved. You can undo until 1:00pm." in words
    assert words.count("Undo until 1:00pm") == 4
    assert Confirmation.objects.count() == 4
    with later(hours=1):
        check()
    assert {status_of(claim) for claim in claims} == {ClaimStatus.APPROVED}


def test_a_part_of_the_answers_is_saved_and_the_rest_stays(bilal, provider):
    asked_claim(hours=(16, 5), provider=provider)

    bilal.post(page_of("list-confirmations", provider), choose(waiting(provider)[:1]))

    assert Confirmation.objects.count() == 1
    assert len(waiting(provider)) == 1


def test_no_answer_at_all_is_an_error_that_leads_to_the_first_mentor(bilal, provider):
    asked_claim(hours=(16, 5), provider=provider)

    response = bilal.post(page_of("list-confirmations", provider))

    assert "Select an answer for at least one mentor" in words_of(response)
    assert response.content.decode().count("<fieldset") == 2


def test_an_answer_that_is_not_on_the_page_is_an_error_about_the_mentor(bilal, provider):
    claim = asked_claim(provider=provider)
    mentor = claim.lines.get().mentor

    words = words_of(bilal.post(page_of("list-confirmations", provider), choose(waiting(provider), "perhaps")))

    assert f"Select an answer for {mentor}" in words
    assert not Confirmation.objects.exists()


def exceptions_started(bilal, provider):
    """One mentor confirmed, one with other hours, one unknown; the address of the page that asks why."""
    lines = waiting(provider)
    posted = {field_name(lines[0]): "confirmed", field_name(lines[1]): "other_hours"}
    posted[field_name(lines[2])] = "not_our_mentor"
    response = bilal.post(page_of("list-confirmations", provider), posted)
    return lines, response["Location"]


def test_exceptions_are_explained_checked_and_sent(bilal, provider):
    claims = [asked_claim(hours=(16,), provider=provider) for _ in range(3)]
    lines, address = exceptions_started(bilal, provider)
    assert address.endswith("/explain/")
    assert lines[1].mentor.full_name in words_of(bilal.get(address))

    response = bilal.post(
        address,
        {
            f"hours-{lines[1].pk}": "6",
            f"reason-{lines[1].pk}": "attended_fewer",
            f"words-{lines[1].pk}": "Left in March",
            f"reason-{lines[2].pk}": "another_provider",
        },
    )
    assert response["Location"].endswith("/check-your-answers/")
    words = words_of(bilal.get(response["Location"]))
    assert "Send 3 answers" in words
    assert "6 hours completed" in words
    assert "They attended fewer hours. Left in March" in words
    assert not Confirmation.objects.exists()

    sent = bilal.post(response["Location"], follow=True)

    assert "3 answers saved" in words_of(sent)
    check()
    by_line = {claim.lines.get().pk: status_of(claim) for claim in claims}
    assert by_line[lines[0].pk] == ClaimStatus.SUBMITTED
    assert by_line[lines[1].pk] == ClaimStatus.RETURNED
    assert by_line[lines[2].pk] == ClaimStatus.NEEDS_REVIEW


@pytest.mark.parametrize(
    ("hours", "reason", "error"),
    [
        ("6", "attended_more", "You gave no more hours than were claimed for Ada"),
        ("16", "attended_fewer", "You gave no fewer hours than were claimed for Ada"),
    ],
)
def test_a_reason_that_says_the_opposite_of_the_hours_is_refused(bilal, provider, hours, reason, error):
    [asked_claim(hours=(10,), provider=provider) for _ in range(3)]
    lines, address = exceptions_started(bilal, provider)

    page = bilal.post(
        address,
        {
            f"hours-{lines[1].pk}": hours,
            f"reason-{lines[1].pk}": reason,
            f"reason-{lines[2].pk}": "not_a_mentor",
        },
    )

    assert error in words_of(page)


def test_sending_twice_sends_once(bilal, provider):
    [asked_claim(provider=provider) for _ in range(3)]
    lines, address = exceptions_started(bilal, provider)
    explained = {
        f"hours-{lines[1].pk}": "6",
        f"reason-{lines[1].pk}": "withdrew",
        f"reason-{lines[2].pk}": "not_a_mentor",
    }
    last = bilal.post(address, explained)["Location"]

    bilal.post(last)
    again = bilal.post(last)

    assert again["Location"] == page_of("list-confirmations", provider)
    assert Confirmation.objects.count() == 3


@pytest.mark.parametrize(
    ("hours", "error"),
    [
        ("", "Enter the hours {mentor} completed"),
        ("17", "Hours for {mentor} must be a whole number from 0 to 16"),
        ("-1", "Hours for {mentor} must be a whole number from 0 to 16"),
        ("1.5", "Hours for {mentor} must be a whole number"),
        ("ten", "Hours for {mentor} must be a whole number"),
        ("١٦", "Hours for {mentor} must be a whole number"),
        ("99999999999999999999", "Hours for {mentor} must be a whole number"),
    ],
)
def test_hours_at_their_edges_are_errors_that_keep_what_was_typed(bilal, provider, hours, error):
    [asked_claim(provider=provider) for _ in range(3)]
    lines, address = exceptions_started(bilal, provider)

    response = bilal.post(address, {f"hours-{lines[1].pk}": hours, f"words-{lines[1].pk}": "Kept words"})

    words = words_of(response)
    assert error.format(mentor=lines[1].mentor) in words
    assert f"Select a reason for {lines[1].mentor}" in words
    assert f"Select a reason for {lines[2].mentor}" in words
    assert "Kept words" in words


def test_another_reason_needs_words(bilal, provider):
    [asked_claim(provider=provider) for _ in range(3)]
    lines, address = exceptions_started(bilal, provider)
    posted = {f"hours-{lines[1].pk}": "6", f"reason-{lines[1].pk}": "other", f"reason-{lines[2].pk}": "not_a_mentor"}

    words = words_of(bilal.post(address, posted))

    assert f"Enter your reason for {lines[1].mentor}" in words


def test_a_colleague_who_answered_meanwhile_is_not_overwritten(bilal, provider):
    claims = [asked_claim(provider=provider) for _ in range(3)]
    _, address = exceptions_started(bilal, provider)
    for claim in claims:
        answer(claim)

    response = bilal.get(address, follow=True)

    assert "Nothing to confirm" in words_of(response)
    assert Confirmation.objects.standing().filter(answer="confirmed").count() == 3


def test_a_stale_page_about_other_hours_changes_nothing_and_says_so(bilal, provider):
    claim = asked_claim(provider=provider)
    line = claim.lines.get()

    response = bilal.post(page_of("list-confirmations", provider), {f"answer-{line.pk}-3": "confirmed"}, follow=True)

    assert "Select an answer for at least one mentor" in words_of(response)
    assert not Confirmation.objects.exists()


def test_a_line_of_another_provider_is_not_answered(bilal, provider):
    line = asked_claim().lines.get()

    response = bilal.post(page_of("list-confirmations", provider), {field_name(line): "confirmed"}, follow=True)

    assert "no longer asked about" in words_of(response)
    assert not Confirmation.objects.exists()


def test_the_journey_of_another_provider_does_not_exist(client, bilal, provider):
    [asked_claim(provider=provider) for _ in range(3)]
    exceptions_started(bilal, provider)
    other = provider_with_people()
    client.force_login(member_at(other))

    response = client.get(page_of("confirm-hours", other, JourneyAnswers.objects.get().pk, "explain"))

    assert response.status_code == 404


def test_a_journey_that_was_never_begun_leads_to_the_list(bilal, provider):
    asked = page_of("confirm-hours", provider, "11111111-1111-4111-8111-111111111111", "explain")

    assert bilal.get(asked)["Location"] == page_of("list-confirmations", provider)


def test_the_list_shows_one_school(bilal, provider):
    ours = asked_claim(provider=provider, school=school_that_can_claim(name="Saint Bede Primary School"))
    theirs = asked_claim(provider=provider, school=school_that_can_claim(name="Kelder High School"))

    words = words_of(bilal.get(page_of("list-confirmations", provider) + "?school=st+bede"))

    assert ours.reference in words
    assert theirs.reference not in words
    assert "No mentor at a school" in words_of(bilal.get(page_of("list-confirmations", provider) + "?school=nowhere"))


def test_the_soonest_deadline_comes_first(bilal, provider):
    with later(days=3):
        second = asked_claim(provider=provider)
    first = asked_claim(provider=provider)

    words = words_of(bilal.get(page_of("list-confirmations", provider)))

    assert words.index(first.reference) < words.index(second.reference)


def test_a_long_list_comes_in_pages_of_25_and_says_where_it_is(bilal, provider):
    for _ in range(2):
        asked_claim(hours=(1,) * 13, provider=provider)

    response = bilal.get(page_of("list-confirmations", provider))

    assert response.content.decode().count("<fieldset") == 25
    assert "results 1 to 25" in words_of(response)
    assert "26 mentors to answer" in words_of(response)


def test_an_answer_is_undone_by_its_button(bilal, provider):
    confirmed_claim(provider=provider)

    response = bilal.post(page_of("undo-answer", provider, Confirmation.objects.get().pk), follow=True)

    assert "is undone" in words_of(response)
    assert len(waiting(provider)) == 1


def test_undoing_too_late_says_what_can_still_be_done(bilal, provider):
    confirmed_claim(provider=provider)

    with later(hours=1):
        bilal.force_login(member_at(provider))
        response = bilal.post(page_of("undo-answer", provider, Confirmation.objects.get().pk))

    assert response.status_code == 409
    assert "You can still tell DfE" in words_of(response)


@pytest.mark.parametrize("name", ["undo-answer", "report-wrong"])
def test_the_answer_of_another_provider_does_not_exist(bilal, provider, name):
    confirmed_claim()

    assert bilal.post(page_of(name, provider, Confirmation.objects.get().pk)).status_code == 404


def test_undoing_is_not_done_by_looking(bilal, provider):
    confirmed_claim(provider=provider)

    assert bilal.get(page_of("undo-answer", provider, Confirmation.objects.get().pk)).status_code == 405


def test_a_wrong_answer_is_reported_with_words(bilal, provider):
    claim = confirmed_claim(provider=provider)
    address = page_of("report-wrong", provider, Confirmation.objects.get().pk)
    assert "Enter your reason" in words_of(bilal.post(address, {"words": ""}))

    response = bilal.post(address, {"words": "It was 3 hours"}, follow=True)

    assert f"Claim {claim.reference}" in words_of(response)
    assert "It was 3 hours" in words_of(response)
    assert bilal.get(address).url == page_of("show-claim", provider, claim.pk)


@pytest.mark.parametrize(("name", "most"), [("list-confirmations", 12), ("list-claims", 13)])
@pytest.mark.parametrize("rows", [1, 25])
def test_lists_cost_the_same_however_long_they_are(bilal, provider, name, most, rows, django_assert_max_num_queries):
    for _ in range(rows):
        asked_claim(provider=provider)

    with django_assert_max_num_queries(most):
        assert bilal.get(page_of(name, provider)).status_code == 200


def test_the_home_costs_at_most_seventeen_queries(bilal, provider, django_assert_max_num_queries):
    for _ in range(3):
        confirmed_claim(provider=provider)

    with django_assert_max_num_queries(17):
        bilal.get(reverse("doors:provider-home", args=[provider.pk]))


def test_a_person_removed_from_the_provider_is_out_at_the_next_click(bilal, provider):
    from apps.core import clock

    provider.providermembership_set.update(ended_at=clock.now())

    assert bilal.get(page_of("list-confirmations", provider)).status_code == 404


def test_a_claim_not_asked_about_yet_is_not_on_the_list(bilal, provider):
    submitted_claim(provider=provider)

    assert "Nothing to confirm" in words_of(bilal.get(page_of("list-confirmations", provider)))


def test_two_members_see_the_same(client, provider):
    client.force_login(member_of(provider))
    claim = asked_claim(provider=provider)

    assert claim.reference in words_of(client.get(page_of("list-confirmations", provider)))
