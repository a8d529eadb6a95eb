"""Links by which the payer gets a file without signing in. They open one download session and never answer."""

from django.db import models

from apps.core.models import Record
from apps.payments.models.runs import PaymentRun


class DownloadLink(Record):
    """An emailed link: stored hashed, seven days, opened once by a button; its session lasts thirty minutes."""

    run = models.ForeignKey(PaymentRun, on_delete=models.PROTECT, related_name="links")
    email = models.EmailField(max_length=320)
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    session_hash = models.CharField(max_length=64, blank=True)
    session_expires_at = models.DateTimeField(null=True, blank=True)

    def __str__(self):
        return f"Link for {self.run}"
