"""Which notice a person may open, and for whom they may choose."""

from collections.abc import Iterable

from django.shortcuts import get_object_or_404

from notices.models import Notice, Recipient


def own_notice(keys: Iterable[str], notice_id: int) -> Notice:
    """Return a notice to one of these recipients; 404 for anybody else's."""
    return get_object_or_404(Notice.objects.for_recipients(keys), pk=notice_id)


def own_recipient(keys: Iterable[str], recipient_id: int) -> Recipient:
    """Return one of these recipients; 404 for anybody else."""
    return get_object_or_404(Recipient.objects.of_person(keys), pk=recipient_id)
