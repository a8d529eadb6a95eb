"""Addresses of pages that exist only in tests: one behind each door, with every piece of the house on it."""

from datetime import datetime
from types import SimpleNamespace
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template import engines
from django.urls import include, path

from apps.core import clock
from apps.core.access import public, signed_in
from apps.core.errors import Refused
from apps.core.govuk.dates import DateField
from apps.core.govuk.fields import HoursField, LinesField
from apps.users.models import User

ORGANISATION = UUID("00000000-0000-4000-8000-000000000001")
LONG_NAME = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch Church in Wales Voluntary Aided Primary School"


class EveryWidget(forms.Form):
    """One field for each widget there is."""

    secret = forms.CharField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(label="Full name", error_messages={"required": "Enter a name"})
    email = forms.EmailField(error_messages={"required": "Enter an email address"}, help_text="We email you once")
    hours = HoursField(of="Hours", most=20, label="Hours", error_messages={"required": "Enter the hours"})
    reason = LinesField(label="Reason", max_length=200, error_messages={"required": "Enter your reason"})
    notes = LinesField(label="Notes", required=False)
    day = DateField(called="the day", label="Day")
    answer = forms.ChoiceField(
        label="Answer",
        widget=forms.RadioSelect,
        choices=[("yes", "Yes"), ("no", "No")],
        error_messages={"required": "Select an answer"},
    )
    mentors = forms.MultipleChoiceField(
        label="Mentors",
        widget=forms.CheckboxSelectMultiple,
        choices=[("1", "Ada Byron"), ("2", "Mary Somerville")],
        error_messages={"required": "Select at least one mentor"},
    )
    phase = forms.ChoiceField(label="Phase", choices=[("", "Choose"), ("primary", "Primary")], required=False)
    agreed = forms.BooleanField(label="I agree", error_messages={"required": "Tick every statement"})
    file = forms.FileField(label="File", error_messages={"required": "Choose a file"})


FORM_PAGE = """{% extends "layouts/school.html" %}
{% set problems = error_summary(form) %}
{% block title %}Every question there is{% endblock %}
{% block back %}{{ govukBackLink({"href": "/", "text": "Back"}) }}{% endblock %}
{% block content %}
<h1 class="govuk-heading-l">Every question there is</h1>
<form method="post" enctype="multipart/form-data" novalidate>
{{ csrf_input }}
{% for field in form %}{{ field() }}{% endfor %}
{{ govukButton({"text": "Continue"}) }}
</form>
{% endblock %}"""

PAGE = """{% extends "layouts/" ~ door ~ ".html" %}
{% from "house.html" import record_head, next_step, facts, records, history_list, pager %}
{% from "house.html" import bulk_bar, sort_header, filters, bar_table, answer_rows %}
{% from "moj/alert.html" import mojAlert %}
{% block title %}A page for the {{ door }}{% endblock %}
{% block main %}
{{ record_head("A page for the " ~ door, tag, caption="Thames Teacher Training Partnership") }}
{{ next_step("What happens next", "Answer 2 findings, then decide.", yours=true, html=govukButton({"text": "Decide"})) }}
{{ mojAlert({"title": "Teaching record not answering since 9:10am. Retrying."}) }}
{{ facts([{"label": "This year", "value": 38 | hours, "href": "#"}, {"label": "Paid", "value": 70080 | money}]) }}
<h2 class="govuk-heading-m">Claims</h2>
{{ records([{"title": "KR4-7TQ-X", "href": "#", "hint": long_name, "tag": tag, "note": "By 10 October 2025"}, {"title": "No tag"}]) }}
<div class="app-filters">
  {{ filters(filter_form, [{"text": "Draft", "href": "?"}]) }}
  <div id="results">
    {% call bulk_bar(csrf_input) %}{{ govukButton({"text": "Assign", "classes": "govuk-button--secondary"}) }}{% endcall %}
    <section class="moj-scrollable-pane" tabindex="0" aria-label="Claims">
    <table class="govuk-table" data-module="moj-multi-select" data-id-prefix="claims-">
      <caption class="govuk-table__caption">Claims</caption>
      <thead class="govuk-table__head">
        <tr class="govuk-table__row">
          <td class="govuk-table__header" id="claims-select-all"></td>
          {{ sort_header("Claim", "reference", request) }}
          {{ sort_header("Amount", "amount", request, numeric=true) }}
        </tr>
      </thead>
      <tbody class="govuk-table__body">
        <tr class="govuk-table__row">
          <td class="govuk-table__cell">
            <div class="govuk-checkboxes govuk-checkboxes--small"><div class="govuk-checkboxes__item">
              <input class="govuk-checkboxes__input" type="checkbox" id="pick-1" name="pick" value="1" form="bulk">
              <label class="govuk-label govuk-checkboxes__label" for="pick-1">
                <span class="govuk-visually-hidden">Select claim KR4-7TQ-X</span>
              </label>
            </div></div>
          </td>
          <td class="govuk-table__cell">KR4-7TQ-X</td>
          <td class="govuk-table__cell govuk-table__cell--numeric">{{ 96360 | money }}</td>
        </tr>
      </tbody>
    </table>
    </section>
    {{ pager("?before=1", "?after=25", "Claims, 26 to 41") }}
  </div>
</div>
{{ bar_table("Most claims arrive in July", [{"label": "May", "value": 1204}, {"label": "July", "value": 11310}], "Month", "Claims") }}
{{ answer_rows([{"title": "Ada Byron", "facts": "TRN 1234567. Claimed 16.", "field": form.answer}]) }}
{{ history_list([(event, "Claim submitted\\nWith 16 hours")]) }}
{% endblock %}"""


