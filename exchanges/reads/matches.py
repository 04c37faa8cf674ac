"""Who could help whom: what fits, held against the rules that never give way, scored and with its reasons."""

import datetime
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from django.db.models import Q

from exchanges.matching.scoring import Features, Why, reasons, score
from exchanges.models import Listing, Match, MatchQuerySet, Meaning, NotForMe
from exchanges.reads.places import full_among
from exchanges.reads.requirements import Help, obstacles_of
from exchanges.reads.ties import Ties, ties_of
from members.models import Area, Bank, Member
from members.reads.areas import areas_of_banks, minutes_on_foot

FOUND_FROM = 0.04  # who looks for an answer to one request is better served by a far thought than by none
OFFERED_FROM = 0.12  # nobody asked: what scores less is rather a riddle than a suggestion
LOOKED_AT = 40  # the likeliest of each, of which rules and history leave some out
LOOKED_AT_OF_MANY = 15
NOES_LEARNED_FROM = 50
EVERYBODYS_LANGUAGE = "en"
Thing = tuple[int | None, int | None]  # a listing or a gift, by their ids
MUCH_LIKE = 0.6  # the product of two directions; the labelled texts' near doubles lie above


@dataclass(frozen=True)
class Suggestion:
    """A match that may and can be, its score and its reasons, the weightiest first."""

    match: Match
    score: float
    why: tuple[Why, ...]
    minutes_away: int | None  # on foot, from area to area

    @property
    def request(self) -> Listing:
        """What is asked for."""
        return self.match.request

    @property
    def giver(self) -> Member:
        """Who could help."""
        return self.match.giver

    @property
    def receiver(self) -> Member:
        """Who asks."""
        return self.match.receiver

    @property
    def at_home(self) -> bool:
        """Whether both belong to one bank."""
        return self.match.is_at_home


def of_listing(listing: Listing, reader: Member, *, at: datetime.datetime, most: int = 3) -> list[Suggestion]:
    """Give the best matches of an offer or a request, as this reader may know them, best first."""
    side = "offer" if listing.is_offer else "request"
    rows = Match.objects.filter(**{side: listing.pk})
    best = _best(rows, reader, at, listing.bank)
    return _each_once(best, lambda each: (each.receiver if listing.is_offer else each.giver).pk)[:most]


def givers_at_home(request: Listing, reader: Member, *, at: datetime.datetime) -> list[Suggestion]:
    """Give who of its own bank could answer a request, best first, however many fit better elsewhere."""
    rows = Match.objects.at_home().filter(request=request.pk)
    return _each_once(_best(rows, reader, at, request.bank), lambda each: each.giver.pk)


def to_help(member: Member, *, at: datetime.datetime, most: int = 3) -> list[Suggestion]:
    """Give the requests that a member could answer, by an offer of theirs or by a gift, best first."""
    rows = Match.objects.filter(giver=member)
    offered = [each for each in _best(rows, member, at, member.bank) if each.score >= OFFERED_FROM]
    return _each_once(offered, lambda each: each.request.pk)[:most]


def newly_to_help(bank: Bank, since: Mapping[int, datetime.datetime], *, at: datetime.datetime) -> dict[int, set[int]]:
    """Give the requests of grown-ups here that newly suit members, as `to_help` would show them: ids of each member's.

    Each is new since a moment of their own. What suited them before by something else of theirs is not. For the jobs:
    a dozen queries for many members, and two for each who said that something is not for them.
    """
    today, adult = bank.day(at), Member.AgeBand.ADULT
    theirs = Match.objects.at_home().filter(giver__in=since)
    rows = theirs.filter(receiver__age_band=adult).standing(today).not_refused(at)
    rows = rows.came_between(min(since.values(), default=at), at).likeliest_of_each("giver", LOOKED_AT_OF_MANY)
    matches = _allowed(list(rows.with_people()), today)
    first = theirs.filter(request__in={match.request_id for match in matches}).first_came()
    new = [each for each in matches if first[each.giver_id, each.request_id] > since[each.giver_id]]
    found: dict[int, set[int]] = defaultdict(set)
    for each in _scored_for_givers(new):
        if each.score >= OFFERED_FROM:
            found[each.giver.pk].add(each.request.pk)
    return found


