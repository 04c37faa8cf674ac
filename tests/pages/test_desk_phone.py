"""Logging while somebody is on the phone: found by name, number or telephone; the same as last week with one press."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from exchanges.models import Exchange
from members.models import Member
from tests import factories as make
from tests.pages.reading import words

pytestmark = pytest.mark.django_db


def find_at(bank) -> str:
    return reverse("exchanges:desk_find", args=[bank.slug])


@pytest.mark.parametrize("typed", ["margaret", "{number}", "01632 960777", "+44 1632 960777", "pole"])
def test_who_rings_is_found_by_what_they_say(client, bank, margaret, fatima, priya, typed):
    Member.objects.filter(pk=margaret.pk).update(telephone="01632 960 777")
    client.force_login(priya.person)

    found = words(client.get(find_at(bank), {"q": typed.format(number=margaret.number), "part": "list"}))

    assert f"Margaret Pole, number {margaret.number}" in found
    assert "Fatima" not in found
    assert "<html" not in found


def test_the_list_is_for_coordinators_and_shows_no_other_bank(client, bank, margaret, priya):
    make.make_member(make.make_bank(), name="Margaret Elsewhere")
    for member, status in ((margaret, 403), (make.admin_of(bank), 403), (priya, 200)):
        client.force_login(member.person)
        assert client.get(find_at(bank), {"q": "margaret"}).status_code == status
    assert "Elsewhere" not in words(client.get(find_at(bank), {"q": "margaret"}))


def test_the_same_as_last_week_fills_everything(client, bank, margaret, fatima, priya):
    today = bank.day(timezone.now())
    day = today - datetime.timedelta(days=9)
    last = make.posted_exchange(margaret, fatima, description="Shopping", minutes=90)
    Exchange.objects.filter(pk=last.pk).update(happened_on=day)
    client.force_login(priya.person)
    assert "Same again: Shopping" in words(client.get(find_at(bank), {"q": "fatima"}))

    page = client.get(reverse("exchanges:log_for", args=[bank.slug]), {"again": last.pk})
    begun = page.context["form"].initial
    sent = {"giver": begun["giver"], "receiver": begun["receiver"], "description": begun["description"]}
    sent |= {"minutes": "1:30", "day": begun["day"].isoformat(), "told_by": "giver", "channel": "PHONE"}
    client.post(reverse("exchanges:log_for", args=[bank.slug]), sent)

    again = Exchange.objects.exclude(pk=last.pk).get()
    assert (again.giver, again.receiver, again.minutes, again.description) == (margaret, fatima, 90, "Shopping")
    assert again.happened_on == day + datetime.timedelta(days=7)


def test_what_cannot_be_read_fills_nothing(client, bank, priya):
    elsewhere = make.make_bank()
    foreign = make.posted_exchange(make.make_member(elsewhere), make.make_member(elsewhere), description="Secret")
    client.force_login(priya.person)

    for query in (
        {"again": foreign.pk},
        {"again": "9" * 30},
        {"again": "x"},
        {"with": "9" * 40},
        {"again": "9" * 5000},
        {"with": "9" * 5000},
    ):
        page = client.get(reverse("exchanges:log_for", args=[bank.slug]), query)
        assert page.status_code == 200
        assert "Secret" not in words(page)


@pytest.mark.parametrize("count", [1, 3])
def test_finding_asks_as_much_for_one_as_for_three(client, bank, fatima, priya, count, django_assert_num_queries):
    for number in range(count):
        make.posted_exchange(make.make_member(bank, name=f"Ana {number}"), fatima)
    client.force_login(priya.person)

    with django_assert_num_queries(6):
        client.get(find_at(bank), {"q": "Ana", "part": "list"})


def test_who_is_called_so_comes_before_whose_name_has_it_within(client, bank, margaret, priya):
    for number in range(6):
        make.make_member(bank, name=f"Amara {number}")
    make.make_member(bank, name="Zoë Marsh")
    client.force_login(priya.person)

    found = client.get(find_at(bank), {"q": "mar", "part": "list"}).context["found"]

    assert [each.member.name for each in found][:3] == ["Margaret Pole", "Zoë Marsh", "Amara 0"]
