"""Found a new time bank."""

import zoneinfo
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email, validate_slug
from django.db import transaction
from django.utils import timezone

from exchanges.actions.categories import start_categories
from members.actions import Founding, found_bank, password_link
from members.actions.checks import start_check_kinds
from timebank.lib.errors import RuleBroken

EXAMPLE = """
example:
  manage.py create_bank ashby-vale --name "Ashby Vale Timebank" --zone Europe/London --admin anna@example.org
"""


class Command(BaseCommand):
    """Opens a bank with its ledger and its first admin, who gets a one-time link to choose a password."""

    help = "Found a new time bank and its first admin, who gets a one-time link to choose a password."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the bank's short name, name, zone and admin."""
        parser.formatter_class = RawDescriptionHelpFormatter
        parser.epilog = EXAMPLE
        parser.add_argument("slug", help="the short name in every address of the bank: small letters, digits, hyphens")
        parser.add_argument("--name", required=True, help="the bank's name as people read it")
        parser.add_argument("--zone", required=True, help="the community's time zone, such as Europe/London")
        parser.add_argument("--admin", required=True, metavar="EMAIL", help="the first admin's e-mail address")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check what was typed, found the bank, print the admin's link."""
        founding = Founding(
            slug=_slug(options["slug"]),
            name=_name(options["name"]),
            zone=_zone(options["zone"]),
            admin_email=_email(options["admin"]),
        )
        try:
            with transaction.atomic():
                admin = found_bank(founding, at=timezone.now())
                start_categories(admin.bank)
                start_check_kinds(admin.bank)
        except RuleBroken as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"{founding.name} is open at {settings.PUBLIC_ADDRESS}/{founding.slug}/")
        if admin.person and not admin.person.has_usable_password():
            link = settings.PUBLIC_ADDRESS + password_link(admin.person)
            self.stdout.write(f"{founding.admin_email} chooses a password here, once, within three days:\n{link}")
        else:
            self.stdout.write(f"{founding.admin_email} signs in with the password they have.")


def _slug(typed: str) -> str:
    try:
        validate_slug(typed)
    except ValidationError:
        raise CommandError("Write the short name in small letters, digits and hyphens, such as ashby-vale.") from None
    if typed != typed.lower() or "_" in typed or len(typed) > 40:
        raise CommandError("Write the short name in at most 40 small letters, digits and hyphens, such as ashby-vale.")
    return typed


def _name(typed: str) -> str:
    name = " ".join(typed.split())
    if not name or len(name) > 100:
        raise CommandError("Give the bank a name of at most 100 letters.")
    return name


def _zone(typed: str) -> str:
    if typed not in zoneinfo.available_timezones():
        raise CommandError(f"'{typed}' is not a time zone. Write one such as Europe/London.")
    return typed


def _email(typed: str) -> str:
    try:
        validate_email(typed)
    except ValidationError:
        raise CommandError(f"'{typed}' is not an e-mail address.") from None
    return typed
