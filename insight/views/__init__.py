"""The pages of statements and reports."""

from insight.views.catalogue import report, report_csv, report_xlsx
from insight.views.closings import close_month, closing
from insight.views.kept import keep_report, kept_file, kept_reports
from insight.views.proofs import compare_seal, proof, prove, seal_file, seal_now
from insight.views.reports import exchanges_csv, reports, transfers_csv
from insight.views.statements import statement, statement_csv, statement_pdf, statement_xlsx

__all__ = [
    "close_month",
    "closing",
    "compare_seal",
    "exchanges_csv",
    "keep_report",
    "kept_file",
    "kept_reports",
    "proof",
    "prove",
    "report",
    "report_csv",
    "report_xlsx",
    "reports",
    "seal_file",
    "seal_now",
    "statement",
    "statement_csv",
    "statement_pdf",
    "statement_xlsx",
    "transfers_csv",
]
