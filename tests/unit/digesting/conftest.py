"""A desk whose clock the test sets, with a receiver of webhooks beside it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from service.digesting.running import Sent, next_due, send_due, send_now
from service.domain.digests import Delivery, Digest
from service.ingest.pipeline import ingest
from tests.builders import MemoryService, open_service, source
from tests.webhook_receiver import Receiver, receiving

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


@dataclass(slots=True)
class Desk:
    service: MemoryService
    receiver: Receiver
    now: str = "2026-03-05T12:00:00Z"
    sent: list[Sent] = field(default_factory=list)

    def add(self, schedule: str = "every day 07:00 Europe/London", *, to: object = None, **fields: Any) -> Digest:
        target = str(to or self.receiver.url)
        digest = Digest("dig_1", "default", schedule, target, self.now, self.now, secret=SECRET, **fields)
        digest = replace(digest, next_at=next_due(digest, after=self.now))
        self.service.digesting.records.add(digest)
        return digest

    def take_in(self, *texts: str, **fields: Any) -> list[str]:
        library = self.service.library()
        inputs = (source(text, **fields) for text in texts)
        found = ingest(inputs, catalog=library.catalog, index=library.index, clock=self.service.clock)
        return [outcome.article_id or "" for outcome in found]

    def at(self, now: str) -> list[str]:
        """Look at what is due at an instant of 2026; return how each attempt went."""
        self.set(now)
        return [self._told(sent) for sent in send_due(self.service.digesting)]

    def run(self) -> list[str]:
        """Send the digest now."""
        return [self._told(sent) for sent in send_now(self.digest, self.service.digesting)]

    def set(self, now: str) -> None:
        self.now = now if "T" in now and len(now) > 16 else f"2026-{now}:00Z"
        datetime.fromisoformat(self.now)

    def _told(self, sent: Sent) -> str:
        return sent.error or sent.state.value

    @property
    def digest(self) -> Digest:
        return self.service.digesting.records.all()[0]

    @property
    def last(self) -> Delivery:
        return self.service.digesting.records.deliveries("dig_1", limit=1)[0]

    @property
    def articles(self) -> list[set[str]]:
        """Return the articles that each message cites."""
        messages = self.receiver.messages(SECRET)
        return [{c["article_id"] for c in m["data"]["summary"]["citations"]} for m in messages]


@pytest.fixture
def desk(home: Path) -> Iterator[Desk]:
    with receiving() as receiver, closing(open_service(home, fetch_private=receiver.host)) as service:
        made = Desk(service, receiver)
        service.clock = lambda: made.now
        yield made
