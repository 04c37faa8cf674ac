"""Give a time bank what it lacks of the kinds of help that banks share, or take that back."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from exchanges.actions.categories import complete_tree, take_base_back
from members.models import Bank


class Command(BaseCommand):
    """Completes the tree of kinds of help of one bank; its own names stay."""

    help = "Add what a bank lacks of the kinds of help that banks share; its own names stay."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the bank's short name."""
        parser.add_argument("slug", help="the bank's short name")
        parser.add_argument("--undo", action="store_true", help="take away again what nobody has used")

    def handle(self, *args: Any, **options: Any) -> None:
        """Complete the tree, or undo that."""
        bank = Bank.objects.filter(slug=options["slug"]).first()
        if bank is None:
            message = f"There is no time bank '{options['slug']}'."
            raise CommandError(message)
        if options["undo"]:
            self.stdout.write(f"{take_base_back(bank)} kinds of help taken away.")
        else:
            self.stdout.write(f"{complete_tree(bank)} kinds of help added.")
