"""Who acts, for whom, and what every step of an exchange has in common."""

import datetime
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from exchanges.access import acts_for_a_party, stands_with_a_party
from exchanges.actions.guardians import tell_guardians
from exchanges.actions.listings import note_answer, withdraw_search
from exchanges.actions.suggestions import withdraw_not_begun, withdraw_suggestions
from exchanges.models import LONGEST_MINUTES, SHORTEST_MINUTES, Exchange, Step
from members.actions import tell_member
from members.actions.blocking import must_not_be_apart
from members.models import Bank, Block, Mandate, Member
from notices import actions as notices
from notices.models import Deed
from timebank.lib.durations import nearest_steps, which_step_in_words
from timebank.lib.errors import NotAllowed, RuleBroken, WrongState

HAPPENED = "exchanges:happened"  # where one tap says that a plan happened
# Which reminders of an exchange are moot as soon as it has moved on from a state, by the page they lead to.
MOOT_AFTER: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    Exchange.State.AGREED: (("exchanges:exchange", ("TOMORROW", "SOON")), (HAPPENED, ("DID_IT_HAPPEN",))),
    Exchange.State.LOGGED: (("exchanges:exchange", ("REMINDER",)),),
}
# The kinds of notices that ask for an answer.
QUESTIONS = frozenset({"PROPOSED", "TO_CONFIRM", "REMINDER", "DID_IT_HAPPEN", "WAY_OUT"})


class CannotExchange(RuleBroken):
    """These two members, this time or this day cannot make an exchange."""


class NotAStep(CannotExchange):
    """The bank counts hours in steps, and this time lies between two of them; the sentence names both."""


class ReasonMissing(RuleBroken):
    """Who is told that something was decided or undone must be told why."""


@dataclass(frozen=True)
class Act:
    """Who acts, and when; on whose behalf, and how that member told them.

    `booked_on` is for the demo bank and imports alone: they ask the ledger for past days.
    """

    by: Member
    at: datetime.datetime
    on_behalf_of: Member | None = None
    channel: str = ""
    booked_on: datetime.date | None = None

    @property
    def speaker(self) -> Member:
        """Whose word this is."""
        return self.on_behalf_of or self.by

    @property
    def is_by_mandate(self) -> bool:
        """Whether a supporter, a guardian or a delegate speaks for the member."""
        return self.on_behalf_of is not None and self.channel in Step.BY_MANDATE


def locked(exchange: Exchange) -> Exchange:
    """Read the exchange afresh under its row lock, so that nobody else moves it meanwhile."""
    return (
        Exchange.objects.select_for_update(no_key=True, of=("self",))
        .select_related("bank", "giver", "receiver", "category__parent")
        .get(pk=exchange.pk)
    )


def must_be(exchange: Exchange, *states: Exchange.State) -> None:
    """Refuse a step that is out of turn."""
    if exchange.state not in states:
        raise WrongState(
            _("This can't be done now: the exchange is “%(state)s”. Someone may have changed it just before you.")
            % {"state": exchange.get_state_display()}
        )


def must_speak_for_a_party(exchange: Exchange, act: Act) -> None:
    """Refuse whoever is no party, nor acts for one, nor is a coordinator writing down a party's word.

    Nobody speaks for both sides but a coordinator whom both told, and who stands with neither.
    """
    must_be_of_this_bank(exchange, act)
    if not exchange.has_party(act.speaker):
        raise NotAllowed(_("Only the two people of this exchange can say this."))
    if act.on_behalf_of is None:
        return
    if act.is_by_mandate:
        must_hold_mandate(act, act.on_behalf_of)
        _must_not_have_spoken_for(exchange, exchange.other_side(act.on_behalf_of), act)
    else:
        _must_write_down(exchange, act)


def must_reach_other(exchange: Exchange, act: Act, words: str) -> None:
    """Refuse words to somebody who hears nothing more from the other; what coordinators were told they may write."""
    if words.strip() and act.channel not in Step.TOLD:
        must_not_be_apart(exchange.giver, exchange.receiver)


def words_to_other(exchange: Exchange, words: str) -> str:
    """Give the words of one side as the other is told them: to who is apart none, though who settles it reads them."""
    return "" if Block.objects.between(exchange.giver, exchange.receiver).exists() else words


def must_have_reason(reason: str) -> None:
    """Refuse to decide or undo for two without saying why."""
    if not reason.strip():
        raise ReasonMissing(_("Write why. Both of them will read it."))


