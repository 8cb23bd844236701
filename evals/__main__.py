"""The commands of `python -m evals`: list, run, compare, report, record, label, and what belongs to them."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click

from evals.suites import DataMissing, NotInstalled, Request
from service.errors import OnRecordError

NOT_WHOLE, LOSS = 3, 4
EXISTING = click.Path(exists=True, path_type=Path)
FILE = click.Path(dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """Measure OnRecord on cases with gold; everything runs offline."""


@cli.command("list")
def list_suites() -> int:
    """List the suites and what each asks."""
    from evals.suites.registry import NAMES, describe

    for name in NAMES:
        click.echo(f"{name:14} {describe(name)}")
    return 0


def _suite_names(suites: tuple[str, ...], request: Request) -> list[str]:
    from evals.suites.registry import NAMES

    if request.dataset:
        if not request.articles:
            raise click.UsageError("give --articles, the files or folders that --dataset asks about")
        if suites:
            raise click.UsageError("--dataset is a suite of its own: name no other")
        return ["own"]
    if not suites:
        raise click.UsageError(f"name a suite ({', '.join(NAMES)} or all), or give --dataset FILE")
    chosen = list(NAMES) if suites == ("all",) else list(dict.fromkeys(suites))
    if unknown := [name for name in chosen if name not in NAMES]:
        raise click.UsageError(f"no suite {', '.join(unknown)}; there are {', '.join(NAMES)} and all")
    return chosen


_DATA = click.option("--data", type=FOLDER, help="Folder of <set>/<split>.jsonl.")
_SPLIT = click.option("--split", default="dev", show_default=True)
_QUICK = click.option("--quick", is_flag=True, help="A part of the cases.")
_SEED = click.option("--seed", default=1, show_default=True)
_WORKERS = click.option(
    "--workers", type=click.IntRange(1, 64), default=os.cpu_count() or 1, show_default="one for each core"
)
_DATASET = click.option(
    "--dataset",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Your own questions, as `evals template` writes them.",
)
_ARTICLES = click.option("--articles", multiple=True, type=EXISTING, help="What --dataset asks about: file or folder.")


@cli.command()
@click.argument("suites", nargs=-1, metavar="SUITE...")
@_DATA
@_SPLIT
@click.option("--out", type=FOLDER, help="Write the run there; a killed run goes on.")
@_QUICK
@_SEED
@_WORKERS
@_DATASET
@_ARTICLES
@click.option("--recordings", type=FILE, help="Replay a model's replies from there.")
def run(suites: tuple[str, ...], out: Path | None, workers: int, articles: tuple[Path, ...], **asked: Any) -> int:
    """Run suites and print one table of figures with 95 % intervals, cheats beside them."""
    request = Request(**asked, articles=tuple(map(str, articles)))
    if request.recordings and not request.recordings.is_file():
        raise click.UsageError(f"no recordings in {request.recordings}; `python -m evals record` makes them")
    names = _suite_names(suites, request)
    with TemporaryDirectory(prefix="onrecord-run-") if out is None else nullcontext(out) as folder:
        return _run(names, request, Path(folder), workers, asked_for_all=suites == ("all",))


def _run(names: list[str], request: Request, out: Path, workers: int, *, asked_for_all: bool) -> int:
    from evals import runs, tables
    from evals.execution import data_of, execute

    folder = runs.RunFolder(out, runs.make_manifest(request, data_of(names, request)))
    left_out: list[tuple[str, str]] = []
    with _progress() as progress:
        for done in execute(names, request, folder, workers=workers, progress=progress):
            if isinstance(done, tuple):
                left_out.append(done)
    if left_out and not asked_for_all:
        raise RuntimeError("; ".join(f"{name}: {why}" for name, why in left_out))
    finished = runs.read_run(out)
    shown = [finished.suites[name] for name in names if name in finished.suites]
    runs.write_atomically(out / "table.md", tables.as_markdown(finished))
    click.echo(tables.as_text(shown))
    for note in tables.notes(shown):
        click.echo(note)
    for name, why in left_out:
        click.echo(f"- {name}: not run: {why}")
    return NOT_WHOLE if any(s.not_recorded for s in shown) else 0


@contextmanager
def _progress() -> Iterator[Any]:
    """Yield where progress is told: a bar on a terminal, a line for each suite otherwise."""
    if not sys.stderr.isatty():
        yield lambda suite, done, total: click.echo(f"{suite} …", err=True) if not total else None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description:14}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as bars:
        tasks: dict[str, Any] = {}

        def tell(suite: str, done: int, total: int) -> None:
            task = tasks.setdefault(suite, bars.add_task(suite, total=None)) if suite not in tasks else tasks[suite]
            bars.update(task, completed=done, total=total or None)

        yield tell


@cli.command()
@click.argument("before", metavar="A", type=EXISTING)
@click.argument("after", metavar="B", type=EXISTING)
@click.option("--shown", default=10, show_default=True, help="Flipped cases of each suite to print.")
def compare(before: Path, after: Path, shown: int) -> int:
    """Compare run B with run A; exit code 4 if B is significantly worse or breaks an invariant."""
    from evals import comparing, runs

    a, b = runs.read_run(before), runs.read_run(after)
    compared = comparing.compare(a, b)
    for line in (*comparing.differences(a, b), *comparing.as_text(compared, shown=shown)):
        click.echo(line)
    return LOSS if any(c.lost for c in compared) else 0


@cli.command()
@click.argument("run", type=EXISTING)
@click.option("--against", type=EXISTING, help="An earlier run: what changed since comes first.")
@click.option("--output", type=FILE, help="The HTML file.  [default: RUN/report.html]")
def report(run: Path, against: Path | None, output: Path | None) -> int:
    """Write a run as one HTML page with plots, slices and cases."""
    from evals import runs
    from evals.reporting.page import report as make_page

    if output is None and not run.is_dir():
        raise click.UsageError("a packed run needs --output")
    target = output or run / "report.html"
    page = make_page(runs.read_run(run), runs.read_run(against) if against else None)
    target.parent.mkdir(parents=True, exist_ok=True)
    runs.write_atomically(target, page)
    click.echo(str(target))
    return 0


@cli.command()
@click.argument("run", type=EXISTING)
@click.option("--out", required=True, type=FOLDER)
@click.option("--suite", default="retrieval", show_default=True)
def trec(run: Path, out: Path, suite: str) -> int:
    """Write a run's rankings as TREC run and qrels files, for trec_eval."""
    from evals import runs
    from evals.trec import export

    suites = runs.read_run(run).suites
    if suite not in suites:
        raise click.UsageError(f"{run} has no suite {suite}; it has {', '.join(suites) or 'none'}")
    for path in export(suites[suite], out):
        click.echo(str(path))
    return 0


