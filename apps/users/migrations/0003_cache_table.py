from django.db import migrations

CREATE = """
CREATE TABLE django_cache (
    cache_key varchar(255) NOT NULL PRIMARY KEY,
    value text NOT NULL,
    expires timestamp with time zone NOT NULL
);
CREATE INDEX django_cache_expires ON django_cache (expires);
"""


class Migration(migrations.Migration):
    """The table of Django's database cache: throttles, and what is held of DfE Sign-in."""

    dependencies = [("users", "0002_accessrequest_issuer")]

    operations = [migrations.RunSQL(CREATE, reverse_sql="DROP TABLE django_cache")]
