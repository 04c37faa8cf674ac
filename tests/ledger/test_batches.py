"""Batches: an event conserves every minute, a levy takes what fits, and trying changes nothing."""

import dataclasses
import uuid

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger import actions, reads
from ledger.models import Balance, Entry, Hold, Transfer
from tests.ledger.making import (
    NUMBERS,
    at_once,
    days_ago,
    new_account,
    new_book,
    pay,
    posting,
    pot_of,
    raised,
    set_aside,
    settle,
    state,
    whole,
)

SHARES = st.lists(st.integers(1, 300), max_size=5)
POT_PAYS = st.integers(0, 400)


def event_account(book):
    opened = actions.open_account(
        book_id=book, code=f"event:{next(NUMBERS)}", kind="EVENT", limits=actions.Limits(0, None), by="system"
    )
    return opened.pk


def register(book, received, helped, *, pot_pays=0, **fields):
    number = next(NUMBERS)
    values = {
        "key": uuid.uuid4(),
        "account_id": event_account(book),
        "received": tuple(actions.Share(*share) for share in received),
        "helped": tuple(actions.Share(*share) for share in helped),
        "pot_pays_minutes": pot_pays,
        "reference": f"event:{number}",
        "happened_on": days_ago(1),
        "recorded_by": "member:9",
    }
    return actions.EventHours(**values | fields)


def everything():
    """All that the ledger holds, to see that nothing of it changes."""
    return (
        sorted(Balance.objects.values_list()),
        Transfer.objects.count(),
        Entry.objects.count(),
        Hold.objects.count(),
    )


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(received=SHARES, helped=SHARES, pot_pays=POT_PAYS, has_sponsor=st.booleans())
def test_any_register_conserves_every_minute(db, received, helped, pot_pays, has_sponsor):
    """What is missing or left over is the pot's: the book's own, or the one that a sponsor has for it."""
    book = new_book()
    sponsor = new_account(book, floor=None, ceiling=None)
    pot, other = (sponsor, pot_of(book)) if has_sponsor else (pot_of(book), sponsor)
    came = [(new_account(book, floor=None), minutes) for minutes in received]
    gave = [(new_account(book, ceiling=None), minutes) for minutes in helped]
    event = register(book, came, gave, pot_pays=pot_pays, pot_id=sponsor if has_sponsor else None)
    missing = sum(helped) - sum(received)

    if missing > pot_pays:
        with pytest.raises(actions.PotMayNotPay):
            actions.post_event(event)
        assert Transfer.objects.filter(book_id=book).count() == 0
        return
    posted = actions.post_event(event)

    expected = (
        {account: -minutes for account, minutes in came} | dict(gave) | {event.account_id: 0, other: 0, pot: -missing}
    )
    assert reads.balances(expected) == expected
    assert actions.post_event(event) == posted
    assert len(posted) == len(came) + len(gave) + (missing != 0)
    running = Entry.objects.filter(account_id=event.account_id).values_list("balance_after", flat=True)
    assert all(balance >= 0 for balance in running)
    assert {line.kind for line in reads.transfers(posted).values()} <= {"EVENT"}
    assert Transfer.objects.filter(book_id=book).values("batch").distinct().count() == min(1, len(posted))
    assert reads.prove(bank=event_slug(book)).faults == []


def event_slug(book):
    return Balance.objects.select_related("book").filter(book_id=book).first().book.slug


def test_an_event_in_which_somebody_does_not_fit_is_not_posted_at_all(bank):
    actions.set_limits(bank.bob, actions.Limits(-600, 50), by="member:9", reason="RULE")
    event = register(bank.book, [(bank.ann, 120)], [(bank.bob, 60), (new_account(bank.book), 60)])
    before = everything()

    with pytest.raises(actions.OverLimit) as refusal:
        actions.post_event(event)

    assert refusal.value.fits_minutes == 50
    assert everything() == before


