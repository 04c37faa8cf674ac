"""A dispute in words: where it stands, by when we hope to be further, and what was said."""

import datetime
from dataclasses import dataclass

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exchanges.models import Dispute, DisputeStep
from exchanges.views.sentences import named, who
from members.models import Member
from timebank.lib.durations import hours_in_words

Kind = DisputeStep.Kind
State = Dispute.State

LINES: dict[str, Promise] = {
    Kind.OPENED: gettext_lazy("%(who)s said that something is not right"),
    Kind.NAMED: gettext_lazy("%(named)s was asked to mediate"),
    Kind.SAID: gettext_lazy("%(who)s told their side"),
    Kind.PROPOSED: gettext_lazy("%(who)s proposed: %(way)s"),
    Kind.YES: gettext_lazy("%(who)s agreed"),
    Kind.NO: gettext_lazy("%(who)s did not agree"),
    Kind.ENDED: gettext_lazy("It is settled: %(way)s"),
}
OWN_LINES: dict[str, Promise] = {  # where 'You' stands, and the other words change with it
    Kind.NAMED: gettext_lazy("You were asked to mediate"),
    Kind.SAID: gettext_lazy("You told your side"),
}
HOPES: dict[str, Promise] = {
    State.OPENED: gettext_lazy("We hope to find somebody who mediates by %(day)s."),
    State.NAMED: gettext_lazy("We hope to have heard both by %(day)s."),
    State.HEARD: gettext_lazy("We hope to have a proposal by %(day)s."),
    State.PROPOSED: gettext_lazy("We hope for both answers by %(day)s."),
}
LATE: dict[str, Promise] = {
    State.OPENED: gettext_lazy("We hoped to find somebody who mediates by %(day)s. It takes a little longer."),
    State.NAMED: gettext_lazy("We hoped to have heard both by %(day)s. It takes a little longer."),
    State.HEARD: gettext_lazy("We hoped to have a proposal by %(day)s. It takes a little longer."),
    State.PROPOSED: gettext_lazy("We hoped for both answers by %(day)s. It takes a little longer."),
}
TURNS: dict[str, Promise] = {
    State.OPENED: gettext_lazy("Somebody who stands with neither of them will mediate. A coordinator asks them."),
    State.NAMED: gettext_lazy("%(mediator)s mediates, and hears both sides."),
    State.HEARD: gettext_lazy("Both sides are heard. Next, %(mediator)s proposes a way out."),
    State.PROPOSED: gettext_lazy("%(mediator)s has proposed a way out. Both are asked whether they agree."),
}


@dataclass(frozen=True)
class Stands:
    """Where a dispute stands: in words, the hope, and whether the day of that hope has passed."""

    words: str
    hope: str
    is_late: bool
    days: int


@dataclass(frozen=True)
class Turn:
    """A dispute that waits for the reader: what is asked of them, and the button's words."""

    dispute: Dispute
    question: str
    button: str


@dataclass(frozen=True)
class SaidLine:
    """One line of what was said and done, ready for the list of what happened."""

    words: str
    on_behalf: str
    at: datetime.datetime
    reason: str


def stands(dispute: Dispute, at: datetime.datetime | None = None) -> Stands:
    """Say where a dispute stands. With a moment also whether a hope has passed; nothing is decided by that."""
    until = dispute.ended_at or at or dispute.state_since
    days = max(0, (until - dispute.opened_at).days)
    if not dispute.is_open:
        return Stands(_ended_in_words(dispute), "", is_late=False, days=days)
    names = {"mediator": named(dispute.mediator) if dispute.mediator else ""}
    day = formats.date_format(dispute.exchange.bank.day(dispute.hoped_for_at), "l j F")
    is_late = at is not None and at > dispute.hoped_for_at
    hope = (LATE if is_late else HOPES)[dispute.state]
    return Stands(str(TURNS[dispute.state]) % names, str(hope) % {"day": day}, is_late, days)


