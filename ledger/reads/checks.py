"""What a whole book looks like: each check is one query that finds only what is wrong.

A check answers rows of (transfer, account, detail). PostgreSQL walks the tables along their indexes and sorts on
disk where it must, so the size of a book costs time but no memory here. `after` is the last transfer that a seal
covers where only what is new is proved, else 0. A transfer after a mark may stand before one that the mark covers, for
the two may have waited for one account: FOLLOWED looks there.
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
   WHERE t.book_id = %(book_id)s AND t.id > %(after)s
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
   WHERE e.book_id = %(book_id)s AND e.transfer_id > %(after)s
     AND (t.id IS NULL OR t.book_id <> e.book_id OR e.account_id NOT IN (t.payer_id, t.payee_id))
"""
HISTORY = """
  SELECT e.transfer_id, e.account_id, CASE
           WHEN before.number IS NULL AND e.number <> 1 THEN format('there is no entry before entry %%s', e.number)
           WHEN e.balance_after <> coalesce(before.balance_after, 0) + e.minutes
             THEN format('%%s and %%s do not make %%s', coalesce(before.balance_after, 0), e.minutes, e.balance_after)
           WHEN e.booked_on < before.booked_on THEN format('booked on %%s, after %%s', e.booked_on, before.booked_on)
           ELSE 'its place in the journal is before the entry before it' END
    FROM ledger_entry e
    LEFT JOIN ledger_entry before ON before.account_id = e.account_id AND before.number = e.number - 1
   WHERE e.book_id = %(book_id)s AND e.transfer_id > %(after)s
     AND ((before.number IS NULL AND e.number <> 1)
          OR e.balance_after <> coalesce(before.balance_after, 0) + e.minutes
          OR e.booked_on < before.booked_on OR e.journal_number <= before.journal_number)
"""
FOLLOWED = """
  SELECT next.transfer_id, next.account_id,
         format('%%s and %%s do not make %%s', e.balance_after, next.minutes, next.balance_after)
    FROM ledger_entry e
    JOIN ledger_entry next ON next.account_id = e.account_id AND next.number = e.number + 1
   WHERE e.book_id = %(book_id)s AND e.transfer_id > %(after)s AND next.transfer_id <= %(after)s
     AND next.balance_after <> e.balance_after + next.minutes
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
     AND (%(after)s = 0 OR a.id IN (
           SELECT account_id FROM ledger_entry WHERE book_id = %(book_id)s AND transfer_id > %(after)s))
     AND (b.book_id, b.minutes, b.entries_count, b.last_booked_on) IS DISTINCT FROM
         (a.book_id, coalesce(latest.balance_after, 0), coalesce(latest.number, 0), latest.booked_on)
"""
LIMITS = """
  SELECT NULL::bigint, b.account_id, CASE
           WHEN NOT b.is_open AND (b.minutes <> 0 OR b.held_minutes <> 0) THEN 'it is closed and not at zero'
           ELSE 'the balance holds other limits than the last that were set' END
    FROM ledger_balance b
    LEFT JOIN LATERAL (SELECT count(*) AS count, max(number) AS number FROM ledger_limit l
                        WHERE l.account_id = b.account_id) history ON true
    LEFT JOIN ledger_limit latest ON latest.account_id = b.account_id AND latest.number = history.number
   WHERE b.book_id = %(book_id)s
     AND ((b.limits_count::bigint, b.limits_count, b.is_open, b.floor_minutes, b.ceiling_minutes, b.warning_minutes)
          IS DISTINCT FROM
          (history.count, coalesce(history.number, 0), coalesce(latest.is_open, false),
           latest.floor_minutes, latest.ceiling_minutes, latest.warning_minutes)
          OR (NOT b.is_open AND (b.minutes <> 0 OR b.held_minutes <> 0)))
"""
ACROSS = """
  SELECT t.id, CASE WHEN payer.book_id = t.book_id THEN t.payee_id ELSE t.payer_id END,
         'the account is not of this book'
    FROM ledger_transfer t
    LEFT JOIN ledger_account payer ON payer.id = t.payer_id
    LEFT JOIN ledger_account payee ON payee.id = t.payee_id
   WHERE t.book_id = %(book_id)s AND t.id > %(after)s
     AND (payer.book_id IS DISTINCT FROM t.book_id OR payee.book_id IS DISTINCT FROM t.book_id)
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
   WHERE r.book_id = %(book_id)s AND r.id > %(after)s AND r.kind = 'REVERSAL'
     AND (t.id IS NULL OR t.kind = 'REVERSAL'
          OR (t.book_id, t.payer_id, t.payee_id, t.minutes)
             IS DISTINCT FROM (r.book_id, r.payee_id, r.payer_id, r.minutes)
          OR EXISTS (SELECT FROM ledger_transfer twin WHERE twin.reverses_id = r.reverses_id AND twin.id <> r.id))
"""
HELD = """
  SELECT NULL::bigint, b.account_id,
         format('%%s minutes are set aside, its open holds say %%s', b.held_minutes, coalesce(open.minutes, 0))
    FROM ledger_balance b
    LEFT JOIN (SELECT h.payer_id, sum(h.minutes) AS minutes
                 FROM ledger_hold h
                WHERE h.book_id = %(book_id)s AND NOT EXISTS (SELECT FROM ledger_holdend WHERE hold_id = h.id)
                GROUP BY h.payer_id) open ON open.payer_id = b.account_id
   WHERE b.book_id = %(book_id)s AND b.held_minutes <> coalesce(open.minutes, 0)
"""
CAPTURES = """
  SELECT t.id, t.payer_id, CASE
           WHEN h.id IS NULL THEN 'it captures no hold'
           WHEN e.outcome IS DISTINCT FROM 'CAPTURED' THEN format('hold %%s ended otherwise', h.id)
           ELSE format('hold %%s does not cover it', h.id) END
    FROM ledger_transfer t
    LEFT JOIN ledger_hold h ON h.id = t.hold_id
    LEFT JOIN ledger_holdend e ON e.hold_id = h.id
   WHERE t.book_id = %(book_id)s AND t.id > %(after)s AND t.hold_id IS NOT NULL
     AND (e.outcome IS DISTINCT FROM 'CAPTURED' OR h.minutes < t.minutes
          OR (h.book_id, h.payer_id, h.payee_id) IS DISTINCT FROM (t.book_id, t.payer_id, t.payee_id))
  UNION ALL
  SELECT NULL, h.payer_id, format('hold %%s was captured by no transfer', h.id)
    FROM ledger_holdend e
    JOIN ledger_hold h ON h.id = e.hold_id
   WHERE h.book_id = %(book_id)s AND e.id > %(ends_after)s AND e.outcome = 'CAPTURED'
     AND NOT EXISTS (SELECT FROM ledger_transfer WHERE hold_id = h.id)
"""
PERIOD = """
  SELECT paid.transfer_id, NULL::bigint, format('booked on %%s, when %%s was closed', paid.booked_on, c.closed_through)
    FROM (SELECT *, lag(closed_through, 1, '-infinity'::date) OVER (ORDER BY closed_through) AS closed_before
            FROM ledger_closing WHERE book_id = %(book_id)s) c
    JOIN ledger_entry paid ON paid.book_id = %(book_id)s AND paid.minutes < 0
     AND paid.booked_on > c.closed_before AND paid.booked_on <= c.closed_through
     AND paid.transfer_id > greatest(c.transfers_through, %(after)s)
"""
# Of our new transfers all that is in their batch: a seal reaches as far as our own rows, and the twin lies in another
# book. What is new there alone is found when that book is proved.
CLEARING = """
  SELECT e.transfer_id, NULL::bigint,
         format('what the batch %%s moved between the banks does not sum to zero', t.batch)
    FROM ledger_account ours
    LEFT JOIN ledger_account theirs ON theirs.book_id = ours.other_book_id AND theirs.other_book_id = ours.book_id
    JOIN ledger_entry e ON e.account_id = ours.id AND e.transfer_id > %(after)s
    JOIN ledger_transfer t ON t.id = e.transfer_id
   WHERE ours.book_id = %(book_id)s AND ours.kind = 'CLEARING'
     AND 0 IS DISTINCT FROM (
           SELECT sum(CASE WHEN b.payee_id IN (ours.id, theirs.id) THEN b.minutes ELSE -b.minutes END)
             FROM ledger_transfer b
            WHERE b.batch = t.batch
              AND (b.payer_id IN (ours.id, theirs.id) OR b.payee_id IN (ours.id, theirs.id)))
  UNION ALL
  SELECT NULL, ours.id, 'it does not mirror its twin in the other bank'
    FROM ledger_account ours
    JOIN ledger_balance near ON near.account_id = ours.id
    LEFT JOIN ledger_account theirs ON theirs.book_id = ours.other_book_id AND theirs.other_book_id = ours.book_id
    LEFT JOIN ledger_balance far ON far.account_id = theirs.id
   WHERE ours.book_id = %(book_id)s AND ours.kind = 'CLEARING' AND near.minutes <> -coalesce(far.minutes, 0)
"""
# PostgreSQL counts from one: what somebody puts below lies before every seal, and none would ever cover it.
UNSEALED = """
  SELECT id, NULL::bigint, 'a transfer below one, where no seal reaches' FROM ledger_transfer
   WHERE book_id = %(book_id)s AND id < 1
  UNION ALL
  SELECT NULL, id, 'an account below one, where no seal reaches' FROM ledger_account
   WHERE book_id = %(book_id)s AND id < 1
  UNION ALL
  SELECT NULL, l.account_id, format('limit %%s below one, where no seal reaches', l.id)
    FROM ledger_limit l JOIN ledger_account a ON a.id = l.account_id
   WHERE a.book_id = %(book_id)s AND l.id < 1
  UNION ALL
  SELECT NULL, h.payer_id, format('hold %%s or its end below one, where no seal reaches', h.id)
    FROM ledger_hold h LEFT JOIN ledger_holdend e ON e.hold_id = h.id
   WHERE h.book_id = %(book_id)s AND least(h.id, e.id) < 1
  UNION ALL
  SELECT NULL, NULL, format('closing %%s below one, where no seal reaches', id) FROM ledger_closing
   WHERE book_id = %(book_id)s AND id < 1
"""
# What a proof of the new alone reads as well.
OF_WHAT_IS_NEW = {
    "ENTRIES": ENTRIES,
    "STRAY_ENTRY": STRAYS,
    "HISTORY": f"{HISTORY} UNION ALL {FOLLOWED}",
    "BALANCE": BALANCES,
    "ACROSS_BOOKS": ACROSS,
    "REVERSAL": REVERSALS,
    "HELD": HELD,
    "HOLD": CAPTURES,
    "CLOSED_MONTH": PERIOD,
    "CLEARING": CLEARING,
}
OF_A_BOOK = {**OF_WHAT_IS_NEW, "HISTORY": HISTORY, "LIMIT": LIMITS, "NOT_ZERO": ZERO, "SEAL": UNSEALED}

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
  SELECT (SELECT count(*) FROM ledger_transfer WHERE book_id = %(book_id)s AND id > %(after)s),
         (SELECT count(*) FROM ledger_entry WHERE book_id = %(book_id)s AND transfer_id > %(after)s),
         (SELECT count(*) FROM ledger_hold WHERE book_id = %(book_id)s AND id > %(holds_after)s)
"""
