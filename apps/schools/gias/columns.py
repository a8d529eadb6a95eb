"""Which columns of the register we read, by their own names, and what each becomes. Order in the file is free."""

REQUIRED = {
    "urn": "URN",
    "name": "EstablishmentName",
    "status": "EstablishmentStatus (code)",
    "type_code": "TypeOfEstablishment (code)",
    "group_code": "EstablishmentTypeGroup (code)",
    "phase_code": "PhaseOfEducation (code)",
    "opened_on": "OpenDate",
    "closed_on": "CloseDate",
    "authority_code": "LA (code)",
    "authority_name": "LA (name)",
    "establishment_number": "EstablishmentNumber",
    "district_code": "DistrictAdministrative (code)",
    "district_name": "DistrictAdministrative (name)",
    "ukprn": "UKPRN",
    "street": "Street",
    "locality": "Locality",
    "town": "Town",
    "county": "County (name)",
    "postcode": "Postcode",
    "trust_flag": "TrustSchoolFlag (code)",
    "trust_uid": "Trusts (code)",
    "trust_name": "Trusts (name)",
}
OPTIONAL = {
    "type_name": "TypeOfEstablishment (name)",
    "group_name": "EstablishmentTypeGroup (name)",
    "phase_name": "PhaseOfEducation (name)",
    "region_code": "GOR (code)",
    "website": "SchoolWebsite",
    "telephone": "TelephoneNum",
    "urban_rural": "UrbanRural (name)",
    "pupils": "NumberOfPupils",
}
READ = REQUIRED | OPTIONAL
MADE_WHILE_READING = ("register_hash", "sort_name", "search_text")

# What a school takes from the register. The trust is found by its number, so it is not here.
FACTS = [
    "name",
    "status",
    "type_code",
    "type_name",
    "group_code",
    "group_name",
    "phase_code",
    "phase_name",
    "authority_code",
    "authority_name",
    "establishment_number",
    "district_code",
    "district_name",
    "region_code",
    "ukprn",
    "street",
    "locality",
    "town",
    "county",
    "postcode",
    "website",
    "telephone",
    "urban_rural",
    "pupils",
    "opened_on",
    "closed_on",
    "trust_id",
    "sort_name",
    "search_text",
]

MULTI_ACADEMY, SINGLE_ACADEMY = "3", "5"
