"""A digest goes out: into a file, whole or not at all, to a webhook, signed, or into a channel."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from service.digesting.rendering import render
from service.digesting.signing import sign
from service.digesting.targets import Channel, File, Webhook
from service.domain.digests import Delivery, Digest
from service.errors import InputRejected

GONE = 410  # what a receiver answers that wants no more


class Poster(Protocol):
    def post(self, url: str, body: bytes, *, headers: Mapping[str, str]) -> int: ...


class Channels(Protocol):
    """The channels that the bot is in; InputRejected with a line where one cannot be reached, or may not be."""

    def check(self, target: Channel, *, workspace: str) -> None:
        """Ask whether a digest of the workspace could be posted there; post nothing."""
        ...

    def post(self, target: Channel, delivery: Delivery, digest: Digest) -> None:
        """Post a digest; of one that was tried before, what is not there yet."""
        ...


class NoChannels:
    """Where no Slack is set up in this process."""

    def check(self, target: Channel, *, workspace: str) -> None:
        raise InputRejected(origin=str(target), why=f"this process posts nothing of {workspace!r} to Slack")

    def post(self, target: Channel, delivery: Delivery, digest: Digest) -> None:
        raise InputRejected(origin=str(target), why="this process posts nothing to Slack")


class Refused(InputRejected):
    """The receiver wants no message of this kind again."""


def write_file(target: File, delivery: Delivery, digest: Digest) -> None:
    """Write a digest to its file, which holds all of it or what it held before; InputRejected if that cannot be."""
    due = datetime.fromisoformat(delivery.due_at).astimezone(digest.schedule.zone)
    path = target.at(due)
    partial = path.with_name(f".{path.name}.{delivery.id}.partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write_through(partial, render(dict(delivery.body or {}), ending=path.suffix))
        partial.replace(path)
    except OSError as error:
        with suppress(OSError):
            partial.unlink()
        raise InputRejected(origin=str(path), why=error.strerror or str(error)) from error


def _write_through(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def post_webhook(target: Webhook, delivery: Delivery, digest: Digest, *, poster: Poster, now: datetime) -> None:
    """Post a digest; InputRejected if it was not taken, Refused if it never will be.

    However often it is posted, its `webhook-id` is the same, and so is its body.
    """
    body = json.dumps(delivery.body, ensure_ascii=False).encode()
    signature = sign(body, message_id=delivery.id, timestamp=int(now.timestamp()), secret=digest.secret or "")
    headers: dict[str, Any] = {"Content-Type": "application/json", **signature}
    status = poster.post(target.url, body, headers=headers)
    if status == GONE:
        raise Refused(origin=target.url, why=f"the server answers {status}, it wants no more")
    if not 200 <= status < 300:
        moved = " (redirects are not followed)" if 300 <= status < 400 else ""
        raise InputRejected(origin=target.url, why=f"the server answers {status}{moved}")
