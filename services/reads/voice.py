"""What a round of voice says: both sides' answers, their middle and the gap, never for fewer than ten."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from members.models import Member
from services.models import LadderStep, Participation, Referral, Service, VoiceAnswer, VoiceRound
from services.reads.measures.shown import FEWEST

Side = VoiceAnswer.Side


@dataclass(frozen=True)
class SideVoice:
    """How one side answered: how many chose each of the seven steps. Of fewer than ten nothing is kept here."""

    side: VoiceAnswer.Side
    counts: tuple[int, ...] = ()

    @property
    def is_shown(self) -> bool:
        """Whether ten or more answered."""
        return bool(self.counts)

    @property
    def people(self) -> int:
        """How many answered, where that is shown."""
        return sum(self.counts)

    @property
    def median(self) -> float | None:
        """The middle answer; between two of them where they are even in number. Source: the usual sample median."""
        if not self.counts:
            return None
        steps = [step for step, people in enumerate(self.counts, start=1) for _one in range(people)]
        middle = len(steps) // 2
        return float(steps[middle]) if len(steps) % 2 else (steps[middle - 1] + steps[middle]) / 2


@dataclass(frozen=True)
class Voice:
    """One round that is over, seen from both sides."""

    round: VoiceRound
    staff: SideVoice
    served: SideVoice

    @property
    def gap(self) -> float | None:
        """Staff's middle less that of the people served: above nothing, staff see more doing with than they do."""
        if self.staff.median is None or self.served.median is None:
            return None
        return self.staff.median - self.served.median


def voices_of(service: Service, on: datetime.date) -> list[Voice]:
    """Give the rounds of a service that are over, the newest first; with two queries."""
    rounds = VoiceRound.objects.filter(service=service).over(on).prefetch_related("answers")
    return [_voice(each) for each in rounds]


def running_round(service: Service, on: datetime.date) -> VoiceRound | None:
    """Give the round in which people answer on a day, if there is one."""
    found: VoiceRound | None = VoiceRound.objects.filter(service=service).running(on).first()
    return found


def side_of(member: Member, service: Service, on: datetime.date, *, by: Member) -> VoiceAnswer.Side | None:
    """Say on which side somebody answers: who may act for the service now is staff, also where it serves them, too.

    Who acts for a member answers for no part of theirs in a confidential programme: else the question would tell of it.
    """
    if service.holders().filter(pk=member.pk).exists():
        return Side.STAFF
    takes_part = Participation.objects.filter(programme__service=service, member=member).served().current(on)
    if by.pk != member.pk:
        takes_part = takes_part.no_secret()
    introduced = Referral.objects.consented().filter(service=service, member=member, ended_at=None)
    return Side.SERVED if takes_part.exists() or introduced.exists() else None


def asked_people(service: Service, on: datetime.date) -> list[Member]:
    """Give everybody whom a round asks, each once: its staff, whom its programmes serve, and whom it introduced."""
    served = Participation.objects.filter(programme__service=service).served().current(on).values("member")
    introduced = Referral.objects.consented().filter(service=service, ended_at=None).values("member")
    asked = Q(pk__in=service.holders()) | Q(pk__in=served) | Q(pk__in=introduced)
    return list(Member.objects.filter(asked).approved().select_related("bank").order_by("pk"))


def _voice(round_: VoiceRound) -> Voice:
    answers = list(round_.answers.all())
    return Voice(round_, staff=_side(Side.STAFF, answers), served=_side(Side.SERVED, answers))


def _side(side: VoiceAnswer.Side, answers: Sequence[VoiceAnswer]) -> SideVoice:
    of_side = {answer.step: answer.people for answer in answers if answer.side == side}
    counts = tuple(of_side.get(step, 0) for step in LadderStep)
    return SideVoice(side, counts) if sum(counts) >= FEWEST else SideVoice(side)
