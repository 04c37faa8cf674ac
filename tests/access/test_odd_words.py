"""A name that looks like a pattern stays a name. Every page with odd words in it is asked for in test_every_url.py."""

import pytest
from django.urls import reverse

from tests import factories as make
from tests.pages.reading import words

pytestmark = pytest.mark.django_db


def test_a_name_that_looks_like_a_pattern_is_only_a_name(client):
    bank = make.make_bank()
    giver, receiver = make.make_member(bank, name="Wool 100%"), make.make_member(bank, name="Rosa %(name)s")
    exchange = make.logged_exchange(giver, receiver)
    client.force_login(receiver.person)

    page = client.post(
        reverse("exchanges:confirm", args=[bank.slug, exchange.pk]), {"minutes": exchange.minutes}, follow=True
    )

    assert (page.status_code, "1 hour went from you to Wool 100%." in words(page)) == (200, True)
