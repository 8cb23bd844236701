"""`onrecord reindex --statements`: statements of an older attribution are made anew, kill -9 or not."""

from __future__ import annotations

import sqlite3
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from service.attribution.attributor import Attributor
from service.attribution.referring import Referee
from service.attribution.tagging import Tagger
from service.domain.questions import Filters
from service.ingest.reattributing import reattribute
from service.presenting import statement_as_json
from service.retrieval.listing import list_statements
from service.store.library import Library
from service.store.revisions import outdated
from tests.builders import BRIDGE, FERRY, close, ingest_texts, open_library, version, write
from tests.integration.processes import PATIENCE_S, command, environment, onrecord

RULES = Attributor()


def age(library: Library) -> None:
    """Give every article the statements of an older attribution: some are missing, one is of nobody."""
    with sqlite3.connect(library.catalog.engine.url.database or "") as connection:
        connection.execute("UPDATE article_versions SET attributed_by = 'rules/0'")
        connection.execute("DELETE FROM statements WHERE content LIKE '%told who raises%'")
    connection.close()


def listed(library: Library) -> list[dict[str, Any]]:
    found = list_statements(Filters(), about=None, to=None, library=library)
    return [statement_as_json(s) for s in found]


def test_statements_come_back_under_their_ids_and_with_their_speakers(library: Library) -> None:
    ingest_texts(library, BRIDGE, FERRY, BRIDGE + "\n\nMayor Ilse Brandt said it was “a good day.”")
    before, people = listed(library), library.speakers.all()
    assert outdated(library.catalog, RULES.revision) == []
    age(library)
    assert len(listed(library)) < len(before)
    calls: list[tuple[int, int]] = []
    assert reattribute(library.catalog, RULES, progress=lambda done, total: calls.append((done, total))) == 3
    assert calls == [(0, 3), (1, 3), (2, 3), (3, 3)]
    assert (listed(library), library.speakers.all()) == (before, people)
    assert reattribute(library.catalog, RULES) == 0


def test_an_error_in_the_middle_keeps_the_old_statements_and_the_old_stamp(library: Library) -> None:
    ingest_texts(library, BRIDGE)
    age(library)
    before = listed(library)
    with library.catalog.engine.begin() as connection:
        connection.exec_driver_sql(
            "CREATE TRIGGER broken BEFORE INSERT ON statements BEGIN SELECT RAISE(ABORT, 'the disk is full'); END"
        )
    with pytest.raises(Exception, match="the disk is full"):
        reattribute(library.catalog, RULES)
    assert listed(library) == before
    assert len(outdated(library.catalog, RULES.revision)) == 1


ARTICLES = 150
FULL = Attributor(Tagger(), referee=Referee())


def current(home: Path) -> int:
    with sqlite3.connect(home / "catalog.sqlite3") as connection:
        query = "SELECT count(*) FROM article_versions WHERE attributed_by = ?"
        number: int = connection.execute(query, (FULL.revision,)).fetchone()[0]
    connection.close()
    return number


@pytest.mark.process
def test_a_killed_run_goes_on_where_it_stopped(home: Path) -> None:
    library = open_library(home)
    for n in range(ARTICLES):
        of = version(f"{BRIDGE}\n\n{FERRY}\n\nThis is article {n}.", article_id=f"art_{n:03}")
        write(library.catalog, of, FULL.attribute(of))
    before = [(s["id"], s["speaker"], s["content_spans"]) for s in listed(library)]
    age(library)
    close(library)
    doctor = {c["name"]: c for c in onrecord("doctor", "--json", home=home).json["checks"]}
    assert doctor["statements"]["message"].endswith("run `onrecord reindex --statements`")
    assert not doctor["statements"]["ok"]

    process = subprocess.Popen(command("reindex", "--statements"), env=environment(home), cwd=home.parent)
    while process.poll() is None and not current(home) >= 10:
        time.sleep(0.002)
    process.kill()
    assert process.wait(PATIENCE_S) == -9
    done = current(home)
    assert 10 <= done < ARTICLES

    finished = onrecord("reindex", "--statements", home=home)
    assert (finished.code, finished.out.startswith(f"{ARTICLES - done} articles attributed anew in ")) == (0, True)
    assert onrecord("reindex", "--statements", home=home).out == "all statements are up to date\n"
    library = open_library(home)
    assert [(s["id"], s["speaker"], s["content_spans"]) for s in listed(library)] == before
    close(library)
    doctor = {c["name"]: c for c in onrecord("doctor", "--json", home=home).json["checks"]}
    assert doctor["statements"] == {"name": "statements", "ok": True, "message": f"up to date ({FULL.revision})"}
