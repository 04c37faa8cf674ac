"""What fits at a time bank that trades with one's own: how it looks, whom one asks, and what is not offered."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from exchanges.actions.not_for_me import say_not_for_me
from exchanges.models import Listing, NotForMe
from members.models import Bank
from tests import factories as make
from tests.pages.reading import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank():
    return make.make_bank(listings_are_public=True)


@pytest.fixture
def other(bank):
    found = make.make_bank(
        slug="hillside", listings_are_public=True, telephone="01632 960777", contact_hours="mornings"
    )
    make.trade(bank, found)
    return found


@pytest.fixture
def rosa(bank):
    return make.make_member(bank, name="Rosa Day")


@pytest.fixture
def omar(other):
    return make.make_member(other, name="Omar Hadid")


def fitting(giver, receiver, title="A torn coat", **fields) -> Listing:
    request = make.make_listing(receiver, kind=Listing.Kind.REQUEST, title=title)
    make.make_match(request, make.make_listing(giver, title="Mending"), **fields)
    return request


def address(bank, name: str, *args) -> str:
    return reverse(f"exchanges:{name}", args=[bank.slug, *args])


@pytest.mark.parametrize("name", ["home", "matches"])
def test_whom_one_could_help_elsewhere_says_where_and_whom_to_ask(client, bank, other, rosa, omar, name):
    request = fitting(rosa, omar)
    client.force_login(rosa.person)

    response = client.get(address(bank, name))

    page = words(response)
    assert f"it is at {other.name}, which your time bank trades with" in page
    assert f"To reach Omar, ask at {other.name} and name number {request.pk}. 01632 960777, mornings" in page
    assert "Asked by Omar." in page
    assert "Hadid" not in page
    assert address(other, "listing", request.pk) in response.content.decode()
    assert client.get(address(other, "listing", request.pk)).status_code == 200


def test_who_could_help_elsewhere_is_asked_at_their_desk(client, bank, other, rosa, omar):
    request = fitting(omar, rosa)
    Bank.objects.filter(pk=other.pk).update(telephone="")
    offer = Listing.objects.get(title="Mending")
    client.force_login(rosa.person)

    for name, parts in (("matches", ()), ("listing", (request.pk,))):
        response = client.get(address(bank, name, *parts))

        html, page = response.content.decode(), words(response)
        assert "Omar offers “Mending”" in page
        assert f"name number {offer.pk}. The first page of {other.name}" in page
        assert "Not for me: Mending" in page
        assert address(other, "listing", offer.pk) in html
        assert f"members/{omar.number}/" not in html
        assert "enquire" not in html
        assert "Hadid" not in page


def test_a_no_to_what_is_elsewhere_is_kept_listed_and_taken_back(client, bank, other, rosa, omar):
    request = fitting(rosa, omar)
    client.force_login(rosa.person)

    refused = client.post(address(bank, "not_for_me", request.pk), {"why": "FAR"}, follow=True)
    listed = refused.content.decode()
    after = words(client.post(address(bank, "show_again", NotForMe.objects.get().pk), follow=True))

    assert "You have said no to nothing." not in words(refused)
    assert address(other, "listing", request.pk) in listed
    assert "Asked by Omar." not in words(refused)
    assert "Asked by Omar." in after


def test_what_a_bank_keeps_to_its_members_is_refused_as_if_it_were_not_there(client, bank, other, rosa, omar):
    request = fitting(rosa, omar)
    Bank.objects.filter(pk=other.pk).update(listings_are_public=False)
    client.force_login(rosa.person)

    assert client.post(address(bank, "not_for_me", request.pk), {"why": "FAR"}).status_code == 404
    assert "A torn coat" not in words(client.get(address(bank, "matches")))


@pytest.mark.parametrize("name", ["match_board", "listing"])
def test_a_coordinator_brings_together_at_home_alone(client, bank, other, rosa, omar, name):
    request = fitting(omar, rosa)
    Listing.objects.update(created_at=timezone.now() - datetime.timedelta(days=20))
    gwilym = make.make_member(bank, name="Gwilym Prys")
    make.make_match(request, make.make_listing(gwilym, title="Sewing"), likeness=0.5)
    client.force_login(make.make_coordinator(bank).person)

    response = client.get(address(bank, name, *([request.pk] if name == "listing" else [])))

    page = words(response)
    assert page.index("Omar offers “Mending”") < page.index("Gwilym Prys offers “Sewing”")
    assert page.count("Bring together: ") == 1
    assert f"To reach Omar, ask at {other.name}" in page
    assert "Hadid" not in page


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_ask_no_more_often_for_what_is_elsewhere(
    client, bank, other, rosa, omar, django_assert_num_queries, rows
):
    """As often as where all is at home (`test_matches`), with noes to what is elsewhere and to gifts among them."""
    for number in range(rows):
        partner = make.make_bank(listings_are_public=True)
        make.trade(bank, partner)
        helper = make.make_member(partner)
        fitting(rosa, helper, f"Coat {number}")
        request = fitting(helper, rosa, f"Shelf {number}")
        gift = make.make_gift(make.make_member(bank), words="Mending")
        for thing in (Listing.objects.create(bank=partner, member=helper, kind="REQUEST", title="No"), gift):
            say_not_for_me(rosa, thing, NotForMe.Why.FAR, by=rosa, at=timezone.now())
        make.make_match(request, gift)
    client.force_login(rosa.person)

    with django_assert_num_queries(19):
        response = client.get(address(bank, "matches"))

    assert len(response.context["suggested"]) == rows
    assert len(response.context["noes"]) == 2 * rows
    assert [len(each.fits) for each in response.context["asked"]] == [1] * rows
