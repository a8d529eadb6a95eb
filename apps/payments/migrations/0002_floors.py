"""A run's total is the sum of its lines."""

from django.db import migrations

ADDS_UP = """
CREATE FUNCTION payments_run_adds_up() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    which uuid;
    its payments_paymentrun;
    lines record;
BEGIN
    IF TG_TABLE_NAME = 'payments_paymentrun' THEN which = NEW.id; ELSE which = NEW.run_id; END IF;
    SELECT * INTO its FROM payments_paymentrun WHERE id = which;
    SELECT count(*) AS count, coalesce(sum(amount_pence), 0) AS total INTO lines
      FROM payments_paymentline WHERE run_id = which;
    IF lines.count = 0 OR lines.total <> its.total_pence OR lines.count <> its.claims_count THEN
        RAISE EXCEPTION 'the total of a run is the sum of its lines' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER a_run_is_worth_its_lines AFTER INSERT OR UPDATE ON payments_paymentrun
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payments_run_adds_up();
CREATE CONSTRAINT TRIGGER a_run_is_worth_its_lines AFTER INSERT OR UPDATE ON payments_paymentline
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payments_run_adds_up();
"""

NO_ADDS_UP = """
DROP TRIGGER a_run_is_worth_its_lines ON payments_paymentline;
DROP TRIGGER a_run_is_worth_its_lines ON payments_paymentrun;
DROP FUNCTION payments_run_adds_up();
"""


class Migration(migrations.Migration):
    dependencies = [("payments", "0001_initial"), ("claims", "0003_floors")]

    operations = [migrations.RunSQL(ADDS_UP, NO_ADDS_UP)]
