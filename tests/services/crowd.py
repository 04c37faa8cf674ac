"""Made-up people and gifts for measures, without a database: a service that serves members 1, 2, 3 and so on."""

import datetime

from services.reads.measures.rows import Cast, Person, Where, on_duty
from services.reads.measures.shown import months_shown, people_by_month
from services.reads.measures.stretches import Measures, measured
from services.reads.measures.ties import past_of
from timebank.lib.months import last_day, months_between

SURGERY, LIBRARY, NEIGHBOUR = 900, 901, 500
JUNE, JULY, AUGUST = (datetime.date(2026, month, 1) for month in (6, 7, 8))


def people_served(count: int, **fields) -> dict[int, Person]:
    """Let a service serve so many people since the spring, unless said otherwise of all of them."""
    said = {"since": datetime.date(2026, 4, 1)} | fields
    return {number: Person(number, **said) for number in range(1, count + 1)}


class Story:
    """What happened at a service, told gift by gift, and then measured."""

    def __init__(self, people, first=JUNE, last=JULY):
        self.people, self.months = people, months_between(first, last_day(last))
        self.served = months_shown(people_by_month(people.values(), self.months))
        self.cast = Cast(people, self.served, own={SURGERY}, others={LIBRARY})
        self.flows, self.stays, self.answers = [], [], []

    def gave(self, giver, receiver, minutes=60, on=datetime.date(2026, 6, 10)):
        """Let one give to another."""
        self.flows.append(self.cast.exchange(on, giver, receiver, minutes))
        return self

    def helped(self, giver, minutes=60, where=Where.SESSION, on=datetime.date(2026, 6, 10)):
        """Let somebody help at a session or another event."""
        self.flows.append(self.cast.gave_to_many(on, giver, minutes, where))
        return self

    def was_helped(self, receiver, minutes=60, where=Where.SESSION, on=datetime.date(2026, 6, 10)):
        """Let somebody be helped at a session or another event."""
        self.flows.append(self.cast.received_from_many(on, receiver, minutes, where))
        return self

    def on_duty(self, minutes=60, *, beside=False, on=datetime.date(2026, 6, 10)):
        """Let staff work."""
        self.flows.append(on_duty(on, minutes, beside=beside))
        return self

    def measured(self) -> Measures:
        """Measure all of it."""
        past = past_of(self.flows, self.people, self.stays, self.answers)
        return measured(self.months, self.people, self.served, self.flows, past)
