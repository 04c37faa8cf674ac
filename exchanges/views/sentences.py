"""Exchanges in words, as one person reads them: 'you' for themselves, names for the others.

Every name stands between marks that keep its own reading direction; `isolated` turns them into <bdi> on a page.
"""

import datetime
from dataclasses import dataclass

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exchanges.actions.silence import day_it_counts, whose_silence_counts
from exchanges.models import Exchange, Step
from members.models import Member
from timebank.lib.durations import hours_in_words

NAME_BEGINS, NAME_ENDS = "\u2068", "\u2069"

State = Exchange.State

GIVER, RECEIVER, OUTSIDER = "giver", "receiver", "outsider"
HAPPENED, PLANNED, THOUGHT_OF = "happened", "planned", "thought of"

SENTENCES: dict[tuple[str, str], Promise] = {
    (HAPPENED, GIVER): gettext_lazy("You gave %(receiver)s %(hours)s"),
    (HAPPENED, RECEIVER): gettext_lazy("%(giver)s gave you %(hours)s"),
    (HAPPENED, OUTSIDER): gettext_lazy("%(giver)s gave %(receiver)s %(hours)s"),
    (PLANNED, GIVER): gettext_lazy("You give %(receiver)s about %(hours)s"),
    (PLANNED, RECEIVER): gettext_lazy("%(giver)s gives you about %(hours)s"),
    (PLANNED, OUTSIDER): gettext_lazy("%(giver)s gives %(receiver)s about %(hours)s"),
    (THOUGHT_OF, GIVER): gettext_lazy("You would give %(receiver)s about %(hours)s"),
    (THOUGHT_OF, RECEIVER): gettext_lazy("%(giver)s would give you about %(hours)s"),
    (THOUGHT_OF, OUTSIDER): gettext_lazy("%(giver)s would give %(receiver)s about %(hours)s"),
}

QUESTIONS: dict[tuple[str, str], Promise] = {
    ("says", GIVER): gettext_lazy("%(receiver)s says you gave them %(hours)s"),
    ("says", RECEIVER): gettext_lazy("%(giver)s says they gave you %(hours)s"),
    ("again", GIVER): gettext_lazy("Please look again: you gave %(receiver)s %(hours)s"),
    ("again", RECEIVER): gettext_lazy("Please look again: %(giver)s gave you %(hours)s"),
    ("proposed", GIVER): gettext_lazy("%(receiver)s asks you for about %(hours)s"),
    ("proposed", RECEIVER): gettext_lazy("%(giver)s offers you about %(hours)s"),
}

# What moved an exchange from one state to the next. 'Any' stands where it does not matter where it came from.
ANY = "any"
STEPS: dict[tuple[str, str], Promise] = {
    (ANY, State.PROPOSED): gettext_lazy("%(who)s suggested it: about %(hours)s"),
    (State.PROPOSED, State.AGREED): gettext_lazy("%(who)s agreed to the plan"),
    (State.PROPOSED, State.DECLINED): gettext_lazy("%(who)s said: not this time"),
    (ANY, State.CANCELLED): gettext_lazy("%(who)s cancelled it"),
    (State.DISPUTED, State.CANCELLED): gettext_lazy("%(who)s looked at both sides and cancelled it"),
    ("", State.LOGGED): gettext_lazy("%(who)s wrote it down: %(hours)s"),
    (State.AGREED, State.LOGGED): gettext_lazy("%(who)s said it has happened: %(hours)s"),
    (State.LOGGED, State.LOGGED): gettext_lazy("%(who)s said it was %(hours)s"),
    (State.CONFIRMED, State.LOGGED): gettext_lazy("%(who)s sent it back, to be agreed again"),
    (State.DISPUTED, State.LOGGED): gettext_lazy("%(who)s looked at both sides: %(hours)s, to be agreed again"),
    (ANY, State.CONFIRMED): gettext_lazy("%(who)s agreed to %(hours)s"),
    ("", State.POSTED): gettext_lazy("%(who)s brought it over from the books kept before: %(hours)s"),
    (ANY, State.POSTED): gettext_lazy("%(who)s approved it, and the hours were put in the ledger"),
    (State.DISPUTED, State.POSTED): gettext_lazy("%(who)s looked at both sides and settled it at %(hours)s"),
    (ANY, State.DISPUTED): gettext_lazy("%(who)s said that something is not right"),
    (ANY, State.REVERSED): gettext_lazy("%(who)s took the hours back"),
}

