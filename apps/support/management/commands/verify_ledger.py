"""Recompute from scratch what the database keeps: hours used, amounts, totals. Says every difference, and fails if there is one."""

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

CHECKS = {
    "hours used of an allowance": """
        SELECT allowance.id, allowance.used, coalesce(sum(claims_hours_held(claim.status, line.hours, line.recovered_hours)), 0)
        FROM training_allowance allowance
        LEFT JOIN claims_claimline line ON line.allowance_id = allowance.id
        LEFT JOIN claims_claim claim ON claim.id = line.claim_id
        GROUP BY allowance.id
        HAVING allowance.used <> coalesce(sum(claims_hours_held(claim.status, line.hours, line.recovered_hours)), 0)""",
    "amount of a claim": """
        SELECT claim.reference, claim.amount_pence, sum(line.hours * claim.rate_pence)
        FROM claims_claim claim JOIN claims_claimline line ON line.claim_id = claim.id
        WHERE claim.status <> 'draft'
        GROUP BY claim.id HAVING claim.amount_pence IS DISTINCT FROM sum(line.hours * claim.rate_pence)""",
    "total of a payment run": """
        SELECT run.number, run.total_pence, coalesce(sum(line.amount_pence), 0)
        FROM payments_paymentrun run LEFT JOIN payments_paymentline line ON line.run_id = run.id
        GROUP BY run.id
        HAVING run.total_pence <> coalesce(sum(line.amount_pence), 0) OR run.claims_count <> count(line.id)""",
    "amount of a payment line": """
        SELECT claim.reference, line.amount_pence, claim.amount_pence
        FROM payments_paymentline line JOIN claims_claim claim ON claim.id = line.claim_id
        WHERE line.is_live AND line.amount_pence <> claim.amount_pence""",
    "whether a claim is in a run": """
        SELECT claim.reference, claim.is_in_run, exists (
            SELECT FROM payments_paymentline line WHERE line.claim_id = claim.id AND line.is_live)
        FROM claims_claim claim
        WHERE claim.is_in_run <> exists (
            SELECT FROM payments_paymentline line WHERE line.claim_id = claim.id AND line.is_live)""",
}


def differences():
    """(what, which, kept, recomputed) of everything that does not add up."""
    found = []
    with connection.cursor() as cursor:
        for what, query in CHECKS.items():
            cursor.execute(query)
            found += [(what, *row) for row in cursor.fetchall()]
    return found


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args, **options):
        found = differences()
        for what, which, kept, recomputed in found:
            self.stdout.write(f"{what} {which}: kept {kept}, recomputed {recomputed}")
        if found:
            raise CommandError(f"{len(found)} differences")
        self.stdout.write("Everything adds up")