def to_be_helped(member: Member, *, at: datetime.datetime, most: int = 3) -> list[Suggestion]:
    """Give who could answer the requests of a member, best first."""
    rows = Match.objects.filter(receiver=member)
    return _each_once(_best(rows, member, at, member.bank), lambda each: each.giver.pk)[:most]


def best_of_each(
    requests: Collection[Listing], reader: Member, *, at: datetime.datetime, most: int = 3
) -> dict[int, list[Suggestion]]:
    """Give the best matches of many requests of one bank, by the request's id: as many queries as for one."""
    return _best_of_each(Match.objects.all(), requests, reader, at, most)


def best_at_home_of_each(
    requests: Collection[Listing], reader: Member, *, at: datetime.datetime, most: int = 3
) -> dict[int, list[Suggestion]]:
    """Give the best matches of many requests with members of the same bank, as `best_of_each` does."""
    return _best_of_each(Match.objects.at_home(), requests, reader, at, most)


def _best_of_each(
    rows: MatchQuerySet, requests: Collection[Listing], reader: Member, at: datetime.datetime, most: int
) -> dict[int, list[Suggestion]]:
    found: dict[int, list[Suggestion]] = {each.pk: [] for each in requests}
    for each in _suggestions(rows.filter(request__in=found), reader, at, reader.bank):
        known = found[each.request.pk]
        if len(known) < most and all(other.giver.pk != each.giver.pk for other in known):
            known.append(each)
    return found


def best_offers_for(request: Listing, *, at: datetime.datetime, most: int = 3) -> list[Listing]:
    """Give the offers of members of its bank who could answer a request best and have not been asked: for the jobs."""
    rows = Match.objects.at_home().filter(request=request, offer__isnull=False)
    best = _each_once(_best(rows, request.member, at, request.bank), lambda each: each.giver.pk)
    return [each.match.offer for each in best[:most] if each.match.offer is not None]


def standing_for(rows: MatchQuerySet, reader: Member, on: datetime.date) -> list[Match]:
    """Give those of which the reader may know and that no rule leaves out, whatever either said no to."""
    return _allowed(list(rows.standing(on).readable_by(reader, on).with_people()), on)


def _each_once(found: list[Suggestion], by: Callable[[Suggestion], int]) -> list[Suggestion]:
    """Keep the best of those that are about the same person or request: an offer and a gift may say the same."""
    kept: dict[int, Suggestion] = {}
    for each in found:
        kept.setdefault(by(each), each)
    return list(kept.values())


def _best(rows: MatchQuerySet, reader: Member, at: datetime.datetime, bank: Bank) -> list[Suggestion]:
    kept = _that_may_be(rows, reader, at, bank)
    return _scored(list(kept.likeliest(LOOKED_AT).with_people()), reader, at, bank)


def _suggestions(rows: MatchQuerySet, reader: Member, at: datetime.datetime, bank: Bank) -> list[Suggestion]:
    """Score the likeliest of each request, of those that may be: whom a rule leaves out takes nobody's place."""
    kept = _that_may_be(rows, reader, at, bank)
    likeliest = list(kept.likeliest_of_each("request", LOOKED_AT_OF_MANY).values_list("pk", flat=True))
    return _scored(list(Match.objects.filter(pk__in=likeliest).with_people()), reader, at, bank)


def _that_may_be(rows: MatchQuerySet, reader: Member, at: datetime.datetime, bank: Bank) -> MatchQuerySet:
    today = bank.day(at)
    return rows.standing(today).readable_by(reader, today).not_refused(at)


def _scored(matches: list[Match], reader: Member, at: datetime.datetime, bank: Bank) -> list[Suggestion]:
    if not matches:
        return []
    matches = _allowed(matches, bank.day(at))
    known = _Surroundings.of(matches, home=reader.area)
    home = next((area for area in known.areas.values() if area.is_home and area.bank_id == reader.bank_id), None)
    around = _Around(reader, _noes_of(reader, matches), known, home)
    found = [around.suggestion(match) for match in matches]
    shown = [each for each in found if each.score >= FOUND_FROM]
    return sorted(shown, key=lambda each: (-each.score, each.match.pk))


