"""A request that nobody answered is told to those whose offers fit it best: whom, when, and how often."""

import datetime

import pytest
from django.utils import timezone

from exchanges.models import Listing, Match
from members.models import Member
from notices.models import Notice
from tests import factories as make
from tests.reminding import A_DAY, local, speak, speak_all

pytestmark = pytest.mark.django_db
NOW = timezone.now


@pytest.fixture
def bank():
    return make.make_bank()


@pytest.fixture
def ray(bank):
    return make.make_member(bank, name="Ray Asks")


@pytest.fixture
def coat(ray):
    return asked(ray)


def asked(member, title="A torn coat"):
    """A request put up at ten o'clock today."""
    listing = make.make_listing(member, kind="REQUEST", title=title)
    Listing.objects.filter(pk=listing.pk).update(created_at=ten(member.bank))
    return listing


def ten(bank, days=0):
    return local(bank, bank.day(NOW()) + days * A_DAY, 10)


def fits(request, member, *, likeness=0.9, title="Mending clothes"):
    """An offer of a member that is kept as a match of a request."""
    offer = make.make_listing(member, title=title)
    both = {"request": request, "offer": offer, "receiver": request.member, "giver": member}
    told = {"meaning": likeness, "words": likeness, "likeness": likeness, "found_at": NOW()}
    Match.objects.update_or_create(bank=member.bank, **both, defaults=told)
    return member


def told(kind="REQUEST_FITS"):
    found = Notice.objects.filter(kind=kind).select_related("recipient").order_by("recipient__name")
    return [(notice.recipient.name, notice.subject, notice.body) for notice in found]


def test_after_three_days_the_best_three_are_told_once(bank, ray, coat):
    for number, likeness in enumerate([0.95, 0.9, 0.85, 0.8], start=1):
        fits(coat, make.make_member(bank, name=f"Mender {number}"), likeness=likeness)

    days = [day for day in range(20) if speak("REQUEST_FITS", bank, at=ten(bank, day))]

    assert days == [3]
    assert [name for name, _subject, _body in told()] == ["Mender 1", "Mender 2", "Mender 3"]
    assert told()[0][1:] == (
        "Could you help? A torn coat",
        "Ray Asks asks for this, and you offer “Mending clothes”. It is fine to say nothing.",
    )
    assert Notice.objects.filter(kind="REQUEST_FITS", path=f"/{bank.slug}/listings/{coat.pk}/").count() == 3


def test_where_nothing_fits_on_the_third_day_what_fits_later_is_told_within_the_week(bank, ray, coat):
    assert not speak("REQUEST_FITS", bank, at=ten(bank, 3))

    fits(coat, make.make_member(bank))

    assert [speak("REQUEST_FITS", bank, at=ten(bank, day)) for day in (5, 6, 8)] == [1, 0, 0]


@pytest.mark.parametrize("why", ["answered", "taken down", "old"])
def test_of_what_needs_nobody_any_more_nobody_is_told(bank, ray, coat, why):
    mender = fits(coat, make.make_member(bank))
    if why == "answered":
        make.make_enquiry(coat, mender)
    elif why == "taken down":
        Listing.objects.filter(pk=coat.pk).update(state="CLOSED", closed_at=NOW())

    assert not speak("REQUEST_FITS", bank, at=ten(bank, 8 if why == "old" else 3))


@pytest.mark.parametrize("who", ["blocked", "blocks", "resting", "minor", "organisation"])
def test_nobody_is_pointed_to_whom_they_blocked_or_told_while_they_rest(bank, ray, coat, who):
    mender = make.make_organisation(bank) if who == "organisation" else make.make_member(bank)
    fits(coat, mender)
    if who == "blocked":
        make.make_block(ray, mender)
    elif who == "blocks":
        make.make_block(mender, ray)
    elif who == "resting":
        Member.objects.filter(pk=mender.pk).update(state="PAUSED")
    elif who == "minor":
        Member.objects.filter(pk=mender.pk).update(age_band="TEEN")

    assert not speak("REQUEST_FITS", bank, at=ten(bank, 3))


def test_nobody_is_told_of_two_requests_on_one_day_nor_of_four_in_a_week(bank, ray):
    mender = make.make_member(bank, name="Una Mender")
    for title in ("A coat", "A hem", "A zip", "A tent", "A sail"):
        fits(asked(ray, title), mender)

    days = [day for day in range(8) if speak("REQUEST_FITS", bank, at=ten(bank, day))]

    assert days == [3, 4, 5]
    assert len(told()) == 3


def test_an_answer_takes_back_what_the_others_were_not_sent_yet_and_so_does_the_week(bank, ray, coat):
    first, second = (fits(coat, make.make_member(bank)) for _each in range(2))
    speak("REQUEST_FITS", bank, at=ten(bank, 3))
    assert len(told()) == 2

    make.make_enquiry(coat, first)
    assert told() == []

    hem = asked(ray, "A hem")
    fits(hem, second)
    speak("REQUEST_FITS", bank, at=ten(bank, 4))
    speak_all(bank, at=ten(bank, 7) + datetime.timedelta(hours=1))
    assert told() == []


def test_it_is_of_no_use_any_more_when_the_request_has_ended(bank, ray, coat):
    last = bank.day(NOW()) + 3 * A_DAY
    Listing.objects.filter(pk=coat.pk).update(expires_on=last)
    fits(coat, make.make_member(bank))

    speak("REQUEST_FITS", bank, at=ten(bank, 3))

    assert Notice.objects.get(kind="REQUEST_FITS").moot_at == local(bank, last + A_DAY, 0)


@pytest.mark.parametrize("by", ["who asks", "who was told"])
def test_a_block_takes_back_what_was_not_sent_yet(bank, ray, coat, by):
    mender, _vera = (fits(coat, make.make_member(bank, name=name)) for name in ("Una", "Vera"))
    speak("REQUEST_FITS", bank, at=ten(bank, 3))

    make.make_block(*((ray, mender) if by == "who asks" else (mender, ray)))

    assert [name for name, *_words in told()] == ["Vera"]
