"""Exchanges between members of two banks: who is found, whose word counts, which bank decides, and what is posted."""

import datetime

import pytest
from django.utils import timezone

from exchanges.access.crossing import cross_choices
from exchanges.actions.acts import ReasonMissing
from exchanges.actions.crossing import deciding, logging, words
from exchanges.actions.crossing.logging import NobodyThere, TooManyMisses
from exchanges.actions.leaving import StillOpen, leave
from exchanges.actions.life import KeyReused, NothingSaid, TimeChanged
from exchanges.models import CrossExchange, CrossMiss
from ledger import actions as ledger
from ledger import reads
from members.actions import partners
from members.models import Bank, Member
from notices.models import Notice
from tests import factories as make
from timebank.lib.errors import NotAllowed, RuleBroken, WrongState

pytestmark = pytest.mark.django_db
State = CrossExchange.State
NOBODY = Bank.Approval.NOBODY


@pytest.fixture
def bank() -> Bank:
    return make.make_bank(slug="riverside", approval=NOBODY)


@pytest.fixture
def other(bank) -> Bank:
    found = make.make_bank(slug="hillside", approval=NOBODY)
    make.trade(bank, found)
    return found


@pytest.fixture
def rosa(bank) -> Member:
    return make.make_member(bank, name="Rosa Lind")


@pytest.fixture
def omar(other) -> Member:
    return make.with_hours(make.make_member(other, name="Omar Hadid"), 600)


def balance(member: Member) -> int:
    return reads.balance_of(member.account_id)


def position(bank: Bank) -> int:
    return reads.positions(bank.book_id)[0].balance_minutes


def told(member: Member) -> list[str]:
    return list(Notice.objects.filter(recipient__key=member.actor_key).order_by("pk").values_list("kind", flat=True))


# ------------------------------------------------------------------------------------------------- both or neither


def test_both_books_post_when_both_have_said_yes(bank, other, rosa, omar):
    cross = make.crossed(rosa, omar)
    assert (cross.state, balance(rosa), balance(omar)) == (State.LOGGED, 0, 600)

    cross = words.confirm(cross, make.act(omar), minutes=60, shown=60)

    assert (cross.state, balance(rosa), balance(omar)) == (State.POSTED, 60, 540)
    assert (position(bank), position(other)) == (-60, 60)
    assert told(rosa)[-1] == "POSTED"
    assert words.confirm(cross, make.act(omar), minutes=60).state == State.POSTED
    assert balance(rosa) == 60


def test_the_receiver_may_write_it_down_too(rosa, omar):
    cross = words.confirm(make.crossed(omar, rosa, gives=False), make.act(rosa), minutes=60)
    assert (cross.state, balance(rosa), balance(omar)) == (State.POSTED, 60, 540)


def test_each_bank_approves_its_side_by_its_own_rule(bank, other, rosa, omar):
    Bank.objects.filter(pk=other.pk).update(approval=Bank.Approval.ALL)
    cross = make.agreed_across(rosa, omar)
    ours, theirs = make.make_coordinator(bank), make.make_coordinator(other)
    assert (cross.state, balance(rosa)) == (State.CONFIRMED, 0)
    assert [side.approved_at is None for side in cross.sides.order_by("-gives")] == [False, True]

    assert deciding.approve(cross, make.act(ours)).state == State.CONFIRMED  # never for the other bank
    assert deciding.approve(cross, make.act(theirs)).state == State.POSTED
    assert (balance(rosa), balance(omar)) == (60, 540)


def test_both_banks_may_ask_for_approval(bank, other, rosa, omar):
    Bank.objects.update(approval=Bank.Approval.OVER, approval_over_minutes=30)
    cross = make.agreed_across(rosa, omar)
    assert deciding.approve(cross, make.act(make.make_coordinator(bank))).state == State.CONFIRMED
    assert deciding.approve(cross, make.act(make.make_coordinator(other))).state == State.POSTED


