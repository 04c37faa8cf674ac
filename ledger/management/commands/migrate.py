"""Migrate as the owner of the tables, where the application role is another."""

from django.conf import settings
from django.core.management.base import CommandParser
from django.core.management.commands import migrate


class Command(migrate.Command):
    """Django's migrate, over the owner's connection by default (docs/decisions/0002)."""

    def add_arguments(self, parser: CommandParser) -> None:
        """Let --database mean the owner unless somebody says otherwise."""
        super().add_arguments(parser)
        if "owner" in settings.DATABASES:
            parser.set_defaults(database="owner")
