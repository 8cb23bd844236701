"""A receiver of webhooks on a real socket: it checks signatures as the Standard Webhooks scheme tells receivers to."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(slots=True)
class Receiver:
    """What came in; `answers` are the statuses of the next requests (then 204), each after `delay_s`."""

    port: int = 0
    answers: list[int] = field(default_factory=list)
    delay_s: float = 0
    received: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    arrived: threading.Event = field(default_factory=threading.Event)

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        return f"http://{self.host}/hook"

    @property
    def ids(self) -> list[str]:
        return [headers["webhook-id"] for headers, _ in self.received]

    def messages(self, secret: str, *, now: float | None = None) -> list[dict[str, Any]]:
        """Return the bodies that came in, every signature verified."""
        return [verified(headers, body, secret, now=now) for headers, body in self.received]


def verified(headers: dict[str, str], body: bytes, secret: str, *, now: float | None = None) -> dict[str, Any]:
    """Return a message; AssertionError if it is not signed with the secret, or, given `now`, is old."""
    key = base64.b64decode(secret.split("_", 1)[1])
    signed = b".".join([headers["webhook-id"].encode(), headers["webhook-timestamp"].encode(), body])
    expected = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert expected in headers["webhook-signature"].split(" ")
    assert now is None or abs(now - int(headers["webhook-timestamp"])) < 300
    message: dict[str, Any] = json.loads(body)
    return message


@contextmanager
def receiving() -> Iterator[Receiver]:
    """Run a receiver until the end of the block."""
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.received.append(({k.lower(): v for k, v in self.headers.items()}, body))
            receiver.arrived.set()
            time.sleep(receiver.delay_s)
            status = receiver.answers.pop(0) if receiver.answers else 204
            try:
                self.send_response(status)
                if 300 <= status < 400:
                    self.send_header("Location", f"{receiver.url}/elsewhere")
                self.end_headers()
            except OSError:
                """The sender has gone, as some of the tests want it to."""

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    receiver.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
