"""The pages of a confidential event: its own people use them, those who run the bank read totals, others find none."""

import pytest
from django.urls import reverse

from exchanges.actions.events import posting
from exchanges.models import Event
from ledger.actions import Limits, set_limits
from tests import factories as make
from tests.groups import TITLE, make_group, registered
from tests.pages.reading import words

pytestmark = pytest.mark.django_db

NAMES = ("Nina", "Rosa", "Wes", "Lee", "Tom Field")


@pytest.fixture
def group():
    return make_group()


def url(name, event, *args):
    return reverse(f"exchanges:{name}", args=[event.bank.slug, event.pk, *args])


def named(page) -> list[str]:
    return [each for each in NAMES if each in words(page)]


def test_others_find_neither_page_nor_line_and_who_comes_does(client, sign_in, group):
    listed = reverse("exchanges:events", args=[group.bank.slug])
    pages = [url("event", group.event), url("event_calendar", group.event)]

    for reader in (None, group.left, group.other):
        if reader:
            sign_in(reader)
        assert TITLE not in words(client.get(listed))
        assert [client.get(each).status_code for each in pages] == [404, 404]
        assert TITLE not in words(client.get(reverse("exchanges:home", args=[group.bank.slug])))
    sign_in(group.rosa)
    assert TITLE in words(client.get(listed))
    assert [client.get(each).status_code for each in pages] == [200, 200]
    page = client.post(url("event_withdraw", group.event), follow=True)  # it is no page of hers from now on
    assert (page.status_code, page.redirect_chain[-1][0]) == (200, listed)


def test_those_who_run_the_bank_read_totals_and_no_name(client, sign_in, group):
    event = registered(group)
    guest = event.guests.get()
    line = event.attendees.get(member=group.rosa)
    desk = reverse("exchanges:desk", args=[group.bank.slug])
    sign_in(group.priya)

    page, hours = client.get(url("event", event)), client.get(url("event_hours", event))

    assert TITLE in words(page)
    assert named(page) == named(hours) == []
    assert "1 member came." in words(hours)
    assert "those who took part pay 1 hour" in words(hours)
    assert "1 guest came" in words(hours)
    assert url("event_hours", event) in client.get(desk).content.decode()
    closed = ("event_register", "event_register_printed", "event_sign_up_for", "event_change", "event_cancel")
    assert {client.get(url(each, event)).status_code for each in closed} == {403}
    assert client.get(url("event_guest", event, guest.pk)).status_code == 403
    assert client.get(url("event_line", event, line.pk)).status_code == 403
    assert client.post(url("event_sign_up", event), {"part": "GUEST"}).status_code == 403
    page = client.post(url("event_approve", event), follow=True)
    assert "Posted." in words(page)
    assert "Take everything back" in words(page)
    for reader in (make.admin_of(group.bank), make.make_auditor(group.bank)):
        assert named(sign_in(reader).get(url("event_hours", event))) == []


def test_who_puts_it_on_keeps_it_and_reads_whose_hours_do_not_fit(client, sign_in, group):
    set_limits(group.rosa.account_id, Limits(-30, None), by="system", reason="TEST")
    event = registered(group)
    sign_in(group.nina)

    register, hours = client.get(url("event_register", event)), client.get(url("event_hours", event))
    printed = client.get(url("event_register_printed", event))

    assert all("Rosa" in words(each) for each in (register, hours, printed))
    assert "would not fit" in words(hours)
    assert "At most" not in words(hours)  # what she can still spend is not theirs to know
    asked = client.get(
        url("event_change", make.make_event(group.nina, title=TITLE, is_confidential=True, is_public=False))
    )
    assert {"title", "body", "is_public"}.isdisjoint(asked.context["form"].fields)
    read = words(sign_in(group.priya).get(url("event_hours", event)))
    assert "Somebody in the register" in read
    assert "Rosa" not in read
    assert posting.what_it_comes_to(Event.objects.get(pk=event.pk)).came == 1
