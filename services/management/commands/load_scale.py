"""Load a licensed wellbeing scale for the one service whose licence it is."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from services.actions.wellbeing import load_scale
from services.models import Service
from timebank.lib.errors import RuleBroken

LONGEST_HOLDER = 200


class Command(BaseCommand):
    """Loads a scale from a file."""

    help = (
        "Load a wellbeing scale that may be asked only under a licence, for the service that holds one. The file is "
        "like those in services/data/scales. "
        "Example: manage.py load_scale wemwbs.json --bank riverside --service riverside-surgery"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Read which file, for which service, and who holds the licence."""
        parser.add_argument("file", metavar="FILE", help="the scale, a JSON file")
        parser.add_argument("--bank", metavar="SLUG", required=True, help="the short name of the bank")
        parser.add_argument("--service", metavar="SLUG", required=True, help="the short name of the service")
        parser.add_argument("--licence-holder", metavar="NAME", help="who holds the licence; asked for without it")

    def handle(self, **options: Any) -> None:
        """Check the file, ask who holds the licence, and keep both."""
        found = Service.objects.filter(bank__slug=options["bank"], slug=options["service"])
        service = found.select_related("bank", "organisation").first()
        if service is None:
            raise CommandError(f"There is no service called '{options['service']}' in '{options['bank']}'.")
        definition = _read(options["file"])
        holder = (options["licence_holder"] or input("Who holds the licence for this scale? ")).strip()
        if not 0 < len(holder) <= LONGEST_HOLDER:
            raise CommandError("Nothing was loaded: say who holds the licence, in at most 200 letters.")
        try:
            loaded = load_scale(service, definition, licence_holder=holder, at=timezone.now())
        except RuleBroken as refusal:
            raise CommandError(f"{options['file']}: {refusal}") from None
        self.stdout.write(f"{service} can ask {loaded.code} now. Licence: {holder}.")


def _read(file: str) -> object:
    try:
        return json.loads(Path(file).read_text(encoding="utf-8"))
    except OSError as fault:
        raise CommandError(f"{file} cannot be read: {fault.strerror}. Check its name, and load it again.") from None
    except json.JSONDecodeError as fault:
        wrong = f"line {fault.lineno} is not written as JSON is ({fault.msg}, at letter {fault.colno})"
        raise CommandError(f"{file}: {wrong}. Mend that line, and load it again.") from None
    except ValueError:
        raise CommandError(f"{file} is not written in UTF-8. Save it so, and load it again.") from None
