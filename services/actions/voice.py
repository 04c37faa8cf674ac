"""A round of voice: opened once in each half of a year, answered once by each, counted without names."""

import datetime
from contextlib import suppress

from django.db import IntegrityError, transaction
from django.db.models import Case, F, PositiveIntegerField, When
from django.urls import reverse
from django.utils.translation import gettext as _

from exchanges.actions.acts import Act
from members.actions import tell_many_members
from members.actions.acts import note_on_behalf
from members.models import Mandate, Member, MemberEvent
from notices import actions as notices
from services.actions.changing import locked_while_member, must_change, must_coordinate
from services.models import LadderStep, Programme, Service, VoiceAnswer, VoiceRound, VoiceTaken
from services.models.voice import VoiceRoundQuerySet
from services.reads.voice import Side, asked_people, side_of
from timebank.lib.errors import NotAllowed, RuleBroken, WrongState

OPEN_FOR = datetime.timedelta(weeks=6)
REMINDED_AFTER = datetime.timedelta(weeks=3)
SECOND_HALF = 7  # begins with July
BY_ITSELF_UNTIL = datetime.timedelta(weeks=8)  # of a half: a service that begins later asks when somebody opens it


class VoiceClosed(WrongState):
    """Nobody is asked just now."""


class AlreadyAsked(WrongState):
    """A service asks once in each half of a year."""


class AlreadyAnswered(RuleBroken):
    """Everybody answers once in a round."""

    code = "wrong_state"


class NotAsked(NotAllowed):
    """A round asks a service's staff and the people it serves."""


@transaction.atomic
def open_round(service: Service, *, by: Member, at: datetime.datetime) -> VoiceRound:
    """Ask staff and people served where they stand: a manager or a coordinator opens it. Raises AlreadyAsked."""
    service = locked_while_member(service)
    must_change(service, by)
    today = service.bank.day(at)
    if has_asked(service, today):
        raise AlreadyAsked(_("This service has asked in this half of the year already. It can ask again in the next."))
    return _open(service, today, by=by)


@transaction.atomic
def open_if_due(service_id: int, *, at: datetime.datetime) -> VoiceRound | None:
    """Open the round of a half that has begun, where a programme runs, none was opened and none is open still."""
    service = locked_while_member(Service.objects.get(pk=service_id))
    today = service.bank.day(at)
    runs = Programme.objects.filter(service=service).open().exists()
    if not runs or today - _half_began(today) > BY_ITSELF_UNTIL or has_asked(service, today):
        return None
    if VoiceRound.objects.filter(service=service).running(today).exists():
        return None
    return _open(service, today, by=None)


@transaction.atomic
def answer(round_: VoiceRound, member: Member, *, step: LadderStep, by: Member, at: datetime.datetime) -> None:
    """Count one answer, and keep apart that this member has answered. Who acts for them may give it.

    All fourteen counts of the round are written anew: nothing in the database tells which of them moved. Raises
    VoiceClosed, NotAsked and AlreadyAnswered.
    """
    found = VoiceRound.objects.select_for_update(of=("self",)).select_related("service__bank", "service__organisation")
    round_ = found.get(pk=round_.pk)
    today = round_.service.bank.day(at)
    if not round_.began_on <= today <= round_.last_on:
        raise VoiceClosed(_("Nobody is asked just now. We ask twice a year."))
    side = side_of(member, round_.service, today, by=by)
    if side is None:
        raise NotAsked(_("This question is for its staff and for the people it serves."))
    _must_speak_for(member, by)
    try:
        with transaction.atomic():
            VoiceTaken.objects.create(round=round_, member=member)
    except IntegrityError as fault:
        raise AlreadyAnswered(_("This was answered already. Each person answers once.")) from fault
    chosen = When(side=side, step=step, then=F("people") + 1)
    VoiceAnswer.objects.filter(round=round_).update(
        people=Case(chosen, default=F("people"), output_field=PositiveIntegerField())
    )
    if by.pk != member.pk:
        note_on_behalf(member, MemberEvent.Kind.VOICE_WRITTEN, by=by, at=at)


@transaction.atomic
def answer_for(round_: VoiceRound, member: Member, *, step: LadderStep, by: Member, at: datetime.datetime) -> None:
    """Write down what somebody told a coordinator: counted where the question is for them and still open to them.

    Nothing tells the coordinator whether it was: else they would find out who is in a confidential programme. Each try
    stands in the member's history.
    """
    must_coordinate(member.bank, by)
    note_on_behalf(member, MemberEvent.Kind.VOICE_WRITTEN, by=by, at=at)
    with suppress(NotAsked, AlreadyAnswered), transaction.atomic():
        answer(round_, member, step=step, by=member, at=at)