def test_everybody_who_does_not_fit_is_named_before_and_nothing_changes(bank):
    poor, full, fine = new_account(bank.book, floor=-10), new_account(bank.book, ceiling=10), new_account(bank.book)
    event = register(bank.book, [(poor, 60), (bank.ann, 120)], [(full, 60), (fine, 60)], pot_pays=60)
    before = everything()

    refused = actions.would_be_refused(actions.postings_of_event(event))

    by_account = {
        one.posting.payer_id if one.posting.payee_id == event.account_id else one.posting.payee_id: one.refusal
        for one in refused
    }
    assert {account: refusal.fits_minutes for account, refusal in by_account.items()} == {poor: 10, full: 10}
    assert everything() == before


def test_trying_what_fits_names_nobody_and_posts_nothing(bank):
    event = register(bank.book, [(bank.ann, 60)], [(bank.bob, 60)])
    before = everything()

    assert actions.would_be_refused(actions.postings_of_event(event)) == []
    assert everything() == before
    actions.post_event(event)
    whole()


def test_who_is_excused_is_paid_for_by_the_pot(bank):
    poor = new_account(bank.book, floor=0)
    event = register(bank.book, [(poor, 60), (bank.ann, 60)], [(bank.bob, 120)], pot_pays=60)
    assert len(actions.would_be_refused(actions.postings_of_event(event))) == 2  # she cannot pay, so he is not paid

    actions.post_event(dataclasses.replace(event, received=event.received[1:]))

    expected = {poor: 0, bank.ann: -60, bank.bob: 120, bank.pot: -60, event.account_id: 0}
    assert reads.balances(expected) == expected


def test_the_pot_s_own_floor_holds_for_events(bank):
    actions.set_limits(bank.pot, actions.Limits(-30, None), by="member:9", reason="RULE")
    event = register(bank.book, [(bank.ann, 60)], [(bank.bob, 100)], pot_pays=40)

    with pytest.raises(actions.OverLimit):
        actions.post_event(event)

    assert reads.balance_of(bank.bob) == 0


def test_minutes_that_are_held_are_not_there_for_an_event(bank):
    set_aside(bank.ann, bank.bob, 600)
    event = register(bank.book, [(bank.ann, 60)], [(bank.bob, 60)])

    [refused, _unpaid] = actions.would_be_refused(actions.postings_of_event(event))

    assert (refused.posting.payer_id, refused.refusal.fits_minutes) == (bank.ann, 0)


def test_an_event_posted_by_two_at_once_is_posted_once(committed_bank):
    event = register(committed_bank.book, [(committed_bank.ann, 60)], [(committed_bank.bob, 45)])

    answers = at_once(*[lambda: actions.post_event(event)] * 6)

    assert raised(answers) == []
    assert len({tuple(answer) for answer in answers}) == 1
    assert reads.balances([committed_bank.bob, committed_bank.pot]) == {committed_bank.bob: 45, committed_bank.pot: 15}
    whole()


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(floors=st.lists(st.none() | st.integers(-100, 0), min_size=1, max_size=6), levy=st.integers(1, 100))
def test_a_levy_takes_from_whom_it_fits_and_names_the_others(db, floors, levy):
    book = new_book()
    pot = pot_of(book)
    members = [new_account(book, floor=floor) for floor in floors]
    levies = [posting(member, pot, levy, kind="LEVY") for member in members]

    posted, refused = actions.post_each_that_fits(levies)

    fits = [member for member, floor in zip(members, floors, strict=True) if floor is None or -levy >= floor]
    assert [one.posting.payer_id for one in refused] == [member for member in members if member not in fits]
    assert len(posted) == len(fits)
    assert reads.balances(members) == {member: -levy if member in fits else 0 for member in members}
    assert actions.post_each_that_fits(levies)[0] == posted
    assert reads.balance_of(pot) == levy * len(fits)


def test_each_that_fits_counts_on_those_before_it(bank):
    first, second = posting(bank.ann, bank.pot, 400), posting(bank.ann, bank.pot, 300)

    posted, refused = actions.post_each_that_fits([first, second])

    assert (len(posted), refused[0].posting, refused[0].refusal.fits_minutes) == (1, second, 200)


