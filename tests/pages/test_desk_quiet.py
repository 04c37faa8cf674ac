"""What else the desk hears: requests nobody answers, members who slip away; undoing; who is there."""

import datetime
import itertools

import pytest
from django.urls import reverse
from django.utils import timezone

from exchanges.actions import approval, disputes, duties, life, pot
from exchanges.actions.enquiries import enquire
from exchanges.models import Duty, Exchange, Listing, Step
from exchanges.reads.asking import slipping_away, unanswered
from ledger import reads as ledger
from members.actions.notes import write_note
from members.models import Bank, Member
from tests import factories as make
from tests.pages.desk import at_desk, balance, days_ago
from tests.pages.reading import words
from timebank.lib.errors import NotAllowed

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank() -> Bank:
    return make.make_bank(approval=Bank.Approval.ALL)


def old_request(member, *, days: int = 9, **fields) -> Listing:
    listing = make.make_listing(member, kind="REQUEST", **fields)
    Listing.objects.filter(pk=listing.pk).update(created_at=days_ago(days))
    return listing


def met(giver, receiver, *, days: int) -> Exchange:
    return make.posted_exchange(giver, receiver, day=giver.bank.day(days_ago(days)))


# ------------------------------------------------------------------------------------------------------------ undoing


def test_what_was_just_approved_is_undone_by_a_reversal(client, bank, margaret, fatima, priya):
    exchange = make.confirmed_exchange(margaret, fatima, description="Weeding")
    client.force_login(priya.person)
    page = words(client.post(reverse("exchanges:approve", args=[bank.slug, exchange.pk]), follow=True))
    assert "Just approved" in page
    assert balance(margaret) == 60

    undo = reverse("exchanges:undo", args=[bank.slug])
    page = words(client.post(undo, {"exchange": exchange.pk}, follow=True))

    exchange.refresh_from_db()
    assert "1 approval undone." in page
    assert "Just approved" not in page
    assert (exchange.state, balance(margaret)) == ("REVERSED", 0)
    assert exchange.steps.last().reason.startswith("Undone within a minute")
    assert client.post(undo, {"exchange": exchange.pk}).status_code == 302  # again does no harm
    assert ledger.prove(bank=bank.slug).ok


def test_after_a_minute_it_says_what_to_do_instead(client, bank, margaret, fatima, priya):
    exchange = approval.approve(make.confirmed_exchange(margaret, fatima), make.act(priya))
    Step.objects.filter(exchange=exchange, to_state="POSTED").update(at=timezone.now() - datetime.timedelta(seconds=61))
    client.force_login(priya.person)

    response = client.post(reverse("exchanges:undo", args=[bank.slug]), {"exchange": exchange.pk}, follow=True)

    assert response.redirect_chain == [(reverse("exchanges:reverse", args=[bank.slug, exchange.pk]), 302)]
    assert "You can still take the hours back: write why." in words(response)
    assert balance(margaret) == 60


def test_only_who_approved_undoes(bank, margaret, fatima, priya):
    exchange = approval.approve(make.confirmed_exchange(margaret, fatima), make.act(priya))

    for other in (make.make_coordinator(bank), margaret, make.admin_of(bank), make.make_coordinator(make.make_bank())):
        with pytest.raises(NotAllowed):
            approval.undo_approval(exchange, make.act(other))


def test_one_of_many_is_undone_by_its_own_button(client, bank, margaret, fatima, priya):
    both = [approval.approve(make.confirmed_exchange(margaret, fatima), make.act(priya)) for _number in range(2)]
    client.force_login(priya.person)

    pks = [each.pk for each in both]
    client.post(reverse("exchanges:undo", args=[bank.slug]), {"exchange": pks, "only": pks[0]})

    assert [Exchange.objects.get(pk=pk).state for pk in pks] == ["REVERSED", "POSTED"]


# ------------------------------------------------------------------------------------------------- nobody answers


def test_a_request_that_nobody_answered_in_a_week_comes_to_the_desk(bank, margaret, fatima):
    titles = ["A lift", "Bread", "Company", "A shelf"]  # the same words twice are one request
    quiet, enquired, met_with, declined = [old_request(margaret, title=title) for title in titles]
    young = make.make_listing(margaret, kind="REQUEST")
    enquire(enquired, fatima, "I can help.", by=fatima, at=timezone.now())
    life.propose(make.draft(fatima, margaret, listing=met_with), make.act(fatima))
    life.decline(life.propose(make.draft(fatima, margaret, listing=declined), make.act(fatima)), make.act(margaret))
    old_request(make.make_member(make.make_bank()))

    found = set(unanswered(bank, timezone.now()))

    assert found == {quiet, declined}
    assert young not in found


