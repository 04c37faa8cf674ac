"""A member hears nothing more from somebody of another bank with whom they have exchanged hours."""

from django.db import transaction
from django.utils.translation import gettext as _

from exchanges.actions.acts import Act, must_hold_mandate
from exchanges.actions.crossing.acts import own_side
from exchanges.models import CrossExchange
from members.actions.blocking import block_elsewhere
from members.models import Block
from timebank.lib.errors import NotAllowed


@transaction.atomic
def block_other_side(cross: CrossExchange, act: Act) -> Block:
    """Let the other side write down nothing more with one's own; what the two have written stays. Nobody is told.

    The member does it, or who acts for them: no staff, who shall not know of it.
    """
    member = own_side(cross, act).member
    if act.speaker.pk != member.pk:
        raise NotAllowed(_("Only the two people of this exchange can do this."))
    if act.on_behalf_of is not None:
        must_hold_mandate(act, member)
    other = cross.other_side(act.by.bank).member
    if other.is_same_person_as(act.by):
        raise NotAllowed(_("You are the other one of the two, so somebody else does this."))
    return block_elsewhere(member, other, by=act.by, at=act.at)
