"""Whoever tries whatever with an exchange, in whatever state: what happens is what the table allows, and nothing else.

The table (tests/exchanges/life_table.py) was written by hand from DESIGN.md section 4. The first test goes step by
step and compares after each; in the second, people move at the same moment on connections of their own.
"""

import datetime

import pytest
from django.db.models import F
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from exchanges.actions import approval, life
from exchanges.models import Exchange
from ledger import reads as ledger
from members.models import Bank
from tests import factories as make
from tests.exchanges.life_table import LIKELY_VOICES, LINES, MOVES, NEXT, SIDES, VOICES, Life
from tests.ledger.making import at_once
from timebank.lib.errors import RuleBroken

State = Exchange.State
ENDED = ("DECLINED", "CANCELLED", "REVERSED")
YOUNG = 6  # steps
WHY = "It was otherwise."
OTHER_MINUTES = st.integers(1, 90)


def make_people(bank):
    """Everybody who could try."""
    people = {name: make.make_member(bank, name=name) for name in (*SIDES, "stranger", "mary")}
    people |= {name: make.make_coordinator(bank, name=name) for name in ("priya", "rosa")}
    people |= {"admin": make.admin_of(bank), "auditor": make.make_auditor(bank)}
    people["foreigner"] = make.make_coordinator(make.make_bank(), name="foreigner")
    make.supporter(people["receiver"], people["mary"])
    return people


def tried(exchange, move, act, minutes):
    """Try a move through the action that pages call."""
    day = exchange.bank.day(exchange.created_at)
    deeds = {
        "accept": lambda: life.accept(exchange, act),
        "decline": lambda: life.decline(exchange, act),
        "cancel": lambda: life.cancel(exchange, act),
        "log": lambda: life.log_planned(exchange, act, minutes=minutes, happened_on=day),
        "confirm": lambda: life.agree(exchange, act, minutes=minutes),
        "restate": lambda: life.confirm(exchange, act, minutes=minutes),
        "dispute": lambda: life.dispute(exchange, act, reason=WHY),
        "thank": lambda: life.thank(exchange, act, words="Thank you."),
        "approve": lambda: approval.approve(exchange, act),
        "return": lambda: approval.send_back(exchange, act, reason=WHY),
        "resolve": lambda: approval.resolve(exchange, act, minutes=minutes, reason=WHY),
        "undo": lambda: approval.resolve_by_undoing(exchange, act, reason=WHY),
        "reverse": lambda: approval.reverse(exchange, act, reason=WHY),
    }
    return deeds[move]()


def act_of(people, voice, at):
    on_behalf = {"on_behalf_of": people[voice.of], "channel": voice.channel} if voice.of else {}
    return make.act(people[voice.by], at, **on_behalf)


def begin(people, proposer, bank, at):
    draft = make.draft(people["giver"], people["receiver"], day=bank.day(at))
    return life.propose(draft, make.act(people[proposer], at))


class AnyLife(RuleBasedStateMachine):
    people, bank = None, None  # made once: one bank sees all these lives

    @initialize(
        proposer=st.sampled_from(SIDES), asks_approval=st.sampled_from([True, True, False]), sets_aside=st.booleans()
    )
    def propose(self, proposer, asks_approval, sets_aside):
        rule = Bank.Approval.ALL if asks_approval else Bank.Approval.NOBODY
        Bank.objects.filter(pk=self.bank.pk).update(approval=rule, sets_hours_aside=sets_aside)
        self.bank.refresh_from_db()
        self.at, self.asks_approval = timezone.now(), asks_approval
        self.begin(proposer)

    def begin(self, proposer):
        self.before = self.balances()
        self.exchange = begin(self.people, proposer, self.bank, self.at)
        self.life = Life(proposer=proposer, asks_approval=self.asks_approval, steps=[("", "PROPOSED")])

    def moves_on(self):
        """Give the moves that lead somewhere from here, an early end left out, each with those who may make them."""
        found = {}
        for move in MOVES:
            voices = [voice for voice in VOICES if self.leads_on(voice, move)]
            if voices:
                found[move] = voices
        return found

    def leads_on(self, voice, move):
        to = self.life.outcome(voice, move)
        return to not in (None, "same") and (to not in ENDED or len(self.life.steps) > YOUNG)

    def balances(self):
        found = ledger.balances([self.people[side].account_id for side in SIDES])
        return [found[self.people[side].account_id] for side in SIDES]

    @rule(voice=st.sampled_from(VOICES), move=st.sampled_from(MOVES), minutes=OTHER_MINUTES)
    def anybody_tries_anything(self, voice, move, minutes):
        self.try_it(voice, move, minutes)

    @precondition(lambda self: self.moves_on())
    @rule(data=st.data(), minutes=OTHER_MINUTES)
    def it_goes_on(self, data, minutes):
        moves = self.moves_on()
        move = data.draw(st.sampled_from(sorted(moves)))
        self.try_it(data.draw(st.sampled_from(moves[move])), move, minutes)

    @precondition(lambda self: self.life.state not in ENDED)
    @rule(data=st.data(), minutes=OTHER_MINUTES)
    def all_try_who_may_not(self, data, minutes):
        moves = sorted({move for state, move, _who, _to in LINES if state == self.life.state})
        move = data.draw(st.sampled_from(moves))
        for voice in LIKELY_VOICES:
            if self.life.outcome(voice, move) is None:
                self.try_it(voice, move, minutes)

    @precondition(lambda self: self.life.state in ENDED)
    @rule(proposer=st.sampled_from(SIDES))
    def they_begin_another(self, proposer):
        self.begin(proposer)

    @precondition(lambda self: self.life.state == "POSTED")
    @rule(days=st.sampled_from([1, 29, 31]))
    def days_pass(self, days):
        """It was posted earlier: the ledger asks a clock of its own, which cannot be put forward."""
        posted_at = F("posted_at") - datetime.timedelta(days=days)
        Exchange.objects.filter(pk=self.exchange.pk).update(posted_at=posted_at)
        self.life.days_since_posted += days

    def try_it(self, voice, move, minutes):
        minutes = self.minutes_for(move, minutes)
        to = self.life.outcome(voice, move)
        refused = None
        try:
            tried(self.exchange, move, act_of(self.people, voice, self.at), minutes)
        except RuleBroken as refusal:
            refused = refusal
        expected = "refused" if to is None else to
        got = "refused" if refused else "done"
        assert (got == "refused") == (to is None), f"{self.life.state}: {move} by {voice} is {expected}, was {refused}"
        if to is not None:
            self.life.take(voice, move, to, minutes)

    def minutes_for(self, move, minutes):
        """Say other minutes where that is the point, and else those that stand."""
        if move == "restate" and minutes == self.life.minutes:
            return minutes + 1
        if move == "log" and self.life.state == "AGREED":
            return minutes
        return minutes if move in ("restate", "resolve") else self.life.minutes

    @invariant()
    def all_is_as_the_table_says(self):
        exchange = Exchange.objects.get(pk=self.exchange.pk)
        assert (exchange.state, exchange.minutes) == (self.life.state, self.life.minutes)
        assert {side for side in SIDES if exchange.has_agreed(self.people[side])} == set(self.life.agreed)
        assert list(exchange.steps.values_list("from_state", "to_state")) == self.life.steps
        assert (exchange.transfer_id is not None) == self.life.has_moved
        moved = self.life.minutes if self.life.has_moved and self.life.state != "REVERSED" else 0
        given, received = self.before
        assert self.balances() == [given + moved, received - moved]


