"""Counting hours in the bank's steps, in every form that asks how long something took."""

from typing import cast

from django import forms

from members.models import Bank
from timebank.lib.fields import DurationField


def count_in_steps(form: forms.Form, bank: Bank, name: str = "hours") -> None:
    """Let a form refuse a time between two of the bank's steps, and offer the two nearest."""
    if name in form.fields:
        cast(DurationField, form.fields[name]).step_minutes = bank.step_minutes
