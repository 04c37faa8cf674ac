"""Two entries that are one person: what hangs on the one moves to the other. The ledger's rows stay as they are.

Callers outside this app use exchanges.actions.merging, which sees to exchanges and listings.
"""

import datetime
import uuid

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from ledger import actions as ledger
from members.actions.acts import give_up_roles, locked, must_be_admin, must_not_be_self, must_run_bank, note
from members.actions.addresses import take_back_claims
from members.actions.concerns import must_leave_a_lead
from members.actions.searching import refresh_search_text
from members.actions.signing_out import sign_out_everywhere
from members.actions.telling import keep_told, tell
from members.models import (
    Block,
    Check,
    Concern,
    Consent,
    Conversation,
    Gift,
    Letter,
    Mandate,
    Member,
    MemberEvent,
    Note,
    Person,
    TalkReport,
)
from notices import actions as notices
from timebank.lib.errors import RuleBroken, WrongState
from timebank.lib.transactions import atomic_with_retry

State = Member.State
OVER = (State.LEFT, State.DECLINED)


class NotTheSame(RuleBroken):
    """These two entries cannot become one like this."""


@atomic_with_retry
def merge(kept: Member, given_up: Member, *, by: Member, at: datetime.datetime) -> Member:
    """Let one of two entries of the same person stand for both.

    Hours or a debt of the other go to the account that is kept, as a settlement; the other account closes, its history
    stays its own. Raises the ledger's OverLimit where the kept account's limits leave no room.
    """
    first, second = sorted((kept, given_up), key=lambda member: member.pk)
    found = {member.pk: member for member in (locked(first), locked(second))}
    kept, given_up = found[kept.pk], found[given_up.pk]
    if given_up.merged_into_id == kept.pk:
        return kept
    _must_be_the_same(kept, given_up, by)
    must_leave_a_lead(given_up)
    _settle(kept, given_up, by=by, at=at)
    give_up_roles(given_up, by=by, at=at)
    given_up.state, given_up.left_at = State.LEFT, given_up.left_at or at
    given_up.back_on = given_up.review_on = None
    given_up.merged_into = kept
    if given_up.needs_approval and not kept.needs_approval:
        kept.needs_approval = True
        kept.save(update_fields=["needs_approval"])
    given_up.save(update_fields=["state", "left_at", "roles", "back_on", "review_on", "merged_into"])
    Member.objects.filter(merged_into=given_up).update(merged_into=kept)  # who has an older number still finds them
    take_back_claims(given_up, at=at)
    _move_what_hangs_on_it(kept, given_up)
    _keep_one_sign_in(kept, given_up, at=at)
    for member, other in ((kept, given_up), (given_up, kept)):
        note(member, MemberEvent.Kind.MERGED, by=by, at=at, words=str(other.number))
    refresh_search_text(kept)
    keep_told(kept)
    notices.move_choices(kept=kept.actor_key, given_up=given_up.actor_key)
    notices.silence_recipient(given_up.actor_key)
    _tell_merged(kept, given_up, at=at)
    return kept


def likely_same(member: Member) -> list[Member]:
    """Find others who may be the same: the same telephone number, or the same name and area."""
    alike = Q(name__iexact=member.name, area__iexact=member.area)
    if member.telephone:
        alike |= Q(telephone=member.telephone)
    others = Member.objects.of(member.bank).belonging().filter(alike, kind=member.kind).exclude(pk=member.pk)
    return list(others.exclude(number=None).in_name_order()[:5])


def _must_be_the_same(kept: Member, given_up: Member, by: Member) -> None:
    must_run_bank(kept.bank, by)
    for member in (kept, given_up):
        must_not_be_self(member, by)
        if member.roles or _both_sign_in(kept, given_up):
            must_be_admin(kept.bank, by)
    if kept.pk == given_up.pk or kept.bank_id != given_up.bank_id:
        raise NotTheSame(_("Choose two different members of this time bank."))
    if kept.kind != given_up.kind or kept.account_id is None or given_up.account_id is None:
        raise NotTheSame(_("Both must be people, or both organisations, with hours here."))
    if kept.age_band != given_up.age_band:
        raise NotTheSame(_("One of them is under 18 and the other is not. Put that right first."))
    _must_stand_well(kept, given_up)


