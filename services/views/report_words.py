"""What the report of a service claims: each sentence with its figure, how many people, which months and the formula."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from services.reads.evidence import Evidence
from services.reads.intervals import PairedChange
from services.reads.measures import Figures, FirstGifts, Hours, Share, TooFew
from services.reads.outcomes import OUTCOMES, unpaid_minutes
from services.reads.voice import Voice
from services.reads.wellbeing import Change, Wellbeing
from services.views.voice_words import in_halves, name_of, what_it_means
from timebank.lib.durations import MINUTES_IN_HOUR, hours_in_words

TENTH = Decimal("0.1")


@dataclass(frozen=True)
class Claim:
    """One sentence, and what it rests on."""

    words: str
    basis: str


def claims_of(figures: Figures, wellbeing: Wellbeing, voice: Voice | None, evidence: Evidence) -> list[Claim]:
    """Give everything the report may say of a service, in its order. What has too few people is not said."""
    return [
        *_of_people(figures),
        *_of_hours(figures),
        *_of_trend(evidence),
        *(_of_change(change, change.paired) for change in wellbeing.changes if change.paired is not None),
        *_of_voice(voice),
    ]


def period_in_words(first_on: datetime.date, last_on: datetime.date) -> str:
    """Write some months: 'January to December 2026'."""
    first = formats.date_format(first_on, "F" if first_on.year == last_on.year else "F Y")
    last = formats.date_format(last_on, "F Y")
    if (first_on.year, first_on.month) == (last_on.year, last_on.month):
        return last
    return _("%(first)s to %(last)s") % {"first": first, "last": last}


def _of_people(figures: Figures) -> Iterator[Claim]:
    if isinstance(figures.people, TooFew):
        return
    words = _("It served %(people)d people.") % {"people": figures.people}
    yield Claim(words, _basis(figures.people, figures, OUTCOMES["PEOPLE"].formula))
    if isinstance(figures.also_gave, Share):
        gave = {"gave": figures.also_gave.part, "people": figures.also_gave.of}
        words = _("%(gave)d of the %(people)d people it served gave time as well.") % gave
        yield Claim(words, _basis(figures.also_gave.of, figures, _("people served who gave ÷ people served")))
    if isinstance(figures.first_gifts, FirstGifts):
        first = figures.first_gifts
        words = ngettext(
            "Half of those introduced who gave did so within %(days)d day.",
            "Half of those introduced who gave did so within %(days)d days.",
            first.median_days,
        )
        formula = _("the lower median of days from referral to first gift, of those who gave")
        yield Claim(words % {"days": first.median_days}, _basis(first.gave, figures, formula))
    if isinstance(figures.staff_like, Share):
        took = {"took": figures.staff_like.part, "people": figures.staff_like.of}
        words = (
            _("%(took)d of the %(people)d took up a role that staff and citizens share, or first led a session.") % took
        )
        yield Claim(words, _basis(figures.staff_like.of, figures, OUTCOMES["STAFF_LIKE"].formula))


def _of_hours(figures: Figures) -> Iterator[Claim]:
    index, people = figures.index, figures.people
    if isinstance(people, TooFew):
        return
    if isinstance(index, Share) and index.per_hundred is not None:
        words = _("Of 100 hours in which the people it served gave or received, they gave %(given)d.")
        yield Claim(words % {"given": index.per_hundred}, _basis(people, figures, OUTCOMES["INDEX"].formula))
    minutes = unpaid_minutes(figures)
    if isinstance(figures.hours, Hours) and minutes:
        words = _("%(all)s passed between people and with staff, %(citizens)s of them from citizen to citizen.")
        said = {"all": _hours(minutes), "citizens": _hours(figures.hours.citizen_to_citizen)}
        yield Claim(words % said, _basis(people, figures, OUTCOMES["HOURS"].formula))
    if isinstance(figures.hours, Hours) and figures.hours.paid:
        words = _("Beside that its paid staff were on duty for %(paid)s.") % {"paid": _hours(figures.hours.paid)}
        yield Claim(words, _basis(people, figures, _("paid hours of staff on duty: in no goal and no cost of an hour")))
    if isinstance(figures.new_ties, int):
        words = ngettext(
            "%(pairs)d pair of people exchanged time who never had before.",
            "%(pairs)d pairs of people exchanged time who never had before.",
            figures.new_ties,
        )
        yield Claim(words % {"pairs": figures.new_ties}, _basis(people, figures, OUTCOMES["NEW_TIES"].formula))


def _of_trend(evidence: Evidence) -> Iterator[Claim]:
    trend = evidence.trend
    if trend is None:
        return
    words = _("The share they give changed by %(slope)s in 100 a month (95%% interval %(low)s to %(high)s).")
    said = {"slope": _signed(trend.each_month), "low": _signed(trend.low), "high": _signed(trend.high)}
    basis = _("n = %(months)d months of ten people or more · least-squares slope of the monthly co-production index")
    yield Claim(words % said, basis % {"months": trend.months})


def _of_change(change: Change, paired: PairedChange) -> Claim:
    """Say how one figure changed, also where it did not or for the worse: what is asked is told."""
    if change.is_better:
        words = _("For the better: %(name)s changed by %(difference)s (95%% interval %(low)s to %(high)s).")
    elif change.is_worse:
        words = _("For the worse: %(name)s changed by %(difference)s (95%% interval %(low)s to %(high)s).")
    else:
        words = _("No clear change: %(name)s, %(difference)s (95%% interval %(low)s to %(high)s).")
    said = {"name": change.figure.name, "difference": _signed(paired.difference)}
    said |= {"low": _signed(paired.low), "high": _signed(paired.high)}
    basis = _(
        "n = %(people)d who answered twice · as they began %(before)s, three months later %(after)s · mean of the "
        "differences, Student's t · %(scale)s"
    )
    rest = {"people": paired.people, "before": _tenths(paired.before), "after": _tenths(paired.after)}
    return Claim(words % said, basis % (rest | {"scale": change.scale.title}))


def _of_voice(voice: Voice | None) -> Iterator[Claim]:
    if voice is None or voice.staff.median is None or voice.served.median is None:
        return
    basis = _(
        "n = %(staff)d staff, %(served)d people served · %(when)s · middle steps %(upper)s and %(lower)s of 7 on the "
        "ladder of co-production"
    )
    said = {"staff": voice.staff.people, "served": voice.served.people, "when": name_of(voice.round)}
    said |= {"upper": in_halves(voice.staff.median), "lower": in_halves(voice.served.median)}
    yield Claim(what_it_means(voice), basis % said)


def _basis(people: int, figures: Figures, formula: object) -> str:
    said = {"people": people, "period": period_in_words(figures.first_on, figures.last_on), "formula": formula}
    return _("n = %(people)d · %(period)s · %(formula)s") % said


def _hours(minutes: int) -> str:
    """Write whole hours where there are many: a report is read at a glance."""
    if minutes < 10 * MINUTES_IN_HOUR:
        return hours_in_words(minutes)
    return _("%(hours)s hours") % {"hours": f"{(minutes + MINUTES_IN_HOUR // 2) // MINUTES_IN_HOUR:,}"}


def _signed(figure: float) -> str:
    rounded = _rounded(figure)
    return f"{'+' if rounded > 0 else '−' if rounded < 0 else ''}{abs(rounded)}"


def _tenths(figure: float) -> str:
    return str(_rounded(figure))


def _rounded(figure: float) -> Decimal:
    return Decimal(repr(figure)).quantize(TENTH, ROUND_HALF_UP)
