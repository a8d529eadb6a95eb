"""A provider answers about many mentors, some of whom it does not simply confirm."""

from django import forms
from django.http import QueryDict
from django.urls import reverse

from apps.assurance.answers import AS_SHOWN, lines_waiting_for
from apps.assurance.enums import Answer
from apps.assurance.forms import AnswersForm, ExplainForm, lines_named
from apps.assurance.refusals import AnswerRefused
from apps.assurance.services.confirming import LineAnswer, answer_hours
from apps.core.journeys import CHECK, Journey, Step


def lines_asked(provider, posted):
    """The lines a posted page was about, as far as they still wait, in the order they were shown."""
    return list(lines_waiting_for(provider).filter(pk__in=lines_named(posted)).order_by(*AS_SHOWN, "pk"))


def exceptions_of(chosen):
    """Answers that need a number or a reason."""
    return [(line, answer) for line, answer in chosen if answer != Answer.CONFIRMED]


class ConfirmHours(Journey):
    """Answers chosen on the list, the exceptions explained, and one check."""

    name = "confirm-hours"
    url_name = "assurance:provider-confirm-hours"
    templates = "assurance/provider/confirm_hours"
    saved = None

    @property
    def start_url(self):
        return reverse("assurance:provider-list-confirmations", args=[self.owner["provider"].pk])

    def steps(self):
        provider = self.owner["provider"]
        yield Step(
            "answers", AnswersForm, lines=lines_asked(provider, QueryDict(self.row.answers.get("answers") or ""))
        )
        if exceptions := exceptions_of(self.pages[0].form.chosen()):
            yield Step("explain", ExplainForm, exceptions=exceptions)
        yield Step(CHECK, forms.Form)

    @property
    def line_answers(self):
        """What would be sent, line by line."""
        explained = self.answers.get("explain", {})
        return [
            (
                line,
                LineAnswer(
                    line_id=line.pk,
                    hours_asked=line.hours,
                    answer=answer,
                    hours=explained.get(f"hours-{line.pk}"),
                    reason=explained.get(f"reason-{line.pk}", ""),
                    words=explained.get(f"words-{line.pk}", ""),
                ),
            )
            for line, answer in self.pages[0].form.chosen()
        ]

    def finish(self, *, by):
        self.saved = answer_hours(self.owner["provider"], [answer for _, answer in self.line_answers], by=by)
        if not self.saved.kept:
            raise AnswerRefused("Somebody else has answered for these mentors, or they are no longer asked about.")
        return self.start_url
