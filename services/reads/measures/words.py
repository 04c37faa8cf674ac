"""The measures in plain words: what each is called, how it is worked out, and what it says of some months."""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from services.reads.measures.figures import Share
from services.reads.measures.shown import FEWEST, TooFew
from services.reads.measures.stretches import Figures, Giving
from timebank.lib.durations import hours_in_table, hours_in_words

HUNDRED = 100


@dataclass(frozen=True)
class Trend:
    """How one figure of a measure is told from month to month: whose it is, itself, and how it is written and said.

    `top`: the figure that fills the drawing; the largest one does where there is none. A figure is None where there is
    nothing yet to give one of. `is_rare`: it happens now and then, so two months say nothing of it.
    """

    subject: str | Promise
    figure: Callable[[Figures], int | TooFew | None]
    say: Callable[[int], str]
    write: Callable[[int], str] = str
    top: int | None = None
    is_rare: bool = False


@dataclass(frozen=True)
class Measure:
    """One measure: its name, its formula as a sentence, how its figure is said, written in a table, and drawn.

    `parts`: what is drawn upon each other where there is more than one figure, in the order of the columns.
    """

    name: str
    title: str | Promise
    formula: str | Promise
    columns: Sequence[str | Promise]
    say: Callable[[Figures], str]
    cells: Callable[[Figures], list[str]]
    trend: Trend
    parts: Callable[[Figures], Sequence[int] | TooFew] | None = None


@dataclass(frozen=True)
class Said:
    """What a page that everybody opens says of one measure."""

    title: str | Promise
    sentence: str
    formula: str | Promise


def say_giving(figures: Giving) -> list[Said]:
    """Say how far people gave: the two measures that stand on the page of a service."""
    said = ((ALSO_GAVE, _say_also_gave), (INDEX, _say_index))
    return [Said(measure.title, say(figures), measure.formula) for measure, say in said]


def month_in_words(month: datetime.date) -> str:
    """Write a month: 'June 2026'."""
    return formats.date_format(month, "F Y")


def month_in_short(month: datetime.date, *, with_year: bool = False) -> str:
    """Write a month for a table or a drawing: 'Jun', with its year in January, or in each."""
    return formats.date_format(month, "M y" if with_year or month.month == 1 else "M")


def too_few() -> str:
    """Say why there is no figure."""
    return _("Too few people to say: we never show a figure about fewer than %(fewest)d.") % {"fewest": FEWEST}


def _in_hundred(share: Share | TooFew) -> str:
    if isinstance(share, TooFew):
        return _("too few")
    return "–" if share.per_hundred is None else _("%(number)d in 100") % {"number": share.per_hundred}


def _trend_of_share(name: str, subject: str | Promise) -> Trend:
    """Tell a share in a hundred."""

    def per_hundred(figures: Figures) -> int | TooFew | None:
        share = getattr(figures, name)
        return share if isinstance(share, TooFew) else share.per_hundred

    return Trend(subject, per_hundred, lambda number: _("%(number)d in 100") % {"number": number}, top=HUNDRED)


def _say_share(name: str, words: str | Promise) -> Callable[[Giving], str]:
    """Say a share by words with its part, its whole and how many in a hundred."""

    def say(figures: Giving) -> str:
        share = getattr(figures, name)
        if isinstance(share, TooFew):
            return too_few()
        if not share.of:
            return _("Nothing yet.")
        return str(words) % {"part": share.part, "of": share.of, "number": share.per_hundred}

    return say


def _cells_of_share(name: str) -> Callable[[Figures], list[str]]:
    def cells(figures: Figures) -> list[str]:
        share = getattr(figures, name)
        parts = [str(share.part), str(share.of)] if isinstance(share, Share) else ["", ""]
        return [*parts, _in_hundred(share)]

    return cells


def _say_index(figures: Giving) -> str:
    index = figures.index
    if isinstance(index, TooFew):
        return too_few()
    if not index.of:
        return _("Nothing yet.")
    words = _("People served gave %(given)s and received %(received)s: of 100 hours they gave %(number)d.")
    return words % {
        "given": hours_in_words(index.part),
        "received": hours_in_words(index.of - index.part),
        "number": index.per_hundred,
    }


