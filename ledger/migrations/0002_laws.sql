-- The laws of the ledger as PostgreSQL keeps them. Inserting a row into ledger_transfer is the posting.
--
-- Functions that write run as their owner with a fixed search_path, may be called by nobody else, and look at
-- TG_RELID: so the application role reaches entries and balances only through the inserts it is granted
-- (docs/decisions/0002-two-database-roles.md). Each refusal carries the name ledger.actions knows it by.

ALTER TABLE ledger_balance SET (fillfactor = 50);  -- room on the page, so that an update touches no index
CREATE SEQUENCE ledger_journal_number;

-- ------------------------------------------------------------------------------------------- books and accounts

CREATE FUNCTION ledger_book_before() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM clock_timestamp() AT TIME ZONE NEW.zone;
  RETURN NEW;
EXCEPTION WHEN invalid_parameter_value THEN
  RAISE EXCEPTION 'there is no time zone %', NEW.zone USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_zone';
END $$;

CREATE FUNCTION ledger_account_after() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF TG_RELID <> 'public.ledger_account'::regclass THEN
    RAISE EXCEPTION 'this function serves ledger_account alone' USING ERRCODE = 'insufficient_privilege';
  END IF;
  INSERT INTO ledger_balance (account_id, book_id) VALUES (NEW.id, NEW.book_id);
  RETURN NULL;
END $$;

-- --------------------------------------------------------------------------------------------------- limits

CREATE FUNCTION ledger_limit_before() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF TG_RELID <> 'public.ledger_limit'::regclass THEN
    RAISE EXCEPTION 'this function serves ledger_limit alone' USING ERRCODE = 'insufficient_privilege';
  END IF;
  NEW.set_at := clock_timestamp();
  SELECT limits_count + 1 INTO NEW.number FROM ledger_balance
   WHERE account_id = NEW.account_id FOR NO KEY UPDATE;  -- held until commit: numbers have no gap and no twin
  IF NOT FOUND THEN
    RAISE EXCEPTION 'there is no account %', NEW.account_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_account';
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION ledger_limit_after() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF TG_RELID <> 'public.ledger_limit'::regclass THEN
    RAISE EXCEPTION 'this function serves ledger_limit alone' USING ERRCODE = 'insufficient_privilege';
  END IF;
  UPDATE ledger_balance
     SET floor_minutes = NEW.floor_minutes, ceiling_minutes = NEW.ceiling_minutes,
         is_open = NEW.is_open, limits_count = NEW.number
   WHERE account_id = NEW.account_id;
  RETURN NULL;
END $$;

-- -------------------------------------------------------------------------------------------------- posting

-- Checks only: ON CONFLICT DO NOTHING does not undo what a BEFORE trigger did, and a replay passes through here.
CREATE FUNCTION ledger_transfer_before() RETURNS trigger
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
  RETURN NEW;
END $$;

-- Say why an account refused a transfer, and how much would have fitted both sides.
CREATE FUNCTION ledger_refuse(transfer ledger_transfer, refused_id bigint) RETURNS void
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
  IF payer.account_id < refused_id THEN  -- the lower account has moved already, and this statement is about to undo it
    payer.minutes := payer.minutes + transfer.minutes;
  ELSIF payee.account_id < refused_id THEN
    payee.minutes := payee.minutes - transfer.minutes;
  END IF;
  fits := greatest(0, least(payer.minutes - payer.floor_minutes, payee.ceiling_minutes - payee.minutes));
  RAISE EXCEPTION 'account % has no room for % minutes, only for %', refused_id, transfer.minutes, fits
    USING ERRCODE = 'check_violation', DETAIL = fits::text,
          CONSTRAINT = CASE WHEN refused_id = transfer.payer_id THEN 'ledger_floor' ELSE 'ledger_ceiling' END;
END $$;

