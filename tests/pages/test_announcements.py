"""The pages of announcements: members read them until their day, coordinators write, print and take down."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from exchanges.models import Announcement
from tests import factories as make
from tests.pages.reading import words

pytestmark = pytest.mark.django_db


def url(name, bank, *parts):
    return reverse(f"exchanges:{name}", args=[bank.slug, *parts])


def sent(bank, **changes):
    until = bank.day(timezone.now()) + datetime.timedelta(days=7)
    return {"subject": "Closed", "body": "On Monday.", "group": "ALL", "until_on": until.isoformat(), **changes}


def test_a_coordinator_writes_one_and_hears_whom_it_reaches(sign_in, bank, margaret, priya):
    make.make_member(bank, name="Ethel Price", email="")
    client, address = sign_in(priya), url("announcement_new", bank)

    assert client.get(address).status_code == 200
    answer = client.post(address, sent(bank, by=margaret.pk, told_at="2020-01-01"), follow=True)

    found = Announcement.objects.get()
    assert (found.by, found.told_at) == (priya, None)
    assert "We tell 4 members. 1 gets no e-mail: print it for them." in words(answer)
    sheet = words(client.get(url("announcement_printed", bank, found.pk)))
    assert "On Monday." in sheet
    assert "Ethel Price" in sheet
    assert "Margaret Pole" not in sheet


@pytest.mark.parametrize(
    "lacks", [{"subject": ""}, {"group": "NEW", "weeks": ""}, {"group": "AREA"}, {"group": "EVENT"}]
)
def test_what_lacks_something_comes_back_with_what_was_typed(sign_in, bank, priya, lacks):
    answer = sign_in(priya).post(url("announcement_new", bank), sent(bank, **lacks))

    assert answer.status_code == 400
    assert "On Monday." in answer.text
    assert not Announcement.objects.exists()


def test_members_read_it_on_the_first_page_and_its_own(sign_in, bank, margaret, priya):
    make.make_announcement(priya, subject="Big Lunch on Sunday")
    client = sign_in(margaret)

    home, page = client.get(url("home", bank)), client.get(url("announcements", bank))

    assert "Big Lunch on Sunday" in words(home)
    assert f"{url('announcements', bank)}#announcement-" in home.text
    assert "Big Lunch on Sunday" in words(page)
    assert "Take it down" not in page.text


def test_taken_down_it_is_gone(sign_in, bank, margaret, priya):
    found = make.make_announcement(priya, subject="Big Lunch on Sunday")
    sign_in(priya).post(url("announcement_down", bank, found.pk), follow=True)

    client = sign_in(margaret)
    assert "Big Lunch" not in client.get(url("home", bank)).text + client.get(url("announcements", bank)).text


def test_what_is_for_others_is_not_read(sign_in, bank, margaret, fatima, priya):
    type(fatima).objects.filter(pk=fatima.pk).update(area="Mill Lane")
    make.make_announcement(priya, subject="Mill Lane is closed", group="AREA", area="mill lane")

    def shown(reader):
        client = sign_in(reader)
        return ["Mill Lane is closed" in client.get(url(name, bank)).text for name in ("home", "announcements")]

    assert [shown(reader) for reader in (margaret, fatima)] == [[False, False], [True, True]]
    assert shown(priya) == [False, True]  # who writes them sees all on the page, and only their own at home


def test_another_bank_has_none_of_it(sign_in, bank, priya):
    found = make.make_announcement(priya)
    elsewhere = make.make_coordinator(make.make_bank())
    client = sign_in(elsewhere)

    assert client.get(url("announcement_printed", elsewhere.bank, found.pk)).status_code == 404
    assert client.post(url("announcement_down", elsewhere.bank, found.pk)).status_code == 404
    assert "Closed on Monday" not in client.get(url("announcements", elsewhere.bank)).text


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_five_queries_however_long(sign_in, bank, margaret, priya, django_assert_num_queries, rows):
    for row in range(rows):
        make.make_announcement(priya, subject=f"Tea {row}")
    client = sign_in(margaret)

    with django_assert_num_queries(5):  # session, person, bank, membership, announcements
        client.get(url("announcements", bank))
