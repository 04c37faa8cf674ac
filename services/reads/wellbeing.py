"""Who is asked how they are, and what changed for those who answered twice: never for fewer than ten."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from members.models import Member
from services.models import (
    Participation,
    Programme,
    Service,
    WellbeingAnswer,
    WellbeingKey,
    WellbeingWithdrawal,
)
from services.reads.intervals import PairedChange, paired_change
from services.reads.measures.shown import FEWEST
from services.reads.scales import HIGHER, Figure, Scale, scales_of
from timebank.lib.months import month_of

BEFORE_WITHIN = datetime.timedelta(days=28)  # of beginning: later it is no before any more
AFTER_FROM, AFTER_UNTIL = datetime.timedelta(days=91), datetime.timedelta(days=182)
Occasion = WellbeingAnswer.Occasion
Pair = tuple[datetime.date, Sequence[int], Sequence[int]]  # the month in which it became one, before, after


@dataclass(frozen=True)
class Asking:
    """That a service asks somebody how they are: as they begin, or three months later."""

    service: Service
    occasion: WellbeingAnswer.Occasion


@dataclass(frozen=True)
class Change:
    """What changed by one figure of a scale, for ten people or more who answered twice; of fewer, nothing."""

    scale: Scale
    figure: Figure
    paired: PairedChange | None

    @property
    def is_better(self) -> bool:
        """Whether the whole interval lies on the better side of nothing."""
        if self.paired is None:
            return False
        return self.paired.rises if self.figure.better == HIGHER else self.paired.falls

    @property
    def is_worse(self) -> bool:
        """Whether the whole interval lies on the other side."""
        if self.paired is None:
            return False
        return self.paired.falls if self.figure.better == HIGHER else self.paired.rises


@dataclass(frozen=True)
class Wellbeing:
    """What a service knows of how people are: each change, and how many answered once only (None: fewer than ten)."""

    changes: tuple[Change, ...]
    once_only: int | None

    @property
    def shown(self) -> tuple[Change, ...]:
        """The changes that are shown."""
        return tuple(change for change in self.changes if change.paired is not None)


def asked_before(member: Member) -> list[Service]:
    """Give the services to which somebody said how they are, for themselves to read again."""
    services = WellbeingAnswer.objects.own(member).order_by().values("service")
    readable = Service.objects.of(member.bank).readable_by(member).filter(pk__in=services)
    return list(readable.select_related("organisation").order_by("pk"))


def asking_of(member: Member, on: datetime.date) -> list[Asking]:
    """Say which services ask somebody how they are on a day; who said no thanks is not asked again.

    One query for who takes part in nothing.
    """
    begun = _begun(member, on)
    if not begun:
        return []
    key = WellbeingKey.objects.filter(member=member).first()
    if key is not None and key.declined_on is not None:
        return []
    given = set() if key is None else set(_given(key))
    return [
        Asking(service, occasion)
        for service, since in begun.items()
        for occasion in Occasion
        if _is_asked(service, occasion, on - since, given)
    ]


def wellbeing_of(service: Service, on: datetime.date) -> Wellbeing:
    """Give what changed for the people a service serves, from answers whose givers consent now."""
    changes: list[Change] = []
    answers: dict[str, list[WellbeingAnswer]] = defaultdict(list)
    for answer in WellbeingAnswer.objects.filter(service=service).consented():
        answers[answer.scale].append(answer)
    withdrawn = dict(
        WellbeingWithdrawal.objects.filter(service=service).order_by("month").values_list("scale", "month")
    )
    for scale in scales_of(service):
        pairs = _released(_pairs(answers[scale.code], scale), withdrawn.get(scale.code), month_of(on))
        for figure in scale.figures:
            values = [(figure.of(before), figure.of(after)) for _month, before, after in pairs]
            changes.append(Change(scale, figure, paired_change(values) if len(values) >= FEWEST else None))
    return Wellbeing(tuple(changes), _once_only(answer for each in answers.values() for answer in each))


def _begun(member: Member, on: datetime.date) -> dict[Service, datetime.date]:
    """Since when the programmes of each service that run serve somebody."""
    found = Participation.objects.filter(member=member, programme__state=Programme.State.OPEN).served().current(on)
    begun: dict[Service, datetime.date] = {}
    for each in found.select_related("programme__service__organisation").order_by("joined_on", "pk"):
        begun.setdefault(each.programme.service, each.joined_on)
    return begun


def _given(key: WellbeingKey) -> Iterable[tuple[int, str]]:
    found: Iterable[tuple[int, str]] = WellbeingAnswer.objects.filter(key=key.key).values_list("service", "occasion")
    return found


def _is_asked(
    service: Service, occasion: WellbeingAnswer.Occasion, since: datetime.timedelta, given: set[tuple[int, str]]
) -> bool:
    if (service.pk, occasion.value) in given:
        return False
    if occasion == Occasion.BEFORE:
        return since <= BEFORE_WITHIN
    return (service.pk, Occasion.BEFORE.value) in given and AFTER_FROM <= since <= AFTER_UNTIL


def _pairs(answers: Sequence[WellbeingAnswer], scale: Scale) -> list[Pair]:
    """Bring each key's two answers together; answers to an older form of the scale fit nobody's."""
    halves: dict[object, dict[str, WellbeingAnswer]] = defaultdict(dict)
    for answer in answers:
        if len(answer.scores) == len(scale.items):
            halves[answer.key][answer.occasion] = answer
    both = [half for half in halves.values() if len(half) == len(Occasion)]
    return [(half["AFTER"].month, half["BEFORE"].scores, half["AFTER"].scores) for half in both]


def _released(pairs: Sequence[Pair], withdrawn: datetime.date | None, month: datetime.date) -> list[Pair]:
    """Give the pairs that figures are made of: they grow by ten people or more at once, when a month is over.

    So no two looks differ by fewer than ten. After somebody took theirs back, nothing until ten more have come.
    """
    in_order = sorted((pair for pair in pairs if pair[0] < month), key=lambda pair: pair[0])
    released = fresh = 0
    for place, (_month, group) in enumerate(_by_month(in_order)):
        if withdrawn is not None and _month <= withdrawn:
            continue
        fresh += len(group)
        if fresh >= FEWEST:
            released, fresh = place + 1, 0
    months = list(_by_month(in_order))[:released]
    return [pair for _month, group in months for pair in group]


def _by_month(pairs: Sequence[Pair]) -> list[tuple[datetime.date, list[Pair]]]:
    return [(month, list(group)) for month, group in groupby(pairs, key=lambda pair: pair[0])]


def _once_only(answers: Iterable[WellbeingAnswer]) -> int | None:
    """How many people answered as they began and not again, or None for some that are fewer than ten."""
    occasions: Mapping[object, set[str]] = defaultdict(set)
    for answer in answers:
        occasions[answer.key].add(answer.occasion)
    count = sum(1 for found in occasions.values() if len(found) == 1)
    return count if count == 0 or count >= FEWEST else None
