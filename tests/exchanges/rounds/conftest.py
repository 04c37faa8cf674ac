"""A bank with two kinds of help, and a round that is open."""

import datetime

import pytest
from django.utils import timezone

from exchanges.actions.rounds import entering, opening, solving
from exchanges.actions.rounds.entering import Wishing
from exchanges.models import RoundProposal
from tests import factories as make

DAY = datetime.timedelta(days=1)


@pytest.fixture
def bank():
    return make.make_bank()


@pytest.fixture
def priya(bank):
    return make.make_coordinator(bank, name="Priya Shah")


@pytest.fixture
def ana(bank):
    return make.make_member(bank, name="Ana Morgan")


@pytest.fixture
def joe(bank):
    return make.make_member(bank, name="Joe Price")


@pytest.fixture
def garden(bank):
    return make.make_category(bank, name="Garden")


@pytest.fixture
def lifts(bank):
    return make.make_category(bank, name="Lifts")


@pytest.fixture
def round_(bank, priya):
    return open_one(bank, priya)


def open_one(bank, by, *, at=None, days=7):
    at = at or timezone.now()
    return opening.open_round(bank, last_on=bank.day(at) + days * DAY, by=by, at=at)


def enter(round_, member, *wishes, by=None, at=None):
    """Let a member name things: ("TAKE", category, minutes) and more of a Wishing."""
    act = make.act(by or member, at, on_behalf_of=member if by else None, channel="PHONE" if by else "")
    return [entering.add_wish(round_, wish if isinstance(wish, Wishing) else Wishing(*wish), act) for wish in wishes]


def solve(round_, *, days=1):
    """Solve a round some days after its last one."""
    at = timezone.now() + (round_.last_on - round_.bank.day(timezone.now())) + days * DAY
    assert solving.solve(round_.pk, at=at)
    round_.refresh_from_db()
    return at


def swap(round_, ana, joe, garden, lifts, minutes=60):
    """Ana is driven and works in Joe's garden."""
    enter(round_, ana, ("TAKE", lifts, minutes), ("GIVE", garden, minutes))
    enter(round_, joe, ("TAKE", garden, minutes), ("GIVE", lifts, minutes))


def found(round_):
    """Give who would give whom how many minutes."""
    return {(each.giver.name, each.receiver.name, each.minutes) for each in proposals(round_)}


def proposals(round_):
    return list(RoundProposal.objects.with_words().filter(round=round_))
