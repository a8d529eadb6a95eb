"""A provider makes and stops the tokens of its systems."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render

from apps.core.access import allowed
from apps.providers.access import for_provider_user
from apps.training.forms import MakeTokenForm
from apps.training.models import ApiToken
from apps.training.permissions import can_manage_tokens
from apps.training.services.tokens import make_token as make
from apps.training.services.tokens import stop_token as stop

MOST = 100


@for_provider_user
@allowed(can_manage_tokens)
def list_tokens(request, provider):
    """The provider's tokens, those that work first."""
    tokens = ApiToken.objects.filter(provider=provider).select_related("made_by", "stopped_by").order_by("-created_at")
    tokens = sorted(tokens[:MOST], key=lambda token: not token.is_live)
    return render(request, "training/provider/list_tokens.html", {"tokens": tokens})


@for_provider_user
@allowed(can_manage_tokens)
def make_token(request, provider):
    """Make a token. Its secret is on the answer to this form and nowhere else, so nothing is redirected."""
    form = MakeTokenForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        token, secret = make(provider, by=request.user, **form.cleaned_data)
        if not secret:
            messages.warning(
                request, f"A token of {token.name} was made already. If you did not copy it, stop it here."
            )
            return redirect("training:provider-list-tokens", provider.pk)
        return render(request, "training/provider/token_made.html", {"token": token, "secret": secret})
    return render(request, "training/provider/make_token.html", {"form": form})


@for_provider_user
@allowed(can_manage_tokens)
def stop_token(request, provider, token_id):
    """Stop a token, after asking."""
    token = get_object_or_404(ApiToken, pk=token_id, provider=provider)
    if request.method == "POST":
        stop(token, by=request.user)
        messages.success(request, f"The token of {token.name} no longer works.")
        return redirect("training:provider-list-tokens", provider.pk)
    return render(request, "training/provider/stop_token.html", {"token": token})
