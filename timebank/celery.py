"""The worker and the clock that wakes it."""

import os

from celery import Celery, signals

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "timebank.settings")

app = Celery("timebank")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@signals.celeryd_after_setup.connect
def read_models(**_said: object) -> None:
    """Read what matching needs before the worker parts, so that its processes share it and nobody waits for it.

    A worker that only sends letters does without: it is a hundred megabytes.
    """
    if app.conf.task_default_queue not in app.amqp.queues.consume_from:
        return
    from django.db import connection  # noqa: PLC0415  # settings are read by then

    from exchanges.matching.embedder import embedder  # noqa: PLC0415
    from exchanges.reads.meanings import has_pgvector  # noqa: PLC0415

    embedder()
    has_pgvector()
    connection.close()  # each process opens its own
