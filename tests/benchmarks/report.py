"""How a benchmark says what it measured."""

import json


def report(name: str, value: float, unit: str, *, ratio_to: str = "", ratio: float | None = None, n: int) -> None:
    """Print one measurement as one JSON object on a line of standard output."""
    line = {"name": name, "value": round(value, 3), "unit": unit, "ratio_to": ratio_to or None, "n": n}
    line["ratio"] = round(ratio, 3) if ratio is not None else None
    print(json.dumps(line), flush=True)
