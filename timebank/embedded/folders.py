"""Making folders with the rights we mean, whatever the umask; folders others made are left as they are."""

import os
import pwd
import stat
from pathlib import Path

from timebank.embedded.errors import StartFailed

OURS_ALONE = 0o700
OTHERS_WALK_THROUGH = 0o711


def make_folder(path: Path) -> None:
    """Make a folder for us alone. Root lets PostgreSQL's account walk through it, not look around in it."""
    mode = OTHERS_WALK_THROUGH if os.geteuid() == 0 else OURS_ALONE
    for missing in reversed([step for step in [path, *path.parents] if not step.exists()]):
        _make_one(missing, mode)


def make_checked_folder(path: Path) -> None:
    """Make a folder where anybody may make one, and refuse what somebody else put there before us."""
    make_folder(path)
    found = path.lstat()
    others_write = found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid() or others_write:
        raise StartFailed(f"{path} is not a folder of this account alone: remove it, then start again.")


def make_folder_for(account: pwd.struct_passwd | None, path: Path) -> None:
    """Make a folder that belongs to the account a server runs as, and that nobody else may enter."""
    _make_one(path, OURS_ALONE)
    if account is not None and path.lstat().st_uid != account.pw_uid:
        os.chown(path, account.pw_uid, account.pw_gid, follow_symlinks=False)


def _make_one(path: Path, mode: int) -> None:
    try:
        path.mkdir(mode=mode)
    except FileExistsError:
        return
    path.chmod(mode)
