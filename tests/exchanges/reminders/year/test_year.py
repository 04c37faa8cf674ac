"""From spring to autumn in a time bank of 500 people: every rule speaks and all of it is sent; nobody is nagged.

Nothing comes late, also where the clocks change. What is asserted of what was sent is asked of the letters, texts and
calls themselves, at the moment they left.
"""

import datetime
import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test import override_settings

from exchanges.actions.reminders import cap, runner
from notices.models import Pace, Topic, topic_of
from tests.exchanges.reminders.year.life import CHANGES_OF_CLOCKS, Life
from tests.exchanges.reminders.year.of_use import OF_PLANS, is_of_use, was_said_in_time
from tests.exchanges.reminders.year.post import Post, Reached, Told
from tests.exchanges.reminders.year.wishes import Wishes
from tests.reminding import A_DAY, local, speak, speak_all
from timebank.lib.texting import Folder

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

HOURS = (3, 8, 9, 20, 23)  # beat wakes the sweep every quarter of an hour: a test below says it is the same
ON_QUIET_DAYS = (9, 20)  # of the quiet part of the year: every sixth day has all hours, and those of the clock's change
QUIET_FROM_DAY = 40
RULE_KINDS = {rule.kind for rule in runner.RULES}
COUNTED = ("APPROVAL_WAITS", "REQUEST_UNANSWERED", "NEW_MEMBER")  # once a morning
QUARTERLY = ("NEAR_FLOOR", "UNSPENT")
BY_US = ("EMAIL", "SMS")


@dataclass(frozen=True)
class Year:
    """What happened, what people wished, what the rules told and what reached whom."""

    life: Life
    wishes: Wishes
    told: list[Told]
    reached: list[Reached]
    taken_back: set[int]

    @property
    def sent(self) -> list[Reached]:
        """What went by e-mail or text message."""
        return [each for each in self.reached if each.way in BY_US]


@contextmanager
def bank_with_post(first: datetime.date, texts: Path, *, days: int, people: int) -> Iterator[tuple[Life, Wishes, Post]]:
    life = Life(first, days=days, people=people)
    wishes, post = Wishes(life), Post(life, texts)
    life.plan_everything()
    post.at_the_desk()
    with override_settings(SMS_GATEWAY=Folder(texts)):
        yield life, wishes, post


def hours_of(life: Life, day: int) -> tuple[int, ...]:
    """Say when a sweep looks on a day."""
    on = life.first + day * A_DAY
    is_quiet = day > QUIET_FROM_DAY and day % 6 and all(abs(on - changed) > A_DAY for changed in CHANGES_OF_CLOCKS)
    return ON_QUIET_DAYS if is_quiet else HOURS


def live(life: Life, post: Post, hours=None) -> list[Told]:
    """Let the days pass, with a sweep at each of these hours. Answers what the rules told."""
    for day in range(life.days):
        on, looks = life.first + day * A_DAY, hours or hours_of(life, day)
        for at in (local(life.bank, on, hour) for hour in looks):
            life.go_on(at, before=post.deliver)
            now = at.astimezone(datetime.UTC)  # as beat's clock says it: a day is 24 hours, also when clocks change
            post.deliver(now)
            said = speak_all(life.bank, at=now)
            if at.hour == 9:
                said += speak("ANSWER_BETWEEN", life.elsewhere, at=now)
            if said:
                post.note_told()
    return [each for each in post.told if each.kind in RULE_KINDS]


@pytest.fixture(scope="module")
def year(file_transaction, tmp_path_factory) -> Year:
    texts = tmp_path_factory.mktemp("texts")
    with connection.cursor() as cursor:
        cursor.execute("SELECT setseed(0.7)")  # a sweep takes what is due in an order by chance: the same each time
    with bank_with_post(datetime.date(2027, 3, 15), texts, days=240, people=500) as (life, wishes, post):
        told = live(life, post)
    return Year(life, wishes, told, post.reached, post.taken_back())


@pytest.fixture
def life(year) -> Life:
    return year.life


@pytest.fixture
def told(year) -> list[Told]:
    return year.told


def test_every_rule_speaks_and_reaches_people(year):
    told, sent = (Counter(each.kind for each in found) for found in (year.told, [each.told for each in year.sent]))

    assert set(told) == RULE_KINDS
    assert min(told.values()) >= 5
    assert RULE_KINDS - set(sent) == set()
    assert sent["REQUEST_FITS"] >= 8  # of few: what else was new that week, an answer or a block comes before it
    assert {each.way for each in year.reached} == {"EMAIL", "SMS", "PHONE", "POST"}


def test_nothing_is_told_or_sent_at_night_also_where_the_clock_is_changed(year):
    zone, bank = year.life.bank.zone_info(), year.life.bank
    told, sent = {each.at for each in year.told}, {each.at for each in year.reached}

    assert {at.astimezone(zone).hour for at in told | sent} <= set(range(8, 21))
    for changed in CHANGES_OF_CLOCKS:
        assert changed in {bank.day(at) for at in told}
        assert changed in {bank.day(at) for at in sent}