def test_the_desk_leads_to_who_could_help_and_shows_six_at_a_time(client, bank, margaret, priya):
    visits = make.make_category(bank, name="Visits & company")
    for number in range(7):
        old_request(margaret, title=f"Request {number}", category=visits, days=20 - number)
    client.force_login(priya.person)

    response = client.get(at_desk(bank))
    rest = client.get(at_desk(bank) + response.context["asked"].more_query.partition("#")[0])

    assert [row.listing.title for row in response.context["asked"].rows] == [f"Request {each}" for each in range(6)]
    assert [row.listing.title for row in rest.context["asked"].rows] == ["Request 6"]
    find = reverse("exchanges:listings", args=[bank.slug])
    assert f'href="{find}?kind=offer&amp;q=Visits+%26+company"' in response.content.decode()


def test_a_message_to_pass_on_says_nothing_twice(client, bank, margaret, priya):
    by_phone = make.make_member(bank, email="")
    today = bank.day(timezone.now())
    plan = life.propose(
        make.draft(margaret, by_phone, description="Sorting of photographs", day=today), make.act(margaret)
    )
    life.cancel(plan, make.act(margaret))
    client.force_login(priya.person)

    response = client.get(at_desk(bank))

    assert "Sorting of photographs" in response.context["to_pass_on"].rows[-1].notice.subject
    assert '<span class="muted own-words">Sorting' not in response.content.decode()


def test_who_slips_away_is_called_and_a_note_takes_them_off(bank, margaret, fatima, priya):
    rosa, olu = make.make_member(bank, name="Rosa Day"), make.make_member(bank, name="Olu Ade")
    met(margaret, fatima, days=90)
    met(rosa, olu, days=70)
    met(olu, margaret, days=10)
    met(make.make_member(bank, name="Not Silent"), olu, days=65)
    make.logged_exchange(Member.objects.get(name="Not Silent"), olu)
    now = timezone.now()

    found = slipping_away(bank, now, most=10)

    assert [each.member.name for each in found] == ["Rosa Day", "Fatima Zahra"]
    write_note(rosa, "Rang: she comes on Monday.", by=priya, at=now)
    assert [each.member.name for each in slipping_away(bank, now, most=10)] == ["Fatima Zahra"]


# ------------------------------------------------------------------------------------------------------- who is there


def test_the_desk_says_who_is_there_until_they_go(client, bank, priya):
    client.force_login(priya.person)
    address = reverse("exchanges:duty", args=[bank.slug])

    page = words(client.post(address, {"hours": "2"}, follow=True))
    assert "Priya Desk, until" in page.replace("\u2068", "").replace("\u2069", "")
    page = words(client.post(address, {"hours": "0"}, follow=True))

    assert "Nobody has said that they are here." in page
    assert client.post(address, {"hours": "99"}).status_code == 400
    assert Duty.objects.count() == 1


def test_nobody_is_there_for_days(bank, priya, margaret):
    now = timezone.now()

    with pytest.raises(duties.TooLong):
        duties.be_at_desk(priya, until_at=now + datetime.timedelta(hours=13), at=now)
    with pytest.raises(NotAllowed):
        duties.be_at_desk(margaret, until_at=now + datetime.timedelta(hours=1), at=now)


@pytest.mark.parametrize("count", [1, 3, 30])
def test_the_desk_asks_as_much_for_one_as_for_thirty(client, bank, margaret, priya, count, django_assert_num_queries):
    for number in range(count):
        old_request(margaret, title=f"Request {number}")
    quiet = [make.make_member(bank) for _number in range(min(count, 3) + 1)]
    for one, other in itertools.pairwise(quiet):
        met(one, other, days=80)
        approval.approve(make.confirmed_exchange(margaret, make.make_member(bank)), make.act(priya))
    client.force_login(priya.person)

    with django_assert_num_queries(36):
        client.get(at_desk(bank))


def test_what_is_asked_of_the_pot_and_how_far_a_dispute_is_stand_on_the_desk(client, bank, margaret, fatima, priya):
    pot.ask_pot(pot.Asking(margaret, 60, "For my move"), make.act(margaret))
    exchange = make.posted_and_disputed(margaret, fatima)
    disputes.name_mediator(exchange, make.make_mediator(bank, name="Mo Middle"), make.act(priya))
    client.force_login(priya.person)

    page = words(client.get(at_desk(bank))).replace("\u2068", "").replace("\u2069", "")

    assert "2 things wait for you" in page
    assert "1 is pressing." in page
    assert "Margaret Pole asks for 1 hour For my move" in page
    assert "Mo Middle mediates, and hears both sides. We hope to have heard both by" in page
