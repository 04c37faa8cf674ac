"""What a service learns of whom it introduced: what the consent says, while it stands, and nothing of before."""

import datetime
import uuid

import pytest
from django.utils import timezone

from exchanges.actions import approval
from exchanges.actions.leaving import leave
from exchanges.actions.merging import merge
from members.actions import approve_application
from members.actions.gifts import GiftWords
from members.models import Consent, Gift, Member
from notices.models import Notice
from services.access.referrals import link_to_open
from services.actions.referrals import (
    CallMade,
    change_shares,
    correct,
    decline_kindly,
    end_referral,
    point_to_known,
    record_call,
    take_back,
    take_on,
    take_over,
    tell_progress,
)
from services.actions.referrals.desk import NotThem, ReasonMissing
from services.actions.referrals.person import Correction
from services.models import Referral, ReferralStep
from services.reads.measures.reading import gifts_of
from services.reads.referrals import how_many_wait, seen_by_service
from tests import factories
from timebank.lib.errors import NotAllowed, WrongState

pytestmark = pytest.mark.django_db
Shares, State = Referral.Shares, Referral.State
NOTHING_MORE = ["Introduced"]


@pytest.fixture
def bank():
    return factories.make_bank()


@pytest.fixture
def surgery(bank):
    return factories.make_service(bank)


@pytest.fixture
def nurse(surgery):
    return factories.make_staff(surgery)


@pytest.fixture
def priya(bank):
    return factories.make_coordinator(bank, name="Priya Desk")


@pytest.fixture
def referral(surgery, nurse):
    return factories.make_referral(surgery, by=nurse)


def joins(referral: Referral, priya: Member) -> Member:
    """Let who was introduced be let in, as on the pages of joining."""
    return approve_application(factories.make_ready(referral.member), by=priya, at=timezone.now())


def seen(referral: Referral):
    found = Referral.objects.of_service(referral.service).with_progress().select_related("bank", "referred_by")
    return seen_by_service(found.get(pk=referral.pk), referral.gifts.all())


def steps_seen(referral: Referral) -> list[str]:
    return [words for words, _day in seen(referral).steps]


def said(words: str) -> GiftWords:
    return GiftWords(Gift.Kind.HAND, words)


def told(member: Member) -> list[str]:
    found = Notice.objects.filter(recipient__key=member.actor_key).exclude(kind="MANDATE_BEGAN")
    return list(found.order_by("pk").values_list("kind", flat=True))


def gives(giver: Member, receiver: Member) -> None:
    factories.posted_exchange(giver=giver, receiver=receiver)


def test_a_service_learns_no_more_than_the_consent_says(bank, referral, priya):
    edith = joins(referral, priya)
    record_call(referral, CallMade(), by=priya, at=timezone.now())
    gives(edith, factories.make_member(bank))

    learnt = {}
    for shares in Shares:
        Referral.objects.filter(pk=referral.pk).update(shares=shares)
        learnt[shares] = steps_seen(referral)

    assert learnt == {
        Shares.NOTHING: NOTHING_MORE,
        Shares.JOINED: ["Introduced", "Joined"],
        Shares.STEPS: ["Introduced", "Welcome call", "Joined", "First gave"],
    }


@pytest.mark.parametrize("less", ["consent ends", "no steps any more"])
def test_what_the_service_was_told_names_nobody_any_more(nurse, referral, priya, less):
    joins(referral, priya)
    tell_progress(at=timezone.now())
    Notice.objects.filter(kind="REFERRAL_JOINED").update(sent_at=timezone.now())

    if less == "consent ends":
        take_back(referral, by=None, at=timezone.now())
    else:
        change_shares(referral, Shares.NOTHING, by=None, at=timezone.now())

    assert Notice.objects.get(recipient__key=nurse.actor_key, kind="REFERRAL_JOINED").subject == (
        "About somebody you introduced"
    )
    assert not Notice.objects.filter(recipient__key=nurse.actor_key, subject__contains=referral.name).exists()


def test_consent_that_ends_hides_it_at_once_everywhere(bank, surgery, nurse, referral, priya):
    joins(referral, priya)
    tell_progress(at=timezone.now())
    assert told(nurse)[-1] == "REFERRAL_JOINED"

    take_back(referral, by=None, at=timezone.now())

    assert not Referral.objects.of_service(surgery).exists()
    assert not Referral.objects.consented().exists()
    assert not Referral.objects.waiting().exists()
    assert "REFERRAL_JOINED" not in told(nurse)  # it waited to be sent
    assert "REFERRAL_NEW" not in told(priya)
    assert tell_progress(at=timezone.now()) == 0
    assert Consent.objects.get(pk=referral.consent_id).ended_by_id == referral.member_id


