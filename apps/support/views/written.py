"""Service updates and help topics: write a draft, see it as people will, publish it, take it back."""

from dataclasses import dataclass

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from apps.audit.history import history_of
from apps.content import services
from apps.content.models import HelpTopic, ServiceUpdate
from apps.content.permissions import can_write_content
from apps.content.words import blocks
from apps.core.access import allowed
from apps.core.paging import page_by_key
from apps.policy.figures import current_year, named_figures, year_figures
from apps.support.content_forms import ChangeTopicForm, ChangeUpdateForm, TopicForm, UpdateForm
from apps.support.forms import posted, save_seen
from apps.support.permissions import can_read_console
from apps.users.access import for_support


@dataclass(frozen=True)
class Kind:
    """One kind of written thing: what it is called, its rows and forms, and where the public reads it."""

    name: str
    one: str
    many: str
    model: type
    key: str
    add_form: type
    change_form: type
    order: str

    def address(self, act, *args):
        return reverse(f"support:{act}-{self.name}{'s' * (act == 'list')}", args=args)

    def public_address(self, written):
        if self.name == "topic":
            return reverse("doors:public-help-topic", args=[written.slug])
        return reverse("content:public-show-update", args=[written.pk])


UPDATES = Kind(
    "update",
    "service update",
    "Service updates",
    ServiceUpdate,
    "update_id",
    UpdateForm,
    ChangeUpdateForm,
    "-created_at",
)
TOPICS = Kind("topic", "help topic", "Help topics", HelpTopic, "topic_id", TopicForm, ChangeTopicForm, "title")


def addresses(beneath, kind):
    """For urls.py: every page of one kind."""
    one = f"{beneath}<uuid:{kind.key}>/"
    pages = [
        (beneath, "list", list_written, can_read_console, False),
        (f"{beneath}add/", "add", add_written, can_write_content, False),
        (one, "show", show_written, can_read_console, False),
        (f"{one}change/", "change", change_written, can_write_content, False),
        (f"{one}publish/", "publish", publish_written, can_write_content, True),
        (f"{one}unpublish/", "unpublish", unpublish_written, can_write_content, True),
    ]
    return [
        path(address, behind_door(act, can, kind, posts), name=f"{name}-{kind.name}{'s' * (name == 'list')}")
        for address, name, act, can, posts in pages
    ]


def behind_door(act, can, kind, posts):
    """One of the pages for one kind: its row is found before the page is drawn."""

    def view(request, roles, **ids):
        found = [get_object_or_404(kind.model, pk=ids[kind.key])] if kind.key in ids else []
        return act(request, kind, *found)

    view.__name__, view.__doc__ = act.__name__, act.__doc__
    return for_support(allowed(can)(require_POST(view) if posts else view))


def list_written(request, kind):
    """Every one, drafts too."""
    page = page_by_key(kind.model.objects.defer("words"), request, keys=[kind.order])
    context = {"kind": kind, "page": page, "may": can_write_content(request.user, request.roles)}
    return render(request, "support/content/list.html", context)


def show_written(request, kind, written):
    """As people will read it, and how it came about."""
    year = current_year()
    return render(
        request,
        "support/content/show.html",
        {
            "kind": kind,
            "written": written,
            "blocks": blocks(written.words, named_figures(year)),
            "figures": year_figures(year) if "{rate_table}" in written.words else None,
            "events": history_of(written),
            "may": can_write_content(request.user, request.roles),
        },
    )


def add_written(request, kind):
    """Write a draft."""
    form = kind.add_form(posted(request))
    if not form.is_valid():
        context = {"kind": kind, "form": form, "heading": f"Add a {kind.one}", "button": "Save draft"}
        return render(request, "support/content/form.html", context)
    written = services.add(kind.model(**form.cleaned_data), by=request.user)
    messages.success(request, f"Draft “{written}” saved. Nobody outside DfE can read it yet.")
    return redirect(kind.address("show", written.pk))


def change_written(request, kind, written):
    """Change the words, of a draft or of what people read now."""
    now = {name: getattr(written, name) for name in kind.add_form.base_fields}
    form = kind.change_form(posted(request), initial=now, record=written)
    if not form.is_valid():
        heading = f"Change this {kind.one}"
        context = {"kind": kind, "form": form, "heading": heading, "button": "Save changes", "written": written}
        return render(request, "support/content/form.html", context)
    fields = {name: form.cleaned_data[name] for name in kind.add_form.base_fields}
    save_seen(form, services.change, written, by=request.user, **fields)
    messages.success(request, f"“{written}” changed.")
    return redirect(kind.address("show", written.pk))


def publish_written(request, kind, written):
    """Let everybody read it."""
    services.publish(written, by=request.user)
    messages.success(request, f"“{written}” published.")
    return redirect(kind.address("show", written.pk))


def unpublish_written(request, kind, written):
    """Take it off the public pages."""
    services.unpublish(written, by=request.user)
    messages.success(request, f"“{written}” is a draft again. Nobody outside DfE can read it.")
    return redirect(kind.address("show", written.pk))
