"""Hours given to a member or to the pot, and hours the pot gives: every rule, at the action."""

import datetime
import threading
import uuid

import pytest
from django.db import connection
from django.utils import timezone

from exchanges.actions import giving, leaving, merging, pot, resting
from exchanges.actions.acts import CannotExchange
from exchanges.actions.approval import ReasonMissing
from exchanges.actions.giving import Giving, NoRoom, NotEnoughToGive
from exchanges.actions.life import KeyReused
from exchanges.actions.pot import AskedAlready, Asking, PotTooLow
from exchanges.models import HoursGift, PotRequest
from insight.reads.periods import Period
from insight.reads.statements import member_statement
from ledger import actions as ledger
from ledger import reads as ledger_reads
from members import actions as members
from members.actions import blocking
from members.models import Bank
from notices.models import Notice
from tests import factories as make
from timebank.lib.errors import NotAllowed, WrongState

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank():
    return make.make_bank()


@pytest.fixture
def rosa(bank):
    """Somebody with two hours."""
    return make.with_hours(make.make_member(bank, name="Rosa Day"), 120)


@pytest.fixture
def omar(bank):
    return make.make_member(bank, name="Omar Aziz")


@pytest.fixture
def priya(bank):
    return make.make_coordinator(bank, name="Priya Desk")


def fill_pot(bank, minutes):
    giver = make.with_hours(make.make_member(bank), minutes)
    giving.give(Giving(giver, None, minutes), make.act(giver))


def balance(member):
    return ledger_reads.balance_of(member.account_id)


def given(giver, receiver, minutes=60, **fields):
    return giving.give(Giving(giver, receiver, minutes, **fields), make.act(giver))


def asked(member, minutes=60, by=None, **fields):
    act = make.act(member) if by is None else make.act(by, on_behalf_of=member, channel="PHONE")
    return pot.ask_pot(Asking(member, minutes, "Help after my operation", **fields), act)


def told(member):
    return list(Notice.objects.for_recipients([member.actor_key]).order_by("pk").values_list("subject", flat=True))


# Giving


def test_hours_go_to_who_is_given_them_and_they_are_told(rosa, omar):
    gift = given(rosa, omar, words="For your birthday")

    assert (balance(rosa), balance(omar)) == (60, 60)
    assert gift.transfer_id is not None
    assert told(omar)[-1] == "Rosa Day gave you 1 hour"


def test_the_pot_can_be_given_hours(rosa, bank):
    given(rosa, None, 30)

    assert balance(rosa) == 90
    assert pot.pot_to_give(bank) == 30


def test_nobody_owes_for_a_gift(rosa, omar):
    with pytest.raises(NotEnoughToGive, match="You have 2 hours to give"):
        given(rosa, omar, 121)
    with pytest.raises(NotEnoughToGive, match="no hours to give"):
        given(omar, rosa, 1)

    assert (balance(rosa), balance(omar), HoursGift.objects.count()) == (120, 0, 0)


def test_hours_set_aside_for_a_plan_are_not_given_away(rosa, omar, bank):
    Bank.objects.filter(pk=bank.pk).update(sets_hours_aside=True)
    bank.refresh_from_db()
    from exchanges.actions import life

    day = bank.day(timezone.now())
    plan = life.propose(make.draft(omar, rosa, minutes=90, day=day), make.act(omar))
    life.accept(plan, make.act(rosa))

    with pytest.raises(NotEnoughToGive, match="½ hour"):
        given(rosa, omar, 60)


def test_the_same_form_gives_once(rosa, omar):
    key = uuid.uuid4()
    first = given(rosa, omar, key=key)

    assert given(rosa, omar, key=key).pk == first.pk
    assert balance(omar) == 60
    with pytest.raises(KeyReused):
        given(rosa, omar, 30, key=key)


def test_a_bank_that_counts_in_quarters_refuses_other_times(rosa, omar, bank):
    Bank.objects.filter(pk=bank.pk).update(step_minutes=15)
    rosa.bank.refresh_from_db()

    with pytest.raises(CannotExchange):
        given(rosa, omar, 50)
    assert given(rosa, omar, 45).minutes == 45


def test_who_receives_must_have_room_and_only_staff_read_how_much(rosa, omar, priya):
    ledger.set_limits(omar.account_id, ledger.Limits(-60, 30), by="t", reason="T")

    with pytest.raises(NoRoom, match="no room for so many hours") as refusal:
        given(rosa, omar)
    assert "½" not in str(refusal.value)
    on_behalf = make.act(priya, on_behalf_of=rosa, channel="PHONE")
    with pytest.raises(NoRoom, match="½ hour"):
        giving.give(Giving(rosa, omar, 60), on_behalf)
    assert balance(rosa) == 120


def test_nobody_under_18_gives_to_or_is_given_by_a_member(rosa, bank):
    tilly = make.with_hours(make.make_guarded(bank), 60)

    with pytest.raises(CannotExchange, match="under 18"):
        given(rosa, tilly)
    with pytest.raises(CannotExchange, match="under 18"):
        given(tilly, rosa)
    assert given(tilly, None).receiver is None


