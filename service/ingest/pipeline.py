"""One article after the other: identified, split, attributed, written whole, indexed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from urllib.parse import urlsplit, urlunsplit

from service.attribution.attributor import Attributor
from service.domain.news import ArticleVersion, Outcome, SourceArticle
from service.errors import InputRejected, WrittenMeanwhile
from service.ingest.cleaning import find_correction, find_furniture
from service.ingest.copies import bands, copies_of, shingles
from service.ingest.inputs import Read, Rejected, Unchanged
from service.ingest.languages import ENGLISH, detect_language
from service.ingest.splitting import split_passages
from service.store.catalog import Catalog, Known
from service.store.index import Index
from service.store.pages import PageRecords
from service.store.speakers import identify

GROUP = 32  # articles written before the indexes are brought up to them


BY_RULES = Attributor()


def ingest(
    inputs: Iterable[Read],
    *,
    catalog: Catalog,
    index: Index,
    clock: Callable[[], str],
    attributor: Attributor = BY_RULES,
) -> Iterator[Outcome]:
    """Take every input and yield its outcome; an article is visible whole or not at all.

    What is taken twice is written once; the index holds an article before its outcome is yielded. While one group of
    articles is embedded, the next one is read and attributed.
    """
    lift_embargoes(catalog=catalog, index=index, clock=clock, attributor=attributor)
    taken: list[Outcome] = []
    written: list[Outcome] = []
    with ThreadPoolExecutor(1, "onrecord-index") as behind:
        indexing: Future[int] | None = None
        for item in inputs:
            taken.append(_take(item, catalog=catalog, attributor=attributor, now=clock()))
            if len(taken) >= GROUP:
                if indexing is not None:
                    indexing.result()
                    yield from written
                indexing, written, taken = behind.submit(index.drain), taken, []
        if indexing is not None:
            indexing.result()
            yield from written
        index.drain()
        catalog.gather_statistics()
        yield from taken


def _take(item: Read, *, catalog: Catalog, attributor: Attributor, now: str) -> Outcome:
    if isinstance(item, Rejected):
        return Outcome(item.origin, "rejected", reason=str(item.error))
    if isinstance(item, Unchanged):
        article = catalog.article(item.article_id)
        return Outcome(item.origin, "unchanged", article.id, article.current.external_id, article.current.number)
    if item.withdrawn:
        outcome = _withdraw(item, catalog=catalog, now=now)
    else:
        try:
            outcome = _store(item, catalog=catalog, attributor=attributor, now=now)
        except WrittenMeanwhile:  # it is looked up again, and there it is
            outcome = _store(item, catalog=catalog, attributor=attributor, now=now)
    if item.validators and outcome.article_id:
        PageRecords(catalog.engine, workspace=catalog.workspace).remember(
            item.validators, article_id=outcome.article_id
        )
    return outcome


def _store(item: SourceArticle, *, catalog: Catalog, attributor: Attributor, now: str) -> Outcome:
    digest = _content_hash(item)
    identity = _identity(item, digest)
    known = catalog.known(identity) or (catalog.known_text(digest) if _is_nameless(item) else None)
    if known and (known.content_hash == digest or _is_stored(item, known, digest, catalog)):
        return _outcome(item, "unchanged", known)
    language = detect_language(item.text)
    version = _version(item, catalog.workspace, identity, known, digest, language=language)
    foreign = language not in (None, ENGLISH)
    held_until = version.embargo_until if _is_future(version.embargo_until, now) else None
    if held_until:
        catalog.write(version, identity=identity, cuts=(), attributions=(), now=now, held_until=held_until)
    else:
        _publish(version, identity, catalog=catalog, attributor=attributor, foreign=foreign, now=now)
    outcome = _outcome(item, "updated" if known else "added", Known(version.article_id, version.number, digest))
    notes = [
        *([f"under embargo until {held_until}: stored, and in no search before"] if held_until else []),
        *([f"in language {language!r}: searchable; who said what is read in English only"] if foreign else []),
        *(["behind a paywall: this may be a part of the article"] if version.paywalled else []),
    ]
    return replace(outcome, note="; ".join(notes) or None)


def _is_future(instant: str | None, now: str) -> bool:
    """Tell whether an instant, or a day that begins at midnight UTC, is still to come."""
    return instant is not None and (instant if "T" in instant else f"{instant}T00:00:00Z") > now


def _publish(
    version: ArticleVersion, identity: str, *, catalog: Catalog, attributor: Attributor, foreign: bool, now: str
) -> None:
    """Store a version with its passages and, where it is in English, its statements."""
    hashes = shingles(version.text, furniture=version.furniture)
    keys = bands(hashes)
    catalog.write(
        version,
        identity=identity,
        cuts=split_passages(version.text, furniture=version.furniture),
        attributions=() if foreign else attributor.attribute(version),
        now=now,
        attributed_by=attributor.revision,
        keys=keys,
        copies_of=copies_of(version, hashes, keys, catalog=catalog),
    )


def lift_embargoes(
    *, catalog: Catalog, index: Index, clock: Callable[[], str], attributor: Attributor = BY_RULES
) -> int:
    """Make evidence of every article whose embargo has ended; return how many there were."""
    now = clock()
    due = catalog.held(until=now)
    for identity, version in due:
        foreign = detect_language(version.text) not in (None, ENGLISH)
        with suppress(WrittenMeanwhile):  # another process has lifted it
            _publish(version, identity, catalog=catalog, attributor=attributor, foreign=foreign, now=now)
    if due:
        index.drain()
    return len(due)


def _is_stored(item: SourceArticle, known: Known, digest: str, catalog: Catalog) -> bool:
    """Tell whether an export's version is what the catalog has under its number; it is no news then."""
    there = item.number is not None and item.number <= known.version
    return there and catalog.version(known.article_id, item.number or 0).content_hash == digest


