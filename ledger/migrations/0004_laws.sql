-- More laws of the ledger: holds, closed months, hours between banks, marks and seals. What 0002_laws.sql says of
-- functions that write holds here too. Functions that stand there already are replaced by what is written here.

-- ------------------------------------------------------------------------------------------- accounts and limits

CREATE OR REPLACE FUNCTION ledger_account_after() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF TG_RELID <> 'public.ledger_account'::regclass THEN
    RAISE EXCEPTION 'this function serves ledger_account alone' USING ERRCODE = 'insufficient_privilege';
  END IF;
  INSERT INTO ledger_balance (account_id, book_id, other_book_id) VALUES (NEW.id, NEW.book_id, NEW.other_book_id);
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION ledger_limit_after() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF TG_RELID <> 'public.ledger_limit'::regclass THEN
    RAISE EXCEPTION 'this function serves ledger_limit alone' USING ERRCODE = 'insufficient_privilege';
  END IF;
  UPDATE ledger_balance
     SET floor_minutes = NEW.floor_minutes, ceiling_minutes = NEW.ceiling_minutes,
         warning_minutes = NEW.warning_minutes, is_open = NEW.is_open, limits_count = NEW.number
   WHERE account_id = NEW.account_id AND (NEW.is_open OR (minutes = 0 AND held_minutes = 0));
  IF NOT FOUND THEN
    RAISE EXCEPTION 'account % still has hours, a debt or hours set aside', NEW.account_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_not_settled';
  END IF;
  RETURN NULL;
END $$;

-- A snapshot older than the statement would book into a month that was closed since, or seal past a row it cannot see.
CREATE FUNCTION ledger_must_see_all() RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF current_setting('transaction_isolation') IN ('repeatable read', 'serializable') THEN
    RAISE EXCEPTION 'the ledger is written at the isolation level READ COMMITTED alone'
      USING ERRCODE = 'invalid_transaction_state';
  END IF;
END $$;

-- ---------------------------------------------------------------------------------------------- closed months

-- A posting reads the closings before it is booked. The lock waits for those that have and keeps others from reading until
-- commit: each posting either is counted in transfers_through or sees this closing. It waits a moment, and is asked for
-- again. It is on this small table, not on the transfers, where it would meet autovacuum.
CREATE FUNCTION ledger_closing_before() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET lock_timeout = '200ms' AS $$
DECLARE
  today date;
BEGIN
  IF TG_RELID <> 'public.ledger_closing'::regclass THEN
    RAISE EXCEPTION 'this function serves ledger_closing alone' USING ERRCODE = 'insufficient_privilege';
  END IF;
  PERFORM ledger_must_see_all();
  LOCK TABLE ledger_closing IN ACCESS EXCLUSIVE MODE;
  NEW.closed_at := clock_timestamp();
  SELECT coalesce(max(id), 0) INTO NEW.transfers_through FROM ledger_transfer;
  SELECT (NEW.closed_at AT TIME ZONE zone)::date INTO today FROM ledger_book WHERE id = NEW.book_id;
  IF NEW.closed_through >= today OR extract(day FROM NEW.closed_through + 1) <> 1 THEN
    RAISE EXCEPTION 'only months that are over can be closed, and % ends none', NEW.closed_through
      USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_closing_month';
  ELSIF EXISTS (SELECT FROM ledger_closing WHERE book_id = NEW.book_id AND closed_through > NEW.closed_through) THEN
    RAISE EXCEPTION 'the month that ends on % is closed already', NEW.closed_through
      USING ERRCODE = 'unique_violation', CONSTRAINT = 'ledger_closing_once';
  END IF;
  RETURN NEW;
END $$;

-- ------------------------------------------------------------------------------------------------------- holds

CREATE FUNCTION ledger_hold_before() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  NEW.held_at := clock_timestamp();
  IF NEW.book_id IS NULL THEN
    RAISE EXCEPTION 'there is no such payer' USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_account';
  END IF;
  RETURN NEW;
END $$;

