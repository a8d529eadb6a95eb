from apps.claims.models.claim import Claim
from apps.claims.models.line import ClaimLine
from apps.claims.models.ready_made import ReadyMade

__all__ = ["Claim", "ClaimLine", "ReadyMade"]
