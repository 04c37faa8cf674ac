"""Pages that say which checks help needs, what waits for one, and where a coordinator decides."""

import pytest
from django.urls import reverse
from django.utils import timezone

from exchanges.models import Category, Exchange, Listing
from ledger import reads as ledger
from tests import factories as make
from tests.pages.reading import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def dbs(bank):
    return make.make_check_kind(bank)


@pytest.fixture
def lifts(bank, dbs):
    category = make.make_category(bank, name="Lifts")
    category.checks.add(dbs)
    return category


def address(name, bank, *parts):
    return reverse(f"exchanges:{name}", args=[bank.slug, *parts])


def test_an_admin_says_what_a_kind_of_help_needs(sign_in, bank, lifts, dbs):
    insurance = make.make_check_kind(bank, name="Car insurance")
    client = sign_in(make.admin_of(bank))

    page = client.get(f"{address('categories', bank)}?category={lifts.pk}")
    assert "DBS, enhanced" in words(page)
    assert page.context["form"].initial["checks"] == [dbs.pk]
    client.post(
        address("categories", bank),
        {"category": lifts.pk, "name": "Lifts", "checks": [insurance.pk], "why": "A car needs it."},
    )

    assert list(lifts.checks.all()) == [insurance]


def test_a_kind_of_another_bank_is_not_chosen(sign_in, bank, lifts):
    other = make.make_check_kind(make.make_bank())

    page = sign_in(make.admin_of(bank)).post(address("categories", bank), {"name": "Pets", "checks": [other.pk]})

    assert (page.status_code, list(page.context["form"].errors)) == (400, ["checks"])
    assert not Category.objects.filter(name="Pets").exists()


def test_where_a_bank_knows_no_checks_nobody_is_asked_for_them(sign_in, bank, priya):
    pages = [
        sign_in(make.admin_of(bank)).get(address("categories", bank)),
        sign_in(priya).get(address("listing_new", bank)),
    ]

    assert ["checks" in page.context["form"].fields for page in pages] == [False, False]


@pytest.mark.parametrize(("who", "is_asked"), [("coordinator", True), ("member", False)])
def test_only_coordinators_say_what_a_listing_needs(sign_in, bank, priya, margaret, dbs, who, is_asked):
    client = sign_in({"coordinator": priya, "member": margaret}[who])

    page = client.get(address("listing_new", bank))
    client.post(address("listing_new", bank), {"kind": "OFFER", "title": "A lift", "checks": [dbs.pk]})

    assert ("checks" in page.context["form"].fields) == is_asked
    assert list(Listing.objects.get().checks.all()) == ([dbs] if is_asked else [])


def test_a_members_change_leaves_what_a_coordinator_said(sign_in, bank, margaret, dbs):
    offer = make.make_listing(margaret)
    offer.checks.add(dbs)

    sign_in(margaret).post(address("listing_change", bank, offer.pk), {"title": "A lift to town", "checks": []})

    offer.refresh_from_db()
    assert (offer.title, list(offer.checks.all())) == ("A lift to town", [dbs])


def test_an_offer_says_what_it_needs_and_that_it_waits(sign_in, bank, margaret, fatima, lifts):
    offer = make.make_listing(margaret, title="A lift", category=lifts)
    url = address("listing", bank, offer.pk)

    own, other = words(sign_in(margaret).get(url)), words(sign_in(fatima).get(url))
    listed = words(sign_in(fatima).get(address("listings", bank)))

    assert "This needs: DBS, enhanced. A coordinator has not seen all of that from you yet." in own
    assert "A coordinator has not seen all of that yet, so nobody can ask for this now." in other
    assert "I would like this" not in other
    assert "Waiting for a check" in listed


def test_an_offer_whose_member_has_shown_it_does_not_wait(sign_in, bank, margaret, fatima, lifts, dbs):
    offer = make.make_listing(margaret, title="A lift", category=lifts)
    make.make_check(margaret, dbs)

    page = words(sign_in(fatima).get(address("listing", bank, offer.pk)))

    assert "This needs: DBS, enhanced." in page
    assert "Waiting for a check" not in page
    assert "I would like this" in page


def test_who_lacks_it_reads_why_they_cannot_help(sign_in, bank, margaret, fatima, lifts):
    request = make.make_listing(margaret, kind=Listing.Kind.REQUEST, title="A lift, please", category=lifts)
    form = {"hours": "1", "day": bank.day(timezone.now()).isoformat(), "description": "A lift"}

    page = sign_in(fatima).post(address("listing_propose", bank, request.pk), form)

    assert page.status_code == 409
    assert "This help needs: DBS, enhanced. Please show it to a coordinator first." in words(page)
    assert not Exchange.objects.exists()


def test_the_desk_says_what_is_lacking_and_a_coordinator_decides(sign_in, bank, priya, margaret, fatima, lifts):
    done = make.confirmed_exchange(margaret, fatima, category=lifts)
    client = sign_in(priya)

    desk = client.get(address("desk", bank))
    assert "We have not seen of Margaret Pole what this needs: DBS, enhanced." in words(desk)
    assert "Lacks a check" in words(desk)
    refused = client.post(address("approve", bank, done.pk))
    assert refused.status_code == 409
    page = client.get(address("decide", bank, done.pk))
    assert "A check is lacking" in words(page)
    answer = client.post(address("decide", bank, done.pk), {"reason": "I was there."}, follow=True)

    assert "Margaret Pole has received 1 hour." in words(answer)
    assert ledger.balance_of(margaret.account_id) == 60
    assert "I was there." in words(client.get(address("exchange", bank, done.pk)))


def test_the_page_of_an_exchange_leads_to_the_decision(sign_in, bank, priya, margaret, fatima, lifts):
    done = make.confirmed_exchange(margaret, fatima, category=lifts)

    page = sign_in(priya).get(address("exchange", bank, done.pk))

    assert address("decide", bank, done.pk) in page.text
    assert "Approve 1 hour" not in words(page)
    assert address("decide", bank, done.pk) not in sign_in(margaret).get(address("exchange", bank, done.pk)).text


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_listings_takes_nine_queries_with_checks_too(
    sign_in, django_assert_num_queries, bank, margaret, fatima, lifts, rows
):
    for number in range(rows):
        make.make_listing(margaret, title=f"Lift {number}", category=lifts)
    client = sign_in(fatima)

    with django_assert_num_queries(9):
        client.get(address("listings", bank))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_desk_takes_as_many_queries_for_three_as_for_one(sign_in, bank, priya, margaret, fatima, lifts, rows):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for number in range(rows):
        make.confirmed_exchange(margaret, fatima, category=lifts, description=f"Lift {number}")
    client = sign_in(priya)

    with CaptureQueriesContext(connection) as queries:
        client.get(address("desk", bank))

    through = Category.checks.through._meta.db_table
    assert sum(through in each["sql"] for each in queries) == 1
    assert sum('FROM "members_check"' in each["sql"] for each in queries) == 2  # and those that run out
