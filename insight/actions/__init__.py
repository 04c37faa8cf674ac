"""What insight writes: its proofs and reports, and the closing of months on an admin's word."""

from insight.actions.closings import close_month
from insight.actions.month_letters import send_month_letter
from insight.actions.proofs import prove, prove_what_is_due
from insight.actions.reports import Wish, ask_for_report, delete_expired_reports, make_report

__all__ = [
    "Wish",
    "ask_for_report",
    "close_month",
    "delete_expired_reports",
    "make_report",
    "prove",
    "prove_what_is_due",
    "send_month_letter",
]
