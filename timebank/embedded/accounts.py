"""Which account of this machine PostgreSQL runs as, and what that account can reach."""

import os
import pwd
import stat
from pathlib import Path

from timebank.embedded.errors import StartFailed

UNPRIVILEGED = ("postgres", "nobody")


def servers_account() -> pwd.struct_passwd | None:
    """Name the account root hands PostgreSQL to, which refuses to run as root; None means our own."""
    if os.geteuid() != 0:
        return None
    for name in UNPRIVILEGED:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    return None


def own_name() -> str:
    """Name the account we run as; PostgreSQL knows people by that name."""
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        raise StartFailed(
            f"This account (number {os.geteuid()}) has no name on this machine, and PostgreSQL needs one: "
            "use another account, or set DATABASE_URL to a database of your own."
        ) from None


def can_reach(account: pwd.struct_passwd | None, path: Path) -> bool:
    """Tell whether an account may walk to a path; what does not exist yet will be made so that it may."""
    if account is None:
        return True
    return all(_lets_through(account, step) for step in [path, *path.parents])


def _lets_through(account: pwd.struct_passwd, path: Path) -> bool:
    try:
        found = path.stat()
    except FileNotFoundError:
        return True
    if found.st_uid == account.pw_uid:
        return bool(found.st_mode & stat.S_IXUSR)
    if found.st_gid == account.pw_gid:
        return bool(found.st_mode & stat.S_IXGRP)
    return bool(found.st_mode & stat.S_IXOTH)