def _scored_for_givers(matches: Sequence[Match]) -> Iterator[Suggestion]:
    """Score matches of many, each as its giver would read it."""
    if not matches:
        return
    theirs: dict[Member, list[Match]] = defaultdict(list)
    for match in matches:
        theirs[match.giver].append(match)
    known = _Surroundings.of(matches)
    with_noes = set(NotForMe.objects.filter(member__in=theirs).values_list("member", flat=True))
    for giver, mine in theirs.items():
        noes = _noes_of(giver, mine) if giver.pk in with_noes else NO_NOES
        around = _Around(giver, noes, known, known.areas.get((giver.bank_id, mine[0].giver_area)))
        yield from (around.suggestion(match) for match in mine)


def _allowed(matches: list[Match], on: datetime.date) -> list[Match]:
    """Leave out what lacks a check or a guardian, and offers that take no more people."""
    helps = [
        Help(match.giver, match.receiver, match.request.needed_on or on, _kind(match), match.offer_id)
        for match in matches
    ]
    asked = [
        Help(each.giver, each.receiver, each.on, match.request.category_id, match.request_id)
        for each, match in zip(helps, matches, strict=True)
    ]
    hindered = obstacles_of([*helps, *asked])
    full = full_among({match.offer_id for match in matches if match.offer_id} | {m.request_id for m in matches}, on)
    free = [not one and not other for one, other in zip(hindered[: len(helps)], hindered[len(helps) :], strict=True)]
    return [
        match
        for match, may in zip(matches, free, strict=True)
        if may and match.offer_id not in full and match.request_id not in full
    ]


def _kind(match: Match) -> int | None:
    return match.offer.category_id if match.offer else None


@dataclass(frozen=True)
class _Noes:
    """What a member said no to: matches that are much like it in kind, and how far was too far."""

    unlike_wanted: frozenset[Thing]
    too_far: frozenset[tuple[int, str]]  # areas, each by its bank and its key


def _noes_of(reader: Member, matches: Sequence[Match]) -> _Noes:
    """Learn from a member's noes, with one query where there are none."""
    noes = NotForMe.objects.filter(member=reader, why__in=[NotForMe.Why.KIND, NotForMe.Why.FAR])
    lately = list(noes.placed().order_by("-pk")[:NOES_LEARNED_FROM])
    kinds = {(no.listing_id, no.gift_id) for no in lately if no.why == NotForMe.Why.KIND}
    far = frozenset((no.bank_id, no.area_key) for no in lately if no.why == NotForMe.Why.FAR)
    return _Noes(frozenset(_much_like(kinds, _others(reader, matches))) if kinds else frozenset(), far)


def _others(reader: Member, matches: Iterable[Match]) -> set[Thing]:
    """Give what others bring to these matches: what the reader would say no to."""
    return {
        (match.request_id, None) if match.giver_id == reader.pk else (match.offer_id, match.gift_id)
        for match in matches
    }


def _much_like(refused: Collection[Thing], others: Collection[Thing]) -> set[Thing]:
    listings, gifts = (({thing[place] for thing in (*refused, *others)} - {None}) for place in (0, 1))
    rows = Meaning.objects.filter(Q(listing__in=listings) | Q(gift__in=gifts))
    known: dict[str, dict[Thing, list[float]]] = defaultdict(dict)
    for listing, gift, model, vector in rows.values_list("listing", "gift", "model", "vector"):
        known[model][listing, gift] = vector
    found: set[Thing] = set()
    for of_model in known.values():
        noes = [of_model[thing] for thing in refused if of_model.get(thing)]
        for thing in others:
            if noes and of_model.get(thing) and float(np.max(np.array(noes) @ np.array(of_model[thing]))) >= MUCH_LIKE:
                found.add(thing)
    return found


NO_NOES = _Noes(frozenset(), frozenset())


@dataclass(frozen=True)
class _Surroundings:
    """What is needed to score matches, read once for all of them: areas by bank and key, and who met whom."""

    areas: dict[tuple[int, str], Area]
    ties: Ties

    @classmethod
    def of(cls, matches: Sequence[Match], *, home: str = "") -> "_Surroundings":
        people = [member for match in matches for member in (match.giver, match.receiver)]
        areas = areas_of_banks({member.bank_id for member in people}, home=home)
        return cls({(area.bank_id, area.key): area for area in areas}, ties_of({member.pk for member in people}))


