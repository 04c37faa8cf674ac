"""Every page, for everybody who may see it: axe finds nothing, nothing scrolls sideways, no page complains."""

import pytest

from tests.browser.looking import faults_of, faults_seen_first, must_be_none, visit
from tests.browser.pages import PAGES
from tests.browser.world import make_world

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("pages"),
]

# Colours are the same for all readers of a page: the first one looks at them in the dark as well.
LOOKS = {True: faults_of, False: faults_seen_first}
READERS = ("visitor", "member", "coordinator", "admin", "auditor", "lead")


@pytest.mark.parametrize("reader", READERS)
def test_every_page_is_fit_for_everybody(transactional_db, open_page, reader):
    world = make_world()
    page, faults = open_page(world.people[reader]), []

    for row in PAGES:
        if reader in row.readers:
            faults += visit(page, row.address(world), reader, look=LOOKS[reader == row.readers[0]])

    must_be_none(faults)
