"""Bringing members over from a file: the whole of it, or nothing and every bad row named."""

import csv
import datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from insight.actions.erasing import erase_on_own_wish
from ledger import actions as ledger
from ledger import reads
from members import tasks
from members.actions.member_files import SentFile, keep_file
from members.models import AddressClaim, Bank, Gift, Member, MemberEvent, MemberFile, WaitingAddress
from notices.models import Notice, Recipient
from tests import factories as make
from tests.members.importing import ANN, BERTHA, HEAD, a_file, balance, member, refused, run

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank() -> Bank:
    return make.make_bank(welcome_minutes=120)


@pytest.fixture
def folder(tmp_path) -> Path:
    return tmp_path


def test_members_are_there_as_if_they_had_always_been(bank, folder):
    told = Notice.objects.count()

    said = run(bank, a_file(folder, ANN, BERTHA))

    assert said == [
        "Imported. Members: 2 (organisations 0, paused 1, left 0). They have 3½ hours and owe 1½ hours; "
        "the accounts go from −1½ hours to 3½ hours.",
    ]
    ann, bertha = member(bank, 12), member(bank, 13)
    assert (ann.name, ann.state, ann.kind, ann.telephone) == ("Ann Smith", "APPROVED", "PERSON", "01632 960184")
    assert bank.day(ann.joined_at) == datetime.date(2021, 5, 3)
    assert (bertha.state, bertha.channel, bertha.back_on) == ("PAUSED", "PHONE", None)
    assert (balance(ann), balance(bertha)) == (210, -90)
    assert list(ann.gifts.values_list("kind", "words")) == [("HEART", "listening"), ("HAND", "baking, slowly")]
    assert ann.search_text == "ann smith listening baking, slowly"
    assert ann.events.get().kind == MemberEvent.Kind.IMPORTED
    assert reads.account_states([ann.account_id])[ann.account_id].floor_minutes == bank.floor_minutes
    assert reads.balance_of(reads.account_of_kind(bank.book_id, "OPENING")) == -120
    assert reads.balance_of(reads.account_of_kind(bank.book_id, "WELCOME")) == 0
    assert reads.prove(bank=bank.slug).faults == []
    assert Notice.objects.count() == told


def test_opening_balances_are_one_batch_of_one_day(bank, folder):
    run(bank, a_file(folder, ANN, BERTHA), "--as-of", "2024-03-31")

    day = datetime.date(2024, 3, 31)
    lines = list(reads.journal(bank.book_id, first_on=day, last_on=day))

    assert [(line.kind, line.minutes, f"{line.booked_on}") for line in lines] == [
        ("OPENING", 210, "2024-03-31"),
        ("OPENING", 90, "2024-03-31"),
    ]
    assert len({line.batch for line in lines} - {None}) == 1


def test_a_dry_run_says_what_each_line_becomes_and_changes_nothing(bank, folder):
    namesake = make.make_member(bank, name="ann  smith")
    taken = make.make_member(bank)
    before = Member.objects.count()
    path = a_file(folder, ANN, BERTHA, "NET7,The Choir,,,,,,", f"{taken.number},Carl,,,,,,")

    said = run(bank, path, "--dry-run")

    highest = max(13, taken.number, namesake.number)
    assert said == [
        f"Line 2: Ann Smith, 12, 3½ hours. Member {namesake.number} has the same name. Is this somebody else?",
        "Line 3: Bertha Jones, 13, having a rest, −1½ hours.",
        f"Line 4: The Choir, {highest + 1}, 0 hours. Number NET7 cannot be kept: it is {highest + 1} from now on.",
        f"Line 5: Carl, {highest + 2}, 0 hours. Number {taken.number} cannot be kept: it is {highest + 2} from now on.",
        "This can be imported. Members: 4 (organisations 0, paused 1, left 0). They have 3½ hours and owe 1½ hours; "
        "the accounts go from −1½ hours to 3½ hours. Nothing was changed.",
    ]
    assert Member.objects.count() == before


def test_the_same_file_twice_doubles_nothing(bank, folder):
    path = a_file(folder, ANN, BERTHA)
    run(bank, path)

    assert refused(bank, path) == ["This file has been imported already."]


def test_lines_that_are_known_are_named(bank, folder):
    make.make_member(bank, email="carl@example.org")
    run(bank, a_file(folder, ANN))
    path = a_file(folder, ANN, BERTHA, "41,Carl,Carl@Example.org,,,,,")
    number = Member.objects.of(bank).get(person__email="carl@example.org").number

    assert refused(bank, path) == [
        "Line 2: This line has been imported already: member 12.",
        f"Line 4: This e-mail address belongs here already: member {number}.",
        "Nothing was imported. Lines to put right first: 2 of 3.",
    ]


