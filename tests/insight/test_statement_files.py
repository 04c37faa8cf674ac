"""A statement as a workbook and on paper, read back by other programs than those that wrote it."""

import datetime
import io

import openpyxl
import pypdf
import pytest
from django.urls import reverse

from exchanges.models import Exchange
from ledger import reads
from members.models import Bank, Member
from tests import factories as make
from tests.insight.making import ONE_DAY, many_lines, post_on, today
from tests.pages.reading import words

pytestmark = pytest.mark.django_db

SMALLEST_POINTS = 12


@pytest.fixture
def bank() -> Bank:
    return make.make_bank(name="Riverside Time Bank", contact_name="Priya", telephone="01632 960123")


@pytest.fixture
def margaret(bank):
    return make.make_member(bank, name="Margaret Ollerenshaw")


@pytest.fixture
def gwilym(bank):
    return make.make_member(bank, name="Gwilym Prys")


def file_of(bank: Bank, kind: str) -> str:
    return reverse(f"insight:statement_{kind}", args=[bank.slug])


def printed(response) -> pypdf.PdfReader:
    assert response["Content-Type"] == "application/pdf"
    return pypdf.PdfReader(io.BytesIO(response.content))


def text_of(page: pypdf.PageObject) -> str:
    return " ".join(page.extract_text().split())


def sheet_of(response) -> openpyxl.worksheet.worksheet.Worksheet:
    return openpyxl.load_workbook(io.BytesIO(response.getvalue())).active


# ------------------------------------------------------------------------------------------------ on paper


def test_paper_says_what_the_page_says(client, bank, margaret, gwilym):
    day = today(bank)
    post_on(margaret, gwilym, day - 40 * ONE_DAY, minutes=60)
    post_on(margaret, gwilym, day - ONE_DAY, minutes=90, description="Taking up trousers")
    post_on(gwilym, margaret, day, minutes=25, description="Reading aloud")
    client.force_login(margaret.person)

    reader = printed(client.get(file_of(bank, "pdf"), {"from": day - 30 * ONE_DAY, "to": day}))

    (said,) = [text_of(page) for page in reader.pages]
    assert said.startswith("Riverside Time Bank Priya · 01632 960123 Statement ")
    assert f"Margaret Ollerenshaw, member {margaret.number:04d}" in said
    assert "Opening balance 1 hour" in said
    assert "Taking up trousers Gwilym Prys 1½ hours 2½ hours" in said
    assert "Reading aloud Gwilym Prys 25 min 2 h 5 min" in said
    assert "Total 1½ hours 25 min" in said
    assert "Closing balance 2 h 5 min" in said
    assert "Does a line look wrong? Ring us: the number is at the top." in said
    assert said.endswith("Page 1 of 1")


def test_paper_names_its_title_language_and_author(client, bank, margaret):
    client.force_login(margaret.person)

    reader = printed(client.get(file_of(bank, "pdf"), {"month": "2024-02"}))

    assert reader.metadata.title == "Statement for February 2024, Margaret Ollerenshaw"
    assert reader.metadata.author == "Riverside Time Bank"
    assert reader.trailer["/Root"]["/Lang"] == "en-gb"
    assert "1 to 29 February 2024" in text_of(reader.pages[0])
    assert "Nothing in these days." in text_of(reader.pages[0])


@pytest.mark.parametrize(("lines", "pages"), [(20, 1), (100, 3)])
def test_a_month_is_one_page_and_a_long_one_repeats_its_head(client, bank, margaret, gwilym, lines, pages):
    many_lines(margaret, gwilym, lines)
    client.force_login(margaret.person)

    reader = printed(client.get(file_of(bank, "pdf")))

    said = [text_of(page) for page in reader.pages]
    assert len(said) == pages
    assert all("Day What was done With Given Received Balance" in each for each in said)
    assert [each.split()[-4:] for each in said] == [["Page", str(n), "of", str(pages)] for n in range(1, pages + 1)]
    assert sum(each.count("Gwilym Prys") for each in said) == lines
    assert f"Closing balance {reads.balance_of(margaret.account_id) // 60} h" in said[-1] or lines < 60


def test_all_letters_on_paper_are_large_and_our_own(client, bank, margaret, gwilym):
    make.posted_exchange(margaret, gwilym)
    client.force_login(margaret.person)
    sizes = set()

    page = printed(client.get(file_of(bank, "pdf"))).pages[0]
    page.extract_text(visitor_text=lambda text, _cm, _tm, _font, size: sizes.add(size) if text.strip() else None)

    fonts = [font.get_object() for font in page["/Resources"]["/Font"].values()]
    shown = [font for font in fonts if "TimebankSans" in font["/BaseFont"]]
    assert min(sizes) == SMALLEST_POINTS
    assert shown
    assert all("/FontFile2" in font["/FontDescriptor"] for font in shown)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Zażółć Gęślą", "Zażółć Gęślą"),
        ("José 😀", "José □"),
        ("مريم", "□□□□"),
        ("שלום \u202eevil", "□□□□ evil"),
        ("A\x01B\x7fC", "ABC"),
        ("Line\nbreak", "Line break"),
        ("e\u0301te\u0301", "été"),
        ("👩\u200d🌾", "□□"),
        ("W" * 90, "W" * 10),
        ("<b>&amp;", "<b>&amp;"),
    ],
)
def test_odd_letters_are_shown_or_replaced(client, bank, margaret, gwilym, name, shown):
    Member.objects.filter(pk=gwilym.pk).update(name=name)
    make.posted_exchange(margaret, gwilym)
    client.force_login(margaret.person)

    said = text_of(printed(client.get(file_of(bank, "pdf"))).pages[0])

    assert shown in said
    assert ("□ stands for a letter that we cannot print here." in said) == ("□" in shown)


