"""Count how often each rule passes, notes and refers: some 300,000 results a year, too many to count for a page."""

from django.db import connection

from apps.assurance.models import RuleCount, RuleResult
from apps.claims.models import Claim
from apps.core import clock

COUNT = f"""
    INSERT INTO {RuleCount._meta.db_table} (id, year_id, code, checked, passed, noted, referred, counted_at)
    SELECT gen_random_uuid(), year_id, code, count(*), count(*) FILTER (WHERE most = 3),
           count(*) FILTER (WHERE most = 2), count(*) FILTER (WHERE most = 1), %(now)s
    FROM (
        SELECT claim.year_id, result.code,
               min(CASE result.outcome WHEN 'referred' THEN 1 WHEN 'noted' THEN 2 WHEN 'passed' THEN 3 ELSE 4 END) AS most
        FROM {RuleResult._meta.db_table} result JOIN {Claim._meta.db_table} claim ON claim.id = result.claim_id
        GROUP BY claim.year_id, result.code, result.claim_id
    ) found
    GROUP BY year_id, code
    ON CONFLICT (year_id, code) DO UPDATE
    SET checked = excluded.checked, passed = excluded.passed, noted = excluded.noted, referred = excluded.referred,
        counted_at = excluded.counted_at
"""  # noqa: S608


def count_rules():
    """Count what each rule found in the claims of each year: a claim once, by the most that it ever found in it."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT, {"now": clock.now()})
