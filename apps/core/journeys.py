"""The one way to build a form of several pages. It has no word of the domain.

A journey lists its steps in order in a generator, which may read the answers before each. Pages open one by one and
stop at the first without a good answer, so nobody skips ahead, and an answer that has stopped being true stops counting.
Answers are kept as they were posted and cleaned anew on every page: in a JourneyAnswers row of the organisation, or in
another row with `answers`. Two tabs are two rows, an ended session loses nothing, and a colleague can go on.
"""

from datetime import timedelta

from django.contrib import messages
from django.db import transaction
from django.http import Http404, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from apps.core import clock
from apps.core.errors import Refused
from apps.core.models import JourneyAnswers

CHECK = "check-your-answers"
# A trust ticks four hundred mentors by the ids of theirs and of their schools.
LONGEST_ANSWER = 40_000
UNFINISHED_FOR = timedelta(days=14)
FINISHED_FOR = timedelta(days=1)


class Step:
    """One question: its name in the address, its form, and what the form and the template are about."""

    def __init__(self, name, form, *, template="", **about):
        self.name, self.form, self.template, self.about = name, form, template or name, about


class Page:
    """A step that is open, with the answer it has."""

    def __init__(self, journey, step):
        self.journey, self.step, self.name, self.about = journey, step, step.name, step.about
        self.kept = journey.row.answers.get(step.name)
        self.form = step.form(None if self.kept is None else QueryDict(self.kept), **step.about)
        self.is_answered = self.kept is not None and self.form.is_valid()

    @property
    def has_changed(self):
        """There was an answer, and it is no longer a good one."""
        return self.kept is not None and not self.is_answered

    @property
    def url(self):
        return self.journey.url_of(self.name)

    @property
    def template(self):
        return f"{self.journey.templates}/{self.step.template}.html"

    def accept(self, posted):
        """Keep what was posted if it is a good answer."""
        self.form = self.step.form(posted, **self.about)
        if not self.form.is_valid():
            return False
        self.journey.keep(self.name, as_posted(self.form, posted))
        return True


class Journey:
    """Base of every journey. A child names itself and its addresses, and gives `steps()` and `finish()`.

    `finish(by=…)` calls one service and returns the address to go to; it may leave words of `success` for that page.
    """

    name = ""
    url_name = ""
    templates = ""
    leave_url = ""
    start_url = ""
    success = ""
    left_words = ""

    def __init__(self, row, **owner):
        self.row, self.owner = row, owner
        self.walk_anew()

    @classmethod
    def resume(cls, journey_id, *, user, **owner):
        """The journey with this id, or a fresh one that is kept from its first answer on. Somebody else's is 404."""
        row = JourneyAnswers.objects.filter(pk=journey_id).first()
        if row is None:
            row = JourneyAnswers(pk=journey_id, journey=cls.name, owner=name_of(owner), user=user)
        if (row.journey, row.owner) != (cls.name, name_of(owner)):
            raise Http404
        return cls(row, **owner)

    def steps(self):
        raise NotImplementedError

    def finish(self, *, by):
        raise NotImplementedError

    @property
    def finished_url(self):
        """Where the journey ended, once it has: the same address for a second click."""
        return self.row.finished_url

    def walk_anew(self):
        """Open the pages again after an answer changed."""
        self.answers, self.pages, self.is_complete = {}, [], False
        if self.finished_url:
            return
        for step in self.steps():
            page = Page(self, step)
            self.pages.append(page)
            if not page.is_answered:
                return
            self.answers[step.name] = page.form.cleaned_data
        self.is_complete = True

    def page(self, name):
        """The page of this name if it is open, else None."""
        return next((page for page in self.pages if page.name == name), None)

    @property
    def furthest(self):
        return self.pages[-1]

    def after(self, page):
        """The page that follows, or None after the last; the furthest where the page itself is no longer open."""
        names = [other.name for other in self.pages]
        if page.name not in names:
            return self.furthest
        following = self.pages[names.index(page.name) + 1 :]
        return following[0] if following else None

    def before(self, page):
        """The address that leads back from a page."""
        names = [other.name for other in self.pages]
        position = names.index(page.name)
        return self.pages[position - 1].url if position else self.start_url

    def url_of(self, name):
        return reverse(self.url_name, args=[*(one.pk for one in self.owner.values()), self.row.pk, name])

    def keep(self, name, posted):
        """Keep one answer beside the others, whoever else is answering now."""
        row = self.row
        with transaction.atomic():
            JourneyAnswers.objects.get_or_create(
                pk=row.pk, defaults={"journey": row.journey, "owner": row.owner, "user": row.user}
            )
            self.row = JourneyAnswers.objects.select_for_update().get(pk=row.pk)
            if not self.row.finished_url:
                self.row.answers = with_answer(self.row.answers, name, posted)
                self.row.save(update_fields=["answers"])
        self.walk_anew()

    def finish_once(self, *, by):
        """Finish, or find that it is finished. The answers have become something else and are not kept twice."""
        with transaction.atomic():
            self.row = JourneyAnswers.objects.select_for_update().get(pk=self.row.pk)
            if not self.row.finished_url:
                self.row.finished_url = self.finish(by=by)
                self.row.answers = {}
                self.row.save(update_fields=["finished_url", "answers"])
        return self.row.finished_url


