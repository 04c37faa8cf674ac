"""Who could help whom: what fits, held against the rules that never give way, scored and with its reasons."""

import datetime
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from exchanges.matching.scoring import Features, Kind, Why, reasons, score
from exchanges.models import Listing, Match, MatchQuerySet, Meaning, NotForMe
from exchanges.reads.places import full_among
from exchanges.reads.requirements import Help, obstacles_of
from members.models import Area, Bank, Member
from members.reads.areas import areas_of, minutes_on_foot

FOUND_FROM = 0.04  # who looks for an answer to one request is better served by a far thought than by none
OFFERED_FROM = 0.12  # nobody asked: what scores less is rather a riddle than a suggestion
LOOKED_AT = 40  # the likeliest of each, of which rules and history leave some out
LOOKED_AT_OF_MANY = 15
NOES_LEARNED_FROM = 50
EVERYBODYS_LANGUAGE = "en"
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


def of_listing(listing: Listing, reader: Member, *, at: datetime.datetime, most: int = 3) -> list[Suggestion]:
    """Give the best matches of an offer or a request, as this reader may know them, best first."""
    side = "offer" if listing.is_offer else "request"
    rows = Match.objects.filter(**{side: listing.pk}).order_by("-likeness", "pk")
    best = _best(rows, reader, at, listing.bank)
    return _each_once(best, lambda each: (each.receiver if listing.is_offer else each.giver).pk)[:most]


def to_help(member: Member, *, at: datetime.datetime, most: int = 3) -> list[Suggestion]:
    """Give the requests that a member could answer, by an offer of theirs or by a gift, best first."""
    rows = Match.objects.filter(giver=member).order_by("-likeness", "pk")
    offered = [each for each in _best(rows, member, at, member.bank) if each.score >= OFFERED_FROM]
    return _each_once(offered, lambda each: each.request.pk)[:most]


def to_be_helped(member: Member, *, at: datetime.datetime, most: int = 3) -> list[Suggestion]:
    """Give who could answer the requests of a member, best first."""
    rows = Match.objects.filter(receiver=member).order_by("-likeness", "pk")
    return _each_once(_best(rows, member, at, member.bank), lambda each: each.giver.pk)[:most]


def best_of_each(
    requests: Collection[Listing], reader: Member, *, at: datetime.datetime, most: int = 3
) -> dict[int, list[Suggestion]]:
    """Give the best matches of many requests of one bank, by the request's id: as many queries as for one."""
    found: dict[int, list[Suggestion]] = {each.pk: [] for each in requests}
    for each in _suggestions(Match.objects.filter(request__in=found), reader, at, reader.bank):
        known = found[each.request.pk]
        if len(known) < most and all(other.giver.pk != each.giver.pk for other in known):
            known.append(each)
    return found


def best_offers_for(request: Listing, *, at: datetime.datetime, most: int = 3) -> list[Listing]:
    """Give the offers of those who could answer a request best and have not been asked, best first: for the jobs."""
    rows = Match.objects.filter(request=request, offer__isnull=False).order_by("-likeness", "pk")
    best = _each_once(_best(rows, request.member, at, request.bank), lambda each: each.giver.pk)
    return [each.match.offer for each in best[:most] if each.match.offer is not None]


def _each_once(found: list[Suggestion], by: Callable[[Suggestion], int]) -> list[Suggestion]:
    """Keep the best of those that are about the same person or request: an offer and a gift may say the same."""
    kept: dict[int, Suggestion] = {}
    for each in found:
        kept.setdefault(by(each), each)
    return list(kept.values())


def _best(rows: MatchQuerySet, reader: Member, at: datetime.datetime, bank: Bank) -> list[Suggestion]:
    kept = _that_may_be(rows, reader, at, bank)
    return _scored(list(kept.with_people().with_history()[:LOOKED_AT]), reader, at, bank)


def _suggestions(rows: MatchQuerySet, reader: Member, at: datetime.datetime, bank: Bank) -> list[Suggestion]:
    """Score the likeliest of each request, of those that may be: whom a rule leaves out takes nobody's place."""
    kept = _that_may_be(rows, reader, at, bank)
    likeliest = list(kept.likeliest_of_each("request", LOOKED_AT_OF_MANY).values_list("pk", flat=True))
    return _scored(list(Match.objects.filter(pk__in=likeliest).with_people().with_history()), reader, at, bank)


def _that_may_be(rows: MatchQuerySet, reader: Member, at: datetime.datetime, bank: Bank) -> MatchQuerySet:
    today = bank.day(at)
    return rows.standing(today).readable_by(reader, today).not_refused(at)


def _scored(matches: list[Match], reader: Member, at: datetime.datetime, bank: Bank) -> list[Suggestion]:
    if not matches:
        return []
    matches = _allowed(matches, bank.day(at))
    around = _Surroundings(reader, areas_of(bank), _noes_of(reader, matches))
    found = [around.suggestion(match) for match in matches]
    shown = [each for each in found if each.score >= FOUND_FROM]
    return sorted(shown, key=lambda each: (-each.score, each.match.pk))


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

    unlike_wanted: frozenset[int]  # listings
    too_far: tuple[str, ...]  # areas


