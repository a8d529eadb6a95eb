"""Floors of the audit: triggers that other apps put beneath the tables whose changes must be explained."""

import pgtrigger


def somebody_acts():
    """Refuse a write for which nobody acts, also from raw SQL, a migration or a shell."""
    return pgtrigger.Trigger(
        name="somebody_acts",
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        when=pgtrigger.Before,
        func="""
            IF coalesce(current_setting('pghistory.context_metadata', true), '') NOT LIKE '%"actor"%' THEN
                RAISE EXCEPTION 'nobody acts: set an actor before changing %', TG_TABLE_NAME
                    USING ERRCODE = 'check_violation';
            END IF;
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            RETURN NEW;
        """,
    )


def append_only():
    """Rows that are written once: what was said stays said."""
    return pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
