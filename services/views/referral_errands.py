"""What of referrals waits on the desk, and on the first page of whom they are about."""

import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from exchanges.views.errands import Errand
from members.models import Member
from services.models import Referral
from services.reads.referrals import how_many_wait


def referrals_on_desk(asker: Member, at: datetime.datetime) -> list[Errand]:
    """Say how many were introduced and wait; pressing where nobody has taken one on in three days."""
    if not asker.is_coordinator:
        return []
    count, untouched = how_many_wait(asker.bank, at)
    if not count:
        return []
    words = ngettext(
        "%(count)d person was introduced by a service and waits.",
        "%(count)d people were introduced by a service and wait.",
        count,
    )
    hint = ngettext(
        "Nobody has looked after %(count)d of them for three days.",
        "Nobody has looked after %(count)d of them for three days.",
        untouched,
    )
    return [
        Errand(
            words=words % {"count": count},
            url=reverse("services:desk_referrals", args=[asker.bank.slug]),
            link=_("See who waits"),
            count=count,
            is_pressing=untouched > 0,
            hint=hint % {"count": untouched} if untouched else "",
        )
    ]


def referrals_at_home(member: Member, _by: Member, _at: datetime.datetime) -> list[Errand]:
    """Ask a member to look at what was written about them, once."""
    unseen = Referral.objects.of_member(member).filter(seen_at=None, consent__ended_at=None).count()
    if not unseen:
        return []
    return [
        Errand(
            words=_("Somebody has introduced you to this time bank. Look at what was written."),
            url=reverse("services:my_referrals", args=[member.bank.slug]),
            link=_("Look at it"),
            count=unseen,
        )
    ]
