from apps.claims.models.claim import Claim
from apps.claims.models.line import ClaimLine

__all__ = ["Claim", "ClaimLine"]
