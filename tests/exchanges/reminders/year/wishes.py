"""How the people of a life wish to be told: by which way, how soon, with how much else, and when not."""

import datetime
from collections import defaultdict

from members.actions.telling import reached
from members.models import Member, Person
from notices import actions as notices
from notices.models import QUIET_FROM, QUIET_UNTIL, Channel, Choice, Notice, Pace, Topic
from tests.exchanges.reminders.year.history import History
from tests.exchanges.reminders.year.life import Life

WAYS = ["EMAIL"] * 3 + ["PHONE"] * 3 + ["POST"] + ["SITE"] * 18
TOPICS = [Topic.SUGGESTIONS, Topic.REMINDERS, Topic.EXCHANGES, Topic.MESSAGES]
USUAL = (QUIET_FROM, QUIET_UNTIL)
QUIET = [USUAL, USUAL, (datetime.time(19), datetime.time(9, 30)), (datetime.time(20, 15), datetime.time(10, 45))]
MOBILE = "07700 900123"


class Wishes:
    """What everybody chose, and since when."""

    def __init__(self, life: Life) -> None:
        """Let people have their usual ways, and some choose otherwise, now and in the course of the year."""
        self.life = life
        self.quiet: dict[int, History] = defaultdict(History)
        self.paces: dict[int, History] = defaultdict(History)
        self.read: dict[int, list[tuple[datetime.datetime, int]]] = defaultdict(list)
        self.with_mail = self._usual_ways()
        for member in self.with_mail[::2]:
            self._choose(member, life.moment(-1))
        for member in self.with_mail[::3]:
            day = life.chance.randint(0, life.days)
            life.on_day(day, lambda now, member=member: self._choose(member, now))
        for member in self.with_mail[::5]:
            day = life.chance.randint(0, life.days)
            life.at(life.moment(day, 23), lambda now, member=member: self._look(member, now))

    def quiet_hours(self, member: int, at: datetime.datetime) -> tuple[datetime.time, datetime.time]:
        """Say when somebody was not to be disturbed."""
        found: tuple[datetime.time, datetime.time] = self.quiet[member].at(at).get("hours", USUAL)
        return found

    def has_changed(self, member: int) -> bool:
        """Whether somebody changed in the year how soon they hear of suggestions."""
        return len({line.get("SUGGESTIONS") for _at, line in self.paces[member].lines}) > 1

    def _usual_ways(self) -> list[Member]:
        members = self.life.members
        few = max(2, len(members) // 40)  # who has hours, and who owes them
        for place, member in enumerate(members):
            member.channel = "EMAIL" if place >= len(members) - few else WAYS[place % len(WAYS)]
            if member.channel == "EMAIL":
                member.person.email = f"mail-{member.pk}@example.org"
                member.telephone = MOBILE
            self.paces[member.pk].note(self.life.moment(-200), SUGGESTIONS=Pace.DAILY)
        Member.objects.bulk_update(members, ["channel", "telephone"])
        Person.objects.bulk_update([member.person for member in members], ["email"])
        notices.keep_recipients([reached(member) for member in members])
        return [member for member in members if member.channel == "EMAIL"]

    def _choose(self, member: Member, at: datetime.datetime) -> None:
        topic, pace = self.life.chance.choice(TOPICS), self.life.chance.choice(list(Pace))
        channel = self.life.chance.choice([None, None, Channel.SMS, Channel.PHONE])
        hours = self.life.chance.choice(QUIET)
        choices = notices.Choices(topics={topic: Choice(pace, channel)}, quiet_from=hours[0], quiet_until=hours[1])
        notices.choose(member.actor_key, choices)
        self.quiet[member.pk].note(at, hours=hours)
        self.paces[member.pk].note(at, **{topic.value: pace})

    def _look(self, member: Member, at: datetime.datetime) -> None:
        """Let somebody read at night, on the site, what waits to be sent to them in the morning."""
        newest = Notice.objects.for_recipients([member.actor_key]).newest_first().values_list("pk", flat=True).first()
        if newest:
            notices.mark_all_read([member.actor_key], newest_id=newest, at=at)
            self.read[member.pk].append((at, newest))
