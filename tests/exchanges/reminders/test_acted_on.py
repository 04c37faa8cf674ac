"""What reminders and suggestions lead to is counted, by the act that answers them."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from exchanges.actions import approval, listings, standing
from exchanges.actions.events import signing
from members.actions import checks
from notices.actions import Message, tell
from notices.models import Notice
from tests import factories as make

pytestmark = pytest.mark.django_db
A_DAY = datetime.timedelta(days=1)


@pytest.fixture
def bank():
    return make.make_bank()


@pytest.fixture
def gwen(bank):
    return make.make_member(bank, name="Gwen Offers")


@pytest.fixture
def ray(bank):
    return make.make_member(bank, name="Ray Asks")


def told(member, kind, path) -> Notice:
    """Tell a member something, and send it, an hour ago."""
    message = Message(
        recipient_key=member.actor_key, bank=member.bank.slug, kind=kind, subject="Look", body="", path=path
    )
    at = timezone.now() - datetime.timedelta(hours=1)
    notice = tell(message, at=at)
    Notice.objects.filter(pk=notice.pk).update(sent_at=at, next_attempt_at=None)
    return notice


def page(listing) -> str:
    return reverse("exchanges:listing", args=[listing.bank.slug, listing.pk])


def is_acted_on(notice) -> bool:
    return Notice.objects.get(pk=notice.pk).acted_at is not None


@pytest.mark.parametrize("kind", ["REQUEST_FITS", "INTRODUCED"])
@pytest.mark.parametrize("how", ["in words", "by a plan"])
def test_an_answer_to_a_request_by_who_was_told_of_it(bank, gwen, ray, kind, how):
    listing = make.make_listing(ray, kind="REQUEST")
    mine, others = told(gwen, kind, page(listing)), told(make.make_member(bank), kind, page(listing))

    if how == "in words":
        make.make_enquiry(listing, gwen)
    else:
        make.logged_exchange(gwen, ray, listing=listing)

    assert (is_acted_on(mine), is_acted_on(others)) == (True, False)


@pytest.mark.parametrize("how", [standing.renew, listings.take_down])
def test_what_ends_is_renewed_or_taken_down(gwen, how):
    listing = make.make_listing(gwen, more=listings.More(expires_on=gwen.bank.day(timezone.now()) + A_DAY))
    notice = told(gwen, "LISTING_ENDS", page(listing))

    how(listing, by=gwen, at=timezone.now())

    assert is_acted_on(notice)


def test_a_check_is_renewed(bank, gwen):
    admin, kind = make.admin_of(bank), make.make_check_kind(bank)
    check = make.make_check(gwen, kind, expires_in_days=50)
    both = [told(member, "CHECK_EXPIRES", checks.page_of_check(check)) for member in (gwen, admin)]

    make.make_check(gwen, kind, expires_in_days=500)

    assert [is_acted_on(notice) for notice in both] == [True, True]


def test_what_waits_is_approved():
    bank = make.make_bank(approval="ALL")
    gwen, ray, priya = make.make_member(bank), make.make_member(bank), make.make_coordinator(bank)
    notice = told(priya, "APPROVAL_WAITS", reverse("exchanges:desk", args=[bank.slug]))

    approval.approve(make.confirmed_exchange(gwen, ray), make.act(priya))

    assert is_acted_on(notice)


# What is taken back, because somebody did otherwise what it was to lead to


def waiting(member, kind, path) -> Notice:
    return tell(
        Message(recipient_key=member.actor_key, bank=member.bank.slug, kind=kind, subject="Look", body="", path=path),
        at=timezone.now(),
    )


def test_who_signs_off_is_not_reminded_of_the_event_and_the_others_are(bank, gwen, ray):
    event = make.make_event(make.make_coordinator(bank), host=None)
    for member in (gwen, ray):
        signing.sign_up(event, "GUEST", make.act(member))
        waiting(member, "EVENT_TOMORROW", f"/{bank.slug}/events/{event.pk}/")

    signing.withdraw(event, make.act(ray))

    assert [notice.recipient.key for notice in Notice.objects.filter(kind="EVENT_TOMORROW")] == [gwen.actor_key]


def test_what_was_to_bring_people_to_exchange_hours_goes_when_they_do(bank, gwen, ray):
    priya, other, home = make.make_coordinator(bank), make.make_member(bank), f"/{bank.slug}/listings/"
    for member in (gwen, ray, other):
        waiting(member, "NEAR_FLOOR", home), waiting(member, "UNSPENT", home)
        waiting(priya, "NEW_MEMBER", f"/{bank.slug}/members/{member.number}/")

    make.logged_exchange(gwen, ray)

    left = Notice.objects.filter(kind__in=["NEAR_FLOOR", "UNSPENT"]).values_list("recipient__key", "kind")
    theirs = {key: sorted(kind for whose, kind in left if whose == key) for key, _kind in left}
    assert theirs == {
        gwen.actor_key: ["UNSPENT"],
        ray.actor_key: ["NEAR_FLOOR"],
        other.actor_key: ["NEAR_FLOOR", "UNSPENT"],
    }
    assert Notice.objects.get(kind="NEW_MEMBER").path == f"/{bank.slug}/members/{other.number}/"
