"""Pages from the web, fetched so that an address from outside cannot reach into the network that we stand in.

A name is resolved once, every address it has is checked, and the connection goes to a checked address; TLS is still
verified against the name. Each redirect starts again. Proxy variables are not read.
"""

from __future__ import annotations

import ipaddress
import socket
import time
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock
from typing import Any
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

import httpcore2 as httpcore
from protego import Protego

from service import __version__
from service.domain.news import Validators
from service.errors import InputRejected

AGENT = "OnRecord"
USER_AGENT = f"{AGENT}/{__version__} (reads articles for their archive; obeys robots.txt)"
PORTS = {"http": 80, "https": 443}
REDIRECTS = (301, 302, 303, 307, 308)
MAX_REDIRECTS = 5
DEADLINE_S = 30.0  # for one request, from the resolver to the last byte
STEP_S = 10.0  # for one step of it: connecting, or waiting for the next bytes
ROBOTS_BYTES = 500 * 1024  # RFC 9309: what a crawler must at least read
LONGEST_DELAY_S = 30.0  # a crawl-delay beyond this is taken as this
PROTOCOL_BLOCK = ipaddress.ip_network("192.0.0.0/24")  # of which older Pythons know only a part
NAT64 = ipaddress.ip_network("64:ff9b::/96")


