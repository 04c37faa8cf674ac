"""What insight writes: its proofs and reports, and the closing of months on an admin's word."""

from insight.actions.closings import close_month
from insight.actions.month_letters import send_month_letter
from insight.actions.proofs import prove, prove_what_is_due

__all__ = ["close_month", "prove", "prove_what_is_due", "send_month_letter"]
