"""What must be ready before anybody is served: the servers' answer, the tables, the static files, the demo bank.

`python -m timebank.embedded.prepare` does it and ends, so that the process that watches over the others stays small.
"""

import hashlib
import importlib
import os
import sys
from pathlib import Path

import django
import redis
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection

from timebank.embedded.errors import StartFailed
from timebank.embedded.sentences import STOPPING, sentence

DURABILITY = ("fsync", "synchronous_commit", "full_page_writes")
CONNECT_WITHIN_SECONDS = 10


def main() -> int:
    """Prepare everything; say in one sentence what stopped it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "timebank.settings")
    os.environ.setdefault("PGCONNECT_TIMEOUT", str(CONNECT_WITHIN_SECONDS))
    try:
        django.setup()
        _prepare()
    except (CommandError, *STOPPING) as failure:
        sys.stderr.write(f"{sentence(failure)}\n")
        return 1
    return 0


def _prepare() -> None:
    _need_database()
    _need_broker()
    call_command("migrate", interactive=False, verbosity=0)
    _collect_static_files()
    if settings.DEMO:
        call_command("demo")
        _show_sign_ins()


def _need_database() -> None:
    try:
        off = [name for name in DURABILITY if _setting(name) == "off"]
    except DatabaseError as error:
        raise StartFailed(f"The database does not answer: {error}") from error
    if off:
        sys.stderr.write(
            f"WARNING: {', '.join(off)} is off in this PostgreSQL. After a power cut, hours that people were told "
            "are written down may be gone: turn it on before anybody relies on this time bank.\n"
        )


def _setting(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s)", [name])
        return str(cursor.fetchone()[0])


def _need_broker() -> None:
    try:
        redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=CONNECT_WITHIN_SECONDS).ping()
    except (redis.RedisError, ValueError) as error:
        raise StartFailed(f"The broker of REDIS_URL does not answer: {error}") from error


def _collect_static_files() -> None:
    """Collect the static files, unless those collected last are still the same."""
    wanted = _mark_of_static_files()
    kept = Path(settings.STATIC_ROOT) / ".collected-from"
    if kept.exists() and kept.read_text() == wanted:
        return
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    kept.write_text(wanted)


def _mark_of_static_files() -> str:
    """Sum up every static file's place, size and time of change, and how they are stored."""
    mark = hashlib.sha256(repr(settings.STORAGES["staticfiles"]).encode())
    for finder in get_finders():
        for path, storage in finder.list([]):
            found = Path(storage.path(path)).stat()
            mark.update(f"{path} {found.st_size} {found.st_mtime_ns}\n".encode())
    return mark.hexdigest()


def _show_sign_ins() -> None:
    sign_ins = importlib.import_module("timebank.demo.sign_ins")  # it reads models, which are ready only by now
    sys.stdout.write(f"\nSign in to the demo bank with the password {sign_ins.PASSWORD} as\n")
    for sign_in in sign_ins.DEMO_SIGN_INS:
        sys.stdout.write(f"  {sign_in.email:<26}{sign_in.words}\n")


if __name__ == "__main__":
    sys.exit(main())
