"""How soon a new listing has its matches, here and at a bank that trades, and how long a night takes, as banks grow."""

import csv
import datetime
import time

import numpy as np
from django.utils import timezone

from exchanges.actions import matching
from exchanges.matching.embedder import embedder
from exchanges.matching.knowledge import BOOK
from exchanges.models import Listing, Match, MatchSweep, Meaning
from exchanges.reads import meanings
from exchanges.reads.meanings import stems_of
from members.models import Bank
from tests import factories as make
from tests.benchmarks.databases import administrator, inside, new_database
from tests.benchmarks.members import make_members
from tests.benchmarks.report import median_milliseconds, progress, report

SIZES = (1_000, 3_000, 10_000)  # of offers, and of requests
MEMBERS = 2_000
TIMES = 15
DATABASE = "matching_speed"
WRITTEN_AT_ONCE = 1000
NEW = ("A torn coat", "My father's, the lining hangs out.")


def measure(*, small: bool) -> None:
    """Fill a bank step by step: at each size match one new request in both ways, then do a whole night."""
    with new_database(DATABASE), inside(DATABASE):
        bank = make.make_bank()
        members = make_members(bank, MEMBERS)
        asked, offered = texts_of("need"), texts_of("offer")
        vectors = {side: embedder().embed(texts) for side, texts in (("need", asked[0:2000]), ("offer", offered))}
        nights: dict[int, float] = {}
        done = 0
        for size in SIZES[:1] if small else SIZES:
            progress(f"  {size} requests and {size} offers …")
            put_up(bank, members, Listing.Kind.REQUEST, asked[0:2000], vectors["need"], range(done, size))
            put_up(bank, members, Listing.Kind.OFFER, offered, vectors["offer"], range(done, size))
            done = size
            with administrator(DATABASE) as cursor:
                cursor.execute("VACUUM ANALYZE exchanges_listing, exchanges_meaning")
            _one_new(members[0], size)
            nights[size] = a_night(bank)
            ratio = nights[size] / nights[SIZES[0]]
            report(
                f"matching.night.{size}", nights[size], "s", ratio_to=f"matching.night.{SIZES[0]}", ratio=ratio, n=size
            )
        _with_partner(bank, members, offered, vectors["offer"], done)


def _with_partner(bank: Bank, members, offered: list[str], vectors: np.ndarray, size: int) -> None:
    """Let as many offers stand at a bank that trades with this one, and match one new request at both."""
    partner = make.make_bank(listings_are_public=True)
    make.trade(bank, partner)
    put_up(partner, make_members(partner, MEMBERS), Listing.Kind.OFFER, offered, vectors, range(size))
    with administrator(DATABASE) as cursor:
        cursor.execute("VACUUM ANALYZE exchanges_listing, exchanges_meaning")
    _one_new(members[0], size, "_and_partner")


def _one_new(member, size: int, where: str = "") -> None:
    request = make.make_listing(member, kind=Listing.Kind.REQUEST, title=NEW[0], body=NEW[1])

    def match() -> None:
        Listing.objects.filter(pk=request.pk).update(match_due_at=timezone.now())
        if not matching.match_listing(request.pk, at=timezone.now()):
            raise SystemExit("The new request found no match.")

    by_pgvector = median_milliseconds(match, times=TIMES)
    there = meanings.has_pgvector
    meanings.has_pgvector = lambda: False
    try:
        here = median_milliseconds(match, times=TIMES)
    finally:
        meanings.has_pgvector = there
    Listing.objects.filter(pk=request.pk).update(state=Listing.State.CLOSED, closed_at=timezone.now())
    report(f"matching.one_new{where}.{size}", by_pgvector, "ms", n=size)
    name = f"matching.one_new{where}_without_pgvector.{size}"
    report(name, here, "ms", ratio_to="pgvector", ratio=here / by_pgvector, n=size)


def a_night(bank: Bank) -> float:
    """Do all steps of a night, one after another, as one worker would."""
    MatchSweep.objects.filter(bank=bank).delete()
    at = timezone.now() + datetime.timedelta(days=1)
    begun = time.perf_counter()
    while matching.sweep_a_step(bank, at=at):
        pass
    took = time.perf_counter() - begun
    Meaning.objects.filter(bank=bank).update(compared_at=timezone.now())
    progress(f"    {Match.objects.filter(bank=bank).count()} matches in {took:.1f} s")
    return took


def texts_of(side: str) -> list[str]:
    """Give all lines of the book that say a need, or all that offer."""
    with BOOK.open(encoding="utf-8", newline="") as file:
        return [row["text"] for row in csv.DictReader(file) if row["side"] == side]


def put_up(bank: Bank, members, kind: str, texts: list[str], vectors: np.ndarray, numbers: range) -> None:
    """Write listings of some days ago past the actions; texts that come round again are moved a little."""
    chance, now = np.random.default_rng(len(texts)), timezone.now() - datetime.timedelta(days=10)
    listings = [
        Listing(
            bank=bank,
            member=members[number % len(members)],
            kind=kind,
            title=texts[number % len(texts)][:100],
            people=Listing.MANY,
            match_due_at=None,
            created_at=now,
        )
        for number in numbers
    ]
    Listing.objects.bulk_create(listings, batch_size=WRITTEN_AT_ONCE)
    stems = stems_of(texts)
    moved = vectors[[number % len(texts) for number in numbers]] + chance.normal(
        scale=0.01, size=(len(listings), vectors.shape[1])
    )
    moved /= np.linalg.norm(moved, axis=1, keepdims=True)
    made = [
        Meaning(
            bank=bank,
            side=kind,
            listing=listing,
            text=listing.title,
            model=embedder().name,
            vector=vector.tolist(),
            stems=stems[number % len(texts)],
            compared_at=now,
        )
        for number, listing, vector in zip(numbers, listings, moved, strict=True)
    ]
    Meaning.objects.bulk_create(made, batch_size=WRITTEN_AT_ONCE)
