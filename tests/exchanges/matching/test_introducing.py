"""Bringing two people together: both are told once, never against a rule, and everybody can read that it was done."""

import threading

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from exchanges.actions import merging
from exchanges.actions.erasing import erase_words
from exchanges.actions.introducing import NoLongerFits, introduce
from exchanges.actions.not_for_me import say_not_for_me
from exchanges.models import Introduction, Listing, NotForMe
from members.models import Mandate, Member, MemberEvent
from notices.models import Notice
from tests import factories as make
from timebank.lib.errors import NotAllowed

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank():
    return make.make_bank()


@pytest.fixture
def priya(bank):
    return make.make_coordinator(bank, name="Priya Desk")


@pytest.fixture
def rosa(bank):
    return make.make_member(bank, name="Rosa Day")


@pytest.fixture
def gwilym(bank):
    return make.make_member(bank, name="Gwilym Prys", email="")


@pytest.fixture
def coat(rosa, gwilym):
    """What Rosa asks for and Gwilym offers."""
    request = make.make_listing(rosa, kind=Listing.Kind.REQUEST, title="A torn coat")
    make.make_match(request, make.make_listing(gwilym, title="Mending"))
    return request


def bring_together(request, giver, by):
    return introduce(request, giver, by=by, at=timezone.now())


def told(member) -> list[Notice]:
    return list(Notice.objects.filter(recipient__key=member.actor_key, kind="INTRODUCED"))


def test_both_are_told_the_way_they_are_reached_and_by_whom(bank, priya, rosa, gwilym, coat):
    bring_together(coat, gwilym, priya)

    [to_rosa], [to_gwilym] = told(rosa), told(gwilym)
    offer = Listing.objects.get(title="Mending")
    assert to_rosa.subject == "Gwilym Prys could help you: A torn coat"
    assert to_rosa.path == reverse("exchanges:listing", args=[bank.slug, offer.pk])
    assert to_rosa.delivery == Notice.Delivery.EMAIL
    assert to_gwilym.subject == "Rosa Day asks for: A torn coat"
    assert to_gwilym.path == reverse("exchanges:listing", args=[bank.slug, coat.pk])
    assert to_gwilym.delivery == Notice.Delivery.BY_HAND
    assert all("Priya Desk thought" in notice.body for notice in (to_rosa, to_gwilym))


def test_nobodys_address_is_in_what_they_are_told(priya, rosa, gwilym, coat):
    Member.objects.update(telephone="01632 960123", postal_address="12 Mill Lane")

    bring_together(coat, gwilym, priya)

    for notice in told(rosa) + told(gwilym):
        words = f"{notice.subject} {notice.body}"
        assert not any(secret in words for secret in ("01632", "Mill Lane", "@"))


def test_a_gift_leads_to_the_request_and_is_not_quoted(bank, priya, rosa, gwilym):
    request = make.make_listing(rosa, kind=Listing.Kind.REQUEST, title="A torn coat")
    make.make_match(request, make.make_gift(gwilym, words="Calligraphy"))

    bring_together(request, gwilym, priya)

    [notice] = told(rosa)
    assert notice.path == reverse("exchanges:listing", args=[bank.slug, request.pk])
    assert "Calligraphy" not in f"{notice.subject} {notice.body}"


def test_again_tells_nobody_twice(priya, rosa, gwilym, coat):
    first, again = bring_together(coat, gwilym, priya), bring_together(coat, gwilym, priya)

    assert first.pk == again.pk
    assert len(told(rosa)) == len(told(gwilym)) == 1


def test_both_read_in_their_history_that_it_was_done(priya, rosa, gwilym, coat):
    bring_together(coat, gwilym, priya)

    lines = MemberEvent.objects.filter(kind=MemberEvent.Kind.INTRODUCED)
    assert {(line.member_id, line.by_id, line.words) for line in lines} == {
        (rosa.pk, priya.pk, ""),
        (gwilym.pk, priya.pk, ""),
    }


