"""The people of the demo, the tests and the docs: the same everywhere. None of them exists."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Person:
    """One of the cast: who they are at the sign-in stand-in, and what they do in one line."""

    first_name: str
    last_name: str
    email: str
    does: str

    @property
    def subject(self):
        """What the sign-in stand-in knows them by; it never changes, whatever their email address does."""
        return f"{self.first_name.lower()}-0000-4000-8000"

    @property
    def full_name(self):
        return f"{self.first_name} {self.last_name}"


CAST = {
    person.first_name: person
    for person in [
        Person("Anne", "Walsh", "anne.walsh@hollins.example", "Business manager of one school"),
        Person("Mary", "Okafor", "mary.okafor@schools.example", "Works for three schools and a provider"),
        Person("Tariq", "Aziz", "tariq.aziz@northfield-trust.example", "Runs the finance of a trust"),
        Person("Bilal", "Hussain", "bilal.hussain@thames-itt.example", "Partnership office of a provider"),
        Person("Bea", "Lindqvist", "bea.lindqvist@providers.example", "Works for two providers"),
        Person("Cora", "Bell", "cora.bell@education.gov.uk", "Caseworker at DfE"),
        Person("Dev", "Patel", "dev.patel@education.gov.uk", "Caseworker at DfE"),
        Person("Priya", "Nair", "priya.nair@education.gov.uk", "Payments officer at DfE"),
        Person("Pete", "Marsh", "pete.marsh@education.gov.uk", "Payments officer at DfE"),
        Person("Ada", "Osei", "ada.osei@education.gov.uk", "Administrator at DfE"),
        Person("Ayo", "Bakare", "ayo.bakare@education.gov.uk", "Administrator at DfE"),
        Person("Nora", "Quinn", "nora.quinn@education.gov.uk", "Auditor at DfE"),
        Person("Fin", "Carter", "fin.carter@payer.example", "Pays, at the payer"),
        Person("Sam", "Stone", "sam.stone@nowhere.example", "Invited by nobody"),
    ]
}

MENTOR = Person("Mo", "Farah-Jones", "mo.farah-jones@hollins.example", "A mentor, who signs in by a code")
