"""The digest: now and then, how much came in that somebody may read and that nobody has told them of."""

import datetime
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from django.db.models import Exists, F, Max, OuterRef, Q, Value
from django.urls import reverse
from django.utils import formats
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from exchanges.actions.reminders.listings import path_of
from exchanges.actions.reminders.rule import EVENING, Rows, Said, moment, with_occasion
from exchanges.models import Attendee, Event, Listing, Reminder, SavedSearch
from exchanges.reads.finding import Wishes, fitting
from exchanges.reads.matches import newly_to_help
from members.models import Bank, Block, Gift, Member
from notices.models import Notice

SOME, QUIET_DAYS = 3, 2  # so many things after so long, by the days of the calendar
ANY, LONG_QUIET_DAYS = 1, 7
OFFER, REQUEST, EVENT, SUITS = Listing.Kind.OFFER, Listing.Kind.REQUEST, "EVENT", "SUITS"
SUGGESTED = ("REQUEST_FITS", "INTRODUCED")
NEWS_FOR = datetime.timedelta(days=14)  # what is older is no news, also to who never had a digest


class Digest:
    """Three or more new things after two quiet days, or one after seven: offers, requests and open events of others.

    A request that newly suits the reader is counted as such, also where it is older and their offer is new. It covers
    the time since the last one, so nothing comes twice. Left out are one's own things, those of whom one of the two
    blocked, of people under 18, events one has signed up for, and what a saved search or a suggestion tells of anyway.
    """

    name = "DIGEST"
    kind = "DIGEST"
    hours = EVENING
    is_suggestion = True

    def due(self, bank: Bank, at: datetime.datetime) -> Rows:
        """Give those for whom enough may be new; whether it is new for them, too, is seen when it is said."""
        moments = sorted((thing.at for thing in _new_things(bank, at - NEWS_FOR, at)), reverse=True)
        people = Member.objects.of(bank).in_directory().filter(kind=Member.Kind.PERSON)
        enough = Q(pk=None)
        for count, days in ((SOME, QUIET_DAYS), (ANY, LONG_QUIET_DAYS)):
            if len(moments) >= count:
                enough |= _heard_nothing_since(min(_days_ago(bank, days, at), moments[count - 1]))
        enough |= _heard_nothing_since(_days_ago(bank, QUIET_DAYS, at)) & _offer_something_new(at - NEWS_FOR)
        return with_occasion(people.filter(enough), Value(str(bank.day(at))))

    def say(self, bank: Bank, rows: Sequence[Member], at: datetime.datetime) -> Iterator[Said]:
        """Say how many of each are new, and since when."""
        since = _last_told(rows, at)
        things = _new_things(bank, min(since.values()), at)
        suit = newly_to_help(bank, since, at=at)
        listings = {thing.pk for thing in things if thing.kind != EVENT}.union(*suit.values())
        known, home = _known_to(bank, rows, things, listings, at), reverse("exchanges:home", args=[bank.slug])
        for member in rows:
            began = since[member.pk]
            found = [thing for thing in things if thing.at > began and not known.covers(member.pk, thing)]
            found = _with_what_suits(found, suit.get(member.pk, set()) - known.listings.get(member.pk, set()), at)
            if len(found) >= (ANY if began < _days_ago(bank, LONG_QUIET_DAYS, at) else SOME):
                subject = _("New here: %(what)s") % {"what": _counted(found)}
                yield Said(member, member, subject, _since(bank.day(began), found), home)

    def moot_at(self, bank: Bank, row: Member) -> datetime.datetime | None:
        """It does no harm later."""
        return None


@dataclass(frozen=True)
class Thing:
    """Something new: an offer, a request (also one that suits the reader) or an event; since when, and whose it is."""

    kind: str
    pk: int
    at: datetime.datetime
    whose: frozenset[int | None]  # None is the time bank


@dataclass
class Known:
    """What some people need not be told of: whom they are apart from, and what they know already."""

    apart: dict[int, set[int]] = field(default_factory=dict)
    listings: dict[int, set[int]] = field(default_factory=dict)
    events: dict[int, set[int]] = field(default_factory=dict)

    def covers(self, member: int, thing: Thing) -> bool:
        """Whether a thing is their own, of somebody they are apart from, or told of otherwise."""
        if member in thing.whose or thing.whose & self.apart.get(member, set()):
            return True
        told = self.events if thing.kind == EVENT else self.listings
        return thing.pk in told.get(member, ())


def _heard_nothing_since(moment: datetime.datetime) -> Q:
    """Ask for people who were there before a moment and have had no digest since."""
    heard = Reminder.objects.by(Digest.name).filter(said_at__gte=moment).values("about")
    return Q(~Q(pk__in=heard), joined_at__lt=moment)


def _offer_something_new(since: datetime.datetime) -> Q:
    """Ask for people who have put up an offer or named a gift since: what was asked before may suit them now."""
    offers = Listing.objects.filter(member=OuterRef("pk"), kind=Listing.Kind.OFFER, created_at__gt=since)
    return Q(Exists(offers) | Exists(Gift.objects.filter(member=OuterRef("pk"), added_at__gt=since)))


def _last_told(people: Sequence[Member], at: datetime.datetime) -> dict[int, datetime.datetime]:
    """Give since when something is new for each: their last digest, or the day they joined, but not long ago."""
    told = Reminder.objects.by(Digest.name).filter(about__in=[member.pk for member in people])
    last = dict(told.order_by().values_list("about").annotate(Max("said_at")))
    return {member.pk: max(last.get(member.pk) or member.joined_at or at, at - NEWS_FOR) for member in people}


