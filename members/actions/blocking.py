"""A member hears nothing more from another: no messages, no answers to listings, no plans. The other is not told."""

import datetime

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from members.actions.acts import locked, note
from members.actions.telling import tell
from members.models import Block, Conversation, Member, MemberEvent, Person, recipient_key
from notices import actions as notices
from timebank.lib.errors import NotAllowed


class Apart(NotAllowed):
    """One of the two has blocked the other; it does not say who."""


class CannotBlock(NotAllowed):
    """There is nobody to be blocked."""


@transaction.atomic
def block(member: Member, other: Member, *, at: datetime.datetime, by: Member | None = None) -> Block:
    """Let another member neither write nor ask any more; what the two have planned stays. Again does no harm.

    From now on the other no longer sees how to reach the member, where the two had shared that. Where `by` acts for
    the member, the member is told; not of whom, for what is passed on by hand is read by staff.
    """
    member = locked(member)
    if member.is_same_person_as(other) or member.bank_id != other.bank_id or not member.belongs:
        raise CannotBlock(_("Choose another member of this time bank."))
    told = _("They can no longer write to you or ask you here. Your preferences say whom; you can take it back.")
    return _block(member, other, at=at, by=by or member, told=told)


@transaction.atomic
def block_elsewhere(member: Member, other: Member, *, at: datetime.datetime, by: Member | None = None) -> Block:
    """Let a member of another bank write down no exchange with this one any more. Again does no harm.

    Who calls this has seen that the two have met: nobody is looked up in another bank.
    """
    member = locked(member)
    if member.is_same_person_as(other) or member.bank_id == other.bank_id or not member.belongs:
        raise CannotBlock(_("Choose a member of another time bank."))
    told = _("They can no longer write down hours with you. Your preferences say whom; you can take it back.")
    return _block(member, other, at=at, by=by or member, told=told)


def _block(member: Member, other: Member, *, at: datetime.datetime, by: Member, told: str) -> Block:
    _lock_people(member, other)
    found, made = Block.objects.get_or_create(blocker=member, blocked=other, defaults={"at": at})
    if made:
        _stop_sharing(member, other)
        _withdraw_what_waits(member, other)
        note(member, MemberEvent.Kind.BLOCKED, by=by, at=at)  # whom is in no history: staff read those
        if by.pk != member.pk:
            _tell_blocked_for(member, by, told, at=at)
    return found


@transaction.atomic
def unblock(standing: Block, *, at: datetime.datetime, by: Member | None = None) -> None:
    """Let somebody write and ask again, for oneself or as who acts for the member. Again does no harm."""
    member = locked(standing.blocker)
    if Block.objects.filter(pk=standing.pk).delete()[0]:
        note(member, MemberEvent.Kind.UNBLOCKED, by=by or member, at=at)


def must_not_be_apart(one: Member, other: Member) -> None:
    """Refuse two of whom one has blocked the other, in words that say no more."""
    if Block.objects.between(one, other).exists():
        raise Apart(_("You can't write to each other here."))


def _tell_blocked_for(member: Member, by: Member, told: str, *, at: datetime.datetime) -> None:
    tell(
        member,
        kind="BLOCKED_FOR_YOU",
        subject=_("%(name)s blocked somebody for you") % {"name": by.name},
        body=told,
        path=reverse("members:preferences", args=[member.bank.slug]),
        at=at,
    )


def _lock_people(*members: Member) -> None:
    """Wait for who suggests something to one of them in this moment, who then sees the block, or is seen."""
    persons = Person.objects.filter(pk__in=[member.person_id for member in members if member.person_id])
    list(persons.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))


def _withdraw_what_waits(member: Member, other: Member) -> None:
    """Bring neither to the other by what was not sent yet; but what the member wrote themselves still arrives."""
    own, theirs = _keys_of(Q(pk=member.pk)), _keys_of(_is_the_person(other))
    notices.withdraw_about(own, theirs)
    notices.withdraw_about(theirs, own, but=["LETTER"])


def _is_the_person(other: Member) -> Q:
    """Ask for each membership of the person who is blocked: a block holds for all of them."""
    return Q(pk=other.pk) if other.person_id is None else Q(pk=other.pk) | Q(person=other.person_id)


def _keys_of(members: Q) -> list[str]:
    """Give the keys by which people were told or told of, also by a number they gave up."""
    found = Member.objects.filter(members)
    given_up = Member.objects.filter(merged_into__in=found.values("pk"))
    return [recipient_key(pk) for pk in found.union(given_up).values_list("pk", flat=True)]


def _stop_sharing(member: Member, other: Member) -> None:
    for side in ("first", "second"):
        theirs = Conversation.objects.between(member, other).filter(**{side: member})
        theirs.update(**{f"{side}_shares_at": None})
