"""What a whole book looks like: each check is one query that finds only what is wrong.

A check answers rows of (transfer, account, detail). PostgreSQL walks the tables along their indexes and sorts on
disk where it must, so the size of a book costs time but no memory here.
"""

ENTRIES = """
  SELECT t.id, NULL::bigint, CASE
           WHEN paid.minutes IS NULL OR got.minutes IS NULL THEN 'an entry is missing'
           WHEN paid.minutes <> -t.minutes OR got.minutes <> t.minutes THEN 'its entries carry other minutes'
           WHEN paid.booked_on <> got.booked_on THEN 'its two sides are booked on different days'
           ELSE 'its two sides stand at different places in the journal' END
    FROM ledger_transfer t
    LEFT JOIN ledger_entry paid ON paid.transfer_id = t.id AND paid.account_id = t.payer_id
    LEFT JOIN ledger_entry got ON got.transfer_id = t.id AND got.account_id = t.payee_id
   WHERE t.book_id = %(book_id)s
     AND (paid.minutes, got.minutes, paid.booked_on, paid.journal_number)
         IS DISTINCT FROM (-t.minutes, t.minutes, got.booked_on, got.journal_number)
"""
# The key of an entry is its transfer and account: with the check above, exactly two are left.
STRAYS = """
  SELECT e.transfer_id, e.account_id, CASE
           WHEN t.id IS NULL THEN 'there is no such transfer'
           WHEN t.book_id <> e.book_id THEN 'its transfer is of another book'
           ELSE 'its transfer has nothing to do with the account' END
    FROM ledger_entry e
    LEFT JOIN ledger_transfer t ON t.id = e.transfer_id
   WHERE e.book_id = %(book_id)s
     AND (t.id IS NULL OR t.book_id <> e.book_id OR e.account_id NOT IN (t.payer_id, t.payee_id))
"""
CHAIN = """
  SELECT transfer_id, account_id, CASE
           WHEN number <> number_before + 1 THEN format('entry %%s follows entry %%s', number, number_before)
           WHEN balance_after <> balance_before + minutes
             THEN format('%%s and %%s do not make %%s', balance_before, minutes, balance_after)
           WHEN booked_on < booked_before THEN format('booked on %%s, after %%s', booked_on, booked_before)
           ELSE 'its place in the journal is before the entry before it' END
    FROM (SELECT e.*, lag(number, 1, 0::bigint) OVER history AS number_before,
                 lag(balance_after, 1, 0::bigint) OVER history AS balance_before,
                 lag(booked_on) OVER history AS booked_before,
                 lag(journal_number) OVER history AS journal_before
            FROM ledger_entry e
           WHERE e.account_id IN (SELECT id FROM ledger_account WHERE book_id = %(book_id)s)
          WINDOW history AS (PARTITION BY account_id ORDER BY number)) chained
   WHERE number <> number_before + 1 OR balance_after <> balance_before + minutes
      OR booked_on < booked_before OR journal_number <= journal_before
"""
BALANCES = """
  SELECT NULL::bigint, a.id, CASE
           WHEN b.account_id IS NULL THEN 'it has no balance'
           WHEN b.book_id <> a.book_id THEN 'its balance is of another book'
           WHEN b.minutes <> coalesce(latest.balance_after, 0)
             THEN format('the balance says %%s, the last entry %%s', b.minutes, coalesce(latest.balance_after, 0))
           WHEN b.entries_count <> coalesce(latest.number, 0) THEN 'the balance counts other entries'
           ELSE 'the balance names another last day' END
    FROM ledger_account a
    LEFT JOIN ledger_balance b ON b.account_id = a.id
    LEFT JOIN LATERAL (SELECT * FROM ledger_entry e WHERE e.account_id = a.id
                        ORDER BY number DESC LIMIT 1) latest ON true
   WHERE a.book_id = %(book_id)s
     AND (b.book_id, b.minutes, b.entries_count, b.last_booked_on) IS DISTINCT FROM
         (a.book_id, coalesce(latest.balance_after, 0), coalesce(latest.number, 0), latest.booked_on)
"""
LIMITS = """
  SELECT NULL::bigint, b.account_id, 'the balance holds other limits than the last that were set'
    FROM ledger_balance b
    LEFT JOIN LATERAL (SELECT count(*) AS count, max(number) AS number FROM ledger_limit l
                        WHERE l.account_id = b.account_id) history ON true
    LEFT JOIN ledger_limit latest ON latest.account_id = b.account_id AND latest.number = history.number
   WHERE b.book_id = %(book_id)s
     AND (b.limits_count::bigint, b.limits_count, b.is_open, b.floor_minutes, b.ceiling_minutes) IS DISTINCT FROM
         (history.count, coalesce(history.number, 0), coalesce(latest.is_open, false),
          latest.floor_minutes, latest.ceiling_minutes)
"""
ACROSS = """
  SELECT t.id, a.id, 'the account is of another book'
    FROM ledger_transfer t
    JOIN ledger_account a ON a.id IN (t.payer_id, t.payee_id)
   WHERE t.book_id = %(book_id)s AND a.book_id <> t.book_id
"""
ZERO = """
  SELECT NULL::bigint, NULL::bigint, format('the balances sum to %%s, the entries to %%s', balances, entries)
    FROM (SELECT coalesce(sum(minutes), 0) AS balances FROM ledger_balance WHERE book_id = %(book_id)s) b,
         (SELECT coalesce(sum(minutes), 0) AS entries FROM ledger_entry WHERE book_id = %(book_id)s) e
   WHERE balances <> 0 OR entries <> 0
"""
REVERSALS = """
  SELECT r.id, NULL::bigint, CASE
           WHEN t.id IS NULL THEN 'it reverses no transfer'
           WHEN t.kind = 'REVERSAL' THEN 'it reverses a reversal'
           WHEN count(*) OVER (PARTITION BY r.reverses_id) > 1 THEN 'its transfer is reversed more than once'
           ELSE 'it is not the exact opposite of its transfer' END
    FROM ledger_transfer r
    LEFT JOIN ledger_transfer t ON t.id = r.reverses_id
   WHERE r.book_id = %(book_id)s AND r.kind = 'REVERSAL'
     AND (t.id IS NULL OR t.kind = 'REVERSAL'
          OR (t.book_id, t.payer_id, t.payee_id, t.minutes)
             IS DISTINCT FROM (r.book_id, r.payee_id, r.payer_id, r.minutes)
          OR EXISTS (SELECT FROM ledger_transfer twin WHERE twin.reverses_id = r.reverses_id AND twin.id <> r.id))
"""
OF_A_BOOK = {
    "ENTRIES": ENTRIES,
    "STRAY_ENTRY": STRAYS,
    "HISTORY": CHAIN,
    "BALANCE": BALANCES,
    "LIMIT": LIMITS,
    "ACROSS_BOOKS": ACROSS,
    "NOT_ZERO": ZERO,
    "REVERSAL": REVERSALS,
}

BOOKLESS = """
  SELECT id, NULL::bigint, 'the transfer is of no book' FROM ledger_transfer
   WHERE book_id NOT IN (SELECT id FROM ledger_book)
  UNION ALL
  SELECT transfer_id, account_id, 'the entry is of no book' FROM ledger_entry
   WHERE book_id NOT IN (SELECT id FROM ledger_book)
  UNION ALL
  SELECT NULL, id, 'the account is of no book' FROM ledger_account
   WHERE book_id NOT IN (SELECT id FROM ledger_book)
  UNION ALL
  SELECT NULL, account_id, 'the balance is of no account' FROM ledger_balance
   WHERE account_id NOT IN (SELECT id FROM ledger_account)
"""
COUNTS = """
  SELECT (SELECT count(*) FROM ledger_transfer WHERE book_id = %(book_id)s),
         (SELECT count(*) FROM ledger_entry WHERE book_id = %(book_id)s)
"""
