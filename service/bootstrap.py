"""The one place where settings become objects."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import sqlalchemy as sa

from service.answering.drafting import Budget
from service.answering.pipeline import Answering
from service.digesting.sending import Channels, NoChannels
from service.domain.news import Outcome
from service.errors import HomeBusy, HomeUnusable, InputRejected
from service.ports import AnswerJudge, Embedder, JobQueue, LanguageModel, Reranker, SentenceRanker, VectorIndex
from service.settings import Settings
from service.store import purging
from service.store.answers import AnswerRecords
from service.store.catalog import Catalog, workspaces_with_ended_embargoes
from service.store.database import open_database, open_postgres
from service.store.feeds import FeedRecords, workspaces_with_due_feeds
from service.store.index import Index
from service.store.library import Library
from service.store.pages import PageRecords
from service.store.schema import workspaces
from service.store.speakers import SpeakerRecords

if TYPE_CHECKING:
    from filelock import FileLock

    from service.attribution.attributor import Attributor
    from service.digesting.running import Digesting, Sent
    from service.ingest.addresses import Web
    from service.ingest.fetching import Fetcher
    from service.ingest.polling import Poll
    from service.summarizing.article import Summarizing
    from service.summarizing.batching import Batching, Hosting

DEFAULT_WORKSPACE = "default"
CATALOG = "catalog.sqlite3"
CALLS = 2  # as long as one answer may wait for its model, in time-outs of one call
PURGING = "purge.pending"  # there while a purge is going on


def utc_now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def new_answer_id() -> str:
    from ulid import ULID

    return f"ans_{ULID()}"


def new_summary_id() -> str:
    from ulid import ULID

    return f"sum_{ULID()}"


def new_batch_id() -> str:
    from ulid import ULID

    return f"bat_{ULID()}"


def new_digest_id() -> str:
    from ulid import ULID

    return f"dig_{ULID()}"


def new_message_id() -> str:
    from ulid import ULID

    return f"msg_{ULID()}"


@dataclass(slots=True)
class Service:
    """A running OnRecord: its libraries by workspace, its models, its clock."""

    settings: Settings
    engine: sa.Engine
    embedder: Embedder
    answering: Answering
    owns_home: bool
    reranker: Reranker | None = None
    judge: AnswerJudge | None = None
    ranker: SentenceRanker | None = None
    clock: Callable[[], str] = utc_now
    writing: Lock = field(default_factory=Lock)  # held by the thread that writes articles
    channels: Callable[[], Channels] = NoChannels  # given by the layer above, where digests may go to Slack
    _lock: FileLock | None = None
    _attributor: Attributor | None = None
    _opening: Lock = field(default_factory=Lock)
    _libraries: dict[str, Library] = field(default_factory=dict)
    _fetcher: Fetcher | None = None

    def web(self, workspace: str = DEFAULT_WORKSPACE) -> Web:
        """Return the way to the web, with what the workspace knows of pages that it has fetched before."""
        from service.ingest.addresses import Web

        return Web(self.fetcher, PageRecords(self.engine, workspace=workspace).known)

    @property
    def fetcher(self) -> Fetcher:
        """What asks addresses from outside, and only those that the settings let it ask."""
        from service.ingest.fetching import Fetcher

        with self._opening:
            if self._fetcher is None:
                chosen = self.settings
                self._fetcher = Fetcher(chosen.max_article_bytes, chosen.fetch_delay_s, chosen.fetch_private)
            return self._fetcher

    @property
    def attributor(self) -> Attributor:
        """What finds the statements of articles; made when it is first asked for, which questions never do."""
        with self._opening:
            if self._attributor is None:
                self._attributor = build_attributor(self.settings)
            return self._attributor

    def library(self, workspace: str = DEFAULT_WORKSPACE) -> Library:
        """Return the library of a workspace, made ready to write where this process owns the home."""
        with self._opening:
            if workspace not in self._libraries:
                self._libraries[workspace] = self._open(workspace)
            return self._libraries[workspace]

    @property
    def summarizing(self) -> Summarizing:
        """Return what summaries need: the model of the answers."""
        from service.summarizing.article import Summarizing

        return Summarizing(new_summary_id, self.answering.model, self.answering.budget.tokens)

    @property
    def batching(self) -> Batching:
        """Return what batches need: the queue in the catalog, records and libraries by workspace."""
        from service.presenting import summary_as_json
        from service.store.batches import BatchRecords, find_workspace
        from service.summarizing.batching import Batching, Prices

        return Batching(
            queue=build_queue(self.engine),
            records=lambda workspace: BatchRecords(self.engine, workspace=workspace),
            library=self.library,
            workspace_of=lambda batch_id: find_workspace(self.engine, batch_id),
            using=self.summarizing,
            present=summary_as_json,
            clock=self.clock,
            new_id=new_batch_id,
            prices=Prices(self.settings.price_input, self.settings.price_output, self.settings.price_hosted),
            hosting=build_hosting(self.settings),
        )

    @property
    def digesting(self) -> Digesting:
        """Return what digests that are sent by themselves need."""
        from service.digesting.running import Digesting
        from service.store.digests import DigestRecords
        from service.store.leases import new_worker_name

        return Digesting(
            records=DigestRecords(self.engine),
            library=self.library,
            using=self.summarizing,
            poster=self.fetcher,
            channels=self.channels,
            clock=self.clock,
            new_id=new_message_id,
            worker=new_worker_name(),
        )

    def send_digests(self) -> Iterator[Sent]:
        """Send the digests that are due, of all workspaces, where this process has the index that they need."""
        from service.digesting.running import send_due

        if self.owns_home or any((self.settings.home / "index").glob("*.sqlite3")):
            yield from send_due(self.digesting)

    def _open(self, workspace: str) -> Library:
        catalog = Catalog(self.engine, workspace=workspace)
        index = Index(
            self.settings.home / "index",
            catalog=catalog,
            embedder=self.embedder,
            vectors=self._vectors(workspace),
        )
        if self.owns_home:
            catalog.refresh_statistics()
            index.prepare()
        return Library(
            catalog=catalog,
            speakers=SpeakerRecords(self.engine, workspace=workspace),
            answers=AnswerRecords(self.engine, workspace=workspace),
            index=index,
            reranker=self.reranker,
            judge=self.judge,
            ranker=self.ranker,
        )

    def _vectors(self, workspace: str) -> VectorIndex | None:
        if not self.owns_home:
            return None
        return build_vectors(self.settings, workspace=workspace, embedding=self.embedder.identity)

    def feeds(self, workspace: str = DEFAULT_WORKSPACE) -> FeedRecords:
        return FeedRecords(self.engine, workspace=workspace)

    def poll_feeds(self, *, workspace: str = DEFAULT_WORKSPACE, everything: bool = False) -> Iterator[Poll]:
        """Look at the feeds that are due (or at all) and yield how it went."""
        from service.ingest.polling import poll

        records, library = self.feeds(workspace), self.library(workspace)
        for feed in records.all() if everything else records.due(self.clock()):
            done = poll(
                feed,
                web=self.web(workspace),
                records=records,
                catalog=library.catalog,
                index=library.index,
                max_bytes=self.settings.max_article_bytes,
                clock=self.clock,
                attributor=self.attributor,
                writing=self.writing,
            )
            if done is not None:
                yield done

    def keep_up(self) -> Iterator[Poll]:
        """Lift embargoes that have ended and poll the feeds that are due, of all workspaces.

        This is done in this process if it can have the home, else not at all.

        A process that owns the home writes between its other writers; another one takes the home for the moment. A
        worker beside replicas has no index to write to, and leaves it to them.
        """
        from service.ingest.pipeline import lift_embargoes

        due = workspaces_with_due_feeds(self.engine, now=self.clock())
        held = workspaces_with_ended_embargoes(self.engine, now=self.clock())
        if not self.owns_home:
            if self.settings.database_url and not (self.settings.home / "index").exists():
                return
            with suppress(HomeBusy):  # who has it does so itself, or will be done soon
                if due or held:
                    with closing(open_owner(self.settings)) as owner:
                        yield from owner.keep_up()
            return
        for workspace in held:
            library = self.library(workspace)
            with self.writing:
                lift_embargoes(
                    catalog=library.catalog, index=library.index, clock=self.clock, attributor=self.attributor
                )
        for workspace in due:
            yield from self.poll_feeds(workspace=workspace)

    def follow_changes(self) -> None:
        """Bring the indexes up to what other processes have written to the catalog."""
        for workspace in self.workspaces():
            self.library(workspace).index.drain()

    def take_files(self, paths: Sequence[Path], *, workspace: str = DEFAULT_WORKSPACE) -> list[Outcome]:
        """Ingest files, in this process if it can have the home; HomeBusy if another one has it."""
        from service.ingest.pipeline import ingest
        from service.ingest.reading import read_sources

        if not self.owns_home:
            with closing(open_owner(self.settings)) as owner:
                return owner.take_files(paths, workspace=workspace)
        library = self.library(workspace)
        inputs = read_sources(map(str, paths), max_bytes=self.settings.max_article_bytes, web=self.web(workspace))
        with self.writing:
            return list(
                ingest(
                    inputs, catalog=library.catalog, index=library.index, clock=self.clock, attributor=self.attributor
                )
            )

    def delete(self, article_ids: Sequence[str], *, workspace: str = DEFAULT_WORKSPACE) -> None:
        """Delete articles from the catalog and the indexes, and the stored answers that cite them."""
        library = self.library(workspace)
        for article_id in article_ids:
            library.catalog.delete(article_id)
        library.index.drain()

    def purge(self, article_ids: Sequence[str], *, workspace: str = DEFAULT_WORKSPACE) -> None:
        """Delete articles so that no file of the home has a byte of them left; searches go on meanwhile.

        What is killed in the middle is finished by the next process that owns the home.
        """
        catalog = self.library(workspace).catalog
        versions = [version for i in article_ids for version in catalog.versions(i)]
        texts = [part for v in versions for part in (v.text, v.title) if part]
        (self.settings.home / PURGING).touch()
        purging.forget_repeated(self.engine, workspace, texts)
        self.delete(article_ids, workspace=workspace)
        self.finish_purge()

    def finish_purge(self) -> None:
        """Rewrite every file of the home without what was deleted from it."""
        libraries = {workspace: self.library(workspace) for workspace in self.workspaces()}
        for workspace, library in libraries.items():
            purging.refresh_speakers(self.engine, workspace)
            library.index.purge()
        purging.compact(self.engine)
        self._renew_vectors()
        (self.settings.home / PURGING).unlink(missing_ok=True)

    def _renew_vectors(self) -> None:
        """Make Chroma's folder anew from the passage files: what is deleted from it stays in its own."""
        if self.settings.chroma_url:
            return  # it holds numbers, and those of what was deleted until `chroma vacuum`
        with self._opening:
            for library in self._libraries.values():
                library.index.release_vectors()
            shutil.rmtree(self.settings.home / "index" / "chroma", ignore_errors=True)
            for workspace, library in self._libraries.items():
                library.index.take_vectors(self._vectors(workspace))

    def workspaces(self) -> list[str]:
        """Return the workspaces that the catalog has."""
        with self.engine.connect() as connection:
            return list(connection.scalars(sa.select(workspaces.c.id).order_by(workspaces.c.id)))

    def close(self) -> None:
        for library in self._libraries.values():
            library.index.close()
        self.engine.dispose()
        if self._lock is not None:
            self._lock.release()