class FilterForm(forms.Form):
    q = forms.CharField(label="Search", required=False)
    status = forms.MultipleChoiceField(
        label="Status",
        widget=forms.CheckboxSelectMultiple,
        choices=[("draft", "Draft"), ("paid", "Paid")],
        required=False,
    )


def drawn(request, words, **context):
    request.user = User(first_name="Anne", last_name="Walsh", email="anne.walsh@hollins.example")
    request.organisation = SimpleOrganisation()
    request.roles = frozenset({"payments_officer", "caseworker"})
    return HttpResponse(engines["jinja2"].from_string(words).render(context, request))


class SimpleOrganisation:
    pk = ORGANISATION
    limited_to = None

    def __str__(self):
        return "Hollins Primary School"


@public
def page(request, door):
    event = SimpleNamespace(
        actor_name="Anne Walsh", actor_role="school user", organisation="Hollins Primary School",
        at=datetime(2026, 2, 3, 9, 5, tzinfo=clock.LONDON),
    )  # fmt: skip
    tag = SimpleNamespace(text="Needs review", classes="govuk-tag--yellow")
    context = {"door": door, "tag": tag, "event": event, "form": EveryWidget(), "filter_form": FilterForm()}
    return drawn(request, PAGE, long_name=LONG_NAME, **context)


@public
def form(request):
    asked = EveryWidget(request.POST or None, request.FILES or None)
    if request.method == "POST" and asked.is_valid():
        messages.success(request, "Ada Byron added. You can now claim for them.")
        return redirect("sample-page", "school")
    return drawn(request, FORM_PAGE, form=asked)


@public
def refuse(request):
    raise Refused("Another claim has just used these hours.", title="These hours are gone")


@public
def forbid(request):
    raise PermissionDenied("Caseworkers review claims.")


@public
def break_down(request):
    raise ZeroDivisionError("secret@example.org")


@public
def lose_database(request, secret):
    raise OperationalError("the connection is closed")


@public
def write(request):
    User.objects.create_user("somebody@example.org")
    return HttpResponse("ok", content_type="text/plain")


@signed_in
def inside(request):
    return HttpResponse("ok", content_type="text/plain")


def undeclared(request):
    return HttpResponse("nobody may see this")


@public
def leave(request):
    return redirect("home")


@public
def somewhere(request, *args, **kwargs):
    return HttpResponse("ok", content_type="text/plain")


@public
def school_page(request, organisation_id):
    return page(request, "school")


def names(*found, view=somewhere):
    return [path(f"s/<uuid:organisation_id>/{name}/", view, name=name) for name in found]


urlpatterns = [
    path("", include("apps.core.urls")),
    path("home/", somewhere, name="home"),
    path("sign-in/", somewhere, name="account_login"),
    path("sign-out/", leave, name="account_logout"),
    path("page/<str:door>/", page, name="sample-page"),
    path("form/", form, name="sample-form"),
    path("refuse/", refuse),
    path("forbid/", forbid),
    path("break/", break_down),
    path("lose-database/<str:secret>/", lose_database),
    path("write/", write),
    path("inside/", inside),
    path("undeclared/", undeclared),
    path("", include((names("school-home", "trust-home", "provider-home"), "doors"))),
    path("", include((names("school-list-claims"), "claims"))),
    path("", include(([path("feedback/", somewhere, name="public-give-feedback")], "content"))),
    path("", include((names("school-show-details", "school-list-people", view=school_page), "schools"))),
]

handler400 = "apps.core.views.bad_request"
handler403 = "apps.core.views.forbidden"
handler404 = "apps.core.views.not_found"
handler500 = "apps.core.views.server_error"
