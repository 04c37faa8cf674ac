"""Learning what listings and gifts are about, and keeping what fits: on each change, and all of it every night."""

import datetime
from collections.abc import Sequence

import numpy as np
from django.db import connection, transaction
from django.db.models import Q
from numpy.typing import NDArray

from exchanges.matching import likeness
from exchanges.matching.embedder import embedder
from exchanges.matching.minilm import Numbers
from exchanges.models import Listing, Match, MatchSweep, Meaning
from exchanges.reads.meanings import (
    Read,
    as_called_at,
    compared_with,
    outlived,
    read,
    stems_of,
    to_compare,
    to_compare_elsewhere,
    unlearned_gifts,
    unlearned_listings,
    weights_for,
)
from members.models import Bank, Gift

TRIED_AGAIN_AFTER = datetime.timedelta(minutes=10)
KEPT_FROM = 0.035  # just above what two texts get of which nothing is known; six in seven labelled pairs lie above
KEPT_EACH = 40  # of each request; rules and history leave some out later
KEPT_OF_OFFER = 10  # and of each offer, so that the tenth gardener of a town is thought of, too
KEPT_ELSEWHERE = (10, 2)  # the same two at each bank that trades with its own
GIFTS_AT_ONCE = 20
COMPARING = 6  # the name of our lock among those of the database
LEARNED_AT_ONCE = 256
COMPARED_AT_ONCE = 500  # requests: with ten thousand offers twenty million pairs, a few seconds
WRITTEN_AT_ONCE = 2000
NIGHT_BEGINS = 2  # o'clock
LONGEST_TEXT = 600  # signs: the models read about as much


def match_listing(listing_id: int, *, at: datetime.datetime) -> int:
    """Learn anew what a listing that was put up or changed is about, and find its matches. Answers how many.

    Its own bank comes first, then each bank that trades with it, each in a transaction of its own: nobody waits for
    another bank's listings. Until all is done it is due again in a while, so whatever breaks off is done again, and
    again does no harm. Nothing where it is not, or no longer, due: two workers with the same listing do it once, also
    where the first waits for another bank's turn.
    """
    listing = _match_at_home(listing_id, at)
    if listing is None or listing.state == Listing.State.CLOSED:
        return 0
    for partner in compared_with(listing.bank):
        _match_elsewhere(listing, partner, at)
    Listing.objects.filter(pk=listing_id, match_due_at=listing.match_due_at).update(match_due_at=None)
    return Match.objects.filter(**_side_of(listing)).count()


@transaction.atomic
def _match_at_home(listing_id: int, at: datetime.datetime) -> Listing | None:
    due = Listing.objects.filter(match_due_at__lte=at).select_for_update(no_key=True, skip_locked=True, of=("self",))
    listing: Listing | None = due.select_related("category", "bank").filter(pk=listing_id).first()
    if listing is None:
        return None
    _take_turns(listing.bank_id)
    if listing.state == Listing.State.CLOSED:
        Listing.objects.filter(pk=listing.pk).update(match_due_at=None)
        Meaning.objects.filter(listing=listing).delete()
        Match.objects.filter(**_side_of(listing)).delete()
        return listing
    [meaning] = _learn_listings([listing], at)
    _compare_one(meaning, at)
    listing.match_due_at = at + TRIED_AGAIN_AFTER
    Listing.objects.filter(pk=listing.pk).update(match_due_at=listing.match_due_at)
    return listing


@transaction.atomic
def _match_elsewhere(listing: Listing, partner: Bank, at: datetime.datetime) -> None:
    """Find the matches of a listing that was learned among those of a bank that trades with its own."""
    _take_turns(listing.bank_id, partner.pk)
    meaning = Meaning.objects.that_cross(listing.bank).filter(listing=listing).first()
    if meaning is None:
        return
    own, others = read(Meaning.objects.filter(pk=meaning.pk)), to_compare_elsewhere(meaning, partner)
    asked, offered = (others, own) if listing.is_offer else (own, others)
    known = Match.objects.filter(**_side_of(listing))
    known.filter(**{"receiver__bank" if listing.is_offer else "giver__bank": partner}).delete()
    bank_id = partner.pk if listing.is_offer else listing.bank_id
    _keep(bank_id, asked, offered, weights_for(asked, offered, bank_id), at, most=KEPT_ELSEWHERE)


def _take_turns(*banks: int) -> None:
    """Let one worker at a time compare within a bank: two that compare at once would not see what the other learns.

    Of several banks in order of their ids, so that nobody waits in a circle.
    """
    with connection.cursor() as cursor:
        for bank_id in sorted(banks):
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [COMPARING, bank_id])


def put_off(listing_id: int, *, at: datetime.datetime) -> None:
    """Try a listing that could not be matched again later, so that it holds up no other."""
    due = Listing.objects.filter(pk=listing_id, match_due_at__isnull=False)
    due.update(match_due_at=at + TRIED_AGAIN_AFTER)


