"""`onrecord` as users run it: processes of their own, with nothing from outside but their home."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from tests.builders import BRIDGE, FERRY
from tests.outcomes import Done

RECORDS = [
    {"id": "desk-17", "title": "Bridge to open", "text": BRIDGE, "source": "Courier", "published_at": "2026-03-01"},
    {"id": "desk-18", "title": "Ferry to end", "text": FERRY, "source": "Ledger", "published_at": "2026-03-04"},
]

PATIENCE_S = 60  # no test waits so long: it is the end of a test that hangs


def environment(home: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ONRECORD_", "OPENAI_"))}
    return kept | {"ONRECORD_HOME": str(home)} | more


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "service", *map(str, arguments)]


def onrecord(
    *arguments: object, home: Path, stdin: str | None = None, patience_s: float = PATIENCE_S, **more: str
) -> Done:
    """Run a command to its end, in a folder where there is nothing else."""
    home.parent.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        command(*arguments),
        cwd=home.parent,
        env=environment(home, **more),
        input=stdin or "",
        capture_output=True,
        text=True,
        timeout=patience_s,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return Done(done.returncode, done.stdout, done.stderr)


def put_records(path: Path) -> Path:
    path.write_text("\n".join(json.dumps(record) for record in RECORDS), encoding="utf-8")
    return path


@contextmanager
def process(*arguments: object, home: Path, **more: str) -> Iterator[subprocess.Popen[str]]:
    """Run a command until the end of the block, and see that it ends when it is told to."""
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    given = environment(home, **more)
    started = subprocess.Popen(command(*arguments), env=given, cwd=home.parent, **pipes)  # type: ignore[call-overload]
    try:
        yield started
        started.send_signal(signal.SIGTERM)
        _, err = started.communicate(timeout=PATIENCE_S)
        assert "Traceback" not in err, err
    finally:
        started.kill()
        started.communicate(timeout=PATIENCE_S)


# Scheduled digests


def let_an_hour_go_by(home: Path) -> None:
    with closing(sqlite3.connect(home / "catalog.sqlite3")) as catalog:
        catalog.execute("UPDATE digests SET next_at = strftime('%Y-%m-%dT%H:%M:%SZ', 'now', '-1 minutes')")
        catalog.commit()


def states(home: Path) -> list[str]:
    """Return what became of the digests that were due."""
    query = "SELECT state FROM digest_deliveries WHERE state != 'set up' ORDER BY id"
    with closing(sqlite3.connect(home / "catalog.sqlite3")) as catalog:
        return [state for (state,) in catalog.execute(query)]


def wait_until_sent(home: Path, number: int) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while states(home) != ["sent"] * number:
        assert time.monotonic() < deadline, states(home)
        time.sleep(0.05)
