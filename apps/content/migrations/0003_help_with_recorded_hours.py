"""Help with recorded hours. A topic whose words were changed in the console is left as it is."""

from datetime import UTC, datetime

from django.db import migrations

from apps.content.migrations.data.help_topics import TOPICS
from apps.content.migrations.data.help_with_recorded_hours import CHANGED, NEW

PUBLISHED_AT = datetime(2025, 9, 1, tzinfo=UTC)
FIRST = {slug: words for slug, _, _, words in TOPICS}
NOW = {slug: FIRST[slug].replace(before, after) for slug, (before, after) in CHANGED.items()}


def make(apps, schema_editor):
    topics = apps.get_model("content", "HelpTopic").objects
    there = set(topics.values_list("slug", flat=True))
    topics.bulk_create(
        topics.model(slug=slug, audience=audience, title=title, words=words, published_at=PUBLISHED_AT)
        for slug, audience, title, words in NEW
        if slug not in there
    )
    for slug, words in NOW.items():
        topics.filter(slug=slug, words=FIRST[slug]).update(words=words)


def unmake(apps, schema_editor):
    topics = apps.get_model("content", "HelpTopic").objects
    for slug, _, _, words in NEW:
        topics.filter(slug=slug, words=words).delete()
    for slug, words in NOW.items():
        topics.filter(slug=slug, words=words).update(words=FIRST[slug])


class Migration(migrations.Migration):
    dependencies = [("content", "0002_the_first_help_topics")]

    operations = [migrations.RunPython(make, unmake)]
