"""Much to tell at once: `python -m tests.survival.news` tells all members of the town, by letter, text and together."""

import sys
from datetime import timedelta
from itertools import zip_longest

import django
from django.utils import timezone

LETTERS, TEXTS, TOGETHER = 150, 80, 60


def tell_much() -> None:
    """Tell it, all due now: what is told together is taken to have waited since yesterday."""
    from notices import actions  # models are ready only by now
    from notices.models import QUIET_UNTIL, Channel, Choice, Notice, Pace, Recipient, Topic

    keys = list(Recipient.objects.filter(key__startswith="member:").exclude(address="").values_list("key", flat=True))
    chosen = {
        Topic.MESSAGES: Choice(Pace.NOW),
        Topic.EVENTS: Choice(Pace.NOW, Channel.SMS),
        Topic.REMINDERS: Choice(Pace.DAILY),
    }
    Recipient.objects.update(telephone="07700 900123")
    for key in keys:
        actions.choose(key, actions.Choices(topics=chosen, quiet_from=QUIET_UNTIL, quiet_until=QUIET_UNTIL))
    # One after the other, so that a worker is killed among all three: what is told together goes with the first of it.
    alike = (["LETTER"] * LETTERS, ["ANNOUNCEMENT"] * TEXTS, ["TOMORROW"] * TOGETHER)
    kinds = [kind for each in zip_longest(*alike) for kind in each if kind]
    told = [
        actions.Message(
            recipient_key=keys[number // len(alike) % len(keys)],
            bank="riverside",
            kind=kind,
            subject=f"news-{number}-told",
            body="",
            path="",
            dedupe_key=f"news:{number}",
        )
        for number, kind in enumerate(kinds)
    ]
    at = timezone.now() - timedelta(days=2)
    actions.tell_many(told, at=at)
    Notice.objects.filter(next_attempt_at__gt=at).update(next_attempt_at=at)


if __name__ == "__main__":
    django.setup()
    tell_much()
    sys.stdout.write(str(LETTERS + TEXTS + TOGETHER))
