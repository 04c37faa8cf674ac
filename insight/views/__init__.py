"""The pages of statements and reports."""

from insight.views.reports import exchanges_csv, prove, reports, transfers_csv
from insight.views.statements import statement, statement_csv

__all__ = ["exchanges_csv", "prove", "reports", "statement", "statement_csv", "transfers_csv"]
