"""Exchanges with other banks in words: of the other bank its name and its member's, and nothing else."""

import datetime
from dataclasses import dataclass

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exchanges.access.crossing import CrossChoices
from exchanges.models import CrossExchange, CrossSide, CrossStep
from exchanges.views.facts import Fact
from exchanges.views.sentences import Badge, named
from members.models import Bank, Member, Partnership
from timebank.lib.durations import hours_in_words

NEWEST_SHOWN = 3
State = CrossExchange.State
Refusal = CrossExchange.Refusal
BADGES = {
    State.LOGGED: (gettext_lazy("Waiting to be agreed"), "wait", ""),
    State.CONFIRMED: (gettext_lazy("Waiting for the time banks"), "wait", ""),
    State.POSTED: (gettext_lazy("Settled"), "ok", ""),
    State.DISPUTED: (gettext_lazy("Not agreed"), "stop", ""),
    State.CANCELLED: (gettext_lazy("Cancelled"), "", "x"),
    State.REVERSED: (gettext_lazy("Taken back"), "", "x"),
}


@dataclass(frozen=True)
class CrossRow:
    """One of a list, in words."""

    cross: CrossExchange
    sentence: str
    badge: Badge


@dataclass(frozen=True)
class CrossLine:
    """One line of its history, as the people of one bank read it."""

    words: str
    on_behalf: str
    reason: str
    at: datetime.datetime


def row(cross: CrossExchange, reader: Member) -> CrossRow:
    """Put one of a list into words."""
    return CrossRow(cross, sentence(cross, reader), badge(cross))


def badge(cross: CrossExchange) -> Badge:
    """Say how it stands."""
    words, kind, icon = BADGES[State(cross.state)]
    return Badge(str(words), kind, icon)


def sentence(cross: CrossExchange, reader: Member) -> str:
    """Say who gave whom how much, naming the other's bank."""
    ours, other = cross.side_of(reader.bank), cross.other_side(reader.bank)
    is_own = ours.member_id == reader.pk
    words = {
        "own": named(ours.member),
        "other": elsewhere(other),
        "hours": hours_in_words(cross.minutes),
    }
    if ours.gives:
        return (_("You gave %(other)s %(hours)s") if is_own else _("%(own)s gave %(other)s %(hours)s")) % words
    return (_("%(other)s gave you %(hours)s") if is_own else _("%(other)s gave %(own)s %(hours)s")) % words


def elsewhere(side: CrossSide) -> str:
    """Name the member of another bank, and the bank."""
    return _("%(name)s of %(bank)s") % {"name": named(side.member), "bank": side.bank.name}


def next_step(cross: CrossExchange, reader: Member, may: CrossChoices) -> str:
    """Say what it waits for."""
    ours, other = cross.side_of(reader.bank), cross.other_side(reader.bank)
    words = {"own": named(ours.member), "other": named(other.member), "bank": other.bank.name}
    if cross.state == State.LOGGED:
        return _logged(ours, other, words, may)
    if cross.state == State.CONFIRMED and not cross.refusal:
        if ours.approved_at is None:
            return _("Both agreed. A coordinator of our time bank looks at it next.")
        return _("Both agreed, and our side is ready. It waits for %(bank)s.") % words
    if cross.state == State.DISPUTED:
        return _disputed(cross, ours, other, words)
    return ""


def _logged(ours: CrossSide, other: CrossSide, words: dict[str, str], may: CrossChoices) -> str:
    if may.confirm:
        return _("Is that right?")
    if ours.agreed_at is None:
        return _("%(own)s has not agreed yet.") % words
    return "" if other.agreed_at else _("%(other)s has not agreed yet.") % words


def _disputed(cross: CrossExchange, ours: CrossSide, other: CrossSide, words: dict[str, str]) -> str:
    said = [_("It ends when a coordinator of each time bank writes the same.")]
    for side, name in ((ours, _("We wrote: %(what)s.")), (other, _("%(bank)s wrote: %(what)s."))):
        if side.settles_minutes is not None:
            what = hours_in_words(side.settles_minutes) if side.settles_minutes else _("take it back")
            said.append(name % {**words, "what": what})
    return " ".join(said)


