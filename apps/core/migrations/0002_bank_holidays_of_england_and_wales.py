"""The bank holidays known when the service began; afterwards the weekly look at gov.uk keeps the future ones right."""

import json

from django.db import migrations

from apps.core.bank_holidays import FACTS


def add(apps, schema_editor):
    holidays = apps.get_model("core", "BankHoliday").objects
    for event in json.loads(FACTS.read_text(encoding="utf-8")):
        holidays.get_or_create(day=event["date"], defaults={"name": event["title"]})


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
