"""Rounds in words: how one stands, what was found for somebody, and why not more."""

from dataclasses import dataclass

from django.utils import formats
from django.utils.translation import gettext as _

from exchanges.forms.rounds import NO, YES, AnswerForm
from exchanges.models import Round, RoundProposal, RoundWish
from exchanges.reads.rounds import Limits, Whole
from exchanges.views.sentences import Badge, named
from members.models import Member
from timebank.lib.durations import hours_in_words

State = RoundProposal.State
Why = RoundWish.Why


@dataclass(frozen=True)
class Row:
    """A round as lists and its own page name it."""

    round: Round
    words: str
    badge: Badge


@dataclass(frozen=True)
class WishRow:
    """One thing that was named: for how long, and after solving what came of it."""

    wish: RoundWish
    words: str
    found: str
    why: str


@dataclass(frozen=True)
class ProposalRow:
    """What was found with one other: in words, how it stands, and the answers that are still open."""

    proposal: RoundProposal
    words: str
    badge: Badge
    day: str
    reason: str
    yes: AnswerForm | None
    no: AnswerForm | None


def row(round_: Round) -> Row:
    """Say until when a round is open, or how it ended."""
    day = {"day": formats.date_format(round_.last_on, "l j F Y")}
    if round_.state == Round.State.OPEN:
        return Row(round_, _("Open until %(day)s") % day, Badge(_("open"), "ok"))
    if round_.state == Round.State.WITHDRAWN:
        return Row(round_, _("Was open until %(day)s") % day, Badge(_("called off")))
    return Row(round_, _("Was open until %(day)s") % day, Badge(_("solved"), "ok"))


def wish(found: RoundWish, limits: Limits, round_: Round) -> WishRow:
    """Say what somebody named, and why not all of it was found: never what lies with one other person."""
    said = {"what": found.words, "hours": hours_in_words(found.minutes), "count": found.people}
    if found.is_take or found.people == 1:
        words = _("%(what)s, up to %(hours)s") % said
    else:
        words = _("%(what)s, up to %(hours)s, for up to %(count)d people") % said
    if round_.state != Round.State.SOLVED:
        return WishRow(found, words, "", "")
    if not found.why:
        return WishRow(found, words, _("All of it was found."), "")
    part = _("Found: %(hours)s.") % {"hours": hours_in_words(found.found_minutes)} if found.found_minutes else ""
    return WishRow(found, words, part, _why(found, limits))


def proposal(found: RoundProposal, reader: Member, forms: dict[str, AnswerForm]) -> ProposalRow:
    """Say what would be, as one of the two reads it."""
    said = {
        "name": named(found.other_side(reader)),
        "what": found.words,
        "hours": hours_in_words(found.minutes),
    }
    would = _("You would help %(name)s: %(what)s (%(hours)s)")
    words = would if reader.pk == found.giver_id else _("%(name)s would help you: %(what)s (%(hours)s)")
    day = formats.date_format(found.day, "l j F") if found.day else ""
    badge = _badge(found, reader)
    return ProposalRow(found, words % said, badge, day, found.reason, forms.get(YES), forms.get(NO))


def answers_of(whole: Whole) -> list[str]:
    """Say in sum what became of a round's proposals."""
    words = {
        State.AGREED: _("Agreed by both: %(count)d"),
        State.WAITING: _("Waiting for an answer: %(count)d"),
        State.DECLINED: _("Not this time: %(count)d"),
        State.LAPSED: _("Not answered in time: %(count)d"),
        State.ENDED: _("Called off: %(count)d"),
    }
    return [said % {"count": whole.proposals[state]} for state, said in words.items() if state in whole.proposals]


def reasons_of(whole: Whole) -> list[str]:
    """Say in sum why things that were asked for were not found, or not all of them."""
    words = {
        Why.NOBODY: _("Nobody offers it: %(count)d"),
        Why.OWN_LIMIT: _("Past what they may owe: %(count)d"),
        Why.OTHERS: _("It did not fit in with others' hours and wishes: %(count)d"),
    }
    return [said % {"count": whole.why[why]} for why, said in words.items() if why in whole.why]


def _badge(found: RoundProposal, reader: Member) -> Badge:
    if found.state == State.WAITING and not found.has_said_yes(reader):
        return Badge(_("waiting for you"), "wait")
    if found.state == State.WAITING:
        return Badge(_("waiting for %(name)s") % {"name": named(found.other_side(reader))}, "wait")
    words = {
        State.AGREED: _("agreed"),
        State.DECLINED: _("not this time"),
        State.LAPSED: _("not answered in time"),
        State.ENDED: _("called off"),
    }
    return Badge(words[State(found.state)], "ok" if found.state == State.AGREED else "")


def _why(found: RoundWish, limits: Limits) -> str:
    kind = {"kind": found.category.name}
    if found.why == Why.NOBODY:
        words = _("Nobody in this round offers: %(kind)s.")
        return (words if found.is_take else _("Nobody in this round asks for: %(kind)s.")) % kind
    if found.why == Why.OWN_CHECK:
        return _("%(kind)s needs a check we have not seen of you. Please show it to a coordinator.") % kind
    if found.why == Why.OWN_LIMIT:
        return _limit(limits, is_take=found.is_take)
    return _("It did not fit in with everybody's hours and wishes this time.")


def _limit(limits: Limits, *, is_take: bool) -> str:
    if not is_take:
        return _("You would pass the %(hours)s you may have.") % {"hours": hours_in_words(limits.ceiling_minutes or 0)}
    if not limits.floor_minutes:
        return _("You would spend more hours than you have.")
    return _("You would pass the %(hours)s you may owe.") % {"hours": hours_in_words(-limits.floor_minutes)}