def _new_things(bank: Bank, since: datetime.datetime, at: datetime.datetime) -> list[Thing]:
    """Give what came in meanwhile, still stands and every member may read, with two queries.

    Of events that come again only the first is new.
    """
    today = bank.day(at)
    adult = Member.AgeBand.ADULT
    listings = Listing.objects.filter(bank=bank, created_at__gt=since, created_at__lte=at, member__age_band=adult)
    found = [
        Thing(kind, pk, created_at, frozenset([member]))
        for pk, kind, created_at, member in listings.open(today).values_list("pk", "kind", "created_at", "member")
    ]
    opened = Event.objects.of(bank).meant_for(None).filter(state=Event.State.OPEN)
    opened = opened.filter(state_since__gt=since, state_since__lte=at)
    first = Q(series=None) | Q(series_on=F("series__first_on"))
    events = opened.filter(first, on__gte=today).values_list("pk", "state_since", "host", "made_by")
    return found + [Thing(EVENT, pk, opened_at, frozenset(whose)) for pk, opened_at, *whose in events]


def _with_what_suits(things: Collection[Thing], requests: Collection[int], at: datetime.datetime) -> list[Thing]:
    """Count what suits the reader as that, and not as a request besides."""
    others = [thing for thing in things if not (thing.kind == REQUEST and thing.pk in requests)]
    return [*others, *(Thing(SUITS, pk, at, frozenset()) for pk in requests)]


def _known_to(
    bank: Bank, people: Sequence[Member], things: Collection[Thing], listings: Collection[int], at: datetime.datetime
) -> Known:
    """Read what people need not be told of, with four queries and one for each who keeps searches."""
    known, pks = Known(), [member.pk for member in people]
    blocks = Block.objects.filter(Q(blocker__in=pks) | Q(blocked__in=pks))
    for blocker, blocked in blocks.values_list("blocker", "blocked"):
        known.apart.setdefault(blocker, set()).add(blocked)
        known.apart.setdefault(blocked, set()).add(blocker)
    events = [thing.pk for thing in things if thing.kind == EVENT]
    coming = Attendee.objects.expected().filter(member__in=pks, event__in=events)
    for pk, event in coming.values_list("member", "event"):
        known.events.setdefault(pk, set()).add(event)
    for pk, listing in _suggested(bank, people, listings):
        known.listings.setdefault(pk, set()).add(listing)
    searches: dict[int, list[SavedSearch]] = {}
    for search in SavedSearch.objects.that_tell().filter(member__in=pks):
        searches.setdefault(search.member_id, []).append(search)
    for member in people:
        if member.pk in searches:
            found = _found_by(searches[member.pk], bank, member, listings, at)
            known.listings.setdefault(member.pk, set()).update(found)
    return known


def _suggested(bank: Bank, people: Sequence[Member], listings: Collection[int]) -> Iterator[tuple[int, int]]:
    """Give whom a request, or an offer, was suggested to, with it: by us, or by a coordinator."""
    pages = {path_of(bank, Listing(pk=pk)): pk for pk in listings}
    keys = {member.actor_key: member.pk for member in people}
    told = Notice.objects.for_recipients(keys).filter(bank=bank.slug, kind__in=SUGGESTED, path__in=pages)
    for key, path in told.values_list("recipient__key", "path"):
        yield keys[key], pages[path]


def _found_by(
    searches: list[SavedSearch], bank: Bank, member: Member, listings: Collection[int], at: datetime.datetime
) -> set[int]:
    """Give which of these listings a member's saved searches tell of, with one query."""
    each = [
        fitting(bank, member, Wishes.kept(search.wishes), on=bank.day(at)).filter(pk__in=listings).values("pk")
        for search in searches
    ]
    found = each[0].union(*each[1:]) if len(each) > 1 else each[0]
    return {row["pk"] for row in found}


def _days_ago(bank: Bank, days: int, at: datetime.datetime) -> datetime.datetime:
    """Give the end of the day that many days ago: what is earlier lies so many days back."""
    return moment(bank, bank.day(at) - (days - 1) * datetime.timedelta(days=1))


def _since(day: datetime.date, things: Collection[Thing]) -> str:
    words = {"day": formats.date_format(day, "l j F")}
    if any(thing.kind == SUITS for thing in things):
        return _("That is what came in since %(day)s. Your first page says whom you could help.") % words
    return _("That is what came in since %(day)s. Perhaps one of them is for you.") % words


def _counted(things: Collection[Thing]) -> str:
    """Say how many there are of each: '2 offers, 1 request and 1 event'."""
    counts = {kind: sum(thing.kind == kind for thing in things) for kind in (SUITS, OFFER, REQUEST, EVENT)}
    suits = ngettext("%(count)d thing you could help with", "%(count)d things you could help with", counts[SUITS])
    said = [
        suits % {"count": counts[SUITS]},
        ngettext("%(count)d offer", "%(count)d offers", counts[OFFER]) % {"count": counts[OFFER]},
        ngettext("%(count)d request", "%(count)d requests", counts[REQUEST]) % {"count": counts[REQUEST]},
        ngettext("%(count)d event", "%(count)d events", counts[EVENT]) % {"count": counts[EVENT]},
    ]
    some = [words for words, count in zip(said, counts.values(), strict=True) if count]
    return get_text_list(some, _("and"))
