"""Speakers across articles: what is known of one record, and why its mentions are one."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RolePeriod:
    """A role that articles give a speaker, with the days of the first and the last of them (None: undated)."""

    role: str
    first_seen: str | None
    last_seen: str | None
    articles: int


@dataclass(frozen=True, slots=True)
class Mention:
    """A speaker as one article names it; `reason` says why it belongs to its record."""

    article_id: str
    external_id: str | None
    title: str | None
    source: str | None
    published_at: str | None
    name: str
    roles: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class SpeakerRecord:
    """One person or body of a workspace. `sort` is "named", "surname", "office" or "unnamed"."""

    id: str
    name: str
    sort: str
    role: str | None = None
    roles: tuple[RolePeriod, ...] = ()
    aliases: tuple[str, ...] = ()
    statements: int = 0
    articles: int = 0
    first_seen: str | None = None
    last_seen: str | None = None
