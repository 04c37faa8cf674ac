"""Hours between two banks: what leaves one book arrives in the other, or stays where it was."""

import contextlib
import dataclasses
import uuid

import pytest
from django.db import IntegrityError, connection, transaction
from psycopg2.errors import CheckViolation, UniqueViolation

from ledger import actions, reads
from ledger.models import Account, Transfer
from tests.ledger.making import (
    NUMBERS,
    at_once,
    correction,
    days_ago,
    new_account,
    new_book,
    pay,
    posting,
    raised,
    set_aside,
    settle,
    state,
    take_back,
    today,
    whole,
)


@dataclasses.dataclass(frozen=True)
class Pair:
    """Two banks that exchange hours: ann is in the one, zoe in the other."""

    book: int
    other: int
    ann: int
    zoe: int
    near: int
    far: int


AGREED = actions.Limits(-300, 300)


def make_pair(limits=AGREED, other_limits=AGREED):
    book, other = new_book(), new_book()
    actions.open_clearing(book, other, limits=limits, other_limits=other_limits, by="member:9")
    return Pair(book, other, new_account(book), new_account(other), clearing(book), clearing(other))


def clearing(book):
    return Account.objects.get(book_id=book, kind="CLEARING").pk


@pytest.fixture
def pair(db):
    return make_pair()


@pytest.fixture
def committed_pair(transactional_db):
    return make_pair()


def crossing(payer, payee, minutes=60, **fields):
    given = {
        "key": uuid.uuid4(),
        "payer_id": payer,
        "payee_id": payee,
        "minutes": minutes,
        "reference": f"exchange:{next(NUMBERS)}",
        "happened_on": days_ago(1),
        "recorded_by": "member:1",
    }
    return actions.Crossing(**given | fields)


def cross(payer, payee, minutes=60, **fields):
    return actions.post_between(crossing(payer, payee, minutes, **fields))


def stand(pair):
    found = reads.balances([pair.ann, pair.near, pair.far, pair.zoe])
    return tuple(found[account] for account in (pair.ann, pair.near, pair.far, pair.zoe))


