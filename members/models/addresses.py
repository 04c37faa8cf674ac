"""E-mail addresses on their way: asked of somebody a coordinator signed up, or changed by the person themselves."""

import datetime
import hashlib
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from members.models.members import Member
from members.models.people import Person


def secret_hash(secret: str) -> str:
    """Give what is kept of a link's secret. It is long and random, so nobody finds it from this."""
    return hashlib.sha256(secret.encode()).hexdigest()


class AddressClaimQuerySet(models.QuerySet["AddressClaim"]):
    """All reads of addresses to be confirmed."""

    def waiting(self, at: datetime.datetime) -> "AddressClaimQuerySet":
        """Those that somebody may still say yes to."""
        return self.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=at)

    def written_down(self) -> "AddressClaimQuerySet":
        """Those that hold, of members who were there already: who wrote them down might be who reads the mail."""
        return self.exclude(accepted_at=None).exclude(by=None).exclude(how_identified="")

    def with_secret(self, secret: str) -> "AddressClaimQuerySet":
        """The one a link leads to."""
        return self.filter(secret_hash=secret_hash(secret))


class AddressClaim(models.Model):
    """An address a coordinator wrote down for a member. It counts once its owner says yes, whoever that is.

    Known to the site or not, every address is asked in the same way, so the coordinator learns nothing about it. Only a
    hash of the link's secret is kept.
    """

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="address_claims")
    email = models.EmailField()
    secret_hash = models.CharField(max_length=64, unique=True)
    by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    how_identified = models.CharField(
        max_length=200, blank=True
    )  # asked of who writes it down for a member of some time
    at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = AddressClaimQuerySet.as_manager()

    class Meta:
        verbose_name = _("address to be confirmed")
        verbose_name_plural = _("addresses to be confirmed")
        constraints = [
            models.UniqueConstraint(
                fields=["member"], condition=Q(accepted_at=None, withdrawn_at=None), name="addressclaim_one_waits"
            )
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"

    @property
    def recipient_key(self) -> str:
        """How notices knows whoever reads the mail there: as no member."""
        return f"claim:{self.pk}"

    def waits(self, at: datetime.datetime) -> bool:
        """Whether somebody may still say yes."""
        return self.accepted_at is None and self.withdrawn_at is None and self.expires_at > at


class EmailChange(models.Model):
    """A person's wish to use another address. It holds when both the old and the new one have said yes."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="email_changes")
    new_email = models.EmailField()
    old_secret_hash = models.CharField(max_length=64, unique=True)
    new_secret_hash = models.CharField(max_length=64, unique=True)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    old_confirmed_at = models.DateTimeField(null=True)
    new_confirmed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)  # it holds, or was taken back

    class Meta:
        verbose_name = _("change of an e-mail address")
        verbose_name_plural = _("changes of e-mail addresses")
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(ended_at=None), name="emailchange_one_waits")
        ]

    def __str__(self) -> str:
        return f"{self.asked_at:%Y-%m-%d}"

    @property
    def old_key(self) -> str:
        """How notices knows who reads the mail at the address of now."""
        return f"email-change:{self.pk}:old"

    @property
    def new_key(self) -> str:
        """How notices knows who reads the mail at the new address."""
        return f"email-change:{self.pk}:new"

    def waits(self, at: datetime.datetime) -> bool:
        """Whether it can still come to hold."""
        return self.ended_at is None and self.expires_at > at
