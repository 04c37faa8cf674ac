"""What is held on what somebody answered: that they had their say in an open round, and how they said they are."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from insight.reads.held.shapes import Group, Row, Whose, streamed
from services.models import VoiceTaken, WellbeingAnswer, WellbeingKey

BANK = {"bank": _("Time bank")}


def _taken(whose: Whose) -> Iterator[Row]:
    found = VoiceTaken.objects.filter(member__in=whose.ids).select_related("round__service__organisation")
    for taken in streamed(found.order_by("-pk")):
        yield {
            "bank": whose.bank_of(taken.member_id),
            "service": taken.round.service.organisation.name if whose.person else "",
            "open_until": taken.round.last_on,
        }


def _wellbeing(whose: Whose) -> Iterator[Row]:
    """Give the answers to whom they are of: who makes the file for somebody else never reads them."""
    if whose.person is None:
        return
    for key in WellbeingKey.objects.filter(member__in=whose.ids).order_by("pk"):
        bank = whose.bank_of(key.member_id)
        if key.declined_on is not None:
            yield _line(bank, declined_on=key.declined_on)
        answers = WellbeingAnswer.objects.filter(key=key.key).select_related("service__organisation")
        for answer in answers.order_by("-month", "scale"):
            yield _line(
                bank,
                service=answer.service.organisation.name,
                scale=answer.scale,
                occasion=WellbeingAnswer.Occasion(answer.occasion),
                month=answer.month,
                scores=[str(score) for score in answer.scores],
            )


def _line(bank: str, **known: object) -> Row:
    empty: Row = {"service": "", "scale": "", "occasion": None, "month": None, "scores": [], "declined_on": None}
    return {"bank": bank, **empty, **known}  # type: ignore[dict-item]  # each is one of a row's values


GROUPS = (
    Group(
        "voice",
        _("That you had your say"),
        _("Which service has your answer to its one question. What you answered is counted without your name."),
        {**BANK, "service": _("Service"), "open_until": _("Open until")},
        _taken,
        ("services.VoiceTaken.member",),
    ),
    Group(
        "wellbeing",
        _("How you said you are"),
        _("Your answers about wellbeing. They are kept under a random key, and only while you agree."),
        {
            **BANK,
            "service": _("Service"),
            "scale": _("Questions"),
            "occasion": _("Asked"),
            "month": _("Month"),
            "scores": _("Your answers"),
            "declined_on": _("You said no thanks on"),
        },
        _wellbeing,
        ("services.WellbeingKey.member",),
    ),
)
