"""The one inline script of every page, GOV.UK Frontend's own, and the hash by which our content policy lets it run."""

import base64
import hashlib

from markupsafe import Markup

SNIPPET = Markup(
    "document.body.className += ' js-enabled' + "
    "('noModule' in HTMLScriptElement.prototype ? ' govuk-frontend-supported' : '');"
)
SNIPPET_HASH = f"'sha256-{base64.b64encode(hashlib.sha256(SNIPPET.encode()).digest()).decode()}'"
