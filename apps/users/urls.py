"""Signing in and out under the names allauth reverses, and the pages of our own."""

from allauth.account import views as allauth
from django.urls import include, path

from apps.users.views import account, sign_in

own = [
    path("sign-in/no-access/", sign_in.no_access, name="no-access"),
    path("signed-out/", sign_in.signed_out, name="signed-out"),
    path("account/", account.account, name="account"),
    path("account/emails/", account.choose_emails, name="choose-emails"),
    path("account/sessions/<int:session_id>/end/", account.end_session, name="end-session"),
    path("account/sign-out-everywhere/", account.sign_out_everywhere, name="sign-out-everywhere"),
]

NOT_HERE = [
    "account_signup",
    "account_reauthenticate",
    "account_email",
    "account_reset_password",
    "account_change_password",
    "account_set_password",
    "account_email_verification_sent",
    "socialaccount_signup",
    "socialaccount_connections",
    "usersessions_list",
]

urlpatterns = [
    path("sign-in/", sign_in.sign_in, name="account_login"),
    path("sign-in/oidc/<provider_id>/login/", sign_in.start_sign_in, name="openid_connect_login"),
    path("sign-in/oidc/<provider_id>/login/callback/", sign_in.finish_sign_in, name="openid_connect_callback"),
    path("sign-in/code/", allauth.request_login_code, name="account_request_login_code"),
    path("sign-in/code/confirm/", sign_in.confirm_code, name="account_confirm_login_code"),
    path("sign-in/cancelled/", sign_in.cancelled, name="socialaccount_login_cancelled"),
    path("sign-in/failed/", sign_in.failed, name="socialaccount_login_error"),
    path("sign-in/inactive/", sign_in.inactive, name="account_inactive"),
    path("sign-out/", sign_in.sign_out, name="account_logout"),
    *[path(f"not-here/{name}/", sign_in.not_here, name=name) for name in NOT_HERE],
    path("", include((own, "users"))),
]