def test_first_exchanges_count_at_home_and_elsewhere(bank, other, rosa, omar):
    make.agreed_across(rosa, omar)
    Bank.objects.filter(pk=bank.pk).update(approval=Bank.Approval.FIRST, approval_first_exchanges=1)
    assert make.agreed_across(rosa, omar).state == State.POSTED
    Bank.objects.filter(pk=bank.pk).update(approval_first_exchanges=3)
    assert make.agreed_across(rosa, omar).state == State.CONFIRMED


def test_a_flagged_member_and_kind_of_help_ask_for_approval(bank, other, rosa, omar):
    ours = make.make_category(bank, name="Garden", code="HOME")
    theirs = make.make_category(other, name="Gärten", code="HOME", needs_approval=True)
    cross = make.agreed_across(rosa, omar, category=ours)
    assert cross.receiver.category == theirs
    assert (cross.giver.approved_at is None, cross.receiver.approved_at is None) == (False, True)


def test_what_lacks_a_check_is_approved_with_a_reason(bank, other, rosa, omar):
    ours = make.make_category(bank)
    ours.checks.add(make.make_check_kind(bank))
    cross = make.agreed_across(rosa, omar, category=ours)
    coordinator = make.make_coordinator(bank)
    with pytest.raises(ReasonMissing):
        deciding.approve(cross, make.act(coordinator))
    assert deciding.approve(cross, make.act(coordinator), reason="I saw it.").state == State.POSTED


def test_words_and_approvals_stay_where_the_ledger_refuses(bank, other, rosa, omar):
    (mine,) = reads.positions(bank.book_id)
    ledger.set_limits(mine.account_id, ledger.Limits(-30, 30), by="test", reason="LIMITS_SET")
    cross = make.agreed_across(rosa, omar)
    assert (cross.state, cross.refusal, cross.fits_minutes) == (State.CONFIRMED, "AGREEMENT", 30)
    assert (balance(rosa), balance(omar), position(bank)) == (0, 600, 0)
    assert {side.agreed_at is None or side.approved_at is None for side in cross.sides.all()} == {False}
    for each in (bank, other):
        assert list(CrossExchange.objects.waiting_for(each, timezone.now())) == [cross]

    ledger.set_limits(mine.account_id, ledger.Limits(-90, 90), by="test", reason="LIMITS_SET")
    cross = deciding.approve(cross, make.act(make.make_coordinator(other)))
    assert (cross.state, cross.refusal, balance(rosa)) == (State.POSTED, "", 60)
    assert not CrossExchange.objects.waiting_for(bank, timezone.now()).exists()


def test_it_is_said_whose_limit_stood_in_the_way(bank, other, rosa, omar):
    ledger.set_limits(omar.account_id, ledger.Limits(0, None), by="test", reason="LIMITS_SET")
    assert make.agreed_across(rosa, omar, minutes=660).refusal == "RECEIVER"
    ledger.set_limits(rosa.account_id, ledger.Limits(None, 10), by="test", reason="LIMITS_SET")
    assert make.agreed_across(rosa, omar).refusal == "GIVER"


# ------------------------------------------------------------------------------------------------- who is found


@pytest.mark.parametrize("name", ["Omar", "hadid", "OMAR HADID", "Hadíd, Omar"])
def test_part_of_the_name_is_enough(rosa, omar, name):
    assert make.crossed(rosa, omar, name=name).receiver.member == omar


@pytest.mark.parametrize("why", ["number", "name", "initial", "none", "minor", "rest", "suspended", "left", "blocked"])
def test_one_same_answer_whatever_does_not_fit(bank, other, rosa, omar, why):
    fields = {"number": {"number": 999}, "name": {"name": "Fatima"}, "initial": {"name": "O"}, "none": {"name": " - "}}
    change = {
        "minor": {"age_band": "TEEN"},
        "rest": {"state": "PAUSED"},
        "suspended": {"state": "SUSPENDED", "review_on": timezone.now().date()},
        "left": {"state": "LEFT"},
    }
    if why in change:
        Member.objects.filter(pk=omar.pk).update(**change[why])
    if why == "blocked":
        here = make.also_member_of(bank, omar.person)
        make.make_block(here, rosa)
    with pytest.raises(NobodyThere) as refusal:
        make.crossed(rosa, omar, **fields.get(why, {}))
    assert str(refusal.value) == "No member there can be asked with this number and name. Please ask them for both."
    assert (CrossMiss.objects.count(), CrossExchange.objects.count()) == (1, 0)


