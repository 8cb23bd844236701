"""A disk that is full: one clear line, no damage, and the next run completes."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.builders import BRIDGE, FERRY
from tests.conftest import require
from tests.integration.processes import PATIENCE_S, command, environment, onrecord

pytestmark = [pytest.mark.process, pytest.mark.model]

ROOM = 330_000  # bytes that a file may have: the empty catalog's 240,000, and some articles


def test_a_full_disk_is_one_line_and_no_damage(tmp_path: Path) -> None:
    require("prlimit")
    home, source = tmp_path / "home", tmp_path / "articles.jsonl"
    records = [{"id": str(n), "text": f"{(BRIDGE, FERRY)[n % 2]}\n\nThis is number {n}."} for n in range(60)]
    source.write_text("\n".join(json.dumps(record) for record in records))
    assert onrecord("articles", "list", home=home).code == 0  # the catalog is made
    done = subprocess.run(
        ["prlimit", f"--fsize={ROOM}:{ROOM}", *command("ingest", source)],
        cwd=tmp_path,
        env=environment(home, ONRECORD_ATTRIBUTION="rules"),
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    (line,) = done.stderr.splitlines()
    assert done.returncode == 1
    assert line.startswith("onrecord: the disk of the home is full or read-only")
    report = onrecord("ingest", source, "--json", home=home, ONRECORD_ATTRIBUTION="rules").json
    assert report["added"] + report["unchanged"] == len(records)
    doctor = onrecord("doctor", home=home)
    assert "index        agrees with the catalog" in doctor.out, doctor.out
