"""Supporters and delegates in exchanges: whose word they give, and what they never decide (DESIGN.md section 4)."""

import datetime

import pytest
from django.utils import timezone

from exchanges.access import approvers, choices, involved_in, may_approve, sides_to_write_down
from exchanges.actions import approval, life
from exchanges.actions.holding import NotEnoughLeft
from exchanges.actions.listings import Wording, put_up, reword, take_down
from exchanges.models import Exchange, Listing, Step
from exchanges.views import waiting
from exchanges.views.sentences import history
from ledger import reads as ledger
from members.actions import Helper, accept_claim, end_mandate, name_delegate, tell_member
from members.actions.emails import write_down_address
from members.models import Bank, Mandate, Member
from notices.actions import Message
from notices.models import Notice
from tests import factories as make
from tests.ledger.making import at_once
from timebank.lib.errors import NotAllowed

FORTNIGHT = datetime.timedelta(days=14)
pytestmark = pytest.mark.django_db
State = Exchange.State


@pytest.fixture
def bank():
    return make.make_bank()


@pytest.fixture
def dorothy(bank):
    return make.make_member(bank, name="Dorothy Hughes", email="")


@pytest.fixture
def tom(bank):
    return make.make_member(bank, name="Tom Ellis")


@pytest.fixture
def ana(bank, dorothy):
    """Dorothy's supporter, and a member herself."""
    holder = make.make_member(bank, name="Ana Silva")
    make.supporter(dorothy, holder)
    return holder


@pytest.fixture
def surgery(bank):
    return make.make_organisation(bank, name="Riverside Surgery")


def end(member, holder):
    mandate = Mandate.objects.get(member=member, holder=holder, ended_at=None)
    return end_mandate(mandate, by=holder, at=timezone.now())


def told(member):
    return list(Notice.objects.filter(recipient__key=member.actor_key).order_by("pk").values_list("kind", flat=True))


def lines(exchange, reader):
    return [line.on_behalf for line in history(exchange, reader)]


def ask_approval(bank):
    bank.approval = Bank.Approval.ALL
    bank.save()


# ------------------------------------------------------------------------------------------------------- whose word


def test_a_supporter_confirms_and_logs_and_it_is_the_members_word(dorothy, ana, tom):
    asked = make.logged_exchange(tom, dorothy)
    exchange = life.confirm(asked, make.acting(ana, dorothy), minutes=60)
    logged = life.log(make.draft(dorothy, tom, description="A chat"), make.acting(ana, dorothy))

    assert (exchange.state, exchange.receiver_agreed_by) == (State.POSTED, ana)
    assert (logged.state, logged.has_agreed(dorothy), logged.has_agreed(tom)) == (State.LOGGED, True, False)
    step = logged.steps.get()
    assert (step.by, step.on_behalf_of, step.channel) == (ana, dorothy, "SUPPORTER")
    assert ledger.balance_of(dorothy.account_id) == -60
    assert told(dorothy).count("ON_BEHALF") == 2
    assert "ON_BEHALF" not in told(ana)


def test_the_history_says_who_acted_for_whom_and_as_what(bank, dorothy, ana, tom, surgery):
    make.delegate(surgery, ana)
    first = life.log(make.draft(tom, dorothy), make.acting(ana, dorothy))
    second = life.log(make.draft(tom, surgery), make.acting(ana, surgery))

    assert lines(first, tom) == ["\u2068Ana Silva\u2069, for \u2068Dorothy Hughes\u2069, as their supporter."]
    assert lines(first, dorothy) == ["\u2068Ana Silva\u2069, for you, as your supporter."]
    assert lines(second, surgery) == ["\u2068Ana Silva\u2069, for you, as your delegate."]
    assert lines(second, ana) == ["You, for \u2068Riverside Surgery\u2069, as their delegate."]


