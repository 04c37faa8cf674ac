"""Let somebody in again who lost their address or their second step."""

from argparse import ArgumentParser, RawDescriptionHelpFormatter
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.utils import timezone

from members.actions import password_link
from members.actions.addresses import person_with
from members.actions.emails import recover_person
from timebank.lib.errors import RuleBroken

EXAMPLE = """
Make sure first that it is really them: this opens everything they may do at every time bank.

example:
  manage.py recover_person anna@old.example anna@new.example
"""


class Command(BaseCommand):
    """Gives a person another address (or the same again) and takes away sessions, password and second steps."""

    help = "Give somebody another e-mail address and a link to choose a password; second steps and sessions end."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the old address and the new one."""
        parser.formatter_class = RawDescriptionHelpFormatter
        parser.epilog = EXAMPLE
        parser.add_argument("email", help="the address they sign in with now")
        parser.add_argument("new_email", help="the address they read now; the same where only the second step is lost")

    def handle(self, *args: Any, **options: Any) -> None:
        """Find them, change it, print the link."""
        person = person_with(options["email"])
        if person is None:
            raise CommandError(f"Nobody signs in as {options['email']}.")
        try:
            validate_email(options["new_email"])
            recover_person(person, options["new_email"], at=timezone.now())
        except ValidationError:
            raise CommandError(f"'{options['new_email']}' is not an e-mail address.") from None
        except RuleBroken as refusal:
            raise CommandError(str(refusal)) from None
        person.refresh_from_db()
        self.stdout.write(
            f"{person.name} signs in as {person.email} and chooses a password here, once, within three days:"
        )
        self.stdout.write(settings.PUBLIC_ADDRESS + password_link(person))
