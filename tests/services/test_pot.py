"""The sponsor's pot: who puts hours in and how, four eyes on the shared pot, and books that always sum to zero."""

import datetime
import uuid

import pytest
from django.urls import reverse
from django.utils import formats, timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exchanges.actions import giving, leaving
from exchanges.actions.acts import CannotExchange
from exchanges.actions.giving import Giving, NotEnoughToGive
from exchanges.actions.life import KeyReused
from exchanges.actions.pot import PotTooLow
from ledger import reads as ledger
from members.models import Mandate, Member, Role
from notices.models import Notice
from services.actions import pot
from services.actions.pot import PuttingIn, ReasonMissing
from services.models import PotGift
from services.reads.pot import pot_held
from tests import factories as make
from tests.pages.reading import words
from timebank.lib.errors import NotAllowed, RuleBroken, WrongState
from timebank.lib.months import last_day, months_before

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank():
    return make.make_bank()


@pytest.fixture
def surgery(bank):
    return make.make_service(bank)


@pytest.fixture
def manager(surgery):
    return make.make_staff(surgery, name="Mair Rees", manages=True)


@pytest.fixture
def rosa(bank):
    """Somebody with two hours."""
    return make.with_hours(make.make_member(bank, name="Rosa Day"), 120)


@pytest.fixture
def priya(bank):
    return make.make_coordinator(bank, name="Priya Desk")


def put(service, source, by, minutes=60, **fields):
    return pot.put_in(service, PuttingIn(source, minutes, **fields), by=by, at=timezone.now())


def granted(gift, by):
    return pot.grant(gift, by=by, at=timezone.now())


def in_pot(service):
    return ledger.balance_of(service.pot_id)


def in_shared(bank):
    return ledger.balance_of(ledger.account_of_kind(bank.book_id, "POT"))


def fill_shared(bank, minutes):
    giver = make.with_hours(make.make_member(bank), minutes)
    giving.give(Giving(giver, None, minutes), make.act(giver))


def told(member):
    return list(Notice.objects.for_recipients([member.actor_key]).order_by("-pk").values_list("kind", "body"))


def sum_of_book(bank):
    return sum(account.balance_minutes for account in ledger.accounts_of_book(bank.book_id))


# Of one's own


def test_a_member_gives_of_their_own_and_the_service_hears_who_not_what_they_have(surgery, manager, rosa):
    gift = put(surgery, "MEMBER", rosa, words="For the walkers")

    assert (in_pot(surgery), ledger.balance_of(rosa.account_id), gift.giver) == (60, 60, rosa)
    assert ("SPONSOR_GIFT", "For the walkers") in told(surgery.organisation)


def test_nobody_goes_into_debt_for_a_gift(surgery, rosa):
    with pytest.raises(NotEnoughToGive, match="2 hours"):
        put(surgery, "MEMBER", rosa, minutes=121)

    assert (in_pot(surgery), PotGift.objects.count()) == (0, 0)


def test_a_manager_gives_what_the_service_has_and_nobody_else_does(bank, surgery, manager, priya):
    make.with_hours(surgery.organisation, 90)
    put(surgery, "SERVICE", manager)

    assert (in_pot(surgery), ledger.balance_of(surgery.organisation.account_id)) == (60, 30)
    for other in (make.make_staff(surgery), priya, make.make_member(bank)):
        with pytest.raises(NotAllowed):
            put(surgery, "SERVICE", other, minutes=15)


@pytest.mark.parametrize("who", ["somebody of another bank", "somebody under 18"])
def test_who_may_not_give(bank, surgery, who):
    giver = make.make_minor(bank) if who == "somebody under 18" else make.make_member(make.make_bank())
    make.with_hours(giver, 60)

    with pytest.raises(NotAllowed):
        put(surgery, "MEMBER", giver)


def test_the_same_form_twice_gives_once_and_with_other_answers_not_at_all(surgery, rosa):
    key = uuid.uuid4()
    assert put(surgery, "MEMBER", rosa, key=key) == put(surgery, "MEMBER", rosa, key=key)

    with pytest.raises(KeyReused):
        put(surgery, "MEMBER", rosa, minutes=45, key=key)
    assert in_pot(surgery) == 60


# Of the shared pot


def test_the_shared_pot_gives_when_another_coordinator_says_yes(bank, surgery, manager, priya):
    fill_shared(bank, 100)
    asked = put(surgery, "SHARED", manager)
    assert (in_pot(surgery), asked.state) == (0, "ASKED")

    granted(asked, priya)
    granted(asked, priya)

    assert (in_pot(surgery), in_shared(bank)) == (60, 40)
    assert ("SPONSOR_GRANTED", "") in told(manager)


def test_four_eyes(bank, surgery, priya):
    fill_shared(bank, 100)
    asked = put(surgery, "SHARED", priya)
    works_there = make.make_coordinator(bank, name="Both")
    make.delegate(surgery.organisation, works_there, Mandate.Kind.RECORDER)

    for other in (priya, works_there, make.admin_of(bank), make.make_coordinator(make.make_bank())):
        with pytest.raises(NotAllowed):
            granted(asked, other)
    assert granted(asked, make.make_member(bank, roles=(Role.COORDINATOR,))).state == "GIVEN"


