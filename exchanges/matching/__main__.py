"""Learn anew from needs.csv: `python -m exchanges.matching`. It takes some minutes."""

import csv

from exchanges.matching.embedder import embedder
from exchanges.matching.knowledge import BOOK, keep, learn

with BOOK.open(encoding="utf-8", newline="") as file:
    rows = list(csv.DictReader(file))
keep(learn(embedder().read([row["text"] for row in rows]), [row["kind"] for row in rows]))
