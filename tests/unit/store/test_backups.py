"""The home in one file: taken while it is written to, put back whole, and exported and taken in again."""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from service import bootstrap
from service.errors import InputRejected
from service.ingest.reading import read_sources
from service.presenting import article_with_text_as_json, records_as_json
from service.store import backups
from service.store.library import Library
from tests.builders import BRIDGE, FERRY, NOW, ingest_sources, open_library, open_service, source


@pytest.fixture(autouse=True)
def _fakes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "open_owner", lambda settings: open_service(settings.home))


def restore(target: Path, home: Path) -> Library:
    """Restore a backup into a home and return its library."""
    with closing(open_service(home)) as service:
        settings = service.settings
    bootstrap.restore_home(settings, target)
    return open_library(home)


def listed(library: Library) -> list[dict[str, Any]]:
    return [article_with_text_as_json(a) for a in library.catalog.articles()]


def test_a_backup_is_put_back(library: Library, home: Path, tmp_path: Path) -> None:
    ingest_sources(library, source(external_id="a"), source(FERRY, external_id="b"))
    ingest_sources(library, source(FERRY + " It was late.", external_id="b"))
    assert backups.write_backup(home, tmp_path / "b.tar.gz", now=NOW) == (tmp_path / "b.tar.gz").stat().st_size
    assert [p.name for p in tmp_path.iterdir() if "backup" in p.name or "partial" in p.name] == []
    back = restore(tmp_path / "b.tar.gz", tmp_path / "other")
    assert listed(back) == listed(library)
    assert back.index.drift().clean
    assert back.index.search_lexical("bridge", limit=5) == library.index.search_lexical("bridge", limit=5)
    assert (
        back.catalog.version(back.catalog.resolve("b"), 1).text
        == library.catalog.version(library.catalog.resolve("b"), 1).text
    )


def test_a_backup_takes_the_place_of_what_was_there(library: Library, home: Path, tmp_path: Path) -> None:
    ingest_sources(library, source(external_id="a"))
    backups.write_backup(home, tmp_path / "b.tar.gz", now=NOW)
    ingest_sources(library, source(FERRY, external_id="later"))
    library.index.close()
    library.catalog.engine.dispose()
    back = restore(tmp_path / "b.tar.gz", home)
    assert [a["external_id"] for a in listed(back)] == ["a"]
    assert back.index.drift().clean


def test_a_backup_while_articles_are_written(library: Library, home: Path, tmp_path: Path) -> None:
    def articles() -> Iterator[Any]:
        for number in range(150):
            yield source(f"{BRIDGE}\n\nThis is article {number}.", external_id=str(number))

    ingest_sources(library, source(FERRY, external_id="first"))
    writer = Thread(target=lambda: ingest_sources(library, *articles()))
    writer.start()
    taken = [tmp_path / f"{n}.tar.gz" for n in range(4)]
    for target in taken:
        backups.write_backup(home, target, now=NOW)
    writer.join()
    for number, target in enumerate(taken):
        back = restore(target, tmp_path / f"home-{number}")
        assert back.index.drift().clean
        assert all(a["passages"] and a["statements"] for a in listed(back))
        assert len(listed(back)) >= 1


def damaged(target: Path, how: str) -> None:
    if how == "cut":
        target.write_bytes(target.read_bytes()[:-2000])
    elif how == "foreign":
        target.write_bytes(b"PK nonsense")
    else:
        members: dict[str, bytes] = {}
        with tarfile.open(target) as archive:
            for member in archive:
                file = archive.extractfile(member)
                members[member.name] = file.read() if file else b""
        if how == "newer":
            members[backups.MANIFEST] = json.dumps({"schema": "9999"}).encode()
        elif how == "torn":
            members["catalog.sqlite3"] = members["catalog.sqlite3"][:3000] + b"\xff" * 9000
        else:
            members["../../outside.txt"] = b"x"
        with tarfile.open(target, "w:gz") as archive:
            for name, content in members.items():
                info = tarfile.TarInfo(name)
                info.size = len(content)
                archive.addfile(info, io.BytesIO(content))


@pytest.mark.parametrize(
    ("how", "why"),
    [
        ("cut", "no whole backup"),
        ("foreign", "no whole backup"),
        ("torn", "no whole backup"),
        ("outside", "no whole backup"),
        ("newer", "was made by a newer OnRecord"),
    ],
)
def test_a_damaged_backup_changes_nothing(library: Library, home: Path, tmp_path: Path, how: str, why: str) -> None:
    ingest_sources(library, source(external_id="a"))
    target = tmp_path / "b.tar.gz"
    backups.write_backup(home, target, now=NOW)
    damaged(target, how)
    before = listed(library)
    with pytest.raises(InputRejected, match=why):
        backups.read_backup(target, home)
    assert listed(library) == before
    assert library.index.drift().clean
    assert not (home / "restoring").exists()
    assert not list(tmp_path.parent.rglob("outside.txt"))


def test_a_backup_to_nowhere_is_one_line(library: Library, home: Path, tmp_path: Path) -> None:
    with pytest.raises(InputRejected, match="the backup was not written"):
        backups.write_backup(home, tmp_path / "nowhere" / "b.tar.gz", now=NOW)


def test_an_export_is_taken_in_exactly(library: Library, tmp_path: Path) -> None:
    """Versions, offsets, ids and what is unknown survive; taking it in twice, or where it came from, is no change."""
    withdrawn = source(FERRY + " It will not be missed.", external_id="c")
    ingest_sources(library, source(external_id="a", source="Courier"), source(FERRY, title=None), withdrawn)
    ingest_sources(library, source(BRIDGE + "\n\nCorrection: on Saturday.", external_id="a", source="Courier"))
    ingest_sources(library, replace(withdrawn, withdrawn=True))
    catalog = library.catalog
    found = [(catalog.article(i), catalog.versions(i), catalog.identity(i)) for i in catalog.article_ids()]
    path = tmp_path / "export.jsonl"
    path.write_text("\n".join(json.dumps(record) for each in found for record in records_as_json(*each)))

    again = open_library(tmp_path / "again")
    for into in (again, again, library):
        outcomes = ingest_sources(into, *read_sources([str(path)], max_bytes=100_000))  # type: ignore[arg-type]
        assert "rejected" not in {o.status for o in outcomes}
        assert [v for i in catalog.article_ids() for v in into.catalog.versions(i)] == [
            v for _, vs, _ in found for v in vs
        ]
        assert listed(into) == listed(library)
    again.index.close()


def test_drift_is_mended(library: Library) -> None:
    ingest_sources(library, source(external_id="a"), source(FERRY, external_id="b"))
    with library.index.file.writing() as connection:
        connection.execute("DELETE FROM members WHERE passage_id = 1")
        connection.execute("INSERT INTO members VALUES (999, 'art_gone')")
        connection.execute("INSERT INTO fts (rowid, body) VALUES (999, 'gone')")
    assert not library.index.drift().clean
    assert library.index.mend() == 2
    with library.index.file.writing() as connection:
        connection.execute("DELETE FROM vectors WHERE passage_id = (SELECT max(passage_id) FROM vectors)")
        connection.execute("DELETE FROM fts WHERE rowid = (SELECT min(passage_id) FROM members)")
    assert library.index.mend() == 2
    assert library.index.drift().clean
    assert library.index.search_lexical("gone", limit=5) == []
    assert library.index.mend() == 0
