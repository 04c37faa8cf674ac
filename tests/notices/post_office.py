"""A small mail server: it takes letters over real SMTP, or refuses them with the words it is given."""

import email
import email.policy
import socketserver
import threading
from email.message import EmailMessage

ACCEPTED = "250 OK"
FULL = "452 4.2.2 The mailbox is full"
UNKNOWN = "550 5.1.1 There is no such mailbox"
RELAYING_DENIED = "554 5.7.1 Relay access denied"


class PostOffice(socketserver.ThreadingTCPServer):
    """Listens on a free port of this machine and keeps every letter it accepted."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Clerk)
        self.answer = ACCEPTED
        self.letters: list[EmailMessage] = []
        self.asked = 0
        self.senders: list[str] = []
        self.opened = threading.Event()  # while it is clear, nobody is answered: a slow server
        self.opened.set()
        self.polite = threading.Event()  # while it is clear, nobody is told good-bye
        self.polite.set()

    @property
    def port(self) -> int:
        return self.server_address[1]


class Clerk(socketserver.StreamRequestHandler):
    """Speaks with one sender."""

    server: PostOffice

    def handle(self) -> None:
        self._say("220 post office")
        for line in self.rfile:
            word = line[:4].upper()
            if word == b"RCPT":
                self.server.asked += 1
                self.server.opened.wait(10)
                self._say(self.server.answer)
            elif word == b"MAIL":
                self.server.senders.append(line.decode().partition("<")[2].partition(">")[0])
                self._say(ACCEPTED)
            elif word == b"DATA":
                self._say("354 go on")
                self._keep_letter()
                self._say(ACCEPTED)
            elif word == b"QUIT":
                self.server.polite.wait(10)
                self._say("221 good day")
                return
            else:
                self._say(ACCEPTED)

    def _say(self, words: str) -> None:
        self.wfile.write(words.encode() + b"\r\n")

    def _keep_letter(self) -> None:
        lines = iter(self.rfile.readline, b".\r\n")
        letter = b"".join(line.removeprefix(b".") for line in lines)
        self.server.letters.append(email.message_from_bytes(letter, policy=email.policy.default))


def plain(letter: EmailMessage) -> str:
    """Give what a reader without HTML sees."""
    return part(letter, "plain")


def part(letter: EmailMessage, kind: str) -> str:
    """Give a letter's plain or its HTML part."""
    body = letter.get_body((kind,))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n").strip()
