"""What may never be suggested, in what order the rest comes, and why."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from exchanges.actions.resting import pause
from exchanges.matching.scoring import Why
from exchanges.models import Attendee, Event, Exchange, Listing, Match, Meaning, NotForMe
from exchanges.reads import matches
from exchanges.reads.ties import ties_of
from members.actions import Rest
from members.models import Area, Block, Member
from tests import factories as make

pytestmark = pytest.mark.django_db

NOW = timezone.now
A_DAY = datetime.timedelta(days=1)


@pytest.fixture
def bank():
    return make.make_bank()


@pytest.fixture
def ada(bank):
    return make.make_member(bank, name="Ada Asks")


@pytest.fixture
def bea(bank):
    return make.make_member(bank, name="Bea Gives")


def match(receiver, giver, *, likeness=0.8, request=None, offer=None, gift=None):
    """A match as the jobs keep it: nothing but likeness is looked at when it is found."""
    request = request or asked(receiver)
    offer = None if gift else offer or offered(giver)
    return Match.objects.create(
        bank=receiver.bank,
        request=request,
        offer=offer,
        gift=gift,
        receiver=receiver,
        giver=giver,
        meaning=0.5,
        words=0,
        likeness=likeness,
        found_at=NOW(),
    )


def asked(member, **fields):
    return listing(member, Listing.Kind.REQUEST, **fields)


def offered(member, **fields):
    return listing(member, Listing.Kind.OFFER, **fields)


def listing(member, kind, **fields):
    made = make.make_listing(member, kind=kind, title=f"{kind} {Listing.objects.count()}")
    Listing.objects.filter(pk=made.pk).update(**fields)
    made.refresh_from_db()
    return made


def found(request, reader=None):
    return [each.giver.name for each in matches.of_listing(request, reader or request.member, at=NOW(), most=20)]


def test_what_fits_is_found_from_both_sides(ada, bea):
    kept = match(ada, bea)

    assert found(kept.request) == ["Bea Gives"]
    assert [each.receiver for each in matches.of_listing(kept.offer, bea, at=NOW())] == [ada]
    assert [each.request for each in matches.to_help(bea, at=NOW())] == [kept.request]
    assert [each.giver for each in matches.to_be_helped(ada, at=NOW())] == [bea]
    assert matches.best_offers_for(kept.request, at=NOW()) == [kept.offer]
    assert matches.to_help(ada, at=NOW()) == []


def in_days(days):
    return NOW().date() + days * A_DAY


@pytest.mark.parametrize(
    ("of_request", "of_offer"),
    [
        ({"state": "PAUSED"}, {}),
        ({}, {"state": "PAUSED"}),
        ({"expires_on": in_days(-2)}, {}),
        ({}, {"expires_on": in_days(-2)}),
        ({"needed_on": in_days(-2)}, {}),
        ({"needed_on": in_days(9)}, {"expires_on": in_days(5)}),
        ({"needed_on": in_days(9)}, {"needed_on": in_days(8)}),
        ({"availability": ["MON_AM"]}, {"availability": ["TUE_AM", "MON_PM"]}),
        ({"languages": ["pl"]}, {"languages": ["en"]}),
        ({}, {"languages": ["pl"]}),
    ],
)
def test_state_day_time_and_language_never_give_way(ada, bea, of_request, of_offer):
    Member.objects.filter(pk__in=[ada.pk, bea.pk]).update(languages=["en"])
    kept = match(ada, bea, request=asked(ada, **of_request), offer=offered(bea, **of_offer))

    assert found(kept.request) == []
    assert matches.to_help(bea, at=NOW()) == []


@pytest.mark.parametrize(
    ("of_request", "of_offer", "of_giver"),
    [
        ({"languages": ["pl"]}, {}, {"languages": []}),  # who said nothing may speak it
        ({"languages": ["pl"]}, {"languages": ["pl"]}, {"languages": ["en"]}),
        ({"languages": ["pl", "en"]}, {}, {"languages": ["en"]}),
        ({"needed_on": in_days(5)}, {"expires_on": in_days(5), "needed_on": None}, {}),
        ({"availability": ["MON_AM", "TUE_AM"]}, {"availability": ["TUE_AM"]}, {}),
        ({"availability": ["MON_AM"]}, {}, {}),
    ],
)
def test_what_does_not_contradict_is_found(ada, bea, of_request, of_offer, of_giver):
    Member.objects.filter(pk=bea.pk).update(**of_giver)
    kept = match(ada, bea, request=asked(ada, **of_request), offer=offered(bea, **of_offer))

    assert found(kept.request) == ["Bea Gives"]


@pytest.mark.parametrize(
    "of_request",
    [{"availability": ["MON_AM"]}, {"needed_on": in_days(5)}, {"languages": ["en"]}, {"needed_on": in_days(0)}],
)
def test_a_gift_has_no_day_and_no_time_and_is_found(ada, bea, of_request):
    kept = match(ada, bea, request=asked(ada, **of_request), gift=make.make_gift(bea))

    assert found(kept.request) == ["Bea Gives"]


def test_who_blocked_the_other_is_not_suggested_whoever_of_the_two_it_was(bank, ada, bea):
    one, other = match(ada, bea), match(bea, ada)
    make.make_block(bea, ada)
    coordinator = make.make_coordinator(bank)

    assert found(one.request) == found(other.request) == found(one.request, coordinator) == []


def test_who_was_blocked_at_another_bank_is_not_suggested(bank, ada, bea):
    kept = match(ada, bea)
    elsewhere = make.make_bank()
    stranger = make.make_member(elsewhere, name="Somebody Else")
    Block.objects.create(blocker=ada, blocked=stranger, at=NOW())
    assert found(kept.request) == ["Bea Gives"]

    Block.objects.create(blocker=ada, blocked=make.also_member_of(elsewhere, bea.person), at=NOW())

    assert found(kept.request) == []


def test_whom_a_rule_leaves_out_takes_nobodys_place(bank, ada, monkeypatch):
    monkeypatch.setattr(matches, "LOOKED_AT_OF_MANY", 2)
    request = asked(ada)
    for number in range(3):
        match(ada, make.make_member(bank, name=f"Rests {number}"), request=request, likeness=0.9)
    Member.objects.filter(name__startswith="Rests").update(state=Member.State.PAUSED)
    match(ada, make.make_member(bank, name="Cara Can"), request=request, likeness=0.3)

    best = matches.best_of_each([request], make.make_coordinator(bank), at=NOW())

    assert [each.giver.name for each in best[request.pk]] == ["Cara Can"]


def test_a_standing_offer_that_helped_once_is_suggested_for_the_next_request(ada, bea):
    offer = offered(bea)
    old = make.posted_exchange(bea, ada, minutes=30)
    Exchange.objects.filter(pk=old.pk).update(listing=offer, created_at=NOW() - 30 * A_DAY)
    kept = match(ada, bea, offer=offer)

    assert found(kept.request) == ["Bea Gives"]

    Exchange.objects.filter(pk=old.pk).update(created_at=NOW() + A_DAY)
    assert found(kept.request) == []


def test_who_rests_is_not_suggested(ada, bea):
    kept = match(ada, bea)

    pause(bea, Rest(), by=bea, at=NOW())

    assert found(kept.request) == []


def test_a_check_that_lacks_hides_the_offer_until_it_is_shown(bank, ada, bea):
    kind = make.make_check_kind(bank)
    driving = make.make_category(bank)
    driving.checks.set([kind])
    kept = match(ada, bea, request=asked(ada, category=driving))
    with_gift = match(ada, bea, request=asked(ada, category=driving), gift=make.make_gift(bea))
    assert found(kept.request) == found(with_gift.request) == []

    make.make_check(bea, kind=kind)

    assert found(kept.request) == found(with_gift.request) == ["Bea Gives"]


def test_people_under_18_are_suggested_to_nobody_who_is_not_checked(bank, bea):
    tilly = make.make_minor(bank)
    kept = match(tilly, bea)
    other = match(bea, tilly)

    assert found(kept.request) == []
    assert found(other.request) == []
    assert matches.to_help(bea, at=NOW()) == []


def test_an_offer_that_takes_no_more_is_left_out(bank, ada, bea):
    offer = offered(bea, people=1)
    cara = make.make_member(bank, name="Cara")
    kept = match(ada, bea, offer=offer)
    Exchange.objects.filter(pk=make.logged_exchange(bea, cara, listing=offer).pk).update(
        state="AGREED", planned_on=in_days(3), listing=offer
    )

    assert found(kept.request) == []


def test_who_was_asked_or_has_answered_needs_no_hint(bank, ada, bea):
    one, other = match(ada, bea), match(ada, bea)
    make.make_enquiry(one.request, bea)
    planned = make.logged_exchange(bea, ada)
    Exchange.objects.filter(pk=planned.pk).update(listing=other.request)

    assert found(one.request) == found(other.request) == []


def test_an_exchange_that_came_to_nothing_leaves_the_way_open(ada, bea):
    kept = match(ada, bea)
    Exchange.objects.filter(pk=make.logged_exchange(bea, ada).pk).update(listing=kept.request, state="CANCELLED")

    assert found(kept.request) == ["Bea Gives"]


def test_a_gift_is_shown_to_its_member_and_to_others_only_where_gifts_are_read(bank, ada, bea):
    kept = match(ada, bea, gift=make.make_gift(bea))
    Member.objects.filter(pk=bea.pk).update(shows=["ABOUT"])
    coordinator = make.make_coordinator(bank)

    assert found(kept.request) == []
    assert found(kept.request, coordinator) == ["Bea Gives"]
    assert [each.request for each in matches.to_help(bea, at=NOW())] == [kept.request]


@pytest.mark.parametrize(("why", "days", "is_back"), [("KIND", 60, False), ("TIME", 29, False), ("TIME", 31, True)])
def test_a_no_is_heard_for_good_and_no_time_for_a_month(ada, bea, why, days, is_back):
    kept = match(ada, bea)
    NotForMe.objects.create(member=bea, listing=kept.request, why=why, at=NOW() - days * A_DAY)

    assert bool(matches.to_help(bea, at=NOW())) is is_back
    assert bool(found(kept.request)) is is_back  # nor is who said no suggested to the one who asks


def test_what_is_much_like_what_somebody_refused_comes_last(ada, bea):
    refused, alike, other = asked(ada), asked(ada), asked(ada)
    for request, vector in ((refused, [1.0, 0.0]), (alike, [0.9, 0.436]), (other, [0.0, 1.0])):
        Meaning.objects.create(
            bank=ada.bank,
            side="REQUEST",
            listing=request,
            text="",
            model="m",
            vector=vector,
            stems=[],
            compared_at=NOW(),
        )
    for request in (alike, other):
        match(ada, bea, request=request, likeness=0.8)
    NotForMe.objects.create(member=bea, listing=refused, why="KIND", at=NOW())

    scores = {each.request: each.score for each in matches.to_help(bea, at=NOW())}

    assert scores[alike] < scores[other] / 2


def areas(bank):
    Area.objects.create(bank=bank, name="Hill", latitude="51.50", longitude="-2.00")
    Area.objects.create(bank=bank, name="Mill", latitude="51.51", longitude="-2.00")
    Area.objects.create(bank=bank, name="Far", latitude="51.90", longitude="-2.00")


def test_near_comes_before_far_among_equals_and_says_how_far(bank, ada, bea):
    areas(bank)
    request = asked(ada)
    cara = make.make_member(bank, name="Cara Far")
    for member, area in ((ada, "Hill"), (bea, "Mill"), (cara, "Far")):
        Member.objects.filter(pk=member.pk).update(area=area)
    match(ada, cara, request=request)
    match(ada, bea, request=request)
    ada.refresh_from_db()

    best = matches.of_listing(request, ada, at=NOW())

    assert [(each.giver.name, each.minutes_away) for each in best] == [("Bea Gives", 15), ("Cara Far", 535)]
    assert Why.NEAR in best[0].why
    assert Why.NEAR not in best[1].why


def test_areas_are_known_whatever_capitals_and_accents_they_are_written_with(bank, ada, bea):
    areas(bank)
    Area.objects.filter(name="Mill").update(name="Müllér's Yard")
    Member.objects.filter(pk=ada.pk).update(area="hill")
    Member.objects.filter(pk=bea.pk).update(area=" muller's yard")
    match(ada, bea)
    refused = asked(make.make_member(bank, name="Far Away"), area="FÁR")
    NotForMe.objects.create(member=bea, listing=refused, why="FAR", at=NOW())

    [each] = matches.to_help(Member.objects.get(pk=bea.pk), at=NOW())
    assert each.minutes_away == 15

    Area.objects.filter(name="Far").update(latitude="51.51")  # what was too far is as near as can be
    [as_far] = matches.to_help(Member.objects.get(pk=bea.pk), at=NOW())
    assert as_far.score == pytest.approx(each.score / 2)


def test_where_somebody_lives_is_no_reason_for_who_may_not_read_it(bank, ada, bea):
    areas(bank)
    Member.objects.filter(pk=ada.pk).update(area="Hill")
    Member.objects.filter(pk=bea.pk).update(area="Hill", shows=[])
    kept = match(ada, bea)

    [for_ada] = matches.of_listing(kept.request, ada, at=NOW())
    [for_desk] = matches.of_listing(kept.request, make.make_coordinator(bank), at=NOW())

    assert (Why.SAME_AREA in for_ada.why, for_ada.minutes_away) == (False, None)
    assert Why.SAME_AREA in for_desk.why


def test_who_has_met_and_who_has_given_comes_after(bank, ada, bea):
    cara = make.make_member(bank, name="Cara New")
    request = asked(ada)
    make.posted_exchange(bea, ada, minutes=30)
    match(ada, bea, request=request)
    match(ada, cara, request=request)

    best = matches.of_listing(request, ada, at=NOW())

    assert [each.giver.name for each in best] == ["Cara New", "Bea Gives"]
    assert (Why.NOT_MET in best[0].why, Why.NOT_MET in best[1].why) == (True, False)


def test_that_somebody_never_gave_is_told_to_themselves_and_the_desk(bank, ada, bea):
    kept = match(ada, bea)

    def why(reader):
        [each] = matches.of_listing(kept.request, reader, at=NOW())
        return Why.FIRST_GIVING in each.why

    assert (why(ada), why(bea), why(make.make_coordinator(bank))) == (False, True, True)


def test_who_gave_at_an_event_or_to_another_bank_has_given(bank, ada, bea):
    kept = match(ada, bea)
    other = make.make_bank()
    make.trade(bank, other)
    desk = make.make_coordinator(bank)
    assert Why.FIRST_GIVING in matches.of_listing(kept.request, desk, at=NOW())[0].why

    make.crossed(bea, make.make_member(other))

    [each] = matches.of_listing(kept.request, desk, at=NOW())
    assert Why.FIRST_GIVING not in each.why
    cara, dan = make.make_member(bank, name="Cara Comes"), make.make_member(bank, name="Dan Helps")
    event = make.keep_register(make.held_event(bea, desk), bea, cara, dan)
    Event.objects.filter(pk=event.pk).update(state=Event.State.POSTED, posted_at=NOW())
    Attendee.objects.filter(member=dan).update(given_minutes=30, received_minutes=0)
    ties = ties_of([cara.pk, dan.pk])
    assert (ties.gave, ties.received, ties.met) == ({dan.pk}, {cara.pk}, set())


def test_one_person_is_suggested_once(ada, bea):
    request = asked(ada)
    match(ada, bea, request=request, likeness=0.5)
    match(ada, bea, request=request, gift=make.make_gift(bea), likeness=0.9)

    [only] = matches.of_listing(request, ada, at=NOW())

    assert only.match.gift is not None


def test_many_requests_take_as_many_queries_as_one(bank, ada, bea):
    coordinator = make.make_coordinator(bank)
    requests = [asked(ada) for _each in range(6)]
    givers = [make.make_member(bank, name=f"Giver {number}") for number in range(4)]
    for request in requests:
        for giver in givers:
            match(ada, giver, request=request)

    def queries(some):
        with CaptureQueriesContext(
            connection,
        ) as captured:
            best = matches.best_of_each(some, coordinator, at=NOW())
        assert all(len(best[request.pk]) == 3 for request in some)
        return len(captured)

    assert queries(requests[:1]) == queries(requests)
