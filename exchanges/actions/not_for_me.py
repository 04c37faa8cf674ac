"""Saying no to a suggestion, and taking the no back: who said it is shown other things."""

import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from exchanges.models import Listing, NotForMe
from members.actions.acts import must_act_as
from members.models import Gift, Member
from timebank.lib.errors import NotAllowed


@transaction.atomic
def say_not_for_me(
    member: Member, thing: Listing | Gift, why: NotForMe.Why, *, by: Member, at: datetime.datetime
) -> NotForMe:
    """Keep that something others put up, or like to do, is not for a member, and why. Again says the newer reason."""
    must_act_as(member, by)
    if thing.member_id == member.pk or not _may_be_suggested(thing, member):
        raise NotAllowed(_("Only what somebody else put up or likes to do can be suggested to you."))
    of = {"gift": thing} if isinstance(thing, Gift) else {"listing": thing}
    said: NotForMe
    said, _is_new = NotForMe.objects.update_or_create(
        member=member, **of, defaults={"why": NotForMe.Why(why), "at": at}
    )
    return said


def _may_be_suggested(thing: Listing | Gift, member: Member) -> bool:
    """Whether it is of the member's bank, or put up where anybody reads it at one that trades with theirs."""
    if isinstance(thing, Gift):
        return thing.member.bank_id == member.bank_id
    trading = Listing.objects.of_trading_banks(member.bank_id)
    return thing.bank_id == member.bank_id or bool(trading.filter(pk=thing.pk).exists())


@transaction.atomic
def take_no_back(said: NotForMe, *, by: Member) -> None:
    """Let something be suggested again. Again does no harm."""
    must_act_as(said.member, by)
    NotForMe.objects.filter(pk=said.pk).delete()


def forget_noes(member: Member) -> None:
    """Take out all that somebody said no to: they leave, or are erased."""
    NotForMe.objects.filter(member=member).delete()


def move_noes(kept: Member, given_up: Member) -> None:
    """Let the kept number's noes be those of both, once each; nobody said no to what is their own now."""
    theirs = NotForMe.objects.filter(member=given_up)
    known = NotForMe.objects.filter(member=kept)
    theirs.filter(Q(listing__in=known.values("listing")) | Q(gift__in=known.values("gift"))).delete()
    theirs.update(member=kept)
    known.filter(Q(listing__member=kept) | Q(gift__member=kept)).delete()
