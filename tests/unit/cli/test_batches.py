"""`onrecord batch` and `onrecord worker` in this process; their deaths are in tests/integration/test_batch_kill.py."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.unit.cli.test_commands import Run, articles, filled, run

__all__ = ["articles", "filled", "run"]


@pytest.fixture
def ids(tmp_path: Path) -> Path:
    path = tmp_path / "ids.jsonl"
    path.write_text('{"id": "desk-18"}\n{"id": "desk-17"}\n', encoding="utf-8")
    return path


def lines(path: Path) -> list[Any]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_one_line_an_article_in_the_order_of_the_input(filled: Run, ids: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    done = filled("batch", "summarize", "--input", ids, "--output", out, "--length", "brief")
    assert done.code == 0
    assert "2 done in" in done.err
    assert [line["id"] for line in lines(out)] == ["desk-18", "desk-17"]
    assert not out.with_name("out.jsonl.partial").exists()
    assert filled("batch", "summarize", "--input", ids, "--output", out, "--length", "brief").code == 0
    (listed,) = filled("batch", "list").out.splitlines()
    assert listed.split()[2] == "completed"
    batch_id = listed.split()[0]
    assert filled("batch", "status", batch_id).json["done"] == 2
    assert [json.loads(x) for x in filled("batch", "results", batch_id).out.splitlines()] == lines(out)
    assert filled("batch", "cancel", batch_id).out == f"{batch_id}: 2 done\n"
    assert filled("batch", "retry", batch_id).out == f"{batch_id}: 2 done\n"
    assert filled("batch", "delete", batch_id).code == 0
    assert filled("batch", "list").out == ""


def test_what_fails_is_in_its_place_and_in_the_exit_code(filled: Run, ids: Path, tmp_path: Path) -> None:
    ids.write_text('{"id": "nobody"}\n"desk-17"\n', encoding="utf-8")
    done = filled("batch", "summarize", "--input", ids, "--output", tmp_path / "out.jsonl")
    assert done.code == 3
    assert [line["status"] for line in lines(tmp_path / "out.jsonl")] == ["failed", "done"]


def test_an_estimate_writes_nothing(filled: Run, ids: Path, tmp_path: Path) -> None:
    done = filled("batch", "summarize", "--input", ids, "--output", tmp_path / "out.jsonl", "--estimate")
    assert (done.code, done.json["articles"]) == (0, 2)
    assert filled("batch", "list").out == ""
    assert not (tmp_path / "out.jsonl").exists()


def test_input_that_is_no_list_of_ids_is_one_line(filled: Run, ids: Path, tmp_path: Path) -> None:
    ids.write_text('"desk-17"\nno json\n', encoding="utf-8")
    done = filled("batch", "summarize", "--input", ids, "--output", tmp_path / "out.jsonl")
    assert (done.code, done.line) == (1, f'onrecord: {ids}:2: not JSON; write one {{"id": "…"}} a line')
    ids.write_bytes(b"\xff\xfe")
    assert "cannot be read as UTF-8" in filled("batch", "summarize", "--input", ids, "--output", tmp_path / "o").line


def test_a_worker_ends_when_nothing_waits(filled: Run) -> None:
    assert filled("worker", "--until-empty").code == 0
    assert "there is no batch bat_none" in filled("batch", "status", "bat_none").line
