"""Whatever is wrong, it is one clear line, the right exit code, and nothing is lost."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.bootstrap import open_owner
from service.settings import Settings
from service.store.schema import REVISION
from tests.integration.processes import PATIENCE_S, command, environment, onrecord, put_records

pytestmark = [pytest.mark.process, pytest.mark.model]

ASKED = "What did Brandt say about the bridge?"


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home with two articles, to be copied."""
    folder = tmp_path_factory.mktemp("filled")
    assert onrecord("ingest", put_records(folder / "articles.jsonl"), home=folder / "home").code == 0
    return folder / "home"


@pytest.fixture
def ours(filled: Path, tmp_path: Path) -> Path:
    """Return a home with two articles that the test may break."""
    return Path(shutil.copytree(filled, tmp_path / "ours"))


def articles(home: Path) -> set[str]:
    """Return the external ids of what the catalog holds, read past our own code."""
    connection = sqlite3.connect(home / "catalog.sqlite3")
    try:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return {name for (name,) in connection.execute("SELECT external_id FROM articles")}
    finally:
        connection.close()


def answers(home: Path) -> bool:
    done = onrecord("ask", ASKED, home=home)
    return done.code == 0 and "The bridge will open on Friday" in " ".join(done.out.split())


# Articles


def test_every_bad_input_is_one_line_and_the_good_ones_are_taken(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    lines = [json.dumps({"id": f"line-{n}", "text": f"Article {n} is about the harbor."}) for n in range(1, 21)]
    lines[16] = '{"id": "line-17", "text": "cut'
    files: dict[str, str | bytes] = {
        "plain.txt": "Nobody wrote a headline for this. The ferry is late.",
        "large.txt": "x" * 6_000,
        "empty.txt": "",
        "blank.md": " \n\n ",
        "picture.txt": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
        "twenty.jsonl": "\n".join(lines),
        "broken.json": '{"text": ',
        "page.html": "<html></html>",
        "scan.pdf": b"%PDF-1.7",
    }
    for name, content in files.items():
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    sources = [folder / name for name in files] + [folder / "missing.txt", "http://127.0.0.1:9/a", "-"]
    home = tmp_path / "home"
    done = onrecord("ingest", *sources, home=home, stdin="", ONRECORD_MAX_ARTICLE_BYTES="5000")
    assert done.code == 3
    assert done.out.startswith("20 added, 11 rejected in ")
    assert done.err.splitlines() == [
        f"onrecord: {folder}/large.txt: 6,000 bytes, and one article may have 5,000; split it, or raise "
        "ONRECORD_MAX_ARTICLE_BYTES",
        f"onrecord: {folder}/empty.txt: empty",
        f"onrecord: {folder}/blank.md: empty",
        f"onrecord: {folder}/picture.txt: binary data, not text",
        f"onrecord: {folder}/twenty.jsonl, line 17: not valid JSON (column 31); mend or remove it",
        f"onrecord: {folder}/broken.json: not valid JSON (column 10); mend or remove it",
        f"onrecord: {folder}/page.html: the page holds no article text",
        f"onrecord: {folder}/scan.pdf: files of this kind are not read; known are .txt, .md, .html, .htm, .json, "
        ".jsonl, .ndjson, .xml, .rss, .atom, .zip, .tar, .tar.gz, .tgz, .warc, .warc.gz",
        f"onrecord: {folder}/missing.txt: there is no such file or folder; check the path",
        "onrecord: http://127.0.0.1:9/a: port 9 is not fetched, only 80 and 443",
        "onrecord: standard input: empty",
    ]
    assert articles(home) == {None} | {f"line-{n}" for n in range(1, 21) if n != 17}
    (plain,) = [a for a in onrecord("articles", "list", "--json", home=home).json["articles"] if not a["external_id"]]
    facts = ("title", "published_at", "source", "url", "author", "language")
    assert {name: plain[name] for name in facts} == dict.fromkeys(facts)


def test_standard_input_is_taken(tmp_path: Path) -> None:
    report = onrecord("ingest", "-", "--json", home=tmp_path / "home", stdin="The ferry is late, they said.").json
    assert (report["added"], report["inputs"][0]["origin"]) == (1, "standard input")


def test_without_articles_every_question_is_refused(tmp_path: Path) -> None:
    done = onrecord("ask", ASKED, home=tmp_path / "new")
    assert (done.code, done.err) == (4, "")
    assert done.out == "No article matches: 0 articles were searched.\n"
    assert onrecord("doctor", home=tmp_path / "new").code == 0


# The home


@pytest.mark.parametrize("arguments", [("ask", ASKED), ("ingest", "/etc/hostname"), ("reindex",)])
def test_a_home_that_cannot_be_written(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    (tmp_path / "file").write_text("x")
    done = onrecord(*arguments, home=tmp_path / "home", ONRECORD_HOME=str(tmp_path / "file" / "home"))
    assert (done.code, done.out) == (1, "")
    assert done.line.startswith(f"onrecord: {tmp_path}/file/home: ")
    assert done.line.endswith("; set ONRECORD_HOME to a folder that this user can write")


@pytest.fixture
def busy(ours: Path) -> Iterator[int]:
    """Let this process hold the home; yield its id."""
    owner = open_owner(Settings(home=ours))
    yield os.getpid()
    owner.close()


@pytest.mark.parametrize("arguments", [("ingest", "articles.jsonl"), ("reindex",), ("serve",)])
def test_a_second_process_may_not_write(ours: Path, busy: int, arguments: tuple[str, ...]) -> None:
    done = onrecord(*arguments, home=ours)
    assert (done.code, done.out) == (1, "")
    assert done.line == (
        f"onrecord: {ours}: another process writes to it (process {busy}); "
        "wait for it, or send articles to its HTTP API"
    )
    assert articles(ours) == {"desk-17", "desk-18"}


def test_a_second_process_may_read(ours: Path, busy: int) -> None:
    assert answers(ours)


def test_a_lock_of_a_process_that_is_gone_holds_nobody(ours: Path) -> None:
    (ours / "owner.pid").write_text("999999")
    assert onrecord("articles", "delete", "desk-18", home=ours).code == 0


# The index


def lines_that_name_reindex(home: Path, **more: str) -> list[str]:
    """Return what a reader and a writer say; neither does its work."""
    said = []
    for arguments in (("ask", ASKED), ("articles", "delete", "desk-17")):
        done = onrecord(*arguments, home=home, **more)
        assert (done.code, done.out) == (1, "")
        assert done.line.endswith("; run `onrecord reindex` (the articles are safe in the catalog)")
        said.append(done.line)
    assert articles(home) == {"desk-17", "desk-18"}
    return said


def test_an_index_that_was_deleted_is_rebuilt(ours: Path) -> None:
    shutil.rmtree(ours / "index")
    assert all("the index is missing" in line for line in lines_that_name_reindex(ours))
    doctor = onrecord("doctor", home=ours)
    assert (doctor.code, doctor.err) == (1, "")
    assert "FAIL  index" in doctor.out
    assert onrecord("reindex", home=ours).out.startswith("2 articles indexed anew")
    assert answers(ours)
    assert articles(ours) == {"desk-17", "desk-18"}


def test_an_index_that_is_torn_is_rebuilt(ours: Path) -> None:
    (ours / "index" / "default.sqlite3").write_bytes(b"torn" * 9999)
    assert all("the index cannot be read" in line for line in lines_that_name_reindex(ours))
    assert onrecord("reindex", home=ours).code == 0
    assert answers(ours)


def test_a_torn_chroma_is_rebuilt_and_read_past(ours: Path) -> None:
    (ours / "index" / "chroma" / "chroma.sqlite3").write_bytes(b"torn" * 9999)
    assert answers(ours)
    done = onrecord("ingest", put_records(ours.parent / "again.jsonl"), home=ours)
    assert done.code == 1
    assert "Chroma cannot open its folder" in done.line
    assert onrecord("doctor", home=ours).code == 1
    assert onrecord("reindex", home=ours).code == 0
    assert onrecord("doctor", home=ours).code == 0


def test_a_deleted_chroma_is_filled_again_by_the_next_ingest(ours: Path) -> None:
    shutil.rmtree(ours / "index" / "chroma")
    assert onrecord("ingest", put_records(ours.parent / "again.jsonl"), home=ours).out.startswith("2 unchanged")
    passages = sqlite3.connect(ours / "index" / "default.sqlite3").execute("SELECT count(*) FROM vectors").fetchone()[0]
    assert f"{passages} vectors" in onrecord("doctor", home=ours).out


def test_an_index_of_another_model_is_rebuilt(ours: Path) -> None:
    other = {"ONRECORD_EMBEDDING": "e5-small-int8"}
    said = lines_that_name_reindex(ours, **other)
    assert all("made with minilm-l6-int8/1, the setting is e5-small-int8/1" in line for line in said)
    assert answers(ours)
    assert onrecord("reindex", home=ours, **other).code == 0
    assert onrecord("ask", ASKED, home=ours, **other).code == 0


# The catalog


def test_a_catalog_of_a_newer_program_is_left_alone(ours: Path) -> None:
    connection = sqlite3.connect(ours / "catalog.sqlite3")
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.commit()
    connection.close()
    for arguments in (("ask", ASKED), ("ingest", "x.txt")):
        done = onrecord(*arguments, home=ours)
        assert (done.code, done.out) == (1, "")
        assert done.line == (
            f"onrecord: {ours}/catalog.sqlite3: was written by a newer OnRecord (schema 9999, this program knows "
            f"{REVISION}); upgrade onrecord"
        )
    assert articles(ours) == {"desk-17", "desk-18"}


def test_a_catalog_that_is_no_database_is_left_alone(ours: Path) -> None:
    path = ours / "catalog.sqlite3"
    for name in ("catalog.sqlite3-wal", "catalog.sqlite3-shm"):
        (ours / name).unlink(missing_ok=True)
    path.write_text("These are my notes, please keep them.\n" * 200)
    before = path.read_bytes()
    for arguments in (("ask", ASKED), ("ingest", "x.txt")):
        done = onrecord(*arguments, home=ours)
        assert (done.code, done.out) == (1, "")
        assert done.line.startswith(f"onrecord: {path}: is not a readable catalog")
    assert path.read_bytes() == before


def test_settings_that_cannot_be_used(ours: Path) -> None:
    done = onrecord("ask", ASKED, home=ours, ONRECORD_EMBEDDING="word2vec")
    assert (done.code, done.line) == (
        1,
        "onrecord: setting ONRECORD_EMBEDDING: is 'word2vec'; choose minilm-l6-int8, e5-small-int8 or openai:<model>",
    )
    done = onrecord("ask", ASKED, home=ours, ONRECORD_CHAT_MODEL="llama")
    assert (done.code, done.line) == (
        1,
        "onrecord: model llama: OPENAI_API_KEY is not set; "
        "check OPENAI_BASE_URL, OPENAI_API_KEY and ONRECORD_CHAT_MODEL",
    )


def test_a_reader_that_goes_away_is_no_error(ours: Path) -> None:
    shell = f"{' '.join(command('articles', 'export'))} | head -c 5"
    done = subprocess.run(
        shell, shell=True, env=environment(ours), capture_output=True, text=True, timeout=PATIENCE_S, check=False
    )
    assert (done.stdout, done.stderr) == ('{"id"', "")
