"""A mail server of our own on this machine: it speaks SMTP and keeps what it was given."""

import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage


@dataclass
class Post:
    """What arrived: address and mail. `refuses` says of an address that it is not taken."""

    port: int = 0
    taken: list[tuple[str, bytes]] = field(default_factory=list)
    refuses: Callable[[str], bool] = lambda address: False

    def mails(self) -> list[EmailMessage]:
        return [message_from_bytes(raw, policy=policy.default) for _, raw in self.taken]

    def to(self, address: str) -> list[EmailMessage]:
        return [
            message_from_bytes(raw, policy=policy.default)
            for whom, raw in self.taken
            if whom == address
        ]

    def inbox(self) -> dict[str, EmailMessage]:
        """By Message-ID: what a reader's mail program shows."""
        return {str(mail["Message-ID"]): mail for mail in self.mails()}


class _Talk(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        post: Post = self.server.post  # type: ignore[attr-defined]
        self._say("220 test")
        whom: list[str] = []
        for line in iter(self.rfile.readline, b""):
            verb, _, rest = line.decode("ascii", "replace").strip().partition(" ")
            match verb.upper():
                case "EHLO" | "HELO":
                    self._say("250 test")
                case "RCPT":
                    address = rest.partition("<")[2].partition(">")[0]
                    if post.refuses(address):
                        self._say("550 nobody of that name")
                    else:
                        whom.append(address)
                        self._say("250 ok")
                case "DATA":
                    self._say("354 go on")
                    raw = self._read_mail()
                    post.taken += [(address, raw) for address in whom]
                    whom = []
                    self._say("250 taken")
                case "QUIT":
                    self._say("221 bye")
                    return
                case _:
                    self._say("250 ok")

    def _read_mail(self) -> bytes:
        lines = []
        for line in iter(self.rfile.readline, b""):
            if line == b".\r\n":
                break
            lines.append(line.removeprefix(b"."))
        return b"".join(lines)

    def _say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


@contextmanager
def mail_server() -> Iterator[Post]:
    """A server on a free port of this machine, until the block ends."""
    post = Post()
    with _Server(("127.0.0.1", 0), _Talk) as server:
        server.post = post  # type: ignore[attr-defined]
        post.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield post
        server.shutdown()
