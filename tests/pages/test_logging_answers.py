"""What the log makes of answers and links: forged, unreadable, of every kind; and what the check says."""

import datetime

import pytest

from exchanges.models import Exchange, Listing
from members.models import Bank
from tests import factories as make
from tests.pages.reading import words
from tests.pages.wizard import answer_all, answer_what, answer_when, answer_who, at, day_boxes, today

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank() -> Bank:
    return make.make_bank()


@pytest.fixture
def margaret(bank):
    return make.make_member(bank, name="Margaret Pole")


@pytest.fixture
def fatima(bank):
    return make.make_member(bank, name="Fatima Zahra")


@pytest.fixture
def signed_in(client, margaret):
    """A browser with Margaret before it."""
    client.force_login(margaret.person)
    return client


@pytest.mark.parametrize("number", ["", "0", "-1", "x", "\x00", "99999999", "9" * 40, "1.5", "1 OR 1=1"])
def test_a_forged_member_number_gets_a_sentence(signed_in, bank, number):
    response = signed_in.post(at(bank), {"who": number})

    assert response.status_code == 400
    assert "We can't find that member." in words(response)


def test_oneself_and_strangers_are_not_partners(signed_in, bank, margaret):
    stranger = make.make_member(make.make_bank())
    stranger.number = 77
    stranger.save()

    for number in (margaret.number, 77):
        assert signed_in.post(at(bank), {"who": number}).status_code == 400


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"giver": ""}, "Say who gave the time"),
        ({"giver": "somebody"}, "Say who gave the time"),
        ({"description": ""}, "Write what was done"),
        ({"description": "   "}, "Write what was done"),
        ({"description": "x" * 501}, "Write at most 500 letters. This has 501."),
        ({"description": "x" * 100_000}, "Write at most 500 letters."),
        ({"description": "a\x00b"}, "characters"),
        ({"category": "999999"}, "Choose the kind of help from the list"),
        ({"category": "9" * 40}, "Choose the kind of help from the list"),
        ({"category": "\x00"}, "characters are not allowed"),
    ],
)
def test_what_cannot_be_read_is_said_and_nothing_is_lost(signed_in, bank, fatima, typed, sentence):
    answer_who(signed_in, fatima)
    answers = {"giver": "me", "description": "Kept as typed", **typed}

    response = signed_in.post(at(bank, "_what"), answers)

    assert response.status_code == 400
    assert "Please check 1 answer" in words(response)
    assert sentence in words(response)
    if "description" not in typed:
        assert 'value="Kept as typed"' in response.content.decode()


def test_another_banks_kind_of_help_is_refused(signed_in, bank, fatima):
    answer_who(signed_in, fatima)
    elsewhere = make.make_category(make.make_bank())

    response = signed_in.post(at(bank, "_what"), {"giver": "me", "description": "Sewing", "category": elsewhere.pk})

    assert response.status_code == 400


@pytest.mark.parametrize(
    ("hours", "sentence"),
    [
        ("", "Write the hours as a number"),
        ("an hour and a bit", "Write the hours as a number"),
        ("0", "The time must be more than nothing"),
        ("-1", "The time must be more than nothing"),
        ("25", "That is more than 24 hours"),
        ("9" * 50, "That is more than 24 hours"),
        ("1/0", "Write the hours as a number"),
        ("NaN", "Write the hours as a number"),
        ("1e3", "Write the hours as a number"),
        ("<b>1</b>", "Write the hours as a number"),
        ("\x00", "Write the hours as a number"),
        ("٣🌷", "Write the hours as a number"),
    ],
)
def test_hours_that_cannot_be_read_are_said(signed_in, bank, fatima, hours, sentence):
    answer_who(signed_in, fatima)
    answer_what(signed_in, bank)

    response = signed_in.post(at(bank, "_when"), {"hours": hours, **day_boxes(today(bank))})

    assert response.status_code == 400
    assert sentence in words(response)