def refuse_at_commit():
    """Ask now what PostgreSQL asks at the end of a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def test_hours_leave_one_bank_and_arrive_in_the_other(pair):
    leaving, arriving = cross(pair.ann, pair.zoe, 60, words="Curtains")

    assert stand(pair) == (-60, 60, -60, 60)
    lines = reads.transfers([leaving, arriving])
    assert [(lines[pk].payer_id, lines[pk].payee_id) for pk in (leaving, arriving)] == [
        (pair.ann, pair.near),
        (pair.far, pair.zoe),
    ]
    assert Transfer.objects.values("batch").distinct().count() == 1
    whole()


def test_positions_of_both_banks_sum_to_zero(pair):
    third = new_book()
    actions.open_clearing(pair.book, third, limits=actions.Limits(), other_limits=actions.Limits(), by="member:9")
    cross(pair.ann, pair.zoe, 60)
    cross(pair.zoe, pair.ann, 25)

    [ours, _third] = sorted(reads.positions(pair.book), key=lambda position: position.account_id)
    [theirs] = reads.positions(pair.other)
    assert (ours.balance_minutes, ours.other_balance_minutes, ours.other_book_id) == (35, -35, pair.other)
    assert (theirs.balance_minutes, theirs.other_balance_minutes, theirs.other_book_id) == (-35, 35, pair.book)


def test_the_same_key_crosses_once(pair):
    one = crossing(pair.ann, pair.zoe)

    assert actions.post_between(one) == actions.post_between(one)
    assert stand(pair) == (-60, 60, -60, 60)
    with pytest.raises(actions.KeyReused):
        actions.post_between(dataclasses.replace(one, minutes=61))
    with pytest.raises(actions.AlreadyPosted):
        actions.post_between(dataclasses.replace(one, key=uuid.uuid4()))


@pytest.mark.parametrize(
    ("limits", "other_limits", "fits"),
    [
        (actions.Limits(-300, 59), actions.Limits(-300, 300), 59),
        (actions.Limits(-300, 300), actions.Limits(-58, 300), 58),
    ],
    ids=["more than ours may take", "more than theirs may owe"],
)
def test_the_agreement_of_either_bank_binds(db, limits, other_limits, fits):
    pair = make_pair(limits, other_limits)

    with pytest.raises(actions.OverLimit) as refusal:
        cross(pair.ann, pair.zoe, 60)

    assert refusal.value.fits_minutes == fits
    assert stand(pair) == (0, 0, 0, 0)
    cross(pair.ann, pair.zoe, fits)
    cross(pair.zoe, pair.ann, fits + 100)  # the other way there is room again
    whole()


@pytest.mark.parametrize("who", ["payer", "payee"])
def test_both_or_neither(pair, who):
    account = pair.ann if who == "payer" else pair.zoe
    actions.set_limits(account, actions.Limits(0, 0), by="member:9", reason="RULE")

    with pytest.raises(actions.OverLimit):
        cross(pair.ann, pair.zoe)

    assert stand(pair) == (0, 0, 0, 0)
    assert Transfer.objects.count() == 0


def test_banks_without_an_agreement_exchange_nothing(pair, bank):
    for payer, payee in ((pair.ann, bank.ann), (bank.ann, pair.zoe), (pair.ann, 10**12), (bank.ann, bank.bob)):
        with pytest.raises(actions.NoAgreement):
            cross(payer, payee)


def test_an_agreement_is_made_again_with_new_limits(pair):
    actions.open_clearing(
        pair.book, pair.other, limits=actions.Limits(0, 10), other_limits=actions.Limits(-20, 0), by="member:9"
    )

    assert (clearing(pair.book), clearing(pair.other)) == (pair.near, pair.far)
    assert (state(pair.near).ceiling_minutes, state(pair.far).floor_minutes) == (10, -20)


def test_an_ended_agreement_only_moves_towards_zero(pair):
    cross(pair.ann, pair.zoe, 100)
    actions.end_clearing(pair.book, pair.other, by="member:9")

    with pytest.raises(actions.OverLimit) as refusal:
        cross(pair.ann, pair.zoe, 1)
    assert refusal.value.fits_minutes == 0
    with pytest.raises(actions.OverLimit) as refusal:
        cross(pair.zoe, pair.ann, 101)
    assert refusal.value.fits_minutes == 100
    cross(pair.zoe, pair.ann, 100)

    assert stand(pair) == (0, 0, 0, 0)
    with pytest.raises(actions.OverLimit):
        cross(pair.zoe, pair.ann, 1)
    whole()


@pytest.mark.parametrize("side", [0, 1])
def test_taking_back_one_side_takes_both_back(pair, side):
    transfers = cross(pair.ann, pair.zoe)

    take_back(transfers[side])

    assert stand(pair) == (0, 0, 0, 0)
    for transfer in transfers:
        with pytest.raises(actions.AlreadyReversed):
            take_back(transfer)
    whole()


def test_taking_back_again_with_the_same_key_gives_the_first_answer(pair):
    leaving, _arriving = cross(pair.ann, pair.zoe)
    key = uuid.uuid4()

    assert take_back(leaving, key=key) == take_back(leaving, key=key)
    assert stand(pair) == (0, 0, 0, 0)


@pytest.mark.parametrize("side", [0, 1])
def test_a_correction_puts_both_sides_right(pair, side):
    transfers = cross(pair.ann, pair.zoe, 60, words="Curtains")
    given = correction(minutes=45)

    corrected = actions.correct(transfers[side], **given)

    assert corrected == actions.correct(transfers[side], **given)
    assert stand(pair) == (-45, 45, -45, 45)
    refuse_at_commit()
    take_back(corrected)
    assert stand(pair) == (0, 0, 0, 0)
    whole()


def test_a_correction_keeps_to_the_limits_of_both(pair):
    leaving, _arriving = cross(pair.ann, pair.zoe, 60)

    with pytest.raises(actions.OverLimit):
        actions.correct(leaving, **correction(minutes=301))
    with pytest.raises(actions.NotReversible):
        actions.correct_past_limits(leaving, **correction(minutes=301))

    assert stand(pair) == (-60, 60, -60, 60)


def test_taking_back_reaches_members_who_have_left(pair):
    leaving, _arriving = cross(pair.ann, pair.zoe)
    settle(pair.ann)
    settle(pair.zoe)

    take_back(leaving)

    assert stand(pair) == (0, 0, 0, 0)
    whole()


def test_the_clearing_account_itself_stays_open(pair):
    """What crossed may have to be taken back long after the agreement has ended."""
    leaving, _arriving = cross(pair.ann, pair.zoe)
    cross(pair.zoe, pair.ann)
    actions.end_clearing(pair.book, pair.other, by="member:9")

    with pytest.raises(actions.AccountKept):
        actions.close_account(pair.near, by="member:9", reason="ENDED")
    with pytest.raises(actions.AccountKept):
        settle(pair.near)

    take_back(leaving)
    assert stand(pair) == (60, -60, 60, -60)
    whole()


def test_a_hold_is_captured_by_what_crosses(pair):
    hold = set_aside(pair.ann, pair.near, 60)

    cross(pair.ann, pair.zoe, 45, hold_id=hold)

    assert (stand(pair), state(pair.ann).held_minutes) == ((-45, 45, -45, 45), 0)
    whole()


ONE_SIDED = {
    "leaves and never arrives": {},
    "arrives and never left": {"payer": "far", "payee": "zoe", "book": "other"},
    "with other minutes": {"twin": {"payer": "far", "payee": "zoe", "book": "other", "minutes": 59}},
    "in another batch": {"twin": {"payer": "far", "payee": "zoe", "book": "other", "batch": str(uuid.uuid4())}},
    "twice out": {"twin": {}},
}
INSERT = """
  INSERT INTO ledger_transfer (book_id, key, kind, payer_id, payee_id, minutes, reference, happened_on, recorded_by,
                               batch, reason, forced)
  VALUES (%(book)s, gen_random_uuid(), %(kind)s, %(payer)s, %(payee)s, %(minutes)s, %(reference)s, %(day)s, 'x',
          %(batch)s, '', false)
