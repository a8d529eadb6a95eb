"""What allauth leaves to us: invited people only, our own pages for everything that goes wrong, emails through the outbox."""

import re
import secrets

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.base import AuthError
from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from apps.core import clock
from apps.users.dfe_sign_in.adapter import DfeSignInProvider, dfe_app
from apps.users.dfe_sign_in.problems import CodeNotTaken, NotTrusted, NotWorking, SignInProblem
from apps.users.services.codes import send_code
from apps.users.services.signing_in import invited_person, keep_up_to_date, note_sign_in
from apps.users.strangers import remember_id_token, remember_stranger

log = structlog.get_logger(__name__)

WAITED_TOO_LONG = {"sessionexpired", "session-expired"}
CANCELLED = {"access_denied", "consent_denied"}
NOT_WORKING = {"server_error", "temporarily_unavailable"}
OUR_OWN_PATH = re.compile(r"/(?![/\\])[\x21-\x5b\x5d-\x7e]*")


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up. What allauth would say in its own words is not said."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "incorrect_code": "That code has expired or been used: ask for a new one",
        "too_many_login_attempts": "That code was typed wrong too many times. Ask for a new one.",
        "rate_limited": "We have sent as many codes as we can for now. Wait a few minutes, then ask again.",
    }

    def is_open_for_signup(self, request):
        return False

    def add_message(self, request, level, *args, message=None, **kwargs):
        """Only why a code cannot be tried again: allauth says it in words of ours, and everything else in its own."""
        if level == messages.ERROR and message in self.error_messages.values():
            messages.warning(request, message)

    def is_safe_url(self, url):
        """A path of this service, in plain characters, and nothing that a browser could read as another host."""
        return bool(url and OUR_OWN_PATH.fullmatch(url) and url_has_allowed_host_and_scheme(url, allowed_hosts=None))

    def generate_login_code(self):
        return f"{secrets.randbelow(1_000_000):06}"

    def send_mail(self, template_prefix, email, context):
        """Login codes are the only email allauth sends here; they go through the outbox like all others."""
        if template_prefix == "account/email/login_code":
            send_code(email, context["code"])

    def login(self, request, user):
        """The session gets a new id; its twelve hours begin."""
        super().login(request, user)
        request.session["began_at"] = clock.now().timestamp()
        request.session["doors"] = user.count_doors()
        remember_id_token(request)
        note_sign_in(user)


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """One provider, DfE Sign-in, from settings; a subject that nobody invited gets a page, not an account."""

    def is_open_for_signup(self, request, sociallogin):
        return False

    def get_app(self, request, provider, client_id=None):
        if provider != settings.DSI_PROVIDER_KEY:
            raise SocialApp.DoesNotExist
        return dfe_app()

    def get_provider(self, request, provider, client_id=None):
        return DfeSignInProvider(request, app=self.get_app(request, provider, client_id))

    def generate_state_param(self, state):
        return secrets.token_urlsafe(32)

    def pre_social_login(self, request, sociallogin):
        """A known subject signs in; a new one uses its invitation; anyone else may ask for access."""
        identity = request.dfe_identity
        if sociallogin.is_existing:
            keep_up_to_date(sociallogin.user, identity)
            return
        user = invited_person(identity)
        if user is None:
            log.info("sign_in.not_invited")
            remember_stranger(request, identity)
            raise ImmediateHttpResponse(redirect("users:no-access"))
        sociallogin.user = user

    def on_authentication_error(self, request, provider, error=None, exception=None, extra_context=None):
        """Each way a sign-in can fail has its own page or its own way back."""
        raise ImmediateHttpResponse(answer_to(request, provider, error, exception))


def answer_to(request, provider, error, exception):
    said = request.GET.get("error", "")
    if isinstance(exception, NotTrusted):
        log.warning("sign_in.refused", reason=exception.reason)
        return failed(request, "users/public/not-trusted.html", 403)
    if isinstance(exception, CodeNotTaken):
        return redirect("account_login")
    if exception is not None or said in NOT_WORKING:
        reason = exception.reason if isinstance(exception, SignInProblem) else type(exception).__name__
        log.error("sign_in.not_working", reason=reason, said=said in NOT_WORKING)
        return failed(request, "users/public/not-working.html", 503)
    if said in WAITED_TOO_LONG:
        return start_again_once(request, provider)
    if said in CANCELLED or error == AuthError.CANCELLED:
        return redirect("socialaccount_login_cancelled")
    log.info("sign_in.came_back_without_a_question", signed_in=request.user.is_authenticated)
    return redirect("home" if request.user.is_authenticated else "account_login")


def start_again_once(request, provider):
    """Somebody waited too long at DfE Sign-in: start again without a word, the second time with one."""
    if request.session.pop("waited_too_long", False):
        return failed(request, "users/public/waited-too-long.html", 200)
    request.session["waited_too_long"] = True
    try:
        return provider.redirect(request, "login")
    except NotWorking as problem:
        return answer_to(request, provider, None, problem)


def failed(request, template, status):
    return render(request, template, {"number": request.id}, status=status)