def test_who_is_blocked_gives_nothing_and_learns_no_more(rosa, omar):
    blocking.block(omar, rosa, at=timezone.now())

    with pytest.raises(NotAllowed, match="can't write to each other"):
        given(rosa, omar, words="Please talk to me")
    assert balance(rosa) == 120


def test_who_rests_is_suspended_or_elsewhere_gives_and_is_given_nothing(rosa, omar, priya):
    resting.pause(omar, members.Rest(), by=omar, at=timezone.now())
    with pytest.raises(CannotExchange, match="having a rest"):
        given(rosa, omar)
    with pytest.raises(CannotExchange, match="another member"):
        given(rosa, make.make_member(make.make_bank()))
    make.suspend(rosa, by=priya)
    with pytest.raises((CannotExchange, NotAllowed)):
        given(rosa, None)
    assert balance(rosa) == 120


def test_a_coordinator_writes_down_who_rang_and_the_giver_is_told(rosa, omar, priya):
    giving.give(Giving(rosa, omar, 60), make.act(priya, on_behalf_of=rosa, channel="PHONE"))

    assert told(rosa)[-1] == "Priya Desk wrote down that you gave 1 hour to Omar Aziz"
    assert told(omar)[-1] == "Rosa Day gave you 1 hour"


def test_nobody_writes_down_a_gift_to_themselves_or_whom_they_act_for(rosa, omar, priya):
    make.supporter(omar, priya)
    for receiver in (priya, omar):
        with pytest.raises(NotAllowed):
            giving.give(Giving(rosa, receiver, 60), make.act(priya, on_behalf_of=rosa, channel="PHONE"))
    make.supporter(rosa, omar)
    with pytest.raises(NotAllowed):
        giving.give(Giving(rosa, omar, 60), make.acting(omar, rosa))
    with pytest.raises(NotAllowed):
        giving.give(Giving(rosa, omar, 60), make.act(omar))  # another's hours
    assert balance(rosa) == 120


# Giving back, and taking back


def test_no_thank_you_gives_the_hours_back_once(rosa, omar):
    gift = given(rosa, omar)

    giving.return_gift(gift, make.act(omar))
    giving.return_gift(gift, make.act(omar))

    assert (balance(rosa), balance(omar)) == (120, 0)
    assert told(rosa)[-1] == "Omar Aziz says: no, thank you"


def test_no_thank_you_is_the_receivers_within_thirty_days_and_of_hours_still_there(rosa, omar, bank):
    gift = given(rosa, omar)
    with pytest.raises(NotAllowed):
        giving.return_gift(gift, make.act(rosa))
    with pytest.raises(WrongState, match="30 days"):
        giving.return_gift(gift, make.act(omar, timezone.now() + datetime.timedelta(days=31)))
    floor = -720
    make.posted_exchange(rosa, omar, minutes=60)  # omar has 0 now
    make.posted_exchange(rosa, omar, minutes=-floor)
    with pytest.raises(NotEnoughToGive, match="used these hours"):
        giving.return_gift(gift, make.act(omar))
    assert balance(omar) == floor


def test_a_coordinator_takes_back_with_a_reason_and_with_clean_hands(rosa, omar, priya):
    gift = given(rosa, omar)
    party = given(rosa, priya, 30)
    with pytest.raises(ReasonMissing):
        giving.take_back_gift(gift, make.act(priya), reason=" ")
    for hands, which in ((omar, gift), (priya, party)):
        with pytest.raises(NotAllowed):
            giving.take_back_gift(which, make.act(hands), reason="A mistake.")

    giving.take_back_gift(gift, make.act(priya), reason="A mistake.")
    giving.take_back_gift(gift, make.act(priya), reason="A mistake.")

    assert balance(omar) == 0
    assert told(omar)[-1] == "Taken back: a gift of 1 hour"


# The pot


def test_the_pot_gives_what_it_was_asked_for_and_both_are_told(bank, omar, priya):
    fill_pot(bank, 90)
    request = asked(omar)

    pot.grant(request, make.act(priya), minutes=60, reason="Get well soon.")
    pot.grant(request, make.act(priya), minutes=60)

    assert balance(omar) == 60
    assert pot.pot_to_give(bank) == 30
    assert told(omar)[-1] == "The shared pot gave you 1 hour"


def test_the_pot_gives_what_it_has_and_goes_to_its_own_floor(bank, omar, priya):
    fill_pot(bank, 30)
    request = asked(omar)
    with pytest.raises(PotTooLow, match="½ hour"):
        pot.grant(request, make.act(priya), minutes=60)

    pot_id = ledger_reads.account_of_kind(bank.book_id, "POT")
    ledger.set_limits(pot_id, ledger.Limits(-30, None), by="t", reason="T")
    pot.grant(request, make.act(priya), minutes=60)

    assert ledger_reads.balance_of(pot_id) == -30


