"""Two entries that are one person, as exchanges and listings see it."""

import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from exchanges.actions.above import merge_above
from exchanges.actions.acts import Act
from exchanges.actions.events.belonging import both_came, move_to_kept
from exchanges.actions.introducing import move_introductions
from exchanges.actions.last_exchanges import note_last_exchange
from exchanges.actions.leaving import StillOpen, has_unsettled, must_not_hold_role
from exchanges.actions.meanings import forget_matches, match_anew
from exchanges.actions.met_before import move_met_before
from exchanges.actions.not_for_me import move_noes
from exchanges.actions.plans import cancel_plans
from exchanges.actions.pot import make_one_request
from exchanges.actions.rounds.belonging import move_rounds
from exchanges.actions.searches import move_searches
from exchanges.models import Enquiry, LastExchange, Listing
from ledger.actions import OverLimit
from members import actions as members
from members.models import Member
from timebank.lib.durations import hours_in_words
from timebank.lib.errors import RuleBroken
from timebank.lib.transactions import atomic_with_retry


class DoesNotFit(RuleBroken):
    """The kept account's limits leave no room for what the other has or owes."""

    code = "over_limit"


@atomic_with_retry
def merge(kept: Member, given_up: Member, *, by: Member, at: datetime.datetime) -> Member:
    """Let one of two entries of the same person stand for both; listings move, exchanges stay where they are.

    Plans of the number that is given up are cancelled, and the other side is told the number that is kept. Raises
    StillOpen while an exchange of it is not settled, DoesNotFit and HoldsRole.
    """
    list(Member.objects.select_for_update(no_key=True).filter(pk__in=[kept.pk, given_up.pk]).order_by("pk"))
    for member in (kept, given_up):
        must_not_hold_role(member, by)
    _must_not_both_have_come(kept, given_up)
    words = {"name": kept.name, "number": kept.number}
    reason = _("%(name)s is number %(number)d now. Please plan it again with that number.") % words
    move_to_kept(kept, given_up)
    cancel_plans(given_up, Act(by, at), reason=reason)
    if has_unsettled(given_up):  # also what a plan became just now
        old = {"number": given_up.number}
        raise StillOpen(_("Number %(number)s has exchanges that are not settled yet. Settle them first.") % old)
    try:
        merged = members.merge(kept, given_up, by=by, at=at)
    except OverLimit as refusal:
        fits = hours_in_words(refusal.fits_minutes)
        told = _("%(name)s has room for %(fits)s only. An admin can change the limits.")
        raise DoesNotFit(told % {"name": kept.name, "fits": fits}) from refusal
    forget_matches(given_up)
    Listing.objects.filter(member=given_up).update(member=merged)
    match_anew(merged, at=at)
    make_one_request(merged, given_up, Act(by, at))
    _move_enquiries(merged, given_up)
    move_searches(merged, given_up)
    move_rounds(merged, given_up)
    move_noes(merged, given_up)
    move_introductions(merged, given_up)
    move_met_before(merged, given_up)
    merge_above(merged, given_up, Act(by, at))
    for last in LastExchange.objects.filter(member=given_up):
        note_last_exchange(merged.bank, [merged.pk], last.happened_on)
    return merged


def _must_not_both_have_come(kept: Member, given_up: Member) -> None:
    event = both_came(kept, given_up)
    if event is not None:
        if event.is_confidential:
            raise StillOpen(_("Both numbers stand in one register that waits. Who keeps it unticks one of them first."))
        words = _("Both numbers stand in the register of “%(what)s”. Untick number %(number)s there first.")
        raise StillOpen(words % {"what": event.title, "number": given_up.number})


def _move_enquiries(kept: Member, given_up: Member) -> None:
    """What both answered is answered once; nobody has answered what is their own now."""
    answered = Enquiry.objects.filter(asker=kept).values("listing")
    theirs = Enquiry.objects.filter(asker=given_up)
    theirs.filter(Q(listing__in=answered) | Q(listing__member=kept)).delete()
    theirs.update(asker=kept)
    Enquiry.objects.filter(asker=kept, listing__member=kept).delete()
