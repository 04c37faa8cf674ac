"""What members agreed to: which text, when, how, and who wrote it down. Taking it back leaves the row."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from members.models.joining import TermsVersion
from members.models.members import Member


class Consent(models.Model):
    """One consent of one member. `text` is the wording itself where it is no version of the bank's terms."""

    class Purpose(models.TextChoices):
        TERMS = "TERMS", _("the terms of membership")
        CONDUCT = "CONDUCT", _("the code of conduct")
        PRIVACY = "PRIVACY", _("keeping what they told us")
        SUPPORTER = "SUPPORTER", _("a supporter who acts for them")
        GUARDIAN = "GUARDIAN", _("a guardian's yes for somebody under 18")
        REFERRAL = "REFERRAL", _("an introduction by a service")
        WELLBEING = "WELLBEING", _("answers about how they are")
        STORY = "STORY", _("a story they tell on the map")

    class How(models.TextChoices):
        ONLINE = "ONLINE", _("on this site")
        PHONE = "PHONE", _("by phone")
        IN_PERSON = "IN_PERSON", _("in person")
        PAPER = "PAPER", _("on paper")

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="consents")
    purpose = models.CharField(max_length=9, choices=Purpose)
    terms = models.ForeignKey(TermsVersion, on_delete=models.PROTECT, null=True, related_name="+")
    text = models.CharField(max_length=1000, blank=True)
    given_at = models.DateTimeField()
    how = models.CharField(max_length=9, choices=How)
    recorded_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "terms"], condition=Q(terms__isnull=False, ended_at=None), name="consent_terms_once"
            ),
            models.CheckConstraint(condition=Q(terms__isnull=False) | ~Q(text=""), name="consent_says_to_what"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False), name="consent_ended_has_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.given_at:%Y-%m-%d}"