def walk(request, journey, name):
    """Answer a request for one page of a journey: show it, keep what was posted, go on, or finish.

    `?change` in the address leads straight back to check-your-answers, unless the change opened a new question.
    """
    if journey.finished_url:
        return redirect(journey.finished_url)
    page = journey.page(name)
    if page is None:
        return redirect(journey.furthest.url)
    if request.method != "POST":
        return show(request, journey, page)
    if "leave" in request.POST and journey.leave_url:
        journey.keep(page.name, as_posted(page.form, request.POST))
        if journey.finished_url:
            return redirect(journey.finished_url)
        if journey.left_words:
            messages.success(request, journey.left_words)
        return redirect(journey.leave_url)
    if not page.accept(request.POST):
        return show(request, journey, page)
    if journey.finished_url:
        return redirect(journey.finished_url)
    is_change = "change" in request.GET
    onward = journey.furthest if is_change else journey.after(page)
    if onward and onward.name != page.name:
        return redirect(f"{onward.url}?change" if is_change and onward.name != CHECK else onward.url)
    if not journey.is_complete:
        return show(request, journey, journey.page(name))
    try:
        address = journey.finish_once(by=request.user)
    except Refused as refusal:
        return show(request, journey, journey.page(name), refusal=refusal)
    if journey.success:
        messages.success(request, journey.success)
    return redirect(address)


def show(request, journey, page, refusal=None):
    """Draw a page. A refusal is shown on it with every answer kept."""
    is_change = "change" in request.GET and page.name != CHECK and journey.page(CHECK) is not None
    back = journey.url_of(CHECK) if is_change else journey.before(page)
    context = {"journey": journey, "page": page, "form": page.form, "refusal": refusal, "back_url": back}
    return render(request, page.template, context, status=409 if refusal else 200)


def with_answer(answers, name, posted):
    """The answers with one more. What was ticked at the end was about other answers, so it is asked again."""
    kept = {**answers, name: posted}
    if name != CHECK:
        kept.pop(CHECK, None)
    return kept


def as_posted(form, posted):
    """What is kept of an answer: the form's own fields as they were posted, or what the form itself says to keep."""
    if hasattr(form, "to_keep"):
        return form.to_keep()
    kept = QueryDict(mutable=True)
    for key, values in posted.lists():
        if any(key == field or key.startswith(f"{field}-") for field in form.fields):
            kept.setlist(key, values)
    text = kept.urlencode()
    return text if len(text) <= LONGEST_ANSWER else ""


def name_of(owner):
    """Whose journey it is, as its row keeps it."""
    return ",".join(f"{kind}:{one.pk}" for kind, one in owner.items())


def delete_old_journeys():
    """Forget what nobody finished in a fortnight, and what was finished more than a day ago. Returns how many."""
    now = clock.now()
    unfinished = JourneyAnswers.objects.filter(finished_url="", updated_at__lt=now - UNFINISHED_FOR)
    finished = JourneyAnswers.objects.exclude(finished_url="").filter(updated_at__lt=now - FINISHED_FOR)
    return unfinished.delete()[0] + finished.delete()[0]
