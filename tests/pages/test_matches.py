"""What fits somebody: on their first page, on a page of its own, beside what they put up."""

import pytest
from django.urls import reverse
from django.utils import timezone

from exchanges.actions.not_for_me import say_not_for_me
from exchanges.models import Listing, NotForMe
from members.models import Mandate, Member
from tests import factories as make
from tests.pages.reading import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank():
    return make.make_bank()


@pytest.fixture
def rosa(bank):
    return make.make_member(bank, name="Rosa Day")


@pytest.fixture
def gwilym(bank):
    return make.make_member(bank, name="Gwilym Prys")


def ask(member: Member, title: str = "A torn coat") -> Listing:
    return make.make_listing(member, kind=Listing.Kind.REQUEST, title=title)


def fitting(giver: Member, receiver: Member, title: str = "A torn coat", **fields) -> Listing:
    request = ask(receiver, title)
    make.make_match(request, make.make_listing(giver, title="Mending"), **fields)
    return request


def address(bank, name: str, *args) -> str:
    return reverse(f"exchanges:{name}", args=[bank.slug, *args])


# On the first page


def test_what_fits_stands_first_with_its_reasons_and_the_newest_fills_up(client, bank, rosa, gwilym):
    fitting(gwilym, rosa)
    ask(rosa, "A lift to the clinic")
    client.force_login(gwilym.person)

    response = client.get(address(bank, "home"))

    page = words(response)
    assert page.index("You might like to help") < page.index("A torn coat") < page.index("A lift to the clinic")
    assert "Because you offer “Mending”, you have not met" in page
    assert page.count("A torn coat") == 2  # the row, and what its button says to who cannot see it
    assert [each.title for each in response.context["asked"]] == ["A lift to the clinic"]


def test_where_enough_fits_the_newest_is_left_out(client, bank, rosa, gwilym):
    for number in range(4):
        fitting(gwilym, rosa, f"Coat {number}", likeness=0.9 - number / 100)
    client.force_login(gwilym.person)

    response = client.get(address(bank, "home"))

    assert [each.suggestion.request.title for each in response.context["suggested"]] == ["Coat 0", "Coat 1", "Coat 2"]
    assert "Asked for this week" not in words(response)


def test_a_gift_without_a_listing_fits_too(client, bank, rosa, gwilym):
    make.make_match(ask(rosa), make.make_gift(gwilym, words="Mending"))
    client.force_login(gwilym.person)

    assert "Because you said you like “Mending”" in words(client.get(address(bank, "home")))


def test_no_figure_of_a_score_is_on_any_page(client, bank, rosa, gwilym):
    request = fitting(gwilym, rosa, likeness=0.8765)
    pages = [(gwilym, "home", ()), (gwilym, "matches", ()), (rosa, "matches", ()), (rosa, "listing", (request.pk,))]

    for reader, page, parts in pages:
        client.force_login(reader.person)
        shown = words(client.get(address(bank, page, *parts)))

        assert "Mending" in shown
        assert not any(figure in shown for figure in ("0.", "87", "%"))


def test_not_for_me_takes_it_from_the_page_and_comes_back_to_it(client, bank, rosa, gwilym):
    request = fitting(gwilym, rosa)
    client.force_login(gwilym.person)

    response = client.post(address(bank, "not_for_me", request.pk), {"why": "FAR", "back_to": "home"}, follow=True)

    assert response.redirect_chain == [(address(bank, "home"), 302)]
    assert "We no longer suggest it to you" in words(response)
    assert "A torn coat" not in words(response)
    assert NotForMe.objects.get().why == NotForMe.Why.FAR


@pytest.mark.parametrize("rows", [1, 3])
def test_the_first_page_asks_the_same_number_of_times_however_much_fits(
    client, bank, rosa, gwilym, django_assert_num_queries, rows
):
    for number in range(rows):
        request = fitting(gwilym, make.make_member(bank), f"Coat {number}")
        request.category = make.make_category(bank, name=f"Kind {number}")
        request.save(update_fields=["category"])
    client.force_login(gwilym.person)

    with django_assert_num_queries(32):
        response = client.get(address(bank, "home"))

    assert len(response.context["suggested"]) == rows


# The page of one's own


