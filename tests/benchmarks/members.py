"""Many accounts at once, through the ledger's own triggers, and members who hold them."""

from django.db import connection
from django.utils import timezone

from members.models import Bank, Member

SPOKEN: tuple[list[str], ...] = (["en"], ["en", "cy"], ["en"], ["pl", "en"], [])
OPEN = """
  INSERT INTO ledger_account (book_id, code, kind)
  SELECT %(book_id)s, 'bench-' || gen_random_uuid(), 'MEMBER' FROM generate_series(1, %(count)s)
  RETURNING id
"""
UNLIMITED = """
  INSERT INTO ledger_limit (account_id, is_open, reason, set_by)
  SELECT id, true, 'OPENED', 'system' FROM unnest(%(ids)s) AS id
"""


def open_accounts(book_id: int, count: int) -> list[int]:
    """Open accounts without limits; their ids follow one another."""
    with connection.cursor() as cursor:
        cursor.execute(OPEN, {"book_id": book_id, "count": count})
        ids = [account_id for (account_id,) in cursor.fetchall()]
        cursor.execute(UNLIMITED, {"ids": ids})
    if ids != list(range(ids[0], ids[0] + count)):
        raise SystemExit("Somebody else opened accounts meanwhile.")
    return ids


def make_members(bank: Bank, count: int) -> list[Member]:
    """Make members with accounts without limits: organisations, for those need nobody who signs in."""
    after = max(Member.objects.of(bank).exclude(number=None).values_list("number", flat=True), default=0)
    members = (
        Member(
            bank=bank,
            kind=Member.Kind.ORGANISATION,
            name=f"Club {number}",
            number=number,
            state=Member.State.APPROVED,
            account_id=account_id,
            joined_at=timezone.now(),
            languages=SPOKEN[number % len(SPOKEN)],
            shows=[Member.Item.LANGUAGES],
        )
        for number, account_id in enumerate(open_accounts(bank.book_id, count), start=after + 1)
    )
    return Member.objects.bulk_create(members, batch_size=2000)
