"""Ask the teaching record who somebody is, following a record that was merged into another, once."""

from dataclasses import dataclass

from apps.mentors.teaching_record import client


@dataclass(frozen=True)
class Teacher:
    """Who the teaching record found, and the TRN that led there where it was another."""

    found: client.Found
    former_trn: str = ""


def who_is(trn, date_of_birth):
    """A Teacher, or the answer of the client that says why there is none. Speaks HTTP: never call it in a transaction."""
    answer = client.look_up(trn, date_of_birth)
    if isinstance(answer, client.Moved):
        moved, answer = answer, client.look_up(answer.trn, date_of_birth)
        if isinstance(answer, client.Found):
            return Teacher(answer, trn)
        if isinstance(answer, client.Moved):
            return client.Unavailable(f"{moved.trn} moved again")
    return Teacher(answer) if isinstance(answer, client.Found) else answer
