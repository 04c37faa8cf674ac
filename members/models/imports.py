"""Bringing members over from another program: the file an admin looks at, and whom nobody has written to yet."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from members.models.banks import Bank
from members.models.members import Member


class MemberFile(models.Model):
    """A file of members that waits for an admin's yes. It is kept here alone, for a day at the longest."""

    bank = models.OneToOneField(Bank, on_delete=models.PROTECT, related_name="member_file")
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=100)
    content = models.BinaryField()
    program = models.CharField(max_length=20, blank=True)  # whose export it is; '' for our own names of columns
    days = models.CharField(max_length=3)  # how its days are written: YMD, DMY or MDY
    columns = models.JSONField(default=dict)  # what the admin says of its columns: theirs, and which of ours that is
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("file of members")
        verbose_name_plural = _("files of members")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"


class WaitingAddress(models.Model):
    """An e-mail address from such a file: nobody has been written to at it, and it is nobody's until they say yes."""

    member = models.OneToOneField(Member, on_delete=models.PROTECT, related_name="waiting_address")
    email = models.EmailField()
    invite_at = models.DateTimeField(null=True)  # None: until somebody says that they may be written to
    invited_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("address that waits for its letter")
        verbose_name_plural = _("addresses that wait for their letters")
        indexes = [
            models.Index(fields=["invite_at"], condition=Q(invite_at__isnull=False), name="waitingaddress_due"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id}"
