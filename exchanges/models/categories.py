"""Kinds of help: main ones, and the finer ones under each."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from members.models import Bank, CheckKind


class Category(models.Model):
    """A kind of help, in the bank's own words."""

    bank = models.ForeignKey(Bank, on_delete=models.PROTECT, related_name="categories")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="finer")
    name = models.CharField(_("name"), max_length=60)
    code = models.CharField(max_length=40, blank=True, editable=False)  # of the base banks share; '' for an own one
    needs_approval = models.BooleanField(_("a coordinator approves every exchange of this kind"), default=False)
    checks = models.ManyToManyField(CheckKind, blank=True, related_name="+")  # what who gives such help must have
    is_open = models.BooleanField(_("in use"), default=True)

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
