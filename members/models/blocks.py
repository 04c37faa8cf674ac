"""Whom a member wishes to hear nothing from."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from members.models.members import Member


class BlockQuerySet(models.QuerySet["Block"]):
    """All reads of blocks."""

    def of(self, member: Member) -> "BlockQuerySet":
        """Those a member set, the newest first, with whom."""
        return self.filter(blocker=member).select_related("blocked__bank").order_by("-pk")

    def between(self, one: Member, other: Member) -> "BlockQuerySet":
        """Those that stand between two members, whoever set them; of whom was met at another bank, too."""
        return self.filter(Q(blocker=one) & _is("blocked", other) | Q(blocker=other) & _is("blocked", one))

    def between_banks(self, one: Member, other: Member) -> "BlockQuerySet":
        """Those that stand between two people of two banks, whoever set them, in whichever bank both belong to."""
        return self.filter(
            _is("blocker", one) & _is("blocked", other) | _is("blocker", other) & _is("blocked", one),
        )


def _is(side: str, member: Member) -> Q:
    """Ask for a member, or for any other membership of the same person."""
    own = Q(**{side: member.pk})
    return own if member.person_id is None else own | Q(**{f"{side}__person": member.person_id})


class Block(models.Model):
    """One member lets another neither write to them nor ask them. Who is blocked is not told; no staff reads it."""

    blocker = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+", db_index=False)
    blocked = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects: ClassVar[Any] = BlockQuerySet.as_manager()

    class Meta:
        verbose_name = _("block")
        verbose_name_plural = _("blocks")
        constraints = [
            models.UniqueConstraint(fields=["blocker", "blocked"], name="block_once"),
            models.CheckConstraint(condition=~Q(blocker=F("blocked")), name="block_of_somebody_else"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"


def are_apart(one: str, other: str) -> Q:
    """Ask the database for rows of whose two members, found by these paths, one has blocked the other."""
    either = Q(blocker=OuterRef(one)) & _is_at("blocked", other) | Q(blocker=OuterRef(other)) & _is_at("blocked", one)
    return Q(Exists(Block.objects.filter(either)))


def _is_at(side: str, path: str) -> Q:
    """Ask for the member at a path, or for any other membership of the same person."""
    return Q(**{side: OuterRef(path)}) | Q(**{f"{side}__person": OuterRef(f"{path}__person")})


def is_not_apart(member: Member, path: str = "pk") -> Q:
    """Ask the database for rows whose member, found by `path`, and this one have not blocked each other."""
    theirs = Q(blocker=member.pk, blocked=OuterRef(path)) | Q(blocker=OuterRef(path), blocked=member.pk)
    return ~Q(Exists(Block.objects.filter(theirs)))
