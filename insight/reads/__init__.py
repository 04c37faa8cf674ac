"""What the ledger and the exchanges say, put together: statements, reports, and the rows of files."""
