"""Bringing members over on the site: send in, read the report, take it or throw it away, then write to them."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from ledger import reads as ledger
from members import tasks
from members.models import Member, MemberEvent, MemberFile, WaitingAddress
from tests import factories as make
from tests.pages.reading import words

pytestmark = pytest.mark.django_db

GOOD = "number,name,email,balance\n901,Ann Smith,ann@example.org,3½\n902,Bertha Jones,,-1:30\n"


@pytest.fixture
def admin(client, bank):
    admin = make.admin_of(bank)
    client.force_login(admin.person)
    return admin


def page(bank, part="bring_over"):
    return reverse(f"members:{part}", args=[bank.slug])


def send(client, bank, content=GOOD, **answers):
    file = SimpleUploadedFile("members.csv", content if isinstance(content, bytes) else content.encode())
    return client.post(page(bank), {"file": file, "days": "YMD", **answers})


def test_an_admin_looks_through_a_file_and_then_takes_it(client, bank, admin):
    answer = send(client, bank)
    looked = words(client.get(answer.url))

    assert "2 members would come over." in looked
    assert "Together they have 3½ hours and owe 1½ hours." in looked
    assert "Ann Smith 2 901 3:30" in looked
    assert not Member.objects.filter(number=901).exists()

    taken = client.post(page(bank, "bring_over_take"), {"file": MemberFile.objects.get().pk}, follow=True)

    assert "2 members were brought over." in words(taken)
    ann = Member.objects.of(bank).get(number=901)
    assert (ann.name, ledger.balance_of(ann.account_id)) == ("Ann Smith", 210)
    event = ann.events.get()
    assert (event.kind, event.by) == (MemberEvent.Kind.IMPORTED, admin)
    assert not MemberFile.objects.exists()


def test_what_does_not_fit_is_named_line_by_line_and_cannot_be_taken(client, bank, admin):
    send(client, bank, "number,name,balance\n901,,1\n902,Bob,-13\n")

    looked = words(client.get(page(bank)))
    taken = client.post(page(bank, "bring_over_take"), {"file": MemberFile.objects.get().pk}, follow=True)

    assert "Line 2 There is no name. Line 3 −13 hours is below the floor" in looked
    assert "Bring over" not in looked.replace("Bring over your", "")
    assert "Nothing was brought over. Put the lines right first." in words(taken)
    assert not Member.objects.filter(number__in=[901, 902]).exists()


def test_a_file_that_cannot_be_read_says_why(client, bank, admin):
    send(client, bank, "name\nZoë\n".encode("cp1252"))

    assert "The letters of this file are not UTF-8." in words(client.get(page(bank)))


def test_a_file_without_members_says_so(client, bank, admin):
    send(client, bank, "name\n")

    assert "There is no member in this file." in words(client.get(page(bank)))


def test_a_file_is_thrown_away(client, bank, admin):
    send(client, bank)

    answer = client.post(page(bank, "bring_over_discard"), follow=True)

    assert "The file is erased. Nothing was brought over." in words(answer)
    assert not MemberFile.objects.exists()


def test_a_file_nobody_took_is_erased_after_a_day(client, bank, admin):
    send(client, bank)
    tasks.sweep_imported()
    assert MemberFile.objects.count() == 1

    MemberFile.objects.update(at=timezone.now() - datetime.timedelta(days=1))
    tasks.sweep_imported()

    assert MemberFile.objects.count() == 0


def test_another_file_takes_the_place_of_the_first(client, bank, admin):
    send(client, bank)
    first = MemberFile.objects.get().pk
    send(client, bank, "number,name\n903,Carl\n")

    answer = client.post(page(bank, "bring_over_take"), {"file": first})

    assert answer.status_code == 404
    assert not Member.objects.filter(number__in=[901, 903]).exists()


def test_the_file_of_another_bank_is_not_there(client, bank, admin):
    elsewhere = make.make_bank()
    client.force_login(make.admin_of(elsewhere).person)
    send(client, elsewhere)
    client.force_login(admin.person)

    taken = client.post(page(bank, "bring_over_take"), {"file": MemberFile.objects.get().pk})

    assert (taken.status_code, Member.objects.filter(number=901).exists()) == (404, False)
    assert "members.csv" not in words(client.get(page(bank)))


def test_programs_days_and_columns_are_said_with_the_file(client, bank, admin):
    send(
        client, bank, "N,Who,Created,Balance\n901,Ana,04/03/2021,5400\n",
        program="timeoverflow", days="DMY", columns="Who = name\n",
    )  # fmt: skip

    client.post(page(bank, "bring_over_take"), {"file": MemberFile.objects.get().pk})

    ana = Member.objects.of(bank).get(number=901)
    assert (ana.name, ledger.balance_of(ana.account_id)) == ("Ana", 90)
    assert bank.day(ana.joined_at) == datetime.date(2021, 3, 4)


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"columns": "Who = nickname"}, "We have no column called “nickname”."),
        ({"columns": "Who"}, "Write “Who” as: their column = our column."),
        ({"file": ""}, "Choose the file"),
        ({"file": SimpleUploadedFile("m.csv", b"")}, "There is nothing in that file."),
        ({"file": SimpleUploadedFile("m.csv", b"x" * (5 * 1024 * 1024 + 1))}, "That file is larger than 5 MB."),
        ({"days": "XYZ"}, "How does it write days?"),
    ],
)
def test_answers_that_do_not_fit_are_kept_and_named(client, bank, admin, answers, sentence):
    answer = send(client, bank, **answers)

    assert (answer.status_code, sentence in words(answer)) == (400, True)
    assert not MemberFile.objects.exists()


def test_they_are_written_to_when_the_admin_says_so(client, bank, admin):
    send(client, bank)
    client.post(page(bank, "bring_over_take"), {"file": MemberFile.objects.get().pk})
    before = words(client.get(page(bank)))

    answer = client.post(page(bank, "bring_over_invite"), follow=True)

    assert "1 member was brought over with an e-mail address and has not been written to." in before
    assert "One letter leaves within minutes." in words(answer)
    waiting = WaitingAddress.objects.get()
    assert (waiting.email, waiting.invited_by, waiting.invite_at is not None) == ("ann@example.org", admin, True)
    assert "has not been written to" not in words(client.get(page(bank)))


def test_the_report_goes_on_from_page_to_page(client, bank, admin):
    lines = [f"{number},Person {number}" for number in range(901, 952)]
    send(client, bank, "number,name\n" + "\n".join(lines) + "\n")

    first, second = words(client.get(page(bank))), words(client.get(f"{page(bank)}?after=51"))

    assert ("Person 950 51 950" in first, "Person 951 52 951" in first, "More lines" in first) == (True, False, True)
    assert ("Person 950" in second, "Person 951 52 951" in second, "More lines" in second) == (False, True, False)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_the_same_of_the_database_however_long_the_file(
    client, bank, admin, rows, django_assert_num_queries
):
    send(client, bank, "number,name\n" + "".join(f"{901 + row},Person {row}\n" for row in range(rows)))
    client.get(page(bank))

    with django_assert_num_queries(QUERIES):
        client.get(page(bank))


QUERIES = 12


@pytest.mark.parametrize("part", ["bring_over", "bring_over_take", "bring_over_discard", "bring_over_invite"])
def test_coordinators_and_members_may_not(client, bank, part):
    for asker in (make.make_coordinator(bank), make.make_member(bank)):
        client.force_login(asker.person)
        assert client.post(page(bank, part)).status_code == 403
