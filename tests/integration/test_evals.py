"""The harness from end to end: recorded, replayed, compared; killed and gone on; cheats that win nothing."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from evals import __main__ as harness
from evals.runs import read_run
from evals.suites.newsroom import load_lines
from evals.tables import won_by_cheats
from service import assets
from service.answering import faults
from tests.builders import pieces_of
from tests.integration.processes import environment
from tests.integration.scripted_server import ScriptedServer, says

pytestmark = [pytest.mark.server, pytest.mark.process, pytest.mark.model]

Json = dict[str, Any]
Evals = Callable[..., int]
ROOT = Path(__file__).resolve().parent.parent.parent
PEOPLE = (
    ("Ilse Brandt", "bridge", "The swing bridge opens for every ship that asks by noon"),
    ("Peter Okoro", "harbor", "The harbor has room for forty more boats this winter"),
    ("Mara Lindqvist", "library", "The library stays open on Sundays for as long as I am here"),
    ("Tomas Farrow", "tram", "The tram will run through the night from the first of May"),
    ("Nadia Elsner", "orchard", "The orchard gave twice as many apples as in the dry year"),
    ("Jon Kessler", "museum", "The museum will lend its oldest globe to nobody at all"),
    ("Vera Holm", "theater", "The theater sold more seats in March than it ever had"),
    ("Luca Marek", "school", "The school kitchen cooks for six hundred children a day"),
)


@pytest.fixture
def evals(capsys: pytest.CaptureFixture[str]) -> Evals:
    """Return the harness as a function of its arguments: the exit code, in this process."""
    return lambda *arguments: int(harness.cli.main(list(map(str, arguments)), standalone_mode=False) or 0)


@pytest.fixture
def questions(tmp_path: Path) -> list[object]:
    """Return what names a data set of one's own: eight people, each quoted once, in an article with another one."""
    articles, dataset = tmp_path / "articles.jsonl", tmp_path / "my.jsonl"
    records, cases = [], []
    for number, (name, topic, words) in enumerate(PEOPLE):
        other = PEOPLE[number - 1][0]
        text = f"The {topic} was the talk of the town.\n\n{other} listened. “{words},” {name} said on Monday."
        records.append({"id": topic, "title": f"News of the {topic}", "text": text})
        question = f"What did {name} say about the {topic}?"
        cases.append({"id": topic, "question": question, "quotes": [words], "speaker": name})
    articles.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    dataset.write_text("\n".join(map(json.dumps, cases)), encoding="utf-8")
    return ["--dataset", dataset, "--articles", articles, "--workers", 1]


def careless(prompt: str) -> str:
    """Reply with the words of the evidence twice: as theirs who said them, and as theirs who listened."""
    sentences = []
    for number, (name, topic, words) in enumerate(PEOPLE):
        held = [key for key, text in pieces_of(prompt).items() if words in text]
        for speaker in (name, PEOPLE[number - 1][0]) if f"{name} say about the {topic}?" in prompt else ():
            sentences.append({"text": f"{speaker} said: “{words}.”".replace(".”", "”."), "evidence": held[:1]})
    return json.dumps({"sentences": sentences}, ensure_ascii=False)


