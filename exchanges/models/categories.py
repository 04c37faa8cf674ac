"""Kinds of help: main ones, and the finer ones under each."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Lower
from django.utils.translation import gettext_lazy as _

from exchanges.models.category_base import MainKind, main_kind_of
from members.models import Bank, CheckKind


class CategoryQuerySet(models.QuerySet["Category"]):
    """All reads of kinds of help."""

    def of(self, bank: Bank) -> "CategoryQuerySet":
        """Those of one bank, with the main one of each."""
        return self.filter(bank=bank).select_related("parent")

    def in_use(self) -> "CategoryQuerySet":
        """Those people choose from: a closed main kind takes its finer ones with it."""
        return self.filter(Q(parent=None) | Q(parent__is_open=True), is_open=True)

    def main(self) -> "CategoryQuerySet":
        """The main ones alone."""
        return self.filter(parent=None)

    def as_tree(self) -> "CategoryQuerySet":
        """In the order of the tree: each main one before its finer ones, by name."""
        family = Lower(Coalesce("parent__name", "name"))
        return self.order_by(family, F("parent").asc(nulls_first=True), Lower("name"), "pk")


class Category(models.Model):
    """A kind of help, in the bank's own words."""

    bank = models.ForeignKey(Bank, on_delete=models.PROTECT, related_name="categories")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="finer")
    name = models.CharField(_("name"), max_length=60)
    code = models.CharField(max_length=40, blank=True, editable=False)  # of the base banks share; '' for an own one
    needs_approval = models.BooleanField(_("a coordinator approves every exchange of this kind"), default=False)
    checks = models.ManyToManyField(CheckKind, blank=True, related_name="+")  # what who gives such help must have
    is_open = models.BooleanField(_("in use"), default=True)

    objects: ClassVar[Any] = CategoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint("bank", Lower("name"), name="category_name_once"),
            models.UniqueConstraint(fields=["bank", "code"], condition=~Q(code=""), name="category_code_once"),
            models.CheckConstraint(condition=~Q(parent=models.F("id")), name="category_not_under_itself"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_approved_always(self) -> bool:
        """Whether a coordinator approves every exchange of this kind: for itself, or as its main kind says."""
        return self.needs_approval or (self.parent is not None and self.parent.needs_approval)

    @property
    def main_kind(self) -> MainKind | None:
        """What of the shared base this is, or is under; None for a bank's own."""
        return main_kind_of(self.code or (self.parent.code if self.parent else ""))
