"""What becomes of somebody's part in rounds when they rest, leave, are erased, or two numbers become one."""

from django.db.models import Q
from django.utils.translation import gettext as _

from exchanges.actions.acts import Act
from exchanges.actions.rounds.opening import path_of_proposal
from exchanges.models import Round, RoundEntry, RoundProposal
from members.actions import tell_member
from members.models import Member
from notices import actions as notices

State = RoundProposal.State


def end_proposals_of(member: Member, act: Act, *, reason: str) -> None:
    """Call off what a round found for a member and nobody has fixed yet; who had said yes is told."""
    waiting = RoundProposal.objects.waiting().with_member(member).order_by("pk")
    locked = waiting.select_for_update(no_key=True, of=("self",))
    for proposal in locked.select_related("round__bank", "giver__bank", "receiver__bank"):
        proposal.state, proposal.ended_at = State.ENDED, act.at
        proposal.save(update_fields=["state", "ended_at"])
        other = proposal.other_side(member)
        if proposal.has_said_yes(other):
            subject = _("Called off: %(what)s") % {"what": proposal.words}
            message = notices.Message(
                recipient_key=other.actor_key,
                bank=proposal.round.bank.slug,
                kind="ROUND_NO",
                subject=subject,
                body=reason,
                path=path_of_proposal(proposal),
            )
            tell_member(other, message, at=act.at, but=act.by)


def forget_rounds(member: Member) -> None:
    """Take what somebody entered out of rounds that are open, and the words out of those that are over: they leave."""
    RoundEntry.objects.filter(member=member, round__state=Round.State.OPEN).delete()
    RoundProposal.objects.with_member(member).update(reason="")


def move_rounds(kept: Member, given_up: Member) -> None:
    """Let the kept number take part in what is open; of two parts the kept number's stays."""
    theirs = RoundEntry.objects.filter(member=given_up, round__state=Round.State.OPEN)
    both = Q(round__in=RoundEntry.objects.filter(member=kept).values("round"))
    theirs.filter(both).delete()
    theirs.update(member=kept)