def test_only_a_few_misses_in_a_day_and_then_not_even_a_hit(rosa, omar):
    for number in range(900, 900 + logging.MOST_MISSES):
        with pytest.raises(NobodyThere):
            make.crossed(rosa, omar, number=number)
    with pytest.raises(TooManyMisses):
        make.crossed(rosa, omar)
    tomorrow = timezone.now() + datetime.timedelta(days=1, minutes=1)
    assert logging.log(make.cross_draft(rosa, omar), make.act(rosa, tomorrow)).state == State.LOGGED
    assert not CrossMiss.objects.exists()


def test_no_exchange_without_an_agreement_nor_under_18_nor_with_oneself(bank, other, rosa, omar):
    third = make.make_member(make.make_bank(slug="seaside"), name="Ann Sea")
    with pytest.raises(RuleBroken, match="do not exchange hours"):
        make.crossed(rosa, third)
    minor = make.make_minor(bank)
    with pytest.raises(RuleBroken, match="under 18"):
        make.crossed(minor, omar)
    there = make.also_member_of(other, rosa.person)
    with pytest.raises(NobodyThere):
        make.crossed(rosa, there)


@pytest.mark.parametrize("fields", [{"minutes": 0}, {"minutes": 50}, {"description": " "}])
def test_what_cannot_be_is_refused_without_a_miss(other, rosa, omar, fields):
    Bank.objects.filter(pk=other.pk).update(step_minutes=15)  # both banks must count in it
    omar.bank.refresh_from_db()
    with pytest.raises(RuleBroken):
        make.crossed(rosa, omar, **fields)
    with pytest.raises(RuleBroken):
        make.crossed(rosa, omar, day=timezone.now().date() + datetime.timedelta(days=2))
    assert not CrossMiss.objects.exists()


def test_a_form_that_is_sent_twice_is_written_down_once(rosa, omar):
    draft = make.cross_draft(rosa, omar)
    first = logging.log(draft, make.act(rosa))
    assert logging.log(draft, make.act(rosa)) == first
    with pytest.raises(KeyReused):
        logging.log(make.cross_draft(rosa, omar, key=draft.key, minutes=90), make.act(rosa))


# ------------------------------------------------------------------------------------------------- whose word


def test_another_time_asks_the_first_side_again(rosa, omar):
    cross = words.confirm(make.crossed(rosa, omar), make.act(omar), minutes=45)
    assert (cross.state, cross.minutes, cross.giver.agreed_at) == (State.LOGGED, 45, None)
    with pytest.raises(TimeChanged):
        words.confirm(cross, make.act(rosa), minutes=60, shown=60)
    cross = words.confirm(cross, make.act(rosa), minutes=45, shown=45)
    assert (cross.state, balance(rosa)) == (State.POSTED, 45)


def test_nobody_else_speaks(bank, other, rosa, omar):
    cross = make.crossed(rosa, omar)
    stranger = make.make_member(other)
    for by in (stranger, make.make_coordinator(bank)):
        with pytest.raises(NotAllowed):
            words.confirm(cross, make.act(by), minutes=60)
    with pytest.raises(NotAllowed):  # a coordinator of one bank writes nothing down for the other's member
        words.confirm(cross, make.act(make.make_coordinator(bank), on_behalf_of=omar, channel="PHONE"), minutes=60)


def test_nobody_speaks_for_both_sides_by_two_memberships(bank, other, rosa):
    choir = make.make_organisation(other, name="Hillside Choir")
    there = make.also_member_of(other, rosa.person)
    make.delegate(choir, there)
    cross = make.crossed(rosa, choir)
    with pytest.raises(NotAllowed, match="other side"):
        words.confirm(cross, make.acting(there, choir), minutes=60)


