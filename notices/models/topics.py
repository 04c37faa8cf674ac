"""What notices are about: each kind that anybody is told belongs to one topic, and people choose by topic."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Topic(models.TextChoices):
    """What somebody can choose a way and a pace for; what concerns their account or safety always reaches them."""

    ACCOUNT = "ACCOUNT", _("Your account and your safety")
    EXCHANGES = "EXCHANGES", _("Your exchanges and your hours")
    REMINDERS = "REMINDERS", _("Reminders")
    SUGGESTIONS = "SUGGESTIONS", _("Suggestions")
    MESSAGES = "MESSAGES", _("Messages from people")
    EVENTS = "EVENTS", _("Events and news")
    DESK = "DESK", _("Work at the desk")


# What people choose about, and what may be kept back.
ALL_BUT_ACCOUNT = tuple(topic for topic in Topic if topic != Topic.ACCOUNT)

# What somebody asked for in this minute does not wait for the morning.
URGENT = frozenset({"SIGN_IN", "EMAIL_CHANGE", "ADDRESS_CLAIM"})

# One line for each kind that any app tells.
TOPICS: dict[str, Topic] = {
    "SIGN_IN": Topic.ACCOUNT,
    "EMAIL_CHANGE": Topic.ACCOUNT,
    "EMAIL_CHANGED": Topic.ACCOUNT,
    "ADDRESS_CLAIM": Topic.ACCOUNT,
    "ADDRESS_USED": Topic.ACCOUNT,
    "REACHED_OTHERWISE": Topic.ACCOUNT,
    "APPLIED": Topic.ACCOUNT,
    "NOT_YET": Topic.ACCOUNT,
    "NOT_ACCEPTED": Topic.ACCOUNT,
    "WELCOME": Topic.ACCOUNT,
    "WELCOME_BACK": Topic.ACCOUNT,
    "PAUSED": Topic.ACCOUNT,
    "SUSPENDED": Topic.ACCOUNT,
    "LEFT": Topic.ACCOUNT,
    "MERGED": Topic.ACCOUNT,
    "NOW_ADULT": Topic.ACCOUNT,
    "MANDATE_BEGAN": Topic.ACCOUNT,
    "MANDATE_ENDED": Topic.ACCOUNT,
    "ON_BEHALF": Topic.ACCOUNT,
    "BLOCKED_FOR_YOU": Topic.ACCOUNT,
    "PROFILE_CHANGED": Topic.ACCOUNT,
    "LISTINGS": Topic.ACCOUNT,
    "DATA_TAKEN": Topic.ACCOUNT,
    "GUARDIAN_TOLD": Topic.ACCOUNT,
    "ROLE_ASKED": Topic.ACCOUNT,
    "ROLE_GRANTED": Topic.ACCOUNT,
    "LIMITS_SET": Topic.ACCOUNT,
    "CHECK_ENDED": Topic.ACCOUNT,
    "TERMS": Topic.ACCOUNT,
    "DUES_RULE": Topic.ACCOUNT,
    "DUES_TAKEN": Topic.ACCOUNT,
    "TALK_REPORTED": Topic.ACCOUNT,
    "TALK_REPORT_CLOSED": Topic.ACCOUNT,
    "CONCERN": Topic.ACCOUNT,
    "LEDGER_FAULT": Topic.ACCOUNT,
    "PROPOSED": Topic.EXCHANGES,
    "ACCEPTED": Topic.EXCHANGES,
    "DECLINED": Topic.EXCHANGES,
    "CANCELLED": Topic.EXCHANGES,
    "TO_CONFIRM": Topic.EXCHANGES,
    "CONFIRMED": Topic.EXCHANGES,
    "DISPUTED": Topic.EXCHANGES,
    "SETTLING": Topic.EXCHANGES,
    "WAY_OUT": Topic.EXCHANGES,
    "RETURNED": Topic.EXCHANGES,
    "RESOLVED": Topic.EXCHANGES,
    "POSTED": Topic.EXCHANGES,
    "REVERSED": Topic.EXCHANGES,
    "SILENCE": Topic.EXCHANGES,
    "COSTS": Topic.EXCHANGES,
    "THANKED": Topic.EXCHANGES,
    "GIFT": Topic.EXCHANGES,
    "POT_ASKED": Topic.EXCHANGES,
    "POT_GRANTED": Topic.EXCHANGES,
    "POT_DECLINED": Topic.EXCHANGES,
    "POT_TAKEN_BACK": Topic.EXCHANGES,
    "LOW": Topic.EXCHANGES,
    "DELEGATE_TOLD": Topic.EXCHANGES,
    "ROUND_SOLVED": Topic.EXCHANGES,
    "ROUND_YES": Topic.EXCHANGES,
    "ROUND_NO": Topic.EXCHANGES,
    "ROUND_WITHDRAWN": Topic.EXCHANGES,
    "REMINDER": Topic.REMINDERS,
    "DID_IT_HAPPEN": Topic.REMINDERS,
    "TOMORROW": Topic.REMINDERS,
    "SOON": Topic.REMINDERS,
    "LISTING_ENDS": Topic.REMINDERS,
    "CHECK_EXPIRES": Topic.REMINDERS,
    "EVENT_TOMORROW": Topic.REMINDERS,
    "ROUND_OPEN": Topic.SUGGESTIONS,
    "VOICE_ASKED": Topic.REMINDERS,
    "SAVED_SEARCH": Topic.SUGGESTIONS,
    "REQUEST_FITS": Topic.SUGGESTIONS,
    "NEAR_FLOOR": Topic.SUGGESTIONS,
    "UNSPENT": Topic.SUGGESTIONS,
    "DIGEST": Topic.SUGGESTIONS,
    "INTRODUCED": Topic.MESSAGES,
    "LETTER": Topic.MESSAGES,
    "SHARING": Topic.MESSAGES,
    "SHARED": Topic.MESSAGES,
    "NOT_SHARED": Topic.MESSAGES,
    "VOUCH_ASKED": Topic.MESSAGES,
    "INVITED_JOINED": Topic.MESSAGES,
    "REFERRAL_WELCOME": Topic.ACCOUNT,
    "REFERRAL_ENDED": Topic.ACCOUNT,
    "REFERRAL_JOINED": Topic.MESSAGES,
    "REFERRAL_GAVE": Topic.MESSAGES,
    "ANNOUNCEMENT": Topic.EVENTS,
    "ASSET_ON_MAP": Topic.EVENTS,
    "ASSET_TAKEN_OFF": Topic.EVENTS,
    "EVENT_AGREED": Topic.EVENTS,
    "EVENT_DECLINED": Topic.EVENTS,
    "EVENT_CHANGED": Topic.EVENTS,
    "EVENT_CANCELLED": Topic.EVENTS,
    "EVENT_SIGNED_UP": Topic.EVENTS,
    "EVENT_PLACE": Topic.EVENTS,
    "EVENT_POSTED": Topic.EVENTS,
    "EVENT_PUT_RIGHT": Topic.EVENTS,
    "EVENT_REVERSED": Topic.EVENTS,
    "REGISTER_RETURNED": Topic.EVENTS,
    "EVENT_UNWATCHED": Topic.EVENTS,
    "SPONSOR_GIFT": Topic.EXCHANGES,
    "SPONSOR_GRANTED": Topic.EXCHANGES,
    "SPONSOR_DECLINED": Topic.EXCHANGES,
    "IDEA_ACCEPTED": Topic.EVENTS,
    "IDEA_DECLINED": Topic.EVENTS,
    "TAKES_PART": Topic.EVENTS,
    "LIMITS_ASKED": Topic.DESK,
    "REFERRAL_NEW": Topic.DESK,
    "EVENT_WAITS": Topic.DESK,
    "APPROVAL_WAITS": Topic.DESK,
    "REQUEST_UNANSWERED": Topic.DESK,
    "NEW_MEMBER": Topic.DESK,
    "EVENT_REWORDED": Topic.DESK,
    "DISPUTED_BETWEEN": Topic.DESK,
    "REVERSED_BETWEEN": Topic.DESK,
    "MEDIATE": Topic.DESK,
    "HEIR": Topic.DESK,
    "KEEPING": Topic.DESK,
    "REPORT": Topic.DESK,
    "MONTH_CLOSED": Topic.DESK,
    "MONTH_LETTER": Topic.DESK,
    "PARTNERS_PROPOSED": Topic.DESK,
    "PARTNERS_ACCEPTED": Topic.DESK,
    "PARTNERS_DECLINED": Topic.DESK,
    "PARTNERS_WITHDRAWN": Topic.DESK,
    "PARTNERS_LIMITS_SET": Topic.DESK,
    "PARTNERS_ENDED": Topic.DESK,
}


def topic_of(kind: str) -> Topic:
    """Give a kind's topic. One that nobody entered always reaches people: better once too often than never."""
    return TOPICS.get(kind, Topic.ACCOUNT)