def test_nobody_is_told_whom_the_time_bank_knew(bank, surgery, nurse, priya):
    margaret = factories.make_member(bank, name="Margaret Okafor")
    gives(margaret, factories.make_member(bank))
    told_name, telephone = "M. Okafor", margaret.telephone
    referral = factories.make_referral(surgery, by=nurse, name=told_name, telephone=telephone)
    other = factories.make_referral(surgery, by=nurse)
    assert seen(referral).state == seen(other).state

    point_to_known(referral, margaret, by=priya, at=timezone.now())
    gives(margaret, factories.make_member(bank))

    fresh = Referral.objects.get(pk=referral.pk)
    assert fresh.member == margaret
    assert (seen(fresh).state, steps_seen(fresh), seen(fresh).referral.name) == ("New", NOTHING_MORE, told_name)
    assert tell_progress(at=timezone.now()) == 0
    record_call(fresh, CallMade(), by=priya, at=timezone.now())
    assert steps_seen(fresh) == ["Introduced", "Welcome call", "Joined", "First gave"]
    assert min(day for words, day in seen(fresh).steps if words == "First gave") >= bank.day(fresh.sent_at)


def test_the_wish_to_join_of_who_is_known_goes_without_a_word(bank, surgery, nurse, priya):
    margaret = factories.make_member(bank, name="Margaret Okafor")
    referral = factories.make_referral(surgery, by=nurse, name=margaret.name, telephone=margaret.telephone)
    own = take_over(referral.link, uuid.uuid4(), at=timezone.now())
    assert link_to_open(bank, own, timezone.now())

    point_to_known(referral, margaret, by=priya, at=timezone.now())

    assert link_to_open(bank, own, timezone.now()) is None
    assert not Member.objects.applicants().exists()
    assert "NOT_ACCEPTED" not in told(referral.member)
    assert told(margaret)[-1] == "REFERRAL_WELCOME"
    assert not [gift.words for gift in margaret.gifts.all() if "singing" in gift.words]  # she says so herself


def test_a_referral_points_only_at_who_may_be_the_same(bank, referral, priya):
    with pytest.raises(NotThem):
        point_to_known(referral, factories.make_member(bank), by=priya, at=timezone.now())


def test_a_reversal_takes_first_gift_and_first_receipt_back(bank, referral, priya):
    edith, other = joins(referral, priya), factories.make_member(bank)
    exchanges = [factories.posted_exchange(giver=a, receiver=b) for a, b in ((edith, other), (other, edith))]
    found = Referral.objects.with_progress()
    before = found.get(pk=referral.pk)

    for exchange in exchanges:
        approval.reverse(exchange, factories.act(priya), reason="It was a mistake.")

    after = found.get(pk=referral.pk)
    assert None not in (before.first_gift_on, before.first_receipt_on)
    assert (after.first_gift_on, after.first_receipt_on) == (None, None)


def test_a_first_gift_counts_as_it_does_in_the_measures(bank, referral, priya):
    edith, other = joins(referral, priya), factories.make_member(bank)
    far = factories.make_bank()
    factories.trade(bank, far)
    cross = factories.disputed_across(edith, factories.make_member(far))
    factories.posted_and_disputed(giver=other, receiver=edith)
    today, found = bank.day(timezone.now()), Referral.objects.with_progress()

    def days() -> tuple[object, object, list[bool]]:
        now, measured = found.get(pk=referral.pk), gifts_of([edith.pk], (today, today))
        return now.first_receipt_on, now.first_gift_on, sorted(giver == edith.pk for _on, giver, *_rest in measured)

    while_disputed = days()
    factories.settled_across(cross, priya, factories.make_coordinator(far), minutes=0)

    assert while_disputed == (today, today, [False, True])
    assert days() == (today, None, [False])


def test_the_referrer_is_told_once_and_only_what_they_may_know(bank, surgery, nurse, priya):
    found = {shares: factories.make_referral(surgery, by=nurse, name=str(shares), shares=shares) for shares in Shares}
    for referral in found.values():
        gives(joins(referral, priya), factories.make_member(bank))

    counts = [tell_progress(at=timezone.now()) for _time in range(2)]

    assert counts == [3, 0]
    assert sorted(told(nurse)) == ["REFERRAL_GAVE", "REFERRAL_JOINED", "REFERRAL_JOINED"]


def test_who_no_longer_works_there_hears_nothing(bank, surgery, nurse, referral, priya):
    joins(referral, priya)
    nurse.held_mandates.update(ended_at=timezone.now())

    assert tell_progress(at=timezone.now()) == 0


def test_letting_them_learn_less_takes_back_what_waits(surgery, nurse, referral, priya):
    joins(referral, priya)
    tell_progress(at=timezone.now())

    change_shares(referral, Shares.NOTHING, by=None, at=timezone.now())

    assert told(nurse) == []
    assert steps_seen(referral) == NOTHING_MORE