def test_a_text_without_end_ends_in_dots(client, bank, margaret, gwilym):
    exchange = make.posted_exchange(margaret, gwilym)
    Exchange.objects.filter(pk=exchange.pk).update(description="weeding " * 24)
    client.force_login(margaret.person)

    reader = printed(client.get(file_of(bank, "pdf")))

    assert len(reader.pages) == 1
    assert "weeding" in text_of(reader.pages[0])


def test_what_is_too_long_for_paper_says_so(client, bank, margaret, gwilym, monkeypatch):
    monkeypatch.setattr("insight.reads.statements.LINES_PRINTED", 2)
    monkeypatch.setattr("insight.views.statements.LINES_PRINTED", 2)
    many_lines(margaret, gwilym, 3)
    client.force_login(margaret.person)

    response = client.get(file_of(bank, "pdf"), follow=True)

    assert "These days have too many lines to print. Choose fewer days, or save a spreadsheet." in words(response)
    assert "pdf" not in response.context["links"]


# ----------------------------------------------------------------------------------------------- as a workbook


def test_a_workbook_holds_days_and_figures(client, bank, margaret, gwilym):
    make.posted_exchange(margaret, gwilym, minutes=90)
    client.force_login(margaret.person)

    head, opening, line, total, closing = sheet_of(client.get(file_of(bank, "xlsx"))).iter_rows()

    day = datetime.datetime.combine(today(bank), datetime.time())
    assert [cell.value for cell in head][:3] == ["Booked on", "Happened on", "What was done"]
    assert opening[2].value == "Opening balance"
    assert [line[0].value, line[4].value, line[5].value] == [day, "Gwilym Prys", "1:30"]
    assert [cell.data_type for cell in line] == ["d", "d", "s", "s", "s", "s", "n", "s", "n", "n"]
    assert [line[8].value, line[9].value, total[8].value, closing[9].value] == [90, 90, 90, 90]


@pytest.mark.parametrize("name", ["=1+1", "+44", "-2+3", "@SUM(A1)", "https://example.org"])
def test_a_workbook_runs_nothing(client, bank, margaret, gwilym, name):
    Member.objects.filter(pk=gwilym.pk).update(name=name)
    make.posted_exchange(margaret, gwilym)
    client.force_login(margaret.person)

    cell = sheet_of(client.get(file_of(bank, "xlsx")))["E3"]

    assert (cell.value, cell.data_type, cell.hyperlink) == (name, "s", None)


# ------------------------------------------------------------------------------------------------------- both


@pytest.mark.parametrize("kind", ["xlsx", "pdf"])
def test_files_are_of_who_is_asked_for_and_named_by_number_and_days(client, bank, margaret, kind):
    client.force_login(make.make_coordinator(bank).person)

    response = client.get(file_of(bank, kind), {"account": margaret.number, "month": "2024-02"})

    name = f"{bank.slug}-statement-{margaret.number:04d}-2024-02-01-2024-02-29.{kind}"
    assert response.getvalue()
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'


@pytest.mark.parametrize("kind", ["xlsx", "pdf"])
def test_nobody_saves_what_they_may_not_read(client, bank, margaret, gwilym, kind):
    client.force_login(margaret.person)

    assert client.get(file_of(bank, kind), {"account": gwilym.number}).status_code == 404
    assert client.get(file_of(bank, kind), {"account": margaret.number}).getvalue()


@pytest.mark.parametrize("kind", ["xlsx", "pdf"])
def test_days_that_cannot_be_lead_back(client, bank, margaret, kind):
    client.force_login(margaret.person)

    response = client.get(file_of(bank, kind), {"from": "2026-02-31"}, follow=True)

    assert "Please check 1 answer" in words(response)


@pytest.mark.parametrize(("kind", "queries"), [("xlsx", 13), ("pdf", 11)])
@pytest.mark.parametrize("count", [3, 300])
def test_files_of_any_length_ask_as_much(
    client, bank, margaret, gwilym, kind, queries, count, django_assert_num_queries
):  # fmt: skip
    many_lines(margaret, gwilym, count)
    client.force_login(margaret.person)

    with django_assert_num_queries(queries):
        client.get(file_of(bank, kind)).getvalue()
