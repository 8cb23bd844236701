"""`python -m evals list`, `run SUITE…`, `predict attribution`."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

import click

from evals.suites import DataMissing, Request, Result, Suite
from service.errors import OnRecordError


def _suites() -> dict[str, Suite]:
    from evals.suites import answers, attribution, copies, newsroom, pages, retrieval, statements, summaries

    return {
        "newsroom": newsroom.run,
        "answers": answers.run,
        "statements": statements.run,
        "attribution": attribution.run,
        "retrieval": retrieval.run,
        "copies": copies.run,
        "pages": pages.run,
        "summaries": summaries.run,
    }


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """Measure OnRecord on cases with gold; everything runs offline."""


@cli.command("list")
def list_suites() -> int:
    """List the suites and what each asks."""
    for name, suite in _suites().items():
        module = sys.modules[suite.__module__]
        click.echo(f"{name:14} {(module.__doc__ or '').strip().splitlines()[0]}")
    return 0


@cli.command()
@click.argument("suites", nargs=-1, required=True, metavar="SUITE...")
@click.option("--data", type=click.Path(file_okay=False, path_type=Path), help="Folder of <set>/<split>.jsonl.")
@click.option("--split", default="dev", show_default=True)
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Write rows and figures there.")
@click.option("--quick", is_flag=True, help="A part of the cases.")
def run(suites: tuple[str, ...], data: Path | None, split: str, out: Path | None, quick: bool) -> int:
    """Run suites and print their figures with 95 % intervals."""
    known = _suites()
    chosen = list(known) if suites == ("all",) else list(suites)
    unknown = [name for name in chosen if name not in known]
    if unknown:
        raise click.UsageError(f"no suite {', '.join(unknown)}; there are {', '.join(known)} and all")
    request = Request(data, split, quick)
    for name in chosen:
        started = time.monotonic()
        result = known[name](request)
        _print(result, time.monotonic() - started)
        if out:
            _write(result, out)
    return 0


def _print(result: Result, seconds: float) -> None:
    click.secho(f"\n{result.suite}  ({seconds:.1f} s)", bold=True)
    lines = result.table or [f"{figure.name:34} {figure}  n={figure.cases}" for figure in result.figures]
    for note in (*lines, *result.notes):
        click.echo(f"  {note}")


def _write(result: Result, out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    for name, rows in {result.suite: result.rows, **result.files}.items():
        lines = (json.dumps(row, ensure_ascii=False) for row in rows)
        (out / f"{name}.jsonl").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    table = ["| figure | value | 95 % interval | cases |", "|---|---|---|---|"]
    table += [f"| {f.name} | {f.value:.4f} | {f.low:.4f} to {f.high:.4f} | {f.cases} |" for f in result.figures]
    (out / f"{result.suite}.md").write_text(
        "\n".join([*result.table, "", *table, "", *result.notes]) + "\n", encoding="utf-8"
    )


@cli.command()
@click.argument("what", type=click.Choice(["attribution"]))
@click.option("--input", "source", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--output", required=True, type=click.Path(dir_okay=False, path_type=Path))
def predict(what: str, source: Path, output: Path) -> int:
    """Write who said what in each text: {"id","text"} in, {"id","quotes":[…]} out, offsets into the given text."""
    from evals.attribution.predict import predict as predict_texts
    from evals.attribution.systems import OURS
    from service import settings

    texts = [json.loads(line) for line in source.read_text(encoding="utf-8").splitlines() if line.strip()]
    rows: list[dict[str, Any]] = list(predict_texts(texts, find=OURS[settings.load().attribution]))
    output.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    click.echo(f"{len(rows)} texts, {sum(len(r['quotes']) for r in rows)} {what}s in {output}", err=True)
    return 0


def main() -> None:
    """Run the harness; a missing data set or a rejected input is one line on standard error."""
    try:
        sys.exit(cli.main(prog_name="python -m evals", standalone_mode=False) or 0)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (DataMissing, OnRecordError, RuntimeError, ValueError) as error:
        print(f"evals: {error}", file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