def test_the_page_shows_whom_one_could_help_and_who_could_help(client, bank, rosa, gwilym):
    fitting(gwilym, rosa)
    fitting(rosa, gwilym, "A shelf to put up")
    client.force_login(rosa.person)

    page = words(client.get(address(bank, "matches")))

    assert page.index("You might like to help") < page.index("A shelf to put up")
    assert page.index("Who could help you") < page.index("A torn coat") < page.index("Gwilym Prys offers “Mending”")
    assert "Ask Gwilym" in page


def test_where_nothing_fits_the_page_says_what_to_do(client, bank, rosa):
    client.force_login(rosa.person)

    page = words(client.get(address(bank, "matches")))

    assert "Nothing fits just now." in page
    assert "You ask for nothing just now." in page
    assert "You have said no to nothing." in page
    assert "We never look at religion, health, age, money, photos" in page


def test_a_no_is_listed_to_oneself_alone_and_taken_back(client, bank, rosa, gwilym):
    said = say_not_for_me(gwilym, fitting(gwilym, rosa), NotForMe.Why.KIND, by=gwilym, at=timezone.now())
    client.force_login(rosa.person)
    others = words(client.get(address(bank, "matches")))
    refused = client.post(address(bank, "show_again", said.pk))
    client.force_login(gwilym.person)
    page = words(client.get(address(bank, "matches")))

    after = words(client.post(address(bank, "show_again", said.pk), follow=True))

    assert "I don't do this kind of thing" in page
    assert "Show again: A torn coat" in page
    assert "kind of thing" not in others.partition("Stop or change")[2]
    assert refused.status_code == 404
    assert "Because you offer “Mending”" in after
    assert not NotForMe.objects.exists()


def test_who_asks_says_no_to_what_somebody_likes_to_do(client, bank, rosa, gwilym):
    request = ask(rosa)
    ask(gwilym, "A lift to the clinic")
    gift = make.make_gift(gwilym, words="Mending")
    make.make_match(request, gift)
    client.force_login(rosa.person)
    before = words(client.get(address(bank, "matches")))

    refused = words(client.post(address(bank, "gift_not_for_me", gift.pk), {"why": "OTHER"}, follow=True))
    beside = words(client.get(address(bank, "listing", request.pk)))
    home = words(client.get(address(bank, "home")))
    said = NotForMe.objects.get()
    after = words(client.post(address(bank, "show_again", said.pk), follow=True))

    assert "Not for me: Mending" in before
    assert "Gwilym Prys likes “Mending”" not in refused + beside
    assert "Mending Gwilym Prys. Something else Show again: Mending" in refused
    assert "A lift to the clinic" in home  # the newest are shown whatever somebody said no to
    assert (said.gift, said.listing, said.why) == (gift, None, NotForMe.Why.OTHER)
    assert "Gwilym Prys likes “Mending”" in after


def test_nobody_says_no_to_a_gift_that_was_not_suggested_to_them(client, bank, rosa, gwilym):
    gift = make.make_gift(gwilym, words="Mending")
    hidden = make.make_gift(make.make_member(bank), words="Sewing")
    make.make_match(ask(rosa), hidden)
    Member.objects.filter(pk=hidden.member_id).update(shows=[])
    make.make_match(ask(make.make_member(bank)), gift)
    of_minor = make.make_gift(make.make_minor(bank), words="Darning")
    make.make_match(ask(rosa, "Holes in my socks"), of_minor)  # nobody is checked here
    client.force_login(rosa.person)

    for each in (gift, hidden, of_minor):
        assert client.post(address(bank, "gift_not_for_me", each.pk), {"why": "FAR"}).status_code == 404
    assert not NotForMe.objects.exists()


@pytest.mark.parametrize(("why", "status"), [("", 400), ("NONSENSE", 400)])
def test_a_no_without_a_reason_is_asked_again(client, bank, rosa, gwilym, why, status):
    request = fitting(gwilym, rosa)
    client.force_login(gwilym.person)

    response = client.post(address(bank, "not_for_me", request.pk), {"why": why})

    assert response.status_code == status
    assert "Choose why it is not for you." in words(response)
    assert not NotForMe.objects.exists()


def test_nobody_says_no_to_what_they_put_up_or_cannot_see(client, bank, rosa):
    elsewhere = ask(make.make_member(make.make_bank()))
    client.force_login(rosa.person)

    assert client.post(address(bank, "not_for_me", ask(rosa).pk), {"why": "FAR"}).status_code == 403
    assert client.post(address(bank, "not_for_me", elsewhere.pk), {"why": "FAR"}).status_code == 404
    assert not NotForMe.objects.exists()


