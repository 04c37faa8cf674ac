"""Yes and no to what a round found: two yeses make an agreed exchange, silence lapses, nobody is left open."""

import datetime

import pytest
from django.utils import timezone

from exchanges.actions import leaving, merging, resting
from exchanges.actions.acts import NotAStep
from exchanges.actions.erasing import erase_words
from exchanges.actions.rounds import answering, entering, opening
from exchanges.actions.rounds.entering import Wishing
from exchanges.actions.rounds.opening import RoundOver, RoundRefused
from exchanges.models import Exchange, Round, RoundEntry, RoundProposal, RoundsEachMonth, RoundWish
from members import actions as members
from members.models import MemberEvent
from notices.models import Notice
from tests import factories as make
from tests.exchanges.rounds.conftest import DAY, enter, found, open_one, proposals, solve, swap
from timebank.lib.errors import NotAllowed, WrongState

pytestmark = pytest.mark.django_db
State = RoundProposal.State


@pytest.fixture
def drive(round_, ana, joe, garden, lifts):
    """Joe would drive Ana."""
    swap(round_, ana, joe, garden, lifts)
    solve(round_)
    return next(each for each in proposals(round_) if each.giver == joe)


def later(proposal, days=1):
    return timezone.now() + (proposal.round.last_on - proposal.round.bank.day(timezone.now())) + (days + 1) * DAY


def yes(proposal, member, **said):
    at = said.pop("at", None) or later(proposal)
    day = said.pop("day", None) or proposal.round.bank.day(at) + 3 * DAY
    return answering.say_yes(proposal, make.act(member, at, **said), day=day)


def no(proposal, member, reason=""):
    return answering.say_no(proposal, make.act(member, later(proposal)), reason=reason)


def told(member, kind):
    return list(Notice.objects.filter(recipient__key=member.actor_key, kind=kind).order_by("pk"))


@pytest.mark.parametrize("answer", [yes, no])
def test_an_answer_counts_as_an_act_on_what_was_told(drive, joe, answer):
    notice = told(joe, "ROUND_SOLVED")[0]
    Notice.objects.filter(pk=notice.pk).update(created_at=later(drive) - DAY)

    answer(drive, joe)

    assert Notice.objects.get(pk=notice.pk).acted_at is not None


def test_a_block_takes_back_a_yes_that_was_not_sent_yet_and_never_a_no(drive, ana, joe):
    yes(drive, joe)
    make.make_block(ana, joe)
    assert not told(ana, "ROUND_YES")

    no(drive, joe)

    assert len(told(ana, "ROUND_NO")) == 1


def test_two_yeses_make_an_agreed_exchange_on_the_day_of_the_first(drive, ana, joe, lifts):
    first = yes(drive, joe)
    assert (first.state, Exchange.objects.count()) == (State.WAITING, 0)
    assert told(ana, "ROUND_YES")[0].subject == "Joe Price says yes: Lifts, 1 hour. What do you say?"

    second = yes(drive, ana, day=drive.round.last_on + 90 * DAY)

    exchange = Exchange.objects.get()
    assert (second.state, second.exchange) == (State.AGREED, exchange)
    assert (exchange.state, exchange.giver, exchange.receiver, exchange.minutes) == ("AGREED", joe, ana, 60)
    assert (exchange.category, exchange.planned_on) == (lifts, first.day)
    assert len(told(joe, "ACCEPTED")) == 1
    assert told(ana, "PROPOSED") == []


def test_a_yes_twice_is_one(drive, ana, joe):
    yes(drive, joe)
    yes(drive, joe)
    yes(drive, ana)
    yes(drive, ana)

    assert Exchange.objects.count() == 1
    assert len(told(ana, "ROUND_YES")) == 1


def test_hours_are_set_aside_where_the_bank_does(bank, round_, ana, joe, garden, lifts):
    bank.sets_hours_aside = True
    bank.save()
    swap(round_, ana, joe, garden, lifts)
    solve(round_)
    drive = next(each for each in proposals(round_) if each.giver == joe)

    yes(drive, joe)
    yes(drive, ana)

    assert Exchange.objects.get().hold_id is not None


def test_a_no_is_told_kindly_with_its_reason_and_ends_it(drive, ana, joe):
    yes(drive, joe)

    no(drive, ana, "I am away then.")

    drive.refresh_from_db()
    assert drive.state == State.DECLINED
    notice = told(joe, "ROUND_NO")[0]
    assert (notice.subject, notice.body) == ("Ana Morgan can't this time: Lifts", "I am away then.")
    with pytest.raises(WrongState):
        yes(drive, joe)


