"""How one bank reaches a member, and whether its members may read of the others: each bank apart."""

import datetime
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from members.actions.acts import locked, note
from members.actions.reaching import must_have_the_way
from members.actions.telling import keep_told
from members.models import Member, MemberEvent
from timebank.lib.errors import NotAllowed


@dataclass(frozen=True)
class Preferences:
    """How a member wants to be reached by one bank."""

    channel: str
    telephone: str
    postal_address: str
    shows_banks: bool


@transaction.atomic
def set_preferences(member: Member, wanted: Preferences, *, by: Member, at: datetime.datetime) -> Member:
    """Write down how a member wants to be reached, as they say themselves."""
    member = locked(member)
    if by.pk != member.pk:
        raise NotAllowed(_("Only they say how they want to be reached."))
    member.channel, member.telephone, member.postal_address = wanted.channel, wanted.telephone, wanted.postal_address
    must_have_the_way(member, ["channel"])
    shown = [item for item in member.shows if item != Member.Item.BANKS]
    member.shows = [*shown, Member.Item.BANKS.value] if wanted.shows_banks else shown
    member.save(update_fields=["channel", "telephone", "postal_address", "shows"])
    keep_told(member)
    note(member, MemberEvent.Kind.PROFILE_CHANGED, by=by, at=at)
    return member
