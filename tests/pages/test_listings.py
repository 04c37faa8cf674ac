"""Offers and requests: who reads them, who writes them, and what they lead to."""

import threading

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from exchanges.actions.listings import Wording, put_up, take_down
from exchanges.models import Listing
from members.models import Member, Role
from tests import factories as make

pytestmark = pytest.mark.django_db

UNREADABLE = ["", "   ", "\x00", "a\x00b", "\u202eabc", "x" * 101]
ODD_BUT_FINE = ["<script>alert(1)</script>", "'; DROP TABLE exchanges_listing; --", "🙂 lift", "مساعدة في الحديقة"]


@pytest.fixture
def bank():
    return make.make_bank()


@pytest.fixture
def rosa(bank):
    return make.make_member(bank, name="Rosa Díaz")


@pytest.fixture
def gwilym(bank):
    return make.make_member(bank, name="Gwilym Prys")


@pytest.fixture
def coordinator(bank):
    return make.make_coordinator(bank, name="Priya Shah")


def url(name, bank, *args, query=None):
    return reverse(f"exchanges:{name}", args=[bank.slug, *args], query=query)


def titles(response):
    return [row.listing.title for row in response.context["rows"]]


def at_page(client, member, address):
    client.force_login(member.person)
    return client.get(address)


# Reading


def test_a_visitor_is_sent_to_sign_in_whether_or_not_there_is_such_a_page(client, bank, gwilym):
    listing = make.make_listing(gwilym)
    addresses = [
        url("listings", bank),
        url("listing", bank, listing.pk),
        url("listing", bank, 999),
        "/nowhere/listings/",
    ]

    answers = [client.get(address) for address in addresses]

    assert [answer.status_code for answer in answers] == [302] * 4
    assert all(answer.url.startswith("/accounts/login/?next=") for answer in answers)


def test_a_visitor_reads_first_names_where_the_bank_opens_its_listings(client, gwilym):
    bank = gwilym.bank
    bank.listings_are_public = True
    bank.save()
    listing = make.make_listing(gwilym, title="Bicycle repairs", body="Bring the bicycle.")

    listed, shown = client.get(url("listings", bank)), client.get(url("listing", bank, listing.pk))

    for page in (listed, shown):
        assert page.status_code == 200
        assert "Gwilym" in page.text
        assert "Prys" not in page.text
        assert f"/members/{gwilym.number}/" not in page.text
    assert "Bring the bicycle." in shown.text
    assert "Ask to join" in shown.text


def test_visitors_read_the_whole_name_of_an_organisation(client):
    choir = make.make_organisation(make.make_bank(listings_are_public=True), name="Riverside Choir")
    listing = make.make_listing(choir, title="A room on Thursdays")

    page = client.get(url("listing", choir.bank, listing.pk))

    assert "Riverside Choir" in page.text


@pytest.mark.parametrize("address", ["listings", "listing"])
def test_to_members_of_another_bank_it_does_not_exist(client, gwilym, address):
    listing = make.make_listing(gwilym)
    args = [listing.pk] if address == "listing" else []

    answer = at_page(client, make.make_member(make.make_bank()), url(address, gwilym.bank, *args))

    assert answer.status_code == 404


def test_no_listing_is_read_under_another_banks_name(client, rosa):
    other = make.make_listing(make.make_member(make.make_bank()))

    assert at_page(client, rosa, url("listing", rosa.bank, other.pk)).status_code == 404


def test_the_list_is_newest_first_and_has_only_what_stands(client, rosa, gwilym):
    for title in ("First", "Second", "Gone"):
        listing = make.make_listing(gwilym, title=title)
    take_down(listing, by=gwilym, at=timezone.now())
    make.make_listing(make.make_member(make.make_bank()), title="Elsewhere")

    assert titles(at_page(client, rosa, url("listings", rosa.bank))) == ["Second", "First"]


