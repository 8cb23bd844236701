"""kill -9 in the middle of ingest: what is visible is whole, and the next ingest completes."""

from __future__ import annotations

import json
import random
import sqlite3
import subprocess
import time
from pathlib import Path

import pytest

from tests.builders import BRIDGE, FERRY
from tests.conftest import LONG
from tests.integration.processes import PATIENCE_S, command, environment, onrecord

pytestmark = [pytest.mark.process, pytest.mark.model]

KILLS = 50 if LONG else 5
ARTICLES = 40  # in each round, more than ingest takes into the indexes at once
UPDATED = 6  # of them are new versions of articles of earlier rounds


def put_round(folder: Path, number: int) -> Path:
    """Write the articles of a round; the first are those that every round changes."""
    path = folder / f"round-{number}.jsonl"
    with path.open("w", encoding="utf-8") as file:
        for n in range(ARTICLES):
            name = f"common-{n}" if n < UPDATED else f"round-{number}-{n}"
            text = f"{(BRIDGE, FERRY)[n % 2]}\n\nThis is article {n} of round {number}, “[{n}]” they said."
            file.write(json.dumps({"id": name, "text": text, "source": "Courier"}) + "\n")
    return path


def killed_ingest(source: Path, home: Path, *, after: int, pause_s: float) -> int:
    """Start an ingest, kill it when `after` more articles are visible and a pause has gone; return its exit code."""
    before = visible(home)
    process = subprocess.Popen(
        command("ingest", source), env=environment(home), cwd=home.parent, stdout=subprocess.DEVNULL
    )
    while process.poll() is None and (written(home) != process.pid or visible(home) < before + after):
        time.sleep(0.002)
    time.sleep(pause_s)
    process.kill()
    return process.wait(PATIENCE_S)


def written(home: Path) -> int:
    """Return which process has the home."""
    try:
        return int((home / "owner.pid").read_text() or 0)
    except FileNotFoundError:
        return 0


def visible(home: Path) -> int:
    """Return how many versions of articles can be read."""
    try:
        connection = sqlite3.connect(f"file:{home / 'catalog.sqlite3'}?mode=ro", uri=True)
    except sqlite3.OperationalError:
        return 0
    try:
        number: int = connection.execute("SELECT count(*) FROM article_versions").fetchone()[0]
    except sqlite3.OperationalError:  # the tables are not made yet
        return 0
    finally:
        connection.close()
    return number


def check_whole(home: Path) -> None:
    """Fail unless the databases are sound and every article has its version and passages that cover its text."""
    for path in (home / "catalog.sqlite3", home / "index" / "default.sqlite3"):
        if path.exists():
            connection = sqlite3.connect(path)
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
            connection.close()
    if visible(home):
        check_articles(home)


def check_articles(home: Path) -> None:
    connection = sqlite3.connect(home / "catalog.sqlite3")
    articles = connection.execute(
        """SELECT a.id, a.current_version, v.text, v.furniture FROM articles a
           LEFT JOIN article_versions v ON v.article_id = a.id AND v.number = a.current_version"""
    ).fetchall()
    for article_id, number, text, furniture in articles:
        spans = connection.execute(
            'SELECT version, start, "end" FROM passages WHERE article_id = ? ORDER BY ordinal', (article_id,)
        ).fetchall()
        assert {version for version, _, _ in spans} == {number}
        covered = {i for _, start, end in spans for i in range(start, end)}
        covered |= {i for start, end in json.loads(furniture) for i in range(start, end)}
        assert {i for i, c in enumerate(text) if c.isalnum()} <= covered
        said = connection.execute(
            "SELECT version, content FROM statements WHERE article_id = ?", (article_id,)
        ).fetchall()
        assert said
        assert {version for version, _ in said} == {number}
    connection.close()


def test_ingest_survives_kill_9(tmp_path: Path) -> None:
    dice = random.Random(20210512)
    home = tmp_path / "home"
    rounds = [put_round(tmp_path, number) for number in range(KILLS)]
    codes = []
    for source in rounds:
        after, pause_s = dice.randrange(0, ARTICLES), dice.choice([0, 0.01, 0.1, 0.3])
        codes.append(killed_ingest(source, home, after=after, pause_s=pause_s))
        check_whole(home)
    assert -9 in codes

    finished = onrecord("ingest", *rounds, "--json", home=home, patience_s=KILLS * PATIENCE_S)
    report = finished.json
    assert (finished.code, report["rejected"], len(report["inputs"])) == (0, 0, KILLS * ARTICLES)
    check_whole(home)
    names = {i["external_id"] for i in report["inputs"]}
    listed = onrecord("articles", "list", "--limit", 9999, "--json", home=home).json["articles"]
    assert {a["external_id"] for a in listed} == names
    doctor = onrecord("doctor", home=home)
    assert doctor.code == 0, doctor.out
    assert f"{sum(a['passages'] for a in listed)} vectors" in doctor.out
    assert onrecord("ingest", rounds[-1], "--json", home=home).json["unchanged"] == ARTICLES


def test_a_rebuild_survives_kill_9(tmp_path: Path) -> None:
    home = tmp_path / "home"
    source = put_round(tmp_path, 0)
    assert onrecord("ingest", source, home=home).code == 0
    process = subprocess.Popen(command("reindex"), env=environment(home), cwd=tmp_path)
    while process.poll() is None and not list((home / "index").glob("*.rebuilding*")):
        time.sleep(0.002)
    process.kill()
    process.wait(PATIENCE_S)
    check_whole(home)
    assert onrecord("ask", "What did Brandt say about the bridge?", home=home).code == 0
    assert onrecord("ingest", source, "--json", home=home).json["unchanged"] == ARTICLES
    doctor = onrecord("doctor", home=home)
    assert doctor.code == 0, doctor.out
