"""The service itself: an index, what the register changed, emails and jobs that failed, who works here."""

from importlib import import_module

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from apps.core.access import allowed
from apps.core.models import Tick
from apps.core.paging import page_by_key
from apps.notifications.models import DeliveryPause, OutboundEmail
from apps.notifications.services import discard_email as discard
from apps.notifications.services import failed_emails
from apps.notifications.services import retry_email as retry
from apps.providers.models import RegisterImport as ProvidersImport
from apps.schools.models.register import RegisterImport
from apps.support.forms import posted
from apps.support.permissions import can_manage_jobs, can_manage_support_users, can_read_console
from apps.users.access import for_support
from apps.users.forms import EmailField, name_field
from apps.users.models import PayerMembership, SupportMembership, SupportRole
from apps.users.services.dfe import DFE_ADDRESS, end_dfe_membership, give_payer_access, give_support_role

PAYER = "payer"
GROUPS = [
    ("The year’s rules", [("Years and figures", "support:list-years"), ("Claim windows", "support:list-windows")]),
    ("Checks", [("Rules of the checks", "assurance:support-rules")]),
    (
        "Words for everybody",
        [
            ("Service updates", "support:list-updates"),
            ("Banners", "support:list-banners"),
            ("Help topics", "support:list-topics"),
            ("Feedback", "support:list-feedback"),
        ],
    ),
    ("Registers", [("What each import changed", "support:list-imports")]),
    ("Running it", [("Emails that failed", "support:list-failed-emails"), ("Jobs", "support:list-jobs")]),
    ("People", [("People at DfE and the payer", "support:list-users")]),
]


@for_support
@allowed(can_read_console)
def service(request, roles):
    return render(request, "support/service/index.html", {"groups": GROUPS})


@for_support
@allowed(can_read_console)
def list_imports(request, roles):
    """What each file of the schools register changed, newest first, under the newest of the providers'."""
    page = page_by_key(RegisterImport.objects.defer("changes"), request, keys=["-created_at"])
    context = {"page": page, "providers": ProvidersImport.objects.order_by("-created_at").first()}
    return render(request, "support/service/imports.html", context)


@for_support
@allowed(can_read_console)
def list_failed_emails(request, roles):
    """Emails that came back or could not be sent, newest first, and whether the whole queue waits."""
    page = page_by_key(failed_emails().defer("body"), request, keys=["-created_at"])
    context = {"page": page, "pause": DeliveryPause.objects.first(), "may": can_manage_jobs(request.user, roles)}
    return render(request, "support/service/failed-emails.html", context)


@for_support
@allowed(can_manage_jobs)
@require_POST
def retry_email(request, roles, email_id):
    email = retry(get_object_or_404(OutboundEmail, pk=email_id), by=request.user)
    messages.success(request, f"“{email.subject}” will be sent to {email.to} again.")
    return redirect("support:list-failed-emails")


@for_support
@allowed(can_manage_jobs)
@require_POST
def discard_email(request, roles, email_id):
    email = discard(get_object_or_404(OutboundEmail, pk=email_id), by=request.user)
    messages.success(request, f"“{email.subject}” to {email.to} discarded. It will not be sent.")
    return redirect("support:list-failed-emails")


@for_support
@allowed(can_read_console)
def list_jobs(request, roles):
    """What runs by itself and why, when each last ran, and what went wrong."""
    schedule = import_module(settings.SCHEDULE_MODULE).SCHEDULE.values()
    latest = [Tick.objects.filter(job=job.task).order_by("-due_at")[:1] for job in schedule]
    ran = {tick.job: tick for tick in latest[0].union(*latest[1:], all=True)}
    jobs = [(job, ran.get(job.task)) for job in schedule]
    page = page_by_key(Tick.objects.exclude(problem=""), request, keys=["-due_at"])
    return render(request, "support/service/jobs.html", {"jobs": jobs, "page": page})


class SupportUserForm(forms.Form):
    """Whom to let in, as what."""

    role = forms.ChoiceField(
        label="Role",
        choices=[*SupportRole.choices, (PAYER, "Payer (finance)")],
        widget=forms.RadioSelect,
        error_messages={"required": "Select a role", "invalid_choice": "Select a role"},
    )
    first_name = name_field("First name", "Enter a first name")
    last_name = name_field("Last name", "Enter a last name")
    email = EmailField(
        label="Email address",
        help_text=f"Every role but auditor and payer needs an address that ends {DFE_ADDRESS}",
        error_messages={"required": "Enter an email address"},
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean(self):
        role, email = self.cleaned_data.get("role"), self.cleaned_data.get("email") or ""
        if email and role not in (None, SupportRole.AUDITOR, PAYER) and not email.endswith(DFE_ADDRESS):
            self.add_error("email", ValidationError(f"Email address must end {DFE_ADDRESS}"))
        return self.cleaned_data


@for_support
@allowed(can_read_console)
def list_users(request, roles):
    """Who holds which role at DfE now, and who is the payer's."""
    people = SupportMembership.objects.filter(ended_at=None).select_related("user", "invited_by")
    payers = PayerMembership.objects.filter(ended_at=None).select_related("user", "invited_by")
    return render(
        request,
        "support/service/users.html",
        {
            "people": people.order_by("user__last_name", "user__first_name", "role"),
            "payers": payers.order_by("user__last_name", "user__first_name"),
            "may": can_manage_support_users(request.user, roles),
        },
    )


@for_support
@allowed(can_manage_support_users)
def add_user(request, roles):
    form = SupportUserForm(posted(request))
    if not form.is_valid():
        return render(request, "support/service/add-user.html", {"form": form})
    person = {name: form.cleaned_data[name] for name in ("email", "first_name", "last_name")}
    if form.cleaned_data["role"] == PAYER:
        membership = give_payer_access(**person, by=request.user)
    else:
        membership = give_support_role(form.cleaned_data["role"], **person, by=request.user)
    messages.success(request, f"{membership} added. We have emailed {membership.user.email}.")
    return redirect("support:list-users")


@for_support
@allowed(can_manage_support_users)
def end_user(request, roles, membership_id):
    membership = get_object_or_404(SupportMembership.objects.select_related("user"), pk=membership_id, ended_at=None)
    return end(request, membership)


@for_support
@allowed(can_manage_support_users)
def end_payer(request, roles, membership_id):
    membership = get_object_or_404(PayerMembership.objects.select_related("user"), pk=membership_id, ended_at=None)
    return end(request, membership)


def end(request, membership):
    """Confirm, then end somebody's access."""
    if request.method != "POST":
        return render(request, "support/service/end-user.html", {"membership": membership})
    end_dfe_membership(membership, by=request.user)
    messages.success(request, f"{membership}: access ended.")
    return redirect("support:list-users")
