"""Addresses and answers of the pages of claiming, for the tests that walk them."""

from django.urls import reverse

from apps.claims.journeys.add_claim.journey import answers_from_lines


def start_of(school):
    return reverse("claims:school-start-claim", args=[school.pk])


def step_of(claim, step):
    return reverse("claims:school-add-claim", args=[claim.school_id, claim.pk, step])


def hours_of(claim):
    return step_of(claim, f"hours-{claim.lines.get().mentor_id}")


def ready(claim):
    """The claim with every answer but the last."""
    claim.answers = {**answers_from_lines(claim), "agreed": "agreed=on"}
    claim.save(update_fields=["answers"])
    return claim


def last_answer(claim):
    ticked = [str(row.pk) for row in claim.year.conditions.first().declarations.all()]
    return {"declared": ticked, "is_mentor": "yes"}


def text(response):
    return response.content.decode()
