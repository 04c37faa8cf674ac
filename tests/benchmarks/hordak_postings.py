"""What django-hordak's own environment runs: a transaction with two legs, as its documentation posts one."""

import multiprocessing
import os
import random
import sys
import time


def main(what: str, *numbers: str) -> None:
    """`prepare ACCOUNTS`, or `post CLIENTS SECONDS`, which prints the postings a second."""
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
    {"prepare": prepare, "post": post}[what](*map(int, numbers))


def prepare(accounts: int) -> None:
    """Make hordak's tables, and accounts that hold what members hold."""
    from django.core.management import call_command
    from hordak.models import Account, AccountType

    call_command("migrate", verbosity=0)
    for number in range(accounts):
        Account.objects.create(name=f"member {number}", type=AccountType.liability, currencies=["EUR"])


def post(clients: int, seconds: int) -> None:
    """Post from several processes at once."""
    with multiprocessing.get_context("fork").Pool(clients) as pool:
        print(sum(pool.starmap(_post_for_a_while, [(seed, seconds) for seed in range(clients)])) / seconds)


def _post_for_a_while(seed: int, seconds: int) -> int:
    from django.db import transaction
    from hordak.models import Account
    from moneyed import Money

    chance = random.Random(seed)
    accounts = list(Account.objects.all())
    posted, end = 0, time.monotonic() + seconds
    while time.monotonic() < end:
        payer, payee = chance.sample(accounts, 2)
        with transaction.atomic():
            payer.transfer_to(payee, Money(30, "EUR"), description="bench")
        posted += 1
    return posted


if __name__ == "__main__":
    main(*sys.argv[1:])
