"""Workbooks: cells keep their types, nothing that somebody wrote runs, and no row is lost."""

import datetime
import io
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from insight.reads.periods import Period
from insight.reads.sheets import csv_text
from insight.reads.workbooks import write_workbook
from insight.views.files import xlsx_file

DAY = datetime.date(2026, 10, 31)
MOMENT = datetime.datetime(2026, 10, 31, 23, 5, 7, tzinfo=ZoneInfo("Europe/London"))
HEAD = ["Booked on", "Who", "Minutes", "Recorded at"]


def workbook(rows) -> openpyxl.Workbook:
    file = io.BytesIO()
    write_workbook(rows, file)
    return openpyxl.load_workbook(file)


def written(rows) -> list[list[object]]:
    return [[cell.value for cell in row] for row in workbook(rows).active.iter_rows()]


def test_cells_keep_their_types():
    sheet = workbook([HEAD, [DAY, "Ana", -90, MOMENT], [None, "", 0, None]]).active

    assert [cell.data_type for cell in sheet[2]] == ["d", "s", "n", "d"]
    assert [cell.value for cell in sheet[2]] == [
        datetime.datetime(2026, 10, 31), "Ana", -90, datetime.datetime(2026, 10, 31, 23, 5, 7)
    ]  # fmt: skip
    assert [cell.value for cell in sheet[3]] == [None, None, 0, None]


def test_the_head_is_bold_and_stays_in_sight():
    sheet = workbook([HEAD, [DAY, "Ana Maria Wiśniewska", 1, None]]).active

    assert all(cell.font.bold for cell in sheet[1])
    assert not any(cell.font.bold for cell in sheet[2])
    assert sheet.freeze_panes == "A2"
    assert sheet.column_dimensions["B"].width > len("Ana Maria Wiśniewska")


@pytest.mark.parametrize(
    "text",
    ["=1+1", "{=1+1}", "+44", "-2+3", "@SUM(A1)", "http://example.org", "mailto:a@b.c", "0147", "1e5", "_x0041_"],
)
def test_what_somebody_wrote_stays_text(text):
    sheet = workbook([["Name"], [text]]).active

    assert sheet["A2"].data_type == "s"
    assert sheet["A2"].value.replace("_x005F_x", "_x") == text
    assert sheet["A2"].hyperlink is None


@pytest.mark.parametrize("text", ["\x00\x01", "😀", "שלום", "\ufffe\uffff", "x" * 40_000, "line\nline", "<&>\"'"])
def test_odd_letters_spoil_no_file(text):
    (_head, (value, after)) = written([["Name", "Minutes"], [text, 5]])

    assert value is not None
    assert after == 5


def test_what_no_xml_may_hold_is_replaced():
    assert written([["Name"], ["A\ufffeB\uffff"]])[1] == ["A\ufffdB\ufffd"]


def test_rows_that_one_sheet_cannot_hold_go_on_in_the_next(monkeypatch):
    monkeypatch.setattr("insight.reads.workbooks.ROWS_IN_SHEET", 3)

    book = workbook([["Minutes"], *[[number] for number in range(5)]])

    assert [[row[0].value for row in sheet.iter_rows()] for sheet in book] == [
        ["Minutes", 0, 1], ["Minutes", 2, 3], ["Minutes", 4]
    ]  # fmt: skip


def test_no_rows_make_a_sheet_with_a_head():
    assert written([HEAD]) == [HEAD]


def test_the_file_is_sent_in_pieces_and_named_by_its_days():
    response = xlsx_file([HEAD, [DAY, "Ana", 5, None]], name="riverside-statement", period=Period(DAY, DAY))

    with response.file_to_stream:
        content = b"".join(response.streaming_content)
    assert int(response["Content-Length"]) == len(content)
    assert response["Content-Disposition"] == ('attachment; filename="riverside-statement-2026-10-31-2026-10-31.xlsx"')
    assert openpyxl.load_workbook(io.BytesIO(content)).active["B2"].value == "Ana"


def test_the_same_rows_make_comma_separated_values():
    text = "".join(csv_text([HEAD, [DAY, "=1+1", -90, MOMENT], [None, "-0:30", 0, None]]))

    assert text.splitlines()[1:] == ["2026-10-31,'=1+1,-90,2026-10-31T23:05:07+00:00", ",-0:30,0,"]
