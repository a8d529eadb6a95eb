"""A date asked for in three boxes, and errors that say which box is wrong."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError

PARTS = ("day", "month", "year")


class DateParts(forms.Widget):
    """Three boxes. Their names end in the part: ends-day, ends-month, ends-year."""

    use_fieldset = True

    def value_from_datadict(self, data, files, name):
        return [data.get(f"{name}-{part}", "").strip() for part in PARTS]

    def value_omitted_from_data(self, data, files, name):
        return not any(f"{name}-{part}" in data for part in PARTS)

    def format_value(self, value):
        return [value.day, value.month, value.year] if isinstance(value, date) else value or ["", "", ""]


class DateField(forms.Field):
    """Says what is wrong as the Design System does, and which part it is wrong about."""

    widget = DateParts

    def __init__(self, *, called, **kwargs):
        super().__init__(**kwargs, error_messages={"required": f"Enter {called}"})
        self.called = called[0].upper() + called[1:]

    def to_python(self, value):
        if isinstance(value, date) or not any(value or ()):
            return value if isinstance(value, date) else None
        if missing := [part for part, text in zip(PARTS, value, strict=True) if not text]:
            raise self.wrong(f"{self.called} must include a {' and '.join(missing)}", missing)
        if not value[2].isascii() or not value[2].isdecimal() or len(value[2]) != 4:
            raise self.wrong("Year must include 4 numbers", ["year"])
        try:
            return date(*map(int, reversed(value)))
        except ValueError:
            raise self.wrong(f"{self.called} must be a real date", PARTS) from None

    def wrong(self, message, parts):
        return ValidationError(message, code="invalid", params={"parts": tuple(parts)})

    def has_changed(self, initial, data):
        return self.widget.format_value(initial) != data  # type: ignore[call-arg]