-- Both balances are locked, the lower first: an account that is just closing either sees the hold or refuses it. The
-- time is looked at here, not before, for a hold that is asked for again after its time gets its first answer.
CREATE FUNCTION ledger_hold_after() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  asked ledger_transfer;
BEGIN
  IF TG_RELID <> 'public.ledger_hold'::regclass THEN
    RAISE EXCEPTION 'this function serves ledger_hold alone' USING ERRCODE = 'insufficient_privilege';
  END IF;
  asked.book_id := NEW.book_id;
  asked.payer_id := NEW.payer_id;
  asked.payee_id := NEW.payee_id;
  asked.minutes := NEW.minutes;
  IF NEW.expires_at <= NEW.held_at THEN
    RAISE EXCEPTION 'the hold has expired before it began'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_hold_expired';
  END IF;
  PERFORM ledger_lock(ARRAY[NEW.payer_id, NEW.payee_id]);
  PERFORM FROM ledger_balance WHERE account_id = NEW.payee_id AND book_id = NEW.book_id AND is_open;
  IF NOT FOUND THEN
    PERFORM ledger_refuse(asked, NEW.payee_id);
  END IF;
  UPDATE ledger_balance b SET held_minutes = b.held_minutes + NEW.minutes
   WHERE b.account_id = NEW.payer_id AND b.book_id = NEW.book_id AND b.is_open
     AND (b.floor_minutes IS NULL OR b.minutes - b.held_minutes - NEW.minutes >= b.floor_minutes);
  IF NOT FOUND THEN
    PERFORM ledger_refuse(asked, NEW.payer_id);
  END IF;
  RETURN NULL;
END $$;

-- The payer's balance is locked before the row is written, as in a capture: who ends a hold and who captures it then
-- wait for each other in one order. A lock is all it does, for a second end may meet ON CONFLICT DO NOTHING.
CREATE FUNCTION ledger_holdend_before() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  held ledger_hold;
  is_captured boolean;
BEGIN
  IF TG_RELID <> 'public.ledger_holdend'::regclass THEN
    RAISE EXCEPTION 'this function serves ledger_holdend alone' USING ERRCODE = 'insufficient_privilege';
  END IF;
  NEW.ended_at := clock_timestamp();
  SELECT * INTO held FROM ledger_hold WHERE id = NEW.hold_id;
  PERFORM FROM ledger_balance WHERE account_id = held.payer_id FOR NO KEY UPDATE;
  is_captured := EXISTS (SELECT FROM ledger_transfer WHERE hold_id = NEW.hold_id);
  IF (NEW.outcome = 'CAPTURED') <> is_captured AND NOT EXISTS (SELECT FROM ledger_holdend WHERE hold_id = NEW.hold_id) THEN
    RAISE EXCEPTION 'a hold is captured by its transfer, and by nothing else'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_hold';
  ELSIF NEW.outcome = 'EXPIRED' AND held.expires_at > NEW.ended_at THEN
    RAISE EXCEPTION 'the hold has not expired yet' USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_hold';
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION ledger_holdend_after() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF TG_RELID <> 'public.ledger_holdend'::regclass THEN
    RAISE EXCEPTION 'this function serves ledger_holdend alone' USING ERRCODE = 'insufficient_privilege';
  END IF;
  UPDATE ledger_balance b SET held_minutes = b.held_minutes - h.minutes
    FROM ledger_hold h
   WHERE h.id = NEW.hold_id AND b.account_id = h.payer_id;
  RETURN NULL;
END $$;

-- ----------------------------------------------------------------------------------------------------- posting

CREATE OR REPLACE FUNCTION ledger_transfer_before() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  original ledger_transfer;
BEGIN
  IF TG_RELID <> 'public.ledger_transfer'::regclass THEN
    RAISE EXCEPTION 'this function serves ledger_transfer alone' USING ERRCODE = 'insufficient_privilege';
  END IF;
  NEW.recorded_at := clock_timestamp();
  IF NEW.book_id IS NULL THEN
    RAISE EXCEPTION 'there is no such payer' USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_account';
  END IF;
  IF NEW.reverses_id IS NOT NULL THEN
    SELECT * INTO original FROM ledger_transfer WHERE id = NEW.reverses_id;
    IF NOT FOUND OR original.kind = 'REVERSAL'
       OR (original.book_id, original.payer_id, original.payee_id, original.minutes)
          IS DISTINCT FROM (NEW.book_id, NEW.payee_id, NEW.payer_id, NEW.minutes) THEN
      RAISE EXCEPTION 'a reversal is the exact opposite of a transfer that is no reversal'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_reversal';
    END IF;
  END IF;
  IF NEW.kind = 'CORRECTION' AND NOT EXISTS (
    SELECT FROM ledger_transfer reversal
     WHERE reversal.id = substring(NEW.reference FROM '^correction:([0-9]{1,18})$')::bigint
       AND reversal.book_id = NEW.book_id AND reversal.kind = 'REVERSAL' AND reversal.batch = NEW.batch
  ) THEN
    RAISE EXCEPTION 'a correction names the reversal in its own batch'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_correction';
  END IF;
  IF NEW.hold_id IS NOT NULL AND NOT EXISTS (
    SELECT FROM ledger_hold h
     WHERE h.id = NEW.hold_id AND h.book_id = NEW.book_id AND h.payer_id = NEW.payer_id AND h.payee_id = NEW.payee_id
       AND h.minutes >= NEW.minutes
  ) THEN
    RAISE EXCEPTION 'hold % does not cover this transfer', NEW.hold_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_hold';
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION ledger_refuse(transfer ledger_transfer, refused_id bigint) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  payer ledger_balance;
  payee ledger_balance;
  refused ledger_balance;
  fits bigint;
