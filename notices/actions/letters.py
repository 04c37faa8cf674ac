"""A notice as a letter."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation

from notices.models import Notice


def letter_of(notice: Notice) -> EmailMessage:
    """Plain text to the bare address: a name in the header could only break it."""
    host = urlsplit(settings.PUBLIC_ADDRESS).hostname
    # The page itself, not our list: a one-time link that sets a password is for somebody who cannot sign in yet.
    link = settings.PUBLIC_ADDRESS.rstrip("/") + notice.path if notice.path else ""
    with translation.override(notice.recipient.language):
        body = render_to_string("notices/letter.txt", {"notice": notice, "link": link})
    return EmailMessage(
        subject=notice.subject,
        body=body,
        to=[notice.recipient.address],
        headers={
            # The moment is in it because a restored database gives the same number to another notice.
            "Message-ID": f"<notice.{notice.pk}.{notice.created_at:%Y%m%d%H%M%S%f}@{host}>",
            "Auto-Submitted": "auto-generated",
        },
    )
