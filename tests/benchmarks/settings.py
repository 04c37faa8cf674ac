"""The real settings, with one empty page beside the real ones to measure against."""

from timebank.settings import *  # noqa: F403

ROOT_URLCONF = "tests.benchmarks.urls"
ALLOWED_HOSTS = ["testserver"]
LOGGING = {}
