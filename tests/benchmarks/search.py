"""Looking for members of a bank of ten thousand: with a typing error in the trigram index, and without the index."""

import itertools
import random

from django.db import connection

from members.models import Bank, Member
from members.models.members import MemberQuerySet
from tests import factories as make
from tests.benchmarks.databases import administrator, inside, new_database
from tests.benchmarks.members import make_members
from tests.benchmarks.report import median_milliseconds, progress, report

MEMBERS = 10_000
TIMES = 15
ON_PAGE = 51
DATABASE = "search"
FIRST = (
    "ana bethan carys dafydd elin fatima gwilym huw ivor jadwiga kofi lowri mair nia owen priya rosa sian tomos zofia"
)
LAST = "abara bevan cadwallader davies evans farah green hughes ivanova jones khan lewis morgan novak okafor price"
ENDS = "son wick ley ton ham by worth stead ford field bourne well more land hurst combe"
GIFTS = (
    "gardening baking knitting plumbing lifts listening chess welsh polish forms computers painting ironing dogs birds"
    " bicycles choirs soup sewing history accounts swimming carpentry electricity reading maths guitar babysitting tea"
)
SEARCHES = {"typing error": "beekeping", "part of a name": "ffordd", "two words": "rosa bees", "many fit": "gardening"}


def measure() -> None:
    """Search ten thousand members in four ways, and turn two pages of names."""
    with new_database(DATABASE), inside(DATABASE):
        bank = _a_bank()
        listed = Member.objects.of(bank).in_directory()
        for words, q in SEARCHES.items():
            _must_use_the_index(listed.found_by(q), words)
            found = listed.found_by(q).best_first(q)
            milliseconds = median_milliseconds(lambda found=found: list(found[:ON_PAGE]), times=TIMES)
            without = _without_index(found)
            name = f"search.{words.replace(' ', '_')}"
            report(name, milliseconds, "ms", ratio_to="no index", ratio=without / milliseconds, n=MEMBERS)
        names = listed.in_name_order()
        report("search.names", median_milliseconds(lambda: list(names[:ON_PAGE]), times=TIMES), "ms", n=MEMBERS)
        after = listed.after_in_name_order(names[MEMBERS // 2]).in_name_order()
        report("search.names_after", median_milliseconds(lambda: list(after[:ON_PAGE]), times=TIMES), "ms", n=MEMBERS)


def _a_bank() -> Bank:
    bank = make.make_bank()
    members, chance = make_members(bank, MEMBERS), random.Random(1)
    surnames = [last + end for last, end in itertools.product(LAST.split(), ENDS.split())]
    for member in members:
        member.name = f"{chance.choice(FIRST.split())} {chance.choice(surnames)}".title()
        gifts = chance.sample(GIFTS.split(), 6)
        member.search_text = " ".join([member.name.lower(), "a street by the river", *gifts])
    for number, member in enumerate(members[::500]):
        member.search_text += f" beekeeping by the ffordd {number}"
    Member.objects.bulk_update(members, ["name", "search_text"], batch_size=1000)
    with administrator(DATABASE) as cursor:
        cursor.execute("VACUUM ANALYZE members_member")  # as the server does by itself after a while
    return bank


def _must_use_the_index(found: MemberQuerySet, words: str) -> None:
    plan = found.explain()
    progress(f"{words}:\n{plan}")
    if "member_search" not in plan:
        raise SystemExit(f"The search for {words} does not look into the trigram index.")


def _without_index(found: MemberQuerySet) -> float:
    with connection.cursor() as cursor:
        cursor.execute("SET enable_bitmapscan = off")
        try:
            return median_milliseconds(lambda: list(found[:ON_PAGE]), times=TIMES)
        finally:
            cursor.execute("RESET enable_bitmapscan")
