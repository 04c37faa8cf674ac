"""What is written into the log: never the part of an address that opens a door."""

import logging
import re
from types import TracebackType

SysExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]

# Where a link's secret stands: what follows is all that somebody needs who reads it.
SECRETS = re.compile(r"(/accounts/(?:address|email|password/reset/key)/|/join/(?:where|by)/|/me/notices/stop/)[^/\s?]+")


# What PostgreSQL adds to a refusal: the whole row, with whatever somebody typed.
ROWS = re.compile(r"^(DETAIL|CONTEXT): .*", re.MULTILINE)


class Line(logging.Formatter):
    """Writes a fault with its traceback, but without the rows PostgreSQL quotes in it."""

    def formatException(self, ei: SysExcInfo) -> str:  # noqa: N802 the name is the library's
        """Write the traceback, with dots for what a row holds."""
        return ROWS.sub(r"\1: …", super().formatException(ei))


class HideSecrets(logging.Filter):
    """Puts dots where an address in a line of the log carries a secret."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the line's words, and let it through."""
        if isinstance(record.args, tuple):
            record.args = tuple(SECRETS.sub(r"\1…", each) if isinstance(each, str) else each for each in record.args)
        return True
