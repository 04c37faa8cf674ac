"""What holds of the measures whatever happened; and what is shown tells nothing of fewer than ten by subtraction."""

import datetime
from dataclasses import replace
from itertools import combinations, permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from services.reads.measures.rows import Gap, Person, Where
from services.reads.measures.served import Programmes
from services.reads.measures.shown import FEWEST, kept_together, parts_shown, summed
from tests.services.crowd import JULY, LIBRARY, NEIGHBOUR, SURGERY, Story

MEMBERS = (*range(1, 15), NEIGHBOUR, 501, SURGERY, LIBRARY)
DAYS = st.dates(datetime.date(2026, 5, 1), datetime.date(2026, 8, 31))
MINUTES = st.integers(1, 600)


def a_person(number, code):
    """Somebody served from some day on, perhaps introduced, perhaps no longer served: all of it by one number."""
    since = datetime.date(2026, 4, 1) + datetime.timedelta(days=code % 120)
    until = since + datetime.timedelta(days=code % 50) if code % 7 == 0 else None
    return Person(number, since, until, since if code % 2 else None, since if code % 3 else None)


CODES = st.lists(st.integers(0, 100_000), min_size=14, max_size=14)
PEOPLE = CODES.map(lambda codes: {number: a_person(number, code) for number, code in enumerate(codes, start=1)})
GIFTS = st.one_of(
    st.tuples(st.just("gave"), st.sampled_from(list(permutations(MEMBERS, 2))), MINUTES, DAYS),
    st.tuples(
        st.sampled_from(["helped", "was_helped"]),
        st.tuples(st.sampled_from(MEMBERS), st.sampled_from([Where.EVENT, Where.SESSION, Where.BESIDE])),
        MINUTES,
        DAYS,
    ),
)
TOLD = st.lists(GIFTS, max_size=20)


def told(people, gifts):
    """Tell a story and measure it."""
    story = Story(people)
    for act, who, minutes, on in gifts:
        if act == "gave":
            story.gave(*who, minutes, on)
        else:
            getattr(story, act)(who[0], minutes, who[1], on)
    return story.measured()


@given(PEOPLE, TOLD, st.integers(1, 14), st.sampled_from(MEMBERS), MINUTES, DAYS)
@settings(deadline=None, max_examples=50)
def test_a_gift_of_somebody_served_never_lowers_the_index(people, gifts, giver, receiver, minutes, on):
    if giver == receiver:
        receiver = NEIGHBOUR
    gift = ("gave", (giver, receiver), minutes, max(on, people[giver].since))

    before, after = told(people, gifts), told(people, [*gifts, gift])

    for earlier, later in zip((*before.months, before.whole), (*after.months, after.whole), strict=True):
        if earlier.is_shown and people[giver].is_served_in(gift[3], gift[3]):
            assert (later.index.fraction or 0) >= (earlier.index.fraction or 0)


@given(PEOPLE, TOLD, st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=40)
def test_the_order_in_which_gifts_are_read_never_matters(people, gifts, chance):
    shuffled = list(gifts)
    chance.shuffle(shuffled)

    assert told(people, shuffled) == told(people, gifts)


@given(PEOPLE, TOLD, st.data())
@settings(deadline=None, max_examples=40)
def test_a_gift_written_as_two_changes_nothing(people, gifts, data):
    split = []
    for act, who, minutes, on in gifts:
        first = data.draw(st.integers(0, minutes))
        split += [(act, who, part, on) for part in (first, minutes - first) if part]

    assert told(people, split) == told(people, gifts)


@given(PEOPLE, TOLD)
@settings(deadline=None, max_examples=40)
def test_shares_lie_between_nothing_and_all_and_hours_of_months_are_the_sum(people, gifts):
    found = told(people, gifts)
    shown = found.shown

    for figures in (*shown, *([found.whole] if found.whole.is_shown else [])):
        for share in (figures.index, figures.also_gave, figures.staff_like):
            assert 0 <= share.part <= share.of
    if shown:
        assert found.whole.index.part == sum(month.index.part for month in shown)
        assert found.whole.index.of == sum(month.index.of for month in shown)
        assert found.whole.hours.citizen_to_staff == sum(month.hours.citizen_to_staff for month in shown)
        assert found.whole.new_ties == sum(month.new_ties for month in shown)
        assert found.whole.staff_like.part == sum(month.staff_like.part for month in shown)


@given(PEOPLE, TOLD, st.integers(1, 14), st.sampled_from(["gaps", "untold"]))
@settings(deadline=None, max_examples=40)
def test_who_says_no_in_july_changes_nothing_before_and_no_role_or_first_gift_of_another(people, gifts, who, way):
    gone = people | {who: replace(people[who], **{way: (Gap(JULY),)})}

    before, after = told(people, gifts), told(gone, gifts)

    assert after.months[0] == before.months[0]
    own = people[who].leads_from is not None and people[who].leads_from >= JULY
    if after.months[1].is_shown and not own:
        assert after.months[1].staff_like.part == before.months[1].staff_like.part


