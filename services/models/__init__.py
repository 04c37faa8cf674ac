"""Public services, their staff, programmes and sessions, who takes part, and whom they introduce."""

from services.models.participations import Participation, RoleHolding
from services.models.programmes import Programme, ProgrammeRole
from services.models.referrals import (
    LONGEST_HOPES,
    LONGEST_REASON,
    Referral,
    ReferralGift,
    ReferralLink,
    ReferralQuerySet,
    ReferralStep,
)
from services.models.services import Service, ServicePlace, StaffPost
from services.models.sessions import Session, StaffTime

__all__ = [
    "LONGEST_HOPES",
    "LONGEST_REASON",
    "Participation",
    "Programme",
    "ProgrammeRole",
    "Referral",
    "ReferralGift",
    "ReferralLink",
    "ReferralQuerySet",
    "ReferralStep",
    "RoleHolding",
    "Service",
    "ServicePlace",
    "Session",
    "StaffPost",
    "StaffTime",
]
