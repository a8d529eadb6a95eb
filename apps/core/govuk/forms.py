"""Django forms drawn by GOV.UK components: a bound field is called with the component's own parameter names."""

from functools import singledispatch

from django import forms
from django.forms.renderers import TemplatesSetting

from apps.core.govuk.dates import PARTS, DateParts
from apps.core.govuk.macros import govuk_macros


class BoundField(forms.BoundField):
    def __call__(self, *, heading=False, **changes):
        if self.is_hidden:
            return self.as_hidden()
        macro, params = drawing(self.field.widget, self)
        params |= {"name": self.html_name, "hint": self.help_text and {"text": self.help_text}}
        params |= {"errorMessage": self.errors and {"text": self.errors[0]}}
        if heading:
            params = merged(params, big_title(params))
        return govuk_macros()[macro](merged(params, changes))

    def __html__(self):
        return str(self())

    __str__ = __html__

    @property
    def error_line(self):
        """A line of the error summary. A hidden field has nowhere to send anyone."""
        return {"text": self.errors[0]} | ({} if self.is_hidden else {"href": f"#{self.target}"})

    @property
    def target(self):
        """The id an error link goes to: the first control of a group, or the part of a date that is wrong."""
        return f"{self.auto_id}-{self.wrong_parts[0]}" if isinstance(self.field.widget, DateParts) else self.auto_id

    @property
    def wrong_parts(self):
        found = self.form.errors.get(self.name)
        return ((found.as_data()[0].params or {}).get("parts") or PARTS) if found else ()


def posted(request):
    """What was posted, be it nothing at all; None for a person who only looks."""
    return request.POST if request.method == "POST" else None


class Renderer(TemplatesSetting):
    bound_field_class = BoundField


def error_summary(*bound_forms):
    """Parameters of the error summary: one line a field, in page order; None when all is well."""
    found = []
    for form in bound_forms:
        found += [{"text": error} for error in form.non_field_errors()]
        found += [field.error_line for field in form if field.errors]
    return {"titleText": "There is a problem", "errorList": found} if found else None


@singledispatch
def drawing(widget, field):
    """The macro that draws this widget, and the parameters only it needs."""
    raise TypeError(f"No GOV.UK component draws {type(widget).__name__}")


@drawing.register
def _(widget: forms.widgets.Input, field):
    said = {key: value for key, value in widget.attrs.items() if key not in {"class", "maxlength", "minlength"}}
    own = {key: said.pop(key, None) for key in ("autocomplete", "autocapitalize", "inputmode", "spellcheck", "pattern")}
    shown = {
        "type": widget.input_type,
        "value": widget.format_value(field.value()),
        "classes": widget.attrs.get("class"),
    }
    return "govukInput", labelled(field) | own | shown | {"attributes": said}


@drawing.register
def _(widget: forms.NumberInput, field):
    inputmode = "decimal" if isinstance(field.field, (forms.DecimalField, forms.FloatField)) else "numeric"
    shown = {"value": widget.format_value(field.value()), "classes": widget.attrs.get("class")}
    return "govukInput", labelled(field) | shown | {"inputmode": inputmode, "spellcheck": False}


@drawing.register
def _(widget: forms.FileInput, field):
    accept = {"accept": widget.attrs["accept"]} if "accept" in widget.attrs else {}
    return "govukFileUpload", labelled(field) | {"attributes": accept}


@drawing.register
def _(widget: forms.Textarea, field):
    limit = widget.attrs.get("maxlength")
    shown = {"value": widget.format_value(field.value()), "rows": widget.attrs.get("rows"), "maxlength": limit}
    return "govukCharacterCount" if limit else "govukTextarea", labelled(field) | shown


@drawing.register
def _(widget: forms.Select, field):
    return "govukSelect", labelled(field) | {"items": options(field, "selected")}


@drawing.register
def _(widget: forms.RadioSelect, field):
    return "govukRadios", grouped(field) | {"items": [item for item in options(field, "checked") if item["value"]]}


@drawing.register
def _(widget: forms.CheckboxSelectMultiple, field):
    return "govukCheckboxes", grouped(field) | {"items": options(field, "checked")}


@drawing.register
def _(widget: forms.CheckboxInput, field):
    ticked = {"value": "on", "text": field.label, "checked": bool(field.value())}
    return "govukCheckboxes", {"idPrefix": field.auto_id, "items": [ticked]}


@drawing.register
def _(widget: DateParts, field):
    def box(part, value):
        classes = f"govuk-input--width-{4 if part == 'year' else 2}"
        wrong = " govuk-input--error" if part in field.wrong_parts else ""
        return {"name": part, "value": value, "classes": classes + wrong}

    items = [box(part, value) for part, value in zip(PARTS, widget.format_value(field.value()), strict=True)]
    return "govukDateInput", grouped(field) | {"id": field.auto_id, "namePrefix": field.html_name, "items": items}


def labelled(field):
    return {"id": field.auto_id, "label": {"text": field.label}, "disabled": field.field.disabled}


def grouped(field):
    return {"idPrefix": field.auto_id, "fieldset": {"legend": {"text": field.label}}}


def options(field, chosen):
    widget = field.field.widget
    now = widget.format_value(field.value())
    return [{"value": str(value), "text": text, chosen: str(value) in now} for value, text in widget.choices]


def big_title(params):
    if "fieldset" in params:
        return {"fieldset": {"legend": {"isPageHeading": True, "classes": "govuk-fieldset__legend--l"}}}
    return {"label": {"isPageHeading": True, "classes": "govuk-label--l"}}


def merged(params, changes):
    """Changes laid over parameters: mappings go deep, and items are reached by value."""
    result = dict(params)
    for key, change in changes.items():
        if key == "items" and isinstance(change, dict):
            result[key] = [part for item in params[key] for part in laid_over(item, change.get(item["value"], {}))]
        elif isinstance(change, dict) and isinstance(result.get(key), dict):
            result[key] = merged(result[key], change)
        else:
            result[key] = change
    return result


def laid_over(item, change):
    divider = [{"divider": change["divider"]}] if "divider" in change else []
    return [*divider, merged(item, {key: value for key, value in change.items() if key != "divider"})]
