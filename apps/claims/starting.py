"""Whether a school can start a claim now, and if not, why and what it can do."""

from dataclasses import dataclass

from apps.claims.readiness import readiness_of
from apps.claims.refusals import ClaimRefused, WindowClosed, refuse_school
from apps.policy.figures import next_window, window_open_now
from apps.policy.models import ClaimWindow


@dataclass(frozen=True)
class Start:
    """The window open now, if any; what stops the school, if anything; and what it should know before it begins."""

    window: ClaimWindow | None
    stop: ClaimRefused | None
    note: str = ""

    @property
    def year(self):
        return self.window.year if self.window else None


NO_AREA = (
    "We do not know this school’s funding area yet, so we cannot know its rate. You can prepare a claim now and submit it "
    "once DfE has set the area. We have been told."
)


def start_for(school):
    """What a school meets when it wants to claim now."""
    window = window_open_now()
    now = readiness_of(school, window.year) if window else None
    if stop := what_stops(school, window, now):
        return Start(window, stop)
    return Start(window, None, "" if now.area else NO_AREA)


def what_stops(school, window, now):
    """The first thing that stops a school from starting a claim, or None."""
    try:
        if school.is_open and window is None:
            raise WindowClosed(closed_words())
        refuse_school(school, window and window.year, now)
    except ClaimRefused as refusal:
        return refusal
    return None


def closed_words():
    """When the next window opens, as far as anyone has said."""
    coming = next_window()
    if coming is None:
        return "No claim window is open. The date of the next one is not set yet."
    return f"You can claim for {coming.year} from {coming.opens_on:%-d %B %Y} to {coming.closes_on:%-d %B %Y}."