-- Lock, check and change one balance in one statement; READ COMMITTED checks the WHERE again after any wait.
-- A limit binds only in the worsening direction. A closed account takes nothing but what settles it to zero.
CREATE FUNCTION ledger_move(transfer ledger_transfer, moved_id bigint, day date) RETURNS ledger_balance
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
          OR (b.is_open AND (change > 0 OR b.floor_minutes IS NULL OR b.minutes + change >= b.floor_minutes)
                        AND (change < 0 OR b.ceiling_minutes IS NULL OR b.minutes + change <= b.ceiling_minutes))
          OR (NOT b.is_open AND transfer.kind = 'SETTLEMENT' AND b.minutes + change = 0))
  RETURNING b.* INTO moved;
  IF NOT FOUND THEN
    PERFORM ledger_refuse(transfer, moved_id);
  END IF;
  RETURN moved;
END $$;

CREATE FUNCTION ledger_transfer_after() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  today date;
  booked date;
  lower ledger_balance;
  upper ledger_balance;
BEGIN
  IF TG_RELID <> 'public.ledger_transfer'::regclass THEN
    RAISE EXCEPTION 'this function serves ledger_transfer alone' USING ERRCODE = 'insufficient_privilege';
  END IF;
  SELECT (NEW.recorded_at AT TIME ZONE zone)::date INTO today FROM ledger_book WHERE id = NEW.book_id;
  IF NEW.asked_on > today THEN
    RAISE EXCEPTION 'nothing is booked ahead: % is after %', NEW.asked_on, today
      USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_day';
  END IF;

  -- Always the lower account first, so that two postings never wait for each other in a circle.
  lower := ledger_move(NEW, least(NEW.payer_id, NEW.payee_id), coalesce(NEW.asked_on, today));
  upper := ledger_move(NEW, greatest(NEW.payer_id, NEW.payee_id), lower.last_booked_on);
  booked := upper.last_booked_on;
  IF booked > lower.last_booked_on THEN  -- rare: only after past days were asked for
    UPDATE ledger_balance SET last_booked_on = booked WHERE account_id = lower.account_id;
  END IF;
  IF NEW.happened_on > booked THEN
    RAISE EXCEPTION 'what happened on % cannot be booked on %', NEW.happened_on, booked
      USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_day';
  END IF;

  INSERT INTO ledger_entry (transfer_id, account_id, book_id, number, journal_number, minutes, balance_after, booked_on)
  SELECT NEW.id, side.account_id, NEW.book_id, side.entries_count, place.number,
         CASE WHEN side.account_id = NEW.payer_id THEN -NEW.minutes ELSE NEW.minutes END, side.minutes, booked
    FROM nextval('ledger_journal_number') AS place (number),
         (VALUES (lower.account_id, lower.entries_count, lower.minutes),
                 (upper.account_id, upper.entries_count, upper.minutes)) AS side (account_id, entries_count, minutes);
  RETURN NULL;
END $$;

-- ------------------------------------------------------------------------------------------------ the protocol

