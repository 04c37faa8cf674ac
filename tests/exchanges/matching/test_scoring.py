"""The score of a match, and its reasons: properties that hold whatever is known."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchanges.matching.scoring import WEIGHTS, Features, Why, reasons, score

shares = st.floats(0, 1)
features = st.builds(
    Features,
    likeness=shares,
    same_kind=st.booleans(),
    at_home=st.booleans(),
    minutes_away=st.none() | st.integers(0, 500),
    same_area=st.booleans(),
    share_times=st.none() | st.booleans(),
    have_met=st.booleans(),
    giver_has_given=st.booleans(),
    receiver_has_received=st.booleans(),
    is_unlike_wanted=st.booleans(),
    is_unwantedly_far=st.booleans(),
)


@given(features)
def test_a_score_is_of_one_and_never_above_its_likeness(known):
    assert 0 <= score(known) <= known.likeness + 1e-9
    assert sum(WEIGHTS.values()) == pytest.approx(1)


@given(features, features)
def test_being_about_the_same_thing_comes_first(one, other):
    """A fifth of the score is what a time bank is for: it never lifts what is much less likely."""
    plain = {"is_unlike_wanted": False, "is_unwantedly_far": False}
    one, other = replace(one, likeness=0.9, **plain), replace(other, likeness=0.7, **plain)

    assert score(one) > score(other)


@given(features)
def test_each_thing_that_speaks_for_a_match_lifts_it(known):
    for better in (
        {"at_home": True},
        {"have_met": False},
        {"giver_has_given": False},
        {"receiver_has_received": False},
        {"same_area": True},
        {"share_times": True},
    ):
        assert score(replace(known, **better)) >= score(known)


@given(features)
def test_a_reason_is_given_only_for_what_holds(known):
    named = reasons(known)

    assert (Why.NOT_MET in named) == (not known.have_met)
    assert [why in named for why in (Why.SAME_THING, Why.ALIKE, Why.PERHAPS)].count(True) == 1
    assert Why.NEAR not in named or known.minutes_away is not None
