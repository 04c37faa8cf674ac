"""What an organisation is told its delegates hear; what others do with a listing its member is told."""

import datetime

import pytest
from django.utils import timezone

from exchanges.actions import life
from exchanges.actions.listings import Wording, put_up, reword, take_down
from members.actions import Helper, name_delegate, tell_member
from members.models import Mandate
from notices.actions import Message
from notices.models import Notice
from tests import factories as make
from tests.exchanges.acting.telling import end, told
from timebank.lib.errors import NotAllowed

pytestmark = pytest.mark.django_db


# ------------------------------------------------------------------------------------- what an organisation is told


def heard(member):
    found = Notice.objects.filter(recipient__key=member.actor_key, kind="DELEGATE_TOLD").order_by("pk")
    return list(found.values_list("subject", "delivery", "path"))


@pytest.fixture
def ben(bank, surgery):
    """Works at the surgery, and is reached by telephone."""
    helper = Helper(name="Ben Okoro", telephone="01632 960112")
    return name_delegate(surgery, helper, kind="RECORDER", by=make.admin_of(bank), at=timezone.now()).holder


def test_what_an_organisation_is_told_its_delegates_hear_each_their_own_way(bank, surgery, tom, ben):
    margaret, past = make.make_member(bank), make.make_member(bank)
    make.delegate(surgery, margaret, Mandate.Kind.MANAGER)
    make.delegate(surgery, past)
    end(surgery, past)

    exchange = life.log(make.draft(tom, surgery), make.act(tom))

    (to_margaret,), (to_ben,) = heard(margaret), heard(ben)
    assert to_margaret[0].startswith("Riverside Surgery: Tom Ellis says: 1 hour on")
    assert (to_margaret[1:], to_ben[1:]) == (("EMAIL", "/me/"), ("BY_HAND", "/me/"))
    assert "TO_CONFIRM" in told(surgery)
    assert heard(past) == []

    life.confirm(exchange, make.acting(ben, surgery), minutes=60)

    assert heard(margaret)[1][0] == "Riverside Surgery: You spent 1 hour: Weeding the front garden"
    assert len(heard(ben)) == 1  # who acts just now is not told what they did
    assert heard(tom) == []


def test_what_is_told_twice_over_delegates_hear_once(surgery, ben):
    message = Message(
        recipient_key=surgery.actor_key, bank=surgery.bank.slug, kind="DUES_TAKEN", subject="Taken", body="", path="",
        dedupe_key="collection:1",
    )  # fmt: skip

    for _twice in range(2):
        tell_member(surgery, message, at=timezone.now())

    assert [subject for subject, _delivery, _path in heard(ben)] == ["Riverside Surgery: Taken"]


def test_a_letter_to_an_organisation_is_its_managers_to_read(bank, surgery, tom, ben):
    margaret = make.make_member(bank)
    make.delegate(surgery, margaret, Mandate.Kind.MANAGER)

    make.make_conversation(tom, surgery)

    assert (len(heard(margaret)), len(heard(ben))) == (1, 0)


# --------------------------------------------------------------------------------------------------------- listings


def test_a_listing_says_who_put_it_up(bank, dorothy, ana):
    at = timezone.now()
    listing = put_up(Wording("REQUEST", "A lift on Friday"), member=dorothy, by=ana, at=at)

    assert (listing.member, listing.put_up_by) == (dorothy, ana)
    assert reword(listing, Wording("REQUEST", "A lift on Monday"), by=ana, at=at).title == "A lift on Monday"
    assert not take_down(listing, by=ana, at=at).is_open
    coordinator = make.make_coordinator(bank)
    assert put_up(Wording("OFFER", "Bread"), member=dorothy, by=coordinator, at=at).put_up_by == coordinator
    assert put_up(Wording("OFFER", "Cake"), member=dorothy, by=dorothy, at=at).put_up_by is None
    with pytest.raises(NotAllowed):
        put_up(Wording("OFFER", "Jam"), member=dorothy, by=make.make_member(bank), at=at)


def kept(member):
    return list(member.events.filter(is_on_behalf=True).order_by("pk").values_list("kind", "by", "words"))


def told_of_listings(member):
    told = Notice.objects.filter(recipient__key=member.actor_key, kind="LISTINGS").order_by("pk")
    return list(told.values_list("subject", "body"))


@pytest.mark.parametrize("who", ["supporter", "coordinator"])
def test_what_others_do_with_a_listing_is_kept_and_told_once_a_day(bank, dorothy, ana, who):
    by = ana if who == "supporter" else make.make_coordinator(bank, name="Priya")
    at, before = timezone.now(), kept(dorothy)
    listing = put_up(Wording("REQUEST", "A lift on Friday"), member=dorothy, by=by, at=at)
    reword(listing, Wording("REQUEST", "A lift on Monday"), by=by, at=at)
    reword(listing, Wording("REQUEST", "A lift on Monday"), by=by, at=at)
    take_down(listing, by=by, at=at + datetime.timedelta(days=1))
    take_down(listing, by=by, at=at + datetime.timedelta(days=1))

    assert kept(dorothy)[len(before) :] == [
        ("LISTING_CHANGED", by.pk, "A lift on Monday"),
        ("LISTING_CLOSED", by.pk, "A lift on Monday"),
    ]
    rest = ". All that others do in your name is kept for you to read."
    assert told_of_listings(dorothy) == [
        (f"{by.name} changed your offers and requests", "Put up: A lift on Friday" + rest),
        (f"{by.name} changed your offers and requests", "Taken down: A lift on Monday" + rest),
    ]


def test_what_a_member_does_with_their_own_listing_is_not_told(bank, dorothy):
    before = kept(dorothy)

    listing = put_up(Wording("REQUEST", "A lift"), member=dorothy, by=dorothy, at=timezone.now())
    reword(listing, Wording("REQUEST", "A lift on Monday"), by=dorothy, at=timezone.now())
    take_down(listing, by=dorothy, at=timezone.now())

    assert kept(dorothy) == before
    assert told_of_listings(dorothy) == []


def test_a_delegates_listing_is_kept_and_need_not_be_told(bank):
    choir, gwen = make.make_organisation(bank), make.make_member(bank, name="Gwen")
    make.delegate(choir, gwen)
    listing = put_up(Wording("OFFER", "A room"), member=choir, by=gwen, at=timezone.now())

    take_down(listing, by=gwen, at=timezone.now())

    assert kept(choir)[-1] == ("LISTING_CLOSED", gwen.pk, "A room")
    assert told_of_listings(choir) == []