BEGIN
  SELECT * INTO payer FROM ledger_balance WHERE account_id = transfer.payer_id;
  SELECT * INTO payee FROM ledger_balance WHERE account_id = transfer.payee_id;
  SELECT * INTO refused FROM ledger_balance WHERE account_id = refused_id;
  IF payer.account_id IS NULL OR payee.account_id IS NULL THEN
    RAISE EXCEPTION 'there is no account %', refused_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_account';
  ELSIF payer.book_id <> transfer.book_id OR payee.book_id <> transfer.book_id THEN
    RAISE EXCEPTION 'accounts % and % are not both of book %', payer.account_id, payee.account_id, transfer.book_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_book';
  ELSIF NOT refused.is_open THEN
    RAISE EXCEPTION 'account % is closed', refused_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_closed';
  END IF;
  IF transfer.id IS NULL THEN  -- a hold: nothing has moved, and what the payee may have is asked when it is captured
    payee.ceiling_minutes := NULL;
  ELSIF payer.account_id < refused_id THEN  -- the lower account has moved already, and this statement will undo it
    payer.minutes := payer.minutes + transfer.minutes;
  ELSIF payee.account_id < refused_id THEN
    payee.minutes := payee.minutes - transfer.minutes;
  END IF;
  IF transfer.hold_id IS NOT NULL THEN  -- what was set aside is there, whatever the floor has become
    payer.floor_minutes := NULL;
  END IF;
  fits := greatest(0, least(payer.minutes - payer.held_minutes - payer.floor_minutes,
                            payee.ceiling_minutes - payee.minutes));
  RAISE EXCEPTION 'account % has no room for % minutes, only for %', refused_id, transfer.minutes, fits
    USING ERRCODE = 'check_violation', DETAIL = fits::text,
          CONSTRAINT = CASE WHEN refused_id = transfer.payer_id THEN 'ledger_floor' ELSE 'ledger_ceiling' END;
END $$;

-- What captures a hold leaves at least as many minutes free as there were before, so the floor does not bind it.
CREATE OR REPLACE FUNCTION ledger_move(transfer ledger_transfer, moved_id bigint, day date) RETURNS ledger_balance
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  change bigint := CASE WHEN moved_id = transfer.payer_id THEN -transfer.minutes ELSE transfer.minutes END;
  moved ledger_balance;
BEGIN
  UPDATE ledger_balance b
     SET minutes = b.minutes + change, entries_count = b.entries_count + 1,
         last_booked_on = greatest(b.last_booked_on, day)
   WHERE b.account_id = moved_id AND b.book_id = transfer.book_id
     AND (transfer.forced
          OR (b.is_open AND (change > 0 OR b.floor_minutes IS NULL OR transfer.hold_id IS NOT NULL
                             OR b.minutes - b.held_minutes + change >= b.floor_minutes)
                        AND (change < 0 OR b.ceiling_minutes IS NULL OR b.minutes + change <= b.ceiling_minutes))
          OR (NOT b.is_open AND transfer.kind = 'SETTLEMENT' AND b.minutes + change = 0))
  RETURNING b.* INTO moved;
  IF NOT FOUND THEN
    PERFORM ledger_refuse(transfer, moved_id);
  END IF;
  RETURN moved;
END $$;

CREATE OR REPLACE FUNCTION ledger_transfer_after() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  today date;
  day date;
  booked date;
  lower ledger_balance;
  upper ledger_balance;
