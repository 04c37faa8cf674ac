"""The rows of the table of tests/access/table.py, by what they are about."""
