"""What who acts for one of two, or wrote down their address, never decides (DESIGN.md section 4)."""

import datetime

import pytest
from django.utils import timezone

from exchanges.access import approvers, choices, involved_in, may_approve
from exchanges.actions import approval, life
from exchanges.models import Exchange
from exchanges.views import waiting
from members.actions import accept_claim
from members.actions.emails import write_down_address
from tests import factories as make
from tests.exchanges.acting.telling import ask_approval, end
from timebank.lib.errors import NotAllowed

FORTNIGHT = datetime.timedelta(days=14)
pytestmark = pytest.mark.django_db
State = Exchange.State


# -------------------------------------------------------------------------------------------------------- four eyes


@pytest.mark.parametrize("since", ["before", "after", "acted and ended"])
def test_a_partys_supporter_never_decides_about_the_exchange(bank, dorothy, tom, since):
    ask_approval(bank)
    coordinator, other = make.make_coordinator(bank), make.make_coordinator(bank)
    if since != "after":
        make.supporter(dorothy, coordinator)
    exchange = make.logged_exchange(tom, dorothy)
    word = make.acting(coordinator, dorothy) if since == "acted and ended" else make.act(dorothy)
    exchange = life.confirm(exchange, word, minutes=60)
    if since == "after":
        make.supporter(dorothy, coordinator)
    if since == "acted and ended":
        end(dorothy, coordinator)

    assert not may_approve(exchange, coordinator)
    for decide in (
        lambda: approval.approve(exchange, make.act(coordinator)),
        lambda: approval.send_back(exchange, make.act(coordinator), reason="Again"),
    ):
        with pytest.raises(NotAllowed):
            decide()
    exchange = approval.approve(exchange, make.act(other))
    assert not choices(exchange, coordinator).reverse
    assert choices(exchange, other).reverse
    with pytest.raises(NotAllowed):
        approval.reverse(exchange, make.act(coordinator), reason="No")
    exchange = life.dispute(exchange, make.act(tom), reason="It was longer")
    for settle in (
        lambda: approval.resolve(exchange, make.act(coordinator), minutes=90, reason="So it was"),
        lambda: approval.resolve_by_undoing(exchange, make.act(coordinator), reason="It was not"),
    ):
        with pytest.raises(NotAllowed):
            settle()


def test_a_delegate_decides_nothing_about_their_organisation(bank, tom, surgery):
    ask_approval(bank)
    coordinator = make.make_coordinator(bank)
    make.delegate(surgery, coordinator)
    exchange = life.log(make.draft(surgery, tom), make.acting(coordinator, surgery))
    exchange = life.confirm(exchange, make.act(tom), minutes=60)

    assert not may_approve(exchange, coordinator)
    assert may_approve(exchange, make.admin_of(bank))


def test_who_no_longer_acts_and_never_did_here_decides_again(bank, dorothy, tom):
    ask_approval(bank)
    coordinator = make.make_coordinator(bank)
    make.supporter(dorothy, coordinator)
    exchange = make.confirmed_exchange(tom, dorothy)
    assert not may_approve(exchange, coordinator)

    end(dorothy, coordinator)

    assert approval.approve(exchange, make.act(coordinator)).state == State.POSTED


@pytest.mark.parametrize("stands_with", ["a mandate", "an ended mandate that was used", "an address", "neither"])
def test_the_desk_counts_for_somebody_what_it_opens_to_them(bank, dorothy, tom, stands_with):
    coordinator, at = make.make_coordinator(bank), timezone.now()
    if "mandate" in stands_with:
        make.supporter(dorothy, coordinator)
    if stands_with == "an address":
        make.write_address(dorothy, coordinator)
    acts = stands_with == "an ended mandate that was used"
    by = make.acting(coordinator, dorothy, at - FORTNIGHT) if acts else make.act(dorothy, at - FORTNIGHT)
    life.log(make.draft(tom, dorothy, day=bank.day(at - FORTNIGHT)), by)
    life.dispute(life.log(make.draft(tom, dorothy, day=bank.day(at - FORTNIGHT)), by), by, reason="It was longer")
    if acts:
        end(dorothy, coordinator)
    holders = approvers(bank)

    found = waiting.counts(coordinator, holders, at)
    rows = [
        *waiting.disputed(coordinator, holders, at, {}).rows,
        *waiting.silent(coordinator, holders, at, {}).rows,
    ]

    opened = sum(row.is_open for row in rows)
    assert (found.disputed, found.silent, opened) == (1, 1, {"neither": 2, "an address": 1}.get(stands_with, 0))
    assert found.for_asker == opened + found.to_pass_on


# -------------------------------------------------------------------------------------------------------- addresses


def test_who_wrote_down_an_address_decides_nothing_about_that_member_but_writes_down_their_word(bank, dorothy, tom):
    coordinator = make.make_coordinator(bank)
    ethel = make.write_address(make.make_member(bank, email=""), coordinator)
    exchange = make.confirmed_exchange(tom, ethel)

    assert not may_approve(exchange, coordinator)
    with pytest.raises(NotAllowed):
        approval.approve(exchange, make.act(coordinator))
    posted = approval.approve(exchange, make.act(make.make_coordinator(bank)))
    disputed = life.dispute(posted, make.act(ethel), reason="It was longer")
    with pytest.raises(NotAllowed):
        approval.resolve(disputed, make.act(coordinator), minutes=600, reason="So it was")

    logged = life.log(make.draft(tom, ethel), make.act(tom))
    told = make.act(coordinator, on_behalf_of=ethel, channel="PHONE")
    assert life.confirm(logged, told, minutes=60).state == State.POSTED
    assert may_approve(make.confirmed_exchange(tom, dorothy), coordinator)


def test_a_coordinator_who_becomes_a_member_in_secret_is_not_both_pairs_of_eyes(bank, tom):
    """Only asked is not yet: before somebody says yes nothing changes."""
    coordinator, ethel = make.make_coordinator(bank), make.make_member(bank, email="")
    write_down_address(ethel, "e@example.org", how_identified="By voice.", by=coordinator, at=timezone.now())
    exchange = make.confirmed_exchange(tom, ethel)
    assert may_approve(exchange, coordinator)

    accept_claim(ethel.address_claims.get(), person=None, at=timezone.now())

    assert not may_approve(exchange, coordinator)
    assert coordinator.pk in involved_in(exchange, approvers(bank))