BEGIN
  IF TG_RELID <> 'public.ledger_transfer'::regclass THEN
    RAISE EXCEPTION 'this function serves ledger_transfer alone' USING ERRCODE = 'insufficient_privilege';
  END IF;
  PERFORM ledger_must_see_all();
  SELECT (NEW.recorded_at AT TIME ZONE zone)::date,
         (SELECT max(closed_through) + 1 FROM ledger_closing WHERE book_id = NEW.book_id)
    INTO today, day
    FROM ledger_book WHERE id = NEW.book_id;
  IF NEW.asked_on > today THEN
    RAISE EXCEPTION 'nothing is booked ahead: % is after %', NEW.asked_on, today
      USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_day';
  END IF;
  day := greatest(day, coalesce(NEW.asked_on, today));

  IF NEW.hold_id IS NOT NULL THEN  -- both balances first, in order, then the hold's end, which frees its minutes
    PERFORM ledger_lock(ARRAY[NEW.payer_id, NEW.payee_id]);
    IF EXISTS (SELECT FROM ledger_hold WHERE id = NEW.hold_id AND expires_at <= now()) THEN  -- when the transaction began
      RAISE EXCEPTION 'hold % has expired', NEW.hold_id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_hold_expired';
    END IF;
    INSERT INTO ledger_holdend (hold_id, outcome, reason, ended_by)
    VALUES (NEW.hold_id, 'CAPTURED', '', NEW.recorded_by);
  END IF;

  -- Always the lower account first, so that two postings never wait for each other in a circle.
  lower := ledger_move(NEW, least(NEW.payer_id, NEW.payee_id), day);
  upper := ledger_move(NEW, greatest(NEW.payer_id, NEW.payee_id), lower.last_booked_on);
  booked := upper.last_booked_on;
  IF booked > lower.last_booked_on THEN  -- rare: only after past days were asked for
    UPDATE ledger_balance SET last_booked_on = booked WHERE account_id = lower.account_id;
  END IF;
  IF NEW.happened_on > booked THEN
    RAISE EXCEPTION 'what happened on % cannot be booked on %', NEW.happened_on, booked
      USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_day';
  END IF;
  IF num_nonnulls(lower.other_book_id, upper.other_book_id) <> (NEW.kind = 'CLEARING')::integer
     AND NEW.kind <> 'REVERSAL' THEN
    RAISE EXCEPTION 'hours of the kind % do not go that way between banks', NEW.kind
      USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_clearing';
  END IF;

  INSERT INTO ledger_entry (transfer_id, account_id, book_id, number, journal_number, minutes, balance_after, booked_on)
  SELECT NEW.id, side.account_id, NEW.book_id, side.entries_count, place.number,
         CASE WHEN side.account_id = NEW.payer_id THEN -NEW.minutes ELSE NEW.minutes END, side.minutes, booked
    FROM nextval('ledger_journal_number') AS place (number),
         (VALUES (lower.account_id, lower.entries_count, lower.minutes),
                 (upper.account_id, upper.entries_count, upper.minutes)) AS side (account_id, entries_count, minutes);
  RETURN NULL;
END $$;

-- ------------------------------------------------------------------------------------------------ between banks

-- At commit: what a batch moved on the two clearing accounts of a pair of banks sums to zero.
CREATE FUNCTION ledger_clearing_at_commit() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  near bigint;
  far bigint;
  moved bigint;
BEGIN
  IF TG_RELID <> 'public.ledger_transfer'::regclass THEN
    RAISE EXCEPTION 'this function serves ledger_transfer alone' USING ERRCODE = 'insufficient_privilege';
  END IF;
  SELECT ours.id, theirs.id INTO near, far
    FROM ledger_account ours
    LEFT JOIN ledger_account theirs ON theirs.book_id = ours.other_book_id AND theirs.other_book_id = ours.book_id
   WHERE ours.id IN (NEW.payer_id, NEW.payee_id) AND ours.other_book_id IS NOT NULL;
  IF NOT FOUND THEN  -- a reversal within one bank
    RETURN NULL;
  END IF;
  SELECT coalesce(sum(CASE WHEN payee_id IN (near, far) THEN minutes ELSE -minutes END), 0) INTO moved
    FROM ledger_transfer
   WHERE batch = NEW.batch AND (payer_id IN (near, far) OR payee_id IN (near, far));
  IF far IS NULL OR NEW.batch IS NULL OR moved <> 0 THEN
    RAISE EXCEPTION 'hours that leave one bank arrive in the other in the same batch'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_clearing';
  END IF;
  RETURN NULL;
