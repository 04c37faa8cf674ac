"""What somebody can do about each kind of notice. Only that is followed; where there is nothing to do, nothing is."""

from enum import StrEnum, auto


class Deed(StrEnum):
    """What people do that may be an answer to what they were told."""

    ON_PAGE = auto()  # something on the page that the notice leads to: an answer, a confirmation, a change
    HELP = auto()  # says that they can help with what somebody asks for
    ASK = auto()  # says that they would like what somebody offers
    OFFER = auto()  # puts up an offer
    REQUEST = auto()  # puts up a request
    GIVE = auto()  # plans or logs help that they give
    RECEIVE = auto()  # plans or logs help that they receive
    GIVE_HOURS = auto()  # gives hours to somebody, or to the pot
    ASK_POT = auto()
    SIGN_UP = auto()  # comes to an event, or helps there
    BRING_TOGETHER = auto()  # as a coordinator: introduces two, or answers for somebody who rang


ON_PAGE = frozenset({Deed.ON_PAGE})
BEGINS_TO_GIVE = frozenset({Deed.HELP, Deed.OFFER, Deed.GIVE})
DESK_HELPS = frozenset({Deed.ON_PAGE, Deed.BRING_TOGETHER})

ANSWERED_BY: dict[str, frozenset[Deed]] = {
    "ROLE_ASKED": ON_PAGE,
    "CHECK_ENDED": ON_PAGE,
    "TERMS": ON_PAGE,
    "TALK_REPORTED": ON_PAGE,
    "PROPOSED": ON_PAGE,
    "ACCEPTED": ON_PAGE,
    "TO_CONFIRM": ON_PAGE,
    "CONFIRMED": ON_PAGE,
    "DISPUTED": ON_PAGE,
    "SETTLING": ON_PAGE,
    "WAY_OUT": ON_PAGE,
    "RETURNED": ON_PAGE,
    "RESOLVED": ON_PAGE,
    "POSTED": ON_PAGE,
    "SILENCE": ON_PAGE,
    "COSTS": ON_PAGE,
    "THANKED": ON_PAGE,
    "ON_BEHALF": ON_PAGE,
    "GIFT": ON_PAGE,
    "POT_ASKED": ON_PAGE,
    "POT_DECLINED": frozenset({Deed.ASK_POT}),
    "LOW": BEGINS_TO_GIVE,
    "ROUND_SOLVED": ON_PAGE,
    "ROUND_YES": ON_PAGE,
    "REMINDER": ON_PAGE,
    "DID_IT_HAPPEN": ON_PAGE,
    "TOMORROW": ON_PAGE,
    "SOON": ON_PAGE,
    "LISTING_ENDS": ON_PAGE,
    "CHECK_EXPIRES": ON_PAGE,
    "EVENT_TOMORROW": ON_PAGE,
    "ROUND_OPEN": ON_PAGE,
    "SAVED_SEARCH": frozenset({Deed.HELP, Deed.ASK}),
    "REQUEST_FITS": ON_PAGE,
    "NEAR_FLOOR": BEGINS_TO_GIVE,
    "UNSPENT": frozenset({Deed.ASK, Deed.REQUEST, Deed.RECEIVE, Deed.GIVE_HOURS}),
    "DIGEST": frozenset({Deed.HELP, Deed.ASK, Deed.SIGN_UP}),
    "INTRODUCED": ON_PAGE,
    "LETTER": ON_PAGE,
    "SHARING": ON_PAGE,
    "VOUCH_ASKED": ON_PAGE,
    "EVENT_DECLINED": ON_PAGE,
    "EVENT_CHANGED": ON_PAGE,
    "EVENT_PLACE": ON_PAGE,
    "REGISTER_RETURNED": ON_PAGE,
    "EVENT_UNWATCHED": ON_PAGE,
    "REFERRAL_NEW": ON_PAGE,
    "LIMITS_ASKED": ON_PAGE,
    "EVENT_WAITS": ON_PAGE,
    "EVENT_REWORDED": ON_PAGE,
    "APPROVAL_WAITS": ON_PAGE,
    "REQUEST_UNANSWERED": DESK_HELPS,
    "NEW_MEMBER": DESK_HELPS,
    "DISPUTED_BETWEEN": ON_PAGE,
    "MEDIATE": ON_PAGE,
    "KEEPING": ON_PAGE,
    "PARTNERS_PROPOSED": ON_PAGE,
}


def answered_by(*deeds: Deed) -> list[str]:
    """Give the kinds of notice that any of these is an answer to."""
    return [kind for kind, answers in ANSWERED_BY.items() if answers.intersection(deeds)]
