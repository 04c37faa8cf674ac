"""`make run`: the whole time bank in the foreground, from the servers to the address to open.

Web server, worker and clock are our children. One that dies is started again; Ctrl-C stops all of them in order,
and the embedded servers too when nobody else uses them.
"""

import contextlib
import os
import signal
import socket
import sys
import time
from dataclasses import dataclass, field
from typing import NoReturn

from django.conf import settings

from timebank.embedded.children import Child, Program
from timebank.embedded.errors import StartFailed
from timebank.embedded.layout import layout
from timebank.embedded.listening import answers_pages, claim, page_address, wanted_port
from timebank.embedded.processes import end_with_parent, forget_postgresql_variables
from timebank.embedded.programs import programs
from timebank.embedded.running import Uses
from timebank.embedded.sentences import STOPPING, sentence

WATCH_SECONDS = 0.5
HEAL_AGAIN_SECONDS = 5.0
DEMO_WARNING = (
    "WARNING: DEMO is on, and this is not a private trial on this machine alone: "
    "whoever can reach this address can sign in as anybody of the demo bank."
)
PREPARE = "timebank.embedded.prepare"
END_WITH_PARENT = "--end-with-parent"  # make, killed, would leave us behind


@dataclass
class TimeBank:
    """All that runs for one `make run`."""

    listening: socket.socket
    uses: Uses
    children: list[Child] = field(default_factory=list)
    complaint: str = ""

    def start(self) -> None:
        """Start everything in order. Raises StartFailed, with nothing left half-started by `stop`."""
        self.uses.begin()
        _prepare()
        web, *jobs = programs(self.listening)
        self.children.append(Child(web, say=complain))
        if not answers_pages(self.listening, has_died=self.children[0].has_died):
            raise StartFailed("The web server did not start; its reason stands above.")
        self.children += [Child(job, say=complain) for job in jobs]

    def watch(self) -> NoReturn:
        """Start again whatever dies, until we are stopped."""
        heal_servers_at = 0.0
        while True:
            for child in self.children:
                child.heal()
            if time.monotonic() >= heal_servers_at:
                heal_servers_at = time.monotonic() + self._heal_servers()
            time.sleep(WATCH_SECONDS)

    def stop(self) -> None:
        """Stop the web server first, so that nobody is refused half-way, then the jobs, then the servers."""
        if self.children:
            say("\nStopping…")
        self.listening.close()
        web, jobs = self.children[:1], self.children[1:]
        for group in (web, jobs):
            for child in group:
                child.ask_to_stop()
            for child in group:
                child.stop()
        self.uses.end()

    def _heal_servers(self) -> float:
        """See that the servers have their keepers; tell after how many seconds to look again."""
        try:
            self.uses.heal()
        except (StartFailed, OSError) as failure:
            if sentence(failure) != self.complaint:
                self.complaint = sentence(failure)
                complain(self.complaint)
            return HEAL_AGAIN_SECONDS
        self.complaint = ""
        return WATCH_SECONDS


def main() -> int:
    """Run the time bank until Ctrl-C; say in one sentence why it cannot start."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "timebank.settings")
    os.umask(0o077)  # mail, logs and static files are for this account alone
    _listen_to_signals()
    if END_WITH_PARENT in sys.argv:
        end_with_parent(signal.SIGTERM)
    try:
        _run()
    except KeyboardInterrupt:
        say("Timebank has stopped.")
        return 0
    except STOPPING as failure:
        complain(sentence(failure))
        return 1


def say(line: str) -> None:
    """Tell the person at the terminal, if the terminal is still there."""
    with contextlib.suppress(OSError):
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()


def complain(line: str) -> None:
    """Tell what went wrong, on standard error."""
    with contextlib.suppress(OSError):
        sys.stderr.write(f"{line}\n")
        sys.stderr.flush()


def _run() -> NoReturn:
    port = wanted_port()
    if settings.EMBEDDED_DATABASE:
        forget_postgresql_variables()
    time_bank = TimeBank(listening=claim(settings.HOST, port), uses=Uses(settings.VAR))
    try:
        _announce_start()
        time_bank.start()
        _announce_ready(time_bank.listening)
        time_bank.watch()
    finally:
        _ignore_signals()
        time_bank.stop()


def _listen_to_signals() -> None:
    """Let a closed terminal and a system that shuts down stop us as Ctrl-C does."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # nohup asks us to stay
            signal.signal(number, signal.default_int_handler)


def _ignore_signals() -> None:
    """Finish stopping, however often Ctrl-C is pressed; it takes a few seconds at most."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


def _prepare() -> None:
    """Make tables, static files and the demo bank ready, in a process of its own that says what stops it."""
    preparing = Child(Program(name="The preparation", command=[sys.executable, "-m", PREPARE]), say=complain)
    try:
        preparing.process.wait()
    finally:
        preparing.ask_to_stop()
        preparing.stop()
    if preparing.process.returncode:
        sys.exit(1)


def _announce_start() -> None:
    places = layout(settings.VAR)
    if settings.EMBEDDED_DATABASE and places.data_lies_elsewhere:
        say(f"The data lies in {places.home}: PostgreSQL's account cannot reach {places.folder}.")
    if settings.DEMO and not (settings.EMBEDDED_DATABASE and settings.ON_LOOPBACK):
        complain(DEMO_WARNING)
    say("Starting Timebank; the first time takes a little longer.")


def _announce_ready(listening: socket.socket) -> None:
    say(f"\nTimebank is open at {page_address(listening, settings.ALLOWED_HOSTS)}\nStop it with Ctrl-C.")


if __name__ == "__main__":
    sys.exit(main())
