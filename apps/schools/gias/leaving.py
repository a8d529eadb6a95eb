"""Schools that joined or left a trust by an import: a line of history for each school, and one for each trust."""

from apps.audit.record import record_many
from apps.schools.models import School, Trust

REMEMBER = """
    DROP TABLE IF EXISTS pg_temp.trusts_before;
    CREATE TEMPORARY TABLE trusts_before ON COMMIT DROP AS
    SELECT id, trust_id FROM schools_school WHERE trust_id IS NOT NULL
"""
FIND_MOVED = """
    SELECT school.id, school.name, was.id, was.name, now.id, now.name
    FROM schools_school school
    LEFT JOIN trusts_before before ON before.id = school.id
    LEFT JOIN schools_trust was ON was.id = before.trust_id
    LEFT JOIN schools_trust now ON now.id = school.trust_id
    WHERE school.trust_id IS DISTINCT FROM before.trust_id
    ORDER BY school.sort_name, school.id
"""


def remember_trusts(cursor):
    """Keep which school is in which trust, until the import has changed what it changes."""
    cursor.execute(REMEMBER)


def note_moves(cursor, *, by):
    """Write down who left and who joined since. Returns how many schools moved."""
    cursor.execute(FIND_MOVED)
    schools, trusts = {}, {}
    for school_id, name, was_id, was, now_id, now in cursor.fetchall():
        schools[school_id] = {"was": was or "", "now": now or ""}
        for trust_id, what in ((was_id, "left"), (now_id, "joined")):
            if trust_id:
                trusts.setdefault(trust_id, {"joined": [], "left": []})[what].append(name)
    record_many("school.change_trust", School._meta.label_lower, schools, by=by)
    record_many("trust.change_schools", Trust._meta.label_lower, trusts, by=by)
    return len(schools)