@pytest.mark.parametrize(
    ("boxes", "sentence"),
    [
        (("", "", ""), "Write the day as numbers"),
        (("31", "2", "2026"), "There is no such day"),
        (("1", "1", "1900"), "more than a year ago"),
        (("1", "1", "2199"), "Choose a day that has already been"),
        (("1", "1", "99999"), "Write the day as numbers"),
        (("x", "y", "z"), "Write the day as numbers"),
        (("\x00", "1", "2026"), "Write the day as numbers"),
    ],
)
def test_days_that_cannot_be_are_said(signed_in, bank, fatima, boxes, sentence):
    answer_who(signed_in, fatima)
    answer_what(signed_in, bank)
    day = dict(zip(("day_0", "day_1", "day_2"), boxes, strict=True))

    response = signed_in.post(at(bank, "_when"), {"hours": "1", **day})

    assert response.status_code == 400
    assert sentence in words(response)
    assert signed_in.get(at(bank, "_check")).url == at(bank, "_when") + "?again=1"


@pytest.mark.parametrize(("hours", "minutes"), [("1½", 90), ("1.5", 90), ("1:30", 90), ("90 min", 90), ("½", 30)])
def test_hours_are_read_as_people_write_them(signed_in, bank, fatima, hours, minutes):
    answer_who(signed_in, fatima)
    answer_what(signed_in, bank)
    answer_when(signed_in, bank, hours=hours)
    key = signed_in.get(at(bank, "_check")).context["key"]

    signed_in.post(at(bank, "_check"), {"key": key})

    assert Exchange.objects.get().minutes == minutes


def test_words_of_every_kind_arrive_as_they_were_written(signed_in, bank, fatima):
    text = "<b>فاطمة</b> 🌷 '; DROP TABLE exchanges_exchange; --"
    answer_who(signed_in, fatima)
    answer_what(signed_in, bank, description=text)
    answer_when(signed_in, bank)
    check = signed_in.get(at(bank, "_check"))

    signed_in.post(at(bank, "_check"), {"key": check.context["key"]})

    assert "<b>" not in check.content.decode()
    assert Exchange.objects.get().description == text


def test_a_link_names_the_other_side(signed_in, bank, fatima):
    response = signed_in.get(at(bank), {"with": fatima.number}, follow=True)

    assert response.redirect_chain == [(at(bank, "_what"), 302)]
    assert "I gave time to Fatima Zahra" in words(response)


@pytest.mark.parametrize(("kind", "giver"), [(Listing.Kind.REQUEST, "me"), (Listing.Kind.OFFER, "them")])
def test_a_listing_answers_who_and_what(signed_in, bank, fatima, kind, giver):
    listing = make.make_listing(fatima, kind=kind, title="Taking up curtains")

    page = signed_in.get(at(bank), {"listing": listing.pk}, follow=True)
    answer_what(signed_in, bank, giver=giver, description="Taking up curtains")
    answer_when(signed_in, bank)
    signed_in.post(at(bank, "_check"), {"key": signed_in.get(at(bank, "_check")).context["key"]})

    assert 'value="Taking up curtains"' in page.content.decode()
    assert page.context["form"].initial["giver"] == giver
    assert Exchange.objects.get().listing == listing


def test_ones_own_listing_asks_who_it_was_with(signed_in, bank, margaret, fatima):
    listing = make.make_listing(margaret, kind=Listing.Kind.REQUEST, title="Weeding")
    make.logged_exchange(margaret, fatima)

    page = signed_in.get(at(bank), {"listing": listing.pk})
    signed_in.post(at(bank), {"who": fatima.number, "listing": listing.pk})

    assert page.context["recent"] == [fatima]
    assert f'name="listing" value="{listing.pk}"' in page.content.decode()
    assert signed_in.get(at(bank, "_what")).context["form"].initial["giver"] == "them"


def test_a_listing_of_somebody_else_is_left_out(signed_in, bank, fatima):
    third = make.make_member(bank)
    listing = make.make_listing(third, title="Not yours")

    signed_in.post(at(bank), {"who": fatima.number, "listing": listing.pk})

    assert signed_in.get(at(bank, "_what")).context["form"].initial == {}


