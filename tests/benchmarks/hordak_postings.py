"""What django-hordak's own environment runs: its transaction with two legs, alone and with what a floor asks for."""

import multiprocessing
import os
import random
import sys
import time
from collections.abc import Callable

Way = Callable[..., None]
FLOOR = -(10**9)


def main(what: str, *numbers: str) -> None:
    """`prepare ACCOUNTS`; or `post CLIENTS SECONDS` or `post_above_floor …`, which print the postings a second."""
    import django
    from django.conf import settings

    settings.configure(
        INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "mptt", "hordak"],
        DATABASES={"default": {"ENGINE": "django.db.backends.postgresql", "NAME": os.environ["PGDATABASE"]}},
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        DEFAULT_CURRENCY="EUR",
        CURRENCIES=["EUR"],
        USE_TZ=True,
    )
    django.setup()
    if what == "prepare":
        prepare(int(numbers[0]))
    else:
        post(WAYS[what], *map(int, numbers))


def prepare(accounts: int) -> None:
    """Make hordak's tables, and accounts that hold what members hold."""
    from django.core.management import call_command
    from hordak.models import Account, AccountType

    call_command("migrate", verbosity=0)
    for number in range(accounts):
        Account.objects.create(name=f"member {number}", type=AccountType.liability, currencies=["EUR"])


def post(way: Way, clients: int, seconds: int) -> None:
    """Post from several processes at once."""
    with multiprocessing.get_context("fork").Pool(clients) as pool:
        print(sum(pool.starmap(_post_for_a_while, [(way, seed, seconds) for seed in range(clients)])) / seconds)


def _post_for_a_while(way: Way, seed: int, seconds: int) -> int:
    from hordak.models import Account

    chance = random.Random(seed)
    accounts = list(Account.objects.all())
    posted, end = 0, time.monotonic() + seconds
    while time.monotonic() < end:
        way(*chance.sample(accounts, 2))
        posted += 1
    return posted


def _transfer(payer, payee) -> None:
    """Write a transaction and its two legs: no limit, no key that makes it happen once, no balance kept."""
    from django.db import transaction
    from moneyed import Money

    with transaction.atomic():
        payer.transfer_to(payee, Money(30, "EUR"), description="bench")


def _transfer_above_floor(payer, payee) -> None:
    """The same where nobody may go below a floor: both accounts locked in order, the payer's legs added up."""
    from django.db import transaction
    from hordak.models import Account
    from moneyed import Money

    with transaction.atomic():
        list(Account.objects.select_for_update().filter(pk__in=[payer.pk, payee.pk]).order_by("pk"))
        balance = payer.get_balance()
        if balance["EUR"] - Money(30, "EUR") < Money(FLOOR, "EUR"):
            raise SystemExit("Nobody should come near the floor.")
        payer.transfer_to(payee, Money(30, "EUR"), description="bench")


WAYS = {"post": _transfer, "post_above_floor": _transfer_above_floor}

if __name__ == "__main__":
    main(*sys.argv[1:])
