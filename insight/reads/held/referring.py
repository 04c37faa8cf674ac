"""What is held on who introduced somebody, whom they introduced, and what happened then."""

from collections.abc import Iterator

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from insight.reads.held.shapes import Group, Row, Whose, named, streamed
from services.models import Referral, ReferralGift, ReferralStep

BANK = {"bank": _("Time bank")}
NOTHING_SAID: Row = {"service": "", "by": "", "name": "", "hopes": "", "good_at": [], "shares": None, "reason": ""}


def _referrals(whose: Whose) -> Iterator[Row]:
    """Give each in full to whom it is of: who makes the file for somebody else reads that there was one."""
    found = Referral.objects.filter(member__in=whose.ids).select_related("service__organisation", "referred_by")
    gifts = Prefetch("gifts", ReferralGift.objects.order_by("pk"))
    for each in streamed(found.prefetch_related(gifts).order_by("-pk")):
        known: Row = {"bank": whose.bank_of(each.member_id), "at": each.sent_at, "state": Referral.State(each.state)}
        if whose.person is None:
            yield {**NOTHING_SAID, **known}
            continue
        yield {
            **known,
            "service": each.service.organisation.name,
            "by": named(each.referred_by),
            "name": each.name,
            "hopes": each.hopes,
            "good_at": [gift.words for gift in each.gifts.all()],
            "shares": Referral.Shares(each.shares),
            "reason": each.reason,
        }


def _made(whose: Whose) -> Iterator[Row]:
    """Of whom staff introduced no more is said than that they did: the rest is the other's."""
    found = Referral.objects.filter(referred_by__in=whose.ids).select_related("service__organisation")
    for each in streamed(found.order_by("-pk")):
        yield {
            "bank": whose.bank_of(each.referred_by_id),
            "service": each.service.organisation.name,
            "at": each.sent_at,
        }


def _steps(whose: Whose) -> Iterator[Row]:
    theirs = ReferralStep.objects.filter(referral__member__in=whose.ids).exclude(kind=ReferralStep.Kind.KNOWN)
    done = ReferralStep.objects.filter(by__in=whose.ids).exclude(referral__member__in=whose.ids)
    found = (theirs | done).select_related("referral", "by")
    for step in streamed(found.order_by("-pk")):
        is_theirs = step.referral.member_id in whose.ids
        yield {
            "bank": whose.bank_of(step.referral.member_id, step.by_id),
            "kind": ReferralStep.Kind(step.kind),
            "by": named(step.by),
            "at": step.at,
            "words": step.words if is_theirs and whose.person else "",
        }


GROUPS = (
    Group(
        "referrals",
        _("Who introduced you"),
        _("Which service introduced you, what was written about you, and what it may learn."),
        {
            **BANK,
            "service": _("Service"),
            "by": _("By"),
            "at": _("When"),
            "name": _("Name"),
            "hopes": _("What you hope for"),
            "good_at": _("What you are good at"),
            "shares": _("What they may learn"),
            "state": _("How it stands"),
            "reason": _("What we wrote to you"),
        },
        _referrals,
        ("services.Referral.member",),
    ),
    Group(
        "referrals_made",
        _("Whom you introduced"),
        _("That you introduced somebody, and when; what was written belongs to them."),
        {**BANK, "service": _("Service"), "at": _("When")},
        _made,
        ("services.Referral.referred_by",),
    ),
    Group(
        "referral_steps",
        _("What happened after somebody was introduced"),
        _("Each step, of your own or that you did for somebody."),
        {**BANK, "kind": _("Step"), "by": _("By"), "at": _("When"), "words": _("Words")},
        _steps,
        ("services.ReferralStep.by",),
    ),
)