def refusal(cross: CrossExchange, reader: Member) -> str:
    """Say why the ledger took it not, as much of it as this reader may know."""
    if cross.state != State.CONFIRMED or not cross.refusal:
        return ""
    ours = cross.side_of(reader.bank)
    words = {"name": named(ours.member), "fits": hours_in_words(cross.fits_minutes or 0)}
    knows = reader.runs_or_audits or reader.pk == ours.member_id
    is_ours = ours.gives == (cross.refusal == Refusal.GIVER)
    if cross.refusal == Refusal.AGREEMENT:
        if reader.pk == ours.member_id and not reader.is_coordinator:
            return _("What the two time banks agreed leaves no room just now. The coordinators look at it.")
        return _("What the two time banks agreed leaves room for %(fits)s only. The admins can change it.") % words
    if not is_ours or not knows:
        return _("The side of the other time bank can't be posted just now. They look at it.")
    if cross.refusal == Refusal.RECEIVER:
        return _("%(name)s can spend %(fits)s only.") % words
    return _("%(name)s has room for %(fits)s only.") % words


def facts(cross: CrossExchange, reader: Member) -> list[Fact]:
    """List what is known of it, for includes/answers.html."""
    ours, other = cross.side_of(reader.bank), cross.other_side(reader.bank)
    lines = [
        Fact(_("What was done"), cross.description),
        Fact(_("With"), elsewhere(other)),
        Fact(_("When"), formats.date_format(cross.happened_on, "l j F Y")),
        Fact(_("How long"), hours_in_words(cross.minutes)),
    ]
    if ours.category:
        lines.insert(1, Fact(_("Kind of help"), ours.category.name))
    if cross.posted_at:
        lines.append(Fact(_("In both ledgers since"), formats.date_format(ours.bank.day(cross.posted_at), "l j F Y")))
    return lines


def history(cross: CrossExchange, reader: Member) -> list[CrossLine]:
    """Give its history: who of one's own bank did what, and of the other the member's name or the bank's."""
    return [line(step, cross, reader) for step in cross.steps.all()]


def line(step: CrossStep, cross: CrossExchange, reader: Member) -> CrossLine:
    """Put one step of its history into words."""
    kind = CrossStep.Kind(step.kind)
    words = {"who": _who(step, cross, reader.bank), "what": str(kind.label), "hours": hours_in_words(step.minutes)}
    with_hours = kind in (CrossStep.Kind.LOGGED, CrossStep.Kind.AGREED, CrossStep.Kind.RESTATED)
    by_itself = kind in (CrossStep.Kind.POSTED, CrossStep.Kind.REFUSED)
    said = _("%(who)s: %(what)s, %(hours)s") if with_hours else _("%(who)s: %(what)s")
    behalf = ""
    if step.on_behalf_of is not None and step.by.bank_id == reader.bank_id:
        behalf = _("For %(name)s, %(how)s") % {
            "name": named(step.on_behalf_of),
            "how": step.get_channel_display(),
        }
    text = str(kind.label)[:1].upper() + str(kind.label)[1:] if by_itself else said % words
    return CrossLine(text, behalf, step.reason, step.at)


def _who(step: CrossStep, cross: CrossExchange, bank: Bank) -> str:
    if step.by.bank_id == bank.pk:
        return named(step.by)
    other = cross.other_side(bank)
    return elsewhere(other) if other.member_id in (step.by_id, step.on_behalf_of_id) else other.bank.name


def newest_elsewhere(reader: Member) -> list[CrossRow] | None:
    """Give the newest few of the reader's own, or of their bank for who runs it; None where it trades with no bank."""
    bank = reader.bank
    if not Partnership.objects.of(bank).filter(state__in=[Partnership.State.AGREED, Partnership.State.ENDED]).exists():
        return None
    found = CrossExchange.objects.of(bank)
    if not reader.runs_or_audits:
        found = found.with_member(reader)
    return [row(each, reader) for each in found.newest_first()[:NEWEST_SHOWN]]