@transaction.atomic
def match_gifts(bank: Bank, *, at: datetime.datetime) -> int:
    """Learn what new and changed gifts of a bank's members are about, a few at most, and find their matches.

    Answers how many gifts there were.
    """
    _take_turns(bank.pk)
    gifts = list(unlearned_gifts(bank, embedder().name)[:GIFTS_AT_ONCE])
    for meaning in _learn_gifts(bank, gifts, at) if gifts else ():
        _compare_one(meaning, at)
    return len(gifts)


@transaction.atomic
def sweep_a_step(bank: Bank, *, at: datetime.datetime) -> bool:
    """Do the next part of a bank's night: learn what is new, feel how crowded it is, compare. Answers if more waits.

    Each step is whole and leaves its mark in the rows, so a night that breaks off goes on where it was, and the steps
    of many banks can take turns. Two workers never do the same step.
    """
    night = night_of(bank, at)
    MatchSweep.objects.get_or_create(bank=bank, defaults={"began_at": night})
    sweep = MatchSweep.objects.select_for_update(no_key=True, skip_locked=True).filter(bank=bank).first()
    if sweep is None or (sweep.began_at == night and sweep.ended_at):
        return False
    if sweep.began_at != night:
        sweep.began_at, sweep.is_crowd_felt, sweep.ended_at = night, False, None
    partners = compared_with(bank) if sweep.is_crowd_felt else []  # who only learns keeps no other bank waiting
    _take_turns(bank.pk, *(partner.pk for partner in partners))
    if not _learn_some(bank, at):
        if not sweep.is_crowd_felt:
            _feel_the_crowd(bank)
            sweep.is_crowd_felt = True
        elif not _compare_some(bank, partners, since=night, at=at):
            sweep.ended_at = at
    sweep.save()
    return sweep.ended_at is None


def night_of(bank: Bank, at: datetime.datetime) -> datetime.datetime:
    """Give the moment at which the last night began at a bank: two o'clock, when few people are about.

    In UTC: where the clocks change at two, a moment of the bank's zone equals none of another.
    """
    here = at.astimezone(bank.zone_info())
    began = here.replace(hour=NIGHT_BEGINS, minute=0, second=0, microsecond=0, fold=0)
    days = datetime.timedelta(days=0 if began.astimezone(datetime.UTC) <= at else 1)
    return (began - days).astimezone(datetime.UTC)


def _learn_some(bank: Bank, at: datetime.datetime) -> bool:
    """Learn of some listings and gifts what nobody has yet, and forget what is over. Answers whether more may wait."""
    over = outlived(bank)
    Match.objects.filter(Q(request__in=over.values("listing")) | Q(offer__in=over.values("listing"))).delete()
    over.delete()
    listings = list(
        unlearned_listings(bank, embedder().name).select_for_update(no_key=True, skip_locked=True)[:LEARNED_AT_ONCE]
    )
    gifts = list(unlearned_gifts(bank, embedder().name)[:LEARNED_AT_ONCE])
    long_ago = at - datetime.timedelta(days=1)  # known, but not compared yet
    if listings:
        _learn_listings(listings, long_ago)
    if gifts:
        _learn_gifts(bank, gifts, long_ago)
    return bool(listings or gifts)


def _feel_the_crowd(bank: Bank) -> None:
    """Say anew for all of a bank how crowded it is around each: every request with every offer, in strips."""
    model = embedder().name
    asked = read(Meaning.objects.of(bank).of_requests().filter(model=model))
    offered = read(Meaning.objects.of(bank).of_offers().filter(model=model))
    for one, other in ((asked, offered), (offered, asked)):
        strips = range(0, len(one), COMPARED_AT_ONCE)
        around = [
            likeness.crowding(likeness.alike(one.side.vectors[begin : begin + COMPARED_AT_ONCE], other.side.vectors))
            for begin in strips
        ]
        _keep_crowding(one.ids, np.concatenate(around) if around else np.zeros(0, dtype=np.float32))


def _compare_some(bank: Bank, partners: Sequence[Bank], *, since: datetime.datetime, at: datetime.datetime) -> bool:
    """Find the matches of the next few hundred requests not compared since a moment. Answers whether there were any.

    A bank's night compares its requests with the offers of others; theirs with its offers are compared in their nights.
    """
    model = embedder().name
    next_few = Meaning.objects.of(bank).of_requests().swept_before(since).values_list("pk", flat=True)
    ids = list(next_few[:COMPARED_AT_ONCE])
    asked = read(Meaning.objects.filter(pk__in=ids, model=model))
    Match.objects.filter(request__in=[listing for listing in asked.listings if listing]).delete()
    offered = read(Meaning.objects.of(bank).of_offers().filter(model=model))
    _compare_all(bank, asked, offered, at, (KEPT_EACH, KEPT_OF_OFFER))
    crossing = read(Meaning.objects.that_cross(bank).filter(pk__in=ids, model=model)) if partners else asked
    for partner in partners:
        theirs = read(Meaning.objects.that_cross(partner).of_offers().filter(model=model))
        _compare_all(bank, crossing, as_called_at(bank.pk, partner.pk, theirs), at, KEPT_ELSEWHERE)
    Meaning.objects.filter(pk__in=ids).update(compared_at=at)
    return bool(ids)


