"""People who decide in the same moment: one of them is first, and the others are told so.

Nothing is lost, nothing happens twice, and no deadlock reaches anybody: a second try that would hide one is off.
"""

import pytest
from django.utils import timezone

from exchanges.actions import approval, leaving, life
from exchanges.actions.holding import NotEnoughLeft
from exchanges.models import Exchange, Step
from ledger import actions as ledger_actions
from ledger import reads as ledger
from members.models import Bank, Member
from tests import factories as make
from tests.ledger.making import at_once
from timebank.lib import transactions
from timebank.lib.errors import NotAllowed, RuleBroken, WrongState

pytestmark = pytest.mark.django_db(transaction=True)

CLIENTS = 16
ROUNDS = 3
State = Exchange.State


@pytest.fixture(autouse=True)
def no_second_try(monkeypatch):
    monkeypatch.setattr(transactions, "TRIES", 1)


@pytest.fixture
def bank() -> Bank:
    return make.make_bank(approval=Bank.Approval.ALL)


@pytest.fixture
def margaret(bank) -> Member:
    return make.make_member(bank, name="Margaret Pole")


@pytest.fixture
def fatima(bank) -> Member:
    return make.make_member(bank, name="Fatima Khan")


@pytest.fixture
def coordinators(bank) -> list[Member]:
    return [make.make_coordinator(bank) for _each in range(4)]


def refusals(answers: list) -> list[type]:
    return [type(answer) for answer in answers if isinstance(answer, Exception)]


def balance(member: Member) -> int:
    return ledger.balance_of(member.account_id)


def steps_to(exchange: Exchange, state: State) -> int:
    return Step.objects.filter(exchange=exchange, to_state=state).count()


def approving(exchange: Exchange, by: Member):
    return lambda: approval.approve(exchange, make.act(by))


def returning(exchange: Exchange, by: Member):
    return lambda: approval.send_back(exchange, make.act(by), reason="Please look at the hours.")


def reversing(exchange: Exchange, by: Member):
    return lambda: approval.reverse(exchange, make.act(by), reason="It was somebody else.")


def disputing(exchange: Exchange, by: Member):
    return lambda: life.dispute(exchange, make.act(by), reason="It was shorter.")


def whole() -> None:
    assert ledger.prove().faults == []


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_an_approval_racing_a_return_is_one_or_the_other(margaret, fatima, coordinators, _round):
    exchange = make.confirmed_exchange(margaret, fatima)
    priya, rosa, *_others = coordinators

    answers = at_once(approving(exchange, priya), returning(exchange, rosa))

    exchange.refresh_from_db()
    assert refusals(answers) == [WrongState]
    assert (exchange.state, balance(margaret), balance(fatima)) in {(State.POSTED, 60, -60), (State.LOGGED, 0, 0)}
    assert steps_to(exchange, State.POSTED) == (exchange.state == State.POSTED)
    whole()


def test_many_coordinators_approving_one_exchange_post_it_once(margaret, fatima, coordinators):
    exchange = make.confirmed_exchange(margaret, fatima)

    answers = at_once(*(approving(exchange, each) for each in coordinators * 4))

    assert refusals(answers) == []
    assert (balance(margaret), balance(fatima), steps_to(exchange, State.POSTED)) == (60, -60, 1)
    whole()


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_an_approval_racing_a_dispute_leaves_one_dispute(margaret, fatima, coordinators, _round):
    """Whoever was first, the dispute stands: hours that have moved may be disputed too."""
    exchange = make.confirmed_exchange(margaret, fatima)

    answers = at_once(approving(exchange, coordinators[0]), disputing(exchange, fatima))

    exchange.refresh_from_db()
    moved = 60 if exchange.transfer_id else 0
    assert (exchange.state, steps_to(exchange, State.DISPUTED)) == (State.DISPUTED, 1)
    assert refusals(answers) == ([] if moved else [WrongState])
    assert (balance(margaret), balance(fatima)) == (moved, -moved)
    whole()


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_an_approval_racing_a_reversal_never_takes_back_what_was_not_given(margaret, fatima, coordinators, _round):
    exchange = make.confirmed_exchange(margaret, fatima)
    priya, rosa, *_others = coordinators

    answers = at_once(approving(exchange, priya), reversing(exchange, rosa))

    exchange.refresh_from_db()
    assert set(refusals(answers)) <= {WrongState}
    assert (exchange.state, balance(margaret), balance(fatima)) in {(State.POSTED, 60, -60), (State.REVERSED, 0, 0)}
    whole()


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_a_reversal_racing_a_dispute_takes_back_once_at_most(margaret, fatima, coordinators, _round):
    exchange = make.posted_exchange(margaret, fatima)

    answers = at_once(
        reversing(exchange, coordinators[0]), disputing(exchange, fatima), reversing(exchange, coordinators[1])
    )

    exchange.refresh_from_db()
    moved = 0 if exchange.state == State.REVERSED else 60
    assert exchange.state in {State.REVERSED, State.DISPUTED}
    assert set(refusals(answers)) == {WrongState}
    assert steps_to(exchange, State.REVERSED) == (exchange.state == State.REVERSED)
    assert (balance(margaret), balance(fatima)) == (moved, -moved)
    whole()


