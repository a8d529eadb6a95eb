"""The training requirements of the years that the service knows."""

from django.db import migrations

from apps.policy.migrations.data import requirements


def make(apps, schema_editor):
    texts = apps.get_model("policy", "TrainingRequirements")
    for year in apps.get_model("policy", "AcademicYear").objects.all():
        texts.objects.create(year=year, number=1, **requirements.requirements(year.starts_on.year))


class Migration(migrations.Migration):
    dependencies = [("policy", "0006_training_requirements")]

    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
