"""By which way a notice reaches its recipient."""

from notices.models import ON_PAPER, Notice, Recipient


def way_to(recipient: Recipient, *, bank: str, kind: str) -> Notice.Delivery:
    if recipient.is_silenced or recipient.is_on_site_only:
        return Notice.Delivery.IN_APP_ONLY
    if recipient.address:
        return Notice.Delivery.EMAIL
    if recipient.is_forgotten or not bank or kind in ON_PAPER:  # nobody to ring, or no desk that would
        return Notice.Delivery.IN_APP_ONLY
    return Notice.Delivery.BY_HAND
