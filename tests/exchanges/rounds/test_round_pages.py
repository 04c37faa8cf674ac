"""The pages of rounds: enter, see what was found, say yes or no; the whole for who runs it."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from exchanges.actions.rounds import answering
from exchanges.models import Exchange, Round, RoundEntry, RoundProposal, RoundWish
from exchanges.reads import rounds as reads
from ledger import actions as ledger
from tests import factories as make
from tests.exchanges.rounds.conftest import enter, open_one, proposals
from tests.pages.reading import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def sign_in(client):
    def signed(member):
        client.force_login(member.person)
        return client

    return signed


def address(name, bank, *args):
    return reverse(f"exchanges:{name}", args=[bank.slug, *args])


def solved(round_):
    from exchanges.actions.rounds import solving

    Round.objects.filter(pk=round_.pk).update(last_on=round_.bank.day(timezone.now()) - datetime.timedelta(days=1))
    assert solving.solve(round_.pk, at=timezone.now())
    round_.refresh_from_db()
    return round_


def send(client, url, **typed):
    return client.post(url, typed)


def test_a_member_enters_changes_and_leaves_on_the_page(sign_in, bank, round_, ana, garden):
    client, url = sign_in(ana), address("round", bank, round_.pk)

    assert send(client, url, deed="take", category=garden.pk, hours="1½").status_code == 302
    assert send(client, url, deed="give", category=garden.pk, hours="2", people="3").status_code == 302

    page = words(client.get(url))
    assert "Garden, up to 1½ hours" in page
    assert "Garden, up to 2 hours, for up to 3 people" in page
    take = RoundWish.objects.get(side="TAKE")
    send(client, url, deed="out", line=take.pk)
    assert RoundWish.objects.count() == 1
    send(client, url, deed="leave")
    assert not RoundEntry.objects.exists()


def test_an_own_listing_brings_its_kind_of_help_along(sign_in, bank, round_, ana, garden):
    listing = make.make_listing(ana, kind="REQUEST", title="My hedge", category=garden)

    send(sign_in(ana), address("round", bank, round_.pk), deed="take", what=f"listing-{listing.pk}", hours="1")

    wish = RoundWish.objects.get()
    assert (wish.listing, wish.category, wish.words) == (listing, garden, "My hedge")


def test_an_own_gift_needs_a_kind_of_help(sign_in, bank, round_, ana, garden):
    gift = make.make_gift(ana, words="Sharpening knives")
    client, url = sign_in(ana), address("round", bank, round_.pk)
    typed = {"deed": "give", "what": f"gift-{gift.pk}", "hours": "1", "people": "1"}

    refused = client.post(url, typed)
    assert (refused.status_code, "Choose which kind of help it is" in words(refused)) == (400, True)

    client.post(url, {**typed, "category": garden.pk})
    assert RoundWish.objects.get().words == "Sharpening knives"


@pytest.mark.parametrize(
    "typed", [{"hours": "0:20"}, {"hours": "x"}, {"hours": "25"}, {"category": 0}, {"what": "gift-x"}]
)
def test_what_makes_no_sense_is_refused_in_words(sign_in, bank, round_, ana, garden, typed):
    make.make_gift(ana)
    said = {"deed": "give", "category": garden.pk, "hours": "1", "people": "1", **typed}

    response = sign_in(ana).post(address("round", bank, round_.pk), said)

    assert response.status_code == 400
    assert "Please check" in words(response)


def test_both_say_yes_and_it_is_a_plan(sign_in, bank, priya, ana, joe, garden):
    round_ = make.solved_round(priya, ana, joe)
    proposal = next(each for each in proposals(round_) if each.giver == joe)
    url = address("round", bank, round_.pk)
    page = words(sign_in(ana).get(url))
    assert "Joe Price would help you: Garden (1 hour)" in page
    assert "You would help Joe Price: Garden (1 hour)" in page

    day = bank.day(timezone.now()) + datetime.timedelta(days=3)
    assert send(sign_in(ana), url, deed="yes", line=proposal.pk, day=day).status_code == 302
    assert "waiting for Joe Price" in words(sign_in(ana).get(url))
    assert send(sign_in(joe), url, deed="yes", line=proposal.pk).status_code == 302

    exchange = Exchange.objects.get()
    assert (exchange.state, exchange.planned_on) == ("AGREED", day)
    assert address("exchange", bank, exchange.pk) in sign_in(joe).get(url).content.decode()


def test_a_no_with_a_reason_is_read_by_the_other(sign_in, bank, priya, ana, joe, garden):
    round_ = make.solved_round(priya, ana, joe)
    proposal = next(each for each in proposals(round_) if each.giver == joe)
    url = address("round", bank, round_.pk)

    send(sign_in(ana), url, deed="no", line=proposal.pk, reason="I am away <b>then</b>.")

    page = sign_in(joe).get(url).content.decode()
    assert "I am away &lt;b&gt;then&lt;/b&gt;." in page


def test_nobody_answers_for_others_and_nobody_else_sees_it(sign_in, bank, priya, ana, joe, garden):
    round_ = make.solved_round(priya, ana, joe)
    stranger = make.make_member(bank)
    url = address("round", bank, round_.pk)

    assert send(sign_in(stranger), url, deed="yes", line=proposals(round_)[0].pk).status_code == 404
    assert "Ana Morgan" not in words(sign_in(stranger).get(url))


def test_why_something_was_not_found_is_said_in_plain_words(sign_in, bank, priya, round_, ana, joe, garden, lifts):
    ledger.set_limits(ana.account_id, ledger.Limits(-60, 600), by="test", reason="TEST")
    enter(round_, ana, ("TAKE", garden, 120), ("TAKE", lifts, 60))
    enter(round_, joe, ("GIVE", garden, 120))
    solved(round_)

    page = words(sign_in(ana).get(address("round", bank, round_.pk)))

    assert "Found: 1 hour. You would pass the 1 hour you may owe." in page
    assert "Nobody in this round offers: Lifts." in page


def test_a_coordinator_sees_the_whole_round_an_auditor_counts_a_member_neither(sign_in, bank, priya, ana, joe, garden):
    round_ = make.solved_round(priya, ana, joe)
    url = address("round", bank, round_.pk)

    whole = words(sign_in(priya).get(url))
    assert "2 people take part. Asked for: 2 hours. Offered: 2 hours." in whole
    assert "Found: 2 hours. What people answer Waiting for an answer: 2" in whole
    assert "Ana Morgan has something to answer To receive: 1. To give: 1." in whole
    assert "Ana Morgan" in whole
    counts = words(sign_in(make.make_auditor(bank)).get(url))
    assert ("2 people take part" in counts, "Ana Morgan" in counts) == (True, False)
    assert "The whole round" not in words(sign_in(ana).get(url))


def test_the_first_hundred_are_named_and_the_others_counted(sign_in, bank, priya, round_, ana, joe, garden, lifts):
    enter(round_, joe, ("GIVE", garden, 60), ("TAKE", lifts, 60), ("TAKE", garden, 60))
    enter(round_, ana, ("TAKE", garden, 60))

    everybody, first = reads.overview(round_, names=2), reads.overview(round_, names=1)

    assert [(each.member, each.takes, each.gives) for each in everybody.entrants] == [(ana, 1, 0), (joe, 2, 1)]
    assert (everybody.more, everybody.asked_minutes, everybody.offered_minutes) == (0, 180, 60)
    assert ([each.member for each in first.entrants], first.more) == ([ana], 1)


def test_whose_answer_is_waited_for_stands_first(bank, priya, ana, joe, garden):
    round_ = make.solved_round(priya, ana, joe)
    day = bank.day(timezone.now())
    for proposal in proposals(round_):
        answering.say_yes(proposal, make.act(ana), day=day)

    entrants = reads.overview(round_, names=2).entrants

    assert [(each.member, each.waits) for each in entrants] == [(joe, True), (ana, False)]


def test_a_coordinator_enters_and_answers_for_who_rang(sign_in, bank, priya, round_, ana, joe, garden):
    client, url = sign_in(priya), address("round_for", bank, round_.pk, ana.number)
    chosen = send(client, address("round", bank, round_.pk), deed="whose", whose="Ana")
    assert chosen["Location"] == url

    send(client, url, deed="take", category=garden.pk, hours="1")
    assert RoundEntry.objects.get().entered_by == priya
    assert "Entered for you by Priya Shah." in words(sign_in(ana).get(address("round", bank, round_.pk)))

    enter(round_, joe, ("GIVE", garden, 60))
    solved(round_)
    proposal = RoundProposal.objects.get()
    day = bank.day(timezone.now())
    client = sign_in(priya)
    assert send(client, url, deed="yes", line=proposal.pk, day=day).status_code == 400
    assert send(client, url, deed="yes", line=proposal.pk, day=day, channel="PHONE").status_code == 302
    proposal.refresh_from_db()
    assert (proposal.receiver_said_by, proposal.receiver_channel) == (priya, "PHONE")


def test_a_coordinator_opens_a_round_and_calls_it_off(sign_in, bank, priya):
    client = sign_in(priya)
    day = bank.day(timezone.now()) + datetime.timedelta(days=9)

    opened = client.post(address("round_new", bank), {"last_on": day.isoformat()})

    found = Round.objects.get()
    assert (opened["Location"], found.last_on) == (address("round", bank, found.pk), day)
    client.post(address("round_withdraw", bank, found.pk))
    assert "called off" in words(client.get(address("rounds", bank)))


def test_a_round_each_month_is_switched_on_and_off(sign_in, bank, priya):
    client, url = sign_in(priya), address("rounds_each_month", bank)

    client.post(url, {"each_month": "yes"})
    assert "opens by itself at the beginning of each month" in words(client.get(address("rounds", bank)))
    client.post(url, {"each_month": "no"})
    assert "A coordinator opens each round." in words(client.get(address("rounds", bank)))


def test_a_supporter_enters_for_who_they_act_for(client, bank, round_, ana, joe, garden):
    mandate = make.supporter(ana, joe)
    client.force_login(joe.person)
    client.post(reverse("members:act", args=[bank.slug, mandate.pk]))

    client.post(address("round", bank, round_.pk), {"deed": "take", "category": garden.pk, "hours": "1"})

    entry = RoundEntry.objects.get()
    assert (entry.member, entry.entered_by) == (ana, joe)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_as_often_however_much_there_is(
    sign_in, bank, priya, ana, garden, django_assert_num_queries, rows
):
    others = [make.make_member(bank) for _each in range(rows)]
    round_ = open_one(bank, priya)
    for number in range(rows):
        kind = make.make_category(bank, name=f"Kind {number}")
        enter(round_, ana, ("TAKE", kind, 60), ("GIVE", kind, 60))
        enter(round_, others[number], ("TAKE", kind, 60), ("GIVE", kind, 60))
    solved(round_)
    client = sign_in(ana)

    with django_assert_num_queries(8):
        client.get(address("round", bank, round_.pk))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_as_often_for_three_as_for_one(sign_in, bank, priya, ana, django_assert_num_queries, rows):
    for _each in range(rows):
        make.solved_round(priya)
    client = sign_in(ana)

    with django_assert_num_queries(6):  # session, person, bank, membership, rounds, each month
        client.get(address("rounds", bank))


def test_the_first_page_leads_to_the_round(sign_in, bank, priya, ana, joe, garden):
    client, home = sign_in(ana), address("home", bank)
    assert "A round" not in words(client.get(home))

    round_ = make.make_round(priya)
    assert "Say what you would take and give" in words(client.get(home))
    enter(round_, ana, ("TAKE", garden, 60))
    assert "See what you named" in words(client.get(home))
    enter(round_, joe, ("GIVE", garden, 60))
    solved(round_)
    assert "A round found somebody for you." in words(client.get(home))
