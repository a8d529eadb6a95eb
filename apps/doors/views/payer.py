"""The payer's home: what waits for an answer."""

from django.shortcuts import render

from apps.payments.figures import waiting_for_payer
from apps.users.access import for_payer


@for_payer
def show_home(request, membership):
    """Runs with claims to answer, oldest first."""
    return render(request, "doors/payer/home.html", {"runs": list(waiting_for_payer()[:25])})
