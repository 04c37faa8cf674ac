"""Joining: invitations, the bank's terms, and the steps that its rule asks of who joins."""

import datetime
import secrets

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from members.models.banks import Bank
from members.models.members import Member

LONGEST_HEADING = 60


def new_invitation_key() -> str:
    """Make the part of an invitation's link that nobody can guess."""
    return secrets.token_urlsafe(12)


class Invitation(models.Model):
    """A link, or a printed slip with its QR code, that leads somebody to the bank's application."""

    bank = models.ForeignKey(Bank, on_delete=models.PROTECT, related_name="invitations")
    key = models.CharField(max_length=32, unique=True, default=new_invitation_key, editable=False)
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="invitations")
    words = models.CharField(_("for whom"), max_length=100, blank=True)  # the inviter's own reminder
    vouches = models.BooleanField(_("I know this person and vouch for them"), default=False)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    used_by = models.OneToOneField(Member, on_delete=models.PROTECT, null=True, related_name="invitation")

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d}"

    def is_open(self, at: datetime.datetime) -> bool:
        """Whether its link still leads somewhere."""
        return self.used_by_id is None and self.withdrawn_at is None and at < self.expires_at


class TermsVersion(models.Model):
    """One wording of the bank's terms or of its code of conduct. Never changed: the next one has the next number."""

    class Kind(models.TextChoices):
        TERMS = "TERMS", _("terms of membership")
        CONDUCT = "CONDUCT", _("code of conduct")

    bank = models.ForeignKey(Bank, on_delete=models.PROTECT, related_name="terms")
    kind = models.CharField(max_length=7, choices=Kind)
    number = models.PositiveIntegerField()
    text = models.TextField(max_length=20000)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    told_at = models.DateTimeField(null=True)  # when all members had been told that it holds

    class Meta:
        verbose_name = _("wording of the terms")
        verbose_name_plural = _("wordings of the terms")
        ordering = ["kind", "-number"]
        constraints = [models.UniqueConstraint(fields=["bank", "kind", "number"], name="terms_number_once")]
        indexes = [models.Index(fields=["id"], condition=Q(told_at=None), name="terms_to_tell")]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"

    def parts(self) -> list[tuple[str, list[str]]]:
        """Give the text in parts, an empty line between them: each with its heading, or '', and its lines.

        A short first line with no full stop, and something below it, is a heading.
        """
        found = []
        for block in self.text.split("\n\n"):
            lines = [line.strip() for line in block.splitlines() if line.strip()]
            is_headed = len(lines) > 1 and len(lines[0]) <= LONGEST_HEADING and not lines[0].endswith(".")
            found.append((lines[0], lines[1:]) if is_headed else ("", lines))
        return found


class JoiningStep(models.Model):
    """One step that the bank's rule asks of who joins: its state, since which day, by whom. Changes leave an event.

    Gifts, terms and checks are steps too, but have rows of their own; members.reads.joining puts them together.
    """

    class Kind(models.TextChoices):
        REFERENCE = "REFERENCE", _("reference")
        INDUCTION = "INDUCTION", _("showing round")

    class State(models.TextChoices):
        ASKED = "ASKED", _("asked for")  # of a reference: somebody was asked; of the showing round: a day is fixed
        DONE = "DONE", _("done")
        WAIVED = "WAIVED", _("not needed")
        NO = "NO", _("did not say yes")  # of a reference: somebody else may be asked

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="joining_steps")
    kind = models.CharField(max_length=9, choices=Kind)
    place = models.PositiveSmallIntegerField(default=1)  # first, second … reference
    state = models.CharField(max_length=6, choices=State)
    on = models.DateField()  # the day it is fixed for, or was done
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    asked_of = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")  # who may vouch
    words = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = _("step of joining")
        verbose_name_plural = _("steps of joining")
        ordering = ["kind", "place"]
        constraints = [
            models.UniqueConstraint(fields=["member", "kind", "place"], name="joiningstep_once"),
            models.CheckConstraint(condition=Q(place__gte=1), name="joiningstep_place_from_one"),
        ]
        indexes = [models.Index(fields=["asked_of"], condition=Q(state="ASKED"), name="joiningstep_asked_of")]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"
