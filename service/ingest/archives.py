"""Archives of articles: zip, tar and WARC, read piece by piece; nothing is written, and a bomb is refused."""

from __future__ import annotations

import io
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from service.errors import InputRejected

ARCHIVES = (".zip", ".tar", ".tar.gz", ".tgz")
WARCS = (".warc", ".warc.gz")
MOST_ARTICLES = 50  # times the size of one article is what an archive may unpack to
MOST_MEMBERS = 100_000

Member = tuple[str, bytes]  # its name, its content


def open_archive(path: Path, *, max_bytes: int, endings: tuple[str, ...]) -> Iterator[Member]:
    """Yield the files of an archive that have one of these endings; InputRejected where it is broken or a bomb."""
    budget = _Budget(str(path), max_bytes * MOST_ARTICLES)
    members = _zipped if path.name.lower().endswith(".zip") else _tarred
    try:
        yield from members(path, budget, endings)
    except (zipfile.BadZipFile, tarfile.TarError, EOFError, zlib.error, lzma.LZMAError) as error:
        raise InputRejected(origin=str(path), why=f"a broken archive ({error})") from error
    except (RuntimeError, NotImplementedError) as error:  # zipfile's words for "encrypted" and for unknown packing
        raise InputRejected(origin=str(path), why=f"an archive that cannot be unpacked ({error})") from error


class _Budget:
    """How much an archive may still unpack to, whatever it declares."""

    def __init__(self, origin: str, most: int) -> None:
        self._origin, self._most, self._left, self._members = origin, most, most, 0

    def member(self) -> None:
        self._members += 1
        if self._members > MOST_MEMBERS:
            raise InputRejected(origin=self._origin, why=f"holds more than {MOST_MEMBERS:,} files", mend="split it")

    def take(self, size: int) -> None:
        self._left -= size
        if self._left < 0:
            why = f"unpacks to more than {self._most:,} bytes"
            raise InputRejected(origin=self._origin, why=why, mend="split it, or raise ONRECORD_MAX_ARTICLE_BYTES")

    def read(self, file: IO[bytes]) -> bytes:
        content = file.read(self._left + 1)
        self.take(len(content))
        return content


def _zipped(path: Path, budget: _Budget, endings: tuple[str, ...]) -> Iterator[Member]:
    with zipfile.ZipFile(path) as archive:
        for info in archive.infolist():
            budget.member()
            if not info.is_dir() and _is_wanted(info.filename, endings):
                with archive.open(info) as file:
                    yield info.filename, budget.read(file)


def _tarred(path: Path, budget: _Budget, endings: tuple[str, ...]) -> Iterator[Member]:
    with path.open("rb") as raw, tarfile.open(fileobj=_Counted(raw, budget), mode="r|") as archive:
        for info in archive:
            budget.member()
            if info.isreg() and _is_wanted(info.name, endings):
                file = archive.extractfile(info)
                yield info.name, file.read() if file else b""


def _is_wanted(name: str, endings: tuple[str, ...]) -> bool:
    parts = name.split("/")
    return name.lower().endswith(endings) and not any(p.startswith((".", "__MACOSX")) for p in parts)


class _Counted(io.RawIOBase):
    """A tar's bytes, unpacked where they are packed, every one of them counted."""

    def __init__(self, raw: IO[bytes], budget: _Budget) -> None:
        import gzip

        packed = raw.read(2) == b"\x1f\x8b"
        raw.seek(0)
        self._file: Any = gzip.GzipFile(fileobj=raw) if packed else raw
        self._budget = budget

    def read(self, size: int = -1) -> bytes:
        content: bytes = self._file.read(size)
        self._budget.take(len(content))
        return content


def open_warc(path: Path, *, max_bytes: int) -> Iterator[tuple[str, str, str | None, bytes]]:
    """Yield (address, date, character set, body) of the pages that a WARC holds; InputRejected where it is broken."""
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    try:
        with path.open("rb") as file:
            for record in ArchiveIterator(file):
                headers = record.http_headers
                kind = (headers.get_header("Content-Type") or "").lower() if headers else ""
                if record.rec_type == "response" and headers.get_statuscode() == "200" and "html" in kind:
                    url = record.rec_headers.get_header("WARC-Target-URI") or ""
                    body = record.content_stream().read(max_bytes + 1)
                    charset = kind.partition("charset=")[2].split(";")[0].strip(" \"'") or None
                    yield url, record.rec_headers.get_header("WARC-Date") or "", charset, body
    except (ArchiveLoadFailed, EOFError, zlib.error) as error:
        raise InputRejected(origin=str(path), why=f"a broken WARC file ({error})") from error
