"""A provider plans the modules of a year's training programme."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from apps.audit.history import history_of
from apps.core.access import allowed
from apps.core.durations import in_words
from apps.core.govuk.forms import posted
from apps.policy.models import AcademicYear
from apps.providers.access import for_provider_user
from apps.training.models import Module
from apps.training.permissions import can_plan_programme
from apps.training.programme_forms import ModuleForm
from apps.training.services import programme

SAID = ("title", "areas", "format", "minutes", "link")
MOST = 200


def year_asked(request):
    """The year that the address names; else the current one."""
    asked = AcademicYear.objects.filter(name=request.GET.get("year", "").replace("-", " ")).first()
    return asked or AcademicYear.objects.current()


def module_of(provider, module_id):
    """One of the provider's own modules, or 404."""
    return get_object_or_404(Module.objects.select_related("provider", "year"), pk=module_id, provider=provider)


def list_address(provider, year):
    return f"{reverse('training:provider-list-modules', args=[provider.pk])}?year={year.slug}"


@for_provider_user
def list_modules(request, provider):
    """The programme of one year."""
    year = year_asked(request)
    modules = Module.objects.filter(provider=provider, year=year).order_by("title")[:MOST]
    context = {
        "year": year,
        "years": AcademicYear.objects.order_by("-starts_on"),
        "modules": sorted(modules, key=lambda module: module.retired_at is not None),
        "to_copy": programme.modules_to_copy(provider, year).count(),
        "in_words": in_words,
    }
    return render(request, "training/provider/list_modules.html", context)


@for_provider_user
@allowed(can_plan_programme)
def add_module(request, provider):
    """Put a module into the programme of a year."""
    year = year_asked(request)
    form = ModuleForm(posted(request), provider=provider, year=year)
    if form.is_valid():
        said = {name: form.cleaned_data[name] for name in SAID}
        module = programme.add_module(provider, year, by=request.user, **said)
        messages.success(request, f"{module} is in your programme for {year}.")
        return redirect(list_address(provider, year))
    return render(request, "training/provider/edit_module.html", {"form": form, "year": year, "module": None})


@for_provider_user
def show_module(request, provider, module_id):
    """One module with its next sessions and its history."""
    module = module_of(provider, module_id)
    context = {
        "module": module,
        "length": in_words(module.minutes),
        "sessions": module.sessions.to_come()[:10],
        "events": history_of(module),
    }
    return render(request, "training/provider/show_module.html", context)


@for_provider_user
@allowed(can_plan_programme)
def change_module(request, provider, module_id):
    """Change what is said of a module."""
    module = module_of(provider, module_id)
    shown = {name: getattr(module, name) for name in (*SAID, "version")}
    form = ModuleForm(posted(request), provider=provider, year=module.year, module=module, initial=shown)
    if form.is_valid():
        said = {name: form.cleaned_data[name] for name in SAID}
        programme.change_module(module, version=form.cleaned_data["version"], by=request.user, **said)
        messages.success(request, f"{said['title']} changed.")
        return redirect("training:provider-show-module", provider.pk, module.pk)
    context = {"form": form, "year": module.year, "module": module}
    return render(request, "training/provider/edit_module.html", context)


@for_provider_user
@allowed(can_plan_programme)
def retire_module(request, provider, module_id):
    """Take a module out of the programme, after asking."""
    module = module_of(provider, module_id)
    if request.method == "POST":
        programme.retire_module(module, by=request.user)
        messages.success(request, f"{module} is retired. Its recorded hours stay.")
        return redirect(list_address(provider, module.year))
    return render(request, "training/provider/retire_module.html", {"module": module})


@for_provider_user
@allowed(can_plan_programme)
@require_POST
def copy_modules(request, provider):
    """Carry last year's modules into a year."""
    year = year_asked(request)
    copied = programme.copy_modules(provider, year, by=request.user)
    messages.success(request, f"{len(copied)} module{'' if len(copied) == 1 else 's'} copied to {year}.")
    return redirect(list_address(provider, year))
