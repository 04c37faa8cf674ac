"""From what is known about a request and who could answer it to one figure, 0 to 1, and the reasons for it.

Two tables hold every weight. How surely two texts are about the same thing comes first; what a time bank is for (people
who have not met, who have not yet given, who live near) only puts equals in order, so it is a fifth of the score.
"""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """How the kinds of help of a request and an offer stand to each other."""

    SAME = "SAME"
    RELATED = "RELATED"  # one main kind above both, or one is the main kind of the other
    UNSAID = "UNSAID"  # one of them has none
    OTHER = "OTHER"


class Why(StrEnum):
    """A reason for a match, as a code; the pages have its words."""

    SAME_THING = "SAME_THING"
    ALIKE = "ALIKE"
    PERHAPS = "PERHAPS"
    SAME_KIND = "SAME_KIND"
    SAME_AREA = "SAME_AREA"
    NEAR = "NEAR"
    SAME_TIMES = "SAME_TIMES"
    SAME_LANGUAGE = "SAME_LANGUAGE"
    ELSEWHERE = "ELSEWHERE"
    NOT_MET = "NOT_MET"
    FIRST_GIVING = "FIRST_GIVING"
    FIRST_RECEIVING = "FIRST_RECEIVING"


# Log-odds that a coordinator would ring this giver first: meaning, words and the beginning by logistic regression over
# all pairs of the labelled texts in tests/benchmarks/matching (docs/decisions/0036-matching.md).
LIKENESS = {
    "begin": -3.4,  # most pairs do not fit
    "meaning": 17.0,  # how alike in meaning, less what each is alike to everything
    "words": 1.0,  # the share of what is asked that stands there in the same words: names and rare things
    "words_alone": 4.0,  # where no model is installed
    # The regression says 3.7 between the same kind and another. Labelled by one careful hand, kinds are better chosen
    # there than by people in a hurry, so they count for half of it and never decide alone.
    Kind.SAME: 1.2,
    Kind.RELATED: 0.8,
    Kind.UNSAID: 0.0,
    Kind.OTHER: -0.7,
}

# What is multiplied with the likeness; together 1, so that a score is never above its likeness.
WEIGHTS = {
    "fit": 0.78,  # about the same thing, and nobody hindered
    "at_home": 0.02,  # among equals one's own bank: between two there are two desks to ring and two yeses to wait for
    "near": 0.06,  # who lives near comes oftener; full within ten minutes on foot, none from an hour on
    "times": 0.03,  # both said when, and it is the same time; nobody said is half
    "not_met": 0.05,  # every first meeting is a new tie, which is what a time bank is for
    "first_giving": 0.04,  # who has only received is asked first: Cahn's point that everybody has something to give
    "first_receiving": 0.02,  # who has only given may let others give
}
UNSAID_SHARE = 0.5  # of a weight, where somebody said nothing
NEAR_MINUTES, FAR_MINUTES = 10, 60  # on foot
# From where on we say that it is about the same thing, or something like it; below we say that it may be. Of the three
# likeliest of the labelled requests 77 in a hundred fit from the first on, and 54 from the second.
SURE, LIKELY = 0.5, 0.15
TOO_FAR = 0.5  # what somebody who found such a way too far before is left of the score
NOT_MY_KIND = 0.3  # and of what is much like something they said they do not do


@dataclass(frozen=True, kw_only=True)
class Features:
    """What is known of a request, who asks and who could help."""

    likeness: float  # 0 to 1
    same_kind: bool = False  # both said which kind of help it is, and said the same
    at_home: bool = True  # both belong to one bank
    minutes_away: int | None = None  # on foot, from area to area; None: not known, or not to be said
    same_area: bool = False
    share_times: bool | None = None  # None: one of them said nothing
    share_language: bool = False  # another than everybody's
    have_met: bool = False
    giver_has_given: bool = True
    receiver_has_received: bool = True
    is_unlike_wanted: bool = False  # who is shown it said of something much like it that they do not do such things
    is_unwantedly_far: bool = False  # and that such a way is too far


def score(known: Features) -> float:
    """Give the score of a match, 0 to 1."""
    shares = {
        "fit": 1.0,
        "at_home": float(known.at_home),
        "near": _near(known),
        "times": UNSAID_SHARE if known.share_times is None else float(known.share_times),
        "not_met": float(not known.have_met),
        "first_giving": float(not known.giver_has_given),
        "first_receiving": float(not known.receiver_has_received),
    }
    weighed = sum(WEIGHTS[name] * share for name, share in shares.items())
    kept = (NOT_MY_KIND if known.is_unlike_wanted else 1.0) * (TOO_FAR if known.is_unwantedly_far else 1.0)
    return known.likeness * weighed * kept


def reasons(known: Features) -> list[Why]:
    """Name what speaks for a match, the weightiest first."""
    said = [
        (Why.SAME_THING, known.likeness >= SURE),
        (Why.ALIKE, LIKELY <= known.likeness < SURE),
        (Why.PERHAPS, known.likeness < LIKELY),
        (Why.ELSEWHERE, not known.at_home),
        (Why.SAME_KIND, known.same_kind),
        (Why.SAME_AREA, known.same_area),
        (Why.NEAR, not known.same_area and known.minutes_away is not None and known.minutes_away < FAR_MINUTES),
        (Why.NOT_MET, not known.have_met),
        (Why.FIRST_GIVING, not known.giver_has_given),
        (Why.SAME_TIMES, known.share_times is True),
        (Why.SAME_LANGUAGE, known.share_language),
        (Why.FIRST_RECEIVING, not known.receiver_has_received),
    ]
    return [why for why, holds in said if holds]


def _near(known: Features) -> float:
    if known.same_area:
        return 1.0
    if known.minutes_away is None:
        return UNSAID_SHARE
    left = (FAR_MINUTES - known.minutes_away) / (FAR_MINUTES - NEAR_MINUTES)
    return min(1.0, max(0.0, left))