@pytest.mark.slow
@pytest.mark.django_db
def test_any_life_goes_as_the_table_allows():
    AnyLife.bank = make.make_bank(floor_minutes=-100_000)
    AnyLife.people = make_people(AnyLife.bank)

    run_state_machine_as_test(
        AnyLife,
        settings=settings(
            max_examples=6,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.reuse, Phase.generate],
        ),
    )

    assert ledger.prove(bank=AnyLife.bank.slug).faults == []


BEGUN = {
    "PROPOSED": [],
    "AGREED": ["accept"],
    "LOGGED": ["accept", "log"],
    "CONFIRMED": ["accept", "log", "confirm"],
    "DISPUTED": ["accept", "log", "dispute"],
}
AT_ONCE = st.lists(st.tuples(st.sampled_from(VOICES), st.sampled_from(MOVES)), min_size=5, max_size=5)
LIKELY = st.lists(st.sampled_from(LIKELY_VOICES), min_size=3, max_size=3)


def begun(people, bank, state):
    """Bring an exchange to a state: the giver suggests it and says that it has happened."""
    exchange = begin(people, "giver", bank, timezone.now())
    for move in BEGUN[state]:
        who = "giver" if move == "log" else "receiver"
        exchange = tried(exchange, move, make.act(people[who]), exchange.minutes)
    return exchange


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_whoever_moves_at_once_the_state_is_one_the_table_allows():
    bank = make.make_bank(floor_minutes=-100_000)
    people = make_people(bank)

    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
    @given(state=st.sampled_from(sorted(BEGUN)), sets_aside=st.booleans(), any_moves=AT_ONCE, data=st.data())
    def at_the_same_moment(state, sets_aside, any_moves, data):
        asks = Bank.Approval.ALL if state == "CONFIRMED" else Bank.Approval.NOBODY
        Bank.objects.filter(pk=bank.pk).update(approval=asks, sets_hours_aside=sets_aside)
        exchange = begun(people, bank, state)
        known = sorted({move for before, move, _who, _to in LINES if before == state})
        likely = [(voice, data.draw(st.sampled_from(known))) for voice in data.draw(LIKELY)]

        answers = at_once(*(trying(people, exchange, *each) for each in [*any_moves, *likely, *likely]))

        assert [each for each in answers if isinstance(each, Exception) and not isinstance(each, RuleBroken)] == []
        see_that_it_is_whole(exchange)

    at_the_same_moment()

    assert ledger.prove(bank=bank.slug).faults == []


def trying(people, exchange, voice, move):
    return lambda: tried(exchange, move, act_of(people, voice, timezone.now()), exchange.minutes)


def see_that_it_is_whole(exchange):
    """Its history is one chain of allowed steps up to its state, and its hours were posted once at most."""
    exchange.refresh_from_db()
    steps = list(exchange.steps.values_list("from_state", "to_state"))
    assert {*steps} <= NEXT
    assert [before for before, _to in steps[1:]] == [to for _before, to in steps[:-1]]
    assert steps[-1][1] == exchange.state
    postings = steps.count(("CONFIRMED", "POSTED"))
    assert postings == (exchange.transfer_id is not None)
    assert steps.count(("POSTED", "REVERSED")) + steps.count(("DISPUTED", "REVERSED")) <= 1
