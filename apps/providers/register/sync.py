"""Apply a file of accredited providers: by code, never deleting, an accreditation ended by its own date."""

from datetime import date

from django.db import transaction

from apps.audit.record import record
from apps.core.files.reading import FileRefused, read_rows
from apps.providers.models import Accreditation, Provider, RegisterImport

REQUIRED = ["name", "code", "ukprn", "type", "accreditation_start", "accreditation_end", "town", "postcode", "website"]
FIRST_DAY = date(2024, 8, 1)  # none is known before
MOST_LOST = 0.1
FACTS = ("name", "ukprn", "kind", "town", "postcode", "website")


def import_providers(data, *, source, by, allow_loss=False):
    """Bring the providers up to a file of the register. Returns what it changed, as a RegisterImport.

    Raises FileRefused when the file cannot be trusted: a column missing, a code twice, too much lost.
    """
    rows = [row for row in read_rows(source, data, required=REQUIRED) if is_accredited(row)]
    check(rows, allow_loss)
    return apply(rows, source=source, by=by)


def is_accredited(row):
    """Whether a row tells of an accreditation, past or present; one row of the real file gives no start."""
    return row["accreditation_start"] or row["accreditation_status"] == "accredited"


def check(rows, allow_loss):
    """Refuse a file that is not the register as it could be today."""
    codes = [row["code"] for row in rows]
    if twice := sorted({code for code in codes if codes.count(code) > 1}):
        raise FileRefused(f"Provider code {', '.join(twice)} stands in the file twice.")
    for row in rows:
        if not row["name"] or not 1 <= len(row["code"]) <= 5:
            raise FileRefused(f"Row {row.number} has no provider's name and code. Fetch the file again.")
        if not (row["ukprn"] == "" or (row["ukprn"].isdecimal() and len(row["ukprn"]) == 8)):
            raise FileRefused(f"Row {row.number}, ukprn: {row['ukprn']} is not 8 digits.")
        starts_on, ends_on = day_of(row, "accreditation_start"), day_of(row, "accreditation_end")
        if starts_on and ends_on and ends_on <= starts_on:
            raise FileRefused(f"Row {row.number}: the accreditation ends before it starts.")
    known = set(Provider.objects.without_sites().values_list("code", flat=True))
    lost = len(known - set(codes))
    if not allow_loss and lost > len(known) * MOST_LOST:
        raise FileRefused(
            f"{lost} of {len(known)} providers are not in the file. If that is right, import it with --allow-loss."
        )


def day_of(row, column):
    if not row[column]:
        return None
    try:
        return date.fromisoformat(row[column])
    except ValueError:
        raise FileRefused(f"Row {row.number}, {column}: {row[column]} is not a date like 2024-08-01.") from None


@transaction.atomic
def apply(rows, *, source, by):
    providers = {provider.code: provider for provider in Provider.objects.select_for_update()}
    owners = {provider.ukprn: provider.code for provider in providers.values() if provider.ukprn}
    counts = dict.fromkeys(("new", "changed", "accredited", "ended", "vanished"), 0)
    problems = []
    for row in rows:
        provider = providers.get(row["code"]) or Provider(code=row["code"])
        if provider.part_of_id:
            counts["changed"] += rename_site(provider, row["name"][:255])
            continue
        facts = {
            "name": row["name"][:255],
            "ukprn": row["ukprn"] or None,
            "kind": row["type"][:20],
            "town": row["town"][:100],
            "postcode": row["postcode"][:10],
            "website": row["website"][:300],
        }
        if facts["ukprn"] and owners.setdefault(facts["ukprn"], row["code"]) != row["code"]:
            problems.append(
                f"{row['name']}: UKPRN {facts['ukprn']} belongs to provider {owners[facts['ukprn']]}. "
                "If it is a site of that provider, say so on the provider’s page."
            )
            continue
        is_new = provider._state.adding
        if is_new or any(getattr(provider, name) != facts[name] for name in FACTS):
            for name, value in facts.items():
                setattr(provider, name, value)
            provider.save()
            if not is_new:
                found_by_new_words(provider)
            counts["new" if is_new else "changed"] += 1
        if not row["accreditation_start"]:
            problems.append(f"{row['name']}: accredited, with no start given; taken as {FIRST_DAY:%-d %B %Y}.")
        accredit(provider, row, counts)
    known = {code for code, provider in providers.items() if not provider.part_of_id}
    counts["vanished"] = len(known - {row["code"] for row in rows})
    done = RegisterImport.objects.create(source=source[-300:], rows=len(rows), counts=counts, problems=problems)
    record("provider_register.import", done, by=by, source=source, rows=len(rows), **counts)
    return done


def rename_site(site, name):
    """A site has its name from the register and nothing else: whatever is true of it is true of its provider."""
    if site.name == name:
        return 0
    site.name = name
    site.save()
    found_by_new_words(site)
    return 1


def found_by_new_words(provider):
    """The other rows of a provider are found by its new name too."""
    for other in provider.kin():
        other.save()


def accredit(provider, row, counts):
    """Keep the period of one row. A period already known may gain or change its end."""
    starts_on = max(day_of(row, "accreditation_start") or FIRST_DAY, FIRST_DAY)
    ends_on = day_of(row, "accreditation_end")
    if ends_on and ends_on <= starts_on:
        return
    period, is_new = Accreditation.objects.get_or_create(
        provider=provider, starts_on=starts_on, defaults={"ends_on": ends_on}
    )
    if is_new:
        counts["accredited"] += 1
    elif period.ends_on != ends_on:
        period.ends_on = ends_on
        period.save(update_fields=["ends_on"])
        counts["ended"] += 1
