from django.db import migrations

FILL = """
UPDATE mentors_place SET started_at = created_at;
UPDATE mentors_mentor SET asked_at = refreshed_at;
"""


class Migration(migrations.Migration):
    """Places and refreshes of before say when they began, as far as anybody knows."""

    dependencies = [("mentors", "0003_volunteers_and_what_is_told_of_a_mentor")]
    operations = [migrations.RunSQL(FILL, reverse_sql=migrations.RunSQL.noop)]
