"""Articles in zip, tar and WARC files; what is broken, encrypted or a bomb is refused in one line."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from service.domain.news import SourceArticle
from service.ingest.inputs import Rejected
from service.ingest.reading import read_sources
from service.store.library import Library
from tests.builders import BRIDGE, FERRY, ingest_sources

FILES = {
    "desk/bridge.txt": BRIDGE.encode(),
    "desk/ferry.md": f"---\ntitle: Ferry\n---\n{FERRY}".encode(),
    "wire.jsonl": b"\n".join(json.dumps({"id": n, "text": BRIDGE}).encode() for n in range(3)) + b"\n{",
    "photo.jpg": b"\xff\xd8" * 100,
    "__MACOSX/._bridge.txt": b"x",
    "desk/.hidden.txt": b"x",
    "../../etc/passwd.txt": FERRY.encode(),
}


def put_zip(path: Path, files: dict[str, bytes] = FILES) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def put_tar(path: Path, files: dict[str, bytes] = FILES) -> Path:
    with tarfile.open(path, "w:gz" if path.suffix in (".gz", ".tgz") else "w") as archive:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
        link = tarfile.TarInfo("link.txt")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    return path


def read(path: Path, *, max_bytes: int = 100_000) -> list[Any]:
    return list(read_sources([str(path)], max_bytes=max_bytes))


def reason(path: Path, *, max_bytes: int = 100_000) -> str:
    (rejected,) = (item for item in read(path, max_bytes=max_bytes) if isinstance(item, Rejected))
    message = str(rejected.error)
    assert message.startswith(str(path))
    assert "\n" not in message
    return message


@pytest.mark.parametrize(
    ("put", "name"), [(put_zip, "a.zip"), (put_tar, "a.tar"), (put_tar, "a.tar.gz"), (put_tar, "a.tgz")]
)
def test_an_archive(tmp_path: Path, library: Library, put: Callable[..., Path], name: str) -> None:
    path = put(tmp_path / name)
    found = read(path)
    articles = [item for item in found if isinstance(item, SourceArticle)]
    (rejected,) = (item for item in found if isinstance(item, Rejected))
    assert len(articles) == 5
    assert str(rejected.error).startswith(f"{path}, wire.jsonl, line 4")
    assert {o.status for o in ingest_sources(library, *articles)} == {"added"}
    assert {o.status for o in ingest_sources(library, *articles)} == {"unchanged"}
    assert sorted(p.name for p in tmp_path.parent.glob("etc*")) == []


def test_an_archive_in_a_folder(tmp_path: Path) -> None:
    put_zip(tmp_path / "a.zip", {"a.txt": BRIDGE.encode()})
    (article,) = read(tmp_path)
    assert article.origin.endswith("a.zip, a.txt")


def test_a_bomb_in_a_zip(tmp_path: Path) -> None:
    path = put_zip(tmp_path / "a.zip", {"a.txt": bytes(20_000_000)})
    assert path.stat().st_size < 30_000
    assert "unpacks to more than 5,000,000 bytes" in reason(path)


def test_many_small_bombs(tmp_path: Path) -> None:
    path = put_zip(tmp_path / "a.zip", {f"{n}.txt": b"word " * 20_000 for n in range(60)})
    items = read(path)
    assert "unpacks to more than" in str(items[-1].error)
    assert len(items) == 51


@pytest.mark.parametrize("name", ["bomb.txt", "skipped.bin"])
def test_a_bomb_in_a_tar(tmp_path: Path, name: str) -> None:
    path = put_tar(tmp_path / "a.tar.gz", {name: bytes(20_000_000)})
    assert "unpacks to more than 5,000,000 bytes" in reason(path)


def test_a_zip_that_lies_about_its_size(tmp_path: Path) -> None:
    path = put_zip(tmp_path / "a.zip", {"a.txt": bytes(20_000_000)})
    raw = path.read_bytes().replace((20_000_000).to_bytes(4, "little"), (20).to_bytes(4, "little"))
    path.write_bytes(raw)
    reason(path)


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.zip", b"PK nonsense", "a broken archive"),
        ("a.tar.gz", gzip.compress(b"nonsense" * 200, mtime=0), "a broken archive"),
        ("a.tar.gz", b"\x1f\x8bnonsense", "broken"),
        ("a.warc.gz", b"nonsense", "a broken WARC file"),
        ("a.warc", b"", "the WARC file holds no page"),
    ],
)
def test_a_broken_archive(tmp_path: Path, name: str, content: bytes, why: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert why in reason(path)


def test_an_archive_of_nothing_that_is_read(tmp_path: Path) -> None:
    path = put_zip(tmp_path / "a.zip", {"photo.jpg": b"x", "inner.zip": b"PK"})
    assert "the archive holds no .txt" in reason(path)


def put_warc(path: Path, pages: dict[str, tuple[str, str, bytes]]) -> Path:
    """Write records by hand (ISO 28500); each is a gzip member of its own where the name asks for it."""
    with path.open("wb") as file:
        for number, (url, (status, kind, body)) in enumerate(pages.items()):
            answer = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n\r\n".encode() + body
            head = (
                f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2026-03-04T10:00:00Z\r\n"
                f"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{number:012}>\r\n"
                f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(answer)}\r\n\r\n"
            )
            record = head.encode() + answer + b"\r\n\r\n"
            file.write(gzip.compress(record) if path.name.endswith(".gz") else record)
    return path


@pytest.mark.parametrize("name", ["crawl.warc.gz", "crawl.warc"])
def test_a_warc(tmp_path: Path, name: str) -> None:
    paragraphs = "".join(f"<p>{p}</p>" for p in FERRY.split("\n\n"))
    page = f"<html><title>Ferry</title><body><article>{paragraphs} <p>„Schön“, sagte sie.</p></article></body></html>"
    path = put_warc(
        tmp_path / name,
        {
            "https://courier.example/ferry": ("200 OK", "text/html; charset=windows-1252", page.encode("windows-1252")),
            "https://courier.example/gone": ("404 Not Found", "text/html", b"<p>gone</p>"),
            "https://courier.example/logo.png": ("200 OK", "image/png", b"\x89PNG"),
            "https://courier.example/empty": ("200 OK", "text/html", b"<html></html>"),
        },
    )
    article, empty = read(path)
    assert article.url == "https://courier.example/ferry"
    assert "„Schön“" in article.text
    assert "the page holds no article text" in str(empty.error)
