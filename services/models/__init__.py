"""Public services, their staff and programmes, who takes part, and what comes of it."""

from services.models.assets import Asset
from services.models.goals import Cost, Target
from services.models.ideas import RoleIdea
from services.models.participations import Participation, PartWish, RoleHolding
from services.models.pot import PotGift
from services.models.programmes import Programme, ProgrammeRole
from services.models.referrals import (
    LONGEST_HOPES,
    LONGEST_REASON,
    UNTOUCHED,
    Referral,
    ReferralGift,
    ReferralLink,
    ReferralQuerySet,
    ReferralStep,
)
from services.models.services import Service, ServicePlace, StaffPost
from services.models.sessions import Session, StaffTime
from services.models.voice import LadderStep, VoiceAnswer, VoiceRound, VoiceTaken
from services.models.wellbeing import LoadedScale, WellbeingAnswer, WellbeingKey, WellbeingWithdrawal

__all__ = [
    "LONGEST_HOPES",
    "LONGEST_REASON",
    "UNTOUCHED",
    "Asset",
    "Cost",
    "LadderStep",
    "LoadedScale",
    "PartWish",
    "Participation",
    "PotGift",
    "Programme",
    "ProgrammeRole",
    "Referral",
    "ReferralGift",
    "ReferralLink",
    "ReferralQuerySet",
    "ReferralStep",
    "RoleHolding",
    "RoleIdea",
    "Service",
    "ServicePlace",
    "Session",
    "StaffPost",
    "StaffTime",
    "Target",
    "VoiceAnswer",
    "VoiceRound",
    "VoiceTaken",
    "WellbeingAnswer",
    "WellbeingKey",
    "WellbeingWithdrawal",
]
