"""The command line in this process: exit codes, one-line errors, JSON for scripts."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from service import __version__
from service.bootstrap import Service
from service.cli import main
from tests.builders import BRIDGE, FERRY, numbered_ids, open_service
from tests.outcomes import Done

Json = dict[str, Any]
RECORDS = [
    {"id": "desk-17", "title": "Bridge to open", "text": BRIDGE, "source": "Courier", "published_at": "2026-03-01"},
    {"id": "desk-18", "title": "Ferry to end", "text": FERRY, "source": "Ledger", "published_at": "2026-03-04"},
]


Run = Callable[..., Done]


@pytest.fixture
def run(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a way to call `onrecord` with arguments; models are fakes, and vectors are kept in memory."""

    ids = numbered_ids()

    def opened(settings: Any) -> Service:
        return open_service(settings.home, new_id=ids, max_article_bytes=settings.max_article_bytes)

    monkeypatch.setattr("service.bootstrap.open_owner", opened)
    monkeypatch.setattr("service.bootstrap.open_reader", opened)

    def call(*arguments: object) -> Done:
        monkeypatch.setattr("sys.argv", ["onrecord", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capsys.readouterr()
        return Done(int(ended.value.code or 0), out, err)

    return call


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    path = tmp_path / "articles.jsonl"
    path.write_text("\n".join(json.dumps(record) for record in RECORDS), encoding="utf-8")
    return path


@pytest.fixture
def filled(run: Run, articles: Path) -> Run:
    assert run("ingest", articles).code == 0
    return run


# ingest


def test_ingest_reports(run: Run, articles: Path) -> None:
    first = run("ingest", articles)
    assert (first.code, first.err) == (0, "")
    assert first.out.startswith("2 added in ")
    assert run("ingest", articles).out.startswith("2 unchanged in ")


def test_ingest_reports_for_scripts(run: Run, articles: Path) -> None:
    report = run("ingest", articles, "--json").json
    assert [report[k] for k in ("added", "updated", "unchanged", "rejected")] == [2, 0, 0, 0]
    assert [i["external_id"] for i in report["inputs"]] == ["desk-17", "desk-18"]
    assert report["inputs"][0]["origin"] == f"{articles}, line 1"


def test_what_is_rejected_is_said_and_the_rest_is_taken(run: Run, articles: Path, tmp_path: Path) -> None:
    outcome = run("ingest", tmp_path / "missing.txt", articles)
    assert (outcome.code, outcome.out.startswith("2 added, 1 rejected")) == (3, True)
    assert outcome.line == f"onrecord: {tmp_path / 'missing.txt'}: there is no such file or folder; check the path"
    report = run("ingest", tmp_path / "missing.txt", "--json")
    assert (report.code, report.json["rejected"], report.err) == (3, 1, "")


# ask


def test_ask_prints_the_answer_and_its_sources(filled: Run) -> None:
    outcome = filled("ask", "What did Brandt say about the bridge?")
    assert (outcome.code, outcome.err) == (0, "")
    words = " ".join(outcome.out.split())
    assert "“The bridge will open on Friday and it will stay open" in words
    assert "[1] Bridge to open — Courier, 2026-03-01" in words
    assert "desk-17 v1 [" in words


def test_ask_for_scripts(filled: Run) -> None:
    answer = filled("ask", "What did Brandt say about the bridge?", "--json").json
    assert (answer["status"], answer["refusal"]) == ("answered", None)
    assert all(BRIDGE[c["start"] : c["end"]] == c["quote"] for c in answer["citations"])


def test_a_refusal_has_a_code_of_its_own(filled: Run) -> None:
    outcome = filled("ask", "What did Zoe say?")
    assert (outcome.code, outcome.err) == (4, "")
    assert "No speaker called Zoe is in the articles" in outcome.out
    asked = filled("ask", "What did Zoe say?", "--json")
    assert (asked.code, asked.json["refusal"]["code"]) == (4, "no_statement")


def test_ask_within_filters(filled: Run) -> None:
    assert filled("ask", "What did Brandt say?", "--source", "Nobody").code == 4
    assert filled("ask", "What did Brandt say?", "--since", "2026-03-05").code == 4
    assert filled("ask", "What did Brandt say?", "--until", "March 2, 2026").code == 0
    assert filled("ask", "What about the queue?", "--speaker", "Brandt", "--article", "desk-18").code == 0


@pytest.mark.parametrize("question", ["", "  "])
def test_an_empty_question_is_one_line(filled: Run, question: str) -> None:
    outcome = filled("ask", question)
    assert (outcome.code, outcome.line) == (1, "onrecord: question: empty; ask something")


# search, statements, articles


def test_search(filled: Run) -> None:
    found = filled("search", "swing span", "--limit", 1, "--json").json
    (hit,) = found["hits"]
    assert BRIDGE[hit["start"] : hit["end"]] == hit["passage"]
    assert "1. Bridge to open — Courier" in filled("search", "swing span").out


def test_statements(filled: Run) -> None:
    everything = filled("statements", "--json").json["statements"]
    lines = [json.loads(line) for line in filled("statements", "--jsonl").out.splitlines()]
    assert lines == everything
    assert {s["external_id"] for s in everything} == {"desk-17", "desk-18"}
    queue = filled("statements", "--speaker", "Brandt", "--about", "the queue").out
    assert "Ilse Brandt" in queue
    assert "miss the queue" in " ".join(queue.split())
    assert filled("statements", "--speaker", "Zoe").out == ""


@pytest.mark.parametrize(
    ("given", "sources"),
    [
        (("--speaker", "Brandt"), {"desk-17", "desk-18"}),
        (("--speaker", "Okoro"), {"desk-17"}),
        (("--speaker", "Brandt", "--since", "2026-03-02"), {"desk-18"}),
        (("--speaker", "Brandt", "--until", "2026-03-02"), {"desk-17"}),
        (("--article", "desk-18"), {"desk-18"}),
        (("--about", "the queue"), {"desk-18"}),
        (("--to", "Zoe"), set()),
    ],
)
def test_statements_within_filters(filled: Run, given: tuple[str, ...], sources: set[str]) -> None:
    assert {s["external_id"] for s in filled("statements", *given, "--json").json["statements"]} == sources


def test_statements_to_somebody(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "told.txt"
    path.write_text("Ilse Brandt told Peter Okoro that the span was safe. Brandt said it would open.", encoding="utf-8")
    assert run("ingest", path).code == 0
    (told,) = run("statements", "--to", "Okoro", "--json").json["statements"]
    assert (told["cue"], told["addressee"]["name"]) == ("told", "Peter Okoro")


def test_articles_are_listed_shown_and_deleted(filled: Run) -> None:
    assert [a["external_id"] for a in filled("articles", "list", "--json").json["articles"]] == ["desk-18", "desk-17"]
    assert len(filled("articles", "list", "--source", "Courier").out.splitlines()) == 1
    assert BRIDGE in filled("articles", "show", "desk-17").out
    assert filled("articles", "show", "desk-17", "--json").json["text"] == BRIDGE
    assert filled("articles", "delete", "desk-17").out.startswith("deleted art_")
    assert filled("articles", "show", "desk-17").line == (
        "onrecord: there is no article desk-17; `onrecord articles list` shows what there is"
    )


def test_an_export_is_taken_back(filled: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "export.jsonl"
    assert filled("articles", "export", "--output", path).line == f"2 versions of articles in {path}"
    assert sorted(filled("articles", "export").out.splitlines()) == sorted(path.read_text().splitlines())
    assert [p.name for p in tmp_path.glob("export*")] == ["export.jsonl"]
    assert filled("ingest", path).out.startswith("2 unchanged")
    monkeypatch.setenv("ONRECORD_HOME", str(tmp_path / "other"))
    assert filled("ingest", path).out.startswith("2 added")


def test_an_export_to_nowhere_is_one_line(filled: Run, tmp_path: Path) -> None:
    outcome = filled("articles", "export", "--output", tmp_path / "no" / "x.jsonl")
    assert (outcome.code, outcome.line) == (1, f"onrecord: {tmp_path}/no/x.jsonl: No such file or directory")


# Usage and errors


@pytest.mark.parametrize(
    "arguments",
    [
        ["nothing"],
        ["ingest"],
        ["ask"],
        ["ask", "What?", "--since", "soon"],
        ["ask", "What?", "--loud"],
        ["search", "x", "--limit", "0"],
        ["search", "x", "--limit", "many"],
        ["articles", "delete"],
        ["serve", "--port", "70000"],
    ],
)
def test_wrong_usage(run: Run, arguments: list[str]) -> None:
    outcome = run(*arguments)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.startswith("Usage: onrecord")
    assert "Error: " in outcome.err
    assert "Traceback" not in outcome.err


@pytest.mark.parametrize(
    "arguments", [["ask", "What?", "--article", "x"], ["articles", "show", "x"], ["articles", "delete", "x"]]
)
def test_an_unknown_article_is_one_line(filled: Run, arguments: list[str]) -> None:
    outcome = filled(*arguments)
    assert (outcome.code, outcome.line) == (
        1,
        "onrecord: there is no article x; `onrecord articles list` shows what there is",
    )


def test_deleting_several_of_which_one_is_unknown_deletes_none(filled: Run) -> None:
    assert filled("articles", "delete", "desk-17", "x").code == 1
    assert filled("articles", "show", "desk-17").code == 0


def test_a_bad_setting_is_one_line(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONRECORD_THREADS", "many")
    outcome = run("ask", "What?")
    assert outcome.code == 1
    assert outcome.line.startswith("onrecord: setting ONRECORD_THREADS: ")


def test_version_and_help(run: Run) -> None:
    assert run("--version").out == f"onrecord, version {__version__}\n"
    helped = run("--help").out
    for command in (
        "ingest",
        "ask",
        "search",
        "statements",
        "speakers",
        "articles",
        "serve",
        "reindex",
        "doctor",
        "demo",
    ):
        assert f"\n  {command} " in helped


def test_stopping_is_one_line(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("service.bootstrap.open_reader", stopped)
    outcome = run("ask", "What?")
    assert (outcome.code, outcome.line) == (130, "onrecord: stopped; what was written is whole")