Resolve = Callable[..., list[Any]]  # as socket.getaddrinfo
Headers = dict[bytes | str, bytes | str]


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address answered; `body` is None where the server says that it has not changed."""

    url: str
    body: bytes | None
    content_type: str = ""
    charset: str | None = None
    validators: Validators | None = None


@dataclass(frozen=True, slots=True)
class Fetcher:
    """Fetches by GET. `private` are the "host:port" that may be fetched although they are not public."""

    max_bytes: int
    delay_s: float = 1.0
    private: Collection[str] = ()
    deadline_s: float = DEADLINE_S
    resolve: Resolve = socket.getaddrinfo
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    _robots: dict[str, Protego] = field(default_factory=dict)
    _next: dict[str, float] = field(default_factory=dict)  # when a host may be asked again
    _lock: Lock = field(default_factory=Lock)

    def fetch(self, url: str, *, known: Validators | None = None) -> Fetched:
        """Return what `url` answers, after redirects; InputRejected says what was refused or went wrong.

        With `known`, a server that still has the same answers with no body.
        """
        return self._follow(url, url, known, self.max_bytes, polite=True)

    def post(self, url: str, body: bytes, *, headers: Mapping[str, str]) -> int:
        """Send `body` to an address, which is checked as one to fetch is, and return the status that answers it.

        No redirect is followed; robots.txt, which is for readers, is not asked. InputRejected as for `fetch`.
        """
        sent: Headers = {"User-Agent": USER_AGENT, "Content-Length": str(len(body))}
        sent.update(headers.items())
        with self._exchange("POST", self.check(url, url), url, sent, body) as answer:
            return answer.status

    def _follow(self, url: str, asked: str, known: Validators | None, max_bytes: int, *, polite: bool) -> Fetched:
        for _ in range(MAX_REDIRECTS + 1):
            url = self.check(url, asked)
            if polite:
                self._ask_robots(url, asked)
                self._wait(urlsplit(url).netloc)
            with self._answer(url, asked, known) as answer:
                if answer.status not in REDIRECTS:
                    return _fetched(answer, url, asked, max_bytes)
                url = urljoin(url, _header(answer, "location") or "")
        raise InputRejected(origin=asked, why=f"more than {MAX_REDIRECTS} redirects")

    def check(self, url: str, asked: str) -> str:
        """Return an address that we may ask, without its fragment; the network address is checked on connecting."""
        try:
            parts = urlsplit(url)
            host, port = parts.hostname, parts.port or PORTS.get(parts.scheme)
            host = host.encode("idna").decode() if host and not host.isascii() else host
        except ValueError as error:
            raise InputRejected(origin=asked, why="not a valid address") from error
        if parts.scheme not in PORTS or not host or port is None:
            raise InputRejected(origin=asked, why="only http and https addresses are fetched")
        if parts.username is not None or parts.password is not None:
            raise InputRejected(origin=asked, why="addresses with a user name or password are not fetched")
        if port not in PORTS.values() and f"{host}:{port}" not in self.private:
            raise InputRejected(origin=asked, why=f"port {port} is not fetched, only 80 and 443")
        netloc = f"[{host}]" if ":" in host else host
        netloc += "" if port == PORTS[parts.scheme] else f":{port}"
        return urlunsplit((parts.scheme, netloc, _quoted(parts.path) or "/", _quoted(parts.query), ""))

    @contextmanager
    def _answer(self, url: str, asked: str, known: Validators | None) -> Iterator[httpcore.Response]:
        headers: Headers = {
            "User-Agent": USER_AGENT,
            "Accept-Encoding": "gzip",
            "Accept": "text/html, application/xml, */*;q=0.5",
        }
        if known and known.etag:
            headers["If-None-Match"] = known.etag
        if known and known.modified:
            headers["If-Modified-Since"] = known.modified
        with self._exchange("GET", url, asked, headers) as answer:
            yield answer

    @contextmanager
    def _exchange(
        self, method: str, url: str, asked: str, headers: Headers, body: bytes | None = None
    ) -> Iterator[httpcore.Response]:
        backend = _PinnedBackend(self.private, self.resolve, asked, until=time.monotonic() + self.deadline_s)
        timeout = dict.fromkeys(("connect", "read", "write", "pool"), STEP_S)
        try:
            with (
                httpcore.ConnectionPool(network_backend=backend) as pool,
                pool.stream(method, url, headers=headers, content=body, extensions={"timeout": timeout}) as answer,
            ):
                yield answer
        except httpcore.TimeoutException as error:
            raise InputRejected(origin=asked, why="does not answer in time", mend="try again later") from error
        except (httpcore.NetworkError, httpcore.ProtocolError, OSError, UnicodeError) as error:
            why = f"cannot be fetched ({str(error) or type(error).__name__})"
            raise InputRejected(origin=asked, why=why, mend="check the address") from error

    def _ask_robots(self, url: str, asked: str) -> None:
        if not self._robots_of(url, asked).can_fetch(url, AGENT):
            raise InputRejected(origin=asked, why="its robots.txt asks not to fetch it")

    def _robots_of(self, url: str, asked: str) -> Protego:
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._robots:
            self._robots[origin] = self._read_robots(f"{origin}/robots.txt", asked)
        return self._robots[origin]

    def _read_robots(self, url: str, asked: str) -> Protego:
        """Return the rules of a host (RFC 9309): none where it has no such file, an error where it cannot say."""
        try:
            body = self._follow(url, asked, None, ROBOTS_BYTES, polite=False).body or b""
        except _ClientError:
            body = b""
        except _ServerError as error:
            raise InputRejected(
                origin=asked, why=f"its robots.txt cannot be read ({error.why})", mend=error.mend
            ) from error
        return Protego.parse(body.decode("utf-8", errors="replace"))

    def _wait(self, host: str) -> None:
        """Keep the time between two requests to one host that we, or its robots.txt, set."""
        rules = next((r for origin, r in self._robots.items() if origin.endswith(f"//{host}")), None)
        delay = max(self.delay_s, min(float((rules and rules.crawl_delay(AGENT)) or 0), LONGEST_DELAY_S))
        with self._lock:
            start = max(self.clock(), self._next.get(host, 0.0))
            self._next[host] = start + delay
        if (pause := start - self.clock()) > 0:
            self.sleep(pause)


class _ClientError(InputRejected):
    """An answer of 4xx: there is nothing for us at this address."""


class _ServerError(InputRejected):
    """An answer of 5xx, or the wish that we wait."""


def _fetched(answer: httpcore.Response, url: str, asked: str, max_bytes: int) -> Fetched:
    if answer.status == 304:
        return Fetched(url, None)
    if answer.status in (429, 503):
        raise _ServerError(origin=asked, why=f"the server asks to wait ({answer.status})", mend="try again later")
    if 400 <= answer.status < 500:
        raise _ClientError(origin=asked, why=f"the server answers {answer.status}", mend="check the address")
    if answer.status != 200:
        raise _ServerError(origin=asked, why=f"the server answers {answer.status}", mend="try again later")
    kind, _, rest = (_header(answer, "content-type") or "").partition(";")
    charset = rest.partition("charset=")[2].split(";")[0].strip(" \"'") or None
    etag, modified = _header(answer, "etag"), _header(answer, "last-modified")
    validators = Validators(asked, etag, modified) if etag or modified else None
    return Fetched(url, _read_body(answer, asked, max_bytes), kind.strip().lower(), charset, validators)


def _read_body(answer: httpcore.Response, asked: str, max_bytes: int) -> bytes:
    """Return the body unpacked, never holding more than `max_bytes` of it."""
    encoding = (_header(answer, "content-encoding") or "identity").strip().lower()
    if encoding not in ("identity", "gzip", "x-gzip", "deflate", ""):
        raise InputRejected(origin=asked, why=f"is packed as {encoding}, which was not asked for")
    packed = encoding not in ("identity", "")
    try:
        return unpack(answer.iter_stream(), max_bytes) if packed else _bounded(answer.iter_stream(), max_bytes)
    except zlib.error as error:
        raise InputRejected(origin=asked, why="is packed in a way that cannot be unpacked") from error
    except OverflowError as error:
        raise InputRejected(origin=asked, why=f"is longer than {max_bytes:,} bytes") from error


def _bounded(chunks: Iterable[bytes], max_bytes: int) -> bytes:
    body = bytearray()
    for chunk in chunks:
        body += chunk
        if len(body) > max_bytes:
            raise OverflowError
    return bytes(body)


def unpack(chunks: Iterable[bytes], max_bytes: int) -> bytes:
    """Return what gzip or zlib packed; OverflowError beyond `max_bytes`, zlib.error where it is broken."""
    body = bytearray()
    unpacker = zlib.decompressobj(wbits=47)  # either header
    for chunk in chunks:
        while chunk:
            body += unpacker.decompress(chunk, max_bytes + 1 - len(body))
            if len(body) > max_bytes:
                raise OverflowError
            chunk = unpacker.unused_data if unpacker.eof else unpacker.unconsumed_tail
            if unpacker.eof and chunk:
                unpacker = zlib.decompressobj(wbits=47)
    if not unpacker.eof:
        raise zlib.error("cut off")
    return bytes(body)


def _header(answer: httpcore.Response, name: str) -> str | None:
    return next((v.decode("latin-1") for k, v in answer.headers if k.decode("latin-1").lower() == name), None)


def _quoted(part: str) -> str:
    return quote(part, safe="/%:=&?~#+!$,;'@()*[]-._")


class _PinnedBackend(httpcore.NetworkBackend):
    """Connects to addresses that were checked, and to no others; everything ends at `until` (monotonic seconds)."""

    def __init__(self, private: Collection[str], resolve: Resolve, asked: str, *, until: float) -> None:
        self._private, self._look_up, self._asked, self._until = private, resolve, asked, until
        self._network = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Any = None,
    ) -> httpcore.NetworkStream:
        error: Exception = httpcore.ConnectError("no address")
        for address in self._resolve(host, port):
            try:
                stream = self._network.connect_tcp(
                    address, port, _left(timeout, self._until), local_address, socket_options
                )
                return _Deadlined(stream, self._until)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as failed:
                error = failed
        raise error

    def _resolve(self, host: str, port: int) -> list[str]:
        """Return the addresses of a name; InputRejected if a single one is not public."""
        try:
            found = self._look_up(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise InputRejected(origin=self._asked, why=f"there is no host {host}", mend="check the address") from error
        addresses = list(dict.fromkeys(str(address[0]) for *_, address in found))
        if f"{host}:{port}" not in self._private and not all(map(is_public, addresses)):
            why = f"{host} is not a public address"
            mend = f"to allow it, set ONRECORD_FETCH_PRIVATE={host}:{port}"
            raise InputRejected(origin=self._asked, why=why, mend=mend)
        return addresses


class _Deadlined(httpcore.NetworkStream):
    """A stream on which no step goes on beyond `until`, however slowly the bytes drip."""

    def __init__(self, stream: httpcore.NetworkStream, until: float) -> None:
        self._stream, self._until = stream, until

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(timeout, self._until))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(timeout, self._until))

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        stream = self._stream.start_tls(ssl_context, server_hostname, _left(timeout, self._until))
        return _Deadlined(stream, self._until)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)

    def close(self) -> None:
        self._stream.close()


def _left(timeout: float | None, until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("the time for one request is over")
    return min(timeout or STEP_S, left)


def is_public(address: str) -> bool:
    """Tell whether an IP address, or the IPv4 address that it carries, belongs to the public internet."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        if ip in NAT64:
            return is_public(str(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)))
        carried = (ip.ipv4_mapped, ip.sixtofour, *(ip.teredo or ()))
        if any(c is not None and not is_public(str(c)) for c in carried) or ip.is_site_local:
            return False
        ip = ip.ipv4_mapped or ip
    if ip in PROTOCOL_BLOCK:
        return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved
