"""The list of exchanges, one exchange's page, and what people do with it."""

import pytest
from django.urls import reverse

from exchanges.access import choices
from exchanges.actions import life
from exchanges.models import Exchange, Step
from tests import factories as make
from tests.pages.exchanging import a_plan, list_url, may_confirm, state_of, tomorrow, url
from tests.pages.reading import words

pytestmark = pytest.mark.django_db

State = Exchange.State


# The list


def test_members_see_their_own_newest_first(sign_in, bank, margaret, fatima):
    third = make.make_member(bank)
    first = make.logged_exchange(margaret, fatima)
    second = make.logged_exchange(fatima, margaret)
    make.logged_exchange(fatima, third)

    response = sign_in(margaret).get(list_url(bank))

    assert [row.exchange for row in response.context["rows"]] == [second, first]
    assert "You gave Fatima Zahra 1 hour" in words(response)
    assert "Waiting for you to agree" in words(response)


@pytest.mark.parametrize("who", ["coordinator", "admin", "auditor"])
def test_who_runs_or_audits_the_bank_sees_all_of_it_and_no_more(sign_in, bank, margaret, fatima, who):
    mine = make.logged_exchange(margaret, fatima)
    other = make.make_bank()
    make.logged_exchange(make.make_member(other), make.make_member(other))
    makers = {"coordinator": make.make_coordinator, "admin": make.admin_of, "auditor": make.make_auditor}

    response = sign_in(makers[who](bank)).get(list_url(bank))

    assert [row.exchange for row in response.context["rows"]] == [mine]
    assert "Margaret Pole gave Fatima Zahra 1 hour" in words(response)


def test_a_coordinator_searches_by_name_and_finds_their_own(sign_in, bank, margaret, fatima, priya):
    siobhan = make.make_member(bank, name="Siobhán")
    theirs = make.logged_exchange(margaret, siobhan)
    own = make.logged_exchange(priya, fatima)
    client = sign_in(priya)

    by_name = client.get(list_url(bank), {"q": "siobhan pole"}).context["rows"]
    mine = client.get(list_url(bank), {"whose": "mine"}).context["rows"]

    assert [row.exchange for row in by_name] == [theirs]
    assert [row.exchange for row in mine] == [own]


def test_a_member_cannot_search_or_see_others(sign_in, bank, margaret, fatima):
    make.logged_exchange(fatima, make.make_member(bank))

    for query in ({"q": "Fatima"}, {"whose": "all"}, {"whose": "all", "q": "Fatima"}):
        assert sign_in(margaret).get(list_url(bank), query).context["rows"] == []


def test_the_list_is_cut_by_state(sign_in, bank, margaret, fatima):
    posted = make.posted_exchange(margaret, fatima)
    logged = make.logged_exchange(margaret, fatima)
    client = sign_in(fatima)

    assert [row.exchange for row in client.get(list_url(bank), {"state": "posted"}).context["rows"]] == [posted]
    assert [row.exchange for row in client.get(list_url(bank), {"state": "waiting"}).context["rows"]] == [logged]
    assert "None like that." in words(client.get(list_url(bank), {"state": "reversed"}))


def test_a_long_list_goes_on_where_it_ended(sign_in, bank, margaret, fatima):
    made = [make.logged_exchange(margaret, fatima) for _each in range(21)]
    client = sign_in(margaret)

    first = client.get(list_url(bank), {"state": "logged"})
    second = client.get(list_url(bank) + first.context["older_url"])

    assert [row.exchange for row in first.context["rows"]] == made[:0:-1]
    assert [row.exchange for row in second.context["rows"]] == made[:1]
    assert second.context["newest_url"] == "?state=logged"
    assert second.context["older_url"] == ""


@pytest.mark.parametrize(
    "query",
    [{"before": "x"}, {"before": "9" * 40}, {"before": "-1"}, {"before": "\x00"}, {"state": "x"}, {"q": "\x00"}],
)
def test_what_cannot_be_read_is_left_out_of_account(sign_in, bank, margaret, fatima, priya, query):
    make.logged_exchange(margaret, fatima)

    assert len(sign_in(priya).get(list_url(bank), query).context["rows"]) == 1


