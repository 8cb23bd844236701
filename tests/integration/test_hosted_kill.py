"""kill -9 of a process that has a server do its batch, in the middle of any call: nothing is lost, or paid twice."""

from __future__ import annotations

import json
import random
import subprocess
import threading
from pathlib import Path
from typing import Any

import pytest

from tests.batch_api import BatchAPI
from tests.builders import BRIDGE
from tests.conftest import LONG
from tests.integration.processes import PATIENCE_S, command, environment, onrecord
from tests.integration.test_hosted_batches import number_in, once, reply

pytestmark = [pytest.mark.process, pytest.mark.model, pytest.mark.server]

KILLS = 40 if LONG else 4
ARTICLES = 400 if LONG else 24
IN_ONE = 25 if LONG else 5  # requests in a submission
FARTHEST = 12  # calls that a process makes before it is killed


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home with articles, and beside it ids.jsonl, which names them in no order of theirs."""
    folder = tmp_path_factory.mktemp("hosted")
    records = [{"id": f"a-{n}", "text": BRIDGE.replace("14 months", f"{n + 20} months")} for n in range(ARTICLES)]
    source = folder / "articles.jsonl"
    source.write_text("".join(json.dumps(r) + "\n" for r in records), encoding="utf-8")
    done = onrecord("ingest", source, home=folder / "home", patience_s=10 * PATIENCE_S)
    assert done.code == 0, done.err
    names = [r["id"] for r in records]
    random.Random(7).shuffle(names)
    (folder / "ids.jsonl").write_text("".join(json.dumps({"id": n}) + "\n" for n in names), encoding="utf-8")
    return folder / "home"


class Killer:
    """Kills a process at one of its calls, counted from its start, before or after the server has done what it asks."""

    def __init__(self, process: subprocess.Popen[bytes], call: int, moment: str) -> None:
        self.process, self.left, self.moment = process, call, moment
        self.killed_in = ""
        self._lock = threading.Lock()

    def __call__(self, call: str, moment: str) -> None:
        with self._lock:
            if moment != self.moment or self.killed_in:
                return
            self.left -= 1
            if self.left > 0:
                return
            self.killed_in = call
        self.process.kill()
        self.process.wait(PATIENCE_S)


def lines(path: Path) -> list[Any]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_a_killed_process_goes_on_and_no_request_is_answered_twice(home: Path) -> None:
    dice = random.Random(20261128)
    names = [line["id"] for line in lines(home.parent / "ids.jsonl")]
    out = home.parent / "out.jsonl"
    partial = out.with_name("out.jsonl.partial")
    start = ("batch", "summarize", "--executor", "hosted", "--input", home.parent / "ids.jsonl", "--output", out)
    with BatchAPI(reply) as api:
        settings = {
            "OPENAI_BASE_URL": api.url,
            "OPENAI_API_KEY": api.key,
            "ONRECORD_CHAT_MODEL": "gpt-5-mini",
            "ONRECORD_HOSTED_REQUESTS": str(IN_ONE),
            "ONRECORD_HOSTED_POLL_S": "0.05",
        }
        killed: list[str] = []
        api.pace_s = 0.2
        while len(killed) < KILLS:
            process = subprocess.Popen(
                command(*start), env=environment(home, **settings), cwd=home.parent, stderr=subprocess.DEVNULL
            )
            killer = Killer(process, dice.randint(1, FARTHEST), dice.choice(["before", "after"]))
            api.watch = killer
            ended = process.wait(10 * PATIENCE_S)
            if ended != -9:
                break
            killed.append(killer.killed_in)
            whole = partial.read_text(encoding="utf-8").split("\n")[:-1]  # the rest is a torn line
            assert [json.loads(line)["id"] for line in whole] == names[: len(whole)]
            assert not out.exists()
        api.watch = lambda call, moment: None
        done = onrecord(*start, home=home, patience_s=10 * PATIENCE_S, **settings)
        assert done.code == 0, done.err
        kinds = sorted({call.split("/file-")[0].split("/batch_")[0] for call in killed})
        print(f"{len(killed)} kills, in {kinds}; {len(api.batches)} batches, {api.answered.total()} answers")
    assert killed
    found = lines(out)
    assert [line["id"] for line in found] == names
    assert {(line["status"], line["summary"]["mode"]) for line in found} == {("done", "generative")}
    assert all(line["summary"]["external_id"] == line["id"] for line in found)
    assert all(f"{int(line['id'][2:]) + 20} months late. [" in line["summary"]["text"] for line in found)
    assert {number_in(prompt) for prompt in api.answered} == set(range(ARTICLES))
    assert (once(api), api.files) == ({1}, {})
    assert onrecord("batch", "list", home=home, **settings).out.count("\n") == 1


def test_two_workers_share_it_and_one_is_killed(home: Path) -> None:
    """The one job of the batch is taken up by the other worker."""
    from service.bootstrap import open_reader
    from service.domain.batches import Executor, Options
    from service.domain.summaries import Length
    from service.settings import Settings
    from service.summarizing.batch import create_batch

    names = [line["id"] for line in lines(home.parent / "ids.jsonl")]
    with BatchAPI(reply) as api, pytest.MonkeyPatch.context() as patch:
        settings = {
            "OPENAI_BASE_URL": api.url,
            "OPENAI_API_KEY": api.key,
            "ONRECORD_CHAT_MODEL": "gpt-5-mini",
            "ONRECORD_HOSTED_REQUESTS": str(IN_ONE),
            "ONRECORD_HOSTED_POLL_S": "0.05",
        }
        for name in ("OPENAI_BASE_URL", "OPENAI_API_KEY"):
            patch.setenv(name, settings[name])
        service = open_reader(Settings(home=home, chat_model="gpt-5-mini"))
        options = Options(Length.BRIEF, executor=Executor.HOSTED)
        made = create_batch(names, options, workspace="default", batching=service.batching)
        service.close()
        workers = [
            subprocess.Popen(command("worker", "--until-empty"), env=environment(home, **settings), cwd=home.parent)
            for _ in range(2)
        ]
        first = threading.Event()
        api.watch = lambda call, moment: first.set() if call == "POST /v1/batches" else None
        assert first.wait(PATIENCE_S)
        workers[0].kill()
        for process in workers:
            process.wait(10 * PATIENCE_S)
        done = onrecord("worker", "--until-empty", home=home, patience_s=10 * PATIENCE_S, **settings)
        assert done.code == 0, done.err
        shown = onrecord("batch", "status", made.id, home=home, **settings).json
        assert (shown["status"], shown["done"], shown["submitted"]) == ("completed", ARTICLES, 0)
        assert (once(api), api.files) == ({1}, {})