AS_YOURS: dict[str, Promise] = {
    Step.Channel.SUPPORTER: gettext_lazy("%(who)s, for you, as your supporter."),
    Step.Channel.DELEGATE: gettext_lazy("%(who)s, for you, as your delegate."),
}


@dataclass(frozen=True)
class Badge:
    """Where an exchange stands, ready for includes/state.html."""

    words: str
    kind: str = ""
    icon: str = ""


@dataclass(frozen=True)
class Line:
    """One line of an exchange's history: what was done, on whose behalf and how they said so, when and why."""

    words: str
    on_behalf: str
    at: datetime.datetime
    reason: str


def named(member: Member) -> str:
    """Write a name so that its direction stays its own in any sentence."""
    return f"{NAME_BEGINS}{member.name}{NAME_ENDS}"


def sentence(exchange: Exchange, reader: Member) -> str:
    """Say who gave whom how much: 'You gave Fatima 1½ hours'."""
    return str(SENTENCES[_tense(exchange), _side(exchange, reader)]) % _words(exchange)


def question(exchange: Exchange, party: Member) -> str:
    """Say what a party is asked: 'Fatima says you gave them 1½ hours'."""
    if exchange.state == State.PROPOSED:
        kind = "proposed"
    else:
        kind = "says" if exchange.has_agreed(exchange.other_side(party)) else "again"
    return str(QUESTIONS[kind, _side(exchange, party)]) % _words(exchange)


def badge(exchange: Exchange, reader: Member) -> Badge:
    """Say where an exchange stands, and whose turn it is."""
    return {
        State.PROPOSED: lambda: Badge(_waiting_for_answer(exchange, reader), "wait"),
        State.AGREED: lambda: Badge(_("Planned"), "ok", "calendar"),
        State.DECLINED: lambda: Badge(_("Not this time"), icon="x"),
        State.LOGGED: lambda: Badge(_waiting_to_agree(exchange, reader), "wait"),
        State.CONFIRMED: lambda: Badge(_("Waiting for a coordinator"), "wait"),
        State.POSTED: lambda: Badge(_("Settled"), "ok"),
        State.DISPUTED: lambda: Badge(_("Not agreed"), "stop"),
        State.CANCELLED: lambda: Badge(_("Cancelled"), icon="x"),
        State.REVERSED: lambda: Badge(_("Taken back"), icon="x"),
    }[State(exchange.state)]()


def history(exchange: Exchange, reader: Member) -> list[Line]:
    """Tell an exchange's history, oldest first, from its steps (fetched before)."""
    return [line(exchange, step, reader) for step in exchange.steps.all()]


def line(exchange: Exchange, step: Step, reader: Member) -> Line:
    """Tell one line of an exchange's history."""
    return Line(_step_words(exchange, step, reader), _on_behalf(step, reader), step.at, step.reason)


def who(member: Member | None, reader: Member) -> str:
    """Name who did something, as the reader sees them."""
    if member is None:
        return _("The time bank")
    return _("You") if member.pk == reader.pk else named(member)