def test_levies_and_postings_at_once_never_wait_in_a_circle(committed_bank, monkeypatch):
    monkeypatch.setattr("timebank.lib.transactions.TRIES", 1)
    *members, collector = (new_account(committed_bank.book, floor=None, ceiling=None) for _ in range(7))

    def levy(order):
        for _ in range(6):
            actions.post_each_that_fits([posting(member, collector, 1, kind="LEVY") for member in members[::order]])

    def pay_around():
        for payer, payee in zip(members, [*members[1:], members[0]], strict=True):
            pay(payer, payee, 1)
            pay(committed_bank.pot, payer, 1)

    answers = at_once(*(lambda order=order: levy(order) for order in (1, -1, 1, -1)), *[pay_around] * 3)

    assert raised(answers) == []
    whole()


def test_what_is_left_goes_to_the_pot_or_to_a_member_of_their_choice(bank):
    leaver, other = new_account(bank.book), new_account(bank.book)
    pay(bank.pot, leaver, 90)
    pay(bank.pot, other, 50)

    settle(leaver, heir_id=bank.bob)
    settle(other)

    assert reads.balances([leaver, other, bank.bob, bank.pot]) == {leaver: 0, other: 0, bank.bob: 90, bank.pot: -90}
    whole()


def test_an_heir_who_cannot_hold_it_keeps_the_account_open(bank):
    leaver, heir = new_account(bank.book), new_account(bank.book, ceiling=30)
    pay(bank.pot, leaver, 90)

    with pytest.raises(actions.OverLimit) as refusal:
        settle(leaver, heir_id=heir)

    assert refusal.value.fits_minutes == 30
    assert (state(leaver).is_open, reads.balance_of(leaver)) == (True, 90)


def test_an_heir_is_of_the_same_bank_and_somebody_else(bank):
    leaver = new_account(bank.book)
    pay(bank.pot, leaver, 90)

    with pytest.raises(actions.OtherBook):
        settle(leaver, heir_id=new_account(new_book()))
    with pytest.raises(actions.SameAccount):
        settle(leaver, heir_id=leaver)

    assert state(leaver).is_open


@pytest.mark.parametrize("pot_floor", [None, -30, 0])
def test_a_debt_keeps_nobody_from_leaving(bank, pot_floor):
    leaver = new_account(bank.book)
    pay(leaver, bank.bob, 60)
    actions.set_limits(bank.pot, actions.Limits(pot_floor, None), by="member:9", reason="RULE")

    settle(leaver, heir_id=bank.bob)

    written_off = reads.account_of_kind(bank.book, "EXPIRY")
    met_by = bank.pot if pot_floor is None else written_off
    assert (state(leaver).is_open, reads.balance_of(met_by), reads.balance_of(bank.bob)) == (False, -60, 60)
    whole()


def test_hours_set_aside_by_the_pot_do_not_meet_a_debt(bank):
    leaver = new_account(bank.book)
    pay(leaver, bank.bob, 60)
    actions.set_limits(bank.pot, actions.Limits(-100, None), by="member:9", reason="RULE")
    set_aside(bank.pot, bank.ann, 50)

    settle(leaver)

    assert reads.balance_of(reads.account_of_kind(bank.book, "EXPIRY")) == -60
    whole()


def test_heirs_who_leave_for_each_other_at_once_end_well(committed_bank):
    for _ in range(6):
        first, second = new_account(committed_bank.book), new_account(committed_bank.book)
        pay(committed_bank.pot, first, 10)
        pay(committed_bank.pot, second, 20)

        answers = at_once(
            lambda pair=(first, second): settle(pair[0], heir_id=pair[1]),
            lambda pair=(first, second): settle(pair[1], heir_id=pair[0]),
        )

        assert raised(answers) == [actions.AccountClosed]
        assert sorted(reads.balances([first, second]).values()) == [0, 30]
    whole()
