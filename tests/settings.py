"""The project's settings, changed only where speed requires it, and where two runs at once would meet."""

import os

from timebank.settings import *  # noqa: F403
from timebank.settings import CACHES, DATABASES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# Static files come straight from their folders: collecting and compressing them takes longer than a test.
# Photos stay in memory: nobody else's test run finds them.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True

# Each process counts by itself who tried how often: its people have the same numbers as another's.
CACHES = {"default": {**CACHES["default"], "KEY_PREFIX": f"tests-{os.getpid()}"}}

# Each process has a database of its own (tests/conftest.py). The threads of the browser tests' server keep no
# connection to it beyond a request: one that lingers would stand in the way of removing the database.
for _database in DATABASES.values():
    _database["CONN_MAX_AGE"] = 0
    _database["TEST"] = {"NAME": f"test_timebank_{os.getpid()}"}