@pytest.fixture
def recordings(evals: Evals, questions: list[object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "calls.jsonl"
    with ScriptedServer(*[says(careless)] * 40) as server, monkeypatch.context() as patch:
        patch.setenv("ONRECORD_CHAT_MODEL", "careless")
        patch.setenv("OPENAI_BASE_URL", server.url)
        patch.setenv("OPENAI_API_KEY", "none")
        assert evals("record", *questions, "--recordings", path) == 0
        asked = len(server.requests)
        assert asked >= len(PEOPLE)
        assert evals("record", *questions, "--recordings", path) == 0
        assert len(server.requests) == asked  # what is recorded is not asked again
    return path


def test_a_speaker_check_turned_off_is_a_loss_that_names_the_cases(
    evals: Evals,
    questions: list[object],
    recordings: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    tmp_path = recordings.parent
    a, again, b = (tmp_path / name for name in ("a", "again", "b"))
    assert evals("run", *questions, "--recordings", recordings, "--out", a) == 0
    assert evals("run", *questions, "--recordings", recordings, "--out", again) == 0
    assert (a / "own.jsonl").read_bytes() == (again / "own.jsonl").read_bytes()
    assert evals("compare", a, again) == 0
    assert {row["score"] for row in read_run(a).suites["own"].rows} == {1.0}
    assert read_run(a).manifest["model"] == "careless"

    monkeypatch.setattr(faults, "_names_the_speaker", lambda text, statement: True)
    assert evals("run", *questions, "--recordings", recordings, "--out", b) == 0
    capsys.readouterr()
    assert evals("compare", a, b) == harness.LOSS
    printed = capsys.readouterr().out
    for _, topic, words in PEOPLE:
        assert f"own {topic}: 1.00 -> 0.00" in printed
        assert f"“{words}”" in printed
    assert "said by somebody whom its sentence does not name" in printed


def test_a_packed_baseline_compares_as_its_run(
    evals: Evals, questions: list[object], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run, packed = tmp_path / "run", tmp_path / "packed.json"
    assert evals("run", *questions, "--out", run) == 0
    assert evals("baseline", run, "--output", packed) == 0
    assert evals("compare", packed, run) == 0
    assert evals("compare", run, packed) == 0


def test_a_missing_recording_is_said(
    evals: Evals, questions: list[object], recordings: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    calls = recordings.read_text(encoding="utf-8").splitlines()
    recordings.write_text("\n".join([*calls[2:], '{"key": "torn']), encoding="utf-8")
    assert evals("run", *questions, "--recordings", recordings, "--out", tmp_path / "run") == harness.NOT_WHOLE
    assert "not recorded: 2 of 8 cases" in capsys.readouterr().out
    rows = read_run(tmp_path / "run").suites["own"].rows
    assert [row["reason"].split(":")[0] for row in rows if row["score"] is None] == ["not recorded"] * 2


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Return a run of the newsroom by two processes, killed in the middle and gone on with."""
    out = tmp_path_factory.mktemp("evals") / "run"
    command = [sys.executable, "-m", "evals", "run", "newsroom", "--workers", "2", "--out", str(out)]
    options: Json = {"cwd": ROOT, "env": environment(out.parent / "home"), "stdout": subprocess.DEVNULL}
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL, **options)
    rows = out / "newsroom.jsonl"
    deadline = time.monotonic() + 60
    while not (rows.exists() and rows.stat().st_size) and process.poll() is None:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    os.kill(process.pid, signal.SIGKILL)
    process.wait(60)
    with rows.open("a", encoding="utf-8") as file:
        file.write('{"id": "q-040", "torn')
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL, timeout=120, **options)
    return out


def test_a_killed_run_goes_on_and_has_every_case_once(whole: Path, evals: Evals, tmp_path: Path) -> None:
    ids = [row["id"] for row in read_run(whole).suites["newsroom"].rows]
    asked = load_lines(assets.folder("newsroom") / "questions.jsonl")
    assert ids == [case["id"] for case in asked]
    assert not (whole / ".work").exists()
    assert evals("run", "newsroom", "--workers", 1, "--out", tmp_path / "one") == 0
    for name in ("newsroom.jsonl", "table.md"):
        assert (whole / name).read_bytes() == (tmp_path / "one" / name).read_bytes()


def test_no_cheat_wins_a_figure_of_the_newsroom(whole: Path) -> None:
    suite = read_run(whole).suites["newsroom"]
    assert won_by_cheats(suite) == {}
    assert set(suite.cheats["right"]) == {"constant", "refuse", "everything", "lead-3", "random"}


def test_a_folder_with_another_run_is_refused(whole: Path, evals: Evals) -> None:
    with pytest.raises(Exception, match="with seed 1, this one has 2"):
        evals("run", "newsroom", "--seed", 2, "--out", whole)


def test_questions_that_a_text_does_not_answer(evals: Evals, tmp_path: Path) -> None:
    """Each case has an id and a score; to refuse all, and to show the whole text, is half right."""
    context = "The ferry to Norvale leaves at nine. Mayor Ilse Brandt opened the swing bridge in Dovik on Friday."
    cases = [
        {"question": "Who opened the swing bridge in Dovik?", "answers": ["Ilse Brandt"], "is_impossible": False},
        {"question": "Which zebras migrated to Australia?", "answers": [], "is_impossible": True},
    ]
    (tmp_path / "squad2").mkdir()
    lines = (json.dumps(case | {"context": context}) for case in cases)
    (tmp_path / "squad2" / "dev.jsonl").write_text("\n".join(lines), encoding="utf-8")
    out = tmp_path / "run"
    assert evals("run", "abstention", "--data", tmp_path, "--workers", 1, "--out", out) == 0
    suite = read_run(out).suites["abstention"]
    assert [row["score"] for row in suite.rows] == [1.0, 1.0]
    assert len({row["id"] for row in suite.rows}) == 2
    assert suite.cheats[suite.figures[0].name] == {"refuse": 0.5, "everything": 0.5}
    assert won_by_cheats(suite) == {}
    assert evals("compare", out, out) == 0
