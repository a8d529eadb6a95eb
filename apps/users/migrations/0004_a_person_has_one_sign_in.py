from django.db import migrations


class Migration(migrations.Migration):
    """The floor beneath binding: a person is bound to one subject of a provider, whoever writes the row."""

    dependencies = [("users", "0003_cache_table"), ("socialaccount", "0006_alter_socialaccount_extra_data")]

    operations = [
        migrations.RunSQL(
            "CREATE UNIQUE INDEX a_person_has_one_sign_in ON socialaccount_socialaccount (user_id, provider)",
            reverse_sql="DROP INDEX a_person_has_one_sign_in",
        )
    ]
