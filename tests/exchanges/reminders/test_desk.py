"""What coordinators are told: what they may approve, who has not begun, and which request nobody has answered."""

import pytest
from django.utils import timezone

from exchanges.access.crossing import how_many_to_approve
from exchanges.actions import approval
from exchanges.actions.crossing import deciding
from exchanges.models import Listing
from members.models import Bank, Member
from notices.models import Notice
from tests import factories as make
from tests.crowds import make_crowd
from tests.reminding import A_DAY, local, speak, speak_all

pytestmark = pytest.mark.django_db
NOW = timezone.now


@pytest.fixture
def bank():
    return make.make_bank(approval=Bank.Approval.ALL)


@pytest.fixture
def priya(bank):
    return make.make_coordinator(bank, name="Priya Shah")


@pytest.fixture
def gwen(bank):
    return make.make_member(bank, name="Gwen Offers")


@pytest.fixture
def ray(bank):
    return make.make_member(bank, name="Ray Asks")


def ten(bank, days=0, hour=10):
    return local(bank, bank.day(NOW()) + days * A_DAY, hour)


def told(member, kind):
    return list(
        Notice.objects.filter(recipient__key=member.actor_key, kind=kind).order_by("pk").values_list("subject", "body")
    )


# What waits to be approved


def test_each_coordinator_hears_once_a_morning_how_much_they_may_approve(bank, priya, gwen, ray):
    helper = make.make_coordinator(bank, name="Hal Helps")
    make.confirmed_exchange(gwen, ray)
    make.confirmed_exchange(helper, ray)

    for hour in range(24):
        speak("APPROVAL_WAITS", bank, at=ten(bank, hour=hour))

    body = "On the desk: 2 exchanges that both agreed."
    assert told(priya, "APPROVAL_WAITS") == [("2 things wait for your yes", body)]
    own_left_out = [("1 thing waits for your yes", "On the desk: 1 exchange that both agreed.")]
    assert told(helper, "APPROVAL_WAITS") == own_left_out
    assert told(make.admin_of(bank), "APPROVAL_WAITS") == told(gwen, "APPROVAL_WAITS") == []


def test_who_may_approve_nothing_hears_nothing_and_where_no_coordinator_may_an_admin_does(bank, priya, ray):
    exchange = make.confirmed_exchange(priya, ray)

    speak("APPROVAL_WAITS", bank, at=ten(bank))

    admin = make.admin_of(bank)
    assert (told(priya, "APPROVAL_WAITS"), len(told(admin, "APPROVAL_WAITS"))) == ([], 1)
    approval.approve(exchange, make.act(admin))
    assert not speak("APPROVAL_WAITS", bank, at=ten(bank, 1))


def test_registers_of_events_count_but_not_ones_own(bank, priya):
    rosa, other = make.make_member(bank), make.make_coordinator(bank)
    make.keep_register(make.held_event(rosa, other), priya, rosa)

    speak("APPROVAL_WAITS", bank, at=ten(bank))

    assert told(priya, "APPROVAL_WAITS") == []
    assert told(other, "APPROVAL_WAITS") == [("1 thing waits for your yes", "On the desk: 1 register of an event.")]


def test_what_was_agreed_across_banks_counts_where_a_yes_is_missing_and_for_who_may_say_it(bank, priya, gwen, ray):
    other = make.make_bank(approval=Bank.Approval.ALL)
    make.trade(bank, other)
    omar, there = make.make_member(other, name="Omar Hadid"), make.make_coordinator(other)
    helper = make.make_coordinator(bank, name="Hal Helps")
    first = make.agreed_across(gwen, omar)
    make.agreed_across(helper, omar)
    make.crossed(ray, omar)  # he has not agreed yet
    deciding.approve(first, make.act(there))

    for each in (bank, other):
        speak("APPROVAL_WAITS", each, at=ten(each))

    two, one = ("2 exchanges with other time banks", "1 exchange with another time bank")
    assert told(priya, "APPROVAL_WAITS") == [("2 things wait for your yes", f"On the desk: {two}.")]
    for member in (helper, there):
        assert told(member, "APPROVAL_WAITS") == [("1 thing waits for your yes", f"On the desk: {one}.")]
    assert told(make.admin_of(bank), "APPROVAL_WAITS") == []


def test_an_admin_hears_of_one_across_banks_where_every_coordinator_took_part(bank, priya, gwen):
    other = make.make_bank(approval=Bank.Approval.ALL)
    make.trade(bank, other)
    omar = make.make_member(other, name="Omar Hadid")
    make.agreed_across(priya, omar)
    make.confirmed_exchange(gwen, make.make_member(bank))

    speak("APPROVAL_WAITS", bank, at=ten(bank))

    body = "On the desk: 1 exchange with another time bank."
    assert told(make.admin_of(bank), "APPROVAL_WAITS") == [("1 thing waits for your yes", body)]


@pytest.mark.parametrize("many", [1, 3])
def test_many_across_banks_are_counted_with_as_many_queries(bank, priya, gwen, many, django_assert_num_queries):
    other = make.make_bank(approval=Bank.Approval.ALL)
    make.trade(bank, other)
    for _each in range(many):
        make.agreed_across(gwen, make.make_member(other))

    with django_assert_num_queries(6):  # them, sides, steps, who acts for them, who wrote addresses, coordinators
        assert how_many_to_approve(bank, [priya]) == {priya.pk: many}


def test_it_is_said_anew_each_day_and_what_was_not_sent_goes_at_night(bank, priya, gwen, ray):
    make.confirmed_exchange(gwen, ray)

    for days in range(3):
        speak_all(bank, at=ten(bank, days))
        assert len(told(priya, "APPROVAL_WAITS")) == 1


