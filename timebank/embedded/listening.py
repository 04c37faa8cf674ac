"""The address the web server listens on, claimed before anything else is started."""

import errno
import select
import socket
import time
from collections.abc import Callable
from http.client import HTTPConnection

from timebank.embedded.errors import StartFailed
from timebank.lib.environment import env

FIRST_PORT = 8000
LAST_PORT = 65535
WAITING_CONNECTIONS = 128
EVERYWHERE = {"0.0.0.0", "::", ""}  # noqa: S104 read here, not listened on
ANSWER_WITHIN_SECONDS = 60
LOOK_AGAIN_SECONDS = 0.2


def wanted_port() -> int:
    """Read PORT. Raises StartFailed where it is no port."""
    typed = env.str("PORT", default="") or str(FIRST_PORT)
    if not typed.isdecimal() or int(typed) > LAST_PORT:
        raise StartFailed(f"PORT is {typed}: write a number from 1 to {LAST_PORT}.")
    return int(typed)


def claim(host: str, port: int) -> socket.socket:
    """Listen on an address now, so that nobody else can take it while we start. Raises StartFailed."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind, protocol)
    except OSError as error:
        raise StartFailed(f"HOST is {host}, which this machine does not know: {error.strerror}.") from error
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(WAITING_CONNECTIONS)
    except OSError as error:
        listening.close()
        raise StartFailed(_why_not(error, host, port)) from error
    return listening


def page_address(listening: socket.socket, known_hosts: list[str]) -> str:
    """Write the address people open in a browser."""
    host, port = listening.getsockname()[:2]
    if host in EVERYWHERE:
        named = [name for name in known_hosts if name.strip("*.")]
        host = named[0].lstrip(".") if named else "127.0.0.1"
    return f"http://[{host}]:{port}/" if ":" in host and not host.startswith("[") else f"http://{host}:{port}/"


def answers_pages(listening: socket.socket, *, has_died: Callable[[], bool]) -> bool:
    """Tell whether a web server answers there, whatever it says; not when it has died, for then we would wait."""
    host, port = listening.getsockname()[:2]
    asking = HTTPConnection("127.0.0.1" if host in EVERYWHERE else host, port)
    asking.connect()
    asking.request("GET", "/health/live")
    with asking.sock as answer:
        until = time.monotonic() + ANSWER_WITHIN_SECONDS
        while not has_died() and time.monotonic() < until:
            if select.select([answer], [], [], LOOK_AGAIN_SECONDS)[0]:
                return bool(answer.recv(1))
    return False


def _why_not(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} is taken by another program: stop that one, or choose another, as in PORT={port + 1}."
    if error.errno == errno.EACCES:
        return f"Port {port} is only for the system: choose one above 1023, as in PORT={FIRST_PORT}."
    return f"Nobody can listen on {host}, port {port}: {error.strerror}."
