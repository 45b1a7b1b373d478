"""A mail server on a port of its own that speaks SMTP, keeps what it takes, and fails in the ways it is told to."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP


@dataclass
class MailServer:
    """What was delivered, byte for byte, and that something `arrived`.

    `replies` answers a command otherwise; once a letter has come it `hangs_up`, or `is_silent` for ever.
    """

    port: int = 0
    delivered: list[tuple[str, bytes]] = field(default_factory=list)
    replies: dict[str, str] = field(default_factory=dict)
    hangs_up: bool = False
    is_silent: bool = False
    arrived: threading.Event = field(default_factory=threading.Event)

    @property
    def letters(self) -> list[EmailMessage]:
        return [message_from_bytes(body, policy=SMTP) for _, body in self.delivered]  # type: ignore[arg-type]

    def to(self, address: str) -> list[EmailMessage]:
        """The letters that one person got."""
        return [letter for letter in self.letters if letter["To"] == address]


def part(letter: EmailMessage, kind: str) -> bytes:
    """The body of one kind as its reader gets it: decoded, and nothing else done to it."""
    found = next(each for each in letter.walk() if each.get_content_type() == kind)
    body = found.get_payload(decode=True)
    assert isinstance(body, bytes)
    return body


class Conversation(socketserver.StreamRequestHandler):
    """One client, from its greeting to its end."""

    server: "Door"
    recipient = ""

    def handle(self) -> None:
        self.say("220 ready")
        while line := self.rfile.readline():
            if not self.answer(line.decode().strip()):
                return

    def say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())

    def answer(self, line: str) -> bool:
        """Whether the conversation goes on."""
        verb, replies = line.split(":")[0].split()[0].upper(), self.server.kept.replies
        if verb == "RCPT":
            self.recipient = line.partition("<")[2].partition(">")[0]
        if verb == "DATA" and verb not in replies:
            return self.take()
        self.say(replies.get(verb, "221 bye" if verb == "QUIT" else "250 fine"))
        return verb != "QUIT"

    def take(self) -> bool:
        self.say("354 go on")
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line[1:] if line.startswith(b"..") else line)
        kept = self.server.kept
        kept.delivered.append((self.recipient, b"".join(lines)))
        kept.arrived.set()
        if not (kept.hangs_up or kept.is_silent):
            self.say(kept.replies.get("END", "250 taken"))
        return not kept.hangs_up


class Door(socketserver.ThreadingTCPServer):
    """Where clients come in."""

    daemon_threads = True

    def __init__(self, kept: MailServer) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.kept = kept
        kept.port = self.server_address[1]


@contextmanager
def running_mail_server() -> Iterator[MailServer]:
    """The server, as long as it is needed."""
    kept = MailServer()
    with Door(kept) as door:
        threading.Thread(target=door.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield kept
        door.shutdown()
