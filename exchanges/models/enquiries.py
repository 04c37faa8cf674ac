"""Who wrote to whom about which offer or request."""

import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from exchanges.models.listings import Listing
from members.models import Member


class EnquiryQuerySet(models.QuerySet["Enquiry"]):
    """All reads of enquiries."""

    def between(self, one: Member, other: Member) -> "EnquiryQuerySet":
        """Those of two members about what either put up, the newest first, each with its listing."""
        pair = Q(asker=one, listing__member=other) | Q(asker=other, listing__member=one)
        return self.filter(pair).select_related("listing__category", "listing__member").order_by("-pk")

    def made_since(self, asker: Member, at: datetime.datetime) -> "EnquiryQuerySet":
        """Those somebody made since a moment."""
        return self.filter(asker=asker, at__gt=at)


class Enquiry(models.Model):
    """That somebody answered an offer or a request in words, once. The words stand in the conversation of the two.

    `by` pressed the button: the asker, who acts for them, or a coordinator whom they told.
    """

    listing = models.ForeignKey(Listing, on_delete=models.PROTECT, related_name="enquiries", db_index=False)
    asker = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+", db_index=False)
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects: ClassVar[Any] = EnquiryQuerySet.as_manager()

    class Meta:
        verbose_name = _("enquiry")
        verbose_name_plural = _("enquiries")
        constraints = [models.UniqueConstraint(fields=["listing", "asker"], name="enquiry_once")]
        indexes = [models.Index(fields=["asker", "at"], name="enquiry_of_asker")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"
