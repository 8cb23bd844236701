"""What is due is written down, made, sent, and tried again; by as many processes as there are, and sent once."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from service.digesting.sending import Channels, Poster, Refused, post_webhook, write_file
from service.digesting.targets import Channel, File, parse_target
from service.domain.digests import Delivery, Digest, Sending
from service.domain.questions import Filters
from service.errors import OnRecordError
from service.presenting import summary_as_json
from service.store.digests import DigestRecords
from service.store.library import Library
from service.summarizing.article import Summarizing
from service.summarizing.topic import Topic, summarize_topic

LOOK_S = 5
MAKING = timedelta(minutes=30)  # for a model to write sixty events; a process that is gone is seen at once
SENDING = timedelta(minutes=5)  # a request ends after 30 s
PAUSES = tuple(timedelta(seconds=s) for s in (5, 5 * 60, 30 * 60, 2 * 3600, 5 * 3600))  # then it is given up
log = logging.getLogger("onrecord.digests")


@dataclass(frozen=True, slots=True)
class Digesting:
    """What sending digests needs; `library` by workspace, `clock` gives ISO 8601 in UTC."""

    records: DigestRecords
    library: Callable[[str], Library]
    using: Summarizing
    poster: Poster
    channels: Callable[[], Channels]
    clock: Callable[[], str]
    new_id: Callable[[], str]
    worker: str


@dataclass(frozen=True, slots=True)
class Sent:
    """How one attempt went; `error` where it failed."""

    digest: Digest
    state: Sending
    error: str | None = None

    @property
    def line(self) -> str:
        return f"{self.digest.id} to {self.digest.target}: {self.error or self.state.value}"


def send_due(using: Digesting) -> Iterator[Sent]:
    """Send what is due, and what is to be tried again, of all workspaces; yield how each attempt went."""
    for digest in using.records.due(using.clock()):
        try:
            claim(digest, using)
        except ValueError as error:  # a zone that this machine does not know: the other digests go on
            yield Sent(digest, Sending.OPEN, f"its schedule is unreadable here ({error})")
    yield from _send_open(using)


def send_now(digest: Digest, using: Digesting) -> Iterator[Sent]:
    """Send a digest, due or not; one that waits for its next attempt is tried at once."""
    now = using.clock()
    if not using.records.claim(
        digest, delivery_id=using.new_id(), due_at=now, now=now, next_at=next_due(digest, after=now)
    ):
        using.records.hasten(digest.id, now=now)
    yield from _send_open(using, digest_id=digest.id)


def claim(digest: Digest, using: Digesting) -> bool:
    """Write down that a digest is due: once, however many of its times have gone by while nothing ran."""
    now, due = using.clock(), digest.next_at
    while (later := next_due(digest, after=due)) <= now:
        due = later
    return using.records.claim(digest, delivery_id=using.new_id(), due_at=due, now=now, next_at=later)


def next_due(digest: Digest, *, after: str) -> str:
    """Return when a digest is due next, after an instant."""
    anchor = datetime.fromisoformat(digest.created_at)
    return _iso(digest.schedule.next_after(datetime.fromisoformat(after), anchor=anchor))


def _send_open(using: Digesting, *, digest_id: str | None = None) -> Iterator[Sent]:
    known = {digest.id: digest for digest in using.records.all()}
    while True:
        now = using.clock()
        delivery = using.records.take(worker=using.worker, now=now, until=_later(now, MAKING), digest_id=digest_id)
        if delivery is None:
            return
        if digest := known.get(delivery.digest_id):
            yield _attempt(delivery, digest, using)


def _attempt(delivery: Delivery, digest: Digest, using: Digesting) -> Sent:
    """Make and send one digest, and write down how it went."""
    held = delivery
    if delivery.attempts > len(PAUSES) + 1:  # every one before ended with its process: it may be what ends them
        why = f"{delivery.attempts - 1} processes did not survive making or sending it"
        using.records.end(delivery, Sending.GIVEN_UP, now=using.clock(), error=why)
        return Sent(digest, Sending.GIVEN_UP, why)
    try:
        body = delivery.body or make(delivery, digest, using)
        if body is None:
            using.records.end(delivery, Sending.EMPTY, now=using.clock())
            return Sent(digest, Sending.EMPTY)
        kept = using.records.keep(delivery, body=body, until=_later(using.clock(), SENDING))
        if kept is None:
            return Sent(digest, Sending.OPEN, "another process has taken it over")
        held = kept
        _send(held, digest, using)
    except Exception as error:  # whatever broke: it is seen in the list, and tried again
        return _failed(held, digest, using, error)
    using.records.end(held, Sending.SENT, now=using.clock())
    return Sent(digest, Sending.SENT)


def _failed(delivery: Delivery, digest: Digest, using: Digesting, error: Exception) -> Sent:
    if not isinstance(error, OnRecordError):
        log.error("digest %s broke", digest.id, exc_info=error)
    why = str(error) if isinstance(error, OnRecordError) else f"broke ({type(error).__name__})"
    now = using.clock()
    if delivery.attempts > len(PAUSES) or isinstance(error, Refused):
        using.records.end(delivery, Sending.GIVEN_UP, now=now, error=why)
        return Sent(digest, Sending.GIVEN_UP, why)
    using.records.put_off(delivery, until=_later(now, PAUSES[delivery.attempts - 1]), error=why)
    return Sent(digest, Sending.OPEN, why)


def make(delivery: Delivery, digest: Digest, using: Digesting) -> dict[str, object] | None:
    """Return the message of a digest; None if there is nothing new."""
    filters = Filters(speaker=digest.speaker, source=digest.source, arrival=delivery.arrival)
    topic = Topic(digest.about, filters, digest.length)
    summary = asyncio.run(summarize_topic(topic, library=using.library(digest.workspace), using=using.using))
    if summary.refusal:
        return None
    data: dict[str, object] = {
        "digest_id": digest.id,
        "subject": digest.subject,
        "schedule": digest.written,
        "about": digest.about,
        "speaker": digest.speaker,
        "source": digest.source,
        "due_at": delivery.due_at,
        "since": delivery.arrival.since,
        "until": delivery.arrival.until,
        "summary": summary_as_json(summary),
    }
    return {"type": "digest", "timestamp": delivery.due_at, "data": data}


def _send(delivery: Delivery, digest: Digest, using: Digesting) -> None:
    target = parse_target(digest.target, folder=Path.cwd())
    if isinstance(target, File):
        write_file(target, delivery, digest)
    elif isinstance(target, Channel):
        using.channels().post(target, delivery, digest)
    else:
        now = datetime.fromisoformat(using.clock())
        post_webhook(target, delivery, digest, poster=using.poster, now=now)


async def follow(look: Callable[[], Iterator[Sent]], *, stop: asyncio.Event) -> None:
    """Send what is due, again and again, until `stop`; what breaks is logged and tried at the next look."""
    while not stop.is_set():
        try:
            await asyncio.to_thread(_look, look, stop)
        except Exception:
            log.exception("digests could not be looked at; the next look is in %d s", LOOK_S)
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), LOOK_S)


def _look(look: Callable[[], Iterator[Sent]], stop: asyncio.Event) -> None:
    for sent in look():
        log.log(logging.WARNING if sent.error else logging.INFO, "%s", sent.line)
        if stop.is_set():
            return


def failures(records: DigestRecords, *, workspace: str | None = None) -> list[str]:
    """Return a line for each digest whose last sending failed."""
    found = []
    for digest in records.all(workspace=workspace):
        last = next(iter(records.deliveries(digest.id, limit=1)), None)
        if last and last.error and last.state in (Sending.OPEN, Sending.GIVEN_UP):
            found.append(f"{digest.id}: {failure(last)}")
        if why := _unreadable(digest):
            found.append(f"{digest.id}: its schedule is unreadable here ({why})")
    return found


def _unreadable(digest: Digest) -> str | None:
    try:
        return None if digest.schedule else ""
    except ValueError as error:
        return str(error)


def failure(delivery: Delivery) -> str:
    """Return in a line how a delivery failed and what follows."""
    times = f"{delivery.attempts} attempt{'s' * (delivery.attempts != 1)}"
    follows = "given up" if delivery.state is Sending.GIVEN_UP else f"the next at {delivery.retry_at}"
    return f"{delivery.error} ({times}, {follows})"


def _later(now: str, wait: timedelta) -> str:
    return _iso(datetime.fromisoformat(now) + wait)


def _iso(instant: datetime) -> str:
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ")