def test_every_step_of_a_plan_can_be_theirs(dorothy, ana, tom):
    proposed = life.propose(make.draft(tom, dorothy), make.acting(ana, dorothy))
    assert proposed.proposed_by == dorothy
    agreed = life.accept(proposed, make.act(tom))
    logged = life.log_planned(agreed, make.acting(ana, dorothy), minutes=60, happened_on=agreed.planned_on)
    life.thank(logged, make.acting(ana, dorothy), words="How kind")
    disputed = life.dispute(logged, make.acting(ana, dorothy), reason="It was less")

    assert disputed.state == State.DISPUTED
    assert set(disputed.steps.exclude(by=tom).values_list("by", "on_behalf_of", "channel")) == {
        (ana.pk, dorothy.pk, "SUPPORTER")
    }
    other = life.propose(make.draft(tom, dorothy), make.act(tom))
    assert life.decline(other, make.acting(ana, dorothy)).state == State.DECLINED
    mine = life.propose(make.draft(dorothy, tom), make.acting(ana, dorothy))
    assert life.cancel(mine, make.acting(ana, dorothy)).state == State.CANCELLED


@pytest.mark.parametrize("channel", ["PHONE", "SLIP", "DELEGATE", ""])
def test_a_supporter_writes_down_nothing_as_if_told(dorothy, ana, tom, channel):
    exchange = make.logged_exchange(tom, dorothy)

    with pytest.raises(NotAllowed):
        life.confirm(exchange, make.act(ana, on_behalf_of=dorothy, channel=channel), minutes=60)


@pytest.mark.parametrize("who", ["nobody", "other", "coordinator", "elsewhere", "left"])
def test_only_who_may_act_for_the_member_does(bank, dorothy, ana, tom, who):
    exchange = make.logged_exchange(tom, dorothy)
    by = {
        "nobody": lambda: make.make_member(bank),
        "other": lambda: make.supporter(tom, make.make_member(bank)).holder,
        "coordinator": lambda: make.make_coordinator(bank),
        "elsewhere": lambda: make.make_member(make.make_bank()),
        "left": lambda: ana,
    }[who]()
    if who == "left":
        Member.objects.filter(pk=ana.pk).update(state="LEFT")

    with pytest.raises(NotAllowed):
        life.confirm(exchange, make.acting(by, dorothy), minutes=60)

    assert Exchange.objects.get().state == State.LOGGED


def test_an_ended_mandate_is_over_at_once(dorothy, ana, tom):
    exchange = make.logged_exchange(tom, dorothy)
    end(dorothy, ana)

    for do in (
        lambda: life.confirm(exchange, make.acting(ana, dorothy), minutes=60),
        lambda: life.log(make.draft(tom, dorothy), make.acting(ana, dorothy)),
        lambda: life.propose(make.draft(tom, dorothy), make.acting(ana, dorothy)),
        lambda: put_up(Wording("OFFER", "Bread"), member=dorothy, by=ana, at=timezone.now()),
    ):
        with pytest.raises(NotAllowed):
            do()

    assert Step.objects.filter(by=ana).count() == 0
    assert not Listing.objects.exists()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_an_act_and_the_end_of_its_mandate_at_once_are_one_after_the_other(bank, dorothy, ana, tom):
    for _round in range(3):
        exchange = make.logged_exchange(tom, dorothy)
        mandate = Mandate.objects.get(ended_at=None)

        answers = at_once(
            lambda exchange=exchange: life.confirm(exchange, make.acting(ana, dorothy), minutes=60),
            lambda mandate=mandate: end_mandate(mandate, by=ana, at=timezone.now()),
        )

        confirmed = Exchange.objects.get(pk=exchange.pk).state == State.POSTED
        assert isinstance(answers[1], Mandate)
        assert confirmed != isinstance(answers[0], NotAllowed)
        make.supporter(dorothy, ana)


def test_a_supporter_of_a_giver_does_not_learn_what_the_receiver_has(bank, dorothy, ana, tom):
    bank.sets_hours_aside, bank.floor_minutes = True, -30
    bank.save()
    poor = make.make_member(bank, name="Poor Tom")
    proposed = life.propose(make.draft(dorothy, poor), make.act(poor))

    with pytest.raises(NotEnoughLeft) as refusal:
        life.accept(proposed, make.acting(ana, dorothy))

    assert "30 min" not in str(refusal.value)
    assert "½" not in str(refusal.value)