def test_it_gives_no_more_than_is_there_and_what_is_answered_is_answered(bank, surgery, manager, priya):
    fill_shared(bank, 30)
    asked = put(surgery, "SHARED", manager)
    with pytest.raises(PotTooLow, match="½ hour"):
        granted(asked, priya)
    with pytest.raises(ReasonMissing):
        pot.decline(asked, reason=" ", by=priya, at=timezone.now())

    pot.decline(asked, reason="In May, perhaps.", by=priya, at=timezone.now())

    assert ("SPONSOR_DECLINED", "In May, perhaps.") in told(manager)
    with pytest.raises(WrongState):
        granted(asked, priya)


def test_a_member_asks_nothing_of_the_shared_pot_for_a_service(surgery, rosa):
    with pytest.raises(NotAllowed):
        put(surgery, "SHARED", rosa)


# When the service leaves


def leave(service, by):
    leaving.leave(service.organisation, by=by, at=timezone.now())


def test_a_service_that_leaves_gives_what_its_pot_holds_to_the_shared_pot(bank, surgery, manager, rosa, priya):
    put(surgery, "MEMBER", rosa)
    waiting = put(surgery, "SHARED", manager)

    leave(surgery, priya)

    assert (in_pot(surgery), in_shared(bank), sum_of_book(bank)) == (0, 60, 0)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.reason) == ("DECLINED", f"{surgery.organisation.name} has left the time bank.")
    with pytest.raises(RuleBroken):
        put(surgery, "MEMBER", rosa, minutes=15)
    assert in_pot(surgery) == 0


def test_the_shared_pot_gives_nothing_to_a_service_that_has_left(bank, surgery, manager, priya):
    fill_shared(bank, 100)
    asked = put(surgery, "SHARED", manager)
    Member.objects.filter(pk=surgery.organisation_id).update(state="LEFT")  # and its pot is open still

    with pytest.raises(CannotExchange):
        granted(asked, priya)

    assert (in_pot(surgery), in_shared(bank)) == (0, 100)


# Books


@settings(max_examples=15, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    steps=st.lists(
        st.tuples(st.sampled_from(["MEMBER", "SERVICE", "SHARED"]), st.integers(1, 90), st.booleans()), max_size=6
    )
)
def test_whatever_is_put_in_the_books_sum_to_zero_and_no_pot_goes_below_nothing(
    bank, surgery, manager, rosa, priya, steps
):
    before = in_pot(surgery)
    by, put_in = {"MEMBER": rosa, "SERVICE": manager, "SHARED": manager}, 0

    for source, minutes, says_yes in steps:
        try:
            gift = put(surgery, source, by[source], minutes=minutes)
            if source == "SHARED":
                if not says_yes:
                    continue
                granted(gift, priya)
            put_in += minutes
        except RuleBroken:
            continue

    assert in_pot(surgery) == before + put_in
    assert sum_of_book(bank) == 0
    assert min(in_pot(surgery), in_shared(bank), ledger.balance_of(rosa.account_id)) >= 0


# Pages


def page_of(service, *args, page="services:pot"):
    return reverse(page, args=[service.bank.slug, service.slug, *args])


def test_members_give_and_read_what_was_in_it_a_month_ago_and_only_staff_what_is_and_who_gave(
    client, surgery, manager, rosa
):
    client.force_login(rosa.person)
    answer = client.post(page_of(surgery), {"source": "MEMBER", "hours": "1½"}, follow=True)
    read_by_rosa = words(answer)
    client.force_login(manager.person)
    read_by_manager = words(client.get(page_of(surgery)))

    month = formats.date_format(last_day(months_before(surgery.bank.day(timezone.now()), 1)), "F")
    assert f"At the end of {month} it held 0 hours." in read_by_rosa
    assert "It holds" not in read_by_rosa
    assert "It holds 1½ hours." in read_by_manager
    assert "What came and what it paid" not in read_by_rosa
    assert "Rosa Day 1:30 0:00 1:30" in read_by_manager
    assert "2 hours" not in read_by_manager  # what she had


def test_who_is_no_staff_reads_whole_hours(surgery, rosa):
    put(surgery, "MEMBER", rosa, minutes=119)
    today = surgery.bank.day(timezone.now())

    assert (pot_held(surgery, today - datetime.timedelta(days=1)), pot_held(surgery, today)) == (0, 60)


def test_from_asking_to_the_answer_by_the_pages_alone(client, bank, surgery, manager, priya):
    fill_shared(bank, 100)
    client.force_login(manager.person)
    client.post(page_of(surgery), {"source": "SHARED", "hours": "1", "words": "For walks"})
    client.force_login(priya.person)

    assert "A service asks the shared pot for hours" in words(client.get(reverse("exchanges:desk", args=[bank.slug])))
    asked = PotGift.objects.get()
    assert "For walks" in words(client.get(page_of(surgery, asked.pk, page="services:pot_decide")))
    answer = page_of(surgery, asked.pk, page="services:pot_decide")
    assert client.post(answer, {"answer": "decline"}).status_code == 400
    client.post(answer, {"answer": "grant", "reason": "Walk well!"})

    assert in_pot(surgery) == 60
    assert ("SPONSOR_GRANTED", "Walk well!") in told(manager)
    assert "A service asks" not in words(client.get(reverse("exchanges:desk", args=[bank.slug])))


@pytest.mark.parametrize("times", [1, 3])
def test_the_page_asks_the_same_for_one_line_as_for_three(
    client, surgery, manager, rosa, times, django_assert_num_queries
):
    for _time in range(times):
        put(surgery, "MEMBER", rosa, minutes=15)
        put(surgery, "SHARED", manager, minutes=15)
    client.force_login(manager.person)

    with django_assert_num_queries(QUERIES):
        client.get(page_of(surgery))


QUERIES = 14
