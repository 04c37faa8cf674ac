"""What members look for again and again among offers and requests."""

from typing import Any, ClassVar

from django.db import models
from django.db.models.functions import Greatest, Lower
from django.utils.translation import gettext_lazy as _

from members.models import Bank, Member


class SavedSearchQuerySet(models.QuerySet["SavedSearch"]):
    """All reads of saved searches."""

    def of(self, member: Member) -> "SavedSearchQuerySet":
        """Those of one member, by name."""
        return self.filter(member=member).select_related("saved_by").order_by(Lower("name"), "pk")

    def that_tell(self) -> "SavedSearchQuerySet":
        """Those whose member belongs now and is told what is new, with `known_up_to`: what they have seen or heard."""
        wanted = self.filter(tells=True, member__state=Member.State.APPROVED)
        return wanted.annotate(known_up_to=Greatest("seen_up_to", "told_up_to"))  # type: ignore[no-redef]  # for readers

    def whose_members_are_told(self) -> models.QuerySet["SavedSearch", int]:
        """Give each member who is told what is new, once."""
        return self.that_tell().order_by("member").values_list("member", flat=True).distinct()


class SavedSearch(models.Model):
    """One search under a name. `seen_up_to` and `told_up_to` are the newest listing there was when they last looked."""

    bank = models.ForeignKey(Bank, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="saved_searches")
    name = models.CharField(_("name"), max_length=60)
    wishes = models.JSONField()  # as exchanges.reads.finding.Wishes gives them to keep
    seen_up_to = models.BigIntegerField(default=0)
    told_up_to = models.BigIntegerField(default=0)
    told_on = models.DateField(null=True)
    tells = models.BooleanField(_("tell me what is new"), default=True)
    saved_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")  # on behalf of member
    saved_at = models.DateTimeField()

    known_up_to: int  # of those that tell

    objects: ClassVar[Any] = SavedSearchQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved search")
        verbose_name_plural = _("saved searches")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint("member", Lower("name"), name="saved_search_named_once")]
        indexes = [models.Index(fields=["told_on"], condition=models.Q(tells=True), name="saved_search_telling")]

    def __str__(self) -> str:
        return self.name
