"""How well and how fast what is asked and what is offered are brought together."""

from tests.benchmarks.matching import quality, speed


def measure(*, small: bool) -> None:
    """Measure both."""
    quality.measure()
    speed.measure(small=small)
