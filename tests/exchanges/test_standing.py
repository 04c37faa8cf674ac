"""How long offers and requests stand: paused, renewed, past their last day, warned of, and full."""

import datetime
from dataclasses import replace

import pytest
from django.utils import timezone

from exchanges.actions import life
from exchanges.actions.listings import ListingRefused, More, Wording, put_up, reword, take_down
from exchanges.actions.standing import NoMorePlaces, open_again, pause, renew
from exchanges.models import Exchange, Listing, Reminder
from members.models import MemberEvent
from notices.models import Notice
from tests import factories as make
from tests.reminding import local, speak
from timebank.lib.errors import NotAllowed, WrongState

pytestmark = pytest.mark.django_db

A_DAY = datetime.timedelta(days=1)
NOW = timezone.now


@pytest.fixture
def bank():
    return make.make_bank()


@pytest.fixture
def gwen(bank):
    return make.make_member(bank, name="Gwen Offers")


@pytest.fixture
def ray(bank):
    return make.make_member(bank, name="Ray Asks")


def standing(member, *, days=None, **fields):
    """An offer that stands for so many days, put up a month ago."""
    listing = make.make_listing(member, **fields)
    Listing.objects.filter(pk=listing.pk).update(
        created_at=NOW() - 30 * A_DAY, expires_on=None if days is None else day(member, days)
    )
    listing.refresh_from_db()
    return listing


def day(member, days=0):
    return member.bank.day(NOW()) + days * A_DAY


def read_today(bank):
    return list(Listing.objects.of(bank).open(bank.day(NOW())))


def warn(member, days=0) -> bool:
    """Let the rule speak so many days from now."""
    return speak("LISTING_ENDS", member.bank, at=local(member.bank, day(member, days))) > 0


def sent(member):
    """Let every letter that was written go out."""
    warnings(member).filter(sent_at=None).update(sent_at=NOW(), next_attempt_at=None)


def warnings(member):
    return Notice.objects.filter(recipient__key=member.actor_key, kind="LISTING_ENDS")


def test_what_is_paused_vanishes_until_it_is_opened_again(bank, gwen):
    listing = standing(gwen)

    for _press in range(2):
        pause(listing, by=gwen, at=NOW())
    hidden = read_today(bank)
    for _press in range(2):
        open_again(listing, by=gwen, at=NOW())

    assert (hidden, read_today(bank)) == ([], [listing])


@pytest.mark.parametrize(("days", "stands"), [(-1, False), (0, True), (None, True)])
def test_the_last_day_still_counts(bank, gwen, days, stands):
    listing = standing(gwen, days=days)

    assert bool(read_today(bank)) == listing.stands_on(day(gwen)) == stands


@pytest.mark.parametrize("how", ["paused", "past", "taken down"])
def test_nobody_plans_what_does_not_stand_but_its_own_member_may(gwen, ray, how):
    listing = standing(gwen, days=-1 if how == "past" else None)
    if how == "paused":
        pause(listing, by=gwen, at=NOW())
    if how == "taken down":
        take_down(listing, by=gwen, at=NOW())

    with pytest.raises(WrongState):
        life.propose(make.draft(gwen, ray, listing=listing), make.act(ray))
    assert not Exchange.objects.exists()
    assert life.propose(make.draft(gwen, ray, listing=listing), make.act(gwen)).listing == listing


def test_what_is_renewed_stands_three_months_from_today_once(gwen):
    listing = standing(gwen, days=-3)
    Listing.objects.filter(pk=listing.pk).update(needed_on=day(gwen, -3), needed_part="AM")

    for _press in range(2):
        renew(listing, by=gwen, at=NOW())

    listing.refresh_from_db()
    assert listing.expires_on == day(gwen, 92)
    assert (listing.needed_on, listing.needed_part) == (None, "")


def test_what_has_no_end_is_not_given_one(gwen):
    listing = standing(gwen)

    assert renew(listing, by=gwen, at=NOW()).expires_on is None


def test_what_was_taken_down_is_opened_again_and_neither_paused_nor_renewed(bank, gwen):
    listing = take_down(standing(gwen, days=-3), by=gwen, at=NOW())

    for move in (pause, renew):
        with pytest.raises(WrongState):
            move(listing, by=gwen, at=NOW())
    opened = open_again(listing, by=gwen, at=NOW())

    assert (opened.state, opened.closed_at, opened.expires_on) == ("OPEN", None, day(gwen, 92))


@pytest.mark.parametrize("move", [pause, open_again, renew])
def test_nobody_else_moves_a_listing(gwen, ray, move):
    with pytest.raises(NotAllowed):
        move(standing(gwen, days=1), by=ray, at=NOW())


def test_what_a_coordinator_does_for_somebody_is_in_their_history_and_told(bank, gwen):
    priya, listing = make.make_coordinator(bank), standing(gwen, days=1)

    pause(listing, by=priya, at=NOW())
    open_again(listing, by=priya, at=NOW())
    renew(listing, by=priya, at=NOW())

    kinds = list(gwen.events.filter(by=priya).order_by("pk").values_list("kind", flat=True))
    kind = MemberEvent.Kind
    assert kinds == [kind.LISTING_PAUSED, kind.LISTING_PAUSED, kind.LISTING_RENEWED]
    assert Notice.objects.filter(recipient__key=gwen.actor_key, kind="LISTINGS").count() == 1


