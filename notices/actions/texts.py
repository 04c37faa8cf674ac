"""Notices as a text message: what it is about and the page to open, in two messages at most."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils import translation
from django.utils.text import Truncator

from notices.actions.letters import public, subject_of
from notices.models import Notice
from timebank.lib.texting import fits_in, most_signs


def text_of(notice: Notice, told: Sequence[Notice]) -> str:
    """Write who says it, what, and where to read more; what is too long ends with dots, the link stays whole."""
    with translation.override(notice.recipient.language):
        subject = subject_of(notice, told)
    link = public(notice.path if len(told) == 1 else reverse("notices"))
    sender = f"{notice.recipient.sender}: " if notice.recipient.sender and len(told) == 1 else ""
    said, after = sender + subject, f"\n{link}" if link else ""
    if fits_in(said + after):
        return said + after
    room = most_signs(said + after) - len(after.encode("utf-16-le")) // 2
    for length in range(min(room, len(said)), 0, -1):
        shorter = Truncator(said).chars(length) + after
        if fits_in(shorter):
            return shorter
    return link
