"""The pages of statements and reports."""

from insight.views.closings import close_month, closing
from insight.views.reports import exchanges_csv, prove, reports, transfers_csv
from insight.views.statements import statement, statement_csv, statement_pdf, statement_xlsx

__all__ = [
    "close_month",
    "closing",
    "exchanges_csv",
    "prove",
    "reports",
    "statement",
    "statement_csv",
    "statement_pdf",
    "statement_xlsx",
    "transfers_csv",
]