# ------------------------------------------------------------------------------------------------ never for both


def test_nobody_speaks_for_a_member_against_themselves(dorothy, ana):
    exchange = make.logged_exchange(ana, dorothy)

    with pytest.raises(NotAllowed):
        life.confirm(exchange, make.acting(ana, dorothy), minutes=60)
    with pytest.raises(NotAllowed):
        life.log(make.draft(ana, dorothy), make.acting(ana, dorothy))


def test_who_acts_for_both_speaks_for_one_of_them_only(dorothy, ana, tom):
    make.supporter(tom, ana)
    exchange = life.log(make.draft(tom, dorothy), make.acting(ana, dorothy))

    with pytest.raises(NotAllowed):
        life.confirm(exchange, make.acting(ana, tom), minutes=60)
    with pytest.raises(NotAllowed):
        life.dispute(exchange, make.acting(ana, tom), reason="No")

    assert life.confirm(exchange, make.act(tom), minutes=60).state == State.POSTED


def test_who_wrote_down_one_side_as_coordinator_does_not_act_for_the_other(bank, dorothy, tom):
    coordinator = make.make_coordinator(bank)
    exchange = life.log(make.draft(tom, dorothy), make.act(coordinator, on_behalf_of=tom, channel="PHONE"))
    make.supporter(dorothy, coordinator)

    with pytest.raises(NotAllowed):
        life.confirm(exchange, make.acting(coordinator, dorothy), minutes=60)


def test_a_coordinator_who_may_act_for_one_side_writes_down_neither(bank, dorothy, tom):
    coordinator = make.make_coordinator(bank)
    make.supporter(dorothy, coordinator)
    exchange = make.logged_exchange(dorothy, tom)

    assert sides_to_write_down(exchange, coordinator) == []
    for side in (tom, dorothy):
        with pytest.raises(NotAllowed):
            life.confirm(exchange, make.act(coordinator, on_behalf_of=side, channel="PHONE"), minutes=60)
    with pytest.raises(NotAllowed):
        life.log_for_both(make.draft(dorothy, tom), make.act(coordinator, on_behalf_of=dorothy, channel="PHONE"))


# ------------------------------------------------------------------------------------------------- a second person


def test_two_supporters_words_wait_for_a_second_person(bank, dorothy, ana, tom):
    ben = make.make_member(bank)
    make.supporter(tom, ben)

    exchange = life.log(make.draft(tom, dorothy), make.acting(ana, dorothy))
    exchange = life.confirm(exchange, make.acting(ben, tom), minutes=60)

    assert exchange.state == State.CONFIRMED


def test_a_supporter_and_a_coordinator_on_behalf_wait_too(bank, dorothy, ana, tom):
    exchange = life.log(make.draft(tom, dorothy), make.acting(ana, dorothy))
    coordinator = make.make_coordinator(bank)

    exchange = life.confirm(exchange, make.act(coordinator, on_behalf_of=tom, channel="SLIP"), minutes=60)

    assert exchange.state == State.CONFIRMED


def test_a_delegates_word_is_the_organisations_own(bank, dorothy, ana, surgery):
    ben = make.make_member(bank)
    make.delegate(surgery, ben)
    choir = make.make_organisation(bank)
    make.delegate(choir, ana)

    with_supporter = life.log(make.draft(surgery, dorothy), make.acting(ana, dorothy))
    between = life.log(make.draft(surgery, choir), make.acting(ben, surgery))

    assert life.confirm(with_supporter, make.acting(ben, surgery), minutes=60).state == State.POSTED
    assert life.confirm(between, make.acting(ana, choir), minutes=60).state == State.POSTED
    assert told(surgery).count("ON_BEHALF") == 0


