"""Make the demo bank."""

from argparse import ArgumentParser, RawDescriptionHelpFormatter
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from insight.actions import prove
from ledger.actions import seal_book
from members.actions import RESERVED_SLUGS
from members.models import Bank
from notices import actions as notices
from timebank.demo.lives import lead_lives
from timebank.demo.rounds import hold_rounds
from timebank.demo.sign_ins import DEMO_BANK
from timebank.demo.story import make_demo_bank
from timebank.demo.text import ORGANISATIONS, PEOPLE
from timebank.demo.together import do_together
from timebank.demo.town import JOINED_FIRST, Wishes
from timebank.demo.two_way import leave_services
from timebank.demo.waiting import leave_waiting

NEVER_TRADE = 2  # the admin and the auditor
EVERYBODY = len(PEOPLE) + len(ORGANISATIONS) - NEVER_TRADE
EXCHANGES = 528  # 44 a month
SEED = 1911
EXAMPLE = """
example:
  manage.py demo
  manage.py demo --bank bigtown --members 500 --exchanges 3000 --seed 7
"""


class Command(BaseCommand):
    """Makes a bank of made-up people and a year of what they did, through the actions people use."""

    help = "Make a bank of made-up people with a year of exchanges. Does nothing where it is there already."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the bank's short name, how many members and exchanges, and the seed."""
        parser.formatter_class = RawDescriptionHelpFormatter
        parser.epilog = EXAMPLE
        parser.add_argument("--bank", default=DEMO_BANK, metavar="SLUG", help="its short name (riverside)")
        parser.add_argument("--members", type=int, default=EVERYBODY, metavar="N", help=f"how many ({EVERYBODY})")
        parser.add_argument("--exchanges", type=int, default=EXCHANGES, metavar="N", help=f"how many ({EXCHANGES})")
        parser.add_argument("--seed", type=int, default=SEED, metavar="N", help="same seed, same story")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the bank, whole or not at all."""
        wishes = Wishes(options["bank"], options["members"], options["exchanges"], options["seed"])
        if wishes.bank in RESERVED_SLUGS or not wishes.bank.replace("-", "").isalnum():
            raise CommandError(f"'{wishes.bank}' cannot be a bank's short name. Use small letters, digits and hyphens.")
        if wishes.members < len(JOINED_FIRST) or wishes.exchanges < 0:
            raise CommandError(f"Ask for at least {len(JOINED_FIRST)} members and for no fewer than no exchanges.")
        if Bank.objects.filter(slug=wishes.bank).exists():
            self.stdout.write(f"The bank {wishes.bank} is there already; nothing was changed.")
            return
        now = timezone.now()
        with transaction.atomic():
            town = make_demo_bank(wishes, now=now)
            leave_waiting(town)
            lead_lives(town)
            do_together(town)
            hold_rounds(town)
            leave_services(town)
            notices.treat_as_told(wishes.bank, at=now)
        seal_book(town.bank.book_id)
        prove(town.bank, at=now)
        self.stdout.write(f"Made the demo bank {wishes.bank} with {len(town.people)} members.")
