"""What is held on the hours that somebody put into sponsors' pots."""

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from insight.reads.held.shapes import Group, Row, Whose, streamed
from services.models import PotGift

BANK = {"bank": _("Time bank")}


def _pot_gifts(whose: Whose) -> Iterator[Row]:
    theirs = Q(giver__in=whose.ids) | Q(asked_by__in=whose.ids)
    for gift in streamed(PotGift.objects.filter(theirs).select_related("service__organisation").order_by("-pk")):
        yield {
            "bank": whose.bank_of(gift.giver_id, gift.asked_by_id),
            "service": gift.service.organisation.name,
            "source": PotGift.Source(gift.source),
            "minutes": gift.minutes,
            "words": gift.words,
            "at": gift.asked_at,
            "state": PotGift.State(gift.state),
            "reason": gift.reason,
        }


GROUPS = (
    Group(
        "sponsors_pots",
        _("Hours you put into sponsors' pots"),
        _("Those of your own, those of a service you manage, and those you asked of the shared pot."),
        {
            **BANK,
            "service": _("Service"),
            "source": _("Where they came from"),
            "minutes": _("Minutes"),
            "words": _("A few words with it"),
            "at": _("When"),
            "state": _("How it stands"),
            "reason": _("Why not"),
        },
        _pot_gifts,
        ("services.PotGift.giver", "services.PotGift.asked_by"),
    ),
)
