"""Logging for somebody who rang, came by or handed in a slip."""

import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from exchanges.models import Exchange
from members.models import Bank
from tests import factories as make
from tests.pages.desk import at_desk
from tests.pages.reading import words

pytestmark = pytest.mark.django_db

State = Exchange.State


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


def log_form(**answers) -> dict[str, str]:
    form = {
        "key": str(uuid.uuid4()),
        "giver": "Gwilym",
        "receiver": "Fatima",
        "description": "Mending a gate",
        "minutes": "1½",
        "day": timezone.now().date().isoformat(),
        "told_by": "giver",
        "channel": "PHONE",
    }
    return {**form, **answers}


# --------------------------------------------------------------------------------------------------- log for somebody


def log_at(bank: Bank) -> str:
    return reverse("exchanges:log_for", args=[bank.slug])


def test_logging_for_the_giver_waits_for_the_receiver(client, bank, coordinator, giver, receiver):
    client.force_login(coordinator.person)

    response = client.post(log_at(bank), log_form(), follow=True)

    exchange = Exchange.objects.get()
    first = exchange.steps.get()
    assert "Waiting for Fatima Zahra to agree." in words(response).replace("\u2068", "").replace("\u2069", "")
    assert (exchange.state, exchange.minutes, exchange.logged_by) == (State.LOGGED, 90, coordinator)
    assert exchange.giver_agreed_at
    assert not exchange.receiver_agreed_at
    assert (first.by, first.on_behalf_of, first.channel) == (coordinator, giver, "PHONE")


def test_logging_for_both_always_waits_for_a_second_pair_of_eyes(client, bank, coordinator, giver, receiver):
    bank.approval = Bank.Approval.NOBODY
    bank.save()
    client.force_login(coordinator.person)

    response = client.post(log_at(bank), log_form(told_by="both"), follow=True)

    assert "Somebody else approves it" in words(response)
    assert Exchange.objects.get().state == State.CONFIRMED


def test_a_form_sent_twice_is_one_exchange(client, bank, coordinator, giver, receiver):
    client.force_login(coordinator.person)
    form = log_form()

    first, second = client.post(log_at(bank), form), client.post(log_at(bank), form)
    other = client.post(log_at(bank), {**form, "minutes": "3"})

    assert (first.status_code, second.status_code, other.status_code) == (302, 302, 409)
    assert Exchange.objects.count() == 1


def test_coordinators_log_their_own_side_in_their_own_name(client, bank, coordinator, receiver):
    client.force_login(coordinator.person)

    response = client.post(log_at(bank), log_form(giver=str(coordinator.number)))

    first = Exchange.objects.get().steps.get()
    assert response.status_code == 302
    assert (first.by, first.on_behalf_of, first.channel) == (coordinator, None, "")


@pytest.mark.parametrize("told_by", ["receiver", "both"])
def test_coordinators_write_down_no_other_side_of_their_own(client, bank, coordinator, receiver, told_by):
    client.force_login(coordinator.person)

    response = client.post(log_at(bank), log_form(giver="Priya Raghunathan", told_by=told_by))

    assert response.status_code == 403
    assert "another coordinator writes down what the other side says" in words(response)
    assert "Mending a gate" in response.content.decode()
    assert not Exchange.objects.exists()


def test_a_name_finds_one_person_whatever_the_accents(client, bank, coordinator, receiver):
    siobhan = make.make_member(bank, name="Siobhán Ní Dhomhnaill")
    make.make_member(bank, name="Siobhán Ní Dhomhnaill-Burke")
    client.force_login(coordinator.person)

    client.post(log_at(bank), log_form(giver="siobhan ni dhomhnaill"))

    assert Exchange.objects.get().giver == siobhan


def test_a_name_that_fits_several_is_answered_with_their_numbers(client, bank, coordinator, receiver):
    one, other = make.make_member(bank, name="Ana Silva"), make.make_member(bank, name="Ana Costa")
    client.force_login(coordinator.person)

    response = client.post(log_at(bank), log_form(giver="Ana"))
    again = client.post(log_at(bank), log_form(giver=f"Ana {one.number}"))

    assert response.status_code == 400
    assert f"Ana Costa ({other.number}), Ana Silva ({one.number}). Write the number too." in words(response)
    assert again.status_code == 302


@pytest.mark.parametrize("typed", ["Nobody", "999", "9" * 30, "'; DROP TABLE", "<b>", "🦊", "\x00", "", "x" * 5000])
def test_who_cannot_be_found_is_a_sentence(client, bank, coordinator, giver, receiver, typed):
    client.force_login(coordinator.person)

    response = client.post(log_at(bank), log_form(giver=typed))

    assert response.status_code == 400
    assert "Please check 1 answer" in words(response)
    assert not Exchange.objects.exists()


@pytest.mark.parametrize(
    "answers",
    [
        {"minutes": ""},
        {"minutes": "0"},
        {"minutes": "-1"},
        {"minutes": "1.333"},
        {"minutes": "99999999999"},
        {"day": "1900-01-01"},
        {"day": "2026-02-31"},
        {"day": "9999-12-31"},
        {"day": "soon"},
        {"told_by": "nobody"},
        {"channel": "PIGEON"},
        {"category": "999999"},
        {"key": "not-a-key"},
        {"description": ""},
        {"description": "x" * 501},
        {"receiver": "Gwilym"},
    ],
)
def test_an_answer_that_cannot_be_read_is_asked_for_again(client, bank, coordinator, giver, receiver, answers):
    make.make_category(bank)
    client.force_login(coordinator.person)

    response = client.post(log_at(bank), log_form(**answers))

    assert response.status_code == 400
    assert "Please check 1 answer" in words(response)
    assert not Exchange.objects.exists()


@pytest.mark.parametrize("typed", ["<script>alert(1)</script>", "'; DROP TABLE x; --", "🦊🦊", "تعليم القراءة"])
def test_any_words_stay_words(client, bank, coordinator, giver, receiver, typed):
    client.force_login(coordinator.person)

    client.post(log_at(bank), log_form(description=typed, told_by="both"))
    page = client.get(at_desk(bank)).content.decode()

    assert Exchange.objects.get().description == typed
    assert "<script>alert(1)" not in page


def test_members_of_another_bank_are_not_found(client, bank, coordinator, receiver):
    make.make_member(make.make_bank(), name="Gwilym Elsewhere")
    client.force_login(coordinator.person)

    assert client.post(log_at(bank), log_form()).status_code == 400


def test_an_admin_logs_for_nobody(client, bank):
    client.force_login(make.admin_of(bank).person)

    assert client.get(log_at(bank)).status_code == 403
    assert "Log for someone" not in words(client.get(at_desk(bank)))
