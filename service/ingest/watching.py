"""Folders that are watched: each file is taken when it comes or changes, once it has been still for a moment."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from threading import Event

from service.errors import HomeBusy, OnRecordError, SourceMissing
from service.ingest.reading import is_readable

SETTLE_S = 1.0  # a file that was written this lately may not be whole
LOOK_MS = 500
log = logging.getLogger("onrecord.watching")


def check_folders(folders: Iterable[str | Path]) -> list[Path]:
    """Return the folders as absolute paths; SourceMissing names the first that is none."""
    found = [Path(folder).expanduser().absolute() for folder in folders]
    for path in found:
        if not path.is_dir():
            raise SourceMissing(origin=str(path))
    return found


def watch(folders: Sequence[Path], take: Callable[[Sequence[Path]], None], *, stop: Event) -> None:
    """Hand the files of the folders to `take`, those that are there and then those that change, until `stop`.

    A file is handed on once it has not been written for SETTLE_S, and again if `take` finds the home busy. What is
    removed is only logged: its article stays. Where a file system reports no changes (some network mounts),
    WATCHFILES_FORCE_POLLING=1 makes the watcher look by itself.
    """
    import watchfiles

    waiting: set[Path] | None = None
    for changes in watchfiles.watch(
        *folders,
        watch_filter=None,
        debounce=200,
        rust_timeout=LOOK_MS,
        yield_on_timeout=True,
        stop_event=stop,
        raise_interrupt=False,
    ):
        if waiting is None:  # the watcher runs now: what comes after this look is reported
            waiting = set(_files(folders))
        for change, name in changes:
            path = Path(name)
            if change is watchfiles.Change.deleted:
                if path in waiting:
                    waiting.discard(path)
                log.info("%s was removed; its article stays", path)
            else:
                waiting |= set(_files([path]))
        if still := sorted(path for path in waiting if _is_still(path)):
            waiting -= _taken(still, take)


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    """Return the files among the paths and in the folders among them that ingest reads; hidden ones are left out."""
    for path in paths:
        found = path.rglob("*") if path.is_dir() else [path]
        yield from (p for p in found if p.is_file() and is_readable(p) and not p.name.startswith("."))


def _is_still(path: Path) -> bool:
    try:
        return time.time() - path.stat().st_mtime > SETTLE_S
    except OSError:  # removed meanwhile
        return False


def _taken(paths: list[Path], take: Callable[[Sequence[Path]], None]) -> set[Path]:
    """Return the paths that need no other try."""
    try:
        take(paths)
    except HomeBusy:
        return set()  # another process writes: the next look is soon
    except OnRecordError as error:
        log.error("%d files could not be taken now: %s", len(paths), error)
        return set()
    return set(paths)
