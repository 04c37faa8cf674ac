"""Who comes from the desk is led back to it, to the part where they were, which says what happened."""

import pytest
from django.http import HttpResponse
from django.urls import reverse

from members.models import Bank
from tests import factories as make
from tests.pages.desk import at_desk, state_of, step, two_weeks_silent
from tests.pages.reading import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank() -> Bank:
    return make.make_bank(approval=Bank.Approval.ALL)


@pytest.fixture
def coordinator(bank):
    return make.make_coordinator(bank, name="Priya Raghunathan")


@pytest.fixture
def giver(bank):
    return make.make_member(bank, name="Gwilym Prys")


@pytest.fixture
def receiver(bank):
    return make.make_member(bank, name="Fatima Zahra")


def part(desk: HttpResponse, name: str) -> str:
    """Give one part of the desk as it is written."""
    return desk.content.decode().split(f'id="{name}"')[1].split("</section>")[0]


def test_who_confirms_for_somebody_from_the_desk_is_led_back_to_their_place(client, bank, coordinator, giver, receiver):
    exchange, other = two_weeks_silent(giver, receiver), two_weeks_silent(giver, receiver, description="Bread")
    client.force_login(coordinator.person)

    page = client.get(step("exchange", exchange), {"desk": "silent"})
    sent = {"on_behalf": receiver.number, "hours": "1", "channel": "PHONE"}
    answer = client.post(step("confirm", exchange), {**sent, "desk": "silent"})
    desk = client.get(answer.url)

    assert '<input type="hidden" name="desk" value="silent">' in page.content.decode()
    assert answer.url == f"{at_desk(bank)}?at=silent#here"
    section = part(desk, "silent")
    assert "Agreed." in section
    assert desk.content.decode().count('role="status"') == 1
    assert other.description in section


def test_nobody_is_offered_to_undo_what_posted_with_a_word_they_wrote_down(client, coordinator, giver, receiver):
    Bank.objects.filter(pk=giver.bank_id).update(approval=Bank.Approval.NOBODY)
    exchange = two_weeks_silent(giver, receiver)
    client.force_login(coordinator.person)

    sent = {"on_behalf": receiver.number, "hours": "1", "channel": "PHONE", "desk": "silent"}
    desk = client.post(step("confirm", exchange), sent, follow=True)

    assert state_of(exchange) == "POSTED"
    assert "Just approved" not in words(desk)


@pytest.mark.parametrize("desk", ["https://evil.example/", "//evil.example", "nowhere", "silent#x", ""])
def test_the_way_back_is_a_part_of_the_desk_and_never_an_address(client, coordinator, giver, receiver, desk):
    exchange = two_weeks_silent(giver, receiver)
    client.force_login(coordinator.person)

    sent = {"on_behalf": receiver.number, "hours": "1", "channel": "PHONE", "desk": desk}
    answer = client.post(step("confirm", exchange), sent)

    assert answer.url == step("exchange", exchange)


def test_a_member_is_never_led_to_the_desk(client, giver, receiver):
    exchange = two_weeks_silent(giver, receiver)
    client.force_login(receiver.person)

    answer = client.post(step("confirm", exchange), {"minutes": "60", "desk": "silent"})

    assert answer.url == step("exchange", exchange)


def test_what_happened_stands_on_top_where_nothing_waits_in_that_part_any_more(client, bank, coordinator, giver):
    receiver = make.make_member(bank, name="Rafał Nowak")
    exchange = two_weeks_silent(giver, receiver)
    client.force_login(coordinator.person)

    sent = {"on_behalf": receiver.number, "hours": "1", "channel": "PHONE", "desk": "silent"}
    desk = client.post(step("confirm", exchange), sent, follow=True)

    assert 'id="silent"' not in desk.content.decode()
    assert "Agreed." in words(desk)


def test_who_lets_somebody_in_from_the_desk_goes_on_there(client, bank, coordinator):
    applicant = make.make_ready(make.make_applicant(bank, name="Ana Cook"))
    client.force_login(coordinator.person)
    url = reverse("members:application", args=[bank.slug, applicant.pk])

    from_desk = client.post(f"{url}?desk=join", {"approve": "1"})

    assert from_desk.url == f"{at_desk(bank)}?at=join#here"
    assert "is member number" in part(client.get(from_desk.url), "join")


def test_who_keeps_a_register_from_the_desk_goes_on_there(client, bank, coordinator):
    host = make.make_member(bank)
    event = make.held_event(host, make.make_coordinator(bank))
    client.force_login(coordinator.person)
    url = reverse("exchanges:event_register", args=[bank.slug, event.pk])

    desk = client.get(at_desk(bank)).content.decode()
    saved = client.post(f"{url}?desk=events", {"seen": "0", "others_came": "4"})

    assert f"{url}?desk=events" in desk
    assert saved.status_code == 302
    assert saved.url == f"{at_desk(bank)}?at=events#here"
