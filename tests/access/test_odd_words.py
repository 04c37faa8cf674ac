"""Names and texts that look like a program, or like a pattern to fill in, are words and stay words."""

import pytest
from django.urls import reverse

from tests import factories as make
from tests.access import scene as scenes
from tests.access.addresses import filled_in
from tests.access.asking import ask, signed_in
from tests.access.forms import meant
from tests.access.scene import Scene
from tests.access.table import expected
from tests.pages.reading import words

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

EXPECTED = expected()
# Who is turned away reads nothing of the bank's.
ANSWERED = {"ok", "on", "400", "409"}
ODD = '100% s %(x)s <script>alert("x")</script> 🌻 فاطمة'


@pytest.fixture(scope="module")
def built(file_transaction) -> Scene:
    """A bank whose every name and text is one that looks like a program, or like a pattern to fill in."""
    return scenes.build("odd-names", marker=ODD, listings_are_public=True)


@pytest.mark.parametrize("who", ["visitor", "party", "coordinator", "admin"])
def test_words_that_were_taken_are_shown_as_words(scene, who):
    client, forms = signed_in(scene.everybody()[who]), meant(scene)
    found = []

    for name, how in (at for at, word in EXPECTED[who].items() if word in ANSWERED):
        typed = forms[name] if how == "SEND" else None
        response = ask(client, "GET" if how == "GET" else "POST", filled_in(name, scene), typed)
        is_page = response["Content-Type"].startswith("text/html")
        if response.status_code >= 500 or (is_page and "<script>alert" in response.whole.decode(errors="replace")):
            found.append((name, how, response.status_code))

    assert found == []


def test_a_name_that_looks_like_a_pattern_is_only_a_name(client):
    bank = make.make_bank()
    giver, receiver = make.make_member(bank, name="Wool 100%"), make.make_member(bank, name="Rosa %(name)s")
    exchange = make.logged_exchange(giver, receiver)
    client.force_login(receiver.person)

    page = client.post(
        reverse("exchanges:confirm", args=[bank.slug, exchange.pk]), {"minutes": exchange.minutes}, follow=True
    )

    assert (page.status_code, "1 hour went from you to Wool 100%." in words(page)) == (200, True)