def test_an_empty_list_says_what_will_stand_there(sign_in, bank, margaret):
    assert "Nothing yet. What you give and receive shows here." in words(sign_in(margaret).get(list_url(bank)))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_database_the_same_number_of_times(sign_in, bank, margaret, django_assert_num_queries, rows):
    for number in range(rows):
        make.logged_exchange(margaret, make.make_member(bank), category=make.make_category(bank, name=f"Kind {number}"))
    client = sign_in(margaret)

    with django_assert_num_queries(6):
        assert len(client.get(list_url(bank)).context["rows"]) == rows


# One exchange


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("giver", 200),
        ("receiver", 200),
        ("coordinator", 200),
        ("admin", 200),
        ("auditor", 200),
        ("member", 404),
        ("other", 404),
    ],
)
def test_an_exchange_is_seen_by_its_two_and_by_who_runs_the_bank(sign_in, bank, margaret, fatima, who, status):
    exchange = make.logged_exchange(margaret, fatima)
    people = {
        "giver": lambda: margaret,
        "receiver": lambda: fatima,
        "coordinator": lambda: make.make_coordinator(bank),
        "admin": lambda: make.admin_of(bank),
        "auditor": lambda: make.make_auditor(bank),
        "member": lambda: make.make_member(bank),
        "other": lambda: make.make_coordinator(make.make_bank()),
    }

    assert sign_in(people[who]()).get(url(exchange)).status_code == status


def test_another_banks_exchange_does_not_exist_here(sign_in, bank, margaret, fatima, priya):
    elsewhere = make.make_bank()
    exchange = make.logged_exchange(make.make_member(elsewhere), make.make_member(elsewhere))

    response = sign_in(priya).get(reverse("exchanges:exchange", args=[bank.slug, exchange.pk]))

    assert response.status_code == 404


def test_the_page_tells_the_whole_history_in_words(sign_in, bank, margaret, fatima, priya):
    exchange = make.logged_exchange(margaret, fatima, minutes=120)
    told = make.act(priya, on_behalf_of=fatima, channel=Step.Channel.PHONE)
    exchange = life.confirm(exchange, told, minutes=90)
    exchange = life.confirm(exchange, make.act(margaret), minutes=90)
    life.dispute(exchange, make.act(fatima), reason="It was less still")

    page = words(sign_in(margaret).get(url(exchange)))

    assert "You wrote it down: 2 hours" in page
    assert "Fatima Zahra said it was 1½ hours Priya Desk wrote this down. Fatima Zahra told us by phone." in page
    assert "You agreed to 1½ hours" in page
    assert "The hours were put in the ledger" in page
    assert "Fatima Zahra said that something is not right “It was less still”" in page


def test_the_page_offers_exactly_what_may_be_done(sign_in, bank, margaret, fatima, priya):
    proposed = life.propose(make.draft(margaret, fatima, day=tomorrow(bank)), make.act(margaret))
    exchanges = [
        proposed,
        a_plan(margaret, fatima),
        make.logged_exchange(margaret, fatima),
        make.posted_exchange(margaret, fatima),
    ]
    urls = {"log": "log_planned"}

    for exchange in exchanges:
        for member in (margaret, fatima, priya):
            page = sign_in(member).get(url(exchange)).content.decode()
            offered = vars(choices(exchange, member)) | {"confirm": may_confirm(exchange, member)}
            found = {name: f'"{url(exchange, urls.get(name, name))}"' in page for name in offered}
            assert found == offered, (exchange.state, member)


def test_an_auditor_reads_and_changes_nothing(sign_in, bank, margaret, fatima):
    exchange = make.logged_exchange(margaret, fatima)
    client = sign_in(make.make_auditor(bank))

    page = client.get(url(exchange)).content.decode()
    status = client.post(url(exchange, "confirm"), {"minutes": "60"}).status_code

    assert page.count("<form") == page.count(reverse("account_logout"))
    assert status == 403
    assert state_of(exchange) == State.LOGGED


def test_the_page_asks_the_database_as_often_for_a_long_history(
    sign_in, bank, margaret, fatima, django_assert_num_queries
):
    short, long = make.logged_exchange(margaret, fatima), make.logged_exchange(margaret, fatima)
    for number in range(4):
        who = fatima if number % 2 == 0 else margaret
        long = life.confirm(long, make.act(who), minutes=70 + number)
    client = sign_in(margaret)

    for exchange in (short, long):
        with django_assert_num_queries(6):
            client.get(url(exchange))
