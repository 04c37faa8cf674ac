"""How long rounds take to be solved: the choice alone, and with all that is read and written; and how near each comes
to the most hours."""

import datetime
import random
import time
from collections import defaultdict

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from exchanges.actions.rounds import flow, solving
from exchanges.actions.rounds.flow import Give, Pair, Room, Take, bring_together
from exchanges.models import Category, Round, RoundEntry, RoundProposal, RoundWish
from members.models import Bank, Member
from notices.models import Recipient
from tests import factories as make
from tests.benchmarks.databases import administrator, inside, new_database
from tests.benchmarks.members import make_members
from tests.benchmarks.report import median_milliseconds, progress, report

SIZES = (50, 500, 2_000)
WISHES = (200, 2_000, 8_000)  # of all who take part, in the database
KINDS = 40
TIMES = 15
DATABASE = "rounds_solved"
Asked = tuple[dict[int, Room], list[Take], list[Give], list[Pair]]


def measure() -> None:
    """Solve made-up rounds, as numbers and as rows."""
    _choose()
    with new_database(DATABASE), inside(DATABASE):
        _solve_rows()


def _choose() -> None:
    """Choose in rounds of some sizes; the most is what could be helped if time could be cut up for any number."""
    seconds: dict[int, float] = {}
    for members in SIZES:
        asked = a_round(members)
        progress(f"  a round of {members} members with {len(asked[3])} pairs that fit …")
        most = sum(flow._Network(*asked).flow()) * flow.PIECE_MINUTES
        begun = time.perf_counter()
        pieces = bring_together(*asked)
        seconds[members] = time.perf_counter() - begun
        found = sum(piece.minutes for piece in pieces)
        report(f"rounds.hours.{members}", found / 60, "h", ratio_to="most if cut up", ratio=found / most, n=members)
        smallest = SIZES[0]
        ratio = seconds[members] / seconds[smallest]
        report(f"rounds.{members}", seconds[members], "s", ratio_to=f"rounds.{smallest}", ratio=ratio, n=members)


def a_round(members: int) -> Asked:
    """Make up a round: two things each would take and two they would give, some kinds of help far oftener asked."""
    chance = random.Random(1)
    rooms = {
        who: Room(chance.choice([0, 60, 120, 300, 720]), chance.choice([None, None, 300, 600]))
        for who in range(members)
    }
    takes, gives = [], []
    asking, offering = defaultdict(list), defaultdict(list)
    for key in range(2 * members):
        take = Take(key, key // 2, chance.choice([60, 60, 90, 120, 180]))
        give = Give(key, key // 2, chance.choice([60, 120, 120, 180, 240]), chance.choice([1, 1, 1, 2, 3]))
        asking[int(KINDS * chance.random() ** 2)].append(take)
        offering[int(KINDS * chance.random() ** 1.5)].append(give)
        takes.append(take)
        gives.append(give)
    pairs = [
        Pair(take.key, give.key, chance.randrange(9))
        for kind, asked in asking.items()
        for take in asked
        for give in offering[kind]
        if take.member != give.member
    ]
    return rooms, takes, gives, pairs


def _solve_rows() -> None:
    """Solve rounds in the database, one after another: reading, choosing, writing, telling."""
    bank = make.make_bank(slug="rounds")
    members = make_members(bank, max(WISHES) // 4)
    Recipient.objects.bulk_create(
        Recipient(key=each.actor_key, name=each.name, address=f"m{each.pk}@bench.example", language="en")
        for each in members
    )
    call_command("collectstatic", interactive=False, verbosity=0)
    client = Client()
    client.force_login(make.make_coordinator(bank).person)
    kinds = [make.make_category(bank, name=f"Kind {number}") for number in range(KINDS)]
    seconds: dict[int, float] = {}
    for wishes in WISHES:
        round_ = _entered(bank, members[: wishes // 4], kinds)
        with administrator(DATABASE) as cursor:
            cursor.execute("VACUUM ANALYZE")
        progress(f"  a round of {wishes} wishes in the database …")
        begun = time.perf_counter()
        with CaptureQueriesContext(connection) as queries:
            if not solving.solve(round_.pk, at=timezone.now()):
                raise SystemExit("The round was not solved.")
        seconds[wishes] = time.perf_counter() - begun
        ratio = seconds[wishes] / seconds[WISHES[0]]
        name = f"rounds.solve.{wishes}"
        report(name, seconds[wishes], "s", ratio_to=f"rounds.solve.{WISHES[0]}", ratio=ratio, n=wishes)
        report(f"{name}.queries", len(queries), "queries", n=wishes)
        page = median_milliseconds(lambda path=f"/rounds/rounds/{round_.pk}/": _open(client, path), times=TIMES)
        report(f"rounds.page.{wishes}", page, "ms", n=TIMES)
        RoundProposal.objects.waiting().update(state=RoundProposal.State.LAPSED, ended_at=timezone.now())


def _open(client: Client, path: str) -> None:
    response = client.get(path)
    if response.status_code != 200:
        raise SystemExit(f"{path} answered {response.status_code}")


def _entered(bank: Bank, members: list[Member], kinds: list[Category]) -> Round:
    """Open a round that was over yesterday, in which each member would take two things and give two."""
    chance, now = random.Random(1), timezone.now()
    round_ = Round.objects.create(bank=bank, last_on=bank.day(now) - datetime.timedelta(days=1), opened_at=now)
    entries = RoundEntry.objects.bulk_create(
        RoundEntry(round=round_, member=member, entered_at=now) for member in members
    )
    wishes = []
    for entry in entries:
        for kind in chance.sample(kinds, 2):
            wishes.append(RoundWish(entry=entry, side="TAKE", category=kind, minutes=chance.randrange(30, 181)))
        for kind in chance.sample(kinds, 2):
            long, people = chance.randrange(60, 241), chance.choice([1, 1, 1, 2, 3])
            wishes.append(RoundWish(entry=entry, side="GIVE", category=kind, minutes=long, people=people))
    RoundWish.objects.bulk_create(wishes, batch_size=2000)
    return round_
