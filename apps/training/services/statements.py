"""The SQL of recording hours: a constant number of statements, whether a person typed one row or a file holds 100,000."""

MAKE_STAGED = """
    CREATE TEMPORARY TABLE said (
        row integer, trn text, urn text, year_id uuid, minutes integer, trained_on date, what text, replaces boolean
    ) ON COMMIT DROP
"""
FORGET = "DROP TABLE IF EXISTS pg_temp.said"
FILL_STAGED = "COPY said (row, trn, urn, year_id, minutes, trained_on, what, replaces) FROM STDIN"
# Many rows are joined whole: one by one would take minutes where the planner has not counted them.
JOIN_WHOLE = "SET LOCAL enable_nestloop = off"
COUNT_STAGED = "ANALYZE pg_temp.said"

# The school of each row, where there is one that is open and this person may record for.
SCHOOL = """
    LEFT JOIN schools_school school ON school.urn = said.urn AND school.is_open
"""
ALLOWED = "(%(schools)s::uuid[] IS NULL OR school.id = ANY(%(schools)s::uuid[]))"
ENTRY = """
    LEFT JOIN training_ledgerentry entry
        ON entry.provider_id = %(provider)s AND entry.year_id = said.year_id
       AND entry.school_id = school.id AND entry.trn = said.trn
"""

# Entries that nobody made yet, with their total where the row says one; which they were is remembered.
MAKE_ENTRIES = f"""
    WITH made AS (
        INSERT INTO training_ledgerentry
            (id, created_at, updated_at, version, provider_id, school_id, year_id, trn, mentor_id, total_minutes, minutes)
        SELECT DISTINCT ON (said.trn, school.id, said.year_id)
               gen_random_uuid(), %(now)s, %(now)s, 1, %(provider)s, school.id, said.year_id, said.trn, mentor.id,
               CASE WHEN said.trained_on IS NULL THEN said.minutes END, 0
        FROM said {SCHOOL}
        LEFT JOIN mentors_mentor mentor ON mentor.trn = said.trn
        WHERE school.id IS NOT NULL AND {ALLOWED}
        ON CONFLICT (provider_id, year_id, school_id, trn) DO NOTHING
        RETURNING id
    )
    SELECT array_agg(id) FROM made
"""  # noqa: S608

# Always in the same order, so that two files about the same mentors never wait for each other.
HOLD_ENTRIES = f"""
    SELECT held.id FROM training_ledgerentry held
    WHERE held.id IN (SELECT entry.id FROM said {SCHOOL} {ENTRY})
    ORDER BY held.id FOR NO KEY UPDATE OF held
"""  # noqa: S608

SORT_OUT = f"""
    SELECT said.row,
           CASE
             WHEN school.id IS NULL THEN 'no_school'
             WHEN NOT {ALLOWED} THEN 'not_yours'
             WHEN entry.id = ANY(%(made)s::uuid[]) THEN 'new'
             WHEN dispute.id IS NOT NULL THEN 'disputed'
             WHEN said.trained_on IS NULL AND entry.total_minutes IS NULL AND entry.minutes > 0 AND NOT said.replaces
                 THEN 'has_items'
             WHEN said.trained_on IS NOT NULL AND entry.total_minutes IS NOT NULL AND NOT said.replaces THEN 'has_total'
             WHEN said.trained_on IS NULL AND entry.total_minutes = said.minutes THEN 'unchanged'
             WHEN said.trained_on IS NOT NULL AND item.minutes = said.minutes THEN 'unchanged'
             WHEN said.trained_on IS NULL AND entry.minutes > 0 THEN 'changed'
             WHEN said.trained_on IS NOT NULL AND (item.id IS NOT NULL OR entry.total_minutes IS NOT NULL) THEN 'changed'
             ELSE 'new'
           END AS outcome,
           entry.id AS entry_id,
           CASE WHEN entry.id = ANY(%(made)s::uuid[]) THEN 0
                WHEN said.trained_on IS NULL OR entry.total_minutes IS NOT NULL THEN coalesce(entry.minutes, 0)
                ELSE coalesce(item.minutes, 0) END AS minutes_before,
           CASE WHEN mentor.id IS NULL THEN 'mentor' WHEN place.id IS NULL THEN 'place' ELSE '' END AS waiting_for,
           coalesce(school.name, '') AS school
    FROM said {SCHOOL} {ENTRY}
    LEFT JOIN training_ledgeritem item
        ON item.entry_id = entry.id AND item.trained_on = said.trained_on AND item.what = said.what
    LEFT JOIN training_ledgerdispute dispute ON dispute.entry_id = entry.id AND dispute.answered_at IS NULL
    LEFT JOIN mentors_mentor mentor ON mentor.trn = said.trn
    LEFT JOIN mentors_place place
        ON place.mentor_id = mentor.id AND place.school_id = school.id AND place.ended_at IS NULL
    ORDER BY said.row
"""  # noqa: S608

KEEP = """
    CREATE TEMPORARY TABLE kept ON COMMIT DROP AS
    SELECT said.* FROM said JOIN unnest(%(rows)s::integer[]) AS keep (row) USING (row)
"""
FORGET_KEPT = "DROP TABLE IF EXISTS pg_temp.kept"

# A total in place of items, or items in place of a total: what was there goes, and its history stays.
DROP_ITEMS = f"""
    DELETE FROM training_ledgeritem WHERE entry_id IN (
        SELECT entry.id FROM kept said {SCHOOL} {ENTRY} WHERE said.trained_on IS NULL)
"""  # noqa: S608
DROP_TOTALS = f"""
    UPDATE training_ledgerentry SET total_minutes = NULL, updated_at = %(now)s, version = version + 1
    WHERE total_minutes IS NOT NULL AND id IN (
        SELECT entry.id FROM kept said {SCHOOL} {ENTRY} WHERE said.trained_on IS NOT NULL)
"""  # noqa: S608
WRITE_TOTALS = f"""
    UPDATE training_ledgerentry held
    SET total_minutes = said.minutes, updated_at = %(now)s, version = held.version + 1
    FROM kept said {SCHOOL}
    WHERE said.trained_on IS NULL AND held.provider_id = %(provider)s AND held.year_id = said.year_id
      AND held.school_id = school.id AND held.trn = said.trn AND held.total_minutes IS DISTINCT FROM said.minutes
"""  # noqa: S608
WRITE_ITEMS = f"""
    INSERT INTO training_ledgeritem (id, created_at, updated_at, version, entry_id, trained_on, what, minutes)
    SELECT gen_random_uuid(), %(now)s, %(now)s, 1, entry.id, said.trained_on, said.what, said.minutes
    FROM kept said {SCHOOL} {ENTRY} WHERE said.trained_on IS NOT NULL
    ON CONFLICT (entry_id, trained_on, what)
    DO UPDATE SET minutes = excluded.minutes, updated_at = excluded.updated_at, version = training_ledgeritem.version + 1
"""  # noqa: S608

# Hours recorded of each TRN with this provider, over all schools, beside what the year allows.
RECORDED = """
    SELECT trn, year_id, sum(minutes / 60)::integer FROM training_ledgerentry
    WHERE provider_id = %(provider)s AND (trn, year_id) IN (SELECT trn, year_id FROM said) GROUP BY trn, year_id
"""