def test_the_list_narrows_by_kind_category_and_words_without_accents(client, rosa, gwilym):
    music = make.make_category(rosa.bank, name="Music")
    make.make_listing(gwilym, title="Café visits", kind="REQUEST")
    make.make_listing(gwilym, title="Piano lessons", category=music)
    make.make_listing(gwilym, title="Mending", body="Bring it to the cafe.")
    pages = {
        query: titles(at_page(client, rosa, f"{url('listings', rosa.bank)}?{query}"))
        for query in ("kind=offer", "kind=request", f"category={music.pk}", "q=cafe", "q=CAFE+visits", "q=zebra")
    }

    assert list(pages.values()) == [
        ["Mending", "Piano lessons"],
        ["Café visits"],
        ["Piano lessons"],
        ["Mending", "Café visits"],
        ["Café visits"],
        [],
    ]


@pytest.mark.parametrize(
    "query",
    [
        "kind=gift",
        "category=x",
        "category=99999999999999999999999",
        "category=%00",
        "before=x",
        "before=-1",
        "before=0",
        "before=99999999999999999999999",
        "before=1.5",
        "q=%00",
        "q=" + "x" * 300,
    ],
)
def test_what_cannot_be_read_in_the_address_is_ignored(client, rosa, gwilym, query):
    make.make_listing(gwilym, title="Bicycle repairs")

    page = at_page(client, rosa, f"{url('listings', rosa.bank)}?{query}")

    assert page.status_code == 200
    assert titles(page) == ["Bicycle repairs"]


def test_another_banks_category_finds_nothing_new(client, rosa, gwilym):
    category = make.make_category(make.make_bank())
    make.make_listing(gwilym, title="Bicycle repairs")

    assert titles(at_page(client, rosa, url("listings", rosa.bank, query={"category": category.pk}))) == [
        "Bicycle repairs"
    ]


def test_pages_of_twenty_neither_repeat_nor_skip(client, rosa, gwilym):
    for number in range(25):
        make.make_listing(gwilym, title=f"Offer {number}", kind="OFFER")
    first = at_page(client, rosa, url("listings", rosa.bank, query={"kind": "offer"}))
    second = client.get(url("listings", rosa.bank) + first.context["older_url"])

    assert titles(first) + titles(second) == [f"Offer {number}" for number in reversed(range(25))]
    assert len(titles(first)) == 20
    assert (second.context["older_url"], second.context["first_url"]) == ("", "?kind=offer")


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_nine_queries_however_long(client, rosa, gwilym, django_assert_num_queries, rows):
    category = make.make_category(rosa.bank)
    for number in range(rows):
        make.make_listing(gwilym, title=f"Offer {number}", category=category)
    client.force_login(rosa.person)

    with django_assert_num_queries(9):  # session, person, bank, membership, listings; categories, areas, languages (2)
        client.get(url("listings", rosa.bank))


@pytest.mark.parametrize(
    ("query", "words"),
    [("", "Nothing yet."), ("?q=zebra", "Nothing fits."), ("?before=1", "There is nothing after")],
)
def test_an_empty_list_says_what_happens_next(client, rosa, query, words):
    assert words in at_page(client, rosa, url("listings", rosa.bank) + query).text


def test_the_list_leads_to_the_pictures_and_where_nothing_fits_to_asking(client, bank, rosa):
    ask = f'href="{url("listing_ask", rosa.bank)}"'
    staff = make.make_auditor(bank)  # holds no account, so asks for others only
    Member.objects.filter(pk=staff.pk).update(roles=[Role.COORDINATOR])

    assert ask in at_page(client, rosa, url("listings", rosa.bank)).text
    assert at_page(client, rosa, url("listings", rosa.bank) + "?q=zebra").text.count(ask) == 2
    assert f"{url('listing_new', rosa.bank)}?kind=request" in at_page(client, staff, url("listings", rosa.bank)).text


def test_a_listing_taken_down_is_read_by_its_own_member_only(client, rosa, gwilym, coordinator):
    listing = take_down(make.make_listing(gwilym), by=gwilym, at=timezone.now())
    address = url("listing", rosa.bank, listing.pk)

    assert [at_page(client, who, address).status_code for who in (gwilym, rosa, coordinator)] == [200, 404, 404]


@pytest.mark.parametrize(
    ("kind", "own", "others"),
    [
        ("OFFER", ["Change what you offer", "I no longer offer this"], "I would like this"),
        ("REQUEST", ["Change what you ask", "I no longer need this"], "I can help"),
    ],
)
def test_a_listing_offers_what_the_reader_can_do(client, rosa, gwilym, kind, own, others):
    address = url("listing", rosa.bank, make.make_listing(gwilym, kind=kind).pk)
    log = f"{url('log', rosa.bank)}?listing="

    of_own, of_others = at_page(client, gwilym, address).text, at_page(client, rosa, address).text

    assert [words in of_own for words in (*own, others, log)] == [True, True, False, False]
    assert [words in of_others for words in (*own, others, log)] == [False, False, True, True]