def test_two_numbers_of_one_person_ask_the_pot_once(bank):
    admin, (kept, old, other) = make.admin_of(bank), (make.make_member(bank) for _each in "123")
    first, second, third = asked(kept), asked(old), asked(other)

    for given_up in (old, other):
        merging.merge(kept, given_up, by=admin, at=timezone.now())

    assert list(PotRequest.objects.filter(member=kept).open()) == [first]
    for request in (second, third):
        request.refresh_from_db()
        assert (request.state, request.decided_by) == ("WITHDRAWN", admin)
        assert f"is number {kept.number} now" in request.reason


def test_one_request_alone_goes_along_with_its_number(bank):
    kept, old = make.make_member(bank), make.make_member(bank)
    request = asked(old)

    merging.merge(kept, old, by=make.admin_of(bank), at=timezone.now())

    assert list(PotRequest.objects.filter(member=kept).open()) == [request]


def test_the_pot_gives_no_more_than_was_asked_for(bank, omar, priya):
    fill_pot(bank, 120)
    request = pot.ask_pot(Asking(omar, 60, "Help after my operation."), make.act(omar))

    with pytest.raises(pot.MoreThanAsked):
        pot.grant(request, make.act(priya), minutes=61)
    assert (balance(omar), PotRequest.objects.get().state) == (0, "OPEN")


def test_four_eyes_on_a_grant(bank, omar, priya):
    fill_pot(bank, 240)
    second = make.make_coordinator(bank, name="Sam Desk")
    own, written = asked(priya), asked(omar, by=priya)
    for request in (own, written):
        with pytest.raises(NotAllowed):
            pot.grant(request, make.act(priya), minutes=60)
    for who in (omar, make.admin_of(bank)):
        with pytest.raises(NotAllowed):
            pot.grant(written, make.act(who), minutes=60)
    make.supporter(omar, second)
    with pytest.raises(NotAllowed):
        pot.grant(written, make.act(second), minutes=60)

    pot.grant(own, make.act(second), minutes=60)
    pot.grant(written, make.act(make.admin_of(bank)), minutes=60)  # now no coordinator may

    assert (balance(priya), balance(omar)) == (60, 60)


def test_a_no_has_a_reason_and_is_told(omar, priya):
    request = asked(omar)
    with pytest.raises(ReasonMissing):
        pot.decline(request, make.act(priya), reason="")

    pot.decline(request, make.act(priya), reason="The pot is empty. Ask again in May.")

    assert told(omar)[-1] == "Not this time: hours from the shared pot"
    with pytest.raises(WrongState):
        pot.grant(request, make.act(priya), minutes=60)


def test_one_request_at_a_time_and_the_same_form_once(omar):
    key = uuid.uuid4()
    first = asked(omar, key=key)

    assert asked(omar, key=key).pk == first.pk
    with pytest.raises(AskedAlready):
        asked(omar)
    pot.withdraw(first, make.act(omar))
    assert asked(omar).is_open


def test_a_grant_is_taken_back_once(bank, omar, priya):
    fill_pot(bank, 60)
    request = asked(omar)
    pot.grant(request, make.act(priya), minutes=60)

    pot.take_back_grant(request, make.act(priya), reason="Wrong person.")
    pot.take_back_grant(request, make.act(priya), reason="Wrong person.")

    assert balance(omar) == 0
    assert PotRequest.objects.get().state == PotRequest.State.TAKEN_BACK


def test_who_leaves_asks_no_more_and_who_is_the_same_asks_on(bank, omar, rosa, priya):
    asked(omar)
    asked(rosa)
    leaving.leave(omar, by=omar, at=timezone.now())
    assert PotRequest.objects.get(member=omar).state == PotRequest.State.WITHDRAWN

    kept = make.make_member(bank)
    merging.merge(kept, rosa, by=make.admin_of(bank), at=timezone.now())
    assert PotRequest.objects.open().get().member == kept


def test_the_statement_says_what_it_was(bank, rosa, omar, priya):
    given(rosa, omar, 30, words="Happy birthday")
    given(rosa, None, 30)
    pot.grant(asked(omar, 15), make.act(priya), minutes=15)
    today = bank.day(timezone.now())

    of_omar = member_statement(omar, Period(today, today))
    of_rosa = member_statement(rosa, Period(today, today))

    assert [line.words for line in of_omar.lines] == [
        "A gift: Happy birthday",
        "From the shared pot",  # what for is for those who decide, and in no file of the ledger
    ]
    assert [line.words for line in of_rosa.lines][1:] == ["A gift: Happy birthday", "A gift"]
    assert of_rosa.lines[-1].other.name == "Community pot"
    assert of_rosa.sum.hours_given == 0


@pytest.mark.django_db(transaction=True)
def test_two_gifts_at_once_never_give_what_one_has_not(bank, rosa, omar):
    refused = []

    def go():
        try:
            given(rosa, omar, 90)
        except NotEnoughToGive as refusal:
            refused.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=go) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(refused) == 2
    assert balance(rosa) == 30
