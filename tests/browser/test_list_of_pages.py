"""The list of pages is whole: whoever adds a page adds a row, and so it is looked at."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

from tests.browser.failing import FAILED_FORMS
from tests.browser.pages import NO_PAGES, PAGES, REACHED_BY_STEPS


def names_of(resolver: URLResolver, space: str = "") -> Iterator[str]:
    for each in resolver.url_patterns:
        if isinstance(each, URLPattern):
            yield f"{space}{each.name}"
        else:
            yield from names_of(each, f"{space}{each.namespace}:" if each.namespace else space)


def test_every_page_is_looked_at():
    pages = {row.name for row in PAGES} | {form.name for form in FAILED_FORMS} | REACHED_BY_STEPS

    assert pages | NO_PAGES == set(names_of(get_resolver()))
    assert pages & NO_PAGES == set()