def test_what_the_person_puts_right_is_theirs_and_no_longer_shown_as_the_services(referral, nurse):
    told_anew = Correction(
        hopes="To sing again",
        gifts=[said("Making music or singing"), said("I used to teach singing")],
    )

    correct(referral, told_anew, by=None, at=timezone.now())

    fresh = Referral.objects.get(pk=referral.pk)
    assert (fresh.hopes, fresh.hopes_by, fresh.seen_at is not None) == ("To sing again", None, True)
    assert [(gift.words, gift.by) for gift in fresh.gifts.all()] == [
        ("Making music or singing", nurse),
        ("I used to teach singing", None),
    ]
    assert (seen(fresh).hopes, seen(fresh).gifts) == ("", ["Making music or singing"])
    assert [step.kind for step in fresh.steps.all()] == ["SENT", "SEEN", "CORRECTED"]
    assert "Company" not in "".join(step.words for step in fresh.steps.all())  # what was wrong is gone


def test_what_they_are_good_at_becomes_gifts_with_the_welcome_call(referral, priya):
    record_call(referral, CallMade("We meet on Monday", [said("Baking")]), by=priya, at=timezone.now())

    gifts = Gift.objects.filter(member=referral.member).values_list("words", flat=True)
    assert sorted(gifts) == ["Baking", "Making music or singing"]
    assert Referral.objects.get(pk=referral.pk).state == State.IN_TOUCH


def test_a_gift_added_after_joining_is_in_the_profile(referral, priya):
    edith = joins(referral, priya)

    correct(referral, Correction("", [said("Baking")]), by=edith, at=timezone.now())

    assert "Baking" in edith.gifts.values_list("words", flat=True)


def test_another_member_changes_nothing_of_it(bank, referral):
    somebody, at = factories.make_member(bank), timezone.now()
    for deed in (take_back, decline_kindly):
        with pytest.raises(NotAllowed):
            deed(referral, by=somebody, at=at)


def test_a_supporter_takes_the_yes_back_for_the_member(bank, referral, priya):
    edith, son = joins(referral, priya), factories.make_member(bank)
    factories.supporter(edith, son)

    take_back(referral, by=son, at=timezone.now())

    assert not Referral.objects.consented().exists()


def test_not_now_ends_the_wish_to_join_and_nothing_is_held_against_them(referral):
    for _time in range(2):
        decline_kindly(referral, by=None, at=timezone.now())

    fresh = Referral.objects.select_related("member").get(pk=referral.pk)
    assert (fresh.state, fresh.member.state) == (State.DECLINED, Member.State.DECLINED)
    assert fresh.steps.filter(kind=ReferralStep.Kind.DECLINED).count() == 1


def test_an_end_has_kind_words_that_the_person_is_sent(referral, priya):
    with pytest.raises(ReasonMissing):
        end_referral(referral, state=State.CLOSED, reason=" ", by=priya, at=timezone.now())
    end_referral(referral, state=State.CLOSED, reason="Come back in spring.", by=priya, at=timezone.now())

    assert told(referral.member)[-1] == "REFERRAL_ENDED"
    assert seen(Referral.objects.get(pk=referral.pk)).reason == "Come back in spring."
    Referral.objects.filter(pk=referral.pk).update(shares=Shares.JOINED)
    assert seen(Referral.objects.get(pk=referral.pk)).reason == ""


def test_only_a_coordinator_looks_after_it(bank, referral):
    for somebody in (factories.admin_of(bank), factories.make_member(bank)):
        with pytest.raises(NotAllowed):
            take_on(referral, by=somebody, at=timezone.now())


def test_nobody_looks_after_one_that_was_taken_back(referral, priya):
    take_back(referral, by=None, at=timezone.now())

    with pytest.raises(WrongState):
        take_on(referral, by=priya, at=timezone.now())


def test_who_leaves_is_known_to_no_service(bank, surgery, referral, priya):
    edith = joins(referral, priya)

    leave(edith, by=edith, at=timezone.now())

    assert not Referral.objects.consented().exists()
    assert Consent.objects.get(pk=referral.consent_id).ended_at is not None


def test_two_entries_of_one_person_keep_their_referral(bank, referral, priya):
    edith, kept = joins(referral, priya), factories.make_member(bank)

    merge(kept, edith, by=factories.admin_of(bank), at=timezone.now())

    moved = Referral.objects.consented().select_related("consent").get()
    assert (moved.member, moved.consent.member_id) == (kept, kept.pk)


def test_what_waits_three_days_untouched_is_found(referral, priya):
    at = referral.sent_at + datetime.timedelta(days=3)
    before = how_many_wait(referral.bank, at)

    take_on(referral, by=priya, at=at)

    assert (before, how_many_wait(referral.bank, at)) == ((1, 1), (1, 0))
