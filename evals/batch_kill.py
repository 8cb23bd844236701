"""kill -9 of a batch at random moments: started again each time, it ends with every article once, in order."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import click


def _onrecord(*arguments: object, home: Path) -> list[str]:
    os.environ["ONRECORD_HOME"] = str(home)
    return [sys.executable, "-m", "service", *map(str, arguments)]


@click.command()
@click.argument("sources", nargs=-1, required=True)
@click.option("--kills", default=20, show_default=True)
@click.option("--seed", default=20261128, show_default=True)
@click.option("--longest", default=6.0, show_default=True, help="Seconds that a run has at most before it is killed.")
def main(sources: tuple[str, ...], kills: int, seed: int, longest: float) -> None:
    """Ingest SOURCES (JSON lines with ids), summarize them all as one batch, and check what comes out."""
    dice = random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="onrecord-kill-") as folder:
        home, ids, out = (Path(folder) / name for name in ("home", "ids.jsonl", "out.jsonl"))
        subprocess.run(_onrecord("ingest", *sources, home=home), check=True, stdout=subprocess.DEVNULL)
        names = [json.loads(line)["id"] for s in sources for line in Path(s).read_text("utf-8").splitlines()]
        dice.shuffle(names)
        ids.write_text("".join(json.dumps({"id": name}) + "\n" for name in names), encoding="utf-8")
        start = _onrecord("batch", "summarize", "--input", ids, "--output", out, home=home)
        started = time.monotonic()
        killed = _kill_again_and_again(start, kills, dice, longest)
        last = time.monotonic()
        subprocess.run(start, check=True, stderr=subprocess.DEVNULL)
        ended = time.monotonic()
        found = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    in_order = [line["id"] for line in found] == names
    done = sum(line["status"] == "done" for line in found)
    click.echo(
        f"{killed} kills, {len(found)} lines for {len(names)} articles, in order and once: {in_order}, {done} done"
    )
    click.echo(f"{ended - started:.0f} s in all, {ended - last:.0f} s after the last kill")
    sys.exit(0 if in_order and done == len(names) else 1)


def _kill_again_and_again(start: list[str], kills: int, dice: random.Random, longest: float) -> int:
    """Start and kill; return how many runs were killed before they ended by themselves."""
    for killed in range(kills):
        process = subprocess.Popen(start, stderr=subprocess.DEVNULL)
        time.sleep(dice.uniform(0, longest))
        process.kill()
        if process.wait() == 0:
            return killed
    return kills


if __name__ == "__main__":
    main()