def open_reader(settings: Settings) -> Service:
    """Return a service that answers and searches; it may run beside the process that owns the home."""
    return _build(settings, owns_home=False)


def open_owner(settings: Settings) -> Service:
    """Return a service that also writes articles; HomeBusy if another process does."""
    lock = _own(settings.home)
    try:
        service = _build(settings, owns_home=True)
    except BaseException:
        lock.release()
        raise
    service._lock = lock
    if (settings.home / PURGING).exists():
        shutil.rmtree(settings.home / "index" / "chroma", ignore_errors=True)  # it may be half removed
        service.finish_purge()
    return service


def rebuild_indexes(settings: Settings, *, progress: Callable[[int, int], None]) -> int:
    """Make every index of every workspace anew from the catalog; return the number of articles.

    Chroma's folder is removed unopened: a torn one cannot be opened, and leaves the library unusable in this process.
    """
    lock = _own(settings.home)
    service = _build(settings, owns_home=False)
    shutil.rmtree(settings.home / "index" / "chroma", ignore_errors=True)
    try:
        return sum(_rebuild(service, workspace, progress) for workspace in service.workspaces())
    finally:
        service.close()
        lock.release()


def rebuild_statements(settings: Settings, *, progress: Callable[[int, int], None]) -> int:
    """Bring the statements of every workspace to the attribution of this program; return the number of articles."""
    from service.ingest.reattributing import reattribute

    lock = _own(settings.home)
    service = _build(settings, owns_home=False)
    try:
        catalogs = [Catalog(service.engine, workspace=workspace) for workspace in service.workspaces()]
        return sum(reattribute(catalog, service.attributor, progress=progress) for catalog in catalogs)
    finally:
        service.close()
        lock.release()