@transaction.atomic
def tell_of_round(round_id: int, *, at: datetime.datetime) -> None:
    """Tell everybody whom a round asks that it is open, once."""
    round_ = _round_due(VoiceRound.objects.untold(), round_id)
    if round_ is None:
        return
    _tell(round_, asked_people(round_.service, round_.service.bank.day(at)), "open", at=at)
    round_.told_at = at
    round_.save(update_fields=["told_at"])


@transaction.atomic
def remind(round_id: int, *, at: datetime.datetime) -> None:
    """Remind who has not answered, once in a round, when it is half over."""
    found = VoiceRound.objects.filter(pk=round_id).select_related("service__bank").first()
    if found is None:
        return
    today = found.service.bank.day(at)
    round_ = _round_due(VoiceRound.objects.to_remind(today), round_id)
    if round_ is None:
        return
    answered = set(VoiceTaken.objects.filter(round=round_).values_list("member", flat=True))
    waited_for = [each for each in asked_people(round_.service, today) if each.pk not in answered]
    _tell(round_, waited_for, "again", at=at)
    round_.reminded_at = at
    round_.save(update_fields=["reminded_at"])


def forget_who_answered(*, at: datetime.datetime) -> None:
    """Delete who has answered in rounds that are over everywhere: from then on nobody can answer twice."""
    everywhere_over = at.date() - datetime.timedelta(days=1)
    VoiceTaken.objects.filter(round__in=VoiceRound.objects.over(everywhere_over)).delete()


def leave_voice(member: Member, _act: Act) -> None:
    """Delete that somebody who leaves has answered, in the caller's transaction. What it was, nobody can find."""
    VoiceTaken.objects.filter(member=member).delete()


def move_voice(kept: Member, given_up: Member, _act: Act) -> None:
    """Who answered by one of two numbers has answered, in the caller's transaction."""
    both = VoiceTaken.objects.filter(member=kept).values("round")
    VoiceTaken.objects.filter(member=given_up, round__in=both).delete()
    VoiceTaken.objects.filter(member=given_up).update(member=kept)


def has_asked(service: Service, today: datetime.date) -> bool:
    """Whether a service has asked in the half of the year that a day lies in."""
    found: bool = VoiceRound.objects.filter(service=service, year=today.year, half=_half_of(today)).exists()
    return found


def _half_began(day: datetime.date) -> datetime.date:
    return day.replace(month=SECOND_HALF if day.month >= SECOND_HALF else 1, day=1)


def _half_of(day: datetime.date) -> VoiceRound.Half:
    return VoiceRound.Half.SECOND if day.month >= SECOND_HALF else VoiceRound.Half.FIRST


def _open(service: Service, today: datetime.date, *, by: Member | None) -> VoiceRound:
    """Make the round with its fourteen counts, all nothing."""
    round_: VoiceRound = VoiceRound.objects.create(
        service=service,
        year=today.year,
        half=_half_of(today),
        began_on=today,
        remind_on=today + REMINDED_AFTER,
        last_on=today + OPEN_FOR,
        opened_by=by,
    )
    VoiceAnswer.objects.bulk_create(
        VoiceAnswer(round=round_, side=side, step=step) for side in Side for step in LadderStep
    )
    return round_


def _must_speak_for(member: Member, by: Member) -> None:
    """Members answer themselves, or with who may act for them: never a service's staff for them."""
    if by.pk != member.pk and not Mandate.objects.acting().filter(holder=by, member=member).exists():
        raise NotAllowed(_("They answer this themselves, or tell a coordinator."))


def _round_due(rounds: VoiceRoundQuerySet, round_id: int) -> VoiceRound | None:
    locked = rounds.select_for_update(no_key=True, skip_locked=True, of=("self",))
    return locked.select_related("service__bank", "service__organisation").filter(pk=round_id).first()


def _tell(round_: VoiceRound, people: list[Member], when: str, *, at: datetime.datetime) -> None:
    told = [(each, _message(round_, each, when)) for each in people]
    tell_many_members(told, at=at)


def _message(round_: VoiceRound, whom: Member, when: str) -> notices.Message:
    """Say that one question waits. It names no service: who is in a programme is nobody else's business.

    Nobody is rung for it: who does not read letters of ours is asked when they ring, or come.
    """
    acts_only = whom.kind == Member.Kind.SUPPORTER  # who chooses for whom they act before they see a first page
    return notices.Message(
        recipient_key=whom.actor_key,
        bank=round_.service.bank.slug,
        kind="VOICE_ASKED",
        subject=_("One question for you"),
        body=_("It takes one tap, and nobody learns what you answer. You find it on your first page."),
        path=reverse("me") if acts_only else reverse("exchanges:home", args=[round_.service.bank.slug]),
        important=whom.channel == Member.Channel.EMAIL,
        dedupe_key=f"voice:{round_.pk}:{when}",
    )
