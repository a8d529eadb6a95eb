"""Years, rates, caps, thresholds, rules, districts, conditions and bank holidays, as published."""

import csv
from datetime import date
from pathlib import Path

from django.db import migrations

from apps.core import clock
from apps.policy.migrations.data import conditions, years

DATA = Path(__file__).with_name("data")


def rows_of(name):
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def make(apps, schema_editor):
    model = lambda name: apps.get_model("policy", name)  # noqa: E731
    in_force = {"approved_at": clock.now(), "reason": "As published"}
    model("FundingDistrict").objects.bulk_create(model("FundingDistrict")(**row) for row in rows_of("districts.csv"))
    apps.get_model("core", "BankHoliday").objects.bulk_create(
        [
            apps.get_model("core", "BankHoliday")(day=date.fromisoformat(row["day"]), name=row["name"])
            for row in rows_of("bank_holidays.csv")
        ],
        ignore_conflicts=True,
    )
    for first in range(years.FIRST, years.LAST + 1):
        year = model("AcademicYear").objects.create(**years.year(first))
        for area, pence in years.RATES_IN_PENCE.items():
            model("FundingRate").objects.create(year=year, area=area, pence=pence, **in_force)
        for training_type, hours in years.caps(first).items():
            model("AllowanceCap").objects.create(year=year, training_type=training_type, hours=hours, **in_force)
        model("SchoolThreshold").objects.create(year=year, pence=years.THRESHOLD_IN_PENCE, **in_force)
        for code in years.RULES:
            effect = "notes" if code in years.RULES_THAT_NOTE else "refers"
            model("RulePolicy").objects.create(year=year, code=code, effect=effect, **in_force)
        version = model("GrantConditions").objects.create(
            year=year,
            number=1,
            published_on=year.starts_on,
            summary=conditions.SUMMARY,
            sections=conditions.SECTIONS,
        )
        for position, text in enumerate(conditions.DECLARATIONS, start=1):
            model("Declaration").objects.create(conditions=version, position=position, text=text)


MADE = (
    "policy_declaration",
    "policy_grantconditions",
    "policy_rulepolicy",
    "policy_schoolthreshold",
    "policy_allowancecap",
    "policy_fundingrate",
    "policy_academicyear",
    "policy_fundingdistrict",
    "core_bankholiday",
)


def unmake(apps, schema_editor):
    for table in MADE:
        schema_editor.execute(f"DELETE FROM {table}")


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0001_initial"),
        ("policy", "0002_thresholds_and_rule_policies_are_replaced"),
    ]

    operations = [migrations.RunPython(make, unmake)]