"""


def row(pair, **fields):
    given = {"book": "book", "kind": "CLEARING", "payer": "ann", "payee": "near", "minutes": 60, "day": today()}
    given |= {"reference": f"exchange:{next(NUMBERS)}", "batch": "6fa7b6f0-0000-4000-8000-000000000000"} | fields
    return given | {name: getattr(pair, given[name]) for name in ("book", "payer", "payee")}


@pytest.mark.parametrize("fields", ONE_SIDED.values(), ids=ONE_SIDED.keys())
def test_what_moves_on_one_side_alone_is_refused_at_commit(committed_pair, application_connection, fields):
    twin = {**fields}.pop("twin", None)
    first = {name: value for name, value in fields.items() if name != "twin"}
    application_connection.autocommit = False
    with application_connection.cursor() as cursor:
        cursor.execute(INSERT, row(committed_pair, **first))
        if twin is not None:
            cursor.execute(INSERT, row(committed_pair, **twin))

        with pytest.raises(CheckViolation) as refusal:
            application_connection.commit()

    assert refusal.value.diag.constraint_name == "ledger_clearing"
    application_connection.rollback()
    assert stand(committed_pair) == (0, 0, 0, 0)
    whole()


def test_a_later_transfer_does_not_join_a_batch_that_is_done(committed_pair, application_connection):
    leaving, _arriving = cross(committed_pair.ann, committed_pair.zoe)
    batch = str(Transfer.objects.get(pk=leaving).batch)

    with application_connection.cursor() as cursor, pytest.raises(CheckViolation):
        cursor.execute(INSERT, row(committed_pair, batch=batch, minutes=5))

    assert stand(committed_pair) == (-60, 60, -60, 60)


def test_one_side_alone_is_not_taken_back_in_sql(committed_pair, application_connection):
    leaving, _arriving = cross(committed_pair.ann, committed_pair.zoe)
    pair = committed_pair
    undo = """
      INSERT INTO ledger_transfer (book_id, key, kind, payer_id, payee_id, minutes, reference, happened_on, recorded_by,
                                   batch, reverses_id, reason, forced)
      VALUES (%s, gen_random_uuid(), 'REVERSAL', %s, %s, 60, 'transfer:1', '2020-01-01', 'x', %s, %s, '', true)
    """

    for batch in (None, str(uuid.uuid4())):
        with application_connection.cursor() as cursor, pytest.raises(CheckViolation) as refusal:
            cursor.execute(undo, [pair.book, pair.near, pair.ann, batch, leaving])
        assert refusal.value.diag.constraint_name == "ledger_clearing"

    assert stand(pair) == (-60, 60, -60, 60)


@pytest.mark.parametrize("kind", ["EXCHANGE", "GIFT", "SETTLEMENT", "OPENING"])
def test_no_other_kind_touches_a_clearing_account(pair, kind):
    with pytest.raises(actions.NoAgreement):
        pay(pair.ann, pair.near, kind=kind)

    assert stand(pair) == (0, 0, 0, 0)


def test_clearing_moves_on_clearing_accounts_alone(pair, bank):
    with pytest.raises(actions.NoAgreement):
        pay(bank.ann, bank.bob, kind="CLEARING", batch=uuid.uuid4())
    with pytest.raises(IntegrityError), transaction.atomic():
        pay(pair.ann, pair.near, kind="CLEARING")


def test_hours_do_not_pass_through_from_bank_to_bank(pair):
    third = new_book()
    actions.open_clearing(pair.book, third, limits=actions.Limits(), other_limits=actions.Limits(), by="member:9")
    onward = Account.objects.get(book_id=pair.book, other_book_id=third).pk

    with pytest.raises(actions.NoAgreement):
        actions.post_together([posting(pair.near, onward, kind="CLEARING")])


def test_a_pair_of_banks_has_one_pair_of_accounts(committed_pair, application_connection):
    pair = committed_pair
    second = "INSERT INTO ledger_account (book_id, code, kind, other_book_id) VALUES (%s, 'second', 'CLEARING', %s)"

    with application_connection.cursor() as cursor, pytest.raises(UniqueViolation) as refusal:
        cursor.execute(second, [pair.book, pair.other])

    assert refusal.value.diag.constraint_name == "ledger_account_clears_once"
    with application_connection.cursor() as cursor, pytest.raises(CheckViolation) as refusal:
        cursor.execute(second, [pair.book, pair.book])
    assert refusal.value.diag.constraint_name == "ledger_account_two_books"


def test_crossings_both_ways_never_wait_in_a_circle(committed_pair, monkeypatch):
    monkeypatch.setattr("timebank.lib.transactions.TRIES", 1)
    pair = committed_pair

    def both_ways(first, second):
        for _ in range(10):
            cross(first, second, 1)
            cross(second, first, 1)

    answers = at_once(
        *[lambda: both_ways(pair.ann, pair.zoe)] * 3,
        *[lambda: both_ways(pair.zoe, pair.ann)] * 3,
        lambda: [take_back(cross(pair.ann, pair.zoe, 1)[0]) for _ in range(10)],
    )

    assert raised(answers) == []
    assert stand(pair) == (0, 0, 0, 0)
    whole()


def test_an_agreement_ends_and_begins_again_while_hours_cross(committed_pair):
    """Both accounts are locked in one order, whichever bank ends it: an admin's act is not tried again by itself."""
    pair = committed_pair
    limits = actions.Limits(-600, 600)

    def end_and_begin(book, other):
        for _ in range(25):
            actions.end_clearing(book, other, by="member:9")
            actions.open_clearing(book, other, limits=limits, other_limits=limits, by="member:9")

    def keep_crossing():
        for _ in range(50):
            with contextlib.suppress(actions.OverLimit):
                cross(pair.ann, pair.zoe, 1)

    answers = at_once(
        *[keep_crossing] * 2,
        lambda: end_and_begin(pair.book, pair.other),
        lambda: end_and_begin(pair.other, pair.book),
    )

    assert raised(answers) == []
    whole()