END $$;

-- ------------------------------------------------------------------------------------------------ the protocol

DROP FUNCTION ledger_post(uuid, text, bigint, bigint, integer, text, date, date, text, uuid, bigint, text, boolean, text);

CREATE FUNCTION ledger_post(
  p_key uuid, p_kind text, p_payer bigint, p_payee bigint, p_minutes integer, p_reference text, p_asked_on date,
  p_happened_on date, p_recorded_by text, p_batch uuid, p_reverses bigint, p_reason text, p_forced boolean, p_words text,
  p_hold bigint
) RETURNS bigint
LANGUAGE plpgsql SECURITY INVOKER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  posted ledger_transfer;
BEGIN
  INSERT INTO ledger_transfer (book_id, key, kind, payer_id, payee_id, minutes, reference, asked_on, happened_on,
                               recorded_by, batch, reverses_id, reason, forced, hold_id)
  VALUES ((SELECT book_id FROM ledger_account WHERE id = p_payer), p_key, p_kind, p_payer, p_payee, p_minutes,
          p_reference, p_asked_on, p_happened_on, p_recorded_by, p_batch, p_reverses, p_reason, p_forced, p_hold)
  ON CONFLICT DO NOTHING
  RETURNING id INTO posted.id;
  IF FOUND THEN
    IF p_words <> '' THEN
      INSERT INTO ledger_words (transfer_id, text) VALUES (posted.id, p_words);
    END IF;
    RETURN posted.id;
  END IF;
  SELECT * INTO posted FROM ledger_transfer WHERE key = p_key;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'another transfer has the cause %', p_reference USING ERRCODE = 'unique_violation', CONSTRAINT =
      CASE WHEN EXISTS (SELECT FROM ledger_transfer WHERE reverses_id = p_reverses) THEN 'ledger_transfer_reversed_once'
           WHEN EXISTS (SELECT FROM ledger_transfer WHERE hold_id = p_hold) THEN 'ledger_transfer_captured_once'
           ELSE 'ledger_transfer_one_cause' END;
  END IF;
  IF (posted.kind, posted.payer_id, posted.payee_id, posted.minutes, posted.reference, posted.asked_on,
      posted.happened_on, posted.recorded_by, posted.batch, posted.reverses_id, posted.reason, posted.forced,
      posted.hold_id)
     IS DISTINCT FROM (p_kind, p_payer, p_payee, p_minutes, p_reference, p_asked_on,
      p_happened_on, p_recorded_by, p_batch, p_reverses, p_reason, p_forced, p_hold) THEN
    RAISE EXCEPTION 'the key % was used for another transfer', p_key
      USING ERRCODE = 'unique_violation', CONSTRAINT = 'ledger_key_reused';
  END IF;
  RETURN posted.id;
END $$;

-- Set minutes aside, once for each key, as ledger_post posts.
CREATE FUNCTION ledger_set_aside(
  p_key uuid, p_payer bigint, p_payee bigint, p_minutes integer, p_reference text, p_expires_at timestamptz,
  p_held_by text
) RETURNS bigint
LANGUAGE plpgsql SECURITY INVOKER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  held ledger_hold;
BEGIN
  INSERT INTO ledger_hold (book_id, key, payer_id, payee_id, minutes, reference, expires_at, held_by)
  VALUES ((SELECT book_id FROM ledger_account WHERE id = p_payer), p_key, p_payer, p_payee, p_minutes, p_reference,
          p_expires_at, p_held_by)
  ON CONFLICT DO NOTHING
  RETURNING id INTO held.id;
  IF FOUND THEN
    RETURN held.id;
  END IF;
  SELECT * INTO held FROM ledger_hold WHERE key = p_key;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'another hold has the cause %', p_reference
      USING ERRCODE = 'unique_violation', CONSTRAINT = 'ledger_hold_one_cause';
  END IF;
  IF (held.payer_id, held.payee_id, held.minutes, held.reference, held.expires_at, held.held_by)
     IS DISTINCT FROM (p_payer, p_payee, p_minutes, p_reference, p_expires_at, p_held_by) THEN
    RAISE EXCEPTION 'the key % was used for another hold', p_key
      USING ERRCODE = 'unique_violation', CONSTRAINT = 'ledger_key_reused';
  END IF;
  RETURN held.id;
