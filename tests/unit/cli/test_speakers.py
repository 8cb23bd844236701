"""`onrecord speakers`, in this process."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.builders import BRIDGE
from tests.unit.cli.test_commands import Run, run  # noqa: F401 - a fixture

CHIEF = """Bridge to close again

The bridge over the Aar closes on Monday, Mayor Ilsa Brandt said. “We have to close it for a week,” Ilsa Brandt said."""


@pytest.fixture
def filled(run: Run, tmp_path: Path) -> Run:  # noqa: F811
    path = tmp_path / "articles.jsonl"
    records = [
        {"id": "desk-1", "text": BRIDGE, "source": "The Courier", "published_at": "2026-03-01"},
        {"id": "desk-2", "text": BRIDGE, "source": "The Ledger", "published_at": "2026-03-02"},
        {"id": "desk-3", "text": CHIEF, "source": "The Ledger", "published_at": "2026-03-03"},
    ]
    path.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    assert run("ingest", path).code == 0
    return run


def test_list_and_show(filled: Run) -> None:
    found = filled("speakers", "list", "--json").json["speakers"]
    assert {s["name"] for s in found} >= {"Ilse Brandt", "Peter Okoro", "Ilsa Brandt"}
    assert "Ilse Brandt (Mayor)" in filled("speakers", "list", "--prefix", "ilse").out
    assert filled("speakers", "list", "--prefix", "%").out == ""
    mayors = filled("speakers", "list", "--role", "mayor", "--json").json["speakers"]
    assert {s["name"] for s in mayors} == {"Ilse Brandt", "Ilsa Brandt"}
    shown = filled("speakers", "show", "Ilse Brandt")
    assert shown.code == 0
    assert "desk-1  “Ilse Brandt” (Mayor): first article that names Ilse Brandt" in shown.out
    assert "desk-2  “Ilse Brandt” (Mayor): the same full name, and “Mayor” in both" in shown.out
    assert filled("speakers", "show", "Zoe").line == (
        "onrecord: there is no speaker Zoe; `onrecord speakers list` shows what there is"
    )


def test_merge_split_undo(filled: Run) -> None:
    before = filled("speakers", "list", "--json").out
    assert filled("speakers", "merge", "Ilse Brandt", "Ilsa Brandt", "--note", "misspelled").code == 0
    assert "Ilsa" not in filled("speakers", "list").out.replace("“Ilsa Brandt”", "")
    assert "decision 1, merge of" in filled("speakers", "show", "Ilse Brandt").out
    said = filled("statements", "--speaker", "Ilse Brandt", "--json").json["statements"]
    assert "desk-3" in {s["external_id"] for s in said}
    assert filled("speakers", "split", "Ilse Brandt", "desk-2").code == 0
    assert [d["action"] for d in filled("speakers", "decisions", "--json").json["decisions"]] == ["merge", "split"]
    assert filled("speakers", "undo", 1).code == 0
    assert filled("speakers", "undo", 2).code == 0
    assert filled("speakers", "list", "--json").out == before
    assert "(undone" in filled("speakers", "decisions").out
    assert filled("speakers", "undo", 2).line.startswith("onrecord: decision 2: is already undone")


def test_statements_in_one_line_for_two_outlets(filled: Run) -> None:
    lines = filled("statements", "--speaker", "Okoro").out
    assert lines.count("We have not been told") == 1
    assert "The Courier, The Ledger" in " ".join(lines.split())
    assert len(filled("statements", "--speaker", "Okoro", "--json").json["statements"]) == 2


def test_refusals_of_a_list(filled: Run) -> None:
    unknown = filled("statements", "--speaker", "Okorro")
    assert (unknown.code, unknown.out) == (0, "")
    assert "Did you mean Peter Okoro?" in " ".join(unknown.err.split())
    assert filled("statements", "--speaker", "Okorro", "--json").json["refusal"]["reason"] == "unknown_speaker"
    assert filled("statements", "--speaker", "Okoro", "--about", "taxes", "--json").json["refusal"]["reason"] == (
        "silent_on_topic"
    )
    assert filled("statements", "--speaker", "Brandt", "--jsonl").out == ""
    assert filled("statements", "--speaker", "Brandt", "--json").json["refusal"]["code"] == "ambiguous_speaker"
    chosen = filled("statements", "--speaker", "Brandt", "--json").json["refusal"]["candidates"][0]["id"]
    assert filled("statements", "--speaker", chosen, "--json").json["statements"]
