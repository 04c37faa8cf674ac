"""Every page, for everybody who may see it: axe finds nothing, nothing scrolls sideways, no page complains."""

import pytest

from tests.browser.looking import must_be_none, visit
from tests.browser.pages import PAGES
from tests.browser.world import make_world

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("pages"),
]

READERS = ("visitor", "member", "coordinator", "admin", "auditor", "lead")


@pytest.mark.parametrize("reader", READERS)
def test_every_page_is_fit_for_everybody(transactional_db, open_page, reader):
    world = make_world()
    page, faults = open_page(world.people[reader]), []

    for row in PAGES:
        if reader in row.readers:
            faults += visit(page, row.address(world), reader)

    must_be_none(faults)
