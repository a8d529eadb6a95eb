"""Answering for the payer, and answering the payer's questions."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render

from apps.claims.enums import ClaimStatus
from apps.claims.models import Claim
from apps.core.access import allowed
from apps.core.paging import page_by_key
from apps.payments import pages
from apps.payments.forms import AskSchoolForm, InformationForm
from apps.payments.models import PayerAnswer
from apps.payments.pages import AnswerPages
from apps.payments.permissions import can_answer_for_payer, can_read_payments, can_send_information
from apps.payments.services import answers
from apps.users.access import for_support

SUPPORT = AnswerPages(layout="layouts/support.html", address="support:", audience="support")


@for_support
@allowed(can_answer_for_payer)
def answer_line(request, roles, line_id):
    return pages.answer_line(request, line_id, SUPPORT)


@for_support
@allowed(can_answer_for_payer)
def came_back(request, roles, line_id):
    return pages.came_back(request, line_id, SUPPORT)


@for_support
@allowed(can_read_payments)
def list_files(request, roles):
    return pages.list_files(request, SUPPORT, may_answer=can_answer_for_payer(request.user, roles))


@for_support
@allowed(can_answer_for_payer)
def upload_file(request, roles):
    return pages.upload_file(request, SUPPORT)


@for_support
@allowed(can_answer_for_payer)
def show_file(request, roles, file_id):
    return pages.show_file(request, file_id, SUPPORT)


@for_support
@allowed(can_answer_for_payer)
def download_problems(request, roles, file_id):
    return pages.download_problems(request, file_id)


@for_support
@allowed(can_read_payments)
def list_information_requests(request, roles):
    """Questions of the payer that wait for DfE, longest waiting first."""
    asked = Claim.objects.filter(status=ClaimStatus.PAYMENT_INFORMATION_REQUESTED)
    page = page_by_key(asked.select_related("school", "provider"), request, keys=("status_since",))
    return render(
        request,
        "support/payments/list-information-requests.html",
        {"page": page, "may_answer": can_send_information(request.user, roles)},
    )


@for_support
@allowed(can_send_information)
def send_information(request, roles, claim_id):
    """Read the question, answer it."""
    return about_question(request, claim_id, "send-information", InformationForm, answers.send_information, "the payer")


@for_support
@allowed(can_send_information)
def ask_school(request, roles, claim_id):
    """Pass the question on to the school, when only it can mend what holds the payment."""
    return about_question(request, claim_id, "ask-school", AskSchoolForm, answers.ask_school, "the school")


def about_question(request, claim_id, page, form_class, act, to):
    """A claim the payer asked about: its question, and words to somebody."""
    claim = get_object_or_404(Claim.objects.select_related("school", "provider"), pk=claim_id)
    form = form_class(pages.posted(request))
    if form.is_valid():
        act(claim, by=request.user, words=form.cleaned_data["words"])
        messages.success(request, f"Words about claim {claim.reference} sent to {to}.")
        return redirect("support:list-information-requests")
    if claim.status != ClaimStatus.PAYMENT_INFORMATION_REQUESTED:
        return redirect("support:list-information-requests")
    question = PayerAnswer.objects.filter(line__claim=claim).order_by("-answered_at").first()
    context = {"claim": claim, "form": form, "question": question}
    return render(request, f"support/payments/{page}.html", context)