@given(st.dictionaries(st.dates(), st.lists(st.integers(1, 30), max_size=12), max_size=12))
def test_what_is_kept_together_is_of_ten_people_wherever_a_range_begins_or_ends(said):
    found = kept_together(said, lambda member: (member,))

    assert all(len(set(members)) >= FEWEST for members in found.values())
    in_order = [member for month in sorted(said) for member in said[month]]
    counted = [member for month in sorted(found) for member in found[month]]
    assert in_order[: len(counted)] == counted
    assert len(set(in_order[len(counted) :])) < FEWEST


GROUPS = st.dictionaries(st.integers(1, 5), st.frozensets(st.integers(1, 45)), max_size=5)


@given(GROUPS, st.frozensets(st.integers(1, 45)))
@settings(deadline=None)
def test_no_programme_beside_its_service_tells_fewer_than_ten_apart(parts, others):
    whole = others.union(*parts.values())
    shown = [parts[key] for key in parts_shown(whole, parts)]

    seen = [*shown, *([whole] if len(whole) >= FEWEST else [])]

    assert all(len(people) >= FEWEST for people in shown)
    assert not shown or all(len(kind) >= FEWEST for kind in kinds_of(seen))
    for one, other in combinations(seen, 2):
        assert not any(0 < len(few) < FEWEST for few in (one ^ other, one & other))
    assert not shown or not 0 < len(whole.difference(*shown)) < FEWEST


def kinds_of(groups):
    """Put people together who are in the very same groups: what sums and differences cannot part."""
    kinds = {}
    for person in frozenset().union(*groups):
        kinds.setdefault(tuple(person in group for group in groups), set()).add(person)
    return kinds.values()


@given(GROUPS)
@settings(deadline=None)
def test_no_service_beside_the_sum_of_all_tells_fewer_than_ten_apart(parts):
    together = summed(parts.values())
    shown = [people for people in parts.values() if len(people) >= FEWEST]

    assert not together or len(together) >= FEWEST
    assert not together or all(not 0 < len(together ^ people) < FEWEST for people in shown)
    assert not together or all(not 0 < len(one & other) < FEWEST for one, other in combinations(shown, 2))
    assert not together or not 0 < len(together.difference(*shown)) < FEWEST


def test_a_small_programme_is_not_shown_by_its_large_sister():
    assert parts_shown(set(range(30)), {1: set(range(20)), 2: set(range(20, 24))}) == {1}
    assert parts_shown(set(range(24)), {1: set(range(20)), 2: set(range(20, 24))}) == frozenset()
    assert parts_shown(set(range(37)), {1: set(range(20)), 2: set(range(20, 34))}) == {1}
    assert parts_shown(set(range(34)), {1: set(range(20)), 2: set(range(20, 34))}) == {1, 2}


def test_a_figure_of_the_one_person_in_two_programmes_is_not_left_by_the_sum_of_the_two():
    one, other = set(range(20)), set(range(19, 39))

    assert parts_shown(one | other, {1: one, 2: other}) == {1}
    assert summed([one, other]) == frozenset()
    assert parts_shown(set(range(40)), {1: one, 2: set(range(10, 30))}) == {1, 2}


def test_a_figure_of_the_one_person_in_three_programmes_is_not_left_by_the_sum_of_the_three():
    tens = [set(range(start, start + 10)) for start in (0, 10, 20)]
    parts = {key: {99} | tens[key - 1] | tens[key % 3] for key in (1, 2, 3)}

    assert parts_shown({99}.union(*tens), parts) == {1, 2}


def test_a_programme_shown_in_each_month_is_not_in_all_together_where_the_rest_would_be_nine():
    june, july = datetime.date(2026, 6, 1), JULY
    whole = {june: frozenset(range(20)), july: frozenset(range(20))}
    parts = {7: {june: frozenset(range(10)), july: frozenset(range(1, 11))}}

    assert Programmes(whole, parts, {}).shown(7) == (parts[7], False)
    assert Programmes({june: whole[june]}, {7: {june: parts[7][june]}}, {}).shown(7)[1] is True


def test_small_services_count_in_the_sum_of_all_once_they_are_ten_together():
    large = frozenset(range(30))

    assert summed([large, {101, 102}, {103}]) == large
    assert len(summed([large, set(range(101, 107)), set(range(201, 205))])) == 40
    assert summed([large, large | {101}]) == frozenset()


def test_a_range_of_months_differs_from_another_by_nothing_of_a_month_of_nine():
    people = {number: Person(number, datetime.date(2026, 6, 1)) for number in range(1, 10)}
    people |= {number: Person(number, JULY) for number in range(10, 13)}
    gifts = [("gave", (1, NEIGHBOUR), 600, datetime.date(2026, 6, 9)), ("gave", (2, 1), 60, datetime.date(2026, 7, 9))]

    both, july = told(people, gifts), Story(people, first=JULY)
    july.gave(2, 1, 60, datetime.date(2026, 7, 9))

    assert both.whole.index == july.measured().whole.index
