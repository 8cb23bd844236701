"""Digests that are sent by themselves: what about, when, where to, and what became of each one that was due."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from service.domain.questions import Arrival
from service.domain.schedules import Schedule, parse_schedule
from service.domain.summaries import Length


@dataclass(frozen=True, slots=True)
class Digest:
    """What is sent by itself; instants are ISO 8601 in UTC. `secret` signs what goes to a webhook."""

    id: str
    workspace: str
    written: str
    target: str
    created_at: str
    next_at: str
    about: str | None = None
    speaker: str | None = None
    source: str | None = None
    length: Length = Length.SHORT
    secret: str | None = field(default=None, repr=False)

    @property
    def schedule(self) -> Schedule:
        return parse_schedule(self.written)

    @property
    def subject(self) -> str:
        """Return what it is about in words: "Tarrow flood, said by Delia Ferrante, in the Courier"."""
        parts = (self.about, self.speaker and f"said by {self.speaker}", self.source and f"in {self.source}")
        return ", ".join(part for part in parts if part) or "everything"


class Sending(StrEnum):
    """What became of a digest that was due; EMPTY: there was nothing new, so nothing was sent.

    SET_UP stands for the moment from which on a new digest covers what comes in.
    """

    SET_UP = "set up"
    OPEN = "open"
    SENT = "sent"
    EMPTY = "nothing new"
    GIVEN_UP = "given up"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One digest that was due. `id` is the id of its message: the same however often it is tried.

    `body` is what is sent, kept from the first attempt until it has ended; `retry_at` ends a lease or a pause.
    """

    id: str
    digest_id: str
    due_at: str
    arrival: Arrival
    state: Sending
    attempts: int
    retry_at: str
    worker: str | None = None
    body: dict[str, object] | None = None
    error: str | None = None
    ended_at: str | None = None
