"""Floors that span tables: what a line is about, that amounts add up, and the hours an allowance has used."""

from django.db import migrations

HELD = """
CREATE FUNCTION claims_hours_held(status text, hours integer, recovered integer) RETURNS integer
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE
        WHEN hours IS NULL OR status IN ('draft', 'payment_rejected', 'rejected', 'withdrawn') THEN 0
        WHEN status = 'clawback_complete' THEN hours - recovered
        ELSE hours
    END
$$;
"""

FACTS = """
ALTER TABLE claims_claim ADD CONSTRAINT a_claim_is_about_one_school_provider_and_year
    UNIQUE (id, school_id, provider_id, year_id);
ALTER TABLE training_allowance ADD CONSTRAINT an_allowance_is_about_one_mentor_provider_and_year
    UNIQUE (id, mentor_id, provider_id, year_id);
ALTER TABLE policy_claimwindow ADD CONSTRAINT a_window_belongs_to_one_year UNIQUE (id, year_id);

ALTER TABLE claims_claim ADD CONSTRAINT a_claims_window_is_of_its_year
    FOREIGN KEY (window_id, year_id) REFERENCES policy_claimwindow (id, year_id);
ALTER TABLE claims_claimline ADD CONSTRAINT a_line_is_about_what_its_claim_is_about
    FOREIGN KEY (claim_id, school_id, provider_id, year_id)
    REFERENCES claims_claim (id, school_id, provider_id, year_id) ON UPDATE CASCADE;
ALTER TABLE claims_claimline ADD CONSTRAINT a_lines_mentor_has_a_place_at_the_school
    FOREIGN KEY (mentor_id, school_id) REFERENCES mentors_place (mentor_id, school_id);
ALTER TABLE claims_claimline ADD CONSTRAINT a_lines_allowance_is_its_mentors
    FOREIGN KEY (allowance_id, mentor_id, provider_id, year_id)
    REFERENCES training_allowance (id, mentor_id, provider_id, year_id);
"""

NO_FACTS = """
ALTER TABLE claims_claimline DROP CONSTRAINT a_lines_allowance_is_its_mentors;
ALTER TABLE claims_claimline DROP CONSTRAINT a_lines_mentor_has_a_place_at_the_school;
ALTER TABLE claims_claimline DROP CONSTRAINT a_line_is_about_what_its_claim_is_about;
ALTER TABLE claims_claim DROP CONSTRAINT a_claims_window_is_of_its_year;
ALTER TABLE policy_claimwindow DROP CONSTRAINT a_window_belongs_to_one_year;
ALTER TABLE training_allowance DROP CONSTRAINT an_allowance_is_about_one_mentor_provider_and_year;
ALTER TABLE claims_claim DROP CONSTRAINT a_claim_is_about_one_school_provider_and_year;
"""

ADDS_UP = """
CREATE FUNCTION claims_amounts_add_up() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    which uuid;
    its claims_claim;
    lines record;
BEGIN
    IF TG_TABLE_NAME = 'claims_claim' THEN which = NEW.id;
    ELSIF TG_OP = 'DELETE' THEN which = OLD.claim_id;
    ELSE which = NEW.claim_id;
    END IF;
    SELECT * INTO its FROM claims_claim WHERE id = which;
    IF its.id IS NULL OR its.status = 'draft' THEN RETURN NULL; END IF;
    SELECT count(*) AS count, sum(amount_pence) AS total,
           bool_and(hours IS NOT NULL AND allowance_id IS NOT NULL AND rate_pence = its.rate_pence) AS whole
      INTO lines FROM claims_claimline WHERE claim_id = which;
    IF lines.count = 0 OR NOT lines.whole OR lines.total <> its.amount_pence THEN
        RAISE EXCEPTION 'a claim is worth what its lines are worth' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER a_claim_is_worth_its_lines AFTER INSERT OR UPDATE ON claims_claim
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION claims_amounts_add_up();
CREATE CONSTRAINT TRIGGER a_claim_is_worth_its_lines AFTER INSERT OR UPDATE OR DELETE ON claims_claimline
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION claims_amounts_add_up();
"""

NO_ADDS_UP = """
DROP TRIGGER a_claim_is_worth_its_lines ON claims_claimline;
DROP TRIGGER a_claim_is_worth_its_lines ON claims_claim;
DROP FUNCTION claims_amounts_add_up();
"""

USED = """
CREATE FUNCTION claims_status_uses_hours() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    line record;
BEGIN
    FOR line IN
        SELECT allowance_id, claims_hours_held(NEW.status, hours, recovered_hours)
                             - claims_hours_held(OLD.status, hours, recovered_hours) AS more
        FROM claims_claimline WHERE claim_id = NEW.id AND allowance_id IS NOT NULL ORDER BY allowance_id
    LOOP
        IF line.more <> 0 THEN
            UPDATE training_allowance SET used = used + line.more WHERE id = line.allowance_id;
        END IF;
    END LOOP;
    RETURN NULL;
END $$;
CREATE TRIGGER a_status_uses_hours AFTER UPDATE OF status ON claims_claim
    FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION claims_status_uses_hours();

CREATE FUNCTION claims_line_uses_hours() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    its_status text;
    before_held integer = 0;
    after_held integer = 0;
    before_id uuid;
    after_id uuid;
BEGIN
    IF TG_OP <> 'INSERT' THEN
        SELECT status INTO its_status FROM claims_claim WHERE id = OLD.claim_id;
        before_id = OLD.allowance_id;
        before_held = claims_hours_held(its_status, OLD.hours, OLD.recovered_hours);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        SELECT status INTO its_status FROM claims_claim WHERE id = NEW.claim_id;
        after_id = NEW.allowance_id;
        after_held = claims_hours_held(its_status, NEW.hours, NEW.recovered_hours);
    END IF;
    IF before_id IS NOT DISTINCT FROM after_id THEN
        IF after_id IS NOT NULL AND after_held <> before_held THEN
            UPDATE training_allowance SET used = used + after_held - before_held WHERE id = after_id;
        END IF;
    ELSE
        IF before_id IS NOT NULL AND before_held <> 0 THEN
            UPDATE training_allowance SET used = used - before_held WHERE id = before_id;
        END IF;
        IF after_id IS NOT NULL AND after_held <> 0 THEN
            UPDATE training_allowance SET used = used + after_held WHERE id = after_id;
        END IF;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER a_line_uses_hours AFTER INSERT OR UPDATE OR DELETE ON claims_claimline
    FOR EACH ROW EXECUTE FUNCTION claims_line_uses_hours();
"""

NO_USED = """
DROP TRIGGER a_line_uses_hours ON claims_claimline;
DROP TRIGGER a_status_uses_hours ON claims_claim;
DROP FUNCTION claims_line_uses_hours();
DROP FUNCTION claims_status_uses_hours();
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0002_initial"), ("mentors", "0001_initial"), ("training", "0001_initial")]

    operations = [
        migrations.RunSQL(HELD, "DROP FUNCTION claims_hours_held(text, integer, integer);"),
        migrations.RunSQL(FACTS, NO_FACTS),
        migrations.RunSQL(ADDS_UP, NO_ADDS_UP),
        migrations.RunSQL(USED, NO_USED),
    ]
