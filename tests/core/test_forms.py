"""Forms drawn by components: every widget, its errors, and the links to them."""

import pytest
from django import forms
from django.template import engines

from apps.core.govuk.forms import error_summary, merged
from tests.core.sample import EveryWidget
from tests.strict_client import Page

BAD = {"day-day": "31", "day-month": "2", "day-year": "2026"}


def drawn(form):
    words = "<main><h1>Form</h1>{% for field in form %}{{ field() }}{% endfor %}{{ govukErrorSummary(s) if s }}</main>"
    return str(engines["jinja2"].from_string(words).render({"form": form, "s": error_summary(form)}))


@pytest.mark.parametrize(
    "form", [EveryWidget(), EveryWidget(BAD), EveryWidget(BAD, prefix="a")], ids=["new", "bad", "prefixed"]
)
def test_ids_are_unique_and_descriptions_are_there(form):
    page = Page(drawn(form))

    assert len(page.ids) == len(set(page.ids))
    assert [name for name in page.described if name not in page.ids] == []
    assert "None" not in drawn(form)


@pytest.mark.parametrize("attribute", [" required", "aria-invalid", 'maxlength="'])
def test_browsers_are_asked_for_no_checks_of_their_own(attribute):
    assert attribute not in drawn(EveryWidget(BAD)).replace("data-maxlength", "")


def test_each_line_of_the_summary_leads_to_a_control():
    form = EveryWidget({})
    page = Page(drawn(form))
    lines = error_summary(form)["errorList"]

    assert len(lines) == 9
    assert [line for line in lines if line["href"][1:] not in page.controls] == []


def test_the_lines_are_in_the_order_of_the_page():
    found = [line["text"] for line in error_summary(EveryWidget({}))["errorList"]]

    assert found[:3] == ["Enter a name", "Enter an email address", "Enter the hours"]


def test_a_form_without_errors_has_no_summary():
    assert error_summary(EveryWidget()) is None


@pytest.mark.parametrize(
    ("day", "words", "target", "red"),
    [
        (("", "2", "2026"), "The day must include a day", "#id_day-day", 1),
        (("1", "", ""), "The day must include a month and year", "#id_day-month", 2),
        (("31", "2", "2026"), "The day must be a real date", "#id_day-day", 3),
        (("1", "2", "26"), "Year must include 4 numbers", "#id_day-year", 1),
        (("1", "2", "٢٠٢٦"), "Year must include 4 numbers", "#id_day-year", 1),
        (("", "", ""), "Enter the day", "#id_day-day", 3),
    ],
)
def test_a_wrong_date_says_which_part_and_only_that_part_turns_red(day, words, target, red):
    form = EveryWidget(dict(zip(("day-day", "day-month", "day-year"), day, strict=True)))
    line = next(line for line in error_summary(form)["errorList"] if "#id_day" in line.get("href", ""))

    assert line == {"text": words, "href": target}
    assert str(form["day"]).count("govuk-input--error") == red


def test_a_hidden_field_with_an_error_has_nowhere_to_lead():
    class Hidden(forms.Form):
        token = forms.CharField(widget=forms.HiddenInput, error_messages={"required": "Start again"})

    assert error_summary(Hidden({}))["errorList"] == [{"text": "Start again"}]


def test_a_heading_makes_the_label_or_legend_the_heading_of_the_page():
    assert '<h1 class="govuk-label-wrapper">' in str(EveryWidget()["name"](heading=True))
    assert '<h1 class="govuk-fieldset__heading">' in str(EveryWidget()["answer"](heading=True))


def test_choices_are_changed_by_their_value():
    drawn_radios = str(EveryWidget()["answer"](items={"no": {"hint": {"text": "Most people"}, "divider": "or"}}))

    assert drawn_radios.index("or</div>") < drawn_radios.index("Most people")


def test_changes_go_deep_and_leave_the_rest():
    assert merged({"a": {"b": 1, "c": 2}, "d": 3}, {"a": {"b": 9}}) == {"a": {"b": 9, "c": 2}, "d": 3}


def test_a_widget_no_component_draws_is_refused():
    class Odd(forms.Form):
        colour = forms.CharField(widget=forms.MultiWidget([forms.TextInput]))

    with pytest.raises(TypeError, match="MultiWidget"):
        str(Odd()["colour"])


def test_line_breaks_count_once():
    form = EveryWidget({"reason": "\r\n".join(["x"] * 100)})
    form.is_valid()

    assert "reason" not in form.errors
    assert form.cleaned_data["reason"] == "\n".join(["x"] * 100)