@pytest.mark.parametrize("which", ["book", "other"])
def test_a_proof_of_what_is_new_finds_crossings_whole(committed_pair, which):
    """Each book's seal reaches as far as its own rows: the twin of its last crossing lies beyond it."""
    pair = committed_pair
    cross(pair.ann, pair.zoe)
    cross(pair.zoe, pair.ann, 10)
    actions.seal_books()

    assert reads.prove_since_seal().faults == []
    actions.seal_book(getattr(pair, which))
    cross(pair.ann, pair.zoe, 5)
    actions.seal_book(getattr(pair, which))

    assert reads.prove_since_seal().faults == []
    whole()


TAMPERINGS = {
    "one side with its entries taken out": """
      DELETE FROM ledger_entry WHERE transfer_id = {arriving};
      DELETE FROM ledger_transfer WHERE id = {arriving};
      UPDATE ledger_balance SET minutes = 0, entries_count = 0, last_booked_on = NULL
       WHERE account_id IN ({far}, {zoe})""",
    "both entries and balances of one side changed": """
      UPDATE ledger_transfer SET minutes = 50 WHERE id = {arriving};
      UPDATE ledger_entry SET minutes = sign(minutes) * 50, balance_after = sign(balance_after) * 50
       WHERE transfer_id = {arriving};
      UPDATE ledger_balance SET minutes = sign(minutes) * 50 WHERE account_id IN ({far}, {zoe})""",
    "another batch": "UPDATE ledger_transfer SET batch = gen_random_uuid() WHERE id = {arriving}",
}


@pytest.mark.parametrize("statement", TAMPERINGS.values(), ids=TAMPERINGS.keys())
@pytest.mark.parametrize("prove", [reads.prove, reads.prove_since_seal])
def test_a_crossing_that_does_not_sum_to_zero_is_found(committed_pair, superuser_connection, statement, prove):
    pair = committed_pair
    leaving, arriving = cross(pair.ann, pair.zoe)

    with superuser_connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(statement.format(arriving=arriving, far=pair.far, zoe=pair.zoe))
        cursor.execute("RESET session_replication_role")

    assert ("CLEARING", leaving) in {(fault.kind, fault.transfer) for fault in prove().faults}
