"""Notices as a letter: plain text and HTML, in the name of the time bank, with a way to hear of it no more."""

from collections.abc import Sequence
from dataclasses import dataclass
from email.utils import formataddr, parseaddr
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language_bidi, ngettext

from notices.actions.stopping import stop_path
from notices.actions.wording import one_line
from notices.models import Notice, Topic

SALT = "notices.letters"
SIGNS = 24  # 96 bits: nobody guesses it, and the header's line stays short enough not to be folded


@dataclass(frozen=True)
class Line:
    """One thing a letter tells, with the page it leads to, if any."""

    subject: str
    body: str
    link: str


def letter_of(notice: Notice, told: Sequence[Notice]) -> EmailMultiAlternatives:
    """Write the letter that a notice is, or carries. To the bare address: a name in that header could only break it."""
    with translation.override(notice.recipient.language):
        stop_url, sender = _stop_url(notice, told), _from(notice.recipient.sender)
        context = _context(notice, told, stop_url)
        letter = EmailMultiAlternatives(
            subject=subject_of(notice, told),
            body=render_to_string("notices/letter.txt", context),
            from_email=settings.BOUNCE_ADDRESS or sender,
            to=[notice.recipient.address],
            headers={
                "From": sender,
                "Message-ID": f"<{letter_key(notice)}@{_host()}>",
                "Auto-Submitted": "auto-generated",
            },
        )
        letter.attach_alternative(render_to_string("notices/letter.html", context), "text/html")
    if stop_url:
        letter.extra_headers["List-Unsubscribe"] = f"<{stop_url}>"
        letter.extra_headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"  # RFC 8058
    return letter


def delivery_key(notice: Notice) -> str:
    """Name one delivery, however often it is attempted: who gets it twice can tell that it is the same.

    The moment is in it because a restored database gives the same number to another notice.
    """
    return f"notice.{notice.pk}.{notice.created_at:%Y%m%d%H%M%S%f}"


def letter_key(notice: Notice) -> str:
    """Name a letter by its delivery, and by what only we can write and who has read it can repeat.

    When it comes back this says which it was, and that it went to the address they have now.
    """
    signed = salted_hmac(SALT, f"{delivery_key(notice)} {notice.recipient.address}", algorithm="sha256")
    return f"notice.{notice.pk}.{signed.hexdigest()[:SIGNS]}"


def subject_of(notice: Notice, told: Sequence[Notice]) -> str:
    """Give the subject of one notice, or of several together."""
    if len(told) == 1:
        return told[0].subject
    words = ngettext("%(count)d new thing from %(bank)s", "%(count)d new things from %(bank)s", len(told))
    return one_line(words % {"count": len(told), "bank": notice.recipient.sender or settings.PUBLIC_ADDRESS})


def public(path: str) -> str:
    """Give the whole address of a page of ours; '' for no page."""
    return settings.PUBLIC_ADDRESS.rstrip("/") + path if path else ""


def _context(notice: Notice, told: Sequence[Notice], stop_url: str) -> dict[str, Any]:
    # The page itself, not our list: a one-time link that sets a password is for somebody who cannot sign in yet.
    return {
        "recipient": notice.recipient,
        "subject": subject_of(notice, told),
        "lines": [Line(each.subject, each.body, public(each.path)) for each in told],
        "is_one": len(told) == 1,
        "stop_url": stop_url,
        "choices_url": public(reverse("notices_choices")) if stop_url else "",
        "language": notice.recipient.language,
        "direction": "rtl" if get_language_bidi() else "ltr",
    }


def _stop_url(notice: Notice, told: Sequence[Notice]) -> str:
    """Lead to the end of these letters; of what concerns account and safety there is none."""
    topics = sorted({each.topic for each in told} - {Topic.ACCOUNT})
    return public(stop_path(notice.recipient, topics)) if topics else ""


def _from(sender: str) -> str:
    """Write in the time bank's name, from our one address."""
    ours = settings.DEFAULT_FROM_EMAIL
    return formataddr((one_line(sender), parseaddr(ours)[1])) if sender else ours


def _host() -> str:
    return urlsplit(settings.PUBLIC_ADDRESS).hostname or ""