def test_an_organisation_spoken_for_by_a_coordinator_is_on_behalf(bank, dorothy, ana, surgery):
    exchange = life.log(make.draft(surgery, dorothy), make.acting(ana, dorothy))
    coordinator = make.make_coordinator(bank)

    exchange = life.confirm(exchange, make.act(coordinator, on_behalf_of=surgery, channel="PHONE"), minutes=60)

    assert exchange.state == State.CONFIRMED


# -------------------------------------------------------------------------------------------------------- four eyes


@pytest.mark.parametrize("since", ["before", "after", "acted and ended"])
def test_a_partys_supporter_never_decides_about_the_exchange(bank, dorothy, tom, since):
    ask_approval(bank)
    coordinator, other = make.make_coordinator(bank), make.make_coordinator(bank)
    if since != "after":
        make.supporter(dorothy, coordinator)
    exchange = make.logged_exchange(tom, dorothy)
    word = make.acting(coordinator, dorothy) if since == "acted and ended" else make.act(dorothy)
    exchange = life.confirm(exchange, word, minutes=60)
    if since == "after":
        make.supporter(dorothy, coordinator)
    if since == "acted and ended":
        end(dorothy, coordinator)

    assert not may_approve(exchange, coordinator)
    for decide in (
        lambda: approval.approve(exchange, make.act(coordinator)),
        lambda: approval.send_back(exchange, make.act(coordinator), reason="Again"),
    ):
        with pytest.raises(NotAllowed):
            decide()
    exchange = approval.approve(exchange, make.act(other))
    assert not choices(exchange, coordinator).reverse
    assert choices(exchange, other).reverse
    with pytest.raises(NotAllowed):
        approval.reverse(exchange, make.act(coordinator), reason="No")
    exchange = life.dispute(exchange, make.act(tom), reason="It was longer")
    for settle in (
        lambda: approval.resolve(exchange, make.act(coordinator), minutes=90, reason="So it was"),
        lambda: approval.resolve_by_undoing(exchange, make.act(coordinator), reason="It was not"),
    ):
        with pytest.raises(NotAllowed):
            settle()


def test_a_delegate_decides_nothing_about_their_organisation(bank, tom, surgery):
    ask_approval(bank)
    coordinator = make.make_coordinator(bank)
    make.delegate(surgery, coordinator)
    exchange = life.log(make.draft(surgery, tom), make.acting(coordinator, surgery))
    exchange = life.confirm(exchange, make.act(tom), minutes=60)

    assert not may_approve(exchange, coordinator)
    assert may_approve(exchange, make.admin_of(bank))


def test_who_no_longer_acts_and_never_did_here_decides_again(bank, dorothy, tom):
    ask_approval(bank)
    coordinator = make.make_coordinator(bank)
    make.supporter(dorothy, coordinator)
    exchange = make.confirmed_exchange(tom, dorothy)
    assert not may_approve(exchange, coordinator)

    end(dorothy, coordinator)

    assert approval.approve(exchange, make.act(coordinator)).state == State.POSTED


@pytest.mark.parametrize("stands_with", ["a mandate", "an ended mandate that was used", "an address", "neither"])
def test_the_desk_counts_for_somebody_what_it_opens_to_them(bank, dorothy, tom, stands_with):
    coordinator, at = make.make_coordinator(bank), timezone.now()
    if "mandate" in stands_with:
        make.supporter(dorothy, coordinator)
    if stands_with == "an address":
        make.write_address(dorothy, coordinator)
    acts = stands_with == "an ended mandate that was used"
    by = make.acting(coordinator, dorothy, at - FORTNIGHT) if acts else make.act(dorothy, at - FORTNIGHT)
    life.log(make.draft(tom, dorothy, day=bank.day(at - FORTNIGHT)), by)
    life.dispute(life.log(make.draft(tom, dorothy, day=bank.day(at - FORTNIGHT)), by), by, reason="It was longer")
    if acts:
        end(dorothy, coordinator)
    holders = approvers(bank)

    found = waiting.counts(coordinator, holders, at)
    rows = [
        *waiting.disputed(coordinator, holders, at, {}).rows,
        *waiting.silent(coordinator, holders, at, {}).rows,
    ]

    opened = sum(row.is_open for row in rows)
    assert (found.disputed, found.silent, opened) == (1, 1, {"neither": 2, "an address": 1}.get(stands_with, 0))
    assert found.for_asker == opened + found.to_pass_on


