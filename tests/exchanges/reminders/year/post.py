"""Everything that leaves a time bank in a year: sent by the jobs' own action, or passed on by its coordinators."""

import datetime
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core import mail
from django.db.models import Min

from members.models import member_pk_of
from notices import actions as notices
from notices.models import Notice
from tests.exchanges.reminders.year.life import Life
from tests.reminding import local

FIELDS = ("pk", "kind", "recipient__key", "dedupe_key", "subject", "body", "path", "created_at", "about_key")


@dataclass(frozen=True)
class Told:
    """One notice as it was written: it may have been taken back since."""

    pk: int
    kind: str
    member: int
    about: int
    subject: str
    body: str
    path: str
    at: datetime.datetime
    about_member: int | None

    @classmethod
    def of(cls, row: tuple[Any, ...]) -> "Told":
        """Read it from the columns named above."""
        pk, kind, key, once, subject, body, path, at, about_key = row
        about = int(once.split(":")[1]) if once.count(":") > 1 and once.split(":")[1].isdigit() else 0
        return cls(pk, kind, member_pk_of(key) or 0, about, subject, body, path, at, member_pk_of(about_key))


@dataclass(frozen=True)
class Reached:
    """One notice that reached its recipient: when, how, and in which letter."""

    told: Told
    at: datetime.datetime
    way: str
    key: str = ""
    words: str = ""


class Post:
    """The outbox of one life."""

    def __init__(self, life: Life, texts: Path) -> None:
        """Nothing was sent yet."""
        self.life, self.texts = life, texts
        self.reached: list[Reached] = []
        self.told: list[Told] = []
        self._last = Notice.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        mail.outbox = []

    def note_told(self) -> None:
        """Remember what was written since the last time."""
        rows = Notice.objects.filter(pk__gt=self._last).order_by("pk").values_list(*FIELDS)
        self.told += [Told.of(row) for row in rows]
        if self.told:
            self._last = max(self._last, self.told[-1].pk)

    def taken_back(self) -> set[int]:
        """Give what was withdrawn before it reached anybody: it counts as never told."""
        return {each.pk for each in self.told} - set(Notice.objects.values_list("pk", flat=True))

    def deliver(self, until: datetime.datetime) -> None:
        """Send what is due up to a moment, each at its own, as the jobs do."""
        until = until.astimezone(datetime.UTC)
        while at := Notice.objects.filter(next_attempt_at__lte=until).aggregate(at=Min("next_attempt_at"))["at"]:
            due = list(Notice.objects.to_try(at).values_list("pk", flat=True))
            for pk in due:
                notices.deliver(pk, at=at)
            self._collect(due, at)

    def _collect(self, due: list[int], at: datetime.datetime) -> None:
        letters = {letter.extra_headers["Message-ID"]: letter.body for letter in mail.outbox}
        assert len(letters) == len(mail.outbox)
        mail.outbox.clear()
        texts = {path.stem: path.read_text() for path in self.texts.glob("*.txt")}
        for path in self.texts.glob("*.txt"):
            path.unlink()
        rows = Notice.objects.filter(pk__in=due, sent_at=at).order_by("pk").values_list("carrier", "delivery", *FIELDS)
        together: dict[int, list[tuple[str, Told]]] = defaultdict(list)
        for carrier, delivery, *row in rows:
            together[carrier or row[0]].append((delivery, Told.of(tuple(row))))
        keyed = {int(key.strip("<").split(".")[1]): (key, words) for key, words in (letters | texts).items()}
        assert set(keyed) == set(together)  # what says that it was sent is what left, each in one letter
        for carrier, told in together.items():
            key, words = keyed[carrier]
            self.reached += [Reached(each, at, way, key, words) for way, each in told]

    def pass_on(self, at: datetime.datetime) -> None:
        """Let a coordinator ring people, and on Mondays post the letters."""
        waiting = Notice.objects.to_pass_on(self.life.bank.slug).still_of_use(at)
        by = self.life.coordinators[0].actor_key
        if at.weekday() == 0:
            letters = waiting.filter(is_by_post=True)
            self._note(letters, at, "POST")
            notices.mark_posted(self.life.bank.slug, letters.values_list("pk", flat=True), by=by, at=at)
        calls = waiting.filter(is_by_post=False)
        self._note(calls, at, "PHONE")
        for notice in calls:
            notices.mark_told(notice, by=by, at=at)

    def _note(self, notices_: Any, at: datetime.datetime, way: str) -> None:
        found = [Told.of(row) for row in notices_.values_list(*FIELDS)]
        self.reached += [Reached(each, at, way, f"{way} {each.pk}", f"{each.subject}\n{each.body}") for each in found]

    def at_the_desk(self) -> None:
        """Let somebody sit there on three mornings a week."""
        for day in range(self.life.days):
            at = local(self.life.bank, self.life.first, 10) + datetime.timedelta(days=day)
            if at.weekday() in (0, 2, 4):
                self.life.at(at, self.pass_on)
