"""Letters as files, until an operator names a mail server: one for each, so that a letter sent twice is there once."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from timebank.lib.files import write_once


class EmailBackend(BaseEmailBackend):
    """Writes each letter to a file that is named by its Message-ID."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write them; a letter with the same Message-ID takes the place of the one before."""
        for letter in email_messages:
            message = letter.message()
            name = hashlib.sha256(str(message["Message-ID"]).encode()).hexdigest()[:32]
            write_once(Path(settings.EMAIL_FILE_PATH) / f"{name}.eml", message.as_bytes())
        return len(email_messages)