# ------------------------------------------------------------------------------------- what an organisation is told


def heard(member):
    found = Notice.objects.filter(recipient__key=member.actor_key, kind="DELEGATE_TOLD").order_by("pk")
    return list(found.values_list("subject", "delivery", "path"))


@pytest.fixture
def ben(bank, surgery):
    """Works at the surgery, and is reached by telephone."""
    helper = Helper(name="Ben Okoro", telephone="01632 960112")
    return name_delegate(surgery, helper, kind="RECORDER", by=make.admin_of(bank), at=timezone.now()).holder


def test_what_an_organisation_is_told_its_delegates_hear_each_their_own_way(bank, surgery, tom, ben):
    margaret, past = make.make_member(bank), make.make_member(bank)
    make.delegate(surgery, margaret, Mandate.Kind.MANAGER)
    make.delegate(surgery, past)
    end(surgery, past)

    exchange = life.log(make.draft(tom, surgery), make.act(tom))

    (to_margaret,), (to_ben,) = heard(margaret), heard(ben)
    assert to_margaret[0].startswith("Riverside Surgery: Tom Ellis says: 1 hour on")
    assert (to_margaret[1:], to_ben[1:]) == (("EMAIL", "/me/"), ("BY_HAND", "/me/"))
    assert "TO_CONFIRM" in told(surgery)
    assert heard(past) == []

    life.confirm(exchange, make.acting(ben, surgery), minutes=60)

    assert heard(margaret)[1][0] == "Riverside Surgery: You spent 1 hour: Weeding the front garden"
    assert len(heard(ben)) == 1  # who acts just now is not told what they did
    assert heard(tom) == []


def test_what_is_told_twice_over_delegates_hear_once(surgery, ben):
    message = Message(
        recipient_key=surgery.actor_key, bank=surgery.bank.slug, kind="DUES_TAKEN", subject="Taken", body="", path="",
        dedupe_key="collection:1",
    )  # fmt: skip

    for _twice in range(2):
        tell_member(surgery, message, at=timezone.now())

    assert [subject for subject, _delivery, _path in heard(ben)] == ["Riverside Surgery: Taken"]


def test_a_letter_to_an_organisation_is_its_managers_to_read(bank, surgery, tom, ben):
    margaret = make.make_member(bank)
    make.delegate(surgery, margaret, Mandate.Kind.MANAGER)

    make.make_conversation(tom, surgery)

    assert (len(heard(margaret)), len(heard(ben))) == (1, 0)


# -------------------------------------------------------------------------------------------------------- addresses


def test_who_wrote_down_an_address_decides_nothing_about_that_member_but_writes_down_their_word(bank, dorothy, tom):
    coordinator = make.make_coordinator(bank)
    ethel = make.write_address(make.make_member(bank, email=""), coordinator)
    exchange = make.confirmed_exchange(tom, ethel)

    assert not may_approve(exchange, coordinator)
    with pytest.raises(NotAllowed):
        approval.approve(exchange, make.act(coordinator))
    posted = approval.approve(exchange, make.act(make.make_coordinator(bank)))
    disputed = life.dispute(posted, make.act(ethel), reason="It was longer")
    with pytest.raises(NotAllowed):
        approval.resolve(disputed, make.act(coordinator), minutes=600, reason="So it was")

    logged = life.log(make.draft(tom, ethel), make.act(tom))
    told = make.act(coordinator, on_behalf_of=ethel, channel="PHONE")
    assert life.confirm(logged, told, minutes=60).state == State.POSTED
    assert may_approve(make.confirmed_exchange(tom, dorothy), coordinator)