def _both_sign_in(kept: Member, given_up: Member) -> bool:
    """Whether each has a sign-in of its own: a coordinator could otherwise shut one out and read on as the other."""
    return all(member.person is not None and member.person.email for member in (kept, given_up))


def _must_stand_well(kept: Member, given_up: Member) -> None:
    """A suspension, a death or an earlier merging is not got round like this; nor another bank's sign-in."""
    if kept.state not in (State.APPROVED, State.PAUSED):
        raise WrongState(_("%(name)s takes no part now. Choose to keep the other.") % {"name": kept.name})
    if given_up.state not in (State.APPROVED, State.PAUSED, State.LEFT) or given_up.merged_into_id or given_up.has_died:
        raise WrongState(_("This can't be done with number %(number)s as it stands.") % {"number": given_up.number})
    if given_up.person is not None and _is_elsewhere(given_up.person, but_not=(kept, given_up)):
        raise NotTheSame(
            _("Number %(number)s also belongs to another time bank with the same sign-in. Keep that one instead.")
            % {"number": given_up.number}
        )


def _is_elsewhere(person: Person, *, but_not: tuple[Member, ...]) -> bool:
    others = person.memberships.exclude(pk__in=[member.pk for member in but_not])
    return others.exclude(state__in=OVER).exists()


def _settle(kept: Member, given_up: Member, *, by: Member, at: datetime.datetime) -> None:
    farewell = ledger.Farewell(
        key=uuid.uuid5(uuid.NAMESPACE_URL, f"merging:{given_up.pk}:{kept.pk}"),
        by=by.actor_key,
        reason="MERGED",
        happened_on=kept.bank.day(at),
        heir_id=kept.account_id,
        debtor_id=kept.account_id,
    )
    ledger.settle_and_close(given_up.account_id or 0, farewell)


def _move_what_hangs_on_it(kept: Member, given_up: Member) -> None:
    """Move gifts, notes, checks, consents, worries, mandates and letters. What both have is left where it is."""
    for gift in Gift.objects.filter(member=given_up):
        if not Gift.objects.filter(member=kept, words__iexact=gift.words).exists():
            Gift.objects.filter(pk=gift.pk).update(member=kept)
    Note.objects.filter(member=given_up).update(member=kept)
    Check.objects.filter(member=given_up).update(member=kept)
    standing = Consent.objects.filter(member=kept, ended_at=None).exclude(terms=None).values("terms")
    Consent.objects.filter(member=given_up).exclude(ended_at=None, terms__in=standing).update(member=kept)
    for concern in Concern.objects.filter(about=given_up):  # who it is about never reads it
        concern.about.add(kept)
    _move_mandates(kept, given_up)
    _move_blocks(kept, given_up)
    TalkReport.objects.filter(by=given_up).update(by=kept)
    for conversation in Conversation.objects.filter(Q(first=given_up) | Q(second=given_up)).order_by("pk"):
        _move_conversation(conversation, kept, given_up)


def _move_mandates(kept: Member, given_up: Member) -> None:
    """Move who acts for whom; what would be for oneself, or is there already, ends with the entry that is given up."""
    for side, other in (("member", "holder"), ("holder", "member")):
        for mandate in Mandate.objects.filter(**{side: given_up}).exclude(**{other: kept}):
            same = Mandate.objects.filter(**{side: kept, other: getattr(mandate, other)}, ended_at=None)
            if mandate.ended_at is not None or not same.exists():
                Mandate.objects.filter(pk=mandate.pk).update(**{side: kept})
    Mandate.objects.filter(Q(member=given_up) | Q(holder=given_up), ended_at=None).update(ended_at=given_up.left_at)


