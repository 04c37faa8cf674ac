"""What is held on what somebody said no to, whom they were brought together with, and whom they had met before."""

from collections.abc import Iterator

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from exchanges.models import Introduction, MetBefore, NotForMe
from exchanges.reads.noes import noes_named
from insight.reads.held.shapes import Group, Row, Whose, named, streamed


def _noes(whose: Whose) -> Iterator[Row]:
    at = timezone.now()
    readable = {pk for member in whose.members for pk in noes_named(member, at).values_list("pk", flat=True)}
    found = NotForMe.objects.filter(member__in=whose.ids).select_related("listing", "gift")
    for said in streamed(found.order_by("-pk")):
        yield {
            "bank": whose.bank_of(said.member_id),
            "title": str(said.thing) if said.pk in readable else "",
            "why": NotForMe.Why(said.why),
            "at": said.at,
        }


def _introductions(whose: Whose) -> Iterator[Row]:
    theirs = Q(giver__in=whose.ids) | Q(request__member__in=whose.ids) | Q(by__in=whose.ids)
    found = Introduction.objects.filter(theirs).select_related("request__member", "giver", "by")
    for made in streamed(found.order_by("-pk")):
        yield {
            "bank": whose.bank_of(made.giver_id, made.request.member_id, made.by_id),
            "title": made.request.title,
            "giver": made.giver.name,
            "receiver": made.request.member.name,
            "by": named(made.by),
            "at": made.at,
        }


def _met_before(whose: Whose) -> Iterator[Row]:
    found = MetBefore.objects.filter(member__in=whose.ids).select_related("other")
    for said in streamed(found.order_by("-pk")):
        yield {
            "bank": whose.bank_of(said.member_id),
            "other": said.other.name,
            "answer": MetBefore.Answer(said.answer),
            "at": said.answered_at,
        }


BANK = {"bank": _("Time bank")}

GROUPS = (
    Group(
        "not_for_me",
        _("What you said no to"),
        _("Suggestions that you called “not for me”, and why. Nobody else is shown them."),
        {**BANK, "title": _("Title"), "why": _("Why"), "at": _("When")},
        _noes,
        ("exchanges.NotForMe.member",),
    ),
    Group(
        "introductions",
        _("Whom you were brought together with"),
        _("A coordinator told two people of each other, about something that was asked for."),
        {
            **BANK,
            "title": _("What was asked for"),
            "giver": _("Who could help"),
            "receiver": _("Who asked"),
            "by": _("By"),
            "at": _("When"),
        },
        _introductions,
        ("exchanges.Introduction.giver", "exchanges.Introduction.by"),
    ),
    Group(
        "met_before",
        _("Whom you had met before"),
        _("What you answered after your first exchange with somebody. Nobody else is shown it."),
        {**BANK, "other": _("With whom"), "answer": _("Your answer"), "at": _("When")},
        _met_before,
        ("exchanges.MetBefore.member",),
    ),
)
