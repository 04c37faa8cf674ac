"""Logging an exchange: who, what, when, check."""

import pytest
from django.urls import reverse

from exchanges.models import Exchange
from members.models import Bank, Member
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


def test_an_exchange_is_logged_step_by_step(signed_in, bank, margaret, fatima):
    category = make.make_category(bank, name="Letters")

    first = signed_in.post(at(bank), {"who": fatima.number})
    second = signed_in.post(
        at(bank, "_what"), {"giver": "them", "description": " Read  the letter ", "category": category.pk}
    )
    third = signed_in.post(at(bank, "_when"), {"hours": "1¼", **day_boxes(today(bank))})
    check = signed_in.get(at(bank, "_check"))
    sent = signed_in.post(at(bank, "_check"), {"key": check.context["key"]}, follow=True)

    assert [step.url for step in (first, second, third)] == [at(bank, "_what"), at(bank, "_when"), at(bank, "_check")]
    assert "Fatima Zahra gave you 1¼ hours." in words(check)
    assert "We ask Fatima Zahra to agree. Then your balance goes from 0 to −1¼ hours." in words(check)
    exchange = Exchange.objects.get()
    assert (exchange.giver, exchange.receiver, exchange.minutes) == (fatima, margaret, 75)
    assert (exchange.description, exchange.category) == ("Read the letter", category)
    assert (exchange.state, exchange.happened_on) == (Exchange.State.LOGGED, today(bank))
    assert exchange.has_agreed(margaret)
    assert sent.redirect_chain == [(reverse("exchanges:exchange", args=[bank.slug, exchange.pk]), 302)]
    assert "Sent. We ask Fatima Zahra to agree." in words(sent)


def test_who_gave_the_time_is_who_said_so(signed_in, bank, margaret, fatima):
    answer_who(signed_in, fatima)
    answer_what(signed_in, bank, giver="me")
    answer_when(signed_in, bank)
    key = signed_in.get(at(bank, "_check")).context["key"]

    signed_in.post(at(bank, "_check"), {"key": key})

    assert Exchange.objects.get().giver == margaret


def test_the_day_is_filled_in_already(signed_in, bank, fatima):
    answer_who(signed_in, fatima)
    answer_what(signed_in, bank)

    page = signed_in.get(at(bank, "_when")).content.decode()

    for box, value in day_boxes(today(bank)).items():
        assert f'name="{box}" value="{value}"' in page


def test_two_taps_are_one_exchange(signed_in, bank, fatima):
    key = answer_all(signed_in, fatima)

    first = signed_in.post(at(bank, "_check"), {"key": key})
    second = signed_in.post(at(bank, "_check"), {"key": key})

    assert first.url == second.url == reverse("exchanges:exchange", args=[bank.slug, Exchange.objects.get().pk])


def test_a_new_exchange_after_a_sent_one_is_another_one(signed_in, bank, fatima):
    for _each in range(2):
        key = answer_all(signed_in, fatima)
        signed_in.post(at(bank, "_check"), {"key": key})

    assert Exchange.objects.count() == 2


@pytest.mark.parametrize("key", ["", "not-a-key", "\x00", "5c7a1f0e-3f55-4c0f-9a53-0d9b3c9f2f10"])
def test_a_check_that_is_not_ours_is_shown_again(signed_in, bank, fatima, key):
    answer_all(signed_in, fatima)

    response = signed_in.post(at(bank, "_check"), {"key": key}, follow=True)

    assert "Please check them again." in words(response)
    assert not Exchange.objects.exists()


def test_the_key_of_somebody_elses_exchange_tells_nothing(signed_in, bank, fatima):
    other = make.make_member(bank)
    exchange = make.logged_exchange(fatima, other)
    answer_all(signed_in, fatima)

    response = signed_in.post(at(bank, "_check"), {"key": str(exchange.key)}, follow=True)

    assert response.redirect_chain == [(at(bank, "_check"), 302)]


def test_the_pages_in_between_lead_back_to_the_first_missing_answer(signed_in, bank, fatima):
    start = [signed_in.get(at(bank, step)).url for step in ("_what", "_when", "_check")]
    answer_who(signed_in, fatima)
    without_what = signed_in.get(at(bank, "_check")).url
    answer_what(signed_in, bank)
    without_when = signed_in.get(at(bank, "_check")).url

    assert start == [at(bank)] * 3
    assert without_what == at(bank, "_what") + "?again=1"
    assert without_when == at(bank, "_when") + "?again=1"
    assert "Write what was done" not in words(signed_in.get(at(bank, "_what")))


def test_back_keeps_what_was_typed_however_little(signed_in, bank, fatima):
    answer_who(signed_in, fatima)

    back = signed_in.post(at(bank, "_what"), {"description": "Half a sent", "back": "1"})
    again = signed_in.get(at(bank, "_what")).content.decode()

    assert back.url == at(bank) + "?change=1"
    assert 'value="Half a sent"' in again
    assert "Say who gave the time" not in again


