"""A provider at work on its ledger."""

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.factories import MentorFactory, ProviderFactory, SchoolFactory, member_of

COLUMNS = "mentor_trn,school_urn,academic_year,trained_on,what,hours,replaces"


def provider_with_people():
    provider = ProviderFactory()
    provider.person = member_of(provider)
    return provider


def mentor_at_a_school(**fields):
    school = SchoolFactory(**fields)
    mentor = MentorFactory(at=school)
    mentor.school = school
    return mentor


def row_of(mentor, hours="16", year="2025 to 2026", day="", what="", replaces=""):
    return f"{mentor.trn},{mentor.school.urn},{year},{day},{what},{hours},{replaces}"


def csv_of(*rows, columns=COLUMNS):
    return "\r\n".join([columns, *rows, ""]).encode()


def upload_of(data, name="hours.csv"):
    return SimpleUploadedFile(name, data, content_type="text/csv")
