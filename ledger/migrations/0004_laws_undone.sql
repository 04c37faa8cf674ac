-- Take back 0004_laws.sql; the functions of 0002_laws.sql that it replaced are made again after this.

DROP TRIGGER checked ON ledger_closing;
DROP TRIGGER checked ON ledger_hold;
DROP TRIGGER set_aside ON ledger_hold;
DROP TRIGGER checked ON ledger_holdend;
DROP TRIGGER freed ON ledger_holdend;
DROP TRIGGER cleared ON ledger_transfer;
DROP TRIGGER append_only ON ledger_hold;
DROP TRIGGER append_only ON ledger_holdend;
DROP TRIGGER append_only ON ledger_closing;
DROP TRIGGER append_only ON ledger_mark;
DROP TRIGGER append_only ON ledger_seal;

DROP FUNCTION ledger_seal_next(bigint, bigint);
DROP FUNCTION ledger_hash(ledger_seal, ledger_seal);
DROP FUNCTION ledger_lines(ledger_seal, ledger_seal);
DROP FUNCTION ledger_take_mark();
DROP FUNCTION ledger_writers();
DROP FUNCTION ledger_set_aside(uuid, bigint, bigint, integer, text, timestamptz, text);
DROP FUNCTION ledger_post(
  uuid, text, bigint, bigint, integer, text, date, date, text, uuid, bigint, text, boolean, text, bigint
);
DROP FUNCTION ledger_clearing_at_commit();
DROP FUNCTION ledger_holdend_after();
DROP FUNCTION ledger_holdend_before();
DROP FUNCTION ledger_hold_after();
DROP FUNCTION ledger_hold_before();
DROP FUNCTION ledger_closing_before();
DROP FUNCTION ledger_must_see_all();
