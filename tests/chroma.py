"""A Chroma server of the tests' own, and a gateway that asks for a token, as the one before a real server would."""

from __future__ import annotations

import http.client
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

PATIENCE_S = 60


@contextmanager
def running_chroma(folder: Path) -> Iterator[str]:
    """Yield the address of a server that keeps its files in `folder`; it is gone afterwards."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = shutil.which("chroma") or str(Path(sys.executable).parent / "chroma")
    command = [program, "run", "--path", str(folder / "served"), "--host", "127.0.0.1", "--port", str(port)]
    server = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port, server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.kill()
        server.wait(PATIENCE_S)


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    started = time.monotonic()
    while True:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/api/v2/heartbeat")
            connection.getresponse().read()
            connection.close()
            return
        except OSError:
            assert server.poll() is None, "Chroma ended"
            assert time.monotonic() - started < PATIENCE_S, "Chroma does not answer"
            time.sleep(0.05)


@contextmanager
def gateway(url: str, *, token: str) -> Iterator[str]:
    """Yield the address of a proxy that answers 401 to whoever does not send the token."""
    behind = urlsplit(url)

    class Gateway(BaseHTTPRequestHandler):
        def _pass_on(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            if self.headers.get("Authorization") != f"Bearer {token}":
                self._reply(401, b'{"error": "Unauthorized"}')
                return
            connection = http.client.HTTPConnection(behind.hostname or "", behind.port, timeout=PATIENCE_S)
            connection.request(self.command, self.path, body, {"Content-Type": "application/json"})
            reply = connection.getresponse()
            self._reply(reply.status, reply.read())
            connection.close()

        do_GET = do_POST = do_PUT = do_DELETE = _pass_on

        def _reply(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Print nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Gateway)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
