"""Where a digest goes: a file, whose ending says how it is written, or a webhook."""

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


Target = File | Webhook


def parse_target(text: str, *, folder: Path) -> Target:
    """Return the target that a person wrote, a file's name made absolute from `folder`; InputRejected says why not."""
    plain = text.strip()
    if re.match(r"slack[ :]|slack$", plain, re.I):
        why = "a channel sets its digests itself"
        raise InputRejected(origin=plain, why=why, mend="write /onrecord digest daily TOPIC in the channel")
    url = re.sub(r"^webhook[ :]\s*", "", plain)
    if is_address(url):
        return Webhook(url)
    if url != plain:
        raise InputRejected(origin=plain, why="not an address", mend="write it as webhook https://…")
    return _file(plain, folder)


def _file(name: str, folder: Path) -> File:
    if Path(name).suffix.lower() not in ENDINGS:
        why = f"a digest goes to a file that ends in {', '.join(ENDINGS)}, or to a webhook https://…"
        raise InputRejected(origin=name, why=why)
    for place in re.findall(r"\{([^{}]*)\}", name):
        if place not in PLACES:
            raise InputRejected(origin=name, why=f"{{{place}}} stands for nothing", mend="use {date} and {time}")
    return File(str(folder / Path(name).expanduser()))
