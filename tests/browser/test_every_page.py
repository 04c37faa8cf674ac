"""Every page, for everybody who may see it: axe finds nothing, nothing scrolls sideways, no page complains."""

from collections import defaultdict

import pytest
from playwright.sync_api import Page

from tests.browser.looking import Look, faults_of, faults_of_a_phone, faults_seen_first, must_be_none, new_kinds, visit
from tests.browser.pages import PAGES, Row
from tests.browser.world import make_world

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("pages"),
]

# The kinds of parts that a page had for its readers so far. Where it has no other for the next, axe would say the same.
SEEN: dict[str, set[str]] = defaultdict(set)
READERS = ("visitor", "member", "coordinator", "admin", "auditor", "lead", "manager")


def test_every_page_is_fit_for_everybody(transactional_db, open_page):
    """One world for all readers: making it takes as long as looking at twenty pages."""
    world, faults = make_world(), []

    for reader in READERS:
        page = open_page(world.people[reader])
        for row in PAGES:
            if reader in row.readers:
                faults += visit(page, row.address(world), reader, look=look_for(row, reader))

    must_be_none(faults)


def look_for(row: Row, reader: str) -> Look:
    """Say how to look at a page: its first reader looks hard; others only where it is made otherwise for them."""

    def look(page: Page, words: str) -> list[str]:
        is_made_otherwise = bool(new_kinds(page, SEEN[row.name + row.query]))
        if reader == row.readers[0]:
            return faults_of(page, words)
        return faults_seen_first(page, words) if is_made_otherwise else faults_of_a_phone(page, words)

    return look