class _Around:
    """What one reader knows of it, and where they are at home."""

    def __init__(self, reader: Member, noes: _Noes, known: _Surroundings, home: Area | None) -> None:
        self._reader, self._noes, self._home = reader, noes, home
        self._areas, self._ties = known.areas, known.ties

    def suggestion(self, match: Match) -> Suggestion:
        away = self._minutes_away(match)
        known = Features(
            likeness=match.likeness,
            same_kind=_is_same_kind(match),
            at_home=match.is_at_home,
            minutes_away=away,
            same_area=self._in_one_area(match),
            share_times=_share_times(match, self._reader),
            share_language=bool(shared_languages(match, self._reader)),
            have_met=self._ties.have_met(match.giver_id, match.receiver_id),
            giver_has_given=not self._is_ours(match.giver) or match.giver_id in self._ties.gave,
            receiver_has_received=not self._is_ours(match.receiver) or match.receiver_id in self._ties.received,
            is_unlike_wanted=bool({*_others(self._reader, [match])} & self._noes.unlike_wanted),
            is_unwantedly_far=away is not None and self._is_too_far(away),
        )
        why = tuple(each for each in reasons(known) if self._may_know(each, match))
        return Suggestion(match, score(known), why, away)

    def _is_ours(self, member: Member) -> bool:
        """Whether somebody belongs to the reader's bank: what others have done is not even counted."""
        return member.bank_id == self._reader.bank_id

    def _may_know(self, why: Why, match: Match) -> bool:
        """Whether somebody gave or received before is for themselves and for who runs the bank."""
        if self._reader.runs_or_audits:
            return True
        of_whom = {Why.FIRST_GIVING: match.giver_id, Why.FIRST_RECEIVING: match.receiver_id}
        return why not in of_whom or of_whom[why] == self._reader.pk

    def _in_one_area(self, match: Match) -> bool:
        one, other = self._places(match)
        return bool(one[1]) and one == other

    def _minutes_away(self, match: Match) -> int | None:
        return minutes_on_foot(*map(self._areas.get, self._places(match)))

    def _places(self, match: Match) -> tuple[tuple[int, str], tuple[int, str]]:
        """Give where both live, or the listing is, as the reader may know it: bank and key of an area, '' for none."""
        return (
            (match.receiver.bank_id, match.request_area or self._lives(match.receiver, match.receiver_area)),
            (match.giver.bank_id, match.offer_area or self._lives(match.giver, match.giver_area)),
        )

    def _lives(self, member: Member, key: str) -> str:
        return key if _may_read(member, Member.Item.AREA, self._reader) else ""

    def _is_too_far(self, minutes: int) -> bool:
        ways = [minutes_on_foot(self._home, self._areas.get(place)) for place in self._noes.too_far]
        known = [way for way in ways if way is not None]
        return bool(known) and minutes >= min(known)


def _is_same_kind(match: Match) -> bool:
    """Whether both said which kind of help it is, and the same: of two banks by the code of the shared base."""
    asked, offered = match.request.category, match.offer.category if match.offer else None
    if asked is None or offered is None:
        return False
    return asked.pk == offered.pk or (bool(asked.code) and asked.code == offered.code)


def shared_times(match: Match, reader: Member) -> list[str]:
    """Give the parts of the week in which both have time, as far as this reader may know them."""
    free = _free_times(match, reader)
    return [part for part in match.request.availability if part in free]


def shared_languages(match: Match, reader: Member) -> list[str]:
    """Give the languages that both speak, besides that of most, which is no reason; none where one keeps theirs."""
    if not all(_may_read(each, Member.Item.LANGUAGES, reader) for each in (match.giver, match.receiver)):
        return []
    spoken = set(match.receiver.languages) - {EVERYBODYS_LANGUAGE}
    return [code for code in match.giver.languages if code in spoken]


def _share_times(match: Match, reader: Member) -> bool | None:
    said = match.request.availability and _free_times(match, reader)
    return bool(shared_times(match, reader)) if said else None


def _free_times(match: Match, reader: Member) -> list[str]:
    offered: list[str] = match.offer.availability if match.offer else []
    if offered or not _may_read(match.giver, Member.Item.AVAILABILITY, reader):
        return offered
    own: list[str] = match.giver.availability
    return own


def _may_read(member: Member, item: str, reader: Member) -> bool:
    """Whether a part of somebody's profile may speak: what members show is shown to their own bank alone."""
    if member.bank_id != reader.bank_id:
        return False
    return member.pk == reader.pk or reader.runs_or_audits or member.shows_item(item)
