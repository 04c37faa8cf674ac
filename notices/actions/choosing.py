"""What somebody chooses: by which way and how often they hear of a topic, when nobody disturbs them, and where not."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import time

from django.db import transaction

from notices.actions.refusing import resume
from notices.actions.stopping import Stop
from notices.actions.ways import keep_back
from notices.models import Channel, Choice, Notice, Pace, Recipient, Topic


@dataclass(frozen=True, kw_only=True)
class Choices:
    """All of one recipient's choices."""

    topics: Mapping[Topic, Choice]
    quiet_from: time
    quiet_until: time
    works_again: Collection[Channel] = ()  # what a server said does not exist, and they say that it does


@transaction.atomic
def choose(key: str, choices: Choices) -> bool:
    """Keep what a recipient chose; a topic that is not named stays as it was. Answers whether something changed.

    It holds for what is told from now on; of what they want to hear of no more, what waits is not sent either.
    """
    recipient = Recipient.objects.select_for_update(no_key=True).get(key=key)
    before = _chosen(recipient)
    recipient.choices = recipient.choices | _written(choices.topics)
    recipient.quiet_from, recipient.quiet_until = choices.quiet_from, choices.quiet_until
    recipient.save(update_fields=["choices", "quiet_from", "quiet_until"])
    _keep_back(recipient, [topic for topic, choice in choices.topics.items() if choice.pace == Pace.NEVER])
    resume(key, choices.works_again)
    return bool(choices.works_again) or _chosen(recipient) != before


@transaction.atomic
def stop(wish: Stop) -> None:
    """Let somebody hear of some topics no more, also of what waits; it still stands in their list on the site.

    Again does no harm.
    """
    recipient = Recipient.objects.select_for_update(no_key=True).filter(pk=wish.recipient_id).first()
    if recipient is None or recipient.is_forgotten:
        return
    channels = {topic: recipient.choice_of(topic).channel for topic in wish.topics}
    recipient.choices = recipient.choices | _written(
        {t: Choice(Pace.NEVER, channel) for t, channel in channels.items()}
    )
    recipient.save(update_fields=["choices"])
    _keep_back(recipient, wish.topics)


@transaction.atomic
def move_choices(*, kept: str, given_up: str) -> None:
    """Let the kept key have what the other chose, where it chose nothing itself: two numbers were one person."""
    theirs = {
        each.key: each for each in Recipient.objects.select_for_update(no_key=True).filter(key__in=[kept, given_up])
    }
    if kept not in theirs or given_up not in theirs:
        return
    keeps, goes = theirs[kept], theirs[given_up]
    keeps.choices = goes.choices | keeps.choices
    keeps.save(update_fields=["choices"])


def _chosen(recipient: Recipient) -> Choices:
    topics = {topic: recipient.choice_of(topic) for topic in Topic}
    return Choices(topics=topics, quiet_from=recipient.quiet_from, quiet_until=recipient.quiet_until)


def _keep_back(recipient: Recipient, topics: Iterable[Topic]) -> None:
    chosen = [topic for topic in topics if topic != Topic.ACCOUNT]
    if chosen:
        waiting = Notice.objects.filter(recipient=recipient, sent_at=None, told_at=None)
        keep_back(waiting.about(*chosen))


def _written(topics: Mapping[Topic, Choice]) -> dict[str, list[str]]:
    chosen = {topic: choice for topic, choice in topics.items() if topic != Topic.ACCOUNT}
    return {topic.value: [choice.pace.value, choice.channel or ""] for topic, choice in chosen.items()}
