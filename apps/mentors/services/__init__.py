"""What a school, a volunteer and a mentor may do here. Callers outside say `apps.mentors.services`."""

from apps.mentors.services.binding import MOST_TRIES, NotYourRecord, bind_mentor, note_try, take_back_try
from apps.mentors.services.places import AlreadyHere, add_mentor, change_email, change_mentor

__all__ = [
    "MOST_TRIES",
    "AlreadyHere",
    "NotYourRecord",
    "add_mentor",
    "bind_mentor",
    "change_email",
    "change_mentor",
    "note_try",
    "take_back_try",
]
