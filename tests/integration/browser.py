"""A headless Chromium, driven over its debugging protocol."""

from __future__ import annotations

import base64
import json
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import websocket

FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --hide-scrollbars --remote-allow-origins=* --remote-debugging-port=0"
).split()


class Page:
    """One tab: open an address, run JavaScript in it, take its picture."""

    def __init__(self, address: str) -> None:
        self._socket = websocket.create_connection(address, timeout=20)
        self._number = 0

    def call(self, method: str, **parameters: Any) -> Any:
        self._number += 1
        self._socket.send(json.dumps({"id": self._number, "method": method, "params": parameters}))
        while True:
            reply = json.loads(self._socket.recv())
            if reply.get("id") == self._number:
                assert "error" not in reply, reply
                return reply["result"]

    def close(self) -> None:
        self._socket.close()

    def evaluate(self, expression: str) -> Any:
        result = self.call("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in result, result["exceptionDetails"]
        return result["result"].get("value")

    def wait_for(self, expression: str, *, seconds: float = 15) -> Any:
        """Return the first true value of `expression`; AssertionError if it stays false."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            value = self.evaluate(expression)
            if value:
                return value
            time.sleep(0.05)
        raise AssertionError(f"never true in the page: {expression}")

    def picture(self, path: Path) -> None:
        found = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=True)
        path.write_bytes(base64.b64decode(found["data"]))


@contextmanager
def open_page(url: str, profile: Path, *, size: str = "900,1250") -> Iterator[Page]:
    """Yield a page in a new Chromium that shows `url`; the browser ends with the block."""
    command = ["chromium", *FLAGS, f"--user-data-dir={profile}", f"--window-size={size}", "about:blank"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    page = None
    try:
        page = Page(_tab(profile))
        page.call("Page.navigate", url=url)
        yield page
    finally:
        if page is not None:
            page.close()
        process.kill()
        process.wait(20)


def _tab(profile: Path) -> str:
    chosen = profile / "DevToolsActivePort"
    deadline = time.monotonic() + 20
    while not chosen.exists() or not chosen.read_text().strip():
        assert time.monotonic() < deadline, "Chromium did not start"
        time.sleep(0.05)
    port = chosen.read_text().splitlines()[0]
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/json", timeout=20) as reply:
        tabs = json.load(reply)
    return str(next(tab["webSocketDebuggerUrl"] for tab in tabs if tab["type"] == "page"))
