"""The SQL of an import: a constant number of statements, however many schools there are."""

# ruff: noqa: S608 - only our own names of columns are put together here; every value is a parameter

from apps.schools.gias.columns import FACTS, MADE_WHILE_READING, READ
from apps.schools.models import School


def longest(name):
    return School._meta.get_field(name).max_length


def day(column):
    """A day in any of the three forms the register has used; anything else is no day."""
    return (
        f"CASE WHEN {column} ~ '^[0-9]{{2}}[-/][0-9]{{2}}[-/][0-9]{{4}}$' "
        f"THEN to_date(translate({column}, '/', '-'), 'DD-MM-YYYY') "
        f"WHEN {column} ~ '^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}$' THEN to_date({column}, 'YYYY-MM-DD') END"
    )


# How a cell becomes a fact. Columns that are not here are kept as they stand, cut to what the table holds.
CLEANED = {
    "type_code": "lpad(type_code, 2, '0')",
    "authority_code": "CASE WHEN authority_code = '' THEN '' ELSE lpad(authority_code, 3, '0') END",
    "postcode": "left(upper(postcode), 10)",
    "pupils": "CASE WHEN pupils ~ '^[0-9]{1,6}$' THEN pupils::integer END",
    "opened_on": day("opened_on"),
    "closed_on": day("closed_on"),
    "trust_id": "trust.id",
    "search_text": "search_text",
}

STAGED = (*READ, *MADE_WHILE_READING)

# Whole tables are joined here. Where the planner has not counted the rows yet, one by one would take minutes.
JOIN_WHOLE = "SET LOCAL enable_nestloop = off"
FORGET = "DROP TABLE IF EXISTS pg_temp.staged, pg_temp.facts"
MAKE_STAGED = f"CREATE TEMPORARY TABLE staged ({', '.join(f'{name} text' for name in STAGED)}) ON COMMIT DROP"
FILL_STAGED = f"COPY staged ({', '.join(STAGED)}) FROM STDIN"

# Words to search by go into the index's waiting list and are sorted in later, by the vacuum that many rows call for.
INDEX_LATER = "SET LOCAL gin_pending_list_limit = '64MB'"

# A record shifted sideways shows in the columns whose form is fixed.
TAKE_MALFORMED = """
    DELETE FROM staged
    WHERE urn !~ '^[0-9]{6}$' OR status !~ '^[1-4]$' OR type_code !~ '^[0-9]{1,2}$'
       OR authority_code !~ '^([0-9]{1,3})?$' OR phase_code !~ '^[0-9]?$' OR name = ''
       OR length(group_code) > 2 OR length(district_code) > 9 OR length(ukprn) > 8 OR length(establishment_number) > 4
       OR length(region_code) > 1
    RETURNING urn, name
"""

FIND_TWICE = "SELECT urn FROM staged GROUP BY urn HAVING count(*) > 1 ORDER BY urn LIMIT 20"

ADD_TRUSTS = """
    INSERT INTO schools_trust (id, created_at, updated_at, version, uid, name, is_multi_academy, is_open, sort_name)
    SELECT gen_random_uuid(), %(now)s, %(now)s, 1, uid, name, is_multi_academy, is_open, sort_name
    FROM unnest(%(uids)s::text[], %(names)s::text[], %(multi)s::boolean[], %(open)s::boolean[], %(sort_names)s::text[])
         AS said (uid, name, is_multi_academy, is_open, sort_name)
    ON CONFLICT (uid) DO UPDATE
    SET name = excluded.name, is_multi_academy = excluded.is_multi_academy, is_open = excluded.is_open,
        sort_name = excluded.sort_name, updated_at = excluded.updated_at, version = schools_trust.version + 1
    WHERE (schools_trust.name, schools_trust.is_multi_academy, schools_trust.is_open)
          IS DISTINCT FROM (excluded.name, excluded.is_multi_academy, excluded.is_open)
"""

