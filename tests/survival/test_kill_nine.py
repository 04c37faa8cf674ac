"""kill -9 of every part during a burst of postings through the pages: nothing acknowledged is lost, nothing is twice.

The tests share one time bank and go on with whatever the one before left; each starts it where it does not run.
Run with `-s` to see the figures.
"""

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator

import pytest

from tests.embedded.conftest import OWN_SERVERS, kill, passing_folder, servers
from tests.survival.town import Town, connections, keeper_of, postmaster, web_workers
from tests.survival.visitors import Burst
from timebank.embedded.processes import wait_for

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("survival")]

SENT_WITHIN_SECONDS = 90
LOOK_AGAIN_SECONDS = 0.5
STILL_WAITING = """
UPDATE notices_notice SET next_attempt_at = now()
 WHERE sent_at IS NULL AND next_attempt_at > now() AND claimed_at < now() - interval '5 seconds';
SELECT id FROM notices_notice WHERE next_attempt_at IS NOT NULL
"""  # a worker killed while it sent a letter had claimed it for ten minutes: here its claim lapses sooner
SENT_IN_ANOTHERS_LETTER = "SELECT id FROM notices_notice WHERE carrier IS NOT NULL AND sent_at IS NOT NULL"
SENT_BY_EMAIL = "SELECT id FROM notices_notice WHERE delivery = 'EMAIL' AND carrier IS NULL AND sent_at IS NOT NULL"
BY_EMAIL = "SELECT id FROM notices_notice WHERE delivery = 'EMAIL' AND carrier IS NULL"

PARTS: dict[str, Callable[[Town], set[int]]] = {
    "a web worker": web_workers,
    "the web server": lambda town: town.children(b"gunicorn"),
    "the worker": lambda town: town.children(b"celery", b"worker"),
    "the clock": lambda town: town.children(b"celery", b"beat"),
    "a connection": connections,
    "the database": postmaster,
    "the database's keeper": lambda town: keeper_of(town, b"postgresql"),
    "the broker": lambda town: set(servers(town.folder)["valkey"]),
}
ONE_OF_MANY = {"a web worker", "a connection"}


@pytest.fixture(scope="module")
def running() -> Iterator[Town]:
    """A town for all tests of this file."""
    with pytest.MonkeyPatch.context() as patch, passing_folder() as folder:
        for name in OWN_SERVERS:
            patch.delenv(name, raising=False)
        town = Town(folder)
        try:
            town.open()
            town.fill()
            yield town
        finally:
            town.kill_everything()
            town.serving.output.unlink()


@pytest.fixture
def town(running) -> Town:
    """The town, open."""
    running.open()
    return running


@pytest.mark.parametrize("part", PARTS)
def test_a_part_killed_in_a_burst_heals_and_loses_nothing(town, part):
    with town.burst() as burst:
        moment = reach_any_moment(burst)
        before = PARTS[part](town)
        for pid in random.sample(sorted(before), 1 if part in ONE_OF_MANY else len(before)):
            kill(pid)
        healed_in = town.seconds_to_heal(PARTS[part], before)
        assert burst.reaches(burst.size)

    report(f"{part} killed after {moment}", town, burst, healed_in=healed_in)
    assert_whole(town, burst)


def test_all_killed_at_once_in_a_burst_starts_again_by_itself(town):
    with town.burst() as burst:
        moment = reach_any_moment(burst)
        town.kill_everything()
        burst.break_off()

    report(f"everything killed after {moment}", town, burst, healed_in=town.open())
    assert_whole(town, burst)
    assert town.proof()["ok"]
    with Burst(burst.tasks) as again:  # everybody presses once more, whatever they had been told
        assert again.reaches(burst.size)
    assert_whole(town, again)