def restore_home(settings: Settings, source: Path) -> int:
    """Put a backup into the home and mend its indexes; return the number of articles of all workspaces."""
    from service.store.backups import read_backup

    lock = _own(settings.home)
    try:
        read_backup(source, settings.home)
    finally:
        lock.release()
    service = open_owner(settings)
    try:
        for workspace in service.workspaces():
            service.library(workspace).index.mend()
        return sum(len(service.library(workspace).catalog.article_ids()) for workspace in service.workspaces())
    finally:
        service.close()


def move_catalog(settings: Settings, url: str, *, progress: Callable[[int, int], None]) -> int:
    """Copy the SQLite catalog of this home to PostgreSQL and compare the two; return how many rows it has."""
    from service.store.moving import copy_catalog

    if not url.startswith(("postgresql://", "postgres://")):
        why, mend = "is no PostgreSQL address", "write postgresql://user:password@host:5432/database"
        raise InputRejected(origin="--to", why=why, mend=mend)
    lock = _own(settings.home)
    try:
        source = open_database(settings.home / CATALOG)
        target = open_postgres(url.replace("postgres://", "postgresql://", 1))
        try:
            return copy_catalog(source, target, progress=progress)
        finally:
            source.dispose()
            target.dispose()
    finally:
        lock.release()


