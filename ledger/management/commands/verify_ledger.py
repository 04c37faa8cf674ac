"""Prove the ledger: exit 0 and a summary when it is whole, exit 1 and a line for each fault when it is not."""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ledger.reads import Fault, KeptSeal, Proof, prove, prove_since_seal
from timebank.lib.errors import RuleBroken

BAR = 40
LONGEST_FILE = 10_000  # a kept seal has some two hundred letters


class Command(BaseCommand):
    """Proves entries, balances, limits, holds and seals, and that PostgreSQL still guards them."""

    help = (
        "Prove the ledger of one bank or of all: exit 0 and a summary when it is whole, exit 1 and a line for each "
        "fault (KIND bank transfer account what) when it is not. With --seal it must still hold a seal that was kept "
        "elsewhere. Example: manage.py verify_ledger --bank riverside --seal riverside-seal-12.json"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Read which bank, how much of it, and in what form to answer."""
        parser.add_argument("--bank", metavar="SLUG", help="the short name of one bank; all of them without it")
        parser.add_argument("--seal", metavar="FILE", help="a seal that was kept elsewhere, as the site saves it")
        parser.add_argument(
            "--since-seal", action="store_true", help="prove only what came after each bank's last seal"
        )
        parser.add_argument("--json", action="store_true", dest="as_json", help="answer with one JSON object")

    def handle(self, *, bank: str | None, seal: str | None, since_seal: bool, as_json: bool, **_options: Any) -> None:
        """Prove, and answer."""
        try:
            kept = _kept(seal) if seal is not None else None
            proof = (prove_since_seal if since_seal else prove)(bank=bank, kept=kept, step=self._show_progress)
        except RuleBroken as refusal:
            raise CommandError(refusal.sentence) from None
        for warning in proof.warnings:
            self.stderr.write(f"Warning: {warning}")
        self.stdout.write(_as_json(proof) if as_json else _as_text(proof, since_seal=since_seal))
        if not proof.ok:
            sys.exit(1)

    def _show_progress(self, done: int, of: int) -> None:
        if not self.stderr.isatty():
            return
        full = BAR * done // of
        self.stderr.write(f"\r[{'#' * full}{'.' * (BAR - full)}] {done}/{of}", ending="\n" if done == of else "")
        self.stderr.flush()


def _kept(path: str) -> KeptSeal:
    """Read a kept seal. Nothing that is longer than one is taken in."""
    try:
        with Path(path).open(encoding="utf-8", errors="replace") as file:
            return KeptSeal.read(file.read(LONGEST_FILE))
    except OSError as fault:
        raise CommandError(f"The file {path} cannot be read: {fault.strerror}.") from None


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


def _as_text(proof: Proof, *, since_seal: bool) -> str:
    if not proof.ok:
        return "\n".join(_line(fault) for fault in proof.faults)
    what = "What came after the last seal is whole." if since_seal else "The ledger is whole."
    return (
        f"{what} Books: {proof.books}, transfers: {proof.transfers}, entries: {proof.entries}, "
        f"holds: {proof.holds}, seals: {proof.seals}."
    )


def _line(fault: Fault) -> str:
    return " ".join(
        str(part if part is not None else "-")
        for part in (fault.kind, fault.bank, fault.transfer, fault.account, fault.detail)
    )
