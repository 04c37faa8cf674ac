"""What became of a bank's rules: who changed which, when, from what to what."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from members.models.banks import Bank
from members.models.members import Member


class BankEvent(models.Model):
    """One line of the history of a bank's rules. Never changed."""

    class Rule(models.TextChoices):
        FLOOR = "floor_minutes", _("A new member may owe up to")
        CEILING = "ceiling_minutes", _("A new member may have up to")
        WARNING = "warning_minutes", _("Tell a new member who owes more than")
        SETS_ASIDE = "sets_hours_aside", _("Agreed hours are set aside")
        WELCOME = "welcome_minutes", _("A new member is given")
        LEVY = "levy_minutes", _("Each month every member gives the pot")
        EXPIRY = "expiry_months", _("Hours lapse after so many months")
        APPROVAL = "approval", _("Which exchanges a coordinator approves")
        APPROVAL_OVER = "approval_over_minutes", _("Long exchanges are those over")
        APPROVAL_FIRST = "approval_first_exchanges", _("A member's first exchanges are the first")
        REFERENCES = "references_asked", _("References asked of who joins")
        INDUCTION = "asks_induction", _("Who joins is shown round first")
        MINORS = "lets_in_minors", _("People under 18 may join")
        SECOND_FACTOR = "asks_second_factor", _("Who runs the bank signs in with a second step")
        STEP = "step_minutes", _("Hours are counted in steps of")
        SILENT_AFTER = "silent_after_days", _("Silence reaches the desk after so many days")
        SILENCE_POSTS = "silence_posts", _("Silence counts as a yes")
        BALANCES = "balances_are_open", _("Members see each other's hours")
        CATEGORY = "category", _("What a kind of help needs")
        CATEGORY_OPEN = "category_open", _("Which kinds of help can be chosen")
        LISTINGS = "listings_are_public", _("Anybody may read the offers and requests")
        KEEPING = "keeping", _("How long we keep data")
        POT_FLOOR = "pot_floor_minutes", _("The shared pot may owe up to")
        POT_CEILING = "pot_ceiling_minutes", _("The shared pot may have up to")

    bank = models.ForeignKey(Bank, on_delete=models.PROTECT, related_name="events")
    rule = models.CharField(max_length=40, choices=Rule)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    words = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("change of a rule")
        verbose_name_plural = _("changes of rules")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["bank", "-id"], name="bankevent_newest")]

    def __str__(self) -> str:
        return f"{self.rule} {self.at:%Y-%m-%d}"
