"""Senders of a byte a second: everybody else is served, and they are shown the door."""

import contextlib
import http.client
import socket
import threading
import time
from collections.abc import Iterator

import pytest

from goldenthread.config.patience import PATIENCE, Arrival, arrival
from tests.cast import Cast
from tests.journeys.service import Service
from tests.journeys.test_no_word_is_lost import SignedIn

SLOW = 24  # each kind; the server has four threads

BEGINNINGS = {
    "head": b"GET /sign-in/ HTTP/1.1\r\nHost: localhost\r\nX-A: ",
    "form": b"POST /sign-in/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 900\r\n\r\n",
    "upload": b"POST /set-up/case-lists/new/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 30000000\r\n"
    b"Content-Type: multipart/form-data; boundary=x\r\n\r\n",
}


class Trickle(threading.Thread):
    """So many connections that send the beginning of a request, then a byte a second."""

    def __init__(self, port: int, beginning: bytes) -> None:
        super().__init__(daemon=True)
        self.connections = [socket.create_connection(("127.0.0.1", port)) for _ in range(SLOW)]
        for connection in self.connections:
            connection.sendall(beginning)
        self.over = threading.Event()
        self.start()

    def run(self) -> None:
        while not self.over.wait(1):
            for connection in self.connections:
                with contextlib.suppress(OSError):
                    connection.sendall(b"a")

    def end(self) -> None:
        self.over.set()
        for connection in self.connections:
            connection.close()


@contextlib.contextmanager
def slow_senders(service: Service) -> Iterator[list[Trickle]]:
    made = [Trickle(service.port, beginning) for beginning in BEGINNINGS.values()]
    yield made
    for each in made:
        each.end()


def told(connection: socket.socket) -> tuple[int, bytes]:
    """The answer that somebody gets who has not sent all."""
    connection.settimeout(30)
    answer = http.client.HTTPResponse(connection)
    answer.begin()
    return answer.status, answer.read()


def test_others_are_served_while_slow_senders_send(service: Service, people: Cast) -> None:
    reader = SignedIn(service, people.pat)
    took = []
    with slow_senders(service) as (heads, forms, _):
        for _ in range(20):
            begun = time.monotonic()
            reader.read("/rounds/")
            took.append(time.monotonic() - begun)
        for slow in (heads, forms):
            status, words = told(slow.connections[0])
            assert (status, b"did not arrive in time" in words) == (408, True)
    # Whoever waited for a slow sender would have waited this long.
    assert max(took) < PATIENCE / 2, took
    assert [process.poll() for process in service.processes] == [None]


@pytest.mark.parametrize(
    ("held", "there"),
    [
        (b"", Arrival.GONE),
        (b"GET / HTTP/1.1\r\nHost: a\r\n", Arrival.PART),
        (b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", Arrival.WHOLE),
        (b"POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nab", Arrival.PART),
        (b"POST / HTTP/1.1\r\ncontent-length: 3\r\n\r\nabc", Arrival.WHOLE),
        (b"POST / HTTP/1.1\r\nContent-Length: 900000\r\n\r\nab", Arrival.LARGE),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", Arrival.LARGE),
        (b"POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n", Arrival.LARGE),
        (b"G" * 32_000, Arrival.LARGE),
    ],
)
def test_a_request_is_whole_when_its_last_byte_is_there(held: bytes, there: Arrival) -> None:
    assert arrival(held) is there
