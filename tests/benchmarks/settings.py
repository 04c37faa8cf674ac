"""The real settings, with one empty page beside the real ones to measure against."""

import os

from timebank.settings import *  # noqa: F403
from timebank.settings import DATABASES

ROOT_URLCONF = "tests.benchmarks.urls"
ALLOWED_HOSTS = ["testserver"]
LOGGING = {}
for _database in DATABASES.values():
    _database["NAME"] = os.environ.get("TIMEBANK_BENCH_DATABASE", _database["NAME"])