def test_who_has_left_opens_nothing_again(bank, gwen):
    listing = take_down(standing(gwen), by=gwen, at=NOW())
    gwen.state = "LEFT"
    gwen.save()

    with pytest.raises(ListingRefused):
        open_again(listing, by=make.make_coordinator(bank), at=NOW())


@pytest.mark.parametrize(
    ("days", "told"), [(8, None), (7, 7), (3, 7), (1, 1), (0, 1), (-1, None), (None, None)], ids=str
)
def test_a_member_is_told_a_week_and_a_day_before_the_end(gwen, days, told):
    listing = standing(gwen, days=days)

    done = [warn(gwen) for _time in range(2)]

    assert done == [told is not None, False]
    said = [f"{listing.expires_on} {told}"] if told else []
    assert list(Reminder.objects.values_list("occasion", flat=True)) == said
    assert warnings(gwen).count() == (told is not None)


def test_both_warnings_come_once_each_and_again_after_a_renewal(gwen):
    listing = standing(gwen, days=7)

    for days in (0, 0, 1, 6, 6, 7):
        warn(gwen, days)
        sent(gwen)
    renewed = renew(listing, by=gwen, at=NOW() + 7 * A_DAY)
    warn(gwen, 94)

    assert warnings(gwen).count() == 3
    assert renewed.expires_on == day(gwen, 99)
    assert set(warnings(gwen).values_list("path", flat=True)) == {f"/{gwen.bank.slug}/listings/{listing.pk}/"}


def test_what_was_put_up_for_a_few_days_is_warned_of_a_day_before_alone(gwen):
    more = More(expires_on=day(gwen, 4))
    put_up(Wording("REQUEST", "Weeding", more=more), member=gwen, by=gwen, at=NOW())

    told = [warn(gwen, days) for days in range(4)]

    assert told == [False, False, False, True]


@pytest.mark.parametrize("how", ["paused", "resting"])
def test_nobody_is_warned_of_what_does_not_stand(gwen, how):
    listing = standing(gwen, days=1)
    if how == "paused":
        pause(listing, by=gwen, at=NOW())
    else:
        gwen.state = "PAUSED"
        gwen.save()

    assert not warn(gwen)


def test_of_many_only_those_that_end_are_warned_of(gwen):
    for days in (None, 1, 7, 40):
        standing(gwen, days=days, title=f"In {days} days")

    assert [warn(gwen), warn(gwen), warnings(gwen).count()] == [True, False, 2]


def test_what_is_for_so_many_takes_no_more_while_they_have_a_plan(bank, gwen, ray):
    listing = standing(gwen, kind="REQUEST")
    helper = make.make_member(bank)
    plan = life.propose(make.draft(ray, gwen, listing=listing), make.act(ray))
    second = life.propose(make.draft(helper, gwen, listing=listing), make.act(helper))
    life.decline(second, make.act(gwen))
    life.accept(plan, make.act(gwen))

    with pytest.raises(NoMorePlaces):
        life.propose(make.draft(helper, gwen, listing=listing), make.act(helper))
    assert life.propose(make.draft(helper, gwen, listing=listing), make.act(gwen)).state == "PROPOSED"
    life.cancel(plan, make.act(ray))
    assert life.propose(make.draft(helper, gwen, listing=listing), make.act(helper)).state == "PROPOSED"


def test_an_offer_takes_as_many_as_come_unless_it_says_how_many(bank, gwen, ray):
    offer, few = standing(gwen), standing(gwen, title="A table for two", more=More(people=1))
    for listing in (offer, few):
        life.accept(life.propose(make.draft(gwen, ray, listing=listing), make.act(ray)), make.act(gwen))
    asker = make.make_member(bank)

    assert life.propose(make.draft(gwen, asker, listing=offer), make.act(asker)).state == "PROPOSED"
    with pytest.raises(NoMorePlaces):
        life.propose(make.draft(gwen, asker, listing=few), make.act(asker))


def test_what_is_wanted_once_is_full_when_it_was_done(bank, gwen, ray):
    listing = standing(gwen, kind="REQUEST", more=More(often="ONCE"))
    make.logged_exchange(ray, gwen, listing=listing)
    asker = make.make_member(bank)

    with pytest.raises(NoMorePlaces):
        life.propose(make.draft(asker, gwen, listing=listing), make.act(asker))


def test_a_last_day_that_is_over_is_refused(gwen):
    with pytest.raises(ListingRefused):
        make.make_listing(gwen, more=More(expires_on=day(gwen, -1)))
    listing = standing(gwen)
    with pytest.raises(ListingRefused):
        reword(listing, Wording("OFFER", listing.title, more=More(expires_on=day(gwen, -1))), by=gwen, at=NOW())


def test_a_change_of_the_last_day_is_warned_of_anew(gwen):
    listing = standing(gwen, days=1)
    warn(gwen)
    words = Wording("OFFER", listing.title, more=More(expires_on=day(gwen, 40)))

    changed = reword(listing, words, by=gwen, at=NOW())
    kept = reword(changed, replace(words, more=None), by=gwen, at=NOW())

    assert kept.expires_on == day(gwen, 40)
    assert [warn(gwen, days) for days in (32, 33, 34)] == [False, True, False]