def test_nothing_is_sent_in_somebodys_own_quiet_hours(year):
    zone, early, waited = year.life.bank.zone_info(), [], 0
    for each in year.sent:
        begin, end = year.wishes.quiet_hours(each.told.member, each.at)
        waited += begin <= each.told.at.astimezone(zone).time() or each.told.at.astimezone(zone).time() < end
        if not end <= each.at.astimezone(zone).time() < begin:
            early.append(each)

    assert early == []
    assert waited > 20  # some was told in them


def test_nothing_is_sent_twice(year):
    keys = Counter((each.key, each.told.pk) for each in year.reached)
    notices = Counter(each.told.pk for each in year.reached)
    said = Counter((t.kind, t.member, t.path, t.subject, t.at) for t in (each.told for each in year.reached))

    assert set(keys.values()) == set(notices.values()) == set(said.values()) == {1}
    assert any(count > 1 for count in Counter(each.key for each in year.sent).values())  # some came together


def test_nobody_is_told_more_suggestions_than_the_cap(year):
    life, moments = year.life, defaultdict(list)
    for each in year.told:
        if each.kind in runner.SUGGESTIONS and each.pk not in year.taken_back:
            moments[each.member].append(each.at)
    weeks = [sum(first <= at < first + 7 * A_DAY for at in theirs) for theirs in moments.values() for first in theirs]

    assert max(Counter((one, life.bank.day(at)) for one, theirs in moments.items() for at in theirs).values()) == 1
    assert max(weeks) == cap.MOST_A_WEEK
    assert len(moments) > 450  # of 500: the digest reached nearly everybody


def test_nobody_is_sent_more_suggestions_than_the_cap(year):
    """Who chose another pace in the year may have a week's letter and a day's in one week: of them letters count."""
    singly, letters = defaultdict(list), set()
    for each in year.sent:
        if each.told.kind in runner.SUGGESTIONS:
            letters.add((each.told.member, year.life.bank.day(each.at), each.key))
            if not year.wishes.has_changed(each.told.member):
                singly[each.told.member].append(year.life.bank.day(each.at))
    weeks = [sum(first <= day < first + 7 * A_DAY for day in days) for days in singly.values() for first in days]

    assert max(Counter((member, day) for member, day, _key in letters).values()) == cap.MOST_A_DAY
    assert max(weeks) == cap.MOST_A_WEEK
    assert len(singly) > 30


def test_nobody_is_reminded_of_their_hours_more_than_once_a_quarter(told):
    moments = defaultdict(list)
    for each in told:
        if each.kind in QUARTERLY:
            moments[each.member].append(each.at)
    apart = [later - earlier for theirs in moments.values() for earlier, later in itertools.pairwise(theirs)]

    assert min(apart) >= 91 * A_DAY


def test_nobody_hears_many_things_on_one_day(life, told):
    """Reminders of one's own plans and answers have no cap, but who runs nothing hears few of all together."""
    staff = {member.pk for member in life.coordinators}
    days = Counter((each.member, life.bank.day(each.at)) for each in told if each.member not in staff)
    weeks = Counter(
        (each.member, life.bank.day(each.at).isocalendar()[:2]) for each in told if each.member not in staff
    )

    assert max(days.values()) <= 6
    assert sum(weeks.values()) / len(weeks) < 3


def test_nothing_is_told_twice(life, told):
    """Of one state of one row nobody hears the same again; of an answer that is missing at most five times."""
    plans = Counter()
    answers = Counter()
    others = Counter()
    for each in told:
        if each.kind in OF_PLANS:
            was = life.exchanges[each.about].at(each.at)
            plans[each.kind, each.member, each.about, was["on"], was["time"]] += 1
        elif each.kind == "REMINDER":
            answers[each.member, each.path] += 1
        elif each.kind not in (*COUNTED, "DIGEST", *QUARTERLY):
            others[each.kind, each.member, each.path, each.subject] += 1
    mornings = Counter((each.kind, each.member, life.bank.day(each.at)) for each in told if each.kind in COUNTED)

    assert set(plans.values()) == set(mornings.values()) == {1}
    assert max(answers.values()) == 5
    assert {count for key, count in others.items() if key[0] != "CHECK_EXPIRES"} <= {1, 2}
    assert max(others.values()) == 2  # the week's and the day's word, the sixty days' and the fourteen days'


def test_nothing_is_told_or_sent_when_it_is_moot(year):
    life = year.life
    told_late = [each for each in year.told if not (is_of_use(life, each, each.at) and was_said_in_time(life, each))]
    sent_late = [each for each in year.reached if not is_of_use(life, each.told, each.at)]
    reached = {each.told.pk for each in year.reached}
    later = [each for each in year.told if each.pk not in reached and not is_of_use(life, each, each.at + 2 * A_DAY)]

    assert told_late == []
    assert sent_late == []
    assert len(later) > 20  # what would have been late and was not sent


