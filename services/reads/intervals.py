"""How sure a mean difference is: the paired change with its 95% confidence interval."""

import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

CONFIDENCE = 0.95


@dataclass(frozen=True)
class PairedChange:
    """The same people before and after: means, the mean difference, and the interval it lies in."""

    people: int
    before: float
    after: float
    difference: float
    low: float
    high: float

    @property
    def rises(self) -> bool:
        """Whether the whole interval lies above nothing."""
        return self.low > 0

    @property
    def falls(self) -> bool:
        """Whether the whole interval lies below nothing."""
        return self.high < 0


def paired_change(pairs: Sequence[tuple[float, float]]) -> PairedChange:
    """Give d̄ ± t·s/√n of the differences after − before: s their sample deviation, t for n − 1 degrees of freedom."""
    differences = [after - before for before, after in pairs]
    mean = statistics.fmean(differences)
    spread = statistics.stdev(differences) / math.sqrt(len(differences))
    reach = t_quantile((1 + CONFIDENCE) / 2, len(differences) - 1) * spread
    return PairedChange(
        people=len(pairs),
        before=statistics.fmean(before for before, _after in pairs),
        after=statistics.fmean(after for _before, after in pairs),
        difference=mean,
        low=mean - reach,
        high=mean + reach,
    )


def t_quantile(probability: float, degrees: int) -> float:
    """Give Student's t for a probability, by the expansion of Cornish and Fisher about the normal quantile.

    Source: Abramowitz and Stegun, Handbook of Mathematical Functions (1964), 26.7.5. From nine degrees of freedom on,
    the fewest we ask for, it is right to three decimals.
    """
    x: float = statistics.NormalDist().inv_cdf(probability)
    terms: tuple[float, ...] = (
        (x**3 + x) / 4,
        (5 * x**5 + 16 * x**3 + 3 * x) / 96,
        (3 * x**7 + 19 * x**5 + 17 * x**3 - 15 * x) / 384,
        (79 * x**9 + 776 * x**7 + 1482 * x**5 - 1920 * x**3 - 945 * x) / 92_160,
    )
    return x + math.fsum(term / degrees**power for power, term in enumerate(terms, start=1))


@dataclass(frozen=True)
class Slope:
    """How much a figure rises from one month to the next, the interval that lies in, and how many months say so."""

    months: int
    each_month: float
    low: float
    high: float

    @property
    def rises(self) -> bool:
        """Whether the whole interval lies above nothing."""
        return self.low > 0


def slope_of(values: Mapping[int, float]) -> Slope:
    """Give the least-squares slope of a figure over its months with its 95% interval, t for n − 2 degrees of freedom.

    b = Σ(x − x̄)(y − ȳ) ÷ Σ(x − x̄)², its standard error √(Σe² ÷ (n − 2) ÷ Σ(x − x̄)²), e what the line leaves over.
    Each x is the number of its month, counted on over the years: a month without a value leaves a gap.
    """
    count = len(values)
    middle, mean = statistics.fmean(values), statistics.fmean(values.values())
    spread = math.fsum((month - middle) ** 2 for month in values)
    slope = math.fsum((month - middle) * (value - mean) for month, value in values.items()) / spread
    left = math.fsum((value - mean - slope * (month - middle)) ** 2 for month, value in values.items())
    reach = t_quantile((1 + CONFIDENCE) / 2, count - 2) * math.sqrt(left / (count - 2) / spread)
    return Slope(count, slope, slope - reach, slope + reach)
