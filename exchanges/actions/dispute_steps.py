"""The rows of a dispute: how it begins and ends with its exchange, and each line in between."""

import datetime

from django.db.models import F
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _

from exchanges.actions.acts import Act
from exchanges.models import Dispute, DisputeStep, Exchange
from notices import actions as notices
from timebank.lib.errors import NotAllowed

Kind = DisputeStep.Kind
State = Dispute.State


class MediatedNow(NotAllowed):
    """Somebody mediates, and the two may still agree."""


def begin(exchange: Exchange, act: Act, *, reason: str) -> Dispute:
    """Open the dispute of a locked exchange, in the caller's transaction."""
    dispute: Dispute = Dispute.objects.create(
        exchange=exchange, opened_by=act.speaker, opened_at=act.at, state_since=act.at
    )
    note(dispute, Kind.OPENED, act, words=reason)
    return dispute


def finish(exchange: Exchange, act: Act, *, outcome: Dispute.Outcome, reason: str) -> None:
    """End the dispute of a locked exchange as its coordinator decided, or as both agreed."""
    dispute = open_dispute(exchange)
    if dispute is None:
        return
    is_by_agreement = said_yes(dispute) >= {exchange.giver_id, exchange.receiver_id}
    dispute.is_by_agreement, dispute.outcome = is_by_agreement, outcome
    dispute.ended_at = max(act.at, dispute.opened_at)  # the clocks of two servers may differ a little
    move_on(dispute, State.ENDED, act.at)
    minutes = exchange.minutes if outcome == Dispute.Outcome.AGREED else None
    note(dispute, Kind.ENDED, act, words=reason, minutes=minutes)


def open_dispute(exchange: Exchange) -> Dispute | None:
    """Read the open dispute of a locked exchange."""
    found: Dispute | None = Dispute.objects.open().select_related("mediator").filter(exchange=exchange).first()
    return found


def move_on(dispute: Dispute, to: Dispute.State, at: datetime.datetime) -> None:
    """Bring a dispute to its next stretch; saves the whole row."""
    dispute.state, dispute.state_since = to, at
    dispute.save()


def note(dispute: Dispute, kind: DisputeStep.Kind, act: Act, **said: object) -> None:
    """Write a line of a dispute."""
    channel = act.channel if act.on_behalf_of else ""
    about = {"by": act.by, "on_behalf_of": act.on_behalf_of, "channel": channel, "at": act.at}
    DisputeStep.objects.create(dispute=dispute, kind=kind, **about, **said)
    notices.note_acted(act.speaker.actor_key, [settling_path(dispute.exchange)], at=act.at)


def settling_path(exchange: Exchange) -> str:
    """Give the page where a dispute is settled."""
    return reverse("exchanges:settling", args=[exchange.bank.slug, exchange.pk])


def said_yes(dispute: Dispute) -> set[int]:
    """Give the sides that agreed to what is proposed now: their last word on it counts."""
    return {side for side, kind in _answers(dispute).items() if kind == Kind.YES}


def said_no(dispute: Dispute) -> set[int]:
    """Give the sides that did not agree to what is proposed now."""
    return {side for side, kind in _answers(dispute).items() if kind == Kind.NO}


def heard(dispute: Dispute) -> set[int]:
    """Give the sides whose words are written down: who opened it has said what is not right."""
    told = dispute.steps.filter(kind__in=[Kind.OPENED, Kind.SAID])
    return {step.speaker_id for step in told}


def must_be_free_to_decide(exchange: Exchange, act: Act) -> None:
    """Refuse a coordinator's own decision while somebody else mediates and the two may still agree."""
    dispute = open_dispute(exchange)
    if dispute is None or dispute.mediator is None or dispute.mediator.pk == act.by.pk or said_no(dispute):
        return
    if act.at <= dispute.hoped_for_at and dispute.mediator.is_approved:
        day = formats.date_format(exchange.bank.day(dispute.hoped_for_at), "j F")
        words = _("%(name)s mediates this. You can decide it if the two do not agree, or after %(day)s.")
        raise MediatedNow(words % {"name": dispute.mediator.name, "day": day})


def _answers(dispute: Dispute) -> dict[int, str]:
    proposal = dispute.steps.filter(kind=Kind.PROPOSED).order_by("pk").last()
    if proposal is None or dispute.proposed_at is None:
        return {}
    since = dispute.steps.filter(pk__gt=proposal.pk, kind__in=[Kind.YES, Kind.NO]).order_by(F("pk"))
    return {step.speaker_id: step.kind for step in since}
