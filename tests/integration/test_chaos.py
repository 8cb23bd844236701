"""Random writes, questions, deletions, purges and kill -9: at the end all parts of the home agree."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from service.bootstrap import Service
from service.store.schema import answers
from tests.conftest import LONG
from tests.integration.chaos import mark, own_home

pytestmark = pytest.mark.process

KILLS = 100 if LONG else 3
LONGEST_S = 10.0 if LONG else 2.5


def live_and_die(home: Path, journal: Path, seed: int, *, for_s: float) -> None:
    """Let a process loose on the home, and kill it some time after it is ready."""
    command = [sys.executable, "-m", "tests.integration.chaos", str(home), str(journal), str(seed)]
    root = Path(__file__).parents[2]
    process = subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout
    assert process.stderr
    assert process.stdout.readline() == b"ready\n", process.stderr.read().decode()
    time.sleep(for_s)
    process.kill()
    _, err = process.communicate(timeout=60)
    assert process.returncode == -9, err.decode()


def check(service: Service) -> None:
    """Fail unless catalog, passage file and Chroma agree, and every stored answer cites what there is."""
    library = service.library()
    assert library.index.drift().clean
    with library.index.file.reading() as connection:
        passages = {i for (i,) in connection.execute("SELECT passage_id FROM members")}
    assert library.index.vectors
    assert library.index.vectors.keys() == passages
    for article in library.catalog.articles():
        assert bool(article.passages) == (article.withdrawn_at is None)
    with service.engine.connect() as connection:
        assert connection.execute(sa.text("PRAGMA foreign_key_check")).all() == []
        bodies: list[dict[str, Any]] = list(connection.scalars(sa.select(answers.c.body)))
    for citation in (c for body in bodies for c in body["citations"]):
        text = library.catalog.version(citation["article_id"], citation["version"]).text
        assert text[citation["start"] : citation["end"]] == citation["quote"]


def check_purged(service: Service, home: Path, journal: Path) -> None:
    """Fail if an article whose end was a purge, begun at least, is neither in the catalog nor gone from every file."""
    notes = [line.split() for line in journal.read_text().splitlines()] if journal.exists() else []
    last = {int(number): act for act, number in notes}
    begun = {number for number, act in last.items() if act == "purge"}
    here = {a.current.external_id for a in service.library().catalog.articles()}
    held = b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())
    assert mark(0)[:9].encode() in held or not here
    gone = [number for number in begun if f"desk-{number}" not in here]
    for number in gone:
        assert mark(number).encode() not in held, f"article {number} was purged, and is still in a file"


def test_random_acts_and_kill_9(tmp_path: Path) -> None:
    dice = random.Random(20260304)
    home, journal = tmp_path / "home", tmp_path / "journal"
    for seed in range(KILLS):
        live_and_die(home, journal, seed, for_s=dice.uniform(0.2, LONGEST_S))
        service = own_home(home)
        try:
            check(service)
        finally:
            service.close()
    service = own_home(home)
    try:
        check_purged(service, home, journal)
    finally:
        service.close()