def _cells_of_index(figures: Figures) -> list[str]:
    index = figures.index
    if isinstance(index, TooFew):
        return ["", "", _in_hundred(index)]
    return [hours_in_table(index.part), hours_in_table(index.of - index.part), _in_hundred(index)]


def _say_first_gifts(figures: Figures) -> str:
    found = figures.first_gifts
    if isinstance(found, TooFew):
        return too_few()
    words = ngettext(
        "Half of %(people)d people who gave for the first time did so within %(number)d day of being introduced.",
        "Half of %(people)d people who gave for the first time did so within %(number)d days of being introduced.",
        found.median_days,
    )
    return words % {"people": found.gave, "number": found.median_days}


def _cells_of_first_gifts(figures: Figures) -> list[str]:
    found = figures.first_gifts
    return [_("too few"), ""] if isinstance(found, TooFew) else [str(found.median_days), str(found.gave)]


def _say_hours(figures: Figures) -> str:
    hours = figures.hours
    if isinstance(hours, TooFew):
        return too_few()
    words = _(
        "Citizens gave each other %(among)s, staff gave citizens %(from_staff)s, citizens gave staff %(to_staff)s, and"
        " %(beside)s were worked side by side."
    )
    return words % {
        "among": hours_in_words(hours.citizen_to_citizen),
        "from_staff": hours_in_words(hours.staff_to_citizen),
        "to_staff": hours_in_words(hours.citizen_to_staff),
        "beside": hours_in_words(hours.side_by_side),
    }


def _cells_of_hours(figures: Figures) -> list[str]:
    parts = _parts_of_hours(figures)
    if isinstance(parts, TooFew):
        return [_("too few"), "", "", ""]
    return [hours_in_table(each) for each in parts]


def _parts_of_hours(figures: Figures) -> Sequence[int] | TooFew:
    hours = figures.hours
    if isinstance(hours, TooFew):
        return hours
    return (hours.citizen_to_citizen, hours.staff_to_citizen, hours.citizen_to_staff, hours.side_by_side)


def _say_new_ties(figures: Figures) -> str:
    pairs = figures.new_ties
    if isinstance(pairs, TooFew):
        return too_few()
    words = ngettext(
        "%(number)d pair gave each other time for the first time.",
        "%(number)d pairs gave each other time for the first time.",
        pairs,
    )
    return words % {"number": pairs}


def _cells_of_new_ties(figures: Figures) -> list[str]:
    return [_("too few") if isinstance(figures.new_ties, TooFew) else str(figures.new_ties)]


def _days(figures: Figures) -> int | TooFew:
    found = figures.first_gifts
    return found if isinstance(found, TooFew) else found.median_days


def _say_days(number: int) -> str:
    return ngettext("%(number)d day", "%(number)d days", number) % {"number": number}


def _minutes_among_citizens(figures: Figures) -> int | TooFew:
    return figures.hours if isinstance(figures.hours, TooFew) else figures.hours.citizen_to_citizen


def _pairs(figures: Figures) -> int | TooFew:
    return figures.new_ties


def _took_role(figures: Figures) -> int | TooFew:
    return figures.staff_like if isinstance(figures.staff_like, TooFew) else figures.staff_like.part


