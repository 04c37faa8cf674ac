"""Much to tell at once: `python -m tests.survival.news` tells all members of the town, by letter, text and together."""

import sys
from datetime import timedelta

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
    kinds = ["LETTER"] * LETTERS + ["ANNOUNCEMENT"] * TEXTS + ["TOMORROW"] * TOGETHER
    told = [
        actions.Message(
            recipient_key=keys[number % len(keys)],
            bank="riverside",
            kind=kind,
            subject=f"news-{number}-told",
            body="",
            path="",
            dedupe_key=f"news:{number}",
        )
        for number, kind in enumerate(kinds)
    ]
    actions.tell_many(told, at=timezone.now() - timedelta(days=2))
    Notice.objects.filter(next_attempt_at__gt=timezone.now()).update(next_attempt_at=timezone.now())


if __name__ == "__main__":
    django.setup()
    tell_much()
    sys.stdout.write(str(LETTERS + TEXTS + TOGETHER))