def _compare_all(bank: Bank, asked: Read, offered: Read, at: datetime.datetime, most: tuple[int, int]) -> None:
    weights = likeness.weights_of_words([*asked.side.stems, *offered.side.stems])
    _keep(bank.pk, asked, offered, weights, at, most=most)


def _side_of(listing: Listing) -> dict[str, Listing]:
    return {"offer" if listing.is_offer else "request": listing}


def _learn_listings(listings: Sequence[Listing], at: datetime.datetime) -> list[Meaning]:
    texts = [f"{listing.title}. {listing.body}"[:LONGEST_TEXT] for listing in listings]
    made = [
        Meaning(bank_id=listing.bank_id, side=listing.kind, listing=listing, text=text, compared_at=at)
        for listing, text in zip(listings, texts, strict=True)
    ]
    return _learn(made, "listing")


def _learn_gifts(bank: Bank, gifts: Sequence[Gift], at: datetime.datetime) -> list[Meaning]:
    made = [Meaning(bank=bank, side=Listing.Kind.OFFER, gift=gift, text=gift.words, compared_at=at) for gift in gifts]
    return _learn(made, "gift")


def _learn(made: list[Meaning], of: str) -> list[Meaning]:
    texts = [meaning.text for meaning in made]
    for meaning, vector, stems in zip(made, embedder().embed(texts), stems_of(texts), strict=True):
        meaning.model, meaning.vector, meaning.stems = embedder().name, vector.tolist(), stems
        meaning.crowding = likeness.USUAL_CROWDING  # of a new one, until it is felt: other banks may compare it before
    return Meaning.objects.bulk_create(
        made,
        update_conflicts=True,
        unique_fields=[of],
        update_fields=["side", "text", "model", "vector", "stems", "compared_at"],
    )


def _compare_one(meaning: Meaning, at: datetime.datetime) -> None:
    """Find the matches of one listing or gift with others of its bank anew, in place of those it had."""
    others = to_compare(meaning)
    own = read(Meaning.objects.filter(pk=meaning.pk))
    [around] = likeness.crowding(likeness.alike(own.side.vectors, others.side.vectors))
    _keep_crowding(own.ids, np.array([around], dtype=np.float32))
    own = read(Meaning.objects.filter(pk=meaning.pk))
    is_request = meaning.side == Listing.Kind.REQUEST
    asked, offered = (own, others) if is_request else (others, own)
    weights = weights_for(asked, offered, meaning.bank_id)
    of = {"request": meaning.listing_id} if is_request else {"offer": meaning.listing_id, "gift": meaning.gift_id}
    Match.objects.at_home().filter(**of).delete()
    _keep(meaning.bank_id, asked, offered, weights, at, most=(KEPT_EACH, KEPT_OF_OFFER))


def _keep(
    bank_id: int, asked: Read, offered: Read, weights: dict[str, float], at: datetime.datetime, *, most: tuple[int, int]
) -> None:
    """Write down the likeliest of each request, and the likeliest requests of each offer: so many at most."""
    if not len(asked) or not len(offered):
        return
    meanings = likeness.meaning(asked.side, offered.side)
    words = likeness.shared_words(asked.side, offered.side, weights)
    likely = likeness.likeness(meanings, words, likeness.kinds_of_help(asked.side, offered.side))
    likely[np.array(asked.members)[:, None] == np.array(offered.members)[None, :]] = 0  # nobody helps themselves
    rows, columns = _likeliest(likely, most)
    found = [
        Match(
            bank_id=bank_id,
            request_id=asked.listings[row] or 0,
            offer_id=offered.listings[column],
            gift_id=offered.gifts[column],
            receiver_id=asked.members[row],
            giver_id=offered.members[column],
            meaning=float(meanings[row, column]),
            words=float(words[row, column]),
            likeness=float(likely[row, column]),
            found_at=at,
        )
        for row, column in zip(rows, columns, strict=True)
    ]
    Match.objects.bulk_create(found, batch_size=WRITTEN_AT_ONCE)


def _likeliest(likely: Numbers, most: tuple[int, int]) -> tuple[list[int], list[int]]:
    """Give row and column of the few likeliest of each row, and of the fewer likeliest of each column."""
    of_each, of_offer = most
    kept = _best_of_rows(likely, of_each) | _best_of_rows(likely.T, of_offer).T
    rows, columns = np.nonzero(kept & (likely >= KEPT_FROM))
    return rows.tolist(), columns.tolist()


def _best_of_rows(likely: Numbers, most: int) -> NDArray[np.bool_]:
    few = min(most, likely.shape[1])
    best = np.argpartition(-likely, few - 1, axis=1)[:, :few]
    kept = np.zeros(likely.shape, dtype=bool)
    np.put_along_axis(kept, best, values=True, axis=1)
    return kept


def _keep_crowding(ids: Sequence[int], around: Numbers) -> None:
    rows = [Meaning(pk=pk, crowding=float(value)) for pk, value in zip(ids, around, strict=True)]
    Meaning.objects.bulk_update(rows, ["crowding"], batch_size=WRITTEN_AT_ONCE)