def test_an_address_that_waits_for_its_owner_belongs_to_somebody_already(bank, folder):
    run(bank, a_file(folder, ANN))

    assert refused(bank, a_file(folder, "40,Anna S,ANN@example.org,,,,,"))[0] == (
        "Line 2: This e-mail address belongs here already: member 12."
    )


def test_who_has_left_is_kept_by_name_alone_and_has_no_account(bank, folder):
    head = f"{HEAD},about,address"
    run(
        bank, a_file(folder, "7,Dora,dora@example.org,01632 960186,singing,0,2019-01-01,left,Sang,1 High St", head=head)
    )

    dora = member(bank, 7)

    assert (dora.state, dora.account_id, dora.name) == ("LEFT", None, "Dora")
    assert (dora.telephone, dora.about, dora.postal_address, dora.search_text) == ("", "", "", "dora")
    assert (Gift.objects.filter(member=dora).count(), WaitingAddress.objects.count()) == (0, 0)


def test_organisations_hold_accounts_and_nobody_signs_in_for_them_yet(bank, folder):
    run(bank, a_file(folder, "The Choir,charity,choir@example.org,5", head="name,kind,email,balance"))

    choir = Member.objects.of(bank).get(name="The Choir")

    assert (choir.kind, choir.organisation_kind, choir.person) == ("ORGANISATION", "ASSOCIATION", None)
    assert (choir.contact_email, balance(choir), choir.number) == ("choir@example.org", 300, 1)
    assert reads.account_states([choir.account_id])[choir.account_id].is_open
    assert not WaitingAddress.objects.exists()


BELOW = "−13 hours is below the floor of −12 hours that a new member has here. An admin can lower it first."


HAS_LEFT = (
    "Who has left has no account, so no hours either. Settle the balance first, or bring them over as a member "
    "and let them leave here."
)


TOO_MANY = "This line has more cells than the first line has names. Put a value with a comma in quotation marks."


NASTY = [
    (",Zed,,,,,,", None),
    ('50,"Zoë ""Z"" O\'Neill, née Łoś مرحبا",,,,,,', None),
    ("", None),
    ("51,,,,,,,", "There is no name."),
    ("52,12345,,,,,,", "name: Write the name with letters."),
    ("53," + "x" * 151 + ",,,,,,", "name: Write at most 150 letters. This has 151."),
    ("54,=cmd|'/c calc'!A1,,,,,,", "One cell is a formula. Copy the sheet, paste it as values, and save that."),
    ("55,Eve,eve(at)example.org,,,,,", "email: Write the whole address, such as ana@example.org"),
    ("56,Fay,fay@example.org,,,,,", None),
    ("57,Fay Two,FAY@example.org,,,,,", "Line 10 has the same e-mail address. Each member needs their own, or none."),
    ("0056,Gus,,,,,,", "Line 10 has the same number. Each member needs their own."),
    ("58,Hal,,123,,,,", "telephone: Write the whole number, such as 01632 960184"),
    ("59,Ida,,,,1.333,,", "balance: “1.333” does not come to whole minutes. Write it such as 1½, 1.5, 1:30."),
    ("60,Jim,,,,loads,,", "balance: “loads” does not come to whole minutes. Write it such as 1½, 1.5, 1:30."),
    ("61,Kay,,,,-13,,", BELOW),
    ("62,Leo,,,,1,,left", HAS_LEFT),
    ("63,Mia,,,,,03/04/2021,", "joined: “03/04/2021” is no day as we read it. Write it as 2026-01-31."),
    ("64,Ned,,,,,2921-01-01,", "joined: 2921-01-01 is no day of the past."),
    ("65,Oda,,,,,,dormant", "state: “dormant” is not known here. Write active, paused or left."),
    (HEAD, "This is the first line once more. Take it out."),
    ("66,Pia,,,,1,5,2021-01-01,,", TOO_MANY),
    ("67,Qi\0n,,,,,,", "name: Leave out characters that cannot be seen."),
    ("68,Rex,,," + "y" * 101 + ",,,", "gifts: Write at most 100 letters. This has 101."),
]  # fmt: skip


def test_every_bad_row_of_a_nasty_file_is_named(bank, folder):
    path = a_file(folder, *[line for line, _reason in NASTY], encoding="utf-8-sig")

    said = refused(bank, path)

    expected = [f"Line {line}: {reason}" for line, (_cells, reason) in enumerate(NASTY, start=2) if reason]
    assert said[:-1] == expected
    assert said[-1] == f"Nothing was imported. Lines to put right first: {len(expected)} of {len(NASTY) - 1}."


