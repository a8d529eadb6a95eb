from apps.claims.models.claim import Claim
from apps.claims.models.line import ClaimLine
from apps.claims.models.ready_made import ReadyMade
from apps.claims.models.reminder import HoursReminder

__all__ = ["Claim", "ClaimLine", "HoursReminder", "ReadyMade"]
