"""A watched folder: files become articles as they come, whole, once each, also across restarts."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.builders import BRIDGE, FERRY
from tests.integration.processes import PATIENCE_S, command, environment, onrecord

pytestmark = [pytest.mark.process, pytest.mark.model]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "incoming"
    made.mkdir()
    (made / "bridge.txt").write_text(BRIDGE, encoding="utf-8")
    return made


@contextmanager
def running(*arguments: object, home: Path, **settings: str) -> Iterator[None]:
    home.parent.mkdir(parents=True, exist_ok=True)
    process = subprocess.Popen(
        command(*arguments),
        env=environment(home, ONRECORD_ATTRIBUTION="rules", **settings),
        cwd=home.parent,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=PATIENCE_S)
        assert "Traceback" not in err, err
    finally:
        process.kill()
        process.communicate(timeout=PATIENCE_S)


def versions(home: Path) -> dict[str, int]:
    """Return the number of versions of every article by the last words of its text."""
    if not (home / "catalog.sqlite3").exists():
        return {}
    with closing(sqlite3.connect(home / "catalog.sqlite3")) as catalog:
        query = (
            "SELECT text, current_version FROM article_versions JOIN articles ON article_id = id "
            "AND number = current_version"
        )
        try:
            return {text.split()[-1]: number for text, number in catalog.execute(query)}
        except sqlite3.OperationalError:  # the catalog is being made
            return {}


def wait_for(home: Path, expected: dict[str, int]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while versions(home) != expected:
        assert time.monotonic() < deadline, versions(home)
        time.sleep(0.05)


def test_files_become_articles_as_they_come(folder: Path, home: Path) -> None:
    with running("watch", folder, home=home):
        wait_for(home, {"more.": 1})
        (folder / "notes.xyz").write_text("not of a kind that is read")
        inner = folder / "sport"
        inner.mkdir()
        slow = inner / "ferry.md"
        with slow.open("w", encoding="utf-8") as file:  # written piece by piece: taken once, whole
            for line in FERRY.splitlines(keepends=True):
                file.write(line)
                file.flush()
                time.sleep(0.3)
        wait_for(home, {"more.": 1, "said.": 1})
        (folder / "bridge.txt").write_text(f"{BRIDGE}\n\nIt did open.", encoding="utf-8")
        wait_for(home, {"open.": 2, "said.": 1})
        slow.unlink()
    (folder / "late.txt").write_text("The driver said that the late bus came early.", encoding="utf-8")
    with running("watch", folder, home=home):  # what came meanwhile is taken, what is there is left alone
        wait_for(home, {"open.": 2, "said.": 1, "early.": 1})
    assert onrecord("doctor", home=home, ONRECORD_ATTRIBUTION="rules").code == 0


def test_the_server_watches_too(folder: Path, home: Path) -> None:
    with running("serve", "--port", 0, home=home, ONRECORD_WATCH=str(folder)):
        wait_for(home, {"more.": 1})
        (folder / "ferry.txt").write_text(FERRY, encoding="utf-8")
        wait_for(home, {"more.": 1, "said.": 1})


@pytest.mark.parametrize("arguments", [("watch", "/no/such"), ("serve", "--port", 0)])
def test_a_folder_that_is_not_there_is_one_line(home: Path, arguments: tuple[object, ...]) -> None:
    done = onrecord(*arguments, home=home, ONRECORD_WATCH="/no/such")
    assert (done.code, done.line) == (1, "onrecord: /no/such: there is no such file or folder; check the path")
