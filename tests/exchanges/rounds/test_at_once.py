"""Rounds while somebody else is at work: solved twice, entered while it closes, both answering at once."""

import datetime

import pytest
from django.utils import timezone

from exchanges.actions import resting
from exchanges.actions.rounds import answering, entering, solving
from exchanges.actions.rounds.opening import RoundOver
from exchanges.models import Exchange, Round, RoundProposal, RoundWish
from members import actions as members
from tests import factories as make
from tests.exchanges.rounds.conftest import proposals
from tests.exchanges.test_races import at_once, refusals
from timebank.lib.errors import WrongState

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def solved(bank, priya, ana, joe):
    return make.solved_round(priya, ana, joe)


def yes(proposal, member):
    at = timezone.now()
    return lambda: answering.say_yes(proposal, make.act(member, at), day=proposal.round.bank.day(at))


def test_a_round_is_solved_once_however_many_try(bank, priya, ana, joe):
    round_ = make.make_round(priya, ana, joe)
    Round.objects.filter(pk=round_.pk).update(last_on=bank.day(timezone.now()) - datetime.timedelta(days=1))

    answers = at_once(*[lambda: solving.solve(round_.pk, at=timezone.now()) for _each in range(4)])

    assert sorted(answers) == [False, False, False, True]
    assert RoundProposal.objects.count() == 2


def test_who_enters_while_it_is_solved_is_in_it_or_refused(bank, priya, ana, joe):
    round_ = make.make_round(priya, ana)
    after = timezone.now() + datetime.timedelta(days=8)
    wishing = entering.Wishing("GIVE", RoundWish.objects.earliest("pk").category, 60)

    answers = at_once(
        lambda: solving.solve(round_.pk, at=after), lambda: entering.add_wish(round_, wishing, make.act(joe))
    )

    entered = RoundWish.objects.filter(entry__member=joe).exists()
    solved_first = refusals(answers) == [RoundOver]
    assert entered != solved_first
    if entered and answers[0] is True:
        assert RoundWish.objects.get(entry__member=joe).why or proposals(round_)


def test_two_yeses_at_once_make_one_exchange(solved, ana, joe):
    proposal = next(each for each in proposals(solved) if each.giver == joe)

    answers = at_once(yes(proposal, ana), yes(proposal, joe), yes(proposal, ana), yes(proposal, joe))

    assert refusals(answers) == []
    assert Exchange.objects.get().state == "AGREED"


def test_a_yes_racing_a_no_is_one_or_the_other(solved, ana, joe):
    proposal = next(each for each in proposals(solved) if each.giver == joe)
    yes(proposal, joe)()

    answers = at_once(yes(proposal, ana), lambda: answering.say_no(proposal, make.act(joe)))

    proposal.refresh_from_db()
    assert refusals(answers) == [WrongState]
    assert (proposal.state == "AGREED") == Exchange.objects.exists()


def test_a_yes_racing_a_rest_leaves_no_plan_open(solved, ana, joe):
    proposal = next(each for each in proposals(solved) if each.giver == joe)
    yes(proposal, joe)()

    at_once(yes(proposal, ana), lambda: resting.pause(joe, members.Rest(), by=joe, at=timezone.now()))

    assert not RoundProposal.objects.waiting().exists()
    assert not Exchange.objects.filter(state__in=["PROPOSED", "AGREED"]).exists()
