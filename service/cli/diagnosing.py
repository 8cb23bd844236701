"""What is configured, what is reachable, what is broken, and how to mend it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from service.bootstrap import DEFAULT_WORKSPACE, Service, build_embedder, build_vectors, open_reader
from service.errors import OnRecordError
from service.settings import Settings
from service.store.catalog import Catalog
from service.store.index import Index
from service.store.revisions import outdated

CHROMA_TIMEOUT_S = 60


@dataclass(frozen=True, slots=True)
class Check:
    name: str
    ok: bool
    message: str

    def as_json(self) -> dict[str, Any]:
        return {"name": self.name, "ok": self.ok, "message": self.message}


def diagnose(settings: Settings) -> list[Check]:
    """Return one check for each part, in the order in which they depend on each other."""
    checks = [_check("mode", lambda: _mode(settings)), _check("embedding", lambda: _embedding(settings))]
    try:
        service = open_reader(settings)
    except OnRecordError as error:
        return [*checks, Check("catalog", False, str(error))]
    try:
        parts: tuple[tuple[str, Callable[[], str]], ...] = (
            ("catalog", lambda: _catalog(service)),
            ("statements", lambda: _statements(service)),
            ("index", lambda: _index(service)),
            ("re-ranker", lambda: _reranker(service)),
            ("chroma", lambda: _chroma(settings)),
            ("slack", lambda: _slack(service)),
            ("digests", lambda: _digests(service)),
        )
        return checks + [_check(name, part) for name, part in parts]
    finally:
        service.close()


def _check(name: str, part: Callable[[], str]) -> Check:
    try:
        return Check(name, True, part())
    except OnRecordError as error:
        return Check(name, False, str(error))
    except Exception as error:  # a doctor reports what is broken, whatever it is
        return Check(name, False, f"{type(error).__name__}: {error}")


def _mode(settings: Settings) -> str:
    if settings.chat_model is None:
        return "extractive: no model, no key, no network (set ONRECORD_CHAT_MODEL for a generative answer)"
    _reach(settings.chat_model, settings)
    return f"generative, with {settings.chat_model}"


def _reach(model: str, settings: Settings) -> None:
    import asyncio

    from service.llm.openai_model import reach

    asyncio.run(reach(model, timeout_s=min(settings.chat_timeout_s, 10)))


def _embedding(settings: Settings) -> str:
    embedder = build_embedder(settings)
    embedder.embed_query("test")
    return f"{embedder.identity}, {embedder.dimension} dimensions"


def _catalog(service: Service) -> str:
    catalog = Catalog(service.engine, workspace=DEFAULT_WORKSPACE)
    return f"{len(catalog.article_ids())} articles, {catalog.count_passages()} passages in {service.settings.home}"


def _statements(service: Service) -> str:
    catalogs = [Catalog(service.engine, workspace=workspace) for workspace in service.workspaces()]
    revision = service.attributor.revision
    old = sum(len(outdated(catalog, revision)) for catalog in catalogs)
    if old:
        raise OnRecordError(
            f"the statements of {old} articles are of another attribution than {revision};"
            " run `onrecord reindex --statements`"
        )
    if service.attributor.off:
        return "who said what is not read (ONRECORD_ATTRIBUTION=off)"
    return f"up to date ({revision})"


def _reranker(service: Service) -> str:
    if service.reranker is None:
        return "none (set ONRECORD_RERANK_URL to put the best passages in a better order)"
    service.reranker.score("Does it answer?", ["It does.", "It does not."])
    return f"{service.reranker.name} answers"


def _index(service: Service) -> str:
    catalog = Catalog(service.engine, workspace=DEFAULT_WORKSPACE)
    index = Index(service.settings.home / "index", catalog=catalog, embedder=service.embedder)
    try:
        if not index.file.exists() and not catalog.count_passages():
            return "empty"
        drift = index.drift()
    finally:
        index.close()
    if not drift.clean:
        gaps = f"{drift.queued} articles queued, {drift.missing} passages missing, {drift.surplus} too many"
        raise OnRecordError(
            f"index and catalog differ: {gaps}; `onrecord doctor --mend` mends it, `onrecord reindex` makes it anew"
        )
    return "agrees with the catalog"


def _slack(service: Service) -> str:
    from service.slack.running import diagnose  # Bolt is imported by those who use it

    return diagnose(service)


def _digests(service: Service) -> str:
    from service.digesting.running import failures

    records = service.digesting.records
    found = records.all()
    if failed := failures(records):
        raise OnRecordError(f"{len(failed)} of {len(found)} fail: {'; '.join(failed)}")
    return f"{len(found)} scheduled, the next at {found[0].next_at}" if found else "none scheduled"


def _chroma(settings: Settings) -> str:
    """Open Chroma's folder in a process of its own: a torn segment can kill the process that opens it."""
    if settings.chroma_url:
        vectors = build_vectors(settings, workspace=DEFAULT_WORKSPACE, embedding=build_embedder(settings).identity)
        return f"{vectors.count()} vectors at {settings.chroma_url}"
    folder = settings.home / "index" / "chroma"
    if not folder.exists():
        return "not made yet"
    code = (
        "import sys, chromadb; print(sum(c.count() for c in chromadb.PersistentClient(sys.argv[1]).list_collections()))"
    )
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter, our own code
            [sys.executable, "-c", code, str(folder)],
            capture_output=True,
            text=True,
            timeout=CHROMA_TIMEOUT_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise OnRecordError(f"Chroma does not open {folder}; run `onrecord reindex`") from None
    if done.returncode:
        raise OnRecordError(f"Chroma cannot open {folder}; run `onrecord reindex`")
    return f"{done.stdout.strip()} vectors"
