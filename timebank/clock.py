"""The clock: it wakes the sweeps by their names and does none of them, so it knows no task and starts quickly."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "timebank.settings")
os.environ.setdefault("CELERY_SKIP_CHECKS", "1")  # they would read every page; who migrates has checked

app = Celery("timebank", set_as_current=False)  # tasks started in this process are the other app's
app.config_from_object("django.conf:settings", namespace="CELERY")
