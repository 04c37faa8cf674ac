"""The columns of a file of members: what other programs call them, and what each becomes."""

import io
import re
from pathlib import Path

import pytest
from django.core.management import call_command

from members.forms.columns import NAMES, PROGRAM_NAMES
from members.models import Bank, Member
from tests import factories as make
from tests.members.importing import ANN, a_file, balance, member, refused, run

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank() -> Bank:
    return make.make_bank(welcome_minutes=120)


@pytest.fixture
def folder(tmp_path) -> Path:
    return tmp_path


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_cells_may_be_apart_by_what_spreadsheets_use(bank, folder, separator):
    run(bank, a_file(folder, f"5{separator}Ann", head=f"Number{separator}NAME"))

    assert member(bank, 5).name == "Ann"


PROGRAMS = [
    (
        "timeoverflow",
        "N,Nombre,Correo,Teléfono,Teléfono alternativo,Creado,Fecha último login,Locale,Balance",
        "12,Ana,ana@example.org,600 100 200,,2014-05-06 10:12:13 UTC,,es,-5400",
        ("Ana", 12, "600 100 200", -90, "2014-05-06"),
    ),
    (
        "timeoverflow",
        "N,Name,Email,Phone,Alternative Phone,Created,Last login,Locale,Balance",
        "12,Ana,,600 100 200,600 100 201,2014-05-06 10:12:13 UTC,,es,3600",
        ("Ana", 12, "600 100 200 / 600 100 201", 60, "2014-05-06"),
    ),
    (
        "komunitin",
        "id,created,updated,code,status,balance,creditLimit,maximumBalance,key,user.id,name",
        "9f,2020-01-02T03:04:05.000Z,x,12,active,2.50,10,,k,u,Ana",
        ("Ana", 12, "", 150, "2020-01-02"),
    ),
    (
        "community-weaver",
        "UID,First Name,Last Name,E-mail,Home Phone,City,State,Zip Code,Join Date,Balance",
        "12,Ana,Roe,,01632 960184,Bath,ME,04101,03/04/2021,2",
        ("Ana Roe", 12, "01632 960184", 120, "2021-03-04"),
    ),
    (
        "hourworld",
        "MemID,First Name,Last Name,Email,Home Phone,Cell,City,State,Zip,Joined,Current Balance",
        "12,Ana,Roe,,,01632 960184,Bath,ME,04101,03/04/2021,2",
        ("Ana Roe", 12, "01632 960184", 120, "2021-03-04"),
    ),
    (
        "time-online-2",
        "Participant ID,First name,Surname,Email address,Telephone,Mobile,Postcode,Start date,Status,Hours balance",
        "12,Ana,Roe,,,01632 960184,BA1 1AA,03/04/2021,Active,2",
        ("Ana Roe", 12, "01632 960184", 120, "2021-04-03"),
    ),
]


@pytest.mark.parametrize(("program", "head", "line", "expected"), PROGRAMS)
def test_exports_of_other_programs_are_understood(bank, folder, program, head, line, expected):
    days = "DMY" if program == "time-online-2" else "MDY"

    run(bank, a_file(folder, line, head=head), "--from", program, "--dates", days)

    ana = member(bank, 12)
    assert (ana.name, ana.number, ana.telephone, balance(ana), f"{bank.day(ana.joined_at)}") == expected


def test_seconds_that_are_no_minutes_are_refused(bank, folder):
    said = refused(bank, a_file(folder, "12,Ana,90", head="N,Name,Balance"), "--from", "timeoverflow")

    assert said[0] == "Line 2: balance seconds: 90 seconds do not come to whole minutes."


def test_a_column_may_be_named_by_hand_and_others_are_told(bank, folder):
    path = a_file(folder, "Ann,2,blue", head="Who,Std,Colour")
    errors = io.StringIO()

    call_command(
        "import_members", str(path), "--bank", bank.slug, "--map", "Who=name", "--map", "std = Balance",
        stdout=io.StringIO(), stderr=errors,
    )  # fmt: skip

    assert balance(Member.objects.of(bank).get(name="Ann")) == 120
    assert errors.getvalue() == "These columns are not imported: Colour.\n"


def test_a_column_of_ours_that_does_not_exist_is_named(bank, folder):
    (said,) = refused(bank, a_file(folder, ANN), "--map", "Who=nickname")

    assert "We have no column called “nickname”. Ours are: number, name," in said


def test_categories_become_gifts_and_none_is_made(bank, folder):
    make.make_category(bank, name="Garden")
    run(bank, a_file(folder, 'Ann,sewing|SEWING|head:book-keeping,"Garden, Sailing"', head="name,skills,categories"))

    ann = Member.objects.of(bank).get(name="Ann")
    assert list(ann.gifts.values_list("kind", "words")) == [
        ("HAND", "sewing"), ("HEAD", "book-keeping"), ("HAND", "Garden"), ("HAND", "Sailing"),
    ]  # fmt: skip


def test_the_example_in_the_manual_works_and_every_column_and_program_is_named(bank, folder):
    manual = Path("docs/import.md").read_text(encoding="utf-8")
    head, *lines = re.findall(r"```csv\n(.*?)```", manual, re.DOTALL)[0].splitlines()

    run(bank, a_file(folder, *lines, head=head))

    assert (balance(member(bank, 12)), balance(member(bank, 13))) == (210, -90)
    assert [name for name in [*NAMES, *PROGRAM_NAMES] if f"`{name}`" not in manual] == []
