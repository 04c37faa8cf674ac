"""All that is held on somebody: the groups of the page, and of the download. What is not in them says why."""

from django.db.models import Q

from insight.reads.held import (
    exchanging,
    gathering,
    matching,
    membership,
    referring,
    rounds,
    serving,
    signing_in,
    sponsoring,
    telling,
    trail,
    wellbeing,
)
from insight.reads.held.shapes import Group, Row, Value, Whose
from members.models import Member, Person

GROUPS: tuple[Group, ...] = (
    *membership.GROUPS,
    *exchanging.GROUPS,
    *rounds.GROUPS,
    *matching.GROUPS,
    *gathering.GROUPS,
    *serving.GROUPS,
    *sponsoring.GROUPS,
    *wellbeing.GROUPS,
    *telling.GROUPS,
    *signing_in.GROUPS,
    *referring.GROUPS,
    *trail.GROUPS,
)

# Keys to people that no group shows, each with its reason. A test finds a new one that is in neither.
NOT_SHOWN = {
    "members.Concern.about": "A concern could put somebody in danger if the one it is about read it; leads alone do.",
    "members.Erasure.member": "Nobody is left to be shown it.",
    "members.Erasure.by": "It says the same as the line in the member's history.",
    "members.RetentionRun.stopped_by": "It is about a rule of the bank, not about anybody.",
    "members.Member.merged_into": "Both entries are the same person's, and both are shown.",
    "members.MemberFile.by": "It is a file that somebody is about to bring over, and gone after a day.",
    "members.Block.blocked": "Who set it is not told, and it is shown to them.",
    "members.Conversation.begun_by": "Its first message says it.",
    "exchanges.Match.giver": "It is worked out anew every night from what they put up, which is shown.",
    "exchanges.Match.receiver": "It is worked out anew every night from what they put up, which is shown.",
    "exchanges.MetBefore.other": "It is what the other side said, and shown to them.",
    "exchanges.Dispute.opened_by": "The first of its steps says it.",
    "exchanges.Dispute.mediator": "The step by which they were asked says it.",
    "exchanges.Guest.written_by": "The event's history says who kept its register.",
    "exchanges.Round.opened_by": "That a coordinator opened a round says nothing about them.",
    "exchanges.RoundsEachMonth.by": "It is about a rule of the bank, not about anybody.",
    "exchanges.Duty.member": "Until when they are at the desk; it shows there, and publicly where the bank says so.",
    "exchanges.LastExchange.member": "It says no more than the newest of their exchanges and events.",
    "services.VoiceRound.opened_by": "That they opened a round of one question says nothing about them.",
    "services.Target.set_by": "It is about a service's goal, not about anybody.",
    "services.Cost.entered_by": "It is about a service's money, not about anybody.",
    "exchanges.SlipRun.member": "That slips with their name were printed; what came back on them is an exchange.",
    "exchanges.SlipRun.by": "That they printed slips says nothing about them.",
    "exchanges.CrossMiss.by": "That they mistyped a number of another time bank; it is gone after a day.",
    "exchanges.CrossSide.approved_by": "The exchange's history says it.",
    "exchanges.CrossSide.settled_by": "The exchange's history says it.",
    "exchanges.Exchange.proposed_by": "The exchange's history says it.",
    "exchanges.Exchange.logged_by": "The exchange's history says it.",
    "exchanges.Exchange.giver_agreed_by": "The exchange's history says it.",
    "exchanges.Exchange.receiver_agreed_by": "The exchange's history says it.",
    "services.Referral.triaged_by": "The history of the referral says it.",
    "services.Referral.hopes_by": "The history of the referral says who wrote it.",
    "services.ReferralGift.by": "The history of the referral says who wrote it.",
    "services.ReferralLink.made_by": "A link says nothing about who made it; what came of it is a referral they made.",
    "services.Service.organisation": "It is an organisation, and its page says that it is a service.",
    "services.Service.made_by": "That who runs the bank let a service take part says nothing about them.",
    "services.PotGift.decided_by": "Who asked reads what was decided; it says nothing about who did.",
    "services.RoleIdea.decided_by": "Who had the idea reads what was decided; it says nothing about who did.",
    "services.Participation.added_by": "It is about who takes part, not about who wrote it down.",
    "services.PartWish.answered_by": "It is about who wished to take part, not about who answered.",
    "services.Session.made_by": "The event's history says who put it on.",
    "services.StaffTime.recorded_by": "It is about who was on duty, not about who wrote it down.",
    "services.Programme.made_by": "It is about a programme of a service, not about who wrote it down.",
}


def all_of(person: Person) -> Whose:
    """Everything of somebody who signs in, in all their time banks, and of entries that became one with theirs."""
    theirs = Member.objects.filter(Q(person=person) | Q(merged_into__person=person), erasure=None)
    members = theirs.select_related("bank", "person").order_by("bank__name", "pk")
    return Whose(members=tuple(members), person=person)


def of_membership(member: Member) -> Whose:
    """What one time bank holds on one member, and on entries that became one with theirs."""
    merged = member.merged.filter(erasure=None).select_related("bank", "person").order_by("pk")
    return Whose(members=(member, *merged))


__all__ = ["GROUPS", "NOT_SHOWN", "Group", "Row", "Value", "Whose", "all_of", "of_membership"]