def test_a_coordinator_writes_down_their_own_members_word_and_both_told_asks_both_banks(bank, other, rosa, omar):
    ours, theirs = make.make_coordinator(bank), make.make_coordinator(other)
    told_us = make.act(ours, on_behalf_of=rosa, channel="PHONE")
    cross = logging.log(make.cross_draft(rosa, omar), told_us)
    cross = words.confirm(cross, make.act(theirs, on_behalf_of=omar, channel="SLIP"), minutes=60)
    assert [side.approved_at for side in cross.sides.all()] == [None, None]
    for by in (ours, theirs):  # who wrote a word down approves nothing
        with pytest.raises(NotAllowed):
            deciding.approve(cross, make.act(by))
    assert deciding.approve(cross, make.act(make.make_coordinator(bank))).state == State.CONFIRMED
    assert deciding.approve(cross, make.act(make.admin_of(other))).state == State.POSTED


def test_the_logger_takes_it_back_while_alone(rosa, omar):
    cross = make.crossed(rosa, omar)
    with pytest.raises(NotAllowed):
        words.cancel(cross, make.act(omar))
    assert words.cancel(cross, make.act(rosa)).state == State.CANCELLED
    with pytest.raises(WrongState):
        words.confirm(cross, make.act(omar), minutes=60)


def test_who_rests_still_speaks_of_what_was(rosa, omar):
    cross = make.crossed(rosa, omar)
    Member.objects.filter(pk=omar.pk).update(state="PAUSED")
    omar.refresh_from_db()
    assert words.confirm(cross, make.act(omar), minutes=60).state == State.POSTED
    with pytest.raises(RuleBroken, match="rest"):
        make.crossed(omar, rosa)


# ------------------------------------------------------------------------------------------------- who decides


def test_nobody_decides_for_both_banks_nor_about_their_own(bank, other, rosa, omar):
    Bank.objects.update(approval=Bank.Approval.ALL)
    both = make.make_coordinator(bank)
    there = make.also_member_of(other, both.person)
    Member.objects.filter(pk=there.pk).update(roles=["COORDINATOR"])
    there.refresh_from_db()
    cross = make.agreed_across(rosa, omar)
    deciding.approve(cross, make.act(both))
    with pytest.raises(NotAllowed):
        deciding.approve(cross, make.act(there))

    own = make.also_member_of(bank, omar.person)  # runs our bank, and is the other side
    Member.objects.filter(pk=own.pk).update(roles=["COORDINATOR"])
    own.refresh_from_db()
    with pytest.raises(NotAllowed):
        deciding.send_back(cross, make.act(own), reason="No.")


def test_a_return_asks_both_members_and_both_banks_again(bank, other, rosa, omar):
    Bank.objects.filter(pk=other.pk).update(approval=Bank.Approval.ALL)
    cross = make.agreed_across(rosa, omar)
    cross = deciding.send_back(cross, make.act(make.make_coordinator(other)), reason="Which day?")
    assert cross.state == State.LOGGED
    assert not cross.sides.exclude(agreed_at=None).exists()
    assert not cross.sides.exclude(approved_at=None).exists()
    words.confirm(cross, make.act(omar), minutes=60)
    assert words.confirm(cross, make.act(rosa), minutes=60).state == State.CONFIRMED


def test_either_bank_takes_both_back_and_both_desks_are_told(bank, other, rosa, omar):
    ours, theirs = make.make_coordinator(bank), make.make_coordinator(other)
    cross = make.agreed_across(rosa, omar)
    with pytest.raises(NotAllowed):
        deciding.reverse(cross, make.act(rosa), reason="No.")
    with pytest.raises(ReasonMissing):
        deciding.reverse(cross, make.act(theirs), reason=" ")
    cross = deciding.reverse(cross, make.act(theirs), reason="Written twice.")
    assert (cross.state, balance(rosa), balance(omar), position(bank), position(other)) == ("REVERSED", 0, 600, 0, 0)
    assert "REVERSED_BETWEEN" in told(ours)
    assert told(rosa)[-1] == told(omar)[-1] == "REVERSED"
    assert deciding.reverse(cross, make.act(ours), reason="Again.").state == State.REVERSED
    assert balance(omar) == 600


