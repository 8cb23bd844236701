"""The folder of a run: manifest.json, one <suite>.jsonl of cases each, table.md. Written so that a kill loses nothing.

A run packed into one small JSON file, as in `evals/baselines/`, reads the same.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import evals
import service
from evals.recording import recorded_name
from evals.running import NOW
from evals.statistics import Figure
from evals.suites import Json, Measure, Request
from service import assets, settings

FORMAT = 1
KEPT_IN_BASELINE = ("id", "input", "score", "reason", "output", "broken", "measures")
_SAME = ("code_hash", "split", "quick", "seed", "embedding", "attribution", "model", "recordings", "prompts")


class RunUnusable(Exception):
    """A folder or file is no run, or another run than the one that should go on in it."""


@dataclass(slots=True)
class SuiteRun:
    """What a run holds of one suite: its cases in order, its figures, and what cheats get in them."""

    name: str
    measures: tuple[Measure, ...]
    rows: list[Json]
    figures: tuple[Figure, ...]
    cheats: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    table: tuple[str, ...] = ()  # lines that stand for the figures

    @property
    def not_recorded(self) -> int:
        return sum(row.get("status") == "not recorded" for row in self.rows)

    @property
    def compared(self) -> bool:
        """Whether cases have scores, so that two runs can be compared."""
        return any(row.get("score") is not None for row in self.rows)


@dataclass(slots=True)
class Run:
    """A finished run."""

    name: str
    manifest: Json
    suites: dict[str, SuiteRun]


class RunFolder:
    """A run that is being written. Opened again after a kill, it goes on where it stopped."""

    def __init__(self, path: Path, manifest: Json) -> None:
        self.path = path
        path.mkdir(parents=True, exist_ok=True)
        known = _read_json(path / "manifest.json") if (path / "manifest.json").exists() else None
        if known is not None:
            _demand_same(path, known, manifest)
            manifest = manifest | {"suites": known["suites"], "data": known["data"] | manifest["data"]}
        self.manifest = manifest
        self._write_manifest()

    def finished(self, suite: str) -> bool:
        return suite in self.manifest["suites"]

    def kept(self, suite: str) -> list[Json]:
        """Return the rows of a suite so far; what a kill left half written is dropped from the file, too."""
        path = self.path / f"{suite}.jsonl"
        rows = list(_whole_lines(path))
        if path.exists():
            write_atomically(path, _lines(rows))
        return rows

    @contextmanager
    def workplace(self) -> Iterator[Path]:
        """Yield an empty folder inside the run, gone afterwards; what a kill left there is removed first."""
        place = self.path / ".work"
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        try:
            yield place
        finally:
            shutil.rmtree(place, ignore_errors=True)

    def add(self, suite: str, rows: Iterable[Json]) -> None:
        with (self.path / f"{suite}.jsonl").open("a", encoding="utf-8") as file:
            file.write(_lines(rows))

    def write(self, name: str, rows: Iterable[Json]) -> None:
        write_atomically(self.path / f"{name}.jsonl", _lines(rows))

    def finish(self, done: SuiteRun) -> None:
        """Write the rows in the order of the cases, and the figures into the manifest."""
        self.write(done.name, done.rows)
        self.manifest["suites"][done.name] = {
            "cases": len(done.rows),
            "measures": [asdict(m) for m in done.measures],
            "figures": [asdict(f) for f in done.figures],
            "cheats": done.cheats,
            "notes": list(done.notes),
            "table": list(done.table),
        }
        self._write_manifest()

    def _write_manifest(self) -> None:
        write_atomically(self.path / "manifest.json", json.dumps(self.manifest, indent=1, ensure_ascii=False) + "\n")


def _demand_same(path: Path, known: Json, manifest: Json) -> None:
    for name in _SAME:
        if known.get(name) != manifest[name]:
            was, now = (_short(m.get(name)) for m in (known, manifest))
            raise RunUnusable(f"{path} holds a run with {name} {was}, this one has {now}; give another --out")
    if changed := [name for name, hashed in manifest["data"].items() if known["data"].get(name, hashed) != hashed]:
        raise RunUnusable(f"{path} holds a run on another {changed[0]}; give another --out")


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:57]}…"


def write_atomically(path: Path, text: str) -> None:
    part = path.with_name(f"{path.name}.part")
    part.write_text(text, encoding="utf-8")
    os.replace(part, path)


def _lines(rows: Iterable[Json]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False, sort_keys=True) + "\n" for row in rows)


def _whole_lines(path: Path) -> Iterator[Json]:
    for line in path.read_text(encoding="utf-8", errors="replace").split("\n") if path.exists() else ():
        try:
            row = json.loads(line)
        except ValueError:
            continue
        yield row


# --- manifest ------------------------------------------------------------------------------------------------------


def make_manifest(request: Request, data: Sequence[Path]) -> Json:
    """Return what a run depends on: code, data, prompts, models, seed."""
    chosen = settings.load()
    return {
        "format": FORMAT,
        "version": service.__version__ if hasattr(service, "__version__") else _version(),
        "commit": _commit(),
        "code_hash": _hash_code(),
        "data": {f"{path.parent.name}/{path.name}": _hash(path)[:16] for path in data},
        "prompts": {path.stem: _hash(path)[:12] for path in sorted(assets.folder("prompts").glob("*.md"))},
        "model": recorded_name(request.recordings) or chosen.chat_model if request.recordings else None,
        "recordings": _hash(request.recordings) if request.recordings and not request.record else None,
        "embedding": chosen.embedding,
        "attribution": chosen.attribution,
        "split": request.split,
        "quick": request.quick,
        "seed": request.seed,
        "asked_at": NOW,
        "python": platform.python_version(),
        "suites": {},
    }


def _version() -> str:
    from importlib.metadata import version

    return version("onrecord")


def _commit() -> str | None:
    """Return the commit of the checkout that the code runs from, with "+" where files were changed since."""
    where = Path(service.__file__).resolve().parent.parent
    if not (where / ".git").exists():
        return None
    try:
        head = subprocess.run(["git", "rev-parse", "HEAD"], cwd=where, capture_output=True, text=True, check=True)
        changed = subprocess.run(
            ["git", "status", "--porcelain", "--", "service", "evals", "prompts"],
            cwd=where, capture_output=True, text=True, check=True,
        )  # fmt: skip
    except (OSError, subprocess.CalledProcessError):
        return None
    return head.stdout.strip()[:12] + ("+" if changed.stdout.strip() else "")


def _hash_code() -> str:
    roots = [Path(module.__file__).resolve().parent for module in (service, evals) if module.__file__]
    files = [path for root in roots for path in sorted(root.rglob("*.py"))]
    return hash_files([*files, *sorted(assets.folder("prompts").glob("*.md"))])


def hash_files(paths: Iterable[Path]) -> str:
    """Return one hash of files, by name and content."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(f"{path.name} {_hash(path)}\n".encode())
    return digest.hexdigest()[:16]


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else "absent"


