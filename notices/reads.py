"""What becomes of what a bank tells, by kind; and about what somebody can choose."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from notices.models import ALL_BUT_ACCOUNT, ANSWERED_BY, NAMES, Choice, Notice, Pace, Recipient, Topic, topic_of


@dataclass(frozen=True)
class KindFigures:
    """How many notices of one kind were told since a day, and what became of them."""

    kind: str
    told: int
    sent: int
    passed_on: int
    failed: int
    acted: int | None  # None where nothing is to be done in answer, so nothing is followed

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
    return _by_topic(KindFigures(**row if row["kind"] in ANSWERED_BY else row | {"acted": None}) for row in counted)


def topics_to_choose(recipients: Sequence[Recipient]) -> dict[int, list[Topic]]:
    """Give what each can choose about, by their number: the desk's work only where they were told of it. One query."""
    told = Notice.objects.about(Topic.DESK).filter(recipient__in=recipients)
    with_desk = set(told.values_list("recipient", flat=True))
    asked: list[Topic] = [topic for topic in ALL_BUT_ACCOUNT if topic != Topic.DESK]
    return {each.pk: [*asked, Topic.DESK] if each.pk in with_desk else asked for each in recipients}


def chosen_in_words(recipient: Recipient) -> str:
    """Say what somebody chose otherwise than usual: 'Reminders: never'; '' where nothing."""
    usual = Recipient()
    chosen = {topic: recipient.choice_of(topic) for topic in ALL_BUT_ACCOUNT}
    return "\n".join(_choice(topic, choice) for topic, choice in chosen.items() if choice != usual.choice_of(topic))


def _choice(topic: Topic, choice: Choice) -> str:
    ways = [choice.channel.label] if choice.channel and choice.pace != Pace.NEVER else []
    return f"{topic.label}: {', '.join(str(words) for words in (choice.pace.label, *ways))}"


def _by_topic(rows: Iterable[KindFigures]) -> list[TopicFigures]:
    kinds: dict[Topic, list[KindFigures]] = {topic: [] for topic in Topic}
    for row in rows:
        kinds[topic_of(row.kind)].append(row)
    return [TopicFigures(topic, found) for topic, found in kinds.items() if found]
