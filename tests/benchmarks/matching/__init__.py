"""How well and how fast what is asked and what is offered are brought together."""

from tests.benchmarks.matching import board, quality, speed


def measure(*, small: bool) -> None:
    """Measure how well, how fast, and the page on which coordinators read it."""
    quality.measure()
    speed.measure(small=small)
    board.measure(small=small)
