"""The web server's worker process: whoever sends a byte a second keeps nobody else waiting.

A threaded server gives a thread to each connection as soon as it opens, so a handful of slow senders
hold all its threads. Here a request gets a thread once all of it has arrived; what is too large to
wait in the socket (an upload) goes to threads of its own, and is cut off where it comes too slowly.
A proxy in front does the same, and better; this is for where there is none.
"""

import contextlib
import re
import selectors
import socket
import time
from concurrent.futures import Executor, ThreadPoolExecutor
from enum import Enum
from typing import Any

from gunicorn.workers.gthread import ThreadWorker  # type: ignore[import-untyped]

PATIENCE = 10.0  # seconds for a request to arrive
WAITS_IN_SOCKET = 32_000  # bytes; the system keeps at least this much for a connection
UPLOADS_AT_ONCE = 4  # of one process
SLOWEST_UPLOAD = 2_000  # bytes a second, on average
GRACE = 10.0  # seconds, before an upload is found too slow
TOO_SLOW = (
    b"HTTP/1.1 408 Request Timeout\r\nContent-Type: text/plain; charset=utf-8\r\n"
    b"Cache-Control: no-store\r\nConnection: close\r\n\r\n"
    b"What you sent did not arrive in time. Check your connection and try again.\n"
)
_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d+)", re.IGNORECASE)
_PIECEMEAL = re.compile(rb"\r\n(transfer-encoding|expect):", re.IGNORECASE)


class Arrival(Enum):
    """How much of a request there is."""

    PART = "part"
    WHOLE = "whole"
    LARGE = "large"
    GONE = "gone"


def arrival(held: bytes) -> Arrival:
    """What the first bytes of a connection are: a request that waits whole in the socket, or not yet."""
    if not held:
        return Arrival.GONE
    head, end, body = held.partition(b"\r\n\r\n")
    if not end:
        return Arrival.LARGE if len(held) >= WAITS_IN_SOCKET else Arrival.PART
    length = _LENGTH.search(head)
    size = int(length[1][:12]) if length else 0
    if _PIECEMEAL.search(head) or len(head) + size >= WAITS_IN_SOCKET:
        return Arrival.LARGE
    return Arrival.WHOLE if len(body) >= size else Arrival.PART


class Watched:
    """A socket that knows how much came through it, and whether somebody waits for more."""

    def __init__(self, sock: socket.socket) -> None:
        self.sock, self.is_waiting = sock, False
        self.begin()

    def begin(self) -> None:
        """A request of its own: what came before counts no more."""
        self.begun, self.received = time.monotonic(), 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self.sock, name)

    def recv(self, size: int, flags: int = 0) -> bytes:
        self.is_waiting = True
        try:
            part = self.sock.recv(size, flags)
        finally:
            self.is_waiting = False
        self.received += len(part)
        return part

    def is_too_slow(self) -> bool:
        passed = time.monotonic() - self.begun
        return self.is_waiting and passed > GRACE and self.received < SLOWEST_UPLOAD * passed


class Worker(ThreadWorker):  # type: ignore[misc]
    """gunicorn's threaded worker, with a thread only for what has arrived."""

    def init_process(self) -> None:
        self.uploads = ThreadPoolExecutor(UPLOADS_AT_ONCE)
        self.arriving: dict[Any, float] = {}  # connection -> when its time is up
        self.uploading: set[Watched] = set()
        super().init_process()

    def enqueue_req(self, conn: Any) -> None:
        """A thread for the request if it is whole; else wait for the rest of it, on the main thread."""
        if not isinstance(conn.sock, Watched) and not self.cfg.is_ssl:
            conn.sock = Watched(conn.sock)
        there = self._arrival(conn)
        if there is Arrival.PART:
            self._wait(conn)
            return
        self.arriving.pop(conn, None)
        if there is Arrival.GONE:
            self._part_with(conn)
        elif there is Arrival.LARGE:
            conn.sock.begin()
            self.uploading.add(conn.sock)
            self._give(self.uploads, conn)
        else:
            self._give(self.tpool, conn)

    def _arrival(self, conn: Any) -> Arrival:
        if (
            self.cfg.is_ssl
            or conn.is_http2
            or (conn.parser and conn.parser.unreader.buf.getvalue())
        ):
            return Arrival.WHOLE  # not ours to look into
        try:
            held = conn.sock.recv(WAITS_IN_SOCKET, socket.MSG_PEEK | socket.MSG_DONTWAIT)
        except BlockingIOError:
            held = None
        except OSError:
            return Arrival.GONE
        there = Arrival.PART if held is None else arrival(held)
        # Wake up for more than we have seen, not for what lies there.
        enough = len(held or b"") + 1 if there is Arrival.PART else 1
        conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, enough)
        return there

    def _wait(self, conn: Any) -> None:
        self.arriving.setdefault(conn, time.monotonic() + PATIENCE)
        conn.sock.setblocking(False)

        def more(fileobj: Any) -> None:
            self.poller.unregister(fileobj)
            self.enqueue_req(conn)

        self.poller.register(conn.sock, selectors.EVENT_READ, more)

    def _give(self, threads: Executor, conn: Any) -> None:
        conn.data_ready = True
        done = threads.submit(self.handle, conn)
        done.add_done_callback(lambda end: self.method_queue.defer(self.finish_request, conn, end))

    def finish_request(self, conn: Any, fs: Any) -> None:
        self.uploading.discard(conn.sock)
        super().finish_request(conn, fs)

    def wait_for_and_dispatch_events(self, timeout: float) -> None:
        self._part_with_the_slow()
        super().wait_for_and_dispatch_events(timeout)

    def _part_with_the_slow(self) -> None:
        now = time.monotonic()
        late = [conn for conn, until in self.arriving.items() if until < now or not self.alive]
        for conn in late:
            del self.arriving[conn]
            with contextlib.suppress(OSError, KeyError, ValueError):
                self.poller.unregister(conn.sock)
            with contextlib.suppress(OSError):
                # What was not read would make the system take the answer back.
                conn.sock.recv(WAITS_IN_SOCKET, socket.MSG_DONTWAIT)
                conn.sock.send(TOO_SLOW)
            self._part_with(conn)
        for watched in [each for each in self.uploading if each.is_too_slow()]:
            with contextlib.suppress(OSError):  # the thread that waits finds the end of the file
                watched.sock.shutdown(socket.SHUT_RD)

    def _part_with(self, conn: Any) -> None:
        self.nr_conns -= 1
        conn.close()