def turns_of(member: Member) -> list[Turn]:
    """List the disputes that wait for a member's word, as a side or as who mediates; asks once more where any are."""
    found = Dispute.objects.of(member.bank).open().around(member)
    return [turn for turn in (_turn(dispute, member) for dispute in found) if turn]


def lines_of(steps: list[DisputeStep], reader: Member) -> list[SaidLine]:
    """Tell what was said and done, oldest first."""
    return [_line(step, reader) for step in steps]


def proposal_of(dispute: Dispute, steps: list[DisputeStep] | None = None) -> DisputeStep | None:
    """Give the line of what is proposed now."""
    if dispute.state != State.PROPOSED:
        return None
    if steps is None:
        steps = list(dispute.steps.select_related("by").filter(kind=Kind.PROPOSED))
    return next((step for step in reversed(steps) if step.kind == Kind.PROPOSED), None)


def has_agreed(steps: list[DisputeStep], proposal: DisputeStep, member: Member) -> bool:
    """Whether a side's last word on what is proposed is a yes."""
    answers = [step for step in steps if step.pk > proposal.pk and step.speaker_id == member.pk]
    last = next((step for step in reversed(answers) if step.kind in (Kind.YES, Kind.NO)), None)
    return last is not None and last.kind == Kind.YES


def way_in_words(minutes: int | None) -> str:
    """Say what is proposed."""
    return hours_in_words(minutes) if minutes is not None else _("no hours change hands")


def _turn(dispute: Dispute, member: Member) -> Turn | None:
    what = {"what": dispute.exchange.description}
    if dispute.mediator_id == member.pk:
        return _turn_of_mediator(dispute)
    steps = list(dispute.steps.all())
    if dispute.state == State.NAMED and not _has_said(steps, member):
        question = _("Something is not right. How was it, as you see it? %(what)s")
        return Turn(dispute, question % what, _("Tell my side"))
    proposal = proposal_of(dispute, steps)
    if proposal is not None and not has_agreed(steps, proposal, member):
        way = {**what, "way": way_in_words(proposal.minutes)}
        return Turn(dispute, _("A way out is proposed, %(way)s: %(what)s") % way, _("Look, and answer"))
    return None


def _turn_of_mediator(dispute: Dispute) -> Turn | None:
    what = {"what": dispute.exchange.description}
    if dispute.state == State.NAMED:
        return Turn(dispute, _("You were asked to mediate: %(what)s") % what, _("See what they say"))
    if dispute.state == State.HEARD:
        return Turn(dispute, _("Both sides are heard: %(what)s") % what, _("Propose a way out"))
    return None


def _has_said(steps: list[DisputeStep], member: Member) -> bool:
    return any(step.speaker_id == member.pk for step in steps if step.kind in (Kind.OPENED, Kind.SAID))


def _line(step: DisputeStep, reader: Member) -> SaidLine:
    about = step.named_id if step.kind == Kind.NAMED else step.speaker_id
    lines = {**LINES, **OWN_LINES} if about == reader.pk else LINES
    words = str(lines[step.kind]) % {
        "who": who(step.on_behalf_of or step.by, reader),
        "named": who(step.named, reader),
        "way": way_in_words(step.minutes),
    }
    on_behalf = ""
    if step.on_behalf_of is not None:
        names = {"who": who(step.by, reader), "name": who(step.on_behalf_of, reader)}
        on_behalf = _("%(who)s wrote this down for %(name)s, %(channel)s.") % {
            **names,
            "channel": step.get_channel_display(),
        }
    return SaidLine(words, on_behalf, step.at, step.words)


def _ended_in_words(dispute: Dispute) -> str:
    how = _("Both agreed.") if dispute.is_by_agreement else _("A coordinator decided.")
    outcome = {
        Dispute.Outcome.AGREED: _("It is settled with hours."),
        Dispute.Outcome.CANCELLED: _("It is settled: no hours change hands."),
        Dispute.Outcome.REVERSED: _("It is settled: the hours went back."),
    }[Dispute.Outcome(dispute.outcome)]
    return f"{outcome} {how}"
