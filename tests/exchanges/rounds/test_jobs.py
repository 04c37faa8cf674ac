"""What beat wakes: all are told, a round that is over is solved, what nobody answered lapses; again does nothing."""

import datetime

import pytest
from django.utils import timezone

from exchanges import tasks
from exchanges.actions.rounds import opening
from exchanges.models import Round, RoundProposal
from notices.models import Notice
from tests import factories as make

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    """Let the small tasks of a sweep run where they are started."""
    for name in ("open_round_if_due", "tell_of_round", "solve_round", "let_proposals_lapse"):
        task = getattr(tasks, name)
        monkeypatch.setattr(task, "delay", task)


def test_a_round_goes_its_way_by_sweeps_alone(bank, priya, ana, joe):
    opening.open_each_month(bank, by=priya, at=timezone.now())

    for _again in range(2):
        tasks.sweep_rounds()
    opened = Round.objects.get()
    assert Notice.objects.filter(kind="ROUND_OPEN").count() == 3
    make.make_round(priya, ana, joe)
    assert Round.objects.count() == 1

    Round.objects.update(last_on=bank.day(timezone.now()) - DAY)
    for _again in range(2):
        tasks.sweep_rounds()
    opened.refresh_from_db()
    assert (opened.state, RoundProposal.objects.waiting().count()) == (Round.State.SOLVED, 2)

    Round.objects.update(answer_by=bank.day(timezone.now()) - DAY)
    for _again in range(2):
        tasks.sweep_rounds()
    assert {each.state for each in RoundProposal.objects.all()} == {RoundProposal.State.LAPSED}
    assert Round.objects.count() == 1
