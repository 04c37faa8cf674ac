"""A sponsor's pot pays for an event in place of the shared one: exactly, never below its floor, and all comes back."""

import itertools
import uuid

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exchanges.actions.events import planning, posting, registers
from exchanges.actions.events.acts import EventRefused
from exchanges.models import Event
from ledger import actions as ledger
from ledger import reads
from tests import factories as make
from timebank.lib.errors import NotAllowed

pytestmark = pytest.mark.django_db

NUMBERS = itertools.count(1)
HOURS = st.tuples(st.integers(0, 90), st.integers(0, 90), st.booleans())


def sponsor(bank, minutes=0) -> int:
    """Open a sponsor's pot, with hours that the bank grants it."""
    pot = ledger.open_account(
        book_id=bank.book_id,
        code=f"sponsor-{next(NUMBERS)}",
        kind="ORGANISATION",
        limits=ledger.Limits(floor_minutes=0),
        by="system",
    )
    if minutes:
        shared = reads.account_of_kind(bank.book_id, "POT")
        cause = f"grant:sponsor-{pot.pk}"
        ledger.post(
            ledger.Posting(uuid.uuid4(), "GRANT", shared, pot.pk, minutes, cause, bank.day(timezone.now()), "system")
        )
    return pot.pk


def held(rosa, priya, pot_id, *came) -> Event:
    """An event of yesterday with its register: who came, what each gave and received, and whether they are excused."""
    event = make.held_event(rosa, priya, pays="BOTH", pot_minutes=600, pot_account_id=pot_id)
    lines = [
        registers.WalkIn(member, "GUEST", registers.Line(True, given, received, excused and received > 0))
        for member, given, received, excused in came
    ]
    return registers.save_register(event, registers.Register({}, 0, walk_ins=lines), make.act(rosa))


@pytest.fixture
def people():
    """Who runs events, who approves them, and three who come."""
    bank = make.make_bank()
    return make.make_member(bank), make.make_coordinator(bank), [make.make_member(bank) for _each in range(3)]


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(lines=st.lists(HOURS, min_size=1, max_size=3), given_anew=st.integers(0, 90))
def test_it_pays_exactly_and_the_shared_pot_nothing_through_any_history(people, lines, given_anew):
    rosa, priya, members = people
    pot_id, shared = sponsor(rosa.bank, 900), reads.account_of_kind(rosa.bank.book_id, "POT")
    came = [(member, *line) for member, line in zip(members, lines, strict=False)]
    event = held(rosa, priya, pot_id, *came)
    before = reads.balances([*(each.account_id for each in members), pot_id, shared])
    pays = [0 if excused else received for _given, received, excused in lines]

    def moved(*gave) -> dict[int, int]:
        """Say where everybody stands after these gave so much and the same were helped."""
        shares = [given - paid for given, paid in zip(gave, pays, strict=True)]
        of_each = {member.account_id: share for (member, *_line), share in zip(came, shares, strict=True)}
        changes = {**of_each, pot_id: -sum(shares)}
        return {pk: minutes + changes.get(pk, 0) for pk, minutes in before.items()}

    event = posting.approve_register(event, make.act(priya))
    assert reads.balances(before) == moved(*(given for given, _received, _excused in lines))
    if not any(excused for _given, _received, excused in lines):
        first = event.attendees.get(member=members[0])
        hours = {"given": given_anew, "received": first.received_minutes}
        event = posting.put_right(event, first, make.act(priya), **hours, reason="Longer.")
        assert reads.balances(before) == moved(given_anew, *(given for given, _received, _excused in lines[1:]))
    event = posting.take_back(event, make.act(priya), reason="It never was.")
    assert reads.balances(before) == before
    assert reads.balance_of(event.account_id) == 0
    assert reads.prove(bank=rosa.bank.slug).ok


def test_it_refuses_what_it_has_not_and_says_whose_it_is(people):
    rosa, priya, [cook, *_others] = people
    pot_id = sponsor(rosa.bank, 60)
    event = held(rosa, priya, pot_id, (cook, 90, 0, False))

    assert {each.line for each in posting.outlook(event, make.act(priya)).misfits} == {None}
    with pytest.raises(posting.DoesNotFit, match="The sponsor's pot can give 1 hour now"):
        posting.approve_register(event, make.act(priya))
    assert reads.balances([cook.account_id, pot_id]) == {cook.account_id: 0, pot_id: 60}

    ledger.set_limits(pot_id, ledger.Limits(floor_minutes=-60), by="system", reason="TEST")  # its own floor
    event = posting.approve_register(event, make.act(priya))
    assert reads.balances([cook.account_id, pot_id]) == {cook.account_id: 90, pot_id: -30}
    line = event.attendees.get()
    with pytest.raises(posting.DoesNotFit, match="The sponsor's pot"):
        posting.put_right(event, line, make.act(priya), given=150, received=0, reason="Longer.")
    assert reads.balances([cook.account_id, pot_id]) == {cook.account_id: 90, pot_id: -30}


def test_only_a_sponsors_pot_of_the_bank_can_be_named_and_no_member_changes_it(people):
    rosa, priya, _came = people
    bank = rosa.bank
    pot_id, elsewhere = sponsor(bank), sponsor(make.make_bank())
    said = {"pays": "BOTH", "pot_minutes": 60}

    for account_id in (rosa.account_id, elsewhere, reads.account_of_kind(bank.book_id, "POT"), 10**9):
        with pytest.raises(EventRefused, match="Choose the pot of a sponsor"):
            make.make_event(priya, pot_account_id=account_id, **said)
    event = planning.agree(make.make_event(rosa, **said), make.act(priya))
    sponsored = make.plan(bank, host=rosa, pot_account_id=pot_id, **said)
    with pytest.raises(NotAllowed):
        planning.change(event, sponsored, make.act(rosa))
    assert planning.change(event, sponsored, make.act(priya)).pot_account_id == pot_id