def test_a_coordinator_who_becomes_a_member_in_secret_is_not_both_pairs_of_eyes(bank, tom):
    """Only asked is not yet: before somebody says yes nothing changes."""
    coordinator, ethel = make.make_coordinator(bank), make.make_member(bank, email="")
    write_down_address(ethel, "e@example.org", how_identified="By voice.", by=coordinator, at=timezone.now())
    exchange = make.confirmed_exchange(tom, ethel)
    assert may_approve(exchange, coordinator)

    accept_claim(ethel.address_claims.get(), person=None, at=timezone.now())

    assert not may_approve(exchange, coordinator)
    assert coordinator.pk in involved_in(exchange, approvers(bank))


# --------------------------------------------------------------------------------------------------------- listings


def test_a_listing_says_who_put_it_up(bank, dorothy, ana):
    at = timezone.now()
    listing = put_up(Wording("REQUEST", "A lift on Friday"), member=dorothy, by=ana, at=at)

    assert (listing.member, listing.put_up_by) == (dorothy, ana)
    assert reword(listing, Wording("REQUEST", "A lift on Monday"), by=ana, at=at).title == "A lift on Monday"
    assert not take_down(listing, by=ana, at=at).is_open
    coordinator = make.make_coordinator(bank)
    assert put_up(Wording("OFFER", "Bread"), member=dorothy, by=coordinator, at=at).put_up_by == coordinator
    assert put_up(Wording("OFFER", "Cake"), member=dorothy, by=dorothy, at=at).put_up_by is None
    with pytest.raises(NotAllowed):
        put_up(Wording("OFFER", "Jam"), member=dorothy, by=make.make_member(bank), at=at)


def kept(member):
    return list(member.events.filter(is_on_behalf=True).order_by("pk").values_list("kind", "by", "words"))


def told_of_listings(member):
    told = Notice.objects.filter(recipient__key=member.actor_key, kind="LISTINGS").order_by("pk")
    return list(told.values_list("subject", "body"))


@pytest.mark.parametrize("who", ["supporter", "coordinator"])
def test_what_others_do_with_a_listing_is_kept_and_told_once_a_day(bank, dorothy, ana, who):
    by = ana if who == "supporter" else make.make_coordinator(bank, name="Priya")
    at, before = timezone.now(), kept(dorothy)
    listing = put_up(Wording("REQUEST", "A lift on Friday"), member=dorothy, by=by, at=at)
    reword(listing, Wording("REQUEST", "A lift on Monday"), by=by, at=at)
    reword(listing, Wording("REQUEST", "A lift on Monday"), by=by, at=at)
    take_down(listing, by=by, at=at + datetime.timedelta(days=1))
    take_down(listing, by=by, at=at + datetime.timedelta(days=1))

    assert kept(dorothy)[len(before) :] == [
        ("LISTING_CHANGED", by.pk, "A lift on Monday"),
        ("LISTING_CLOSED", by.pk, "A lift on Monday"),
    ]
    rest = ". All that others do in your name is kept for you to read."
    assert told_of_listings(dorothy) == [
        (f"{by.name} changed your offers and requests", "Put up: A lift on Friday" + rest),
        (f"{by.name} changed your offers and requests", "Taken down: A lift on Monday" + rest),
    ]


def test_what_a_member_does_with_their_own_listing_is_not_told(bank, dorothy):
    before = kept(dorothy)

    listing = put_up(Wording("REQUEST", "A lift"), member=dorothy, by=dorothy, at=timezone.now())
    reword(listing, Wording("REQUEST", "A lift on Monday"), by=dorothy, at=timezone.now())
    take_down(listing, by=dorothy, at=timezone.now())

    assert kept(dorothy) == before
    assert told_of_listings(dorothy) == []


def test_a_delegates_listing_is_kept_and_need_not_be_told(bank):
    choir, gwen = make.make_organisation(bank), make.make_member(bank, name="Gwen")
    make.delegate(choir, gwen)
    listing = put_up(Wording("OFFER", "A room"), member=choir, by=gwen, at=timezone.now())

    take_down(listing, by=gwen, at=timezone.now())

    assert kept(choir)[-1] == ("LISTING_CLOSED", gwen.pk, "A room")
    assert told_of_listings(choir) == []