# --- reading -------------------------------------------------------------------------------------------------------


def read_run(path: Path) -> Run:
    """Return the run in a folder, or the one packed into a file; RunUnusable if it is neither."""
    if not path.exists():
        raise RunUnusable(f"{path} is not there; `python -m evals run SUITE… --out {path}` makes a run")
    if path.is_dir() and not (path / "manifest.json").exists():
        raise RunUnusable(f"{path} is no run: it has no manifest.json")
    manifest = _read_json(path / "manifest.json" if path.is_dir() else path)
    if manifest.get("format") != FORMAT:
        raise RunUnusable(f"{path} is a run of format {manifest.get('format')!r}, this harness reads {FORMAT}")
    try:
        suites = {name: _read_suite(path, name, kept) for name, kept in manifest["suites"].items()}
    except (KeyError, TypeError) as error:
        raise RunUnusable(f"{path} is no whole run: {error!r}") from error
    return Run(path.name, manifest, suites)


def _read_suite(path: Path, name: str, kept: Json) -> SuiteRun:
    rows = list(_whole_lines(path / f"{name}.jsonl")) if path.is_dir() else kept["rows"]
    measures = tuple(Measure(**m) for m in kept["measures"])
    figures = tuple(Figure(**f) for f in kept["figures"])
    notes, table = tuple(kept["notes"]), tuple(kept["table"])
    return SuiteRun(name, measures, rows, figures, kept["cheats"], notes, table)


def _read_json(path: Path) -> Json:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise RunUnusable(f"{path} is no run: {error}") from error
    if not isinstance(found, dict):
        raise RunUnusable(f"{path} is no run: it holds no object")
    return found


def pack(run: Run) -> str:
    """Return a run as one JSON text: what `compare` needs, without the passages."""
    manifest = dict(run.manifest)
    manifest["suites"] = {
        name: kept | {"rows": [_packed(row) for row in run.suites[name].rows]}
        for name, kept in manifest["suites"].items()
        if run.suites[name].compared
    }
    return json.dumps(manifest, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def _packed(row: Json) -> Json:
    return {name: row[name] for name in KEPT_IN_BASELINE if row.get(name) not in (None, [], "")}
