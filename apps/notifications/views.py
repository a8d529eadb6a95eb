"""GOV.UK Notify calls us back: what became of an email."""

import json
from hmac import compare_digest

from django.conf import settings
from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from apps.core.access import token
from apps.notifications.receipts import take_receipt


@token
@csrf_exempt
@require_POST
def receive_receipt(request):
    """One receipt. Notify never repeats what was refused, so an email that is not ours is answered with 200."""
    if not is_notify(request.headers.get("Authorization", "")):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    try:
        told = json.loads(request.body)
        names = {"notify_id": "id", "reference": "reference", "status": "status"}
        take_receipt(**{ours: str(told.get(theirs) or "") for ours, theirs in names.items()})
    except (ValueError, AttributeError):
        return HttpResponse(status=400)
    return HttpResponse(status=200)


def is_notify(authorization):
    """Whether the bearer token is one of ours: two count while one replaces the other. Compared in constant time."""
    given = authorization.removeprefix("Bearer ").encode()
    tokens = [each.strip().encode() for each in settings.NOTIFY_RECEIPTS_TOKEN.split(",") if each.strip()]
    return any(compare_digest(given, each) for each in tokens)