def test_nothing_of_what_was_read_on_the_site_is_sent(year):
    known = [
        each
        for each in year.sent
        for at, newest in year.wishes.read[each.told.member]
        if at < each.at and each.told.pk <= newest
    ]

    assert known == []
    assert year.wishes.read


def test_who_has_a_rest_or_is_gone_hears_nothing(year):
    """But of their account, and what others do after that in exchanges that are not settled yet."""
    life, gone = year.life, []
    for each in year.told:
        if each.member in life.states and life.states[each.member].at(each.at).get("state") != "APPROVED":
            gone.append(each)
    for each in year.reached:
        history = life.states.get(each.told.member)
        if history is None or history.at(each.at).get("state") == "APPROVED":
            continue
        topic, was_there = topic_of(each.told.kind), history.at(each.told.at).get("state") == "APPROVED"
        if topic != Topic.ACCOUNT and (was_there or topic != Topic.EXCHANGES):
            gone.append(each.told)

    assert gone == []
    assert any(each.member == member.pk for each in year.told for member in life.resting)


def test_nothing_brings_one_to_the_other_after_a_block(year):
    """What both had begun stays theirs, and what the one who blocks wrote still arrives."""
    life = year.life
    names = {member.pk: re.compile(rf"\b{member.name}\b") for member in life.members}
    brought = []
    for pair, (since, blocker) in life.blocks.items():
        for each in year.reached:
            if each.at <= since or each.told.member not in pair or topic_of(each.told.kind) == Topic.EXCHANGES:
                continue
            (other,) = pair - {each.told.member}
            is_own_letter = each.told.kind == "LETTER" and other == blocker
            if not is_own_letter and names[other].search(f"{each.told.subject}\n{each.told.body}"):
                brought.append(each)

    stopped = [told for told in year.told if told.pk in year.taken_back and has_blocked(life, told)]

    assert brought == []
    assert stopped  # what was told before the block and was still waiting
    assert sum(life.first < life.bank.day(since) for since, _who in life.blocks.values()) > 20


def has_blocked(life, told) -> bool:
    since, _who = life.blocks.get(frozenset((told.member, told.about_member)), (None, None))
    return since is not None and told.at < since


def test_what_a_digest_counts_is_new_to_its_reader_and_never_counted_again(life, told):
    """The counts are found anew from the life itself: things of others since the last digest that still stood."""
    by_member = defaultdict(list)
    for each in told:
        if each.kind == "DIGEST":
            by_member[each.member].append(each)
    readers = [member for member in life.members if member.pk in by_member and member not in life.joining][:60]
    assert len(readers) == 60
    for reader in readers:
        since = datetime.datetime.min.replace(tzinfo=datetime.UTC)
        for each in by_member[reader.pk]:
            assert counted(each) <= len(things_for(life, reader.pk, since, each.at))
            since = each.at


def counted(digest: Told) -> int:
    return sum(int(number) for number in re.findall(r"\d+", digest.subject))


def things_for(life, reader, since, at):
    events = [(history.lines[0][0], None, life.coordinators[0].pk) for history in life.events.values()]
    new = [(began, gone, whose) for began, gone, whose in life.things + events if since < began <= at]
    return [
        began
        for began, gone, whose in new
        if whose != reader and not life.were_apart(reader, whose, at) and (gone is None or gone > at)
    ]


def test_people_hear_at_the_pace_they_chose(year):
    """Who wants one letter a week gets it on Mondays, and who wants none of a topic gets none."""
    zone, weekly = year.life.bank.zone_info(), 0
    for each in year.sent:
        topic = topic_of(each.told.kind)
        pace = year.wishes.paces[each.told.member].at(each.told.at).get(topic.value, Pace.NOW)
        if pace == Pace.WEEKLY:
            assert each.at.astimezone(zone).weekday() == 0
            weekly += 1
        assert pace != Pace.NEVER
    assert weekly > 10


@pytest.mark.parametrize("first", [datetime.date(2027, 3, 27), datetime.date(2027, 10, 30)])
def test_more_sweeps_tell_the_same(first, tmp_path):
    """The hours of the year above find what a sweep every hour finds, also over the nights with a change."""
    found = []
    for hours in (HOURS, (3, *range(7, 23))):
        undone = transaction.atomic()
        undone._from_testcase = True  # actions may ask for a durable one in it
        with undone, bank_with_post(first, tmp_path, days=3, people=30) as (life, _wishes, post):
            numbers = {member.pk: place for place, member in enumerate([*life.members, *life.coordinators])}
            told = live(life, post, hours)
            found.append(
                sorted((each.kind, numbers.get(each.member, -1), each.subject, life.bank.day(each.at)) for each in told)
            )
            transaction.set_rollback(True)

    assert len(found[0]) > 20
    assert found[0] == found[1]
