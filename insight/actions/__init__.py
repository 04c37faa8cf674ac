"""What insight writes: its proofs and reports, and the closing of months on an admin's word."""

from insight.actions.closings import close_month
from insight.actions.proofs import prove

__all__ = ["close_month", "prove"]
