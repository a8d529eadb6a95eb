"""The GOV.UK component macros, compiled once in a Jinja environment of their own."""

from functools import cache

from jinja2 import Environment, PackageLoader, PrefixLoader, Undefined, pass_context
from jinja2.utils import Namespace
from markupsafe import Markup

TRUSTED = ("macros/attributes.html", "password-input/macro.html")


@cache
def govuk_macros():
    """Every macro by its name: govukButton, govukInput and so on."""
    library = Environment(
        autoescape=True,
        auto_reload=False,
        finalize=blank_for_none,
        lstrip_blocks=True,
        trim_blocks=True,
        undefined=Undefined,
        loader=PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
    )
    # Each import between macros compares these, so only what they use is there.
    library.globals = {"namespace": Namespace}
    library.filters |= {"indent": as_it_is, "safe": only_markup}
    modules = [library.get_template(name).module for name in library.list_templates() if name.endswith("/macro.html")]
    return {name: macro for module in modules for name, macro in vars(module).items() if name.startswith("govuk")}


def blank_for_none(value):
    return "" if value is None else value


def as_it_is(text, *_, **__):
    """Indenting is for looks, and it would indent what people typed into a text area."""
    return text


@pass_context
def only_markup(context, value):
    """A component's `html` is taken as markup when it is markup; a plain string is escaped like any other."""
    return Markup(value) if context.name.endswith(TRUSTED) else value  # noqa: S704