# Who has not begun


def joined(member, days):
    Member.objects.filter(pk=member.pk).update(joined_at=ten(member.bank) - days * A_DAY)
    return member


def test_coordinators_hear_after_one_and_three_weeks_of_who_has_not_begun(bank, priya, gwen):
    joined(priya, 200)
    joined(gwen, 0)

    days = [day for day in range(60) if speak("NEW_MEMBERS", bank, at=ten(bank, day))]

    assert days == [7, 21]
    assert told(priya, "NEW_MEMBER") == [
        ("Gwen Offers has not begun yet", f"They joined {days} days ago. A call, or somebody to meet, often helps.")
        for days in (7, 21)
    ]


@pytest.mark.parametrize("why", ["helped", "planned", "resting", "left"])
def test_nobody_hears_of_who_has_begun_or_does_not_belong_now(bank, priya, gwen, ray, why):
    joined(priya, 200), joined(ray, 200), joined(gwen, 10)
    if why == "helped":
        approval.approve(make.confirmed_exchange(gwen, ray), make.act(priya))
    elif why == "planned":
        make.logged_exchange(gwen, ray)
    else:
        Member.objects.filter(pk=gwen.pk).update(state="PAUSED" if why == "resting" else "LEFT")

    assert not speak("NEW_MEMBERS", bank, at=ten(bank))


# Which request nobody has answered


def asked(member, days=7, **fields):
    listing = make.make_listing(member, kind="REQUEST", title="A torn coat", **fields)
    Listing.objects.filter(pk=listing.pk).update(created_at=ten(member.bank) - days * A_DAY)
    return listing


def test_the_desk_hears_once_of_a_request_that_nobody_answered_for_a_week(bank, priya, ray):
    listing = asked(ray, days=0)

    days = [day for day in range(30) if speak("REQUESTS_UNANSWERED", bank, at=ten(bank, day))]

    assert days == [7]
    said = ("Nobody has answered yet: A torn coat", "Ray Asks asked for this a week ago. Do you know somebody?")
    assert told(priya, "REQUEST_UNANSWERED") == [said]
    assert Notice.objects.get(kind="REQUEST_UNANSWERED").path == f"/{bank.slug}/listings/{listing.pk}/"


@pytest.mark.parametrize("how", ["in words", "by a plan"])
def test_an_answer_takes_back_what_the_desk_was_not_sent_yet(bank, priya, gwen, ray, how):
    listing = asked(ray)
    speak("REQUESTS_UNANSWERED", bank, at=ten(bank))
    assert len(told(priya, "REQUEST_UNANSWERED")) == 1

    if how == "in words":
        make.make_enquiry(listing, gwen)
    else:
        make.logged_exchange(gwen, ray, listing=listing)

    assert told(priya, "REQUEST_UNANSWERED") == []


def test_of_what_is_answered_or_taken_down_the_desk_hears_nothing(bank, priya, gwen, ray):
    answered, gone = asked(ray), asked(ray, body="Blue")
    make.make_enquiry(answered, gwen)
    Listing.objects.filter(pk=gone.pk).update(state="CLOSED", closed_at=NOW())

    assert not speak("REQUESTS_UNANSWERED", bank, at=ten(bank))


def test_several_are_one_notice_a_morning_to_each_coordinator_and_only_what_is_new(bank, priya, ray):
    joined(priya, 200), joined(ray, 0)
    other = joined(make.make_coordinator(bank), 200)
    joined(make.make_member(bank), 0)
    asked(ray, days=0), asked(ray, days=0, body="Blue"), asked(other, days=0)

    for day in (7, 7, 8):
        for rule in ("REQUESTS_UNANSWERED", "NEW_MEMBERS"):
            speak(rule, bank, at=ten(bank, day))
    asked(ray, days=-1, body="Green")
    speak("REQUESTS_UNANSWERED", bank, at=ten(bank, 8))

    assert [subject for subject, _body in told(priya, "NEW_MEMBER")] == ["2 new members have not begun yet"]
    assert [subject for subject, _body in told(priya, "REQUEST_UNANSWERED")] == [
        "Nobody has answered 3 requests yet",
        "Nobody has answered yet: A torn coat",
    ]
    assert told(other, "REQUEST_UNANSWERED")[0][0] == "Nobody has answered 2 requests yet"


def test_forty_of_each_at_once_as_after_an_import_are_one_letter_each_to_every_coordinator(bank, priya, ray):
    coordinators = [joined(each, 200) for each in (priya, make.make_coordinator(bank), ray)][:2]
    crowd = Member.objects.filter(pk__in=[member.pk for member in make_crowd(bank, 40)])
    crowd.update(joined_at=ten(bank) - 7 * A_DAY)
    asked = {"bank": bank, "kind": "REQUEST", "created_at": ten(bank) - 7 * A_DAY}
    Listing.objects.bulk_create([Listing(title="A coat", member=member, **asked) for member in crowd])

    for rule in ("REQUESTS_UNANSWERED", "NEW_MEMBERS"):
        for quarter in range(2 * 24 * 4):  # of two days
            speak(rule, bank, at=ten(bank, hour=0) + quarter * A_DAY / 96)

    found = Notice.objects.filter(kind__in=["REQUEST_UNANSWERED", "NEW_MEMBER"])
    assert sorted(found.values_list("recipient__key", "subject", "path", "delivery")) == sorted(
        (coordinator.actor_key, subject, f"/{bank.slug}/{page}", "EMAIL")
        for coordinator in coordinators
        for subject, page in [
            ("40 new members have not begun yet", "desk/matches/"),
            ("Nobody has answered 40 requests yet", "desk/"),
        ]
    )