def test_who_holds_no_account_reads_without_answering(client, gwilym):
    page = at_page(client, make.make_auditor(gwilym.bank), url("listing", gwilym.bank, make.make_listing(gwilym).pk))

    assert page.status_code == 200
    assert "I would like this" not in page.text


# Writing


def wording(**changes):
    return {"kind": "OFFER", "title": "Bicycle repairs", "body": "Punctures and chains.", "category": "", **changes}


def test_a_member_puts_up_an_offer(client, rosa):
    category = make.make_category(rosa.bank)
    client.force_login(rosa.person)

    answer = client.post(url("listing_new", rosa.bank), wording(category=category.pk))

    listing = Listing.objects.get()
    assert answer.url == url("listing", rosa.bank, listing.pk)
    assert (listing.member, listing.kind, listing.title, listing.category) == (
        rosa,
        "OFFER",
        "Bicycle repairs",
        category,
    )


def test_a_button_pressed_twice_puts_up_one_listing(client, rosa):
    client.force_login(rosa.person)

    answers = [client.post(url("listing_new", rosa.bank), wording()) for _press in range(2)]

    assert Listing.objects.count() == 1
    assert answers[0].url == answers[1].url


@pytest.mark.django_db(transaction=True)
def test_two_at_once_put_up_one_listing(rosa):
    together = threading.Barrier(2)
    words = Wording(kind="OFFER", title="Bicycle repairs")

    def press():
        together.wait(timeout=10)
        put_up(words, member=rosa, by=rosa, at=timezone.now())
        connection.close()

    presses = [threading.Thread(target=press) for _press in range(2)]
    for thread in presses:
        thread.start()
    for thread in presses:
        thread.join(timeout=10)

    assert Listing.objects.count() == 1


def test_forged_fields_change_nothing(client, rosa, gwilym):
    other = make.make_bank()
    client.force_login(rosa.person)

    client.post(
        url("listing_new", rosa.bank),
        wording(member=gwilym.pk, whose=gwilym.number, bank=other.pk, state="CLOSED", closed_at="2020-01-01"),
    )

    listing = Listing.objects.get()
    assert (listing.member, listing.bank, listing.state, listing.closed_at) == (rosa, rosa.bank, "OPEN", None)


@pytest.mark.parametrize("title", UNREADABLE)
def test_a_title_that_cannot_be_read_is_refused_in_words(client, rosa, title):
    client.force_login(rosa.person)

    page = client.post(url("listing_new", rosa.bank), wording(title=title))

    assert page.status_code == 400
    assert page.context["form"].errors["title"]
    assert "Please check 1 answer" in page.text
    assert "Punctures and chains." in page.text
    assert not Listing.objects.exists()


@pytest.mark.parametrize("title", ODD_BUT_FINE)
def test_odd_words_are_kept_and_shown_as_they_are(client, rosa, title):
    client.force_login(rosa.person)

    page = client.post(url("listing_new", rosa.bank), wording(title=title), follow=True)

    assert Listing.objects.get().title == title
    assert page.status_code == 200
    assert "<script>alert" not in page.text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", ""),
        ("kind", "GIFT"),
        ("kind", "offer"),
        ("body", "x" * 2001),
        ("body", "a\x00b"),
        ("category", "x"),
        ("category", "-1"),
        ("category", "99999999999999999999"),
    ],
)
def test_other_answers_that_cannot_be_read_are_refused_in_words(client, rosa, field, value):
    client.force_login(rosa.person)

    page = client.post(url("listing_new", rosa.bank), wording(**{field: value}))

    assert page.status_code == 400
    assert list(page.context["form"].errors) == [field]
    assert not Listing.objects.exists()


