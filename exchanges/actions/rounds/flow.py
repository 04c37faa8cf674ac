"""Who helps whom in a round, and for how long: a flow of hours through a network (docs/decisions/0039).

It knows no database, no clock and no chance: the same question has the same answer.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np

from exchanges.models import PIECE_MINUTES  # nothing is shorter than one piece

MOST_SEARCHED = 2_000  # pairs; up to so many who is helped by gives for few people is searched to the end
MOST_NODES = 500  # steps of that search; a count, for a clock would vary
FITTING_BEST = 10  # in a larger round: of so many pairs of each take, and of each give, those that are liked best
TIMES_OPENED = 3  # how often gives that are free again are tried anew
NO_LIMIT = highspy.kHighsInf

Column = tuple[float, float, float]  # the least it may be, the most, and what each piece of it counts


@dataclass(frozen=True)
class Room:
    """How far a round may move one member's balance: down, up (None: as far as it likes), and what may be spent.

    `spend_minutes` limits what is received whatever is given: where a bank sets hours aside, what is to be given later
    pays for nothing yet. None: what is given in the round pays for what is received.
    """

    down_minutes: int
    up_minutes: int | None = None
    spend_minutes: int | None = None


@dataclass(frozen=True)
class Take:
    """What one member would receive, and for how long at most."""

    key: int
    member: int
    minutes: int


@dataclass(frozen=True)
class Give:
    """What one member would give: for how long at most, and to how many people."""

    key: int
    member: int
    minutes: int
    people: int = 1


@dataclass(frozen=True)
class Pair:
    """A take and a give, by their keys, that may come together; how well they would is a whole number from 0 up."""

    take: int
    give: int
    liking: int = 0


@dataclass(frozen=True)
class Piece:
    """How long one give helps one take."""

    take: int
    give: int
    minutes: int


def bring_together(
    rooms: Mapping[int, Room],
    takes: Sequence[Take],
    gives: Sequence[Give],
    pairs: Sequence[Pair],
    *,
    step_minutes: int = PIECE_MINUTES,
) -> list[Piece]:
    """Find the most half hours of help for which every limit holds, and among equals what is liked best.

    `rooms` has every member of a take or a give. What half hours leave over of wishes and limits is filled up along
    what was found, in the steps in which the bank counts: so nothing is shorter than half an hour.
    """
    is_small = len(pairs) <= MOST_SEARCHED
    network = _Network(rooms, takes, gives, pairs if is_small else _liked_best(pairs))
    found = network.pieces(_chosen(network, is_small=is_small))
    if not found or step_minutes == PIECE_MINUTES:
        return found
    carried = {(each.take, each.give) for each in found}
    along = [pair for pair in pairs if (pair.take, pair.give) in carried]
    finer = _Network(rooms, takes, gives, along, piece_minutes=step_minutes)
    return finer.pieces(finer.flow(least=[each.minutes // step_minutes for each in found]))


def _chosen(network: "_Network", *, is_small: bool) -> list[int]:
    """Choose whom each give helps, where more fit than it is for.

    Who they are is searched for; in a round of thousands of pairs those whom it helps most stay, and the flow is asked
    again.
    """
    flow = network.flow()
    if not network.crowded(flow):
        return flow
    allowed = network.chosen() if is_small else None
    return _helping_most(network) if allowed is None else network.flow(allowed)


def _liked_best(pairs: Sequence[Pair]) -> list[Pair]:
    """Keep of each take and of each give the pairs that are liked best; among equals not the same for all."""
    best_first = sorted(pairs, key=lambda pair: (-pair.liking, _mixed(pair), pair.take, pair.give))
    of_take: dict[int, int] = defaultdict(int)
    of_give: dict[int, int] = defaultdict(int)
    kept = []
    for pair in best_first:
        if of_take[pair.take] < FITTING_BEST or of_give[pair.give] < FITTING_BEST:
            kept.append(pair)
        of_take[pair.take] += 1
        of_give[pair.give] += 1
    return kept


def _mixed(pair: Pair) -> int:
    return (pair.take * 7_919 + pair.give * 104_729) % 1_000_003  # primes, so that neighbours fall far apart


def _helping_most(network: "_Network") -> list[int]:
    """Let each give that would help too many stay with those whom it helps most; then open those that are free again.

    Half of the gives are decided at a time, those first where most goes to who stays.
    """
    best = _decided(network, [True] * len(network.pairs))
    for _time in range(TIMES_OPENED):
        found = _decided(network, network.opened(best))
        if sum(found) <= sum(best):
            break
        best = found
    return best


def _decided(network: "_Network", allowed: list[bool]) -> list[int]:
    flow = network.flow(allowed)
    while crowded := network.crowded(flow):
        surest = sorted(crowded, key=lambda give: (-network.share_of_most(crowded[give], give), give))
        for give in surest[: max(1, len(surest) // 2)]:
            network.close_to_most(give, crowded[give], allowed)
        flow = network.flow(allowed)
    return flow


class _Network:
    """The flow as rows and columns. A column is a pair: how many pieces pass from its give to its take.

    The hours go from who receives over a take and a give to who gives; a balance's room is an arc to a common pool.
    """

    def __init__(
        self,
        rooms: Mapping[int, Room],
        takes: Sequence[Take],
        gives: Sequence[Give],
        pairs: Sequence[Pair],
        piece_minutes: int = PIECE_MINUTES,
    ) -> None:
        self.piece_minutes = piece_minutes
        self.takes = {take.key: take for take in takes}
        self.gives = {give.key: give for give in gives}
        self.pairs = sorted(pairs, key=lambda pair: (pair.take, pair.give))
        self.most = [
            self._pieces(min(self.takes[pair.take].minutes, self.gives[pair.give].minutes)) for pair in self.pairs
        ]
        self.receivers = [self.takes[pair.take].member for pair in self.pairs]
        self.givers = [self.gives[pair.give].member for pair in self.pairs]
        self.worth = self._worth()
        self.rows = self._rows(rooms)
        self.of_give: dict[int, list[int]] = defaultdict(list)
        for number, pair in enumerate(self.pairs):
            self.of_give[pair.give].append(number)
        self.solver = _solver(self._columns(), self.rows, whole=()) if self.pairs else None

    def flow(self, allowed: Sequence[bool] | None = None, least: Sequence[int] | None = None) -> list[int]:
        """Give how many pieces pass along each pair: at least so many, and none along those that are not allowed."""
        if self.solver is None:
            return []
        most = [top if may else 0 for top, may in zip(self.most, allowed, strict=True)] if allowed else self.most
        count, columns = len(most), np.arange(len(most), dtype=np.int32)
        bottom = np.array(least or [0] * count, dtype=np.double)
        self.solver.changeColsBounds(count, columns, bottom, np.array(most, dtype=np.double))
        self.solver.run()
        return [round(value) for value in self.solver.getSolution().col_value]

    def crowded(self, flow: Sequence[int]) -> dict[int, dict[int, int]]:
        """Give the gives that would help more people than they are for: whom, and with how many pieces."""
        helped: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
        for pair, who, pieces in zip(self.pairs, self.receivers, flow, strict=True):
            if pieces:
                helped[pair.give][who] += pieces
        return {give: people for give, people in helped.items() if len(people) > self.gives[give].people}

    def chosen(self) -> list[bool] | None:
        """Say along which pairs hours may pass when whom each give helps is chosen best; None if none was found."""
        tops = self._tops()
        place = {key: len(self.pairs) + number for number, key in enumerate(sorted(tops))}
        rows = self.rows
        for (give, who), column in place.items():
            rows.limit(("people", give), column, 1, 0, self.gives[give].people)
            rows.limit(("chosen", give, who), column, -tops[give, who], -NO_LIMIT, 0)
        for number, key in enumerate(self._keys()):
            if key in place:
                rows.limit(("chosen", *key), number, 1, -NO_LIMIT, 0)
        columns = self._columns() + [(0.0, 1.0, 0.0)] * len(place)
        solver = _solver(columns, rows, whole=range(len(self.pairs), len(columns)))
        solver.run()
        if solver.getInfo().primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            return None
        value = solver.getSolution().col_value
        return [key not in place or value[place[key]] > 1 / 2 for key in self._keys()]

    def share_of_most(self, helped: dict[int, int], give: int) -> float:
        """Say how much of what a give gives goes to those who would stay."""
        return sum(helped[who] for who in self._most_helped(give, helped)) / sum(helped.values())

    def close_to_most(self, give: int, helped: dict[int, int], allowed: list[bool]) -> None:
        """Close the pairs of a give but to the people it helps most."""
        stay = self._most_helped(give, helped)
        for number in self.of_give[give]:
            if self.receivers[number] not in stay:
                allowed[number] = False

    def opened(self, flow: Sequence[int]) -> list[bool]:
        """Allow each give whom it helps, and where it helps fewer than it is for, everybody."""
        helped: dict[int, set[int]] = defaultdict(set)
        for (give, who), pieces in zip(self._keys(), flow, strict=True):
            if pieces:
                helped[give].add(who)
        return [who in helped[give] or len(helped[give]) < self.gives[give].people for give, who in self._keys()]

    def pieces(self, flow: Sequence[int]) -> list[Piece]:
        """Say in minutes what passes."""
        return [
            Piece(pair.take, pair.give, pieces * self.piece_minutes)
            for pair, pieces in zip(self.pairs, flow, strict=True)
            if pieces
        ]

    def _keys(self) -> list[tuple[int, int]]:
        """Give of each pair the give, and whom it would help."""
        return [(pair.give, who) for pair, who in zip(self.pairs, self.receivers, strict=True)]

    def _most_helped(self, give: int, helped: dict[int, int]) -> set[int]:
        """Choose as many as the give is for; of equals those that come first."""
        return set(sorted(helped, key=lambda who: (-helped[who], who))[: self.gives[give].people])

    def _columns(self) -> list[Column]:
        return [(0.0, float(top), float(worth)) for top, worth in zip(self.most, self.worth, strict=True)]

    def _tops(self) -> dict[tuple[int, int], int]:
        """Say how many pieces a give could give each person, where more people fit than it is for."""
        tops: dict[tuple[int, int], int] = defaultdict(int)
        people: dict[int, set[int]] = defaultdict(set)
        for (give, who), top in zip(self._keys(), self.most, strict=True):
            tops[give, who] = min(self._pieces(self.gives[give].minutes), tops[give, who] + top)
            people[give].add(who)
        return {(give, who): top for (give, who), top in tops.items() if len(people[give]) > self.gives[give].people}

    def _worth(self) -> list[int]:
        """One more piece counts more than all liking together, so that liking decides only among equals."""
        most_pieces = min(
            sum(self._pieces(each.minutes) for each in self.takes.values()),
            sum(self._pieces(each.minutes) for each in self.gives.values()),
        )
        most_liked = max((pair.liking for pair in self.pairs), default=0)
        return [most_pieces * most_liked + 1 + pair.liking for pair in self.pairs]

    def _rows(self, rooms: Mapping[int, Room]) -> "_Rows":
        rows = _Rows()
        for number, pair in enumerate(self.pairs):
            take, give = self.takes[pair.take], self.gives[pair.give]
            rows.limit(("take", take.key), number, 1, 0, self._pieces(take.minutes))
            rows.limit(("give", give.key), number, 1, 0, self._pieces(give.minutes))
            for member, sign in ((take.member, -1), (give.member, 1)):
                room = rooms[member]
                up = NO_LIMIT if room.up_minutes is None else self._pieces(room.up_minutes)
                rows.limit(("balance", member), number, sign, -self._pieces(room.down_minutes), up)
            spend = rooms[take.member].spend_minutes
            if spend is not None:
                rows.limit(("spend", take.member), number, 1, 0, self._pieces(spend))
        return rows

    def _pieces(self, minutes: int) -> int:
        """Count the whole pieces in some minutes."""
        return max(0, minutes) // self.piece_minutes


class _Rows:
    """Limits on sums of columns, each under a name."""

    def __init__(self) -> None:
        self.place: dict[tuple[Any, ...], int] = {}
        self.least: list[float] = []
        self.most: list[float] = []
        self.cells: list[tuple[int, int, int]] = []  # column, row, how often

    def limit(self, name: tuple[Any, ...], column: int, times: int, least: float, most: float) -> None:
        """Let a column count in the limit of this name, which begins with the first that counts in it."""
        if name not in self.place:
            self.place[name] = len(self.place)
            self.least.append(least)
            self.most.append(most)
        self.cells.append((column, self.place[name], times))


def _solver(columns: Sequence[Column], rows: _Rows, *, whole: Sequence[int]) -> highspy._core._Highs:
    """Give HiGHS with a model: it goes on from its last answer when it is asked again with other bounds."""
    solver = highspy._core._Highs()  # Highs itself greets on standard output, where commands write their answers
    options: dict[str, Any] = {"output_flag": False, "threads": 1, "random_seed": 0, "solver": "simplex"}
    options |= {"mip_rel_gap": 0.0, "mip_abs_gap": 0.5, "mip_max_nodes": MOST_NODES}
    for name, value in options.items():
        solver.setOptionValue(name, value)
    solver.passModel(_model(columns, rows, whole))
    return solver


def _model(columns: Sequence[Column], rows: _Rows, whole: Sequence[int]) -> highspy.HighsLp:
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(columns), len(rows.least)
    least, most, worth = (np.array(each, dtype=np.double) for each in zip(*columns, strict=True))
    model.col_lower_, model.col_upper_, model.col_cost_ = least, most, worth
    model.row_lower_, model.row_upper_ = np.array(rows.least, dtype=np.double), np.array(rows.most, dtype=np.double)
    model.sense_ = highspy.ObjSense.kMaximize
    cells = np.array(rows.cells, dtype=np.int64)
    cells = cells[np.lexsort((cells[:, 1], cells[:, 0]))]
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_ = np.searchsorted(cells[:, 0], np.arange(len(columns) + 1)).astype(np.int32)
    model.a_matrix_.index_ = cells[:, 1].astype(np.int32)
    model.a_matrix_.value_ = cells[:, 2].astype(np.double)
    if whole:
        kinds = [highspy.HighsVarType.kContinuous] * len(columns)
        for column in whole:
            kinds[column] = highspy.HighsVarType.kInteger
        model.integrality_ = kinds
    return model
