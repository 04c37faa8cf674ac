"""What a round of voice says, in a sentence, and the row of each round that was."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from services.models import LadderStep, VoiceRound
from services.reads.measures import FEWEST
from services.reads.voice import SideVoice, Voice

HALF = 0.5


@dataclass(frozen=True)
class PastRound:
    """One round that is over, in words."""

    name: str
    staff: str
    served: str


def name_of(round_: VoiceRound) -> str:
    """Name the half-year of a round."""
    first = round_.half == VoiceRound.Half.FIRST
    words = _("First half of %(year)d") if first else _("Second half of %(year)d")
    return words % {"year": round_.year}


def what_it_means(voice: Voice) -> str:
    """Say in one sentence what both sides' answers mean."""
    gap = voice.gap
    if gap is None:
        words = _("Not yet %(fewest)d answers on both sides, so the two are not compared.")
        return words % {"fewest": FEWEST}
    if gap == 0:
        return _("Staff and the people it serves see it alike: %(kind)s.") % {"kind": kind_of(voice.served)}
    steps = steps_in_words(abs(gap))
    if gap > 0:
        return _("Staff see it %(steps)s nearer to doing with than the people they serve do.") % {"steps": steps}
    return _("The people it serves see it %(steps)s nearer to doing with than staff do.") % {"steps": steps}


def steps_in_words(steps: float) -> str:
    """Write so many steps: '1 step', '1½ steps'."""
    words = ngettext("%(steps)s step", "%(steps)s steps", 1 if steps <= 1 else 2)
    return words % {"steps": in_halves(steps)}


def in_halves(figure: float) -> str:
    """Write a whole number and a half as people do."""
    whole = int(figure)
    if figure - whole != HALF:
        return str(whole)
    return f"{whole}½" if whole else "½"


def kind_of(side: SideVoice) -> str:
    """Say in words where the middle of a side lies; between two steps it is the lower one."""
    return LadderStep(int(side.median)).kind if side.median is not None else ""


def history_of(voices: Sequence[Voice]) -> list[PastRound]:
    """Give a row for each round that is over."""
    return [PastRound(name_of(each.round), middle(each.staff), middle(each.served)) for each in voices]


def middle(side: SideVoice) -> str:
    """Write the middle step of a side and of how many people, or why it is not shown."""
    if side.median is None:
        return _("fewer than %(fewest)d answers") % {"fewest": FEWEST}
    return _("step %(step)s of 7 (%(people)d people)") % {"step": in_halves(side.median), "people": side.people}
