-- Take back 0002_laws.sql; the tables stay.

DROP TRIGGER checked ON ledger_book;
DROP TRIGGER opened ON ledger_account;
DROP TRIGGER numbered ON ledger_limit;
DROP TRIGGER applied ON ledger_limit;
DROP TRIGGER checked ON ledger_transfer;
DROP TRIGGER posted ON ledger_transfer;
DROP TRIGGER append_only ON ledger_book;
DROP TRIGGER append_only ON ledger_account;
DROP TRIGGER append_only ON ledger_limit;
DROP TRIGGER append_only ON ledger_transfer;
DROP TRIGGER append_only ON ledger_entry;
DROP TRIGGER never_removed ON ledger_balance;
DROP TRIGGER by_posting_alone ON ledger_entry;
DROP TRIGGER by_posting_alone ON ledger_balance;

DROP FUNCTION ledger_lock(bigint[]);
DROP FUNCTION ledger_post(uuid, text, bigint, bigint, integer, text, date, date, text, uuid, bigint, text, boolean, text);
DROP FUNCTION ledger_transfer_after();
DROP FUNCTION ledger_move(ledger_transfer, bigint, date);
DROP FUNCTION ledger_refuse(ledger_transfer, bigint);
DROP FUNCTION ledger_transfer_before();
DROP FUNCTION ledger_limit_after();
DROP FUNCTION ledger_limit_before();
DROP FUNCTION ledger_account_after();
DROP FUNCTION ledger_book_before();
DROP FUNCTION ledger_forbid();

DROP SEQUENCE ledger_journal_number;
ALTER TABLE ledger_balance RESET (fillfactor);
