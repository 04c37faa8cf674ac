"""The page of proof: what it says to people who are no technicians, its seals, and a seal that was kept outside."""

import datetime
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from insight import actions
from insight.models import Proof
from insight.reads.proofs import CHECKS, SEALS_SHOWN
from ledger import actions as ledger_actions
from ledger import reads
from ledger.reads.checks import OF_A_BOOK
from members.models import Bank, Member
from tests import factories as make
from tests.pages.reading import words

QUERIES = 8


@pytest.fixture
def bank(db) -> Bank:
    return make.make_bank()


@pytest.fixture
def admin(bank) -> Member:
    return make.admin_of(bank)


@pytest.fixture
def browser(client, admin):
    client.force_login(admin.person)
    return client


def page_of(bank: Bank, name: str = "proof", **parts) -> str:
    return reverse(f"insight:{name}", kwargs={"bank": bank.slug, **parts})


def seal(bank: Bank) -> reads.SealLine:
    """Post something, and seal it."""
    make.posted_exchange(make.make_member(bank), make.make_member(bank))
    ledger_actions.seal_book(bank.book_id)
    latest = reads.latest_seal(bank.book_id)
    assert latest is not None
    return latest


def test_a_bank_that_was_never_proved_says_what_comes(browser, bank):
    said = words(browser.get(page_of(bank)))

    assert "The ledger has not been checked yet." in said
    assert "No seal yet. The first one is made within half an hour." in said
    assert "What was checked" not in said


def test_the_page_says_what_was_checked_and_how_much(browser, bank):
    made = seal(bank)
    proof = actions.prove(bank, at=timezone.now())
    Proof.objects.filter(pk=proof.pk).update(milliseconds=75_400)

    said = words(browser.get(page_of(bank)))

    assert "Ledger proved" in said
    assert "1 transfer, 2 lines, 1 seal" in said
    assert "How long it took 1 minute" in said
    assert f"Last seal at that time {made.number}" in said
    assert [check for check in CHECKS.values() if str(check.holds) not in said] == []


def test_every_kind_of_fault_has_its_words():
    assert CHECKS.keys() == OF_A_BOOK.keys() | {"SEAL", "LAW"}


@pytest.mark.parametrize(
    ("milliseconds", "said"), [(400, "less than a second"), (1_200, "1 second"), (59_000, "59 seconds")]
)
def test_short_proofs_are_said_in_seconds(browser, bank, milliseconds, said):
    actions.prove(bank, at=timezone.now())
    Proof.objects.update(milliseconds=milliseconds)

    assert f"How long it took {said}" in words(browser.get(page_of(bank)))


def test_what_is_new_is_said_beside_everything(browser, bank):
    seal(bank)
    actions.prove(bank, at=timezone.now())
    make.posted_exchange(make.make_member(bank), make.make_member(bank))
    actions.prove_what_is_due(bank, at=timezone.now())

    said = words(browser.get(page_of(bank)))

    assert "1 transfer since the check before" in said
    assert "All 2 entries of 1 transfers were checked" in said
    assert "What is new since then was last checked on" in said


def test_faults_are_said_in_plain_words_with_what_to_do(browser, bank):
    details = [("BALANCE", 7, "it has no balance"), ("BALANCE", 8, "it has no balance"), ("NEWER", None, "odd")]
    Proof.objects.create(
        bank=bank,
        at=timezone.now(),
        is_whole=False,
        transfers_count=1,
        entries_count=2,
        faults_count=5,
        faults=[
            {"kind": kind, "bank": bank.slug, "transfer": None, "account": account, "detail": detail}
            for kind, account, detail in details
        ],
        milliseconds=1,
    )

    said = words(browser.get(page_of(bank)))

    assert "Ledger does not add up" in said
    assert "ring the people who run the site" in said
    assert "A balance is not what its lines add up to." in said
    assert f"2 places, for the people who run the site BALANCE {bank.slug} - 7 it has no balance" in said
    assert "Something else in the books is not as it should be." in said
    assert "2 more faults are not listed here." in said
    assert "What was checked" not in said


def test_warnings_are_passed_on(browser, bank):
    """The tests' own server gives up durability for speed, so it must be warned of."""
    before = words(browser.get(page_of(bank)))
    actions.prove(bank, at=timezone.now())
    after = words(browser.get(page_of(bank)))

    assert "Take care" not in before
    assert "Take care" in after
    assert "PostgreSQL's fsync is off" in after


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_the_same_of_the_database_for_any_number_of_seals(browser, bank, count):
    for _each in range(count):
        seal(bank)
    actions.prove(bank, at=timezone.now())

    with CaptureQueriesContext(connection) as asked:
        response = browser.get(page_of(bank))

    assert len(response.context["seals"]) == count
    assert len(asked) == QUERIES


def test_seals_go_on_over_pages(browser, bank):
    for _each in range(SEALS_SHOWN + 1):
        seal(bank)

    first = browser.get(page_of(bank))
    second = browser.get(page_of(bank) + first.context["older_url"].partition("#")[0])

    numbers = [each.number for page in (first, second) for each in page.context["seals"]]
    assert numbers == list(range(SEALS_SHOWN + 1, 0, -1))
    assert (second.context["older_url"], second.context["newer_url"]) == ("", page_of(bank) + "#seals")


@pytest.mark.parametrize("before", ["-1", "x", "0", "9" * 30, ""])
def test_a_place_that_is_none_is_the_latest(browser, bank, before):
    made = seal(bank)

    response = browser.get(page_of(bank), {"before": before})

    assert [each.number for each in response.context["seals"]] == [made.number]


