"""A wire to PostgreSQL that is cut once, just after the server was told to commit and before anybody hears of it."""

import contextlib
import selectors
import socket
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

from django.db import connection

READY = b"Z\x00\x00\x00\x05I"  # the server has ended what it was told to, and is in no transaction


class Wire:
    """Passes everything on, until a message holds `word`: the server does as it was told, and its answer is lost."""

    def __init__(self, server: str, word: bytes) -> None:
        self.server = server
        self.word = word
        self.cuts = 0
        self.folder = tempfile.TemporaryDirectory(prefix="wire-")
        self.listening = socket.socket(socket.AF_UNIX)
        self.listening.bind(str(Path(self.folder.name) / Path(server).name))
        self.listening.listen()
        self.thread = threading.Thread(target=self._serve)
        self.thread.start()

    def end(self) -> None:
        with contextlib.suppress(OSError):
            self.listening.shutdown(socket.SHUT_RDWR)
        self.thread.join()
        self.listening.close()
        self.folder.cleanup()

    def _serve(self) -> None:
        """Serve one connection after the other: a client that was cut off makes a new one."""
        with contextlib.suppress(OSError):
            while True:
                client, _address = self.listening.accept()
                with client, socket.socket(socket.AF_UNIX) as server:
                    server.connect(self.server)
                    self._pass_on(client, server)

    def _pass_on(self, client: socket.socket, server: socket.socket) -> None:
        with selectors.DefaultSelector() as waiting:
            waiting.register(client, selectors.EVENT_READ, server)
            waiting.register(server, selectors.EVENT_READ, client)
            while True:
                for key, _events in waiting.select():
                    said = key.fileobj.recv(65536)
                    if not said:
                        return
                    key.data.sendall(said)
                    if key.fileobj is client and self.word in said and not self.cuts:
                        self.cuts += 1
                        self._hear_out(server)
                        return

    def _hear_out(self, server: socket.socket) -> None:
        heard = b""
        while not heard.endswith(READY):
            heard += server.recv(65536)


@contextlib.contextmanager
def answer_lost_after(word: bytes) -> Iterator[Wire]:
    """Let Django's connection lose the answer to the first message that holds a word."""
    connection.close()
    place = connection.settings_dict["OPTIONS"]
    host = place["host"]
    wire = Wire(f"{host}/.s.PGSQL.{place['port']}", word)
    place["host"] = wire.folder.name
    try:
        yield wire
    finally:
        connection.close()
        place["host"] = host
        wire.end()