def _withdraw(item: SourceArticle, *, catalog: Catalog, now: str) -> Outcome:
    known = catalog.known(_identity(item, _content_hash(item)))
    if known is None:
        why = InputRejected(origin=item.origin, why="withdrawn by its publisher, and not here")
        return Outcome(item.origin, "withdrawn", external_id=item.external_id, reason=str(why))
    if catalog.article(known.article_id).withdrawn_at is None:
        catalog.withdraw(known.article_id, now=now)
    return _outcome(item, "withdrawn", known)


def _outcome(source: SourceArticle, status: str, known: Known) -> Outcome:
    return Outcome(source.origin, status, known.article_id, source.external_id, known.version)


def _version(
    source: SourceArticle, workspace: str, identity: str, known: Known | None, digest: str, *, language: str | None
) -> ArticleVersion:
    return ArticleVersion(
        article_id=known.article_id if known else identify("art", workspace, identity),
        number=known.version + 1 if known else 1,
        text=source.text,
        title=source.title,
        source=source.source,
        url=source.url,
        author=source.author,
        published_at=source.published_at,
        modified_at=source.modified_at,
        language=source.language or language,
        external_id=source.external_id,
        section=source.section,
        paywalled=source.paywalled,
        correction=source.correction or find_correction(source.text),
        embargo_until=source.embargo_until,
        content_hash=digest,
        furniture=find_furniture(source.text, known=source.furniture),
    )


def _content_hash(source: SourceArticle) -> str:
    fields = source.title, source.source, source.url, source.author, source.published_at, source.modified_at
    held = [f"embargo {source.embargo_until}"] if source.embargo_until else []
    return hashlib.sha256("\x1f".join([source.text, *(f or "" for f in fields), *held]).encode()).hexdigest()


def _is_nameless(source: SourceArticle) -> bool:
    return not (source.identity or source.external_id or source.url)


def _identity(source: SourceArticle, digest: str) -> str:
    """Return what makes two inputs the same article: its own id, its address, its file, else its content."""
    if source.identity:
        return source.identity
    if source.external_id:
        return f"id:{source.source or ''}:{source.external_id}"
    if source.url:
        return f"url:{_canonical(source.url)}"
    return f"file:{source.location}" if source.location else f"text:{digest}"


def _canonical(url: str) -> str:
    """Return an address without fragment and trailing slash, its host in lower case."""
    parts = urlsplit(url.strip())
    return urlunsplit((parts.scheme.lower(), parts.netloc.lower(), parts.path.rstrip("/"), parts.query, ""))
