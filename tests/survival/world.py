"""What the town's people find: a bank, members who can sign in, and exchanges that wait for their word.

`python -m tests.survival.world` makes it in the database of TIMEBANK_VAR and tells who signs in and answers what.
"""

import json
import sys
from typing import Any

import django
from django.contrib.auth.hashers import make_password
from django.db import transaction

BANK = "riverside"
PASSWORD = "a-long-walk-by-the-river"
MEMBERS = 4
EXCHANGES_OF_EACH = 44  # four for each of the eleven bursts of test_kill_nine
FLOOR_MINUTES = -100_000


@transaction.atomic
def make_world() -> dict[str, list[tuple[int, int]]]:
    """Make everything; give each member's address, and the exchanges to confirm with their minutes."""
    from members.models import Person  # models are ready only by now
    from notices.models import QUIET_UNTIL, Recipient
    from tests import factories as make

    bank = make.make_bank(slug=BANK, floor_minutes=FLOOR_MINUTES)
    members = [make.make_member(bank) for _member in range(MEMBERS)]
    Recipient.objects.update(quiet_from=QUIET_UNTIL)  # their letters leave at any hour
    Person.objects.filter(pk__in=[member.person_id for member in members]).update(password=make_password(PASSWORD))
    everybody = range(MEMBERS)
    return {members[place].person.email: _to_confirm(members, place) for place in everybody}


def _to_confirm(members: list[Any], place: int) -> list[tuple[int, int]]:
    """Let the others log exchanges with one member in turn, so that bursts move hours both ways between any two."""
    from tests import factories as make

    receiver, others = members[place], members[:place] + members[place + 1 :]
    logged = [
        make.logged_exchange(others[turn % len(others)], receiver, minutes=15 + turn)
        for turn in range(EXCHANGES_OF_EACH)
    ]
    return [(exchange.pk, exchange.minutes) for exchange in logged]


if __name__ == "__main__":
    django.setup()
    sys.stdout.write(json.dumps(make_world()))