def next_step(exchange: Exchange, reader: Member) -> str:
    """Say what happens next, where it is somebody else's turn."""
    if exchange.state == State.CONFIRMED:
        return _("Both sides agreed. A coordinator looks at it, and then the hours move.")
    if exchange.state == State.DISPUTED:
        return _("Somebody who stands with neither side hears both, and helps to settle it.")
    if not exchange.has_party(reader):
        return ""
    other = {"name": named(exchange.other_side(reader))}
    if exchange.state == State.PROPOSED and exchange.proposed_by_id == reader.pk:
        return _("We have asked %(name)s, and tell you what they say.") % other
    if exchange.state == State.LOGGED and exchange.has_agreed(reader):
        return _("We have asked %(name)s to agree, and remind them after three days and after seven.") % other
    return ""


def what_silence_means(exchange: Exchange, reader: Member, at: datetime.datetime) -> str:
    """Say to the two of an exchange from which day on silence counts as a yes, where it does."""
    silent = whose_silence_counts(exchange) if exchange.has_party(reader) else None
    day = day_it_counts(exchange, at)
    if silent is None:
        return ""
    if silent.pk == reader.pk:
        words = _("If you don't answer before %(day)s, it counts as a yes. That is a rule here.")
    else:
        words = _("If they don't answer before %(day)s, it counts as a yes. That is a rule here.")
    return words % {"day": formats.date_format(day, "l j F")}


def _tense(exchange: Exchange) -> str:
    if exchange.happened_on is not None:
        return HAPPENED
    return PLANNED if exchange.state == State.AGREED else THOUGHT_OF


def _side(exchange: Exchange, reader: Member) -> str:
    if reader.pk == exchange.giver_id:
        return GIVER
    return RECEIVER if reader.pk == exchange.receiver_id else OUTSIDER


def _words(exchange: Exchange) -> dict[str, str]:
    return {
        "giver": named(exchange.giver),
        "receiver": named(exchange.receiver),
        "hours": hours_in_words(exchange.minutes),
    }


def _waiting_for_answer(exchange: Exchange, reader: Member) -> str:
    proposed_by_giver = exchange.proposed_by_id == exchange.giver_id
    asked = exchange.receiver if proposed_by_giver else exchange.giver
    if asked.pk == reader.pk:
        return _("Waiting for your answer")
    return _("Waiting for %(name)s to answer") % {"name": named(asked)}


def _waiting_to_agree(exchange: Exchange, reader: Member) -> str:
    missing = [member for member in (exchange.giver, exchange.receiver) if not exchange.has_agreed(member)]
    if reader in missing:
        return _("Waiting for you to agree")
    if len(missing) == 1:
        return _("Waiting for %(name)s to agree") % {"name": named(missing[0])}
    return _("Waiting for both to agree")


def _step_words(exchange: Exchange, step: Step, reader: Member) -> str:
    speaker = step.on_behalf_of or step.by
    if speaker is None and (step.from_state, step.to_state) == (State.LOGGED, State.CONFIRMED):
        return _("Nobody said otherwise. By the rules here that counts as a yes to %(hours)s") % {
            "hours": hours_in_words(step.minutes)
        }
    moved_by_itself = step.to_state == State.POSTED and (speaker is None or exchange.has_party(speaker))
    if moved_by_itself and step.from_state == State.CONFIRMED:
        return _("The hours were put in the ledger")
    words = STEPS.get((step.from_state, step.to_state)) or STEPS[ANY, step.to_state]
    return str(words) % {"who": who(speaker, reader), "hours": hours_in_words(step.minutes)}


def _on_behalf(step: Step, reader: Member) -> str:
    if step.on_behalf_of is None or step.to_state == State.POSTED:
        return ""
    words: str | Promise = _("%(who)s wrote this down. %(name)s told us %(channel)s.")
    if step.channel in Step.BY_MANDATE and step.on_behalf_of_id == reader.pk:
        words = AS_YOURS[step.channel]
    elif step.channel in Step.BY_MANDATE:
        words = _("%(who)s, for %(name)s, %(channel)s.")
    names = {"who": who(step.by, reader), "name": who(step.on_behalf_of, reader)}
    return str(words) % {**names, "channel": step.get_channel_display()}
