"""What runs beside each other under `make run`: the web server, two workers and the clock."""

import socket
import sys

from django.conf import settings

from timebank.embedded.children import Program
from timebank.lib.environment import env

WEB_WORKERS = "2"
WEB_THREADS = 4
WEB_STOPS_WITHIN_SECONDS = 5
JOBS_STOP_WITHIN_SECONDS = 4
ROOT_IS_MEANT = "ignore::UserWarning:celery.platforms"  # whoever starts us as root knows it


def programs(listening: socket.socket) -> tuple[Program, ...]:
    """Give the web server, which takes over a socket, the workers that do the jobs and the clock that wakes them.

    Letters have a worker of their own: while a mail server lets it wait, the other goes on.
    """
    port = listening.getsockname()[1]
    worker = _worker("The worker", f"worker-{port}", queues="celery")
    letters = _worker("The worker for letters", f"letters-{port}", queues="urgent,letters")
    return _web(listening.fileno()), worker, letters, _clock(port)


def _web(descriptor: int) -> Program:
    options = {
        "bind": f"fd://{descriptor}",
        "workers": env.str("WEB_CONCURRENCY", default="") or WEB_WORKERS,
        "worker-class": "gthread",
        "threads": WEB_THREADS,
        "graceful-timeout": WEB_STOPS_WITHIN_SECONDS - 1,
        "log-level": "warning",
    }
    words = [f"--{name}={value}" for name, value in options.items()]
    return Program(
        name="The web server",
        command=[sys.executable, "-m", "gunicorn", "timebank.wsgi", "--no-control-socket", "--preload", *words],
        stop_within_seconds=WEB_STOPS_WITHIN_SECONDS,
        descriptors=(descriptor,),
    )


def _worker(name: str, node: str, *, queues: str) -> Program:
    own = [f"--hostname={node}@%h", f"--queues={queues}"]  # two time banks on one machine need two names
    quiet = ["--without-mingle", "--without-gossip", "--without-heartbeat"]  # there is nobody to talk to
    return Program(
        name=name,
        command=[*_celery("timebank", "worker"), "--concurrency=1", *own, *quiet],
        stop_within_seconds=JOBS_STOP_WITHIN_SECONDS,
    )


def _clock(port: int) -> Program:
    schedule = f"--schedule={settings.VAR / f'clock-{port}'}"  # each clock keeps a file of its own
    return Program(
        name="The clock",
        command=[*_celery("timebank.clock", "beat"), schedule, "--pidfile="],
        stop_within_seconds=JOBS_STOP_WITHIN_SECONDS,
    )


def _celery(app: str, part: str) -> list[str]:
    python = [sys.executable, "-W", ROOT_IS_MEANT]
    return [*python, "-m", "celery", f"--app={app}", "--quiet", part, "--loglevel=WARNING"]