def test_room_for_one_is_given_to_one_of_sixteen_confirmations():
    bank = make.make_bank(floor_minutes=-60)
    spender, givers = make.make_member(bank), [make.make_member(bank) for _each in range(CLIENTS)]
    exchanges = [make.logged_exchange(giver, spender) for giver in givers]

    def confirming(exchange: Exchange):
        return lambda: life.confirm(exchange, make.act(spender), minutes=60)

    answers = at_once(*(confirming(each) for each in exchanges))

    # Nobody's word is lost: what does not fit waits on the desk with both confirmations.
    kept = sorted(Exchange.objects.of(bank).values_list("state", flat=True))
    assert refusals(answers) == []
    assert kept == [State.CONFIRMED] * (CLIENTS - 1) + [State.POSTED]
    assert balance(spender) == -60
    assert sum(balance(giver) for giver in givers) == 60
    assert not Exchange.objects.of(bank).filter(receiver_agreed_at=None).exists()
    whole()


def test_opposite_exchanges_confirmed_at_once_never_wait_in_a_circle(coordinators, margaret, fatima):
    pairs = [(margaret, fatima), (fatima, margaret)] * (CLIENTS // 2)
    exchanges = [make.confirmed_exchange(giver, receiver, minutes=30) for giver, receiver in pairs]

    answers = at_once(*(approving(each, coordinators[0]) for each in exchanges))

    assert refusals(answers) == []
    assert (balance(margaret), balance(fatima)) == (0, 0)
    assert set(Exchange.objects.values_list("state", flat=True)) == {State.POSTED}
    whole()


def test_a_cancellation_racing_the_confirmation_is_one_or_the_other(margaret, fatima):
    exchange = make.logged_exchange(margaret, fatima)

    answers = at_once(
        lambda: life.cancel(exchange, make.act(margaret)),
        lambda: life.confirm(exchange, make.act(fatima), minutes=60),
    )

    exchange.refresh_from_db()
    assert len(refusals(answers)) == 1
    assert all(issubclass(refused, RuleBroken) for refused in refusals(answers))
    assert exchange.state in {State.CANCELLED, State.CONFIRMED}
    assert balance(margaret) == 0


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_nobody_leaves_while_an_exchange_with_them_is_logged(_round, margaret, fatima, coordinators):
    draft = make.draft(margaret, fatima)

    answers = at_once(
        lambda: life.log(draft, make.act(margaret)),
        lambda: leaving.leave(fatima, by=coordinators[0], at=timezone.now()),
    )

    fatima.refresh_from_db()
    assert refusals(answers) in ([life.CannotExchange], [leaving.StillOpen])
    assert Exchange.objects.with_member(fatima).exists() == fatima.is_approved


def account(member: Member) -> ledger.AccountState:
    return ledger.account_states([member.account_id])[member.account_id]


def a_logged_plan(bank: Bank, giver: Member, receiver: Member) -> Exchange:
    """Agree on an hour, with the hours set aside, and say that it has happened."""
    Bank.objects.filter(pk=bank.pk).update(sets_hours_aside=True, approval=Bank.Approval.NOBODY)
    bank.refresh_from_db()
    today = bank.day(timezone.now())
    exchange = life.propose(make.draft(giver, receiver, day=today), make.act(giver))
    exchange = life.accept(exchange, make.act(receiver))
    return life.log_planned(exchange, make.act(giver), minutes=60, happened_on=today)


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_a_hold_has_one_ending_whoever_is_first(_round, bank, margaret, fatima):
    """Confirming spends it, cancelling frees it, and what lapses is freed by the job: never two of them."""
    exchange = a_logged_plan(bank, margaret, fatima)
    [hold] = ledger.open_holds(fatima.account_id)

    answers = at_once(
        lambda: life.cancel(exchange, make.act(margaret)),
        lambda: life.confirm(exchange, make.act(fatima), minutes=60),
        lambda: ledger_actions.release(hold.pk, by="system", reason="RACED"),
        lambda: life.confirm(exchange, make.act(fatima), minutes=60),
    )

    exchange.refresh_from_db()
    moved = 60 if exchange.state == State.POSTED else 0
    assert exchange.state in {State.POSTED, State.CANCELLED}
    assert set(refusals(answers)) <= {WrongState, NotAllowed, ledger_actions.HoldEnded}
    assert (balance(margaret), balance(fatima), account(fatima).held_minutes) == (moved, -moved, 0)
    whole()


def test_room_for_one_is_set_aside_for_one_of_sixteen_plans():
    bank = make.make_bank(floor_minutes=-60, sets_hours_aside=True)
    spender, givers = make.make_member(bank), [make.make_member(bank) for _each in range(CLIENTS)]
    today = bank.day(timezone.now())
    plans = [life.propose(make.draft(giver, spender, day=today), make.act(giver)) for giver in givers]

    def accepting(plan: Exchange):
        return lambda: life.accept(plan, make.act(spender))

    answers = at_once(*(accepting(each) for each in plans))

    kept = sorted(Exchange.objects.of(bank).values_list("state", flat=True))
    assert refusals(answers) == [NotEnoughLeft] * (CLIENTS - 1)
    assert kept == [State.AGREED] + [State.PROPOSED] * (CLIENTS - 1)
    assert account(spender).held_minutes == 60
    whole()


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_a_plan_agreed_while_one_of_the_two_leaves_keeps_no_hours(_round, bank, margaret, fatima, coordinators):
    Bank.objects.filter(pk=bank.pk).update(sets_hours_aside=True)
    plan = life.propose(make.draft(margaret, fatima, day=bank.day(timezone.now())), make.act(margaret))

    answers = at_once(
        lambda: life.accept(plan, make.act(fatima)),
        lambda: leaving.leave(margaret, by=coordinators[0], at=timezone.now()),
    )

    plan.refresh_from_db()
    assert set(refusals(answers)) <= {WrongState}
    assert (plan.state, account(fatima).held_minutes) == (State.CANCELLED, 0)
    assert not account(margaret).is_open
    whole()