CLEAN = f"""
    SELECT staged.urn, staged.register_hash::bigint AS register_hash,
           {", ".join(f"{CLEANED.get(name) or f'left(staged.{name}, {longest(name)})'} AS {name}" for name in FACTS)}
    FROM staged
    LEFT JOIN schools_trust trust ON trust.uid = staged.trust_uid AND staged.trust_flag IN ('3', '5')
"""

MAKE_FACTS = f"CREATE TEMPORARY TABLE facts ON COMMIT DROP AS {CLEAN}"

# A blank never overwrites a district.
KEEP_DISTRICTS = """
    UPDATE facts SET district_code = school.district_code, district_name = school.district_name
    FROM schools_school school
    WHERE school.urn = facts.urn AND facts.district_code = '' AND school.district_code <> ''
"""

CHANGED = f"({', '.join(f'school.{name}' for name in FACTS)}) IS DISTINCT FROM ({', '.join(f'facts.{name}' for name in FACTS)})"

FIND_CHANGES = """
    SELECT facts.urn, facts.name, school.name, facts.status, school.status,
           facts.authority_name, school.authority_name, facts.district_name, school.district_name,
           coalesce(new_district.area, ''), coalesce(old_district.area, '')
    FROM facts
    JOIN schools_school school ON school.urn = facts.urn
    LEFT JOIN policy_fundingdistrict new_district ON new_district.code = facts.district_code
    LEFT JOIN policy_fundingdistrict old_district ON old_district.code = school.district_code
    WHERE (facts.name, facts.status, facts.authority_name, facts.district_code)
          IS DISTINCT FROM (school.name, school.status, school.authority_name, school.district_code)
    ORDER BY facts.urn
"""

CHANGE_SCHOOLS = f"""
    UPDATE schools_school school
    SET {", ".join(f"{name} = facts.{name}" for name in FACTS)}, register_hash = facts.register_hash,
        register_as_at = %(as_at)s, updated_at = %(now)s, version = school.version + 1
    FROM facts WHERE school.urn = facts.urn AND {CHANGED}
"""

KEEP_HASHES = """
    UPDATE schools_school school SET register_hash = facts.register_hash
    FROM facts WHERE school.urn = facts.urn AND school.register_hash IS DISTINCT FROM facts.register_hash
"""

ADD_SCHOOLS = f"""
    INSERT INTO schools_school (id, created_at, updated_at, version, urn, register_hash, register_as_at,
                                area_by_hand, area_reason, finance_email, {", ".join(FACTS)})
    SELECT gen_random_uuid(), %(now)s, %(now)s, 1, urn, register_hash, %(as_at)s, '', '', '', {", ".join(FACTS)}
    FROM facts
    WHERE NOT EXISTS (SELECT FROM schools_school school WHERE school.urn = facts.urn)
    ORDER BY urn
"""
# The first time the facts are not written down in between.
ADD_ALL = f"WITH facts AS ({CLEAN}) {ADD_SCHOOLS}"
AND_NAME_THEM = " RETURNING urn, name"

MARK_MISSING = """
    UPDATE schools_school SET missing_since = %(as_at)s, updated_at = %(now)s, version = version + 1
    WHERE urn = ANY(%(urns)s) AND missing_since IS NULL
"""

UNMARK_MISSING = """
    UPDATE schools_school SET missing_since = NULL, updated_at = %(now)s, version = version + 1
    WHERE urn = ANY(%(urns)s)
"""

# Where the establishments' file names no trust, the file of members does.
JOIN_TRUSTS = """
    UPDATE schools_school school SET trust_id = trust.id, updated_at = %(now)s, version = school.version + 1
    FROM unnest(%(urns)s::text[], %(uids)s::text[]) AS said (urn, uid)
    JOIN schools_trust trust ON trust.uid = said.uid
    WHERE school.urn = said.urn AND school.trust_id IS NULL
"""
