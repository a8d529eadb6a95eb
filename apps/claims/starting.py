"""Whether a school can start a claim now, and if not, why and what it can do."""

from dataclasses import dataclass

from apps.claims.readiness import readiness_of
from apps.policy.figures import next_window, window_open_now


@dataclass(frozen=True)
class Stop:
    """Why not, and the way forward: the name of a page of the school, and the words of the link to it."""

    title: str
    words: str
    page: str = ""
    link: str = ""


@dataclass(frozen=True)
class Start:
    """The window open now, if any; what stops the school, if anything; and what it should know before it begins."""

    window: object
    stop: Stop | None
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
    if not school.is_open:
        return Stop(
            "This school cannot claim",
            f"The register lists {school} as closed. Its claims stay here, and you can read them.",
        )
    if window is None:
        return Stop("The claim window is closed", closed_words())
    if not now.is_eligible:
        return Stop(
            f"This school is not on the list for {window.year}",
            f"Only schools that host trainee teachers can claim. {school} is not on our list of schools for {window.year}. "
            "If you host a trainee, tell us the name of their provider.",
        )
    if not now.has_accepted:
        return Stop(
            "Accept the grant conditions first",
            f"Someone at {school} must accept the grant conditions for {window.year} before you claim.",
            page="schools:school-show-conditions",
            link="Read and accept the conditions",
        )
    return None


def closed_words():
    """When the next window opens, as far as anyone has said."""
    coming = next_window()
    if coming is None:
        return "No claim window is open. The date of the next one is not set yet."
    return f"You can claim for {coming.year} from {coming.opens_on:%-d %B %Y} to {coming.closes_on:%-d %B %Y}."
