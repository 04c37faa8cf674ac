"""The pages of statements and reports."""

from insight.views.closings import close_month, closing
from insight.views.proofs import compare_seal, proof, prove, seal_file, seal_now
from insight.views.reports import exchanges_csv, reports, transfers_csv
from insight.views.statements import statement, statement_csv, statement_pdf, statement_xlsx

__all__ = [
    "close_month",
    "closing",
    "compare_seal",
    "exchanges_csv",
    "proof",
    "prove",
    "reports",
    "seal_file",
    "seal_now",
    "statement",
    "statement_csv",
    "statement_pdf",
    "statement_xlsx",
    "transfers_csv",
]