def test_ctrl_c_in_a_burst_ends_cleanly(town):
    with town.burst() as burst:
        reach_any_moment(burst)
        began_at = time.monotonic()
        assert town.interrupt() == 0
        stopped_in = time.monotonic() - began_at
        burst.break_off()

    assert town.serving.said().endswith("Timebank has stopped.\n")
    assert town.nothing_runs()
    print(f"Ctrl-C stopped everything in {stopped_in:.1f} s")
    report("Ctrl-C", town, burst, healed_in=town.open())
    assert_whole(town, burst)


def test_the_worker_killed_among_letters_and_texts_sends_each_once(town):
    told = town.tell_much()

    for share in (8, 4, 2):  # after an eighth, a quarter and half of them
        assert wait_for(lambda share=share: len(town.news_sent()) >= told // share, seconds=SENT_WITHIN_SECONDS)
        before = PARTS["the worker"](town)
        for pid in before:
            kill(pid)
        print(f"workers killed after {len(town.news_sent())} of {told}, {gathered_in(town)} in letters of several")
        town.seconds_to_heal(PARTS["the worker"], before)

    assert wait_for(lambda: are_all_sent(town), seconds=SENT_WITHIN_SECONDS)
    assert sorted(town.news_sent()) == list(range(told))
    assert gathered_in(town)


def test_without_a_broker_the_pages_work_and_letters_leave_when_it_is_back(town):
    keeper = keeper_of(town, b"valkey")
    for pid in keeper:
        os.kill(pid, signal.SIGSTOP)  # so that it starts no other
    try:
        for pid in servers(town.folder)["valkey"]:
            kill(pid)
        with town.burst() as burst:
            assert burst.reaches(burst.size)
        assert town.ask(STILL_WAITING)
    finally:
        for pid in keeper:
            os.kill(pid, signal.SIGCONT)

    assert wait_for(town.is_ready, seconds=SENT_WITHIN_SECONDS)
    assert wait_for(lambda: are_all_sent(town), seconds=SENT_WITHIN_SECONDS)
    assert_whole(town, burst)


def test_every_letter_was_sent_at_last(town):
    assert wait_for(lambda: are_all_sent(town), seconds=SENT_WITHIN_SECONDS)

    letters, told = town.letters(), [number for (number,) in town.ask(BY_EMAIL)]
    print(f"notices {len(told)}, letters {len(letters)}")
    assert sorted(letters) == sorted(told)  # each once, also where a worker was killed between sending and saying so
    assert sorted(told) == sorted(number for (number,) in town.ask(SENT_BY_EMAIL))


def test_in_the_end_the_ledger_is_whole(town):
    proof, fates = town.proof(), Counter(town.fates().values())

    assert proof["ok"]
    assert proof["faults"] == []
    assert proof["transfers"] == fates["POSTED"]
    assert fates["HALF"] == 0


def gathered_in(town: Town) -> int:
    """Count what was sent in a letter that another notice carried."""
    return len(town.ask(SENT_IN_ANOTHERS_LETTER))


def are_all_sent(town: Town) -> bool:
    """Tell whether no letter waits; each look is a connection of its own, so it is not hurried."""
    if not town.ask(STILL_WAITING):
        return True
    time.sleep(LOOK_AGAIN_SECONDS)
    return False


def reach_any_moment(burst: Burst) -> int:
    """Wait until some of the burst have been acknowledged, more or fewer each time."""
    moment = random.randint(1, burst.size * 2 // 3)
    assert burst.reaches(moment)
    return moment


def assert_whole(town: Town, burst: Burst) -> None:
    """Each acknowledged posting is there exactly once, and no exchange is half posted."""
    fates = town.fates()
    assert [exchange for exchange in burst.acknowledged if fates[exchange] != "POSTED"] == []
    assert "HALF" not in fates.values()


def report(what: str, town: Town, burst: Burst, *, healed_in: float) -> None:
    answers = sum((visitor.answers for visitor in town.tasks), Counter())
    told = f"{len(burst.acknowledged)} of {burst.size} acknowledged, healed in {healed_in:.1f} s"
    print(f"{what}: {told}; answers so far {dict(answers)}")
