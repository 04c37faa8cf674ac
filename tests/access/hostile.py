"""What somebody, or a program, may send in the place of an answer."""

SCRIPT = '<script>alert("x")</script>'
HOSTILE = {
    "nothing": "",
    "a hundred thousand letters": "x" * 100_000,
    "less than nothing": "-1",
    "zero": "0",
    "a power": "1e9",
    "an endless number": "1e999",
    "a raised two": "²",
    "thirty nines": "9" * 30,
    "one more than a database counts": str(2**63),
    "a byte of nothing": "a\x00b",
    "long ago": "1900-01-01",
    "the last day": "9999-12-31",
    "no such day": "2026-02-31",
    "a program": SCRIPT,
    "a command to the database": "'; DROP TABLE members_member; --",
    "a pattern": "%s %(name)s {{ settings.SECRET_KEY }} {% now %} {0}",
    "pictures, and from right to left": "👩‍🌾 فاطمة الزهراء",
    "turned round": "\u202eevil",
    "several at once": ["1", SCRIPT, "-1"],
}
INVALID_BYTES = "%FF%FE%ED%A0%80%C3%28"
