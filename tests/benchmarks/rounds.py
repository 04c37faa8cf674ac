"""How long rounds of up to two thousand members take to be solved, and how near each comes to the most hours."""

import random
import time
from collections import defaultdict

from exchanges.actions.rounds import flow
from exchanges.actions.rounds.flow import Give, Pair, Room, Take, bring_together
from tests.benchmarks.report import progress, report

SIZES = (50, 500, 2_000)
KINDS = 40
Asked = tuple[dict[int, Room], list[Take], list[Give], list[Pair]]


def measure() -> None:
    """Solve made-up rounds; the most is what could be helped if everybody's time could be cut up for any number."""
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
