"""A year in the demo bank, told through the actions people use: who joined, offered, helped and left."""

import datetime

from django.db import transaction

from exchanges.actions import leaving
from exchanges.actions.listings import Wording, put_up
from timebank.demo import text
from timebank.demo.doing import Doing, log
from timebank.demo.gatherings import plan_past_events
from timebank.demo.on_the_map import plan_the_map
from timebank.demo.telling import LOWEST_MINUTES, Happening, Story
from timebank.demo.together import plan_gifts
from timebank.demo.town import (
    DAYS,
    JOINED_FIRST,
    LEAVER,
    Neighbour,
    Town,
    Wishes,
    found_town,
    joining,
    let_sign_in,
    newcomers,
)
from timebank.demo.two_way import FEWEST_MEMBERS, plan_services

SETTLED_BEFORE = 10  # days ago: what happened until then is settled
LAST_JOINED = 60
LONG_SHARE = 0.54  # of what is done, so that half of all exchanges take close to three hours or more
SILENT, BUSY = 0, 12
SILENT_SHARE, BUSY_SHARE = 3, 10  # one in so many has never met anybody; one in so many does most of it
LEFT_DAYS_AGO = 24
# Of whom something is told one by one: they are never the silent ones.
TOLD_OF = frozenset(
    {
        *JOINED_FIRST,
        LEAVER,
        *("abdi", "bartholomew", "beryl", "bilal", "callum", "eluned", "gordon", "hannah", "jaydon", "keith", "lucy"),
        *("meilin", "oliver", "qais", "ruth", "senait", "siobhan", "tom", "zofia"),
    }
)


@transaction.atomic
def make_demo_bank(wishes: Wishes, *, now: datetime.datetime) -> Town:
    """Make the demo bank, whole or not at all: the same names, hours and balances for the same seed."""
    town, story = found_town(wishes, now), Story()
    _plan_joining(town, story, wishes)
    story.tell()
    _give_paces(town)
    _plan_listings(town, story)
    _plan_deeds(town, story, wishes.exchanges)
    if LEAVER in town.people:
        story.plan(town.moment(LEFT_DAYS_AGO, 15), lambda at: _leave(town, at))
    plan_gifts(town, story)
    plan_past_events(town, story)
    plan_the_map(town, story)
    if wishes.members >= FEWEST_MEMBERS:
        plan_services(town, story)
    story.tell()
    let_sign_in(town)
    return town


def _plan_joining(town: Town, story: Story, wishes: Wishes) -> None:
    """The first four join on the first day, half of the others in two months, the last two months ago."""
    joiners = newcomers(wishes)
    late = max(1, len(joiners) - len(JOINED_FIRST))
    for place, somebody in enumerate(joiners):
        if place < len(JOINED_FIRST):
            at = town.moment(DAYS - 1, 9, 10 * place)
        else:
            share = (place - len(JOINED_FIRST)) / late
            at = town.moment(DAYS - 3 - share**2.5 * (DAYS - 3 - LAST_JOINED), 10 + place % 6, place % 60)
        story.plan(at, joining(town, somebody))


def _plan_listings(town: Town, story: Story) -> None:
    """Most offers and requests are some weeks old; every fourth was put up this week."""
    for place, listing in enumerate(text.LISTINGS):
        if listing.by in town.people and listing.by != LEAVER:
            days_ago = town.chance.uniform(0.3, 6) if place % 4 == 0 else town.chance.uniform(8, LAST_JOINED - 5)
            story.plan(town.moment(days_ago, 18, place % 60), _putting_up(town, listing))


def _putting_up(town: Town, listing: text.DemoListing) -> Happening:
    member = town.people[listing.by].member
    category = town.categories[listing.category]
    wording = Wording(kind=listing.kind, title=listing.title, body=listing.words, category=category)
    return lambda at: put_up(wording, member=member, by=member, at=at)


def _plan_deeds(town: Town, story: Story, count: int) -> None:
    """Spread the exchanges over the months; on each day the first deed that fits somebody is done."""
    decks = [list(text.DEEDS), list(text.LONG_DEEDS)]
    for deck in decks:
        town.chance.shuffle(deck)
    span = DAYS - 8 - SETTLED_BEFORE
    for number in range(count):
        days_ago = SETTLED_BEFORE + span * (count - 1 - number + town.chance.random()) / count
        story.plan(town.moment(days_ago, town.chance.randint(9, 17)), lambda at: _do(town, story, decks, at))


def _give_paces(town: Town) -> None:
    """Let a third of the people be silent and a tenth very busy, but nobody silent of whom a story is told."""
    people = [one for one in town.people.values() if not one.member.is_organisation]
    free = [one for one in people if one.key not in TOLD_OF]
    town.chance.shuffle(free)
    silent, busy = len(people) // SILENT_SHARE, len(people) // BUSY_SHARE
    for one in free[:silent]:
        one.pace = SILENT
    for one in free[silent : silent + busy]:
        one.pace = BUSY


def _do(town: Town, story: Story, decks: list[list[text.DemoDeed]], at: datetime.datetime) -> None:
    deeds = decks[town.chance.random() < LONG_SHARE]
    for deed in deeds:
        pairs = _pairs_for(town, deed, at)
        if pairs:
            paces = [giver.pace * receiver.pace for giver, receiver in pairs]
            giver, receiver = town.chance.choices(pairs, paces)[0]
            break
    else:
        return
    deeds.remove(deed)
    deeds.append(deed)
    giver.minutes, receiver.minutes = giver.minutes + deed.minutes, receiver.minutes - deed.minutes
    logged_at = at + datetime.timedelta(hours=town.chance.randint(2, 6))
    story.plan(logged_at, lambda later: log(town, story, Doing(deed, giver, receiver), later))


def _pairs_for(town: Town, deed: text.DemoDeed, at: datetime.datetime) -> list[tuple[Neighbour, Neighbour]]:
    """List who could have done this deed for whom: those it names, else those who give and need such help."""
    here = [
        person
        for person in town.people.values()
        if person.pace
        and person.joined_at < at - datetime.timedelta(days=1)
        and (person.key != LEAVER or at < town.moment(LEFT_DAYS_AGO + 15))
    ]
    givers = [one for one in here if one.key == deed.giver or (not deed.giver and deed.category in one.gives)]
    receivers = [
        one
        for one in here
        if one.minutes - deed.minutes >= LOWEST_MINUTES
        and (one.key == deed.receiver or (not deed.receiver and deed.category in one.needs))
    ]
    return [(giver, receiver) for giver in givers for receiver in receivers if giver is not receiver]


def _leave(town: Town, at: datetime.datetime) -> None:
    leaving.leave(town.people[LEAVER].member, by=town.coordinators()[0], at=at, booked_on=town.bank.day(at))
