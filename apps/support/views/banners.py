"""The banner at the top of every page, and what people say of the service."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from apps.content import services
from apps.content.models import Banner, Feedback
from apps.content.permissions import can_write_content
from apps.core import clock
from apps.core.access import allowed
from apps.core.paging import count_up_to, page_by_key
from apps.support.content_forms import BannerForm, ChangeBannerForm, banner_now
from apps.support.forms import posted, save_seen
from apps.support.permissions import can_read_console
from apps.users.access import for_support


@for_support
@allowed(can_read_console)
def list_banners(request, roles):
    """Every banner, the one that ends last first."""
    page = page_by_key(Banner.objects.all(), request, keys=["-ends_at"])
    rows = [(banner, label_of(banner)) for banner in page.items]
    context = {"page": page, "rows": rows, "may": can_write_content(request.user, roles)}
    return render(request, "support/content/banners.html", context)


def label_of(banner):
    """Shown, to come or over, as a tag."""
    moment = clock.now()
    if banner.ends_at <= moment:
        return {"text": "Over", "classes": "govuk-tag--grey"}
    if banner.starts_at > moment:
        return {"text": "To come", "classes": "govuk-tag--grey"}
    return {"text": "Shown now", "classes": "govuk-tag--green"}


@for_support
@allowed(can_write_content)
def add_banner(request, roles):
    form = BannerForm(posted(request))
    if not form.is_valid():
        context = {"form": form, "heading": "Add a banner", "button": "Add banner"}
        return render(request, "support/content/banner.html", context)
    services.add_banner(**form.banner, by=request.user)
    messages.success(request, "Banner added. It can take half a minute to appear.")
    return redirect("support:list-banners")


@for_support
@allowed(can_write_content)
def change_banner(request, roles, banner_id):
    banner = get_object_or_404(Banner, pk=banner_id, ends_at__gt=clock.now())
    form = ChangeBannerForm(posted(request), initial=banner_now(banner), record=banner)
    if not form.is_valid():
        context = {"form": form, "heading": "Change this banner", "button": "Save changes"}
        return render(request, "support/content/banner.html", context)
    save_seen(form, services.change_banner, banner, **form.banner, by=request.user)
    messages.success(request, "Banner changed. It can take half a minute to appear.")
    return redirect("support:list-banners")


@for_support
@allowed(can_write_content)
@require_POST
def take_down_banner(request, roles, banner_id):
    services.take_down_banner(get_object_or_404(Banner, pk=banner_id), by=request.user)
    messages.success(request, "Banner taken down. It can take half a minute to go.")
    return redirect("support:list-banners")


@for_support
@allowed(can_read_console)
def list_feedback(request, roles):
    """What people said of the service, newest first: all of it, or what nobody has read."""
    unread, everything = Feedback.objects.filter(read_at=None), request.GET.get("show") == "all"
    found = Feedback.objects.all() if everything else unread
    count = count_up_to(unread)
    tabs = [
        {"text": f"To read ({count:,})", "href": "?", "current": not everything, "active": False},
        {"text": "All", "href": "?show=all", "current": everything, "active": False},
    ]
    page = page_by_key(found.select_related("read_by"), request, keys=["-created_at"])
    context = {"page": page, "tabs": tabs, "everything": everything, "may": can_write_content(request.user, roles)}
    return render(request, "support/content/feedback.html", context)


@for_support
@allowed(can_write_content)
@require_POST
def read_feedback(request, roles, feedback_id):
    services.mark_read(get_object_or_404(Feedback, pk=feedback_id), by=request.user)
    messages.success(request, "Feedback marked as read.")
    return redirect("support:list-feedback")