def must_trade(member: Member) -> None:
    """Refuse for who has a rest, is suspended or has left."""
    if member.state == Member.State.PAUSED:
        raise CannotExchange(_("%(name)s is having a rest.") % {"name": member.name})
    if not member.can_trade:
        raise CannotExchange(_("%(name)s can't give or receive hours here.") % {"name": member.name})


def must_be_coordinator(exchange: Exchange, act: Act) -> None:
    """Refuse whoever does not run this bank day to day, took part, or stands with one of the two."""
    must_decide_oneself(exchange, act)
    if not act.by.is_coordinator:
        raise NotAllowed(_("Only a coordinator can do this."))
    if exchange.has_party(act.by):
        raise NotAllowed(_("You took part in this exchange, so somebody else does this."))
    if stands_with_a_party(exchange, act.by):
        raise NotAllowed(_("You act for one of them, or wrote down their e-mail address. Somebody else does this."))


def must_decide_oneself(exchange: Exchange, act: Act) -> None:
    """Refuse whoever belongs elsewhere, or would decide in another's name: a decision is one's own."""
    must_be_of_this_bank(exchange, act)
    if act.on_behalf_of is not None:
        raise NotAllowed(_("Nobody decides this in another's name."))


def must_be_of_this_bank(exchange: Exchange, act: Act) -> None:
    """Refuse whoever belongs to another bank, or no longer to this one."""
    if act.by.bank_id != exchange.bank_id or not act.by.belongs:
        raise NotAllowed(_("Only people of this time bank can do this."))


def move(exchange: Exchange, to: Exchange.State, act: Act, *, reason: str = "") -> None:
    """Change the state of a locked exchange and write the line of its history. Saves the whole row."""
    came_from = exchange.state
    exchange.state, exchange.state_since = to, act.at
    exchange.save()
    Step.objects.create(
        exchange=exchange,
        at=act.at,
        by=act.by,
        on_behalf_of=act.on_behalf_of,
        channel=act.channel if act.on_behalf_of else "",
        from_state=came_from,
        to_state=to,
        minutes=exchange.minutes,
        reason=reason,
    )
    note_acted(exchange, act, came_from)
    if not came_from and exchange.listing is not None:
        note_answer(exchange.listing, act.speaker, act.at)
    tell_guardians(exchange, by=act.by, at=act.at)
    if act.on_behalf_of is not None and not act.is_by_mandate:
        _count_as_told(exchange, act.on_behalf_of, act)
    withdraw_reminders(exchange, came_from)
    if not came_from:
        withdraw_suggestions(exchange.bank, earn=[exchange.giver], spend=[exchange.receiver])
        withdraw_not_begun(exchange.bank, parties(exchange))


def note_acted(exchange: Exchange, act: Act, came_from: str = "") -> None:
    """Count what somebody does about an exchange towards what they were told of it, and of giving and receiving."""
    key, paths = act.speaker.actor_key, (path_of(exchange), path_of(exchange, HAPPENED))
    is_new, is_agreed = not came_from, exchange.state == Exchange.State.AGREED
    towards = exchange.other_side(act.speaker).actor_key if is_new and exchange.has_party(act.speaker) else ""
    notices.note_acted(key, paths, at=act.at, towards=towards)
    if is_new or is_agreed:
        notices.note_deed(key, Deed.GIVE if act.speaker.pk == exchange.giver_id else Deed.RECEIVE, at=act.at)


def note_approved(act: Act) -> None:
    """Count a yes of who approves towards what they were told of the desk."""
    notices.note_acted(act.by.actor_key, [reverse("exchanges:desk", args=[act.by.bank.slug])], at=act.at)


def withdraw_reminders(exchange: Exchange, came_from: str) -> None:
    """Take back what was to remind of the state an exchange has left, as far as it was not sent yet.

    What has just begun answers the listing it began with.
    """
    if not came_from and exchange.listing is not None:
        withdraw_search(exchange.listing)
    for page, kinds in MOOT_AFTER.get(came_from, ()):
        notices.withdraw(exchange.bank.slug, path_of(exchange, page), kinds=kinds)


def tell(exchange: Exchange, members: list[Member], act: Act, *, kind: str, subject: str, body: str = "") -> None:
    """Put a notice about this exchange into the outbox of each of these members, but not of who acts."""
    for member in members:
        if member.pk != act.by.pk:
            message = _message(exchange, member, kind=kind, subject=subject, body=body)
            tell_member(member, message, at=act.at, but=act.by)


