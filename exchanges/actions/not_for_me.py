"""Saying no to a suggestion, and taking the no back: who said it is shown other things."""

import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from exchanges.models import Listing, NotForMe
from members.actions.acts import must_act_as
from members.models import Member
from timebank.lib.errors import NotAllowed


@transaction.atomic
def say_not_for_me(
    member: Member, listing: Listing, why: NotForMe.Why, *, by: Member, at: datetime.datetime
) -> NotForMe:
    """Keep that something others put up is not for a member, and why. Again says the newer reason."""
    must_act_as(member, by)
    if listing.bank_id != member.bank_id or listing.member_id == member.pk:
        raise NotAllowed(_("Only what somebody else of your time bank put up can be suggested to you."))
    said: NotForMe
    said, _is_new = NotForMe.objects.update_or_create(
        member=member, listing=listing, defaults={"why": NotForMe.Why(why), "at": at}
    )
    return said


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
    theirs.filter(listing__in=NotForMe.objects.filter(member=kept).values("listing")).delete()
    theirs.update(member=kept)
    NotForMe.objects.filter(member=kept, listing__member=kept).delete()
