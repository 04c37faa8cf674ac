"""The measures: pure functions of one stretch of time. Each says its formula; none gives a number for fewer than ten.

A stretch is a month, or several of which only those of ten people are counted. Its people are those whom the service
served on at least one day of it; its gifts are those of its days. What somebody gave or received counts in the months
in which they are served, from the day they came in: the day they joined after a referral, took up a programme, or were
first helped in a session. Who only comes to sessions is served in the months in which they come.
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import median_low

from services.reads.measures.rows import PEOPLE, Answer, Person, Served, Side, Where
from services.reads.measures.shown import TOO_FEW, TooFew, are_enough
from services.reads.measures.tallies import Tally, Way
from services.reads.measures.ties import Past
from timebank.lib.months import last_day, month_of

PAID = (Where.DUTY, Where.BESIDE)  # what a service gives there is the time of its staff
PLACES = (Side.MANY, *PEOPLE)  # on the receiving side: people, or all who came


@dataclass(frozen=True)
class Share:
    """A part of a whole: people, minutes, pairs or answers."""

    part: int
    of: int

    @property
    def fraction(self) -> float | None:
        """From 0 to 1; None while there is nothing yet to take a part of."""
        return self.part / self.of if self.of else None

    @property
    def per_hundred(self) -> int | None:
        """So many in a hundred, to the nearest; a half goes up."""
        return (200 * self.part + self.of) // (2 * self.of) if self.of else None


@dataclass(frozen=True)
class FirstGifts:
    """How long it took people who were introduced until they first gave: half of them within so many days."""

    median_days: int
    gave: int


@dataclass(frozen=True)
class Hours:
    """Minutes by who gave to whom; `paid`: those in which staff were on duty, beside citizens or for them."""

    citizen_to_citizen: int
    staff_to_citizen: int
    citizen_to_staff: int
    side_by_side: int
    paid: int


@dataclass(frozen=True)
class Stretch:
    """One or more months, by their first days, in order; the people served in them, and the sum of what was given.

    `served` says who of the people counts in which of the months.
    """

    months: Sequence[datetime.date]
    served: Served
    people: Mapping[int, Person]
    tally: Tally

    @cached_property
    def last_on(self) -> datetime.date:
        """The last day of it."""
        return last_day(self.months[-1])

    @property
    def is_shown(self) -> bool:
        """Whether it has people enough to be shown."""
        return are_enough(self.people.keys())

    def counts(self, member: int, on: datetime.date) -> bool:
        """Whether somebody is served in the month of a day, and it is one of these."""
        return member in self.served.get(month_of(on), ())


def also_gave(stretch: Stretch) -> Share | TooFew:
    """Give the share of the people served who also gave time, to anybody: givers ÷ people served in the stretch."""
    if not stretch.is_shown:
        return TOO_FEW
    return Share(len(stretch.tally.gave & stretch.people.keys()), len(stretch.people))


def co_production_index(stretch: Stretch) -> Share | TooFew:
    """Give the index: minutes given by people served ÷ (minutes given + minutes received by them), from 0 to 1.

    What one of them gives to another in an exchange is one hour, not two: it counts as given. So a gift never lowers
    the index. At a session or another event nobody gives to one alone: what each gave and each received both count.
    """
    if not stretch.is_shown:
        return TOO_FEW
    sums = stretch.tally.minutes.items()
    given = sum(minutes for (_where, giver_is, _to), minutes in sums if giver_is is Side.SERVED)
    received = sum(
        minutes
        for (_where, giver_is, receiver_is), minutes in sums
        if receiver_is is Side.SERVED and giver_is is not Side.SERVED
    )
    return Share(given, given + received)


def first_gifts(stretch: Stretch, past: Past) -> FirstGifts | TooFew:
    """Give the days from referral to first gift, at or after it, of those who were introduced and gave.

    The median is the lower one: half of them needed no longer. First gifts are kept together until ten people have
    given one, and count in the month in which they had. Who did not let the service learn how it goes, step by step, at
    the end of the month of their first gift is in none of it; who has not given is not, either.
    """
    days = [gift.days for month in stretch.months for gift in past.first_gifts_in.get(month, ())]
    return FirstGifts(median_low(days), len(days)) if days else TOO_FEW


def hours(stretch: Stretch) -> Hours | TooFew:
    """Give the minutes by who gave to whom.

    Citizen to citizen: exchanges between people of whom one is served, and what citizens gave at sessions without
    staff beside them, or people served at other events. Staff to citizen: paid hours of staff on duty, at sessions and
    outside them, and what the service gave in exchanges. Citizen to staff: what the service received. Side by side:
    hours of staff and of citizens at sessions where they did the same work.
    """
    if not stretch.is_shown:
        return TOO_FEW
    among, from_staff, to_staff, beside, paid = 0, 0, 0, 0, 0
    for way, minutes in ((Way(*way), minutes) for way, minutes in stretch.tally.minutes.items()):
        if way.giver_is is Side.SERVICE and way.where in PAID:
            paid += minutes
        if way.where is Where.BESIDE:
            beside += minutes if way.giver_is is not Side.MANY else 0
        elif way.giver_is is Side.SERVICE and way.receiver_is in PLACES:
            from_staff += minutes
        elif way.giver_is in PEOPLE and way.receiver_is is Side.SERVICE:
            to_staff += minutes
        elif _is_among_citizens(way):
            among += minutes
    return Hours(among, from_staff, to_staff, beside, paid)


def new_ties(stretch: Stretch) -> int | TooFew:
    """Count the new ties: pairs who had never exchanged time before, one of them served. An event makes no tie."""
    return len(stretch.tally.met) if stretch.is_shown else TOO_FEW


def were_strangers(stretch: Stretch, answers_in: Mapping[datetime.date, Sequence[Answer]]) -> Share | TooFew:
    """Give the share of answers that said no to 'had you met before?', of those given about new ties.

    Answers are kept together until ten people have given one, and count in the month in which they had.
    """
    given = [answer for month in stretch.months for answer in answers_in.get(month, ())]
    return Share(sum(not answer.had_met for answer in given), len(given)) if given else TOO_FEW


def lasting_ties(stretch: Stretch, past: Past) -> Share | TooFew:
    """Give the share of ties that last after the programme.

    Of pairs, one of them served, who first exchanged while both took part in one programme, and of whom one left it or
    it closed: how many exchanged again after that day. Pairs are kept together until ten people are in them, and count
    in the month in which they were.
    """
    pairs = [pair for month in stretch.months for pair in past.parted_in.get(month, ())]
    return Share(sum(past.last_on[pair] > past.parted_on[pair] for pair in pairs), len(pairs)) if pairs else TOO_FEW


def took_staff_like_role(stretch: Stretch) -> Share | TooFew:
    """Give the share of the people served who in the stretch began to share a role with staff, or first led a session.

    Who has one is not counted again each month: a number that fell by one would tell who of them left.
    """
    if not stretch.is_shown:
        return TOO_FEW
    people = stretch.people.values()
    took = sum(each.leads_from is not None and stretch.counts(each.member, each.leads_from) for each in people)
    return Share(took, len(people))


def _is_among_citizens(way: Way) -> bool:
    if way.where is Where.SESSION:
        return way.giver_is in PEOPLE
    return way.is_between_people or (way.where is Where.EVENT and way.giver_is is Side.SERVED)
