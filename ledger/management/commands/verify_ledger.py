"""Prove the ledger: exit 0 and a summary when it is whole, exit 1 and a line for each fault when it is not."""

import json
import sys
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ledger.reads import Fault, Proof, UnknownBook, prove

BAR = 40


class Command(BaseCommand):
    """Proves entries, balances and limits, and that PostgreSQL still guards them."""

    help = (
        "Prove the ledger of one bank or of all: exit 0 and a summary when it is whole, exit 1 and a line for each "
        "fault (KIND bank transfer account what) when it is not. Example: manage.py verify_ledger --bank riverside"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Read which bank, and in what form to answer."""
        parser.add_argument("--bank", metavar="SLUG", help="the short name of one bank; all of them without it")
        parser.add_argument("--json", action="store_true", dest="as_json", help="answer with one JSON object")

    def handle(self, *, bank: str | None, as_json: bool, **_options: Any) -> None:
        """Prove, and answer."""
        try:
            proof = prove(bank=bank, step=self._show_progress)
        except UnknownBook as refusal:
            raise CommandError(refusal.sentence) from None
        for warning in proof.warnings:
            self.stderr.write(f"Warning: {warning}")
        self.stdout.write(_as_json(proof) if as_json else _as_text(proof))
        if not proof.ok:
            sys.exit(1)

    def _show_progress(self, done: int, of: int) -> None:
        if not self.stderr.isatty():
            return
        full = BAR * done // of
        self.stderr.write(f"\r[{'#' * full}{'.' * (BAR - full)}] {done}/{of}", ending="\n" if done == of else "")
        self.stderr.flush()


def _as_json(proof: Proof) -> str:
    return json.dumps(
        {
            "ok": proof.ok,
            "books": proof.books,
            "transfers": proof.transfers,
            "entries": proof.entries,
            "seals": proof.seals,
            "faults": [asdict(fault) for fault in proof.faults],
        }
    )


def _as_text(proof: Proof) -> str:
    if proof.ok:
        return f"The ledger is whole. Books: {proof.books}, transfers: {proof.transfers}, entries: {proof.entries}."
    return "\n".join(_line(fault) for fault in proof.faults)


def _line(fault: Fault) -> str:
    return " ".join(
        str(part if part is not None else "-")
        for part in (fault.kind, fault.bank, fault.transfer, fault.account, fault.detail)
    )