@cli.command()
@click.argument("run", type=EXISTING)
@click.option("--output", required=True, type=FILE)
def baseline(run: Path, output: Path) -> int:
    """Pack a run into one small file, for `compare` to hold later runs against."""
    from evals import runs

    packed = runs.pack(runs.read_run(run))
    output.parent.mkdir(parents=True, exist_ok=True)
    runs.write_atomically(output, packed)
    return 0


@cli.command()
@click.argument("suites", nargs=-1, metavar="SUITE...")
@_DATA
@_SPLIT
@_QUICK
@_SEED
@_WORKERS
@_DATASET
@_ARTICLES
@click.option("--recordings", required=True, type=FILE, help="Where the calls are kept; what is there is not asked.")
def record(suites: tuple[str, ...], workers: int, articles: tuple[Path, ...], **asked: Any) -> int:
    """Ask the configured model what the suites need and keep its replies, for `run --recordings`."""
    from evals.recording import read_calls
    from service import settings

    if settings.load().chat_model is None:
        raise click.UsageError("set ONRECORD_CHAT_MODEL (and OPENAI_BASE_URL) to the model to record")
    request = Request(**asked, articles=tuple(map(str, articles)), record=True)
    assert request.recordings is not None
    known = len(read_calls(request.recordings))
    with TemporaryDirectory(prefix="onrecord-run-") as out:
        code = _run(_suite_names(suites, request), request, Path(out), workers, asked_for_all=suites == ("all",))
    made = len(read_calls(request.recordings)) - known
    click.echo(f"{made} calls recorded in {request.recordings}, {known} were there", err=True)
    return code


