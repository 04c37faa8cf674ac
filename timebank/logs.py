"""What is written into the log: never the part of an address that opens a door."""

import logging
import re

# Where a link's secret stands: what follows is all that somebody needs who reads it.
SECRETS = re.compile(r"(/accounts/(?:address|email|password/reset/key)/|/join/(?:where|by)/)[^/\s?]+")


class HideSecrets(logging.Filter):
    """Puts dots where an address in a line of the log carries a secret."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the line's words, and let it through."""
        if isinstance(record.args, tuple):
            record.args = tuple(SECRETS.sub(r"\1…", each) if isinstance(each, str) else each for each in record.args)
        return True