def tell_one(
    exchange: Exchange, member: Member, *, at: datetime.datetime, kind: str, subject: str, body: str = ""
) -> None:
    """Put a notice about this exchange into one member's outbox; without other words it says what was done."""
    tell_member(member, _message(exchange, member, kind=kind, subject=subject, body=body), at=at)


def _message(exchange: Exchange, member: Member, *, kind: str, subject: str, body: str) -> notices.Message:
    return notices.Message(
        recipient_key=member.actor_key,
        bank=exchange.bank.slug,
        kind=kind,
        subject=subject,
        body=body or exchange.description,
        path=path_of(exchange, HAPPENED if kind == "DID_IT_HAPPEN" else "exchanges:exchange"),
    )


def check_minutes(minutes: int, bank: Bank) -> None:
    """Refuse a time of nothing, of more than a day, or between two of the bank's steps: nothing is rounded."""
    if not SHORTEST_MINUTES <= minutes <= LONGEST_MINUTES:
        raise CannotExchange(_("Write a time of more than nothing and no more than 24 hours."))
    check_step(minutes, bank)


def check_step(minutes: int, bank: Bank) -> None:
    """Refuse a time between two of the bank's steps, naming the two nearest."""
    nearest = nearest_steps(minutes, bank.step_minutes)
    if nearest:
        raise NotAStep(which_step_in_words(minutes, nearest))


def check_other_minutes(exchange: Exchange, minutes: int) -> None:
    """Refuse a time that cannot be written; what stands already was right by the rule when it was written."""
    if minutes != exchange.minutes:
        check_minutes(minutes, exchange.bank)


def void_agreements(exchange: Exchange) -> None:
    """Ask both sides of a locked exchange for their word again; the caller saves it."""
    exchange.giver_agreed_at = exchange.receiver_agreed_at = None
    exchange.giver_agreed_by = exchange.receiver_agreed_by = None


def must_hold_mandate(act: Act, member: Member) -> None:
    """Read the mandate under its row lock: it is not ended while somebody acts by it, and what has ended is over."""
    held = Mandate.objects.acting().of_party(act.by.pk, member.pk).select_for_update(no_key=True, of=("self",))
    mandate = held.first()
    if mandate is None:
        raise NotAllowed(_("You can no longer act for %(name)s.") % {"name": member.name})
    as_delegate = mandate.kind in Mandate.OF_ORGANISATIONS
    if as_delegate != (act.channel == Step.Channel.DELEGATE):
        raise NotAllowed(_("Supporters act for people, delegates for organisations."))


def _must_not_have_spoken_for(exchange: Exchange, other: Member, act: Act) -> None:
    if act.by.pk == other.pk:
        raise NotAllowed(_("You took part yourself, so somebody else says this for the other side."))
    if exchange.pk and exchange.steps.filter(by=act.by, on_behalf_of=other).exists():
        raise NotAllowed(
            _("You have spoken for %(name)s here, so somebody else speaks for the other side.") % {"name": other.name}
        )


def _must_write_down(exchange: Exchange, act: Act) -> None:
    if not act.by.is_coordinator:
        raise NotAllowed(_("Only a coordinator can write down what a member told them."))
    if exchange.has_party(act.by):
        raise NotAllowed(_("You took part yourself, so another coordinator writes down what the other side says."))
    if acts_for_a_party(exchange, act.by):
        raise NotAllowed(_("You act for one of them, so another coordinator writes down what they say."))
    if act.channel not in Step.TOLD:
        raise NotAllowed(_("Say how they told you: by phone, in person or on a slip of paper."))


def _count_as_told(exchange: Exchange, member: Member, act: Act) -> None:
    """Take from the desk what a member was to be asked about this exchange: who answers has been asked."""
    for path in (path_of(exchange), path_of(exchange, HAPPENED)):
        notices.mark_answered(member.actor_key, path, kinds=QUESTIONS, by=act.by.actor_key, at=act.at)


def path_of(exchange: Exchange, page: str = "exchanges:exchange") -> str:
    """Give the address of a page of an exchange: notices about it lead there."""
    return reverse(page, args=[exchange.bank.slug, exchange.pk])


def parties(exchange: Exchange) -> list[Member]:
    """Give both members of an exchange, the giver first."""
    return [exchange.giver, exchange.receiver]