@cli.command()
@click.argument("run", type=FOLDER)
@click.option("--judge", required=True, help="Who you are; judgements are kept by judge.")
@click.option("--store", type=FILE, help="Where they are kept.  [default: RUN/judgements.jsonl]")
@click.option("--sample", "size", default=30, show_default=True, type=click.IntRange(1, 1000))
@_SEED
def label(run: Path, judge: str, store: Path | None, size: int, seed: int) -> int:
    """Judge sampled answers on a page of this machine: supported, unsupported, wrong speaker, missing."""
    from evals import runs
    from evals.labelling import judgements
    from evals.labelling.server import LabelServer

    rows = judgements.sample(runs.read_run(run), size=size, seed=seed)
    if not rows:
        raise RuntimeError(f"{run} has no answers to judge: none of its cases has evidence")
    with LabelServer(rows, judge=judge, store=store or run / "judgements.jsonl") as server:
        click.echo(f"{len(rows)} answers to judge: {server.url}  (Ctrl-C ends)")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            click.echo(f"judgements are in {server.store}", err=True)
    return 0


@cli.command()
@click.argument("run", type=FOLDER)
@click.option("--store", type=FILE, help="Judgements.  [default: RUN/judgements.jsonl]")
def agreement(run: Path, store: Path | None) -> int:
    """Say how far judges agree with each other (Krippendorff's alpha) and with the scores of a run."""
    from evals import runs
    from evals.labelling import judgements

    path = store or run / "judgements.jsonl"
    if not path.is_file():
        raise RuntimeError(f"no judgements in {path}; `python -m evals label {run} --judge NAME` makes them")
    for line in judgements.as_text(judgements.agreement(runs.read_run(run), judgements.read(path))):
        click.echo(line)
    return 0


@cli.command()
@click.argument("dataset", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_ARTICLES
def lint(dataset: Path, articles: tuple[Path, ...]) -> int:
    """Say what is wrong with which line of your own questions."""
    from evals.own.linting import read_cases

    found = read_cases(dataset, [str(a) for a in articles])
    click.echo(f"{len(found)} questions, no mistake" + ("" if articles else "; --articles checks the quotations, too"))
    return 0


@cli.command()
def template() -> int:
    """Print three questions of your own to begin with: words of a speaker, a fact, a refusal."""
    from evals.own.cases import TEMPLATE

    click.echo(TEMPLATE, nl=False)
    return 0


@cli.command()
@click.argument("what", type=click.Choice(["attribution"]))
@click.option("--input", "source", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--output", required=True, type=FILE)
def predict(what: str, source: Path, output: Path) -> int:
    """Write who said what in each text: {"id","text"} in, {"id","quotes":[…]} out, offsets into the given text."""
    from evals.attribution.predict import predict as predict_texts
    from evals.attribution.systems import OURS, configured

    texts = [json.loads(line) for line in source.read_text(encoding="utf-8").splitlines() if line.strip()]
    rows: list[dict[str, Any]] = list(predict_texts(texts, find=OURS[configured()]))
    output.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    click.echo(f"{len(rows)} texts, {sum(len(r['quotes']) for r in rows)} {what}s in {output}", err=True)
    return 0


def main() -> None:
    """Run the harness; a missing data set or a rejected input is one line on standard error."""
    from evals.own.linting import DatasetUnusable
    from evals.runs import RunUnusable

    try:
        sys.exit(cli.main(prog_name="python -m evals", standalone_mode=False) or 0)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        print("evals: stopped; the same command goes on from here", file=sys.stderr)
        sys.exit(130)
    except (
        DataMissing,
        DatasetUnusable,
        NotInstalled,
        RunUnusable,
        OnRecordError,
        RuntimeError,
        ValueError,
        OSError,
    ) as error:
        print(f"evals: {error}", file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