def _rebuild(service: Service, workspace: str, progress: Callable[[int, int], None]) -> int:
    index = service.library(workspace).index
    number = index.rebuild(progress=progress)
    index.overwrite(build_vectors(service.settings, workspace=workspace, embedding=service.embedder.identity))
    return number


def _build(settings: Settings, *, owns_home: bool) -> Service:
    model, embedder = build_model(settings), build_embedder(settings)
    return Service(
        settings=settings,
        engine=open_postgres(settings.database_url)
        if settings.database_url
        else open_database(settings.home / CATALOG),
        embedder=embedder,
        answering=Answering(
            new_answer_id,
            model,
            Budget(settings.chat_max_tokens, CALLS * settings.chat_timeout_s, settings.chat_evidence_chars),
            planner=choose_planner(settings, model),
        ),
        owns_home=owns_home,
        reranker=build_reranker(settings),
        judge=build_judge(settings, embedder),
        ranker=build_ranker(settings),
    )


def build_vectors(settings: Settings, *, workspace: str, embedding: str) -> VectorIndex:
    """Return Chroma for a workspace: in the home, which this process must own, or on the server of the settings."""
    from service.store.chroma import open_folder, open_server

    if settings.chroma_url:
        token = settings.chroma_token
        return open_server(settings.chroma_url, workspace=workspace, embedding=embedding, token=token)
    return open_folder(settings.home / "index" / "chroma", workspace=workspace, embedding=embedding)


def build_embedder(settings: Settings) -> Embedder:
    """Return the embedder that the settings name; its weights are loaded when it is first used."""
    if settings.embedding.startswith("openai:"):
        from service.llm.openai_model import OpenAIEmbedder

        return OpenAIEmbedder(settings.embedding.removeprefix("openai:"), timeout_s=settings.chat_timeout_s)
    from service.embedding.models import MODELS
    from service.embedding.onnx_embedder import OnnxEmbedder

    return OnnxEmbedder(MODELS[settings.embedding], threads=settings.threads)


def build_reranker(settings: Settings) -> Reranker | None:
    """Return the re-ranker that the settings name, None where the first order stays."""
    chosen = settings.rerank or ("endpoint" if settings.rerank_url else "none")
    return RERANKERS[chosen](settings)


