"""Erasing what services keep of somebody in words. That they helped, by a number, stays."""

import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from members.models import Bank, Member
from services.actions.assets import erase_from_map
from services.actions.referrals.belonging import erase_referrals
from services.actions.wellbeing import forget_wellbeing
from services.models import (
    Asset,
    Cost,
    LoadedScale,
    PotGift,
    Programme,
    ProgrammeRole,
    Referral,
    ReferralGift,
    ReferralStep,
    RoleIdea,
    Service,
    ServicePlace,
    Session,
    StaffPost,
    VoiceTaken,
)
from timebank.lib.traces import Traces, replace_traces

# Where people write freely: how each table leads to the bank, and its columns. A test finds a column that is missing.
TEXTS = (
    (Asset, "bank", ("title", "words", "where", "access_words")),
    (Service, "bank", ("opening_times",)),
    (ServicePlace, "service__bank", ("address", "access", "opening_times")),
    (StaffPost, "service__bank", ("job",)),
    (Programme, "service__bank", ("title", "aim", "serves", "how_they_give")),
    (ProgrammeRole, "programme__service__bank", ("title", "words")),
    (Cost, "service__bank", ("words",)),
    (LoadedScale, "service__bank", ("licence_holder",)),
    (PotGift, "service__bank", ("words", "reason")),
    (RoleIdea, "service__bank", ("what", "who", "reason")),
    (Session, "programme__service__bank", ("title", "body", "place", "access")),
    (Referral, "bank", ("name", "hopes", "reason")),
    (ReferralGift, "referral__bank", ("words",)),
    (ReferralStep, "referral__bank", ("words",)),
)


def erase_in_services(member: Member, *, at: datetime.datetime) -> None:
    """Clear what stands of them at services, in the caller's transaction. Again does no harm."""
    VoiceTaken.objects.filter(member=member).delete()
    forget_wellbeing(member, at=at)
    StaffPost.objects.filter(member=member).delete()
    erase_from_map(member, at=at)
    erased = str(_("Words erased"))
    PotGift.objects.filter(Q(giver=member) | Q(asked_by=member)).update(words="", reason="")
    RoleIdea.objects.filter(by=member).update(what=erased, who=erased, reason="")
    erase_referrals(member)


def replace_in_services(bank: Bank, traces: Traces) -> None:
    """Put dots where somebody is named in what services and others wrote."""
    for model, path, fields in TEXTS:
        replace_traces(model._default_manager.filter(**{path: bank.pk}), fields, traces)