def test_all_that_is_wrong_with_a_line_is_said_at_once(bank, folder):
    said = refused(bank, a_file(folder, "1,,x@,12,,a,b,c"))

    begins = [line.split(":")[1].strip() for line in said[:-1]]
    assert sorted(begins) == ["There is no name.", "balance", "email", "joined", "state", "telephone"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The first line names the columns. These are missing: name."),
        (b"number|name|email\n1|Ann|\n", "These are missing: name."),
        (b"number,e-mail\n1,a@example.org\n", "These are missing: name."),
        (b"name,Name\nAnn,Ann\n", "These columns are there twice: name."),
        (b"name,phone,tel\nAnn,1,2\n", "These columns are there twice: telephone."),
        (b"name,balance,balance minutes\nAnn,1,60\n", "The balance stands in one column"),
        ("name\nZoë\n".encode("cp1252"), "The letters of this file are not UTF-8. Save it again as “CSV UTF-8”."),
        ("name\nZoë\n".encode("utf-16"), "The letters of this file are not UTF-8."),
        (b'name\n"Ann\n', "This is no CSV file as we can read it"),
        (b"name\n\n\n", "There is nothing to import in"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_sentence(bank, folder, content, sentence):
    path = folder / "members.csv"
    path.write_bytes(content)

    (said,) = refused(bank, path)

    assert sentence in said


def test_a_line_of_another_bank_is_nothing_here(bank, folder):
    elsewhere = make.make_member(make.make_bank(), name="Ann Smith", email="ann@example.org")

    said = run(bank, a_file(folder, ANN), "--dry-run")

    assert said[0] == "Line 2: Ann Smith, 12, 3½ hours."
    assert elsewhere.person.email == "ann@example.org"


def test_who_is_under_18_is_not_brought_over(bank, folder):
    child = (timezone.now() - datetime.timedelta(days=365 * 17)).date()
    path = a_file(folder, f"Ann,{child}", "Bob,1950-02-28", head="name,date of birth")

    assert refused(bank, path)[0] == (
        "Line 2: They are under 18. Take the line out and sign them up here, with their guardian."
    )


def test_days_of_balances_are_past_and_open(bank, folder):
    ledger.close_through(bank.book_id, day=datetime.date(2024, 3, 31), by="system")
    tomorrow = bank.day(timezone.now()) + datetime.timedelta(days=1)

    assert refused(bank, a_file(folder, ANN), "--as-of", "2024-03-31") == [
        "The day of the balances lies in a month that is closed."
    ]
    assert refused(bank, a_file(folder, ANN), "--as-of", str(tomorrow))[0].startswith("The day of the balances has not")


def test_ceilings_bind_too(bank, folder):
    Bank.objects.filter(pk=bank.pk).update(ceiling_minutes=180)

    assert refused(bank, a_file(folder, ANN))[0] == (
        "Line 2: 3½ hours is above the ceiling of 3 hours that a new member has here. An admin can raise it first."
    )


def test_nobody_can_sign_in_until_they_have_said_yes(bank, folder):
    run(bank, a_file(folder, ANN, BERTHA))

    ann = member(bank, 12)
    assert (ann.person.email, ann.person.has_usable_password()) == (None, False)
    assert list(WaitingAddress.objects.values_list("member__number", "email", "invite_at")) == [
        (12, "ann@example.org", None)
    ]
    assert not AddressClaim.objects.exists()
    assert Recipient.objects.get(key=ann.actor_key).address == ""


def test_with_invite_each_address_gets_one_letter_with_a_link(bank, folder):
    said = run(bank, a_file(folder, ANN, BERTHA), "--invite")

    tasks.send_invitation(waiting_id=WaitingAddress.objects.get().pk)

    assert said[-1] == "Letters that leave in the next minutes: 1."
    claim = AddressClaim.objects.get()
    assert (claim.member, claim.email, claim.by) == (member(bank, 12), "ann@example.org", None)
    assert Notice.objects.filter(kind="ADDRESS_CLAIM", recipient__address="ann@example.org").count() == 1
    assert not WaitingAddress.objects.exists()
    path = a_file(folder, "77,Ann Again,ann@example.org,,,,,")
    assert refused(bank, path)[0] == "Line 2: This e-mail address belongs here already: member 12."


def test_a_known_address_is_asked_in_the_same_words_and_joins_nobody_by_itself(bank, folder):
    elsewhere = make.make_member(make.make_bank(), email="ann@example.org")
    run(bank, a_file(folder, ANN, "14,Carl,carl@example.org,,,,,"), "--invite")

    for waiting in WaitingAddress.objects.all():
        tasks.send_invitation(waiting_id=waiting.pk)

    bodies = Notice.objects.filter(kind="ADDRESS_CLAIM").order_by("pk").values_list("body", flat=True)
    assert len({body.replace("Ann Smith", "X").replace("Carl", "X") for body in bodies}) == 1
    assert list(elsewhere.person.memberships.values_list("bank", flat=True)) == [elsewhere.bank_id]


def test_who_left_meanwhile_is_not_written_to(bank, folder):
    run(bank, a_file(folder, ANN), "--invite")
    Member.objects.of(bank).filter(number=12).update(state="LEFT", left_at=timezone.now())

    tasks.send_invitation(waiting_id=WaitingAddress.objects.get().pk)

    assert (WaitingAddress.objects.count(), AddressClaim.objects.count()) == (0, 0)


def test_erasure_reaches_what_was_brought_over(bank, folder):
    run(bank, a_file(folder, ANN, ",Bertha Jones,bertha@example.org,,,,,"))
    sent = SentFile(name="members.csv", content=b"name", program="", days="YMD")
    keep_file(bank, sent, by=make.admin_of(bank), at=timezone.now())

    for found in Member.objects.of(bank).filter(name__in=["Ann Smith", "Bertha Jones"]).order_by("name"):
        erase_on_own_wish(found, at=timezone.now())

    assert (WaitingAddress.objects.count(), MemberFile.objects.count()) == (0, 0)
    assert "" in Member.objects.of(bank).values_list("source_hash", flat=True)
    assert refused(bank, a_file(folder, ANN)) == ["This file has been imported already."]


def test_a_bank_and_a_file_that_are_not_there_are_one_sentence(bank, folder):
    assert refused(bank, folder / "none.csv") == [f"Could not read {folder}/none.csv: No such file or directory."]
    with pytest.raises(CommandError, match="There is no time bank called 'nowhere'"):
        call_command("import_members", str(a_file(folder)), "--bank", "nowhere")


def ten_thousand(folder: Path, **changed: list) -> Path:
    """Write a file of ten thousand members, with some lines changed: line2=[…] takes the place of the first."""
    path = folder / "members.csv"
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["number", "name", "email", "telephone", "gifts", "balance minutes", "joined"])
        for number in range(1, 10_001):
            minutes, address = (number % 41) * 15 - 300, f"p{number}@example.org"
            cells = [number, f"Person {number}", address, "01632 960184", "sewing; tea", minutes, "2020-02-29"]
            writer.writerow(changed.get(f"line{number + 1}", cells))
    return path


@pytest.mark.slow
def test_a_few_bad_lines_among_ten_thousand_are_named_and_nobody_comes_until_they_are_right(bank, folder):
    path = ten_thousand(
        folder,
        line2=[1, "", "p1@example.org", "", "", 0, ""],
        line5001=[17, "Person again", "", "", "", 0, ""],
        line9999=[9998, "Deep Indebt", "", "", "", -721, ""],
        line10000=[9999, "Person 9999", "P2@example.org", "", "", 0, ""],
        line10001=[10_000, "Person 10000", "", "", "", 0, "soon"],
    )

    said = refused(bank, path)

    named = [line for line in said if line.startswith("Line ")]
    assert [line.partition(":")[0] for line in named] == [
        "Line 2",
        "Line 5001",
        "Line 9999",
        "Line 10000",
        "Line 10001",
    ]
    assert [named[0], named[1]] == [
        "Line 2: There is no name.",
        "Line 5001: Line 18 has the same number. Each member needs their own.",
    ]
    assert "below the floor" in named[2]
    assert named[3].startswith("Line 10000: Line 3 has the same e-mail address.")
    assert said[-1] == "Nothing was imported. Lines to put right first: 5 of 10,000."


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_ten_thousand_members_come_over_in_one_go(bank, folder, owner_connection):
    path = ten_thousand(folder)

    run(bank, path)
    with owner_connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # PostgreSQL does so by itself, a minute later

    brought = Member.objects.of(bank).filter(events__kind=MemberEvent.Kind.IMPORTED)
    assert brought.count() == 10_000
    assert sorted(brought.values_list("number", flat=True)) == list(range(1, 10_001))
    assert (Gift.objects.count(), WaitingAddress.objects.count()) == (20_000, 10_000)
    total = sum((number % 41) * 15 - 300 for number in range(1, 10_001))
    assert reads.balance_of(reads.account_of_kind(bank.book_id, "OPENING")) == -total
    assert balance(member(bank, 41)) == -300
    assert reads.prove(bank=bank.slug).faults == []


def test_who_had_left_has_a_page_for_those_who_run_the_bank_and_is_in_their_list(bank, folder, client):
    run(bank, a_file(folder, "7,Dora,,,,0,2019-01-01,left"))
    client.force_login(make.make_coordinator(bank).person)

    page = client.get(reverse("exchanges:member", args=[bank.slug, 7]))
    names = client.get(reverse("members:members", args=[bank.slug]), {"show": "left"})

    assert (page.status_code, "Dora" in page.content.decode(), "Dora" in names.content.decode()) == (200, True, True)
