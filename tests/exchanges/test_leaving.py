"""Leaving: who gets what is left, who pays what is owed, and what keeps nobody."""

import pytest
from django.utils import timezone

from exchanges.actions import leaving
from ledger import actions as ledger_actions
from ledger import reads as ledger
from members.models import Bank, Member, Role
from notices.models import Notice
from tests import factories as make
from timebank.lib.errors import NotAllowed, WrongState

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank() -> Bank:
    return make.make_bank()


@pytest.fixture
def gwilym(bank) -> Member:
    return make.make_member(bank, name="Gwilym Prys")


@pytest.fixture
def rosa(bank) -> Member:
    return make.make_member(bank, name="Rosa Diaz")


@pytest.fixture
def coordinator(bank) -> Member:
    return make.make_coordinator(bank)


def leave(member: Member, by: Member | None = None, heir: Member | None = None) -> Member:
    return leaving.leave(member, by=by or member, at=timezone.now(), heir=heir)


def pot_of(bank: Bank) -> int:
    return ledger.account_of_kind(bank.book_id, "POT")


def limit(account_id: int, floor: int | None = None, ceiling: int | None = None) -> None:
    ledger_actions.set_limits(account_id, ledger_actions.Limits(floor, ceiling), by="system", reason="TEST")


def balance(member: Member) -> int:
    return ledger.balance_of(member.account_id)


def told(member: Member) -> list[str]:
    return list(Notice.objects.filter(recipient__key=member.actor_key).values_list("kind", flat=True))


def test_a_member_leaves_by_themselves_and_the_pot_gets_what_is_left(bank, gwilym, rosa):
    make.posted_exchange(gwilym, rosa, minutes=90)

    left = leave(gwilym)

    assert (left.state, balance(gwilym), ledger.balance_of(pot_of(bank))) == (Member.State.LEFT, 0, 90)
    assert not ledger.account_states([gwilym.account_id])[gwilym.account_id].is_open
    assert left.events.get(kind="LEFT").by == gwilym


def test_what_is_left_goes_to_the_member_of_their_choice_who_is_told(bank, gwilym, rosa):
    make.posted_exchange(gwilym, rosa, minutes=90)

    leave(gwilym, heir=rosa)

    assert (balance(gwilym), balance(rosa), ledger.balance_of(pot_of(bank))) == (0, 0, 0)
    assert told(rosa).count("HEIR") == 1
    assert ledger.prove().faults == []


def test_who_is_chosen_learns_nothing_where_nothing_is_left(gwilym, rosa):
    leave(gwilym, heir=rosa)

    assert "HEIR" not in told(rosa)


def test_who_left_is_told_where_a_coordinator_wrote_it_down(gwilym, rosa, coordinator):
    leave(gwilym, by=coordinator)
    leave(rosa)

    assert "LEFT" in told(gwilym)
    assert "LEFT" not in told(rosa)


def test_who_cannot_hold_it_gets_nothing_and_a_coordinator_reads_how_much_fits(gwilym, rosa, coordinator):
    make.posted_exchange(gwilym, rosa, minutes=90)
    limit(rosa.account_id, floor=-720, ceiling=-0)
    make.posted_exchange(gwilym, make.make_member(gwilym.bank), minutes=90)

    with pytest.raises(leaving.NoRoom, match="Rosa Diaz has room for 1½ hours only") as refusal:
        leave(gwilym, by=coordinator, heir=rosa)
    with pytest.raises(leaving.NoRoom, match="Rosa Diaz has no room for so many hours"):  # what she has is not theirs
        leave(gwilym, heir=rosa)

    assert refusal.value.code == "over_limit"
    assert (balance(gwilym), Member.objects.get(pk=gwilym.pk).is_approved) == (180, True)


def test_a_full_pot_says_so(bank, gwilym, rosa):
    make.posted_exchange(gwilym, rosa, minutes=90)
    limit(pot_of(bank), ceiling=60)

    with pytest.raises(leaving.NoRoom, match="The shared pot has room for 1 hour only"):
        leave(gwilym)


def test_who_is_suspended_moves_no_hours_to_whom_they_choose(bank, gwilym, rosa, coordinator):
    make.posted_exchange(gwilym, rosa, minutes=90)
    before = Member.objects.get(pk=gwilym.pk)
    make.suspend(gwilym, by=coordinator)

    with pytest.raises(leaving.NoHeir, match="You are suspended now"):
        leave(before, heir=rosa)

    assert balance(gwilym) == 90
    leave(gwilym)
    assert (balance(gwilym), ledger.balance_of(pot_of(bank))) == (0, 90)


def test_a_coordinator_writes_down_to_whom_the_hours_of_who_is_suspended_go(gwilym, rosa, coordinator):
    make.posted_exchange(gwilym, rosa, minutes=90)
    make.suspend(gwilym, by=coordinator)

    leave(gwilym, by=coordinator, heir=rosa)

    assert (balance(gwilym), balance(rosa)) == (0, 0)


@pytest.mark.parametrize("who", ["themselves", "a stranger", "who left", "staff"])
def test_only_another_member_of_the_bank_is_chosen(bank, gwilym, rosa, coordinator, who):
    leave(rosa, by=coordinator)
    rosa.refresh_from_db()
    stranger = make.make_member(make.make_bank())
    heir = {"themselves": gwilym, "a stranger": stranger, "who left": rosa, "staff": make.make_auditor(bank)}[who]

    with pytest.raises(leaving.NoHeir):
        leave(gwilym, heir=heir)

    assert Member.objects.get(pk=gwilym.pk).is_approved


def test_the_pot_pays_a_debt_which_keeps_nobody(bank, gwilym, rosa):
    make.posted_exchange(gwilym, rosa, minutes=90)

    leave(rosa, heir=gwilym)

    assert (balance(rosa), balance(gwilym), ledger.balance_of(pot_of(bank))) == (0, 90, -90)


def test_where_the_pot_may_not_go_so_far_the_debt_is_written_off(bank, gwilym, rosa):
    make.posted_exchange(gwilym, rosa, minutes=90)
    limit(pot_of(bank), floor=-60)

    leave(rosa)

    expiry = ledger.account_of_kind(bank.book_id, "EXPIRY")
    assert (balance(rosa), ledger.balance_of(pot_of(bank)), ledger.balance_of(expiry)) == (0, 0, -90)
    assert ledger.prove().faults == []


@pytest.mark.parametrize("role", list(Role))
def test_who_helps_to_run_the_bank_gives_that_up_first(bank, role):
    member = make.make_member(bank, roles=(role,))

    with pytest.raises(leaving.HoldsRole, match="You help to run this time bank"):
        leave(member)

    assert Member.objects.get(pk=member.pk).roles == [role]


def test_one_member_does_not_put_out_another(gwilym, rosa):
    with pytest.raises(NotAllowed):
        leave(gwilym, by=rosa)


def test_nobody_leaves_with_something_unsettled(gwilym, rosa):
    make.logged_exchange(gwilym, rosa)

    with pytest.raises(leaving.StillOpen, match="Some of your exchanges are not settled yet"):
        leave(gwilym)


def test_nobody_leaves_twice(gwilym, coordinator):
    leave(gwilym)

    with pytest.raises(WrongState):
        leave(gwilym, by=coordinator)
