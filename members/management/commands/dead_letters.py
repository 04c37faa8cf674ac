"""List what could not be sent, of one bank or of all, and send it once more."""

import json
from argparse import ArgumentParser
from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from members.models import Bank
from notices import actions
from notices.models import Notice
from timebank.lib.errors import RuleBroken


class Command(BaseCommand):
    """Shows what was given up, by number, bank, kind, day and fault; never whom it was for, nor what it said."""

    help = (
        "List the letters and text messages that were given up (number bank kind day fault), of one bank or of all. "
        "With --retry each is sent once more, also to an address that a mail server refused. "
        "Example: manage.py dead_letters --bank riverside --retry"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Read which bank, what to do, and in what form to answer."""
        parser.add_argument("--bank", metavar="SLUG", help="the short name of one bank; all of them without it")
        parser.add_argument("--retry", action="store_true", help="send each of them once more")
        parser.add_argument("--json", action="store_true", dest="as_json", help="answer with one JSON object a line")

    def handle(self, *, bank: str | None, retry: bool, as_json: bool, **_options: Any) -> None:
        """List them, and send them once more where asked."""
        if bank is not None and not Bank.objects.filter(slug=bank).exists():
            raise CommandError(f"There is no time bank '{bank}'.")
        slugs = [bank] if bank is not None else [*Bank.objects.order_by("slug").values_list("slug", flat=True), ""]
        for slug in slugs:
            self._handle(Notice.objects.dead(slug).iterator(), retry=retry, as_json=as_json)

    def _handle(self, dead: Iterable[Notice], *, retry: bool, as_json: bool) -> None:
        for notice in dead:
            said = {
                "number": notice.pk,
                "bank": notice.bank,
                "kind": notice.kind,
                "failed_at": notice.failed_at.isoformat() if notice.failed_at else "",
                "failure": notice.failure,
            }
            if retry:
                said["retried"] = self._retry(notice)
            self.stdout.write(json.dumps(said) if as_json else _in_a_line(said))

    def _retry(self, notice: Notice) -> bool:
        try:
            actions.retry(notice, at=timezone.now())
        except RuleBroken as refusal:
            self.stderr.write(f"{notice.pk}: {refusal.sentence}")
            return False
        return True


def _in_a_line(said: dict[str, Any]) -> str:
    words = [str(said[name]) or "-" for name in ("number", "bank", "kind", "failed_at", "failure")]
    return " ".join([*words, *(["sent again"] if said.get("retried") else [])])
