"""Looking hard at one page: what axe finds in light and dark, and whether it scrolls sideways on a small phone."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import axe_playwright_python
import pytest
from playwright.sync_api import Page

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """
  rules => axe.run(document, {runOnly: rules, resultTypes: ['violations'], preload: false, iframes: false})
    .then(found => found.violations)
"""
IS_READY = "() => typeof axe !== 'undefined'"
OPEN_ALL = "() => document.querySelectorAll('details').forEach(each => { each.open = true; })"
WIDTH = "() => document.documentElement.scrollWidth"
TOO_WIDE = """
  limit => [...document.querySelectorAll('body *')]
    .filter(each => each.getBoundingClientRect().right > limit + 0.5 && !each.closest('.visually-hidden'))
    .slice(0, 3).map(each => each.outerHTML.slice(0, 120))
"""
Look = Callable[[Page, str], list[str]]
NARROWEST = 320
HEIGHT = 900
DESKTOP = 1280


def faults_of(page: Page, words: str) -> list[str]:
    """Look at the page wide and light, then narrow, dark and with all that can be opened open."""
    return [*faults_seen_first(page, words), *(f"{words}, dark: {fault}" for fault in found_by_axe(page))]


def faults_seen_first(page: Page, words: str) -> list[str]:
    """Look at the page wide and light, and whether it is narrow enough; it stays narrow, dark and opened."""
    page.set_viewport_size({"width": DESKTOP, "height": HEIGHT})
    page.emulate_media(color_scheme="light")
    faults = [f"{words}, light: {fault}" for fault in found_by_axe(page)]
    page.set_viewport_size({"width": NARROWEST, "height": HEIGHT})
    page.emulate_media(color_scheme="dark")
    faults += [f"{words}: {fault}" for fault in sideways(page)]
    page.evaluate(OPEN_ALL)
    faults += [f"{words}, all open: {fault}" for fault in sideways(page)]
    return faults


def found_by_axe(page: Page) -> list[str]:
    """Run axe, with the rules of WCAG 2.2 AA and of good practice."""
    if not page.evaluate(IS_READY):
        page.evaluate(AXE)
    return [f"{rule['id']}: {node['html'][:160]}" for rule in page.evaluate(RUN, RULES) for node in rule["nodes"]]


def sideways(page: Page) -> list[str]:
    """Say what makes the page wider than the smallest phone, if anything does."""
    width = page.evaluate(WIDTH)
    return [] if width <= NARROWEST else [f"{width} px wide at {NARROWEST}: {page.evaluate(TOO_WIDE, NARROWEST)}"]


def must_be_none(faults: list[str]) -> None:
    """Say every fault in a line of its own."""
    if faults:
        pytest.fail("\n".join(faults), pytrace=False)


def visit(page: Page, url: str, reader: str, *, look: Look = faults_of) -> list[str]:
    """Go to a page, which must be there for this reader, and look at it."""
    answer = page.goto(url)
    assert answer is not None
    assert answer.status == 200, f"{url} answered {answer.status} to the {reader}"
    assert urlsplit(page.url).path == urlsplit(url).path, f"{url} sent the {reader} to {page.url}"
    return look(page, f"{url} as {reader}")