END $$;

-- ------------------------------------------------------------------------------------------- marks and seals

-- Note the last row of each table. Every row up to it is final, every row after it comes later: a row's id is drawn
-- under the lock of its table, so who had drawn one before we looked at the sequences holds that lock, and we wait until
-- each of them is done. Nobody waits for us: a table lock would meet autovacuum, which can take an hour.
CREATE FUNCTION ledger_take_mark() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  most_waits CONSTANT integer := 50;
  mark ledger_mark;
  writers text[];
BEGIN
  PERFORM ledger_must_see_all();
  mark.accounts_through := (SELECT last_value * is_called::integer FROM ledger_account_id_seq);
  mark.limits_through := (SELECT last_value * is_called::integer FROM ledger_limit_id_seq);
  mark.holds_through := (SELECT last_value * is_called::integer FROM ledger_hold_id_seq);
  mark.ends_through := (SELECT last_value * is_called::integer FROM ledger_holdend_id_seq);
  mark.transfers_through := (SELECT last_value * is_called::integer FROM ledger_transfer_id_seq);
  mark.closings_through := (SELECT last_value * is_called::integer FROM ledger_closing_id_seq);
  writers := ledger_writers();
  FOR waited IN 1..most_waits LOOP
    EXIT WHEN NOT writers && ledger_writers();
    IF waited = most_waits THEN
      RAISE EXCEPTION 'somebody has been writing for long' USING ERRCODE = 'lock_not_available';
    END IF;
    PERFORM pg_sleep(0.02);
  END LOOP;
  INSERT INTO ledger_mark (taken_at, accounts_through, limits_through, holds_through, ends_through, transfers_through,
                           closings_through)
  VALUES (clock_timestamp(), mark.accounts_through, mark.limits_through, mark.holds_through, mark.ends_through,
          mark.transfers_through, mark.closings_through)
  RETURNING id INTO mark.id;
  RETURN mark.id;
END $$;

-- The transactions of others that may have written to the ledger and are not over.
CREATE FUNCTION ledger_writers() RETURNS text[]
LANGUAGE sql VOLATILE SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT coalesce(array_agg(DISTINCT virtualtransaction), '{}')
    FROM pg_locks
   WHERE locktype = 'relation' AND mode = 'RowExclusiveLock' AND granted AND pid IS DISTINCT FROM pg_backend_pid()
     AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
     AND relation IN ('ledger_account'::regclass, 'ledger_limit'::regclass, 'ledger_hold'::regclass,
                      'ledger_holdend'::regclass, 'ledger_transfer'::regclass, 'ledger_closing'::regclass)
$$;

