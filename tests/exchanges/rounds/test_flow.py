"""Who helps whom in a round: limits hold, wishes are not passed, and no other answer helps for longer."""

import itertools
from collections import defaultdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from exchanges.actions.rounds import flow
from exchanges.actions.rounds.flow import Give, Pair, Piece, Room, Take, bring_together

QUICKLY = settings(max_examples=80, deadline=None)
HALF_HOURS = some.integers(0, 5).map(lambda pieces: pieces * 30)


@some.composite
def rounds(draw, *, members=4, wishes=4, longest=HALF_HOURS, people=3):
    """Make up a round: a few members with room for some, what they take and give, and which of it fits."""
    who = list(range(draw(some.integers(2, members))))
    spend = some.none() | longest
    rooms = {each: Room(draw(longest), draw(some.none() | longest), draw(spend)) for each in who}
    takes = [Take(key, draw(some.sampled_from(who)), draw(longest)) for key in range(draw(some.integers(0, wishes)))]
    gives = [
        Give(100 + key, draw(some.sampled_from(who)), draw(longest), draw(some.integers(1, people)))
        for key in range(draw(some.integers(0, wishes)))
    ]
    fitting = [(take, give) for take in takes for give in gives if take.member != give.member]
    chosen = [each for each in fitting if draw(some.booleans())]
    pairs = [Pair(take.key, give.key, draw(some.integers(0, 3))) for take, give in chosen]
    return rooms, takes, gives, pairs


def why_not(asked, pieces, *, step=30):
    """Name the first law that an answer breaks; nothing where all hold."""
    rooms, takes, gives, pairs = asked
    takers, givers = {take.key: take for take in takes}, {give.key: give for give in gives}
    taken, given_, people = defaultdict(int), defaultdict(int), defaultdict(set)
    moved, spent = defaultdict(int), defaultdict(int)
    for piece in pieces:
        receiver, giver = takers[piece.take].member, givers[piece.give].member
        taken[piece.take] += piece.minutes
        given_[piece.give] += piece.minutes
        people[piece.give].add(receiver)
        moved[receiver] -= piece.minutes
        spent[receiver] += piece.minutes
        moved[giver] += piece.minutes
    tops = {who: room.up_minutes for who, room in rooms.items() if room.up_minutes is not None}
    laws = {
        "a pair that may not be": {(p.take, p.give) for p in pieces} - {(p.take, p.give) for p in pairs},
        "a pair twice": len(pieces) != len({(p.take, p.give) for p in pieces}),
        "shorter than half an hour": [p for p in pieces if p.minutes < 30 or p.minutes % step],
        "more than was asked": [key for key, minutes in taken.items() if minutes > takers[key].minutes],
        "more than was offered": [key for key, minutes in given_.items() if minutes > givers[key].minutes],
        "more people than offered": [key for key, who in people.items() if len(who) > givers[key].people],
        "below the floor": [who for who, minutes in moved.items() if -minutes > rooms[who].down_minutes],
        "above the ceiling": [who for who, top in tops.items() if moved[who] > top],
        "more than may be spent": [
            who
            for who, minutes in spent.items()
            if rooms[who].spend_minutes is not None and minutes > rooms[who].spend_minutes
        ],
    }
    return next((law for law, broken in laws.items() if broken), None)