def test_a_seal_is_saved_as_the_file_that_the_command_reads(browser, bank):
    made = seal(bank)

    response = browser.get(page_of(bank, "seal_file", seal=made.number))

    assert response["Content-Disposition"] == f'attachment; filename="{bank.slug}-seal-{made.number}.json"'
    assert reads.KeptSeal.read(response.content.decode()) == reads.KeptSeal(bank.slug, made.number, made.hash)


@pytest.mark.parametrize("number", [0, 99, 10**30])
def test_a_seal_that_is_not_there_is_not_found(browser, bank, number):
    seal(bank)

    assert browser.get(page_of(bank, "seal_file", seal=number)).status_code == 404


def test_the_seal_of_another_bank_is_not_found(browser, bank):
    elsewhere = make.make_bank()
    for _each in range(2):
        made = seal(elsewhere)

    assert browser.get(page_of(bank, "seal_file", seal=made.number)).status_code == 404
    assert browser.get(page_of(elsewhere, "seal_file", seal=made.number)).status_code == 404


def compare(browser, bank: Bank, content: bytes):
    file = SimpleUploadedFile("kept.json", content, content_type="application/json")
    return browser.post(page_of(bank, "compare_seal"), {"file": file})


def kept(bank: Bank, made: reads.SealLine, **changed) -> bytes:
    fields = {"timebank-seal": 1, "bank": bank.slug, "number": made.number, "hash": made.hash, **changed}
    return json.dumps(fields).encode()


def test_a_seal_that_was_kept_is_still_there(browser, bank):
    made = seal(bank)
    file = browser.get(page_of(bank, "seal_file", seal=made.number)).content

    before = words(compare(browser, bank, file))
    actions.prove(bank, at=timezone.now())
    after = words(compare(browser, bank, file))

    assert "is still in the books, just as you kept it. Whether the lines in the books fit" in before
    assert "all lines in the books fitted their seals." in after


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"hash": "0" * 64}, "is not the one you kept. Something from before it was changed."),
        ({"number": 2}, "Seal 2 is not in the books. They may have been put back from an older backup"),
        ({"number": 10**30}, "is not in the books."),
        ({"number": -1}, "is not in the books."),
    ],
)
def test_a_seal_that_is_not_in_the_books_says_what_that_means(browser, bank, changed, said):
    response = compare(browser, bank, kept(bank, seal(bank), **changed))

    assert (response.status_code, said in words(response)) == (200, True)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "That file holds no seal of a ledger."),
        (b"\xff\xfe\x00", "That file holds no seal of a ledger."),
        (b"[" * 100_000, "That file holds no seal of a ledger."),
        (b'{"timebank-seal": 1, "bank": "a", "number": 1e999, "hash": "b"}', "That file holds no seal of a ledger."),
        (b'{"timebank-seal": 1, "bank": "\\u0000", "number": 1, "hash": "b"}', "That seal is of another time bank."),
    ],
)
def test_another_file_is_refused_in_words(browser, bank, content, said):
    response = compare(browser, bank, content)

    assert (response.status_code, said in words(response)) == (400, True)


def test_no_file_is_asked_for(browser, bank):
    response = browser.post(page_of(bank, "compare_seal"))

    assert (response.status_code, "Choose the file you kept" in words(response)) == (400, True)


def test_comparing_keeps_nothing(browser, bank, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    made = seal(bank)
    with CaptureQueriesContext(connection) as asked:
        compare(browser, bank, kept(bank, made))

    written = [query["sql"] for query in asked if not query["sql"].startswith(("SELECT", "\n  SELECT"))]
    assert (written, list(tmp_path.iterdir())) == ([], [])


@pytest.mark.parametrize(
    ("who", "page", "button", "save"),
    [("admin", 200, 302, 200), ("auditor", 200, 403, 200), ("coordinator", 200, 403, 403), ("member", 403, 403, 403)],
)
def test_who_may_see_seal_and_save(client, bank, who, page, button, save):
    made = seal(bank)
    members = {
        "admin": make.admin_of,
        "auditor": make.make_auditor,
        "coordinator": make.make_coordinator,
        "member": make.make_member,
    }
    client.force_login(members[who](bank).person)

    assert client.get(page_of(bank)).status_code == page
    assert client.post(page_of(bank, "seal_now")).status_code == button
    assert client.get(page_of(bank, "seal_file", seal=made.number)).status_code == save
    assert compare(client, bank, kept(bank, made)).status_code == save


def test_an_auditor_sees_no_button_that_is_not_theirs(client, bank):
    client.force_login(make.make_auditor(bank).person)

    said = words(client.get(page_of(bank)))

    assert "Check the ledger now" not in said
    assert "Seal the books now" not in said


def test_a_coordinator_reads_the_proof_and_finds_nothing_that_is_not_theirs(client, bank):
    made = seal(bank)
    client.force_login(make.make_coordinator(bank).person)

    said = words(client.get(page_of(bank)))

    assert f"Seal {made.number}" in said
    assert "Admins and auditors save some" in said
    for button in ("Check the ledger now", "Seal the books now", "Save", "To keep", "Compare"):
        assert button not in said


def test_a_coordinator_finds_the_proof_from_the_reports(client, bank):
    client.force_login(make.make_coordinator(bank).person)

    assert "See the proof" in words(client.get(reverse("insight:reports", args=[bank.slug])))


def test_a_check_that_is_a_day_old_is_said(browser, bank):
    actions.prove(bank, at=timezone.now() - datetime.timedelta(days=2))

    assert "That check is more than a day old." in words(browser.get(page_of(bank)))
