"""Which notice a person may open."""

from collections.abc import Iterable

from django.shortcuts import get_object_or_404

from notices.models import Notice


def own_notice(keys: Iterable[str], notice_id: int) -> Notice:
    """Return a notice to one of these recipients; 404 for anybody else's."""
    return get_object_or_404(Notice.objects.for_recipients(keys), pk=notice_id)
