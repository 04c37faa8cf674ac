"""Referrals: introducing somebody, what that person says of it, and what the time bank does."""

from services.actions.referrals.belonging import (
    end_referrals,
    end_with_consent,
    erase_referrals,
    forget_unused_links,
    move_referrals,
)
from services.actions.referrals.desk import CallMade, end_referral, point_to_known, record_call, take_on
from services.actions.referrals.links import (
    NoSuchCode,
    make_link,
    own_secret,
    secret_of,
    take_over,
)
from services.actions.referrals.making import (
    Introduction,
    NothingSaid,
    introduce_oneself,
    refer,
    refer_for_caller,
)
from services.actions.referrals.person import (
    Correction,
    change_shares,
    confirm_seen,
    correct,
    decline_kindly,
    take_back,
)
from services.actions.referrals.telling import tell_progress

__all__ = [
    "CallMade",
    "Correction",
    "Introduction",
    "NoSuchCode",
    "NothingSaid",
    "change_shares",
    "confirm_seen",
    "correct",
    "decline_kindly",
    "end_referral",
    "end_referrals",
    "end_with_consent",
    "erase_referrals",
    "forget_unused_links",
    "introduce_oneself",
    "make_link",
    "move_referrals",
    "own_secret",
    "point_to_known",
    "record_call",
    "refer",
    "refer_for_caller",
    "secret_of",
    "take_back",
    "take_on",
    "take_over",
    "tell_progress",
]
