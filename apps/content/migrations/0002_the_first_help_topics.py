"""The help topics the service begins with. From then on they are changed in the console."""

from datetime import UTC, datetime

from django.db import migrations

from apps.content.migrations.data.help_topics import TOPICS

PUBLISHED_AT = datetime(2025, 9, 1, tzinfo=UTC)


def make(apps, schema_editor):
    model = apps.get_model("content", "HelpTopic")
    model.objects.bulk_create(
        model(slug=slug, audience=audience, title=title, words=words, published_at=PUBLISHED_AT)
        for slug, audience, title, words in TOPICS
    )


def unmake(apps, schema_editor):
    apps.get_model("content", "HelpTopic").objects.filter(slug__in=[slug for slug, *_ in TOPICS]).delete()


class Migration(migrations.Migration):
    dependencies = [("content", "0001_initial")]

    operations = [migrations.RunPython(make, unmake)]
