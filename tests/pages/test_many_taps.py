"""Forms that are sent many times at once: one exchange, one posting, and every tap gets a good answer."""

import threading
from collections.abc import Callable
from http import HTTPStatus

import pytest
from django.conf import settings
from django.db import connections
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from exchanges.models import Exchange
from ledger import reads as ledger
from tests import factories as make

pytestmark = pytest.mark.django_db(transaction=True)

TAPS = 8


def all_at_once(tap: Callable[[], HttpResponse]) -> list[HttpResponse]:
    """Do the same thing from many threads in the same moment; give their answers."""
    barrier, answers = threading.Barrier(TAPS), []

    def run() -> None:
        barrier.wait()
        try:
            answers.append(tap())
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _tap in range(TAPS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def same_browser(client: Client) -> Client:
    """Give a client of the same session, for requests that overlap."""
    twin = Client()
    twin.cookies[settings.SESSION_COOKIE_NAME] = client.cookies[settings.SESSION_COOKIE_NAME].value
    return twin


def test_a_log_sent_many_times_at_once_is_one_exchange(client):
    bank = make.make_bank()
    margaret, fatima = make.make_member(bank), make.make_member(bank)
    client.force_login(margaret.person)
    check = reverse("exchanges:log_check", args=[bank.slug])
    client.post(reverse("exchanges:log", args=[bank.slug]), {"who": fatima.number})
    client.post(reverse("exchanges:log_what", args=[bank.slug]), {"giver": "me", "description": "Weeding"})
    today = bank.day(timezone.now()).isoformat()
    client.post(reverse("exchanges:log_when", args=[bank.slug]), {"hours": "1", "day": today})
    key = client.get(check).context["key"]

    answers = all_at_once(lambda: same_browser(client).post(check, {"key": key}))

    exchange = Exchange.objects.get()
    address = reverse("exchanges:exchange", args=[bank.slug, exchange.pk])
    assert [(answer.status_code, answer.url) for answer in answers] == [(HTTPStatus.FOUND, address)] * TAPS
    assert exchange.steps.count() == 1


def test_yes_pressed_many_times_at_once_posts_once(client):
    bank = make.make_bank()
    margaret, fatima = make.make_member(bank), make.make_member(bank)
    exchange = make.logged_exchange(margaret, fatima)
    client.force_login(fatima.person)
    confirm = reverse("exchanges:confirm", args=[bank.slug, exchange.pk])

    answers = all_at_once(lambda: same_browser(client).post(confirm, {"minutes": "60"}))

    assert [answer.status_code for answer in answers] == [HTTPStatus.FOUND] * TAPS
    assert Exchange.objects.get().state == Exchange.State.POSTED
    assert ledger.balances([margaret.account_id, fatima.account_id]) == {
        margaret.account_id: 60,
        fatima.account_id: -60,
    }


def test_a_yes_racing_another_time_is_never_taken_for_it(client):
    bank = make.make_bank()
    margaret, fatima = make.make_member(bank), make.make_member(bank)
    exchange = make.logged_exchange(margaret, fatima)
    client.force_login(fatima.person)
    confirm = reverse("exchanges:confirm", args=[bank.slug, exchange.pk])
    words = iter([{"minutes": "60"}, {"hours": "2"}] * (TAPS // 2))
    lock = threading.Lock()

    def tap() -> HttpResponse:
        with lock:
            typed = next(words)
        return same_browser(client).post(confirm, typed)

    answers = all_at_once(tap)

    exchange.refresh_from_db()
    assert {answer.status_code for answer in answers} <= {HTTPStatus.FOUND, HTTPStatus.CONFLICT}
    assert (exchange.state, exchange.minutes) in {("POSTED", 60), ("LOGGED", 120)}