def worth(asked, pieces):
    """Give minutes, and how much is liked for each half hour."""
    liking = {(pair.take, pair.give): pair.liking for pair in asked[3]}
    minutes = sum(piece.minutes for piece in pieces)
    return minutes, sum(liking[piece.take, piece.give] * piece.minutes // 30 for piece in pieces)


def best_by_trying_all(asked):
    """Try every answer there is."""
    _rooms, takes, gives, pairs = asked
    minutes = {each.key: each.minutes for each in (*takes, *gives)}
    choices = [range(0, min(minutes[pair.take], minutes[pair.give]) + 1, 30) for pair in pairs]
    answers = (
        [Piece(pair.take, pair.give, long) for pair, long in zip(pairs, lengths, strict=True) if long]
        for lengths in itertools.product(*choices)
    )
    return max(worth(asked, answer) for answer in answers if why_not(asked, answer) is None)


@QUICKLY
@given(rounds(members=6, wishes=8))
def test_every_limit_holds_and_no_wish_is_passed(asked):
    assert why_not(asked, bring_together(*asked)) is None


@QUICKLY
@given(rounds(longest=some.integers(0, 160)))
def test_odd_limits_and_wishes_hold_too(asked):
    assert why_not(asked, bring_together(*asked)) is None


@QUICKLY
@given(rounds(members=6, wishes=8, longest=some.integers(0, 160)), some.sampled_from([1, 15]))
def test_counted_to_the_minute_or_in_quarters_every_limit_holds_and_no_less_is_found(asked, step):
    pieces = bring_together(*asked, step_minutes=step)

    assert why_not(asked, pieces, step=step) is None
    in_half_hours = {(each.take, each.give): each.minutes for each in bring_together(*asked)}
    assert {(each.take, each.give) for each in pieces} == in_half_hours.keys()
    assert all(each.minutes >= in_half_hours[each.take, each.give] for each in pieces)


@QUICKLY
@given(rounds(members=3, wishes=3, longest=some.integers(0, 2).map(lambda pieces: pieces * 30), people=2))
def test_no_other_answer_helps_for_longer_or_is_liked_better(asked):
    pieces = bring_together(*asked)

    assert worth(asked, pieces) == best_by_trying_all(asked)


@QUICKLY
@given(rounds(members=6, wishes=8), some.randoms())
def test_the_same_question_has_the_same_answer_in_whatever_order_it_is_asked(asked, chance):
    rooms, *lists = asked
    shuffled = [chance.sample(each, len(each)) for each in lists]
    members = dict(chance.sample(list(rooms.items()), len(rooms)))

    assert bring_together(*asked) == bring_together(members, *shuffled)


@QUICKLY
@given(rounds(members=6, wishes=8, people=1))
def test_where_the_search_is_given_up_every_limit_holds_too(asked):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(flow._Network, "chosen", lambda _network: None)
        pieces = bring_together(*asked)

    assert why_not(asked, pieces) is None


@QUICKLY
@given(rounds(members=6, wishes=8, people=2))
def test_in_a_large_round_every_limit_holds_too(asked):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(flow, "MOST_SEARCHED", 0)
        patch.setattr(flow, "FITTING_BEST", 2)
        pieces = bring_together(*asked)

    assert why_not(asked, pieces) is None


def test_a_swap_of_three_needs_no_hours_from_anybody():
    nothing = Room(down_minutes=0, up_minutes=0)
    takes = [Take(member, member, 60) for member in (1, 2, 3)]
    gives = [Give(10 + member, member, 60) for member in (1, 2, 3)]
    circle = [Pair(1, 12), Pair(2, 13), Pair(3, 11)]

    pieces = bring_together(dict.fromkeys((1, 2, 3), nothing), takes, gives, circle)

    assert pieces == [Piece(1, 12, 60), Piece(2, 13, 60), Piece(3, 11, 60)]


def test_what_is_to_be_given_later_pays_for_nothing_where_hours_are_set_aside():
    room = Room(down_minutes=0, up_minutes=None, spend_minutes=0)
    takes, gives = [Take(1, 1, 60), Take(2, 2, 60)], [Give(11, 1, 60), Give(12, 2, 60)]

    assert bring_together({1: room, 2: room}, takes, gives, [Pair(1, 12), Pair(2, 11)]) == []


def test_who_gives_to_one_person_alone_is_not_shared_out():
    rooms = {member: Room(600) for member in (1, 2, 3)}
    takes, gives = [Take(1, 1, 60), Take(2, 2, 90)], [Give(11, 3, 240, people=1)]

    assert bring_together(rooms, takes, gives, [Pair(1, 11, 3), Pair(2, 11, 0)]) == [Piece(2, 11, 90)]


@pytest.mark.parametrize(("step", "minutes"), [(1, 50), (15, 45), (30, 30)])
def test_help_is_as_long_as_both_wish_in_the_banks_steps(step, minutes):
    rooms = {member: Room(600) for member in (1, 2)}

    pieces = bring_together(rooms, [Take(1, 1, 55)], [Give(11, 2, 50)], [Pair(1, 11)], step_minutes=step)

    assert pieces == [Piece(1, 11, minutes)]


def test_what_half_hours_leave_over_goes_where_most_of_it_helps():
    rooms = {1: Room(600), 2: Room(600), 3: Room(600), 4: Room(600)}
    takes, gives = [Take(1, 1, 45), Take(2, 2, 75)], [Give(11, 3, 75, people=2), Give(12, 4, 45)]
    pairs = [Pair(1, 11), Pair(2, 11), Pair(2, 12)]

    pieces = bring_together(rooms, takes, gives, pairs, step_minutes=1)

    assert sum(each.minutes for each in pieces) == 120


def test_where_nobody_fits_nothing_is_found():
    assert bring_together({1: Room(60)}, [Take(1, 1, 60)], [], []) == []
