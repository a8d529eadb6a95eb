"""Fields that ask for what this service asks for, and say in its words what is wrong."""

import re
import unicodedata
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator

from apps.core.files.reading import MOST_BYTES

WHOLE = re.compile(r"-?[0-9]+")


class HoursField(forms.Field):
    """Whole hours from `least` to `most`, in plain digits. `of` says whose: "Hours for Ada Byron"."""

    widget = forms.NumberInput

    def __init__(self, *, of="Hours", least=1, most=None, **kwargs):
        super().__init__(**kwargs)
        self.of, self.least, self.most = of, least, most

    def to_python(self, value):
        text = str(value if value is not None else "").strip()
        if not text:
            return None
        if not WHOLE.fullmatch(text) or len(text) > 6:
            raise ValidationError(f"{self.of} must be a whole number")
        hours = int(text)
        if hours < self.least or (self.most is not None and hours > self.most):
            raise ValidationError(self.range_words())
        return hours

    def range_words(self):
        if self.most is None:
            return f"{self.of} must be {self.least} or more"
        return f"{self.of} must be between {self.least} and {self.most}"


class OnceField(forms.UUIDField):
    """The id of what a form makes, drawn with the form: however often the same page is sent, it makes one."""

    widget = forms.HiddenInput

    def __init__(self):
        super().__init__(initial=uuid4, required=False)

    def clean(self, value):
        return super().clean(value) or uuid4()


class CsvField(forms.FileField):
    """A CSV file, as large as `core/files/reading.py` takes. What stands in it is the form's to read."""

    def __init__(self, **kwargs):
        kwargs.setdefault("help_text", "A CSV file")
        words = {
            "required": "Choose a CSV file",
            "missing": "Choose a CSV file",
            "empty": "The file is empty",
            "max_length": "The file’s name must be 255 characters or fewer",
        }
        super().__init__(
            widget=forms.FileInput(attrs={"accept": ".csv"}), max_length=255, error_messages=words, **kwargs
        )

    def clean(self, data, initial=None):
        file = super().clean(data, initial)
        if file and file.size > MOST_BYTES:
            raise ValidationError(f"{file.name} must be smaller than {MOST_BYTES // (1024 * 1024)}MB")
        return file


class TrnField(forms.CharField):
    """A teacher reference number: seven digits, typed with any spaces."""

    def to_python(self, value):
        trn = re.sub(r"\s|/", "", super().to_python(value) or "")
        if trn and not (trn.isascii() and trn.isdecimal() and len(trn) == 7):
            raise ValidationError("TRN must be 7 digits")
        return trn


class EmailField(forms.EmailField):
    """An email address, kept in lower case."""

    def __init__(self, **kwargs):
        super().__init__(**{"max_length": 320, **kwargs})
        self.error_messages["invalid"] = "Email address must look like name@example.com"
        self.validators = [
            EmailValidator(message="Email address must look like name@example.com")
            if isinstance(validator, EmailValidator)
            else validator
            for validator in self.validators
        ]

    def to_python(self, value):
        return unicodedata.normalize("NFC", super().to_python(value) or "").lower()


class LinesField(forms.CharField):
    """Words over several lines. A line break counts once, as the person sees it."""

    widget = forms.Textarea

    def to_python(self, value):
        return unicodedata.normalize("NFC", (super().to_python(value) or "").replace("\r\n", "\n"))