@pytest.mark.parametrize("minutes", [45, 60, 0])
def test_a_dispute_ends_when_both_banks_say_the_same(bank, other, rosa, omar, minutes):
    ours, theirs = make.make_coordinator(bank), make.make_coordinator(other)
    cross = make.disputed_across(rosa, omar)
    assert "DISPUTED_BETWEEN" in told(ours)
    cross = make.settled_across(cross, ours, minutes=30)
    assert (cross.state, balance(rosa)) == (State.DISPUTED, 60)
    cross = make.settled_across(cross, theirs, minutes=minutes)
    assert cross.state == State.DISPUTED
    cross = make.settled_across(cross, ours, minutes=minutes)
    assert cross.state == (State.POSTED if minutes else State.REVERSED)
    assert (balance(rosa), balance(omar), position(bank), position(other)) == (
        minutes,
        600 - minutes,
        -minutes,
        minutes,
    )
    kept = reads.transfers([side.transfer_id for side in cross.sides.all()])
    assert {(each.kind, each.minutes) for each in kept.values()} == {("CLEARING", minutes or 60)}
    if minutes:  # the corrected pair is taken back together, too
        deciding.reverse(cross, make.act(theirs), reason="After all.")
        assert (balance(rosa), balance(omar), position(bank)) == (0, 600, 0)


def test_a_dispute_before_posting_asks_again_or_ends(bank, other, rosa, omar):
    ours, theirs = make.make_coordinator(bank), make.make_coordinator(other)
    cross = words.dispute(make.crossed(rosa, omar), make.act(omar), reason="That was not me.")
    assert list(CrossExchange.objects.waiting_for(bank, timezone.now())) == [cross]
    make.settled_across(cross, ours, minutes=30)
    assert not CrossExchange.objects.waiting_for(bank, timezone.now()).exists()
    cross = make.settled_across(cross, theirs, minutes=30)
    assert (cross.state, cross.minutes) == (State.LOGGED, 30)
    cross = words.dispute(cross, make.act(omar), reason="Still not.")
    assert make.settled_across(cross, ours, theirs, minutes=0).state == State.CANCELLED


def test_a_dispute_has_words_and_thirty_days(rosa, omar):
    cross = make.agreed_across(rosa, omar)
    with pytest.raises(NothingSaid):
        words.dispute(cross, make.act(omar), reason=" ")
    late = timezone.now() + datetime.timedelta(days=31)
    with pytest.raises(WrongState):
        words.dispute(cross, make.act(omar, late), reason="No.")
    assert not cross_choices(cross, omar, at=late).dispute


def test_a_silent_side_comes_to_its_own_desk_alone(bank, other, rosa, omar):
    cross = make.crossed(rosa, omar)
    later = timezone.now() + datetime.timedelta(days=15)
    assert list(CrossExchange.objects.waiting_for(other, later)) == [cross]
    assert not CrossExchange.objects.waiting_for(bank, later).exists()
    assert list(CrossExchange.objects.awaiting(omar)) == [cross]


def test_an_ended_agreement_moves_nothing_but_takes_back(bank, other, rosa, omar):
    Bank.objects.filter(pk=other.pk).update(approval=Bank.Approval.ALL)
    posted = deciding.approve(make.agreed_across(rosa, omar), make.act(make.make_coordinator(other)))
    waiting = make.agreed_across(rosa, omar)
    partnership = partners.Partnership.objects.get()
    partners.end(partnership, by=make.admin_of(bank), at=timezone.now())
    waiting = deciding.approve(waiting, make.act(make.make_coordinator(other)))
    assert (waiting.state, waiting.refusal) == (State.CONFIRMED, "AGREEMENT")
    assert deciding.reverse(posted, make.act(make.make_coordinator(bank)), reason="Wrong.").state == State.REVERSED


def test_nobody_leaves_with_one_open(rosa, omar):
    cross = make.crossed(rosa, omar)
    with pytest.raises(StillOpen):
        leave(omar, by=omar, at=timezone.now())
    words.cancel(cross, make.act(rosa))
    assert leave(omar, by=omar, at=timezone.now()).state == Member.State.LEFT