-- One round trip, safe to repeat: the same key and content gives the first answer, other content is refused.
-- A twin in flight is waited for at the unique indexes, before any balance moves. ON CONFLICT names none of them: were
-- it the key's alone, a twin that arrives at the very same moment could meet the cause's first and be refused.
CREATE FUNCTION ledger_post(
  p_key uuid, p_kind text, p_payer bigint, p_payee bigint, p_minutes integer, p_reference text, p_asked_on date,
  p_happened_on date, p_recorded_by text, p_batch uuid, p_reverses bigint, p_reason text, p_forced boolean, p_words text
) RETURNS bigint
LANGUAGE plpgsql SECURITY INVOKER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  posted ledger_transfer;
BEGIN
  INSERT INTO ledger_transfer (book_id, key, kind, payer_id, payee_id, minutes, reference, asked_on, happened_on,
                               recorded_by, batch, reverses_id, reason, forced)
  VALUES ((SELECT book_id FROM ledger_account WHERE id = p_payer), p_key, p_kind, p_payer, p_payee, p_minutes,
          p_reference, p_asked_on, p_happened_on, p_recorded_by, p_batch, p_reverses, p_reason, p_forced)
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
      CASE WHEN p_reverses IS NULL THEN 'ledger_transfer_one_cause' ELSE 'ledger_transfer_reversed_once' END;
  END IF;
  IF (posted.kind, posted.payer_id, posted.payee_id, posted.minutes, posted.reference, posted.asked_on,
      posted.happened_on, posted.recorded_by, posted.batch, posted.reverses_id, posted.reason, posted.forced)
     IS DISTINCT FROM (p_kind, p_payer, p_payee, p_minutes, p_reference, p_asked_on,
      p_happened_on, p_recorded_by, p_batch, p_reverses, p_reason, p_forced) THEN
    RAISE EXCEPTION 'the key % was used for another transfer', p_key
      USING ERRCODE = 'unique_violation', CONSTRAINT = 'ledger_key_reused';
  END IF;
  RETURN posted.id;
END $$;

-- Before several postings in one transaction: lock all their balances at once, the lowest account first.
CREATE FUNCTION ledger_lock(p_accounts bigint[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM FROM ledger_balance WHERE account_id = ANY (p_accounts) ORDER BY account_id FOR NO KEY UPDATE;
END $$;

-- --------------------------------------------------------------------------------------------------- history

CREATE FUNCTION ledger_forbid() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RAISE EXCEPTION 'the ledger forbids % on %', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'restrict_violation', CONSTRAINT = 'ledger_forbidden';
END $$;

CREATE TRIGGER checked BEFORE INSERT ON ledger_book
  FOR EACH ROW EXECUTE FUNCTION ledger_book_before();
CREATE TRIGGER opened AFTER INSERT ON ledger_account
  FOR EACH ROW EXECUTE FUNCTION ledger_account_after();
CREATE TRIGGER numbered BEFORE INSERT ON ledger_limit
  FOR EACH ROW EXECUTE FUNCTION ledger_limit_before();
CREATE TRIGGER applied AFTER INSERT ON ledger_limit
  FOR EACH ROW EXECUTE FUNCTION ledger_limit_after();
CREATE TRIGGER checked BEFORE INSERT ON ledger_transfer
  FOR EACH ROW EXECUTE FUNCTION ledger_transfer_before();
CREATE TRIGGER posted AFTER INSERT ON ledger_transfer
  FOR EACH ROW EXECUTE FUNCTION ledger_transfer_after();

-- For each statement, not each row: cheaper, and an UPDATE that meets no row is refused like any other.
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_book
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_forbid();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_account
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_forbid();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_limit
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_forbid();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_transfer
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_forbid();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entry
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_forbid();
CREATE TRIGGER never_removed BEFORE DELETE OR TRUNCATE ON ledger_balance
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_forbid();
-- These two stop the owner's slips. The application role has no right here at all, for a trigger on a temporary
-- table of its own would get past the depth.
CREATE TRIGGER by_posting_alone BEFORE INSERT ON ledger_entry
  FOR EACH STATEMENT WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION ledger_forbid();
CREATE TRIGGER by_posting_alone BEFORE INSERT OR UPDATE ON ledger_balance
  FOR EACH STATEMENT WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION ledger_forbid();

REVOKE EXECUTE ON FUNCTION
  ledger_book_before(), ledger_account_after(), ledger_limit_before(), ledger_limit_after(),
  ledger_transfer_before(), ledger_transfer_after(), ledger_forbid(),
  ledger_refuse(ledger_transfer, bigint), ledger_move(ledger_transfer, bigint, date),
  ledger_post(uuid, text, bigint, bigint, integer, text, date, date, text, uuid, bigint, text, boolean, text),
  ledger_lock(bigint[])
FROM PUBLIC;