def test_only_the_two_answer_and_nobody_for_another_but_a_coordinator_who_was_told(drive, bank, priya, ana, joe):
    stranger = make.make_member(bank)
    with pytest.raises(NotAllowed):
        yes(drive, stranger)
    with pytest.raises(NotAllowed):
        yes(drive, stranger, on_behalf_of=ana, channel="PHONE")
    with pytest.raises(NotAllowed):
        yes(drive, priya, on_behalf_of=ana)

    said = yes(drive, priya, on_behalf_of=ana, channel="PHONE")

    assert (said.receiver_said_by, said.receiver_channel) == (priya, "PHONE")
    assert ana.events.get(kind=MemberEvent.Kind.ROUND_ENTERED, is_on_behalf=True).by == priya
    assert yes(drive, joe).state == State.AGREED


def test_who_blocked_the_other_since_hears_no_yes(drive, ana, joe):
    make.make_block(ana, joe)

    with pytest.raises(NotAllowed):
        yes(drive, joe)


def test_silence_lapses_and_who_said_yes_is_told_once(drive, ana, joe):
    yes(drive, joe)

    assert answering.let_lapse(drive.round_id, at=later(drive, 6)) == 0
    assert answering.let_lapse(drive.round_id, at=later(drive, 9)) == 2
    assert answering.let_lapse(drive.round_id, at=later(drive, 9)) == 0
    assert [notice.subject for notice in told(joe, "ROUND_NO")] == ["Ana Morgan has not answered in time: Lifts"]
    assert told(ana, "ROUND_NO") == []


# Entering


def test_a_member_names_changes_and_takes_out(round_, ana, garden):
    (wish,) = enter(round_, ana, ("TAKE", garden, 60))
    (again,) = enter(round_, ana, ("TAKE", garden, 90))

    assert (again.pk, again.minutes) == (wish.pk, 90)
    entering.take_out(round_, wish.pk, make.act(ana))
    assert not RoundEntry.objects.exists()


@pytest.mark.parametrize("minutes", [0, 15, 29, 21 * 60])
def test_a_wish_is_half_an_hour_or_longer(round_, ana, garden, minutes):
    with pytest.raises(RoundRefused):
        enter(round_, ana, ("TAKE", garden, minutes))


def test_a_wish_is_counted_in_the_banks_steps(bank, round_, ana, garden):
    bank.step_minutes = 15
    bank.save()
    ana.bank.refresh_from_db()

    with pytest.raises(NotAStep, match=r"45 min|¾"):
        enter(round_, ana, ("TAKE", garden, 50))


def test_others_listings_gifts_and_kinds_are_refused(round_, ana, joe, garden):
    theirs = make.make_listing(joe, kind="REQUEST", category=garden)
    gift = make.make_gift(joe)
    foreign = make.make_category(make.make_bank())
    for wishing in (
        entering.Wishing("TAKE", garden, 60, listing=theirs),
        entering.Wishing("GIVE", garden, 60, gift=gift),
        entering.Wishing("TAKE", foreign, 60),
        entering.Wishing("TAKE", garden, 60, people=2),
    ):
        with pytest.raises(RoundRefused):
            enter(round_, ana, wishing)


def test_nobody_enters_after_the_last_day_and_who_rests_never(round_, ana, joe, garden):
    with pytest.raises(RoundOver):
        enter(round_, ana, ("TAKE", garden, 60), at=timezone.now() + 8 * DAY)
    resting.pause(joe, members.Rest(), by=joe, at=timezone.now())
    with pytest.raises(Exception, match="having a rest"):
        enter(round_, joe, ("TAKE", garden, 60))


def test_a_coordinator_enters_for_who_rang_and_they_read_it(round_, priya, ana, joe, garden):
    enter(round_, ana, ("TAKE", garden, 60), by=priya)

    assert RoundEntry.objects.get().entered_by == priya
    event = ana.events.get(kind=MemberEvent.Kind.ROUND_ENTERED)
    assert (event.by, event.is_on_behalf, event.words) == (priya, True, "Round: Garden")
    with pytest.raises(NotAllowed):
        enter(round_, ana, ("TAKE", garden, 60), by=joe)


# Opening


def test_one_round_is_open_at_a_time_and_only_a_coordinator_opens_it(bank, priya, ana, round_):
    assert open_one(bank, priya) == round_
    with pytest.raises(NotAllowed):
        open_one(bank, ana)


def test_everybody_is_told_once_without_mail(bank, round_, ana, joe, monkeypatch):
    monkeypatch.setattr(opening, "TOLD_AT_ONCE", 1)

    for _again in range(2):
        opening.tell_of_opening(round_.pk, at=timezone.now())

    notices = Notice.objects.filter(kind="ROUND_OPEN")
    assert notices.count() == 3
    assert {notice.delivery for notice in notices} == {Notice.Delivery.IN_APP_ONLY}


def test_a_round_is_withdrawn_until_it_is_solved(round_, priya, ana, garden):
    enter(round_, ana, ("TAKE", garden, 60))

    for _again in range(2):
        opening.withdraw(round_, by=priya, at=timezone.now())

    assert len(told(ana, "ROUND_WITHDRAWN")) == 1
    assert Round.objects.get().state == Round.State.WITHDRAWN
    with pytest.raises(RoundOver):
        enter(round_, ana, ("TAKE", garden, 60))


