"""Running `manage.py`: the embedded servers run for as long as the command does, where it needs them."""

import contextlib
import os
import sys
from contextlib import AbstractContextManager

from django.conf import settings
from django.core.management import execute_from_command_line

from timebank.embedded.processes import forget_postgresql_variables
from timebank.embedded.running import running_servers
from timebank.embedded.sentences import STOPPING, sentence

WITHOUT_SERVERS = {
    "check",
    "collectstatic",
    "compilemessages",
    "diffsettings",
    "findstatic",
    "help",
    "makemessages",
    "startapp",
    "startproject",
    "version",
}
ASKING = {"-h", "--help", "--version"}
INTERRUPTED = 130  # what shells give for Ctrl-C


def run(argv: list[str]) -> int:
    """Run one command and return its exit code. What stops it is told in one sentence on standard error."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "timebank.settings")
    try:
        with _servers(argv):
            execute_from_command_line(argv)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # who read our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except STOPPING as failure:
        sys.stderr.write(f"{sentence(failure)}\n")
        return 1
    return 0


def _servers(argv: list[str]) -> AbstractContextManager[object]:
    """Give the servers a command needs while it runs; somebody's own servers need nothing from us."""
    if len(argv) == 1 or argv[1] in WITHOUT_SERVERS or ASKING & set(argv):
        return contextlib.nullcontext()
    if settings.EMBEDDED_DATABASE:
        forget_postgresql_variables()
    return running_servers(settings.VAR)
