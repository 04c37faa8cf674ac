"""What a round finds: hard rules hold, balances stay within limits, and the reasons give nobody away."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from exchanges.actions import resting
from exchanges.actions.rounds import solving
from exchanges.actions.rounds.entering import Wishing
from exchanges.models import Listing, Round, RoundWish
from ledger import actions as ledger
from members import actions as members
from members.models import Bank, Member
from notices.models import Notice
from tests import factories as make
from tests.exchanges.rounds.conftest import enter, found, open_one, proposals, solve, swap

pytestmark = pytest.mark.django_db
Why = RoundWish.Why


def why(round_, member, side="TAKE"):
    return [wish.why for wish in RoundWish.objects.filter(entry__round=round_, entry__member=member, side=side)]


def limit(bank, member, *, floor=None, ceiling=None):
    ledger.set_limits(member.account_id, ledger.Limits(floor, ceiling), by="test", reason="TEST")


def test_a_swap_is_found_and_both_are_told_once(round_, ana, joe, garden, lifts):
    swap(round_, ana, joe, garden, lifts)

    at = solve(round_)

    assert found(round_) == {("Ana Morgan", "Joe Price", 60), ("Joe Price", "Ana Morgan", 60)}
    assert (round_.state, round_.answer_by) == (Round.State.SOLVED, round_.bank.day(at) + datetime.timedelta(days=7))
    assert why(round_, ana) == [""]
    told = Notice.objects.filter(kind="ROUND_SOLVED")
    assert {notice.recipient.key for notice in told} == {ana.actor_key, joe.actor_key}
    assert told[0].subject == "The round found 2 things for you"


def test_a_round_is_solved_once_and_not_before_its_last_day_is_over(round_, ana, joe, garden, lifts):
    swap(round_, ana, joe, garden, lifts)

    assert not solving.solve(round_.pk, at=timezone.now())
    at = solve(round_)
    assert not solving.solve(round_.pk, at=at)
    assert len(proposals(round_)) == 2


def test_two_days_alike_have_the_same_answer(bank, priya, ana, joe, garden, lifts):
    answers = []
    for _again in range(2):
        round_ = open_one(bank, priya)
        swap(round_, ana, joe, garden, lifts, 90)
        solve(round_)
        answers.append(found(round_))
        for proposal in proposals(round_):
            proposal.state = "LAPSED"
            proposal.save()

    assert answers[0] == answers[1]


@pytest.mark.parametrize(("step", "asked", "offered", "long"), [(1, 100, 105, 100), (15, 105, 120, 105)])
def test_help_is_as_long_as_was_wished_to_the_minute(round_, ana, joe, garden, step, asked, offered, long):
    Bank.objects.filter(pk=round_.bank_id).update(step_minutes=step)
    for member in (ana, joe):
        member.bank.refresh_from_db()
    enter(round_, ana, ("TAKE", garden, asked))
    enter(round_, joe, ("GIVE", garden, offered))

    solve(round_)

    assert found(round_) == {("Joe Price", "Ana Morgan", long)}
    assert (why(round_, ana), why(round_, joe, "GIVE")) == ([""], [Why.OTHERS])


# Which kinds of help fit


@pytest.mark.parametrize(
    ("asked", "offered", "fits"),
    [("main", "main", True), ("main", "hedges", True), ("hedges", "main", True), ("hedges", "lawns", False)],
)
def test_a_main_kind_stands_for_all_under_it(bank, round_, ana, joe, garden, asked, offered, fits):
    kinds = {"main": garden} | {
        name: make.make_category(bank, name=name, parent=garden) for name in ("hedges", "lawns")
    }
    enter(round_, ana, ("TAKE", kinds[asked], 60))
    enter(round_, joe, ("GIVE", kinds[offered], 60))

    solve(round_)

    assert bool(proposals(round_)) == fits
    assert why(round_, ana) == [""] if fits else [Why.NOBODY]
    if fits:
        assert proposals(round_)[0].category.name in (asked, offered, "Garden")
        assert proposals(round_)[0].category == (kinds[offered] if asked == "main" else kinds[asked])


# Balances


def test_nobody_passes_their_floor_with_what_is_planned_counted(bank, round_, ana, joe, garden):
    limit(bank, ana, floor=-180)
    make.logged_exchange(joe, ana, minutes=60)
    enter(round_, ana, ("TAKE", garden, 300))
    enter(round_, joe, ("GIVE", garden, 300))

    solve(round_)

    assert found(round_) == {("Joe Price", "Ana Morgan", 120)}
    assert why(round_, ana) == [Why.OWN_LIMIT]


def test_what_is_given_in_the_round_pays_for_what_is_taken(bank, round_, ana, joe, garden, lifts):
    for member in (ana, joe):
        limit(bank, member, floor=0, ceiling=0)
    swap(round_, ana, joe, garden, lifts)

    solve(round_)

    assert len(proposals(round_)) == 2


def test_where_hours_are_set_aside_only_what_one_has_is_taken(bank, round_, ana, joe, garden, lifts):
    bank.sets_hours_aside = True
    bank.save()
    for member in (ana, joe):
        limit(bank, member, floor=0)
    swap(round_, ana, joe, garden, lifts)

    solve(round_)

    assert proposals(round_) == []
    assert why(round_, ana) == [Why.OWN_LIMIT]


def test_nobody_passes_their_ceiling(bank, round_, ana, joe, garden):
    limit(bank, joe, ceiling=60)
    enter(round_, ana, ("TAKE", garden, 120))
    enter(round_, joe, ("GIVE", garden, 120))

    solve(round_)

    assert found(round_) == {("Joe Price", "Ana Morgan", 60)}
    assert (why(round_, joe, "GIVE"), why(round_, ana)) == ([Why.OWN_LIMIT], [Why.OTHERS])


# Hard rules


def block(bank, ana, joe, garden):
    make.make_block(ana, joe)


def block_of_the_other(bank, ana, joe, garden):
    make.make_block(joe, ana)


def check(bank, ana, joe, garden):
    garden.checks.add(make.make_check_kind(bank))


def languages(bank, ana, joe, garden):
    Member.objects.filter(pk=ana.pk).update(languages=["pl"])
    Member.objects.filter(pk=joe.pk).update(languages=["cy"])


def under_18(bank, ana, joe, garden):
    Member.objects.filter(pk=ana.pk).update(age_band=Member.AgeBand.TEEN)


def ceiling(bank, ana, joe, garden):
    limit(bank, joe, ceiling=0)


@pytest.mark.parametrize("rule", [block, block_of_the_other, check, languages, under_18, ceiling])
def test_a_rule_keeps_two_apart_and_who_takes_reads_the_same_whatever_it_was(bank, round_, ana, joe, garden, rule):
    enter(round_, ana, ("TAKE", garden, 60))
    enter(round_, joe, ("GIVE", garden, 60))
    rule(bank, ana, joe, garden)

    solve(round_)

    assert proposals(round_) == []
    assert why(round_, ana) == [Why.OTHERS]


def test_who_lacks_a_check_is_told_so_themselves_alone(bank, round_, ana, joe, garden):
    enter(round_, ana, ("TAKE", garden, 60))
    enter(round_, joe, ("GIVE", garden, 60))
    check(bank, ana, joe, garden)

    solve(round_)

    assert why(round_, joe, "GIVE") == [Why.OWN_CHECK]


def test_a_block_set_at_another_bank_counts(bank, round_, ana, joe, garden):
    other = make.make_bank()
    there = [make.also_member_of(other, each.person) for each in (ana, joe)]
    make.make_block(*there)
    enter(round_, ana, ("TAKE", garden, 60))
    enter(round_, joe, ("GIVE", garden, 60))

    solve(round_)

    assert proposals(round_) == []


def test_the_checks_of_an_offer_and_of_a_request_count(bank, round_, ana, joe, garden):
    kind = make.make_check_kind(bank)
    request = make.make_listing(ana, kind=Listing.Kind.REQUEST, category=garden)
    request.checks.add(kind)
    enter(round_, ana, Wishing("TAKE", garden, 60, listing=request))
    enter(round_, joe, ("GIVE", garden, 60))

    solve(round_)

    assert proposals(round_) == []


def test_who_has_a_rest_or_closed_it_takes_no_part(bank, priya, round_, ana, joe, garden):
    request = make.make_listing(ana, kind=Listing.Kind.REQUEST, category=garden)
    enter(round_, ana, Wishing("TAKE", garden, 60, listing=request), ("TAKE", garden, 60))
    enter(round_, joe, ("GIVE", garden, 60))
    resting.pause(joe, members.Rest(), by=joe, at=timezone.now())

    solve(round_)

    assert proposals(round_) == []
    assert why(round_, ana) == [Why.NOBODY, Why.NOBODY]


def test_among_equals_who_has_not_met_comes_first(bank, round_, ana, joe, garden):
    nia = make.make_member(bank, name="Nia Jones")
    make.posted_exchange(joe, ana)
    enter(round_, ana, ("TAKE", garden, 60))
    for giver in (joe, nia):
        enter(round_, giver, ("GIVE", garden, 60))

    solve(round_)

    assert found(round_) == {("Nia Jones", "Ana Morgan", 60)}


def test_who_lives_near_comes_first(bank, round_, ana, joe, garden):
    nia = make.make_member(bank, name="Nia Jones")
    Member.objects.filter(pk__in=[ana.pk, nia.pk]).update(area="Mill End")
    enter(round_, ana, ("TAKE", garden, 60))
    for giver in (joe, nia):
        enter(round_, giver, ("GIVE", garden, 60))

    solve(round_)

    assert found(round_) == {("Nia Jones", "Ana Morgan", 60)}


@pytest.mark.parametrize("people", [3, 12])
def test_solving_asks_as_often_however_many_take_part(bank, priya, garden, lifts, people):
    round_ = open_one(bank, priya)
    everybody = [make.make_member(bank) for _each in range(people)]
    for number, member in enumerate(everybody):
        own, other = (garden, lifts) if number % 2 else (lifts, garden)
        enter(round_, member, ("TAKE", own, 60), ("GIVE", other, 60))

    with CaptureQueriesContext(connection) as queries:
        solve(round_)

    assert len(queries) == 20