def _noes_of(reader: Member, matches: Sequence[Match]) -> _Noes:
    """Learn from a member's noes, with one query where there are none."""
    noes = NotForMe.objects.filter(member=reader, why__in=[NotForMe.Why.KIND, NotForMe.Why.FAR])
    lately = list(noes.select_related("listing__member").order_by("-pk")[:NOES_LEARNED_FROM])
    kinds = [no.listing_id for no in lately if no.why == NotForMe.Why.KIND]
    far = tuple(no.listing.area or no.listing.member.area for no in lately if no.why == NotForMe.Why.FAR)
    return _Noes(frozenset(_much_like(kinds, _others(reader, matches))) if kinds else frozenset(), far)


def _others(reader: Member, matches: Iterable[Match]) -> set[int]:
    """Give what others put up in these matches: what the reader would say no to."""
    listings = {match.request_id if match.giver_id == reader.pk else match.offer_id for match in matches}
    return {pk for pk in listings if pk is not None}


def _much_like(refused: Sequence[int], others: Collection[int]) -> set[int]:
    rows = Meaning.objects.filter(listing__in={*refused, *others}).values_list("listing", "model", "vector")
    known: dict[str, dict[int, list[float]]] = defaultdict(dict)
    for listing, model, vector in rows:
        known[model][listing] = vector
    found: set[int] = set()
    for of_model in known.values():
        noes = [of_model[pk] for pk in refused if of_model.get(pk)]
        for pk in others:
            if noes and of_model.get(pk) and float(np.max(np.array(noes) @ np.array(of_model[pk]))) >= MUCH_LIKE:
                found.add(pk)
    return found


class _Surroundings:
    """What is needed to score matches for one reader, read once for all of them."""

    def __init__(self, reader: Member, areas: list[Area], noes: _Noes) -> None:
        self._reader, self._noes = reader, noes
        self._by_name = {area.name.strip().casefold(): area for area in areas}

    def suggestion(self, match: Match) -> Suggestion:
        away = self._minutes_away(match)
        known = Features(
            likeness=match.likeness,
            kind=kind_between(match.request, match.offer),
            minutes_away=away,
            same_area=self._in_one_area(match),
            share_times=_share_times(match, self._reader),
            share_language=bool(shared_languages(match, self._reader)),
            have_met=match.have_met,
            giver_has_given=match.giver_has_given,
            receiver_has_received=match.receiver_has_received,
            is_unlike_wanted=bool({match.request_id, match.offer_id} & self._noes.unlike_wanted),
            is_unwantedly_far=away is not None and self._is_too_far(away),
        )
        why = tuple(each for each in reasons(known) if self._may_know(each, match))
        return Suggestion(match, score(known), why, away)

    def _may_know(self, why: Why, match: Match) -> bool:
        """Whether somebody gave or received before is for themselves and for who runs the bank."""
        if self._reader.runs_or_audits:
            return True
        of_whom = {Why.FIRST_GIVING: match.giver_id, Why.FIRST_RECEIVING: match.receiver_id}
        return why not in of_whom or of_whom[why] == self._reader.pk

    def _in_one_area(self, match: Match) -> bool:
        one, other = self._areas(match)
        return bool(one) and one == other

    def _minutes_away(self, match: Match) -> int | None:
        one, other = (self._by_name.get(name) for name in self._areas(match))
        return minutes_on_foot(one, other) if one and other else None

    def _areas(self, match: Match) -> tuple[str, str]:
        """Give where both live, or the listing is, as the reader may know it; '' for what they may not."""
        offered = match.offer.area if match.offer else ""
        return (
            self._known(match.request.area, match.receiver).strip().casefold(),
            self._known(offered, match.giver).strip().casefold(),
        )

    def _known(self, said: str, member: Member) -> str:
        if said:
            return said
        return member.area if _may_read(member, Member.Item.AREA, self._reader) else ""

    def _is_too_far(self, minutes: int) -> bool:
        home = self._by_name.get(self._reader.area.strip().casefold())
        ways = [minutes_on_foot(home, self._by_name.get(name.strip().casefold())) for name in self._noes.too_far]
        known = [way for way in ways if way is not None]
        return bool(known) and minutes >= min(known)


def kind_between(request: Listing, offer: Listing | None) -> Kind:
    """Say how the kinds of help of a request and an offer stand to each other; a gift has none."""
    asked, offered = request.category, offer.category if offer else None
    if asked is None or offered is None:
        return Kind.UNSAID
    if asked.pk == offered.pk:
        return Kind.SAME
    if (asked.parent_id or asked.pk) == (offered.parent_id or offered.pk):
        return Kind.RELATED
    return Kind.OTHER


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
    return member.pk == reader.pk or reader.runs_or_audits or member.shows_item(item)