def _move_blocks(kept: Member, given_up: Member) -> None:
    """Who blocked, or is blocked by, one entry blocks, or is blocked by, the other; nobody blocks themselves."""
    Block.objects.between(kept, given_up).delete()
    for side, other in (("blocker", "blocked"), ("blocked", "blocker")):
        standing = Block.objects.filter(**{side: kept}).values(other)
        theirs = Block.objects.filter(**{side: given_up})
        theirs.filter(**{f"{other}__in": list(standing.values_list(other, flat=True))}).delete()
        theirs.update(**{side: kept})


def _move_conversation(conversation: Conversation, kept: Member, given_up: Member) -> None:
    """Move what two wrote; into the conversation the other has with the kept entry, where there is one."""
    other_id = conversation.second_id if conversation.first_id == given_up.pk else conversation.first_id
    if other_id == kept.pk:
        return  # with themselves: it stays with the number that is given up
    Letter.objects.filter(conversation=conversation, speaker=given_up).update(speaker=kept)
    first_id, second_id = sorted((kept.pk, other_id))
    standing = Conversation.objects.filter(first=first_id, second=second_id).first()
    if standing is not None:
        Letter.objects.filter(conversation=conversation).update(conversation=standing)
        _move_reports(conversation, standing)
        latest = max(standing.last_at, conversation.last_at)
        Conversation.objects.filter(pk=standing.pk).update(last_at=latest)
        conversation.delete()
        return
    sides = {conversation.first_id: "first", conversation.second_id: "second"}
    times = {
        pk: (getattr(conversation, f"{side}_shares_at"), getattr(conversation, f"{side}_read_at"))
        for pk, side in sides.items()
    }
    times[kept.pk] = (None, times[given_up.pk][1])  # an address is shared again by who has it now
    Conversation.objects.filter(pk=conversation.pk).update(
        first=first_id,
        second=second_id,
        first_shares_at=times[first_id][0],
        first_read_at=times[first_id][1],
        second_shares_at=times[second_id][0],
        second_read_at=times[second_id][1],
    )


def _move_reports(conversation: Conversation, standing: Conversation) -> None:
    """Move what was reported; where the same member reported both, the later one is closed with the earlier."""
    for each in TalkReport.objects.filter(conversation=conversation).order_by("pk"):
        same = TalkReport.objects.open().filter(conversation=standing, by=each.by_id).first()
        if each.closed_at is None and same is not None:
            same.words = f"{same.words}\n\n{each.words}"
            same.save(update_fields=["words"])
            each.delete()
        else:
            TalkReport.objects.filter(pk=each.pk).update(conversation=standing)


def _keep_one_sign_in(kept: Member, given_up: Member, *, at: datetime.datetime) -> None:
    """Let the person sign in as the kept entry: with its own address, else with that of the one that is given up."""
    if kept.person is None or given_up.person is None:
        return
    if kept.person.email is None and given_up.person.email is not None:
        _swap_people(kept, given_up)
        take_back_claims(kept, at=at)  # asked while they had no address: it takes the place of none
    person = given_up.person
    if not _is_elsewhere(person, but_not=(given_up,)):
        person.is_active = False
        person.save(update_fields=["is_active"])
        sign_out_everywhere(person)


def _swap_people(kept: Member, given_up: Member) -> None:
    """Exchange who stands behind two entries; a bank has each person once, so one stands in for a moment."""
    theirs, other = kept.person, given_up.person
    with transaction.atomic():
        stand_in = Person.objects.create_user(None, name=given_up.name)
        for member, person in ((given_up, stand_in), (kept, other), (given_up, theirs)):
            member.person = person
            member.save(update_fields=["person"])
        kept.channel = given_up.channel  # they are reached where they sign in
        kept.save(update_fields=["channel"])
        stand_in.delete()


def _tell_merged(kept: Member, given_up: Member, *, at: datetime.datetime) -> None:
    words = {"old": given_up.number, "number": kept.number}
    tell(
        kept,
        kind="MERGED",
        subject=_("You were in our books twice. Your number is %(number)s") % words,
        body=_("Your hours are on one account now. Number %(old)s leads to the same page.") % words,
        path=reverse("exchanges:home", args=[kept.bank.slug]),
        at=at,
    )
