"""What listings and gifts are about, read in bulk: the nearest by pgvector where the server has it, else all."""

import logging
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from math import log

import numpy as np
from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL

from exchanges.matching.likeness import NO_KIND, Side, weights_of_words
from exchanges.matching.minilm import Numbers
from exchanges.models import Category, Listing, Meaning
from members.models import Bank, Gift, Member, Partnership

NEAREST_READ = 60
WITH_WORDS_READ = 60
BEFORE_NUMBERS = 20  # bytes of an array as PostgreSQL sends it: dimensions, nulls, type, length, lower bound
NEARNESS = "exchanges_meaning.vector::vector <#> %s::real[]::vector"
EMPTY = 12  # bytes of one without numbers

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Read:
    """Some meanings of one side: their ids, what they are of, whose, and how they compare."""

    ids: list[int]
    listings: list[int | None]
    gifts: list[int | None]
    members: list[int]
    side: Side

    def __len__(self) -> int:
        return len(self.ids)


@cache
def has_pgvector() -> bool:
    """Whether this server compares directions itself; asked once in each process and said in the log."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_extension WHERE extname = 'vector'")
        found = bool(cursor.fetchone()[0])
    logger.info("Matching compares texts %s.", "in PostgreSQL, by pgvector" if found else "by itself: no pgvector")
    return found


def to_compare(meaning: Meaning) -> Read:
    """Read what a meaning is to be compared with: the nearest and those with the same words, or all of the other side.

    All, where there is no pgvector: at ten thousand that takes under a second, and answers the same.
    """
    return read(_likely(meaning, Meaning.objects.filter(bank=meaning.bank_id)))


def to_compare_elsewhere(meaning: Meaning, partner: Bank) -> Read:
    """Read what a meaning is to be compared with at a bank that trades with its own, as `to_compare` does at home."""
    return as_called_at(meaning.bank_id, partner.pk, read(_likely(meaning, Meaning.objects.that_cross(partner))))


def as_called_at(bank_id: int, partner_id: int, found: Read) -> Read:
    """Give what was read of a partner with its kinds of help as a bank calls them, by the codes of the shared base.

    What the bank has no name for is of a kind of its own.
    """
    known = Category.objects.filter(bank__in=[bank_id, partner_id])
    rows = list(known.values_list("bank", "pk", "code", "parent", "parent__code"))
    ours = {code: (pk, parent or pk) for bank, pk, code, parent, _above in rows if bank == bank_id and code}
    called = {NO_KIND: (NO_KIND, NO_KIND)}
    for bank, pk, code, parent, above in rows:
        if bank == partner_id:
            main = ours.get(above or "", (0, -(parent or pk)))[1]
            called[pk] = ours.get(code, (-pk, main))
    kinds = [called.get(int(kind), (-int(kind), -int(kind))) for kind in found.side.kinds]
    one, other = (np.array([pair[place] for pair in kinds], dtype=np.int64) for place in (0, 1))
    return replace(found, side=replace(found.side, kinds=one, main_kinds=other))


def compared_with(bank: Bank) -> list[Bank]:
    """Give the banks whose listings are compared with a bank's, in order of their ids.

    They trade with it, and one of the two lets anybody read its own: else nobody would be shown what fits.
    """
    agreed = Partnership.objects.of(bank).filter(state=Partnership.State.AGREED)
    partners = [each.other(bank) for each in agreed]
    read_by_any = [each for each in partners if each.listings_are_public or bank.listings_are_public]
    return sorted(read_by_any, key=lambda each: each.pk)


def read(meanings: QuerySet[Meaning]) -> Read:
    """Read some meanings of one side, in order of their ids, with one query."""
    sent = {"numbers": "array_send(exchanges_meaning.vector)"}
    rows = meanings.order_by("pk").extra(select=sent)  # noqa: S610 a fixed text: arrays as text take six times as long
    owner = ("listing__member", "gift__member")
    kinds = ("listing__category", "listing__category__parent")
    found = list(rows.values_list("pk", "listing", "gift", *owner, *kinds, "crowding", "stems", "numbers"))
    return Read(
        ids=[row[0] for row in found],
        listings=[row[1] for row in found],
        gifts=[row[2] for row in found],
        members=[row[3] or row[4] for row in found],
        side=Side(
            vectors=_rows([row[9] for row in found]),
            crowding=np.array([row[7] for row in found], dtype=np.float32),
            stems=[row[8] for row in found],
            kinds=np.array([row[5] or NO_KIND for row in found], dtype=np.int64),
            main_kinds=np.array([row[6] or row[5] or NO_KIND for row in found], dtype=np.int64),
        ),
    )


def weights_for(asked: Read, offered: Read, bank_id: int) -> dict[str, float]:
    """Weigh the stems of what is asked by how rare they are: in the bank, or, where all was read, in what was."""
    if not has_pgvector():
        return weights_of_words([*asked.side.stems, *offered.side.stems])
    return _weights_of(set().union(*asked.side.stems), bank_id)


def _weights_of(stems: Collection[str], bank_id: int) -> dict[str, float]:
    """Weigh some stems by how rare they are in a bank, as `likeness.weights_of_words` would by reading all texts."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT stem, (SELECT count(*) FROM exchanges_meaning m WHERE m.bank_id = %(bank)s"
            " AND m.stems @> ARRAY[stem]), (SELECT count(*) FROM exchanges_meaning WHERE bank_id = %(bank)s)"
            " FROM unnest(%(stems)s::text[]) stem",
            {"bank": bank_id, "stems": list(stems)},
        )
        return {stem: log(1 + count / found) for stem, found, count in cursor.fetchall() if found}


