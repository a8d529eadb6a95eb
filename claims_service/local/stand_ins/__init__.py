"""Real HTTP servers that stand in for the outside parties on one computer.

python -m claims_service.local.stand_ins
"""