def test_who_acts_for_a_member_finds_what_fits_that_member(client, bank, rosa, gwilym):
    choir = make.make_organisation(bank, name="Riverside Choir")
    mandate = make.delegate(choir, rosa, Mandate.Kind.MANAGER)
    request = fitting(choir, gwilym, "Singing at a birthday")
    client.force_login(rosa.person)
    client.post(reverse("members:act", args=[bank.slug, mandate.pk]))

    page = words(client.get(address(bank, "matches")))
    client.post(address(bank, "not_for_me", request.pk), {"why": "OTHER"})

    assert "Singing at a birthday" in page
    assert NotForMe.objects.get().member_id == choir.pk


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_the_same_number_of_times_however_much_fits(client, bank, rosa, django_assert_num_queries, rows):
    for number in range(rows):
        other = make.make_member(bank)
        fitting(rosa, other, f"Coat {number}")
        request = fitting(other, rosa, f"Shelf {number}")
        for listing in (request, ask(other, f"No {number}")):
            listing.category = make.make_category(bank, name=f"Kind {listing.pk}")
            listing.save(update_fields=["category"])
        say_not_for_me(rosa, Listing.objects.get(title=f"No {number}"), NotForMe.Why.FAR, by=rosa, at=timezone.now())
    client.force_login(rosa.person)

    with django_assert_num_queries(20):
        response = client.get(address(bank, "matches"))

    assert len(response.context["suggested"]) == len(response.context["noes"]) == rows
    assert [len(each.fits) for each in response.context["asked"]] == [1] * rows


# Beside an offer or a request


def test_who_asks_reads_who_could_help_and_asks_them(client, bank, rosa, gwilym):
    request = fitting(gwilym, rosa)
    client.force_login(rosa.person)

    response = client.get(address(bank, "listing", request.pk))

    offer = Listing.objects.get(title="Mending")
    assert "1 person could help you" in words(response)
    assert "Why this match Gwilym Prys offers “Mending”" in words(response)
    assert "How matches are made" in words(response)
    assert address(bank, "enquire", offer.pk) in response.content.decode()


def test_who_offers_reads_who_asks_for_it(client, bank, rosa, gwilym):
    request = fitting(gwilym, rosa)
    client.force_login(gwilym.person)

    response = client.get(address(bank, "listing", Listing.objects.get(title="Mending").pk))

    assert "1 person asks for this" in words(response)
    assert "Offer Rosa your help" in words(response)
    assert address(bank, "enquire", request.pk) in response.content.decode()


def test_a_coordinator_reads_it_as_who_is_neither(client, bank, rosa, gwilym):
    request = fitting(gwilym, rosa)
    client.force_login(make.make_coordinator(bank).person)

    page = words(client.get(address(bank, "listing", request.pk)))

    assert "1 person could help" in page
    assert "They have not met" in page
    assert "Not for me" not in page


@pytest.mark.parametrize("who", ["helper", "stranger", "auditor", "visitor"])
def test_nobody_else_reads_who_could_help(client, bank, rosa, gwilym, who):
    request = fitting(gwilym, rosa)
    bank.listings_are_public = True
    bank.save()
    people = {"helper": gwilym, "stranger": make.make_member(bank), "auditor": make.make_auditor(bank)}
    if who in people:
        client.force_login(people[who].person)

    page = words(client.get(address(bank, "listing", request.pk)))

    assert "A torn coat" in page
    assert "could help" not in page
    assert "Gwilym Prys offers" not in page


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_of_a_listing_asks_the_same_number_of_times_however_many_fit(
    client, bank, rosa, gwilym, django_assert_num_queries, rows
):
    request = ask(rosa)
    for number in range(rows):
        offer = make.make_listing(make.make_member(bank), title=f"Mending {number}")
        offer.category = make.make_category(bank, name=f"Kind {number}")
        offer.save(update_fields=["category"])
        make.make_match(request, offer)
    client.force_login(rosa.person)

    with django_assert_num_queries(17):
        response = client.get(address(bank, "listing", request.pk))

    assert len(response.context["fits"]) == rows
