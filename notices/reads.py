"""What becomes of what a bank tells, by kind."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from notices.models import NAMES, Notice, Topic, topic_of


@dataclass(frozen=True)
class KindFigures:
    """How many notices of one kind were told since a day, and what became of them."""

    kind: str
    told: int
    sent: int
    passed_on: int
    failed: int
    acted: int

    @property
    def words(self) -> str:
        """What the kind is called; of an older one only its code is known."""
        return str(NAMES.get(self.kind, self.kind))


@dataclass(frozen=True)
class TopicFigures:
    """The figures of one topic's kinds."""

    topic: Topic
    kinds: list[KindFigures]


def figures(bank: str, since: datetime) -> list[TopicFigures]:
    """Count what a bank told since a moment, by topic and kind: one query."""
    told = Notice.objects.filter(bank=bank, created_at__gte=since).values("kind").order_by("kind")
    counted = told.annotate(
        told=Count("pk"),
        sent=Count("pk", filter=Q(sent_at__isnull=False)),
        passed_on=Count("pk", filter=Q(told_at__isnull=False)),
        failed=Count("pk", filter=Q(failed_at__isnull=False)),
        acted=Count("pk", filter=Q(acted_at__isnull=False)),
    )
    return _by_topic(KindFigures(**row) for row in counted)


def _by_topic(rows: Iterable[KindFigures]) -> list[TopicFigures]:
    kinds: dict[Topic, list[KindFigures]] = {topic: [] for topic in Topic}
    for row in rows:
        kinds[topic_of(row.kind)].append(row)
    return [TopicFigures(topic, found) for topic, found in kinds.items() if found]