def stems_of(texts: Sequence[str]) -> list[list[str]]:
    """Give the stems of the words of each text, without those that say nothing, as PostgreSQL's full text reads it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tsvector_to_array(to_tsvector('english', unaccent(said)))"
            " FROM unnest(%s::text[]) WITH ORDINALITY AS t(said, place) ORDER BY place",
            [list(texts)],
        )
        return [row[0] for row in cursor.fetchall()]


def unlearned_listings(bank: Bank, model: str) -> QuerySet[Listing]:
    """Give the open listings of which we do not know what they are about, or know it from another model."""
    known = Meaning.objects.filter(listing=OuterRef("pk"), model=model)
    found: QuerySet[Listing] = Listing.objects.filter(~Exists(known), bank=bank, state=Listing.State.OPEN)
    return found.order_by("pk")


def unlearned_gifts(bank: Bank, model: str) -> QuerySet[Gift]:
    """Give the gifts of members of a bank that were added or changed since we looked, or looked with another model."""
    ours = Gift.objects.filter(member__bank=bank, member__state__in=Member.BELONGING)
    known = Meaning.objects.filter(bank=bank, gift__isnull=False, text=F("gift__words"), model=model)
    return ours.exclude(pk__in=known.values("gift")).order_by("pk")


def banks_with_unlearned_gifts(model: str) -> list[int]:
    """Give the ids of banks where gifts were added or changed."""
    known = Meaning.objects.filter(gift=OuterRef("pk"), text=OuterRef("words"), model=model)
    new = Gift.objects.filter(~Exists(known), member__state__in=Member.BELONGING)
    return list(new.order_by().values_list("member__bank", flat=True).distinct())


def outlived(bank: Bank) -> QuerySet[Meaning]:
    """Give what is known of listings that are over, or of people who left."""
    over = Q(listing__state=Listing.State.CLOSED)
    gone = Q(gift__isnull=False) & ~Q(gift__member__state__in=Member.BELONGING)
    return Meaning.objects.of(bank).filter(over | gone)


def _likely(meaning: Meaning, among: QuerySet[Meaning]) -> QuerySet[Meaning]:
    others = among.filter(model=meaning.model).exclude(side=meaning.side)
    if not meaning.vector or not has_pgvector():
        return others
    near = others.order_by(RawSQL(NEARNESS, [meaning.vector])).values_list("pk", flat=True)  # noqa: S611 a fixed text
    return others.filter(pk__in={*near[:NEAREST_READ], *_with_rare_words(meaning, others)})


def _with_rare_words(meaning: Meaning, others: QuerySet[Meaning]) -> Iterable[int]:
    """Give those that share the rarest of its words: what has a name of its own is seldom near in direction."""
    weights = _weights_of(meaning.stems, meaning.bank_id)
    rarest = sorted(weights, key=lambda stem: -weights[stem])[:3]
    return others.filter(stems__overlap=rarest).values_list("pk", flat=True)[:WITH_WORDS_READ] if rarest else ()


def _rows(sent: Sequence[memoryview]) -> Numbers:
    """Read arrays of real numbers as PostgreSQL sends them: a header, then length and number in turn."""
    numbers = [np.frombuffer(each, dtype=">f4", offset=BEFORE_NUMBERS)[1::2] for each in sent if len(each) > EMPTY]
    if len(numbers) < len(sent) or not numbers:
        return np.zeros((len(sent), 0), dtype=np.float32)
    return np.array(numbers, dtype=np.float32)
