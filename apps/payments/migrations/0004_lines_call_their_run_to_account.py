"""However many lines a statement adds, their run is added up once for it, not once for each line."""

from django.db import migrations

ONCE = """
DROP TRIGGER a_run_is_worth_its_lines ON payments_paymentline;
CREATE FUNCTION payments_lines_call_their_run() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE payments_paymentrun SET version = version WHERE id IN (SELECT run_id FROM added);
    RETURN NULL;
END $$;
CREATE TRIGGER lines_call_their_run_to_account AFTER INSERT ON payments_paymentline
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION payments_lines_call_their_run();
"""

EACH = """
DROP TRIGGER lines_call_their_run_to_account ON payments_paymentline;
DROP FUNCTION payments_lines_call_their_run();
CREATE CONSTRAINT TRIGGER a_run_is_worth_its_lines AFTER INSERT OR UPDATE ON payments_paymentline
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payments_run_adds_up();
"""


class Migration(migrations.Migration):
    dependencies = [("payments", "0003_outcomes_of_lines")]

    operations = [migrations.RunSQL(ONCE, EACH)]
