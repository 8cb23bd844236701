"""`onrecord` as users run it: processes of their own, with nothing from outside but their home."""

from __future__ import annotations

import json
import os
import subprocess
import sys
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