def test_change_leads_straight_back_to_the_check(signed_in, bank, fatima):
    answer_all(signed_in, fatima)
    other = make.make_member(bank, name="Siobhán Ní Dhomhnaill")

    who = signed_in.post(at(bank), {"who": other.number})
    what = signed_in.post(at(bank, "_what"), {"giver": "me", "description": "Sewing"})
    when = signed_in.post(at(bank, "_when"), {"hours": "2", **day_boxes(today(bank))})

    assert who.url == what.url == when.url == at(bank, "_check")
    assert "You gave Siobhán Ní Dhomhnaill 2 hours." in words(signed_in.get(at(bank, "_check")))


def test_a_log_saved_for_later_waits_on_the_dashboard(signed_in, bank, fatima):
    key = answer_all(signed_in, fatima)

    saved = signed_in.post(at(bank, "_check"), {"key": key, "later": "1"}, follow=True)

    assert saved.redirect_chain == [(reverse("exchanges:home", args=[bank.slug]), 302)]
    assert "You began to log time with Fatima Zahra" in words(saved)
    assert at(bank, "_check") in saved.content.decode()
    assert not Exchange.objects.exists()


def test_a_begun_log_can_be_thrown_away(signed_in, bank, fatima):
    answer_all(signed_in, fatima)

    response = signed_in.post(at(bank), {"throw_away": "1"}, follow=True)

    assert "You began" not in words(response)
    assert signed_in.get(at(bank, "_check")).url == at(bank)


def test_each_bank_has_its_own_begun_log(client):
    banks = [make.make_bank(), make.make_bank()]
    margaret, others = make.make_member(banks[0]), [make.make_member(bank) for bank in banks]
    elsewhere = make.make_member(banks[1])
    elsewhere.person = margaret.person
    elsewhere.save()
    client.force_login(margaret.person)

    for other in others:
        answer_who(client, other)
    answer_what(client, banks[1])
    client.post(at(banks[1]), {"throw_away": "1"})

    assert client.get(at(banks[0], "_what")).status_code == 200
    assert client.get(at(banks[1], "_what")).url == at(banks[1])


def test_people_met_before_are_offered_first_the_last_one_on_top(signed_in, bank, margaret, fatima):
    siobhan = make.make_member(bank, name="Siobhán Ní Dhomhnaill")
    for other in (fatima, siobhan, fatima):
        make.logged_exchange(margaret, other)

    assert signed_in.get(at(bank)).context["recent"] == [fatima, siobhan]


@pytest.mark.parametrize("search", ["siobhan", "Dhomhn", "ní siob"])
def test_people_are_found_by_name_without_its_accents(signed_in, bank, fatima, search):
    siobhan = make.make_member(bank, name="Siobhán Ní Dhomhnaill")

    assert signed_in.get(at(bank), {"q": search}).context["found"] == [siobhan]


def test_people_are_found_by_number_and_oneself_never(signed_in, bank, margaret, fatima):
    numbers = [str(fatima.number), f"00{fatima.number}", str(margaret.number)]

    found = [signed_in.get(at(bank), {"q": number}).context["found"] for number in numbers]

    assert found == [[fatima], [fatima], []]


def test_who_cannot_trade_or_is_elsewhere_is_not_found(signed_in, bank, fatima):
    auditor = make.make_auditor(bank)
    elsewhere = make.make_member(make.make_bank(), name="Fatima Elsewhere")

    for name in (auditor.name, elsewhere.name):
        assert signed_in.get(at(bank), {"q": name}).context["found"] == []


def test_a_long_list_of_people_says_that_there_are_more(signed_in, bank):
    for number in range(21):
        make.make_member(bank, name=f"Neighbour {number}")

    response = signed_in.get(at(bank), {"q": "neighbour"})

    assert len(response.context["found"]) == 20
    assert "There are more." in words(response)


@pytest.mark.parametrize(
    "search", ["x\x00y", "x" * 5000, "<script>", "'; DROP TABLE members_member; --", "🌷", "%", "\\"]
)
def test_no_search_breaks_the_page(signed_in, bank, search):
    response = signed_in.get(at(bank), {"q": search})

    assert response.status_code == 200
    assert response.context["found"] == []


@pytest.mark.parametrize("how", ["search", "recent"])
def test_an_area_that_is_kept_to_oneself_does_not_stand_beside_the_name(signed_in, bank, margaret, fatima, how):
    Member.objects.filter(pk=fatima.pk).update(area="Elm Lane", shows=[])
    if how == "recent":
        make.posted_exchange(margaret, fatima)
    url = at(bank) + ("?q=Fatima" if how == "search" else "")

    page = words(signed_in.get(url))
    assert "Fatima Zahra" in page
    assert "Elm Lane" not in page
    Member.objects.filter(pk=fatima.pk).update(shows=[Member.Item.AREA])

    assert "Elm Lane" in words(signed_in.get(url))