@pytest.mark.parametrize("changed", ["blocked", "no", "resting", "closed", "own", "unmatched", "answered"])
def test_what_changed_meanwhile_is_looked_at_again_and_nobody_is_told(bank, priya, rosa, gwilym, coat, changed):
    giver = gwilym
    if changed == "blocked":
        make.make_block(rosa, gwilym)
    elif changed == "no":
        say_not_for_me(gwilym, coat, NotForMe.Why.FAR, by=gwilym, at=timezone.now())
    elif changed == "resting":
        Member.objects.filter(pk=gwilym.pk).update(state=Member.State.PAUSED)
    elif changed == "closed":
        Listing.objects.filter(pk=coat.pk).update(state="CLOSED", closed_at=timezone.now())
    elif changed == "answered":
        make.make_enquiry(coat, gwilym)
    else:
        giver = rosa if changed == "own" else make.make_member(bank)

    with pytest.raises(NoLongerFits):
        bring_together(coat, giver, priya)

    assert not Introduction.objects.exists()
    assert not Notice.objects.filter(kind="INTRODUCED").exists()


@pytest.mark.parametrize("who", ["member", "auditor", "stranger"])
def test_only_who_runs_this_bank_brings_people_together(bank, gwilym, coat, who):
    people = {
        "member": lambda: make.make_member(bank),
        "auditor": lambda: make.make_auditor(bank),
        "stranger": lambda: make.make_coordinator(make.make_bank()),
    }

    with pytest.raises(NotAllowed):
        bring_together(coat, gwilym, people[who]())


def test_nobody_introduces_themselves_nor_whom_they_act_for(bank, priya, rosa):
    choir = make.make_organisation(bank)
    make.delegate(choir, priya, Mandate.Kind.MANAGER)
    request = make.make_listing(rosa, kind=Listing.Kind.REQUEST, title="A song")
    for giver in (priya, choir):
        make.make_match(request, make.make_listing(giver, title="Singing"))

        with pytest.raises(NotAllowed, match="You are one of the two"):
            bring_together(request, giver, priya)


def test_what_an_organisation_is_told_its_delegates_hear(bank, priya, rosa):
    choir, ana = make.make_organisation(bank), make.make_member(bank, name="Ana Paz")
    make.delegate(choir, ana, Mandate.Kind.MANAGER)
    request = make.make_listing(rosa, kind=Listing.Kind.REQUEST, title="A song")
    make.make_match(request, make.make_listing(choir, title="Singing"))

    bring_together(request, choir, priya)

    copies = Notice.objects.filter(recipient__key=ana.actor_key, kind="DELEGATE_TOLD")
    assert copies.count() == 1
    make.make_block(rosa, choir)
    assert (copies.count(), told(rosa)) == (0, [])  # nothing was sent yet


def test_erasing_one_of_two_takes_it_out(priya, rosa, gwilym, coat):
    bring_together(coat, gwilym, priya)

    erase_words(gwilym)

    assert not Introduction.objects.exists()
    assert "Gwilym" not in told(rosa)[0].subject


def test_it_moves_to_the_number_that_is_kept_once(bank, priya, rosa, gwilym, coat):
    twin = make.make_member(bank, name="Gwilym Prys")
    make.make_match(coat, make.make_listing(twin, title="Sewing"))
    for giver in (gwilym, twin):
        bring_together(coat, giver, priya)

    merging.merge(gwilym, twin, by=make.admin_of(bank), at=timezone.now())

    assert Introduction.objects.get().giver_id == gwilym.pk


@pytest.mark.django_db(transaction=True)
def test_two_at_once_tell_each_once(priya, rosa, gwilym, coat):
    faults: list[BaseException] = []
    gate = threading.Barrier(2)

    def hurry() -> None:
        try:
            gate.wait()
            bring_together(coat, gwilym, priya)
        except BaseException as fault:  # noqa: BLE001  # looked at below
            faults.append(fault)
        finally:
            connection.close()

    both = [threading.Thread(target=hurry) for _each in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join()

    assert faults == []
    assert Introduction.objects.count() == 1
    assert len(told(rosa)) == len(told(gwilym)) == 1
