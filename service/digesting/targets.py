"""Where a digest goes: a file, whose ending says how it is written, a webhook, or a channel in Slack."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from service.errors import InputRejected
from service.ingest.addresses import is_address

ENDINGS = (".md", ".html", ".json")
PLACES = ("date", "time")


@dataclass(frozen=True, slots=True)
class File:
    """A file; {date} and {time} in its name stand for when the digest is due, by the clocks of the schedule."""

    template: str

    def at(self, due: datetime) -> Path:
        """Return the file of a digest that is due then."""
        return Path(self.template.replace("{date}", f"{due:%Y-%m-%d}").replace("{time}", f"{due:%H%M}"))

    def __str__(self) -> str:
        return self.template


@dataclass(frozen=True, slots=True)
class Webhook:
    url: str

    def __str__(self) -> str:
        return self.url


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel in Slack by its id; `team` where several teams have the bot."""

    id: str
    team: str | None = None

    def __str__(self) -> str:
        return f"slack:{self.team}/{self.id}" if self.team else f"slack:{self.id}"


Target = File | Webhook | Channel


def parse_target(text: str, *, folder: Path) -> Target:
    """Return the target that a person wrote, a file's name made absolute from `folder`; InputRejected says why not."""
    plain = text.strip()
    if re.match(r"slack[ :]|slack$", plain, re.I):
        return _channel(plain)
    url = re.sub(r"^webhook[ :]\s*", "", plain)
    if is_address(url):
        return Webhook(url)
    if url != plain:
        raise InputRejected(origin=plain, why="not an address", mend="write it as webhook https://…")
    return _file(plain, folder)


def _channel(written: str) -> Channel:
    found = re.fullmatch(r"slack[ :]\s*(?:([TE][A-Z0-9]+)/)?([CDG][A-Z0-9]+)", written, re.I)
    if found is None or written[5:] != written[5:].upper():
        why = (
            "a channel is written by its id, slack:C0123ABCD, or slack:T0123/C0123ABCD where several teams have the bot"
        )
        raise InputRejected(origin=written, why=why, mend="Slack shows the id at the end of the channel's details")
    return Channel(found[2], found[1])


def _file(name: str, folder: Path) -> File:
    if Path(name).suffix.lower() not in ENDINGS:
        why = f"a digest goes to a file that ends in {', '.join(ENDINGS)}, to a webhook https://… or to slack:CHANNEL"
        raise InputRejected(origin=name, why=why)
    for place in re.findall(r"\{([^{}]*)\}", name):
        if place not in PLACES:
            raise InputRejected(origin=name, why=f"{{{place}}} stands for nothing", mend="use {date} and {time}")
    return File(str(folder / Path(name).expanduser()))