def test_a_solved_round_stands(drive, priya):
    with pytest.raises(WrongState):
        opening.withdraw(drive.round, by=priya, at=timezone.now())


def test_each_month_one_opens_by_itself_where_the_bank_wishes(bank, priya):
    at = datetime.datetime(2026, 5, 3, 9, tzinfo=datetime.UTC)
    assert opening.open_if_due(bank.pk, at=at) is None
    opening.open_each_month(bank, by=priya, at=at)

    opened = opening.open_if_due(bank.pk, at=at)

    assert (opened.last_on, opened.opened_by) == (datetime.date(2026, 5, 13), None)
    assert opening.open_if_due(bank.pk, at=at) is None
    opening.withdraw(opened, by=priya, at=at)
    assert opening.open_if_due(bank.pk, at=at + 20 * DAY) is None
    assert opening.open_if_due(bank.pk, at=at + 40 * DAY) is not None
    opening.open_by_hand(bank, by=priya)
    assert not RoundsEachMonth.objects.exists()


# Resting, leaving, erasing, merging


def test_who_rests_leaves_no_proposal_open_and_who_said_yes_hears(drive, ana, joe):
    yes(drive, ana)

    resting.pause(joe, members.Rest(), by=joe, at=later(drive))

    assert {each.state for each in proposals(drive.round)} == {State.ENDED}
    assert [notice.body for notice in told(ana, "ROUND_NO")] == ["Joe Price is having a rest."]


def test_who_leaves_takes_part_in_no_open_round(round_, ana, garden):
    enter(round_, ana, ("TAKE", garden, 60))

    leaving.leave(ana, by=ana, at=timezone.now())

    assert not RoundWish.objects.exists()


def test_erasing_clears_reasons_and_what_the_other_was_told(drive, ana, joe):
    no(drive, joe, "Ana knows why.")

    erase_words(joe)

    drive.refresh_from_db()
    assert drive.reason == ""
    assert "Ana knows why." not in {notice.body for notice in told(ana, "ROUND_NO")}


def test_of_two_numbers_the_kept_one_takes_part(bank, priya, round_, ana, joe, garden):
    enter(round_, joe, ("TAKE", garden, 60))

    merging.merge(ana, joe, by=make.admin_of(bank), at=timezone.now())

    assert RoundEntry.objects.get().member == ana


def test_a_day_that_has_gone_by_becomes_today(drive, ana, joe):
    yes(drive, joe, day=drive.round.bank.day(later(drive)))

    yes(drive, ana, at=later(drive, 4))

    assert Exchange.objects.get().planned_on == drive.round.bank.day(later(drive, 4))


def test_a_round_without_anybody_is_solved_too(round_):
    solve(round_)

    assert found(round_) == set()


def test_the_order_of_the_yeses_does_not_decide_who_helps_with_one_request(bank, round_, ana, joe, lifts):
    """A request is for one person where nobody says more; both helpers were found for it, and all say yes."""
    rae = make.make_member(bank, name="Rae Price")
    request = make.make_listing(ana, kind="REQUEST", category=lifts)
    enter(round_, ana, Wishing("TAKE", lifts, 120, listing=request))
    for giver in (joe, rae):
        enter(round_, giver, ("GIVE", lifts, 60))
    make.with_hours(ana, 300)
    solve(round_)
    both = proposals(round_)
    assert len(both) == 2

    for proposal in both:
        yes(proposal, proposal.giver)
    for proposal in both:
        yes(proposal, ana)

    assert Exchange.objects.filter(state="AGREED", listing=request).count() == 2


def test_what_is_past_its_last_day_is_not_solved_with(round_, ana, joe, lifts):
    request = make.make_listing(ana, kind="REQUEST", category=lifts)
    enter(round_, ana, Wishing("TAKE", lifts, 60, listing=request))
    enter(round_, joe, ("GIVE", lifts, 60))
    make.with_hours(ana, 300)
    type(request).objects.filter(pk=request.pk).update(expires_on=round_.last_on)

    solve(round_, days=2)

    assert found(round_) == set()


def test_a_yes_by_who_may_no_longer_speak_is_asked_anew_and_tells_nobody(bank, drive, ana, joe):
    helper = make.make_member(bank, name="Hana Helper")
    mandate = make.supporter(joe, helper)
    answering.say_yes(drive, make.acting(helper, joe, later(drive)), day=later(drive).date() + 3 * DAY)
    members.end_mandate(mandate, by=joe, at=timezone.now())

    waiting = yes(drive, ana)

    assert (waiting.state, waiting.has_said_yes(joe), waiting.has_said_yes(ana)) == (State.WAITING, False, True)
    assert told(joe, "ROUND_YES")[0].subject.startswith("Ana Morgan says yes")
    assert yes(drive, joe).state == State.AGREED