IN_100 = gettext_lazy("In 100")
_say_also_gave = _say_share(
    "also_gave", gettext_lazy("Of %(of)d people served, %(part)d also gave: %(number)d in 100.")
)
ALSO_GAVE = Measure(
    name="also_gave",
    title=gettext_lazy("People served who also gave"),
    formula=gettext_lazy(
        "People served who gave time to anybody, divided by all people served in these months. Somebody counts from"
        " the day they came in."
    ),
    columns=(gettext_lazy("Also gave"), gettext_lazy("People served"), IN_100),
    say=_say_also_gave,
    cells=_cells_of_share("also_gave"),
    trend=_trend_of_share("also_gave", gettext_lazy("the share who also gave")),
)
INDEX = Measure(
    name="index",
    title=gettext_lazy("How much of the time was given by people served"),
    formula=gettext_lazy(
        "Hours given by people served, divided by the hours they gave and received together. What one of them gives"
        " to another in an exchange counts once, as given; at a session what each gave and what each received both"
        " count. The word for it is co-production index."
    ),
    columns=(gettext_lazy("Given"), gettext_lazy("Received"), IN_100),
    say=_say_index,
    cells=_cells_of_index,
    trend=_trend_of_share("index", gettext_lazy("the share of the time that people served gave")),
)
MEASURES = (
    ALSO_GAVE,
    INDEX,
    Measure(
        name="first_gifts",
        title=gettext_lazy("From introduction to first gift"),
        formula=gettext_lazy(
            "Days from the day somebody was introduced to the first day they gave time: half of those who gave needed"
            " no longer. Who has not given is not in it. First gifts are kept together until ten people have given one,"
            " and count in the month in which they had. Only who lets the service learn how it goes, step by step, is"
            " in it: what they say of that counts from that month on."
        ),
        columns=(gettext_lazy("Days"), gettext_lazy("First gifts")),
        say=_say_first_gifts,
        cells=_cells_of_first_gifts,
        trend=Trend(gettext_lazy("the time from introduction to first gift"), _days, _say_days),
    ),
    Measure(
        name="hours",
        title=gettext_lazy("Who gave to whom"),
        formula=gettext_lazy(
            "Among citizens: exchanges with people served, what citizens gave at sessions where no staff worked beside"
            " them, and what people served gave at other events. From staff: paid hours on duty for people, and what"
            " the service gave in exchanges. To staff: what the service received. Side by side: hours of staff and of"
            " citizens where they did the same work."
        ),
        columns=(
            gettext_lazy("Among citizens"),
            gettext_lazy("From staff"),
            gettext_lazy("To staff"),
            gettext_lazy("Side by side"),
        ),
        say=_say_hours,
        cells=_cells_of_hours,
        trend=Trend(
            gettext_lazy("the time among citizens"), _minutes_among_citizens, hours_in_words, write=hours_in_words
        ),
        parts=_parts_of_hours,
    ),
    Measure(
        name="new_ties",
        title=gettext_lazy("New ties"),
        formula=gettext_lazy(
            "Pairs of people who had never exchanged time before and now did, one of them served. Coming to the same"
            " session makes no tie by itself."
        ),
        columns=(gettext_lazy("New pairs"),),
        say=_say_new_ties,
        cells=_cells_of_new_ties,
        trend=Trend(gettext_lazy("the number of new pairs"), _pairs, str),
    ),
    Measure(
        name="were_strangers",
        title=gettext_lazy("Had they met before?"),
        formula=gettext_lazy(
            "Of the answers that people of new pairs gave, those that said no. Answers are kept together until ten"
            " people have given one, and count in the month in which they had."
        ),
        columns=(gettext_lazy("Said no"), gettext_lazy("Answers"), IN_100),
        say=_say_share(
            "were_strangers",
            gettext_lazy("Of %(of)d answers, %(part)d said that they had not met before: %(number)d in 100."),
        ),
        cells=_cells_of_share("were_strangers"),
        trend=_trend_of_share("were_strangers", gettext_lazy("the share who had not met before")),
    ),
    Measure(
        name="lasting_ties",
        title=gettext_lazy("Ties that last"),
        formula=gettext_lazy(
            "Pairs that first exchanged while both took part in one programme, and of whom one has left it since or it"
            " closed: how many exchanged again after that day. Pairs are kept together until ten people are in them,"
            " and count in the month in which they were."
        ),
        columns=(gettext_lazy("Exchanged again"), gettext_lazy("Pairs that parted"), IN_100),
        say=_say_share(
            "lasting_ties",
            gettext_lazy(
                "Of %(of)d pairs that met in a programme and parted, %(part)d exchanged again: %(number)d in 100."
            ),
        ),
        cells=_cells_of_share("lasting_ties"),
        trend=_trend_of_share("lasting_ties", gettext_lazy("the share of ties that last")),
    ),
    Measure(
        name="staff_like",
        title=gettext_lazy("People served who took a role like staff's"),
        formula=gettext_lazy(
            "People served who in these months began to share a role with staff, or led a session for the first time,"
            " divided by all people served in them."
        ),
        columns=(gettext_lazy("Took such a role"), gettext_lazy("People served"), IN_100),
        say=_say_share(
            "staff_like", gettext_lazy("Of %(of)d people served, %(part)d took such a role: %(number)d in 100.")
        ),
        cells=_cells_of_share("staff_like"),
        trend=Trend(gettext_lazy("the number who took a role like staff's"), _took_role, str, is_rare=True),
    ),
)
