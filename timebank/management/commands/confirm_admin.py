"""Confirm a new admin."""

from argparse import ArgumentParser, RawDescriptionHelpFormatter
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from members.actions.roles import confirm_admin
from members.models import Member
from timebank.lib.errors import RuleBroken

EXAMPLE = """
example:
  manage.py confirm_admin ashby-vale anna@example.org
"""


class Command(BaseCommand):
    """Confirms somebody whom an admin proposed as a further admin: where there is no other admin, the operator does."""

    help = "Confirm somebody whom an admin has proposed as a further admin of a time bank."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the bank's short name and who is proposed."""
        parser.formatter_class = RawDescriptionHelpFormatter
        parser.epilog = EXAMPLE
        parser.add_argument("bank", help="the bank's short name")
        parser.add_argument("email", help="the e-mail address they sign in with")

    def handle(self, *args: Any, **options: Any) -> None:
        """Find them and confirm."""
        members = Member.objects.filter(bank__slug=options["bank"], person__email=options["email"].strip().lower())
        member = members.first()
        if member is None:
            raise CommandError(f"Nobody of '{options['bank']}' signs in as {options['email']}.")
        try:
            confirm_admin(member, by=None, at=timezone.now())
        except RuleBroken as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"{member.name} is now an admin of {options['bank']}.")
