"""The strict client has teeth: each mistake it looks for is found."""

import pytest

from apps.core.govuk.csp import SNIPPET
from tests.strict_client import Page, StrictClient, problems_of

GOOD = (
    '<html lang="en"><title>Home - Claim funding for mentor training - GOV.UK</title>'
    f'<script>{SNIPPET}</script><script src="/static/a.js"></script><main id="main"><h1>Home</h1><p>Hello</p></main></html>'
)


def test_a_good_page_passes():
    assert list(problems_of(Page(GOOD))) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<h1>Home</h1>", ""),
        ("<h1>Home</h1>", "<h1>Home</h1><h1>Again</h1>"),
        ("<h1>Home</h1>", "<h1> </h1>"),
        ("Home - Claim", "Claim"),
        ("<title>Home", "<title>Error: Home"),
        ("<p>Hello</p>", '<div class="govuk-error-summary"></div>'),
        ("Hello", "{{ name }}"),
        ("<p>Hello</p>", "<table><tr><td>None</td></tr></table>"),
        ("<p>Hello</p>", "<script>alert(1)</script>"),
        ("<p>Hello</p>", '<p onclick="x()">Hello</p>'),
        ("<p>Hello</p>", '<p style="color:red">Hello</p>'),
        ("<p>Hello</p>", "<style>p{}</style>"),
        ('lang="en"', ""),
        ("<main id", "<div id"),
        ("<p>Hello</p>", '<p id="main">Hello</p>'),
        ("<p>Hello</p>", '<p aria-describedby="gone">Hello</p>'),
        ("<p>Hello</p>", '<a href="#gone">Hello</a>'),
        ("<p>Hello</p>", '<a href="/"> </a>'),
        ("<p>Hello</p>", "<button></button>"),
        ("<p>Hello</p>", '<strong class="govuk-tag"></strong>'),
    ],
)
def test_each_mistake_is_found(before, after):
    assert list(problems_of(Page(GOOD.replace(before, after, 1)))) != []


@pytest.mark.urls("tests.core.sample")
@pytest.mark.django_db
def test_a_get_that_writes_is_caught():
    with pytest.raises(AssertionError, match="A GET wrote"):
        StrictClient().get("/write/")


@pytest.mark.urls("tests.core.sample")
@pytest.mark.django_db
def test_a_post_may_write():
    assert StrictClient().post("/write/").status_code == 200