def test_a_link_does_not_overwrite_what_was_begun(signed_in, bank, fatima):
    answer_all(signed_in, fatima)
    siobhan = make.make_member(bank, name="Siobhán")

    response = signed_in.get(at(bank), {"with": siobhan.number})

    assert response.status_code == 200
    assert response.context["chosen"] == [siobhan]
    assert "You began to log time with Fatima Zahra" in words(response)
    assert "Fatima Zahra gave you" in words(signed_in.get(at(bank, "_check")))


@pytest.mark.parametrize(
    "query", [{"with": "x"}, {"with": "9" * 40}, {"with": "99999"}, {"with": "\x00"}, {"listing": "x"}]
)
def test_a_broken_link_gets_a_sentence(signed_in, bank, query):
    response = signed_in.get(at(bank), query)

    assert response.status_code == 400
    assert "We can't find that member." in words(response)


def test_the_check_says_who_else_looks_at_it(signed_in, bank, fatima):
    bank.approval, bank.approval_over_minutes = Bank.Approval.OVER, 60
    bank.save()

    answer_all(signed_in, fatima)

    assert "Then a coordinator looks at it, and your balance goes" in words(signed_in.get(at(bank, "_check")))


def test_the_check_says_when_a_limit_stands_in_the_way(signed_in, bank, fatima):
    answer_who(signed_in, fatima)
    answer_what(signed_in, bank)
    answer_when(signed_in, bank, hours="13")

    assert "past the 12 hours you may owe" in words(signed_in.get(at(bank, "_check")))


def test_the_check_says_who_has_no_e_mail(signed_in, bank):
    answer_all(signed_in, make.make_member(bank, name="Bartholomew", email=""))

    assert "Bartholomew has no e-mail with us, so a coordinator asks them." in words(signed_in.get(at(bank, "_check")))


def test_who_left_meanwhile_is_asked_for_again(signed_in, bank, fatima):
    key = answer_all(signed_in, fatima)
    fatima.state = "LEFT"
    fatima.save()

    assert signed_in.post(at(bank, "_check"), {"key": key}).url == at(bank)
    assert not Exchange.objects.exists()


def test_a_refusal_of_the_rules_is_shown_with_all_answers_kept(signed_in, bank, fatima, monkeypatch):
    key = answer_all(signed_in, fatima)
    monkeypatch.setattr("exchanges.forms.logging.OLDEST", datetime.timedelta(days=400))
    answer_when(signed_in, bank, **day_boxes(today(bank) - datetime.timedelta(days=390)))

    response = signed_in.post(at(bank, "_check"), {"key": key})

    assert response.status_code == 400
    assert "That is more than a year ago." in words(response)
    assert "Fatima Zahra gave you 1¼ hours." in words(response)
    assert not Exchange.objects.exists()


@pytest.mark.parametrize("step", ["", "_what", "_when", "_check"])
def test_only_who_gives_and_receives_hours_logs(client, bank, step):
    stranger = make.make_member(make.make_bank())
    answers = {}
    for who, member in {"admin": make.admin_of(bank), "stranger": stranger}.items():
        client.force_login(member.person)
        answers[who] = client.get(at(bank, step)).status_code

    assert answers == {"admin": 403, "stranger": 404}


@pytest.mark.parametrize("rows", [1, 3])
def test_the_first_question_asks_the_database_the_same_number_of_times(
    signed_in, bank, margaret, django_assert_num_queries, rows
):
    for number in range(rows):
        make.logged_exchange(margaret, make.make_member(bank, name=f"Neighbour {number}"))

    with django_assert_num_queries(5):
        assert len(signed_in.get(at(bank)).context["recent"]) == rows
    with django_assert_num_queries(5):
        assert len(signed_in.get(at(bank), {"q": "neighbour"}).context["found"]) == rows
