"""Signing in and out. What allauth does by itself is routed to directly in urls.py."""

from allauth.account import views as allauth
from allauth.account.utils import get_next_redirect_url
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from apps.core.access import public
from apps.users.adapters import answer_to
from apps.users.dfe_sign_in.adapter import DfeSignInAdapter
from apps.users.dfe_sign_in.problems import NotWorking
from apps.users.dfe_sign_in.sign_out import end_session_address
from apps.users.strangers import identity_of


@public
def sign_in(request):
    """One button for everybody but mentors, who get a code by email."""
    if request.user.is_authenticated:
        return redirect("home")
    context = {"next": get_next_redirect_url(request) or "", "unsent": "unsent" in request.GET}
    return render(request, "users/public/sign-in.html", context)


@public
def confirm_code(request):
    """Type the code of the email. Where allauth leads on without a word, say what became of the code."""
    told = len(messages.get_messages(request))
    answer = allauth.confirm_login_code(request)
    if request.method == "POST" and answer.status_code == 302 and len(messages.get_messages(request)) == told:
        if answer["Location"] == reverse("account_request_login_code"):
            messages.warning(request, "That code no longer works. Ask for a new one.")
        elif request.POST.get("action") == "resend":
            messages.success(request, "If the address belongs to a mentor, a new code is on its way. Use the newest.")
    return answer


@public
def start_sign_in(request, provider_id):
    """Off to DfE Sign-in. Only a press of the button goes there."""
    provider = provider_or_404(request, provider_id)
    if request.method != "POST":
        return redirect("account_login")
    try:
        return provider.redirect_from_request(request)
    except NotWorking as problem:
        return answer_to(request, provider, None, problem)


class Callback(OAuth2CallbackView):
    """Back from DfE Sign-in. The state of this sign-in is kept at hand for the nonce in it."""

    def _get_state(self, request, provider):
        request.dfe_state, answer = super()._get_state(request, provider)
        return request.dfe_state, answer


@public
@require_GET
def finish_sign_in(request, provider_id):
    provider = provider_or_404(request, provider_id)
    try:
        return Callback.adapter_view(DfeSignInAdapter(request, provider_id))(request)
    except NotWorking as problem:
        return answer_to(request, provider, None, problem)


def provider_or_404(request, provider_id):
    try:
        return get_adapter(request).get_provider(request, provider_id)
    except SocialApp.DoesNotExist:
        raise Http404


@public
def no_access(request):
    """Signed in well, invited by nobody."""
    if request.user.is_authenticated:
        return redirect("home")
    identity = identity_of(request)
    if identity is None:
        return redirect("account_login")
    return render(request, "users/public/no-access.html", {"identity": identity}, status=403)


@public
def inactive(request):
    """Somebody whose access to the whole service has been switched off."""
    return render(request, "users/public/inactive.html", status=403)


@public
def cancelled(request):
    return render(request, "users/public/cancelled.html")


@public
def failed(request):
    return redirect("account_login")


@public
def sign_out(request):
    """End this session first, then DfE Sign-in's: theirs being down keeps nobody signed in with us."""
    if request.method != "POST":
        return redirect("users:account" if request.user.is_authenticated else "users:signed-out")
    id_token = request.session.get("id_token", "")
    UserSession.objects.filter(session_key=request.session.session_key).delete()
    logout(request)
    response = redirect(end_session_address(id_token) or "users:signed-out")
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


@public
def signed_out(request):
    return render(request, "users/public/signed-out.html")


@public
def not_here(request, **kwargs):
    """Addresses allauth may name that this service does not have: nobody has a password, nobody signs up."""
    raise Http404
