"""Rounds: many members say what they would take and give, and one computation brings the most of it together."""