def _endpoint(settings: Settings) -> Reranker:
    from service.llm.rerank_endpoint import EndpointReranker

    if settings.rerank_url is None:
        raise InputRejected(origin="setting ONRECORD_RERANK", why="is endpoint", mend="set ONRECORD_RERANK_URL, too")
    model, key = settings.rerank_model, settings.rerank_key
    return EndpointReranker(settings.rerank_url, model=model, key=key, timeout_s=settings.rerank_timeout_s)


RERANKERS: Mapping[str, Callable[[Settings], Reranker | None]] = {
    "none": lambda _settings: None,
    "endpoint": _endpoint,
}


def choose_planner(settings: Settings, model: LanguageModel | None) -> LanguageModel | None:
    """Return the chat model if the settings let it read the questions; InputRejected if there is none."""
    if settings.planner == "rules":
        return None
    if model is None:
        mend = "set ONRECORD_CHAT_MODEL, too, or leave it at rules"
        raise InputRejected(origin="setting ONRECORD_PLANNER", why="is model", mend=mend)
    return model


def build_judge(settings: Settings, embedder: Embedder) -> AnswerJudge | None:
    """Return what tells whether a sentence answers, None if rules alone do; its weights are loaded when first used.

    It reads on from the embedder where that is of the model that it was trained on, else it has one of its own.
    """
    from service.answering.judging import Judge
    from service.embedding import MINILM, OnnxEmbedder

    shared = embedder if isinstance(embedder, OnnxEmbedder) and embedder.identity == MINILM.identity else None
    return None if settings.judge == "off" else Judge(embedder=shared, threads=settings.threads)


def build_ranker(settings: Settings) -> SentenceRanker | None:
    """Return what tells which sentences a judge should see, None where there is no judge."""
    from service.answering.ranker import Ranker

    return None if settings.judge == "off" else Ranker()


def build_attributor(settings: Settings) -> Attributor:
    """Return what finds the statements of articles; the weights of tagger and referee are loaded at the first one."""
    from service.attribution.attributor import Attributor
    from service.attribution.referring import Referee
    from service.attribution.tagging import Tagger

    if settings.attribution == "off":
        return Attributor(off=True)
    if settings.attribution == "rules":
        return Attributor(model=build_model(settings))
    return Attributor(Tagger(), build_model(settings), Referee())


def build_queue(engine: sa.Engine) -> JobQueue:
    """Return the job queue that goes with the catalog's database."""
    if engine.dialect.name == "postgresql":
        from service.store.postgres_jobs import PostgresQueue

        return PostgresQueue(engine)
    from service.store.leases import LeaseQueue

    return LeaseQueue(engine)


def build_model(settings: Settings) -> LanguageModel | None:
    """Return the chat model, None in extractive mode."""
    if settings.chat_model is None:
        return None
    from service.llm.openai_model import OpenAIModel

    return OpenAIModel(settings.chat_model, timeout_s=settings.chat_timeout_s)


def build_hosting(settings: Settings) -> Hosting | None:
    """Return the server that answers within a day, None in extractive mode."""
    if settings.chat_model is None:
        return None
    from service.llm.openai_batches import OpenAIBatches
    from service.summarizing.batching import Hosting

    server = OpenAIBatches(settings.chat_model, timeout_s=settings.chat_timeout_s)
    return Hosting(server, settings.hosted_requests, settings.hosted_bytes, settings.hosted_poll_s)


def _own(home: Path) -> FileLock:
    """Take the home for this process; HomeBusy if another one has it, HomeUnusable if it cannot be written."""
    from filelock import FileLock, Timeout

    try:
        home.mkdir(parents=True, exist_ok=True)
        lock = FileLock(home / "owner.lock", timeout=0)
        lock.acquire()
        (home / "owner.pid").write_text(str(os.getpid()))
    except Timeout as error:
        raise HomeBusy(home=str(home), owner=_owner(home)) from error
    except OSError as error:
        raise HomeUnusable(home=str(home), why=error.strerror or str(error)) from error
    return lock


def _owner(home: Path) -> str:
    try:
        return f"process {(home / 'owner.pid').read_text().strip()}"
    except OSError:
        return "unknown process"