-- The rows of a book after one seal and through another, in the canonical form of docs/seals.md: a line each.
CREATE FUNCTION ledger_lines(p_after ledger_seal, p_through ledger_seal)
RETURNS TABLE (part integer, id bigint, line text)
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp SET datestyle = 'ISO, YMD' AS $$
  SELECT 1, a.id, concat_ws('|', 'account', a.id, a.code, a.kind, coalesce(a.other_book_id::text, ''),
           to_char(a.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
    FROM ledger_account a
   WHERE a.book_id = p_through.book_id AND a.id > coalesce(p_after.accounts_through, 0) AND a.id <= p_through.accounts_through
  UNION ALL
  SELECT 2, l.id, concat_ws('|', 'limit', l.id, l.account_id, l.number, coalesce(l.floor_minutes::text, ''),
           coalesce(l.ceiling_minutes::text, ''), coalesce(l.warning_minutes::text, ''), l.is_open::text, l.reason,
           l.set_by, to_char(l.set_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
    FROM ledger_limit l JOIN ledger_account a ON a.id = l.account_id
   WHERE a.book_id = p_through.book_id AND l.id > coalesce(p_after.limits_through, 0) AND l.id <= p_through.limits_through
  UNION ALL
  SELECT 3, h.id, concat_ws('|', 'hold', h.id, h.key, h.payer_id, h.payee_id, h.minutes, h.reference, h.held_by,
           to_char(h.expires_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
           to_char(h.held_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
    FROM ledger_hold h
   WHERE h.book_id = p_through.book_id AND h.id > coalesce(p_after.holds_through, 0) AND h.id <= p_through.holds_through
  UNION ALL
  SELECT 4, e.id, concat_ws('|', 'end', e.id, e.hold_id, e.outcome, e.reason, e.ended_by,
           to_char(e.ended_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
    FROM ledger_holdend e JOIN ledger_hold h ON h.id = e.hold_id
   WHERE h.book_id = p_through.book_id AND e.id > coalesce(p_after.ends_through, 0) AND e.id <= p_through.ends_through
  UNION ALL
  SELECT 5, t.id, concat_ws('|', 'transfer', t.id, t.key, t.kind, t.payer_id, t.payee_id, t.minutes, t.reference,
           coalesce(t.asked_on::text, ''), t.happened_on::text,
           to_char(t.recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), t.recorded_by,
           coalesce(t.batch::text, ''), coalesce(t.reverses_id::text, ''), coalesce(t.hold_id::text, ''), t.reason,
           t.forced::text, coalesce(paid.journal_number::text, ''), coalesce(paid.booked_on::text, ''),
           coalesce(paid.number::text, ''), coalesce(paid.balance_after::text, ''),
           coalesce(got.number::text, ''), coalesce(got.balance_after::text, ''))
    FROM ledger_transfer t
    LEFT JOIN ledger_entry paid ON paid.transfer_id = t.id AND paid.account_id = t.payer_id
    LEFT JOIN ledger_entry got ON got.transfer_id = t.id AND got.account_id = t.payee_id
   WHERE t.book_id = p_through.book_id AND t.id > coalesce(p_after.transfers_through, 0) AND t.id <= p_through.transfers_through
  UNION ALL
  SELECT 6, c.id, concat_ws('|', 'closing', c.id, c.closed_through::text, c.transfers_through, c.closed_by,
           to_char(c.closed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
    FROM ledger_closing c
   WHERE c.book_id = p_through.book_id AND c.id > coalesce(p_after.closings_through, 0) AND c.id <= p_through.closings_through
$$;

-- Hash the rows of a seal: its own line, then theirs. With them come their number and digest, to name what changed.
CREATE FUNCTION ledger_hash(p_after ledger_seal, p_through ledger_seal, OUT rows_count integer, OUT hash text,
                            OUT row_digests bytea)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  book ledger_book;
  lines text;
BEGIN
  SELECT * INTO book FROM ledger_book WHERE id = p_through.book_id;
  SELECT count(*), coalesce(string_agg(l.line || E'\n', '' ORDER BY l.part, l.id), ''),
         coalesce(string_agg(set_byte('\x00'::bytea, 0, l.part) || int8send(l.id)
                             || substr(sha256(convert_to(l.line, 'UTF8')), 1, 8), '' ORDER BY l.part, l.id), '')
    INTO rows_count, lines, row_digests
    FROM ledger_lines(p_after, p_through) l;
  hash := encode(sha256(convert_to(concat_ws('|', 'seal', book.slug, book.zone, p_through.number,
            to_char(p_through.sealed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), p_through.previous,
            p_through.accounts_through, p_through.limits_through, p_through.holds_through, p_through.ends_through,
            p_through.transfers_through, p_through.closings_through, rows_count) || E'\n' || lines, 'UTF8')), 'hex');
END $$;

-- Seal a book's next rows, as many as one hash takes in little memory. Answers whether there was anything to seal.
CREATE FUNCTION ledger_seal_next(p_book bigint, p_mark bigint) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  most CONSTANT integer := 20000;
  mark ledger_mark;
  last ledger_seal;
  next ledger_seal;
BEGIN
  PERFORM FROM ledger_book WHERE id = p_book FOR NO KEY UPDATE;  -- one sealer at a time
  SELECT * INTO mark FROM ledger_mark WHERE id = p_mark;
  SELECT * INTO last FROM ledger_seal WHERE book_id = p_book ORDER BY number DESC LIMIT 1;
  IF NOT FOUND THEN
    last.book_id := p_book;
    last.number := 0;
    last.hash := '';
    last.accounts_through := 0;
    last.limits_through := 0;
    last.holds_through := 0;
    last.ends_through := 0;
    last.transfers_through := 0;
    last.closings_through := 0;
    last.transfers_count := 0;
  END IF;
  next := last;
  SELECT coalesce(max(id), last.accounts_through) INTO next.accounts_through FROM (
    SELECT id FROM ledger_account
     WHERE book_id = p_book AND id > last.accounts_through AND id <= mark.accounts_through ORDER BY id LIMIT most) rows;
  SELECT coalesce(max(id), last.limits_through) INTO next.limits_through FROM (
    SELECT l.id FROM ledger_limit l JOIN ledger_account a ON a.id = l.account_id
     WHERE a.book_id = p_book AND l.id > last.limits_through AND l.id <= mark.limits_through
     ORDER BY l.id LIMIT most) rows;
  SELECT coalesce(max(id), last.holds_through) INTO next.holds_through FROM (
    SELECT id FROM ledger_hold
     WHERE book_id = p_book AND id > last.holds_through AND id <= mark.holds_through ORDER BY id LIMIT most) rows;
  SELECT coalesce(max(id), last.ends_through) INTO next.ends_through FROM (
    SELECT e.id FROM ledger_holdend e JOIN ledger_hold h ON h.id = e.hold_id
     WHERE h.book_id = p_book AND e.id > last.ends_through AND e.id <= mark.ends_through ORDER BY e.id LIMIT most) rows;
  SELECT coalesce(max(id), last.transfers_through), last.transfers_count + count(*)
    INTO next.transfers_through, next.transfers_count FROM (
    SELECT id FROM ledger_transfer
     WHERE book_id = p_book AND id > last.transfers_through AND id <= mark.transfers_through
     ORDER BY id LIMIT most) rows;
  SELECT coalesce(max(id), last.closings_through) INTO next.closings_through FROM (
    SELECT id FROM ledger_closing
     WHERE book_id = p_book AND id > last.closings_through AND id <= mark.closings_through ORDER BY id LIMIT most) rows;
  IF next IS NOT DISTINCT FROM last THEN
    RETURN false;
  END IF;
  next.number := last.number + 1;
  next.sealed_at := clock_timestamp();
  next.previous := last.hash;
  SELECT h.rows_count, h.hash, h.row_digests INTO next.rows_count, next.hash, next.row_digests
    FROM ledger_hash(last, next) h;
  INSERT INTO ledger_seal (book_id, number, sealed_at, accounts_through, limits_through, holds_through, ends_through,
                           transfers_through, closings_through, rows_count, transfers_count, previous, hash, row_digests)
  VALUES (next.book_id, next.number, next.sealed_at, next.accounts_through, next.limits_through, next.holds_through,
          next.ends_through, next.transfers_through, next.closings_through, next.rows_count, next.transfers_count,
          next.previous, next.hash, next.row_digests);
  RETURN true;
END $$;

-- ----------------------------------------------------------------------------------------------------- history

CREATE TRIGGER checked BEFORE INSERT ON ledger_closing
  FOR EACH ROW EXECUTE FUNCTION ledger_closing_before();
CREATE TRIGGER checked BEFORE INSERT ON ledger_hold
  FOR EACH ROW EXECUTE FUNCTION ledger_hold_before();
CREATE TRIGGER set_aside AFTER INSERT ON ledger_hold
  FOR EACH ROW EXECUTE FUNCTION ledger_hold_after();
CREATE TRIGGER checked BEFORE INSERT ON ledger_holdend
  FOR EACH ROW EXECUTE FUNCTION ledger_holdend_before();
CREATE TRIGGER freed AFTER INSERT ON ledger_holdend
  FOR EACH ROW EXECUTE FUNCTION ledger_holdend_after();
CREATE CONSTRAINT TRIGGER cleared AFTER INSERT ON ledger_transfer DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (NEW.kind IN ('CLEARING', 'REVERSAL')) EXECUTE FUNCTION ledger_clearing_at_commit();

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_hold
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_forbid();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_holdend
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_forbid();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_closing
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_forbid();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_mark
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_forbid();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_seal
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_forbid();

REVOKE EXECUTE ON FUNCTION
  ledger_must_see_all(), ledger_closing_before(), ledger_hold_before(), ledger_hold_after(), ledger_holdend_before(),
  ledger_holdend_after(), ledger_clearing_at_commit(),
  ledger_post(uuid, text, bigint, bigint, integer, text, date, date, text, uuid, bigint, text, boolean, text, bigint),
  ledger_set_aside(uuid, bigint, bigint, integer, text, timestamptz, text),
  ledger_take_mark(), ledger_writers(), ledger_seal_next(bigint, bigint)
FROM PUBLIC;  -- not ledger_lines and ledger_hash: they read with the caller's rights, and an auditor's role proves seals
