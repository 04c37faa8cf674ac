"""'I can help' and 'I would like this' begin, or go on with, the one conversation of two members."""

import datetime

import pytest
from django.utils import timezone

from exchanges.actions import enquiries, life
from exchanges.actions.enquiries import ListingGone, OwnListing, TooManyEnquiries
from exchanges.actions.listings import take_down
from exchanges.actions.merging import merge
from exchanges.models import Enquiry
from members.actions.conversations import CannotWrite, Said, TooManyLetters
from members.models import Conversation, Letter, Member
from notices.models import Notice
from tests import factories as make
from timebank.lib.errors import NotAllowed

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank():
    return make.make_bank()


@pytest.fixture
def rosa(bank):
    return make.make_member(bank, name="Rosa Day")


@pytest.fixture
def gwilym(bank):
    return make.make_member(bank, name="Gwilym")


@pytest.fixture
def lift(gwilym):
    return make.make_listing(gwilym, kind="REQUEST", title="A lift")


def told(member):
    found = Notice.objects.filter(recipient__key=member.actor_key, kind="LETTER").order_by("pk")
    return list(found.values_list("subject", "body", "delivery"))


@pytest.mark.parametrize(
    ("kind", "subject"), [("REQUEST", "Rosa Day can help: A lift"), ("OFFER", "Rosa Day would like this: A lift")]
)
def test_an_answer_is_a_message_that_says_what_it_is_about(rosa, gwilym, kind, subject):
    listing = make.make_listing(gwilym, kind=kind, title="A lift")

    talk = make.make_enquiry(listing, rosa, words="On Friday?")

    assert list(Enquiry.objects.values_list("listing", "asker", "by")) == [(listing.pk, rosa.pk, rosa.pk)]
    assert list(Letter.objects.values_list("conversation", "speaker", "words")) == [(talk.pk, rosa.pk, "On Friday?")]
    assert told(gwilym) == [(subject, "Read it and answer on the page.", "EMAIL")]


def test_a_button_pressed_twice_writes_once_and_other_words_go_on_in_the_same_conversation(rosa, lift):
    talks = {make.make_enquiry(lift, rosa, words=words).pk for words in ("On Friday?", "On Friday?", "Or Monday?")}

    assert len(talks) == 1
    assert Enquiry.objects.count() == 1
    assert list(Letter.objects.order_by("pk").values_list("words", flat=True)) == ["On Friday?", "Or Monday?"]


def test_two_listings_of_one_member_share_the_conversation(rosa, gwilym, lift):
    other = make.make_listing(gwilym, title="Bread")

    assert make.make_enquiry(lift, rosa) == make.make_enquiry(other, rosa)
    assert [each.listing for each in Enquiry.objects.between(gwilym, rosa)] == [other, lift]


@pytest.mark.parametrize("why", ["own", "taken down", "minor asks", "minor's own", "paused", "another bank"])
def test_what_nobody_answers(bank, rosa, gwilym, lift, why):
    asker, refusal = rosa, CannotWrite
    if why == "own":
        asker, refusal = gwilym, OwnListing
    if why == "taken down":
        take_down(lift, by=gwilym, at=timezone.now())
        refusal = ListingGone
    if why == "minor asks":
        Member.objects.filter(pk=rosa.pk).update(age_band="TEEN")
        asker.refresh_from_db()
    if why == "minor's own":
        Member.objects.filter(pk=gwilym.pk).update(age_band="TEEN")
    if why == "paused":
        Member.objects.filter(pk=gwilym.pk).update(state="PAUSED")
        refusal = ListingGone
    if why == "another bank":
        asker = make.make_member(make.make_bank())

    with pytest.raises(refusal):
        make.make_enquiry(lift, asker)

    assert not Enquiry.objects.exists()
    assert not Letter.objects.exists()


def test_nobody_answers_more_than_so_many_in_a_day(monkeypatch, rosa, gwilym):
    monkeypatch.setattr(enquiries, "MOST_A_DAY", 2)
    listings = [make.make_listing(gwilym, title=f"Bread {number}") for number in range(3)]
    for listing in listings[:2]:
        make.make_enquiry(listing, rosa)

    with pytest.raises(TooManyEnquiries):
        make.make_enquiry(listings[2], rosa)

    assert (Enquiry.objects.count(), Letter.objects.count()) == (2, 2)
    later = timezone.now() + datetime.timedelta(hours=25)
    enquiries.enquire(listings[2], rosa, "Hello", by=rosa, at=later)
    assert Enquiry.objects.count() == 3


def test_an_answer_to_a_new_person_counts_as_a_conversation_begun(monkeypatch, bank, rosa, lift):
    monkeypatch.setattr("members.actions.conversations.MOST_BEGUN_A_DAY", 1)
    make.make_conversation(rosa, make.make_member(bank))

    with pytest.raises(TooManyLetters):
        make.make_enquiry(lift, rosa)


def test_a_coordinator_answers_for_who_rang_and_both_hear_of_it(bank, lift, gwilym):
    ethel, priya = make.make_member(bank, name="Ethel", email=""), make.make_coordinator(bank, name="Priya")

    said = Said("I drive on Fridays.", "PHONE")
    for _again in range(2):
        enquiries.enquire_told(lift, ethel, said, by=priya, at=timezone.now())

    assert list(Letter.objects.values_list("speaker", "by", "how")) == [(ethel.pk, priya.pk, "PHONE")]
    assert list(Enquiry.objects.values_list("asker", "by")) == [(ethel.pk, priya.pk)]
    assert told(gwilym)[0][0] == "Ethel can help: A lift"
    assert ethel.events.filter(kind="ANSWERED", is_on_behalf=True).count() == 1


@pytest.mark.parametrize("who", ["member", "the one who put it up", "acts for the other"])
def test_nobody_else_answers_for_somebody(bank, rosa, lift, gwilym, who):
    by = make.make_coordinator(bank)
    if who == "member":
        by = make.make_member(bank)
    if who == "the one who put it up":
        lift = make.make_listing(by, title="Bread")
    if who == "acts for the other":
        make.supporter(gwilym, by)

    with pytest.raises(NotAllowed):
        enquiries.enquire_told(lift, rosa, Said("Yes", "PHONE"), by=by, at=timezone.now())

    assert not Conversation.objects.exists()


def test_either_side_proposes_also_who_put_it_up(rosa, gwilym, lift):
    draft = make.draft(rosa, gwilym, listing=lift, day=lift.bank.day(timezone.now()))

    plan = life.propose(draft, make.act(gwilym))

    assert (plan.state, plan.proposed_by, plan.listing) == ("PROPOSED", gwilym, lift)


def test_two_numbers_of_one_person_answered_once(bank, rosa, gwilym, lift):
    twin, bread = make.make_member(bank, name="Rosa Day", email=""), make.make_listing(rosa, title="Bread")
    for listing, asker in ((lift, rosa), (lift, twin), (bread, twin)):
        make.make_enquiry(listing, asker)

    merge(rosa, twin, by=make.admin_of(bank), at=timezone.now())

    assert list(Enquiry.objects.values_list("listing", "asker")) == [(lift.pk, rosa.pk)]