def test_categories_of_another_bank_and_closed_ones_are_refused(client, rosa):
    elsewhere = make.make_category(make.make_bank())
    closed = make.make_category(rosa.bank, name="Closed", is_open=False)
    client.force_login(rosa.person)

    pages = [client.post(url("listing_new", rosa.bank), wording(category=pk)) for pk in (elsewhere.pk, closed.pk)]

    assert [page.status_code for page in pages] == [400, 400]
    assert not Listing.objects.exists()


def test_a_coordinator_puts_up_for_a_member_by_name_or_number(client, gwilym, coordinator):
    client.force_login(coordinator.person)

    for title, whose in (("By name", "gwilym"), ("By number", str(gwilym.number)), ("Own", "")):
        client.post(url("listing_new", gwilym.bank), wording(title=title, whose=whose))

    owners = {listing.title: listing.member for listing in Listing.objects.select_related("member")}
    assert owners == {"By name": gwilym, "By number": gwilym, "Own": coordinator}


@pytest.mark.parametrize("whose", ["Nobody", "99999999999", "\x00", "0", "-1"])
def test_a_coordinator_is_told_when_nobody_is_meant(client, coordinator, whose):
    client.force_login(coordinator.person)

    page = client.post(url("listing_new", coordinator.bank), wording(whose=whose))

    assert page.status_code == 400
    assert list(page.context["form"].errors) == ["whose"]


@pytest.mark.parametrize(("who", "status"), [("auditor", 403), ("stranger", 404), ("visitor", 302)])
def test_only_who_trades_puts_up(client, bank, who, status):
    if who != "visitor":
        member = make.make_auditor(bank) if who == "auditor" else make.make_member(make.make_bank())
        client.force_login(member.person)

    assert client.post(url("listing_new", bank), wording()).status_code == status
    assert not Listing.objects.exists()


@pytest.mark.parametrize(("who", "status"), [("own", 302), ("coordinator", 302), ("other", 403), ("stranger", 404)])
@pytest.mark.parametrize("page", ["listing_change", "listing_close"])
def test_only_the_member_or_a_coordinator_changes_a_listing(client, gwilym, who, status, page):
    listing = make.make_listing(gwilym, title="Before")
    asker = {
        "own": lambda: gwilym,
        "coordinator": lambda: make.make_coordinator(gwilym.bank),
        "other": lambda: make.make_member(gwilym.bank),
        "stranger": lambda: make.make_coordinator(make.make_bank()),
    }[who]()
    client.force_login(asker.person)

    answer = client.post(url(page, gwilym.bank, listing.pk), wording(title="After"))

    listing.refresh_from_db()
    assert answer.status_code == status
    assert (listing.title == "After" or not listing.is_open) == (status == 302)


def test_an_offer_stays_an_offer_of_its_member(client, rosa, gwilym):
    listing = make.make_listing(gwilym)
    client.force_login(gwilym.person)

    client.post(
        url("listing_change", gwilym.bank, listing.pk), wording(kind="REQUEST", member=rosa.pk, whose=rosa.number)
    )

    listing.refresh_from_db()
    assert (listing.kind, listing.member, listing.title) == ("OFFER", gwilym, "Bicycle repairs")


def test_a_change_keeps_a_category_that_was_closed_since(client, gwilym):
    category = make.make_category(gwilym.bank)
    listing = make.make_listing(gwilym, category=category)
    category.is_open = False
    category.save()
    client.force_login(gwilym.person)

    answer = client.post(url("listing_change", gwilym.bank, listing.pk), wording(category=category.pk))

    listing.refresh_from_db()
    assert answer.status_code == 302
    assert listing.category == category


def test_a_change_that_cannot_be_read_keeps_what_was_typed(client, gwilym):
    listing = make.make_listing(gwilym, title="Before")
    client.force_login(gwilym.person)

    page = client.post(url("listing_change", gwilym.bank, listing.pk), wording(title="", body="My new words"))

    listing.refresh_from_db()
    assert (page.status_code, listing.title) == (400, "Before")
    assert "My new words" in page.text


def test_taking_down_needs_a_button_and_can_be_pressed_twice(client, gwilym):
    listing = make.make_listing(gwilym)
    client.force_login(gwilym.person)
    address = url("listing_close", gwilym.bank, listing.pk)

    assert client.get(address).status_code == 405
    assert [client.post(address).status_code for _press in range(2)] == [302, 302]
    listing.refresh_from_db()
    assert listing.state == "CLOSED"
