"""A PostgreSQL server of the tests' own: started in a temporary folder, on a free port of this machine."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from itertools import count
from pathlib import Path

import pytest
import sqlalchemy as sa

PATIENCE_S = 60
_numbers = count(1)


def find_program(name: str) -> str | None:
    """Return the path of one of PostgreSQL's programs, which Debian keeps off the PATH; None if there is none."""
    debian = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return shutil.which(name) or (str(debian[-1]) if debian else None)


def require_postgres() -> None:
    """Skip the test, by name, where PostgreSQL is missing; fail it where STRICT=1 says it must run."""
    if find_program("postgres") and find_program("initdb"):
        return
    if os.environ.get("STRICT") == "1":
        pytest.fail("postgres is not installed, and STRICT=1 asks for every test")
    pytest.skip("postgres is not installed")


@contextmanager
def running_postgres() -> Iterator[str]:
    """Yield the address of a server, postgresql://host:port/; it and its files are gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="onrecord-pg-"))
    user = _unprivileged()
    if user:
        shutil.chown(folder, user)
    port = _free_port()
    data = folder / "data"
    initdb = [find_program("initdb"), "-D", data, "-U", "onrecord", "-A", "trust", "-N", "-E", "UTF8", "--locale=C"]
    subprocess.run(initdb, user=user, check=True, capture_output=True, cwd="/", timeout=PATIENCE_S)
    options = ["-D", data, "-k", folder, "-h", "127.0.0.1", "-p", str(port), "-F", "-c", "max_connections=60"]
    server = subprocess.Popen(
        [find_program("postgres"), *options], user=user, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        url = f"postgresql://onrecord@127.0.0.1:{port}"
        _wait_for(url, server)
        yield url
    finally:
        server.send_signal(signal.SIGQUIT)  # at once: nobody needs the data, and pools may hold connections
        server.wait(PATIENCE_S)
        shutil.rmtree(folder, ignore_errors=True)


def _unprivileged() -> str | None:
    """Return whom PostgreSQL runs as, which refuses to run as root; None for whoever we are."""
    if os.getuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def _wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    started = time.monotonic()
    while True:
        try:
            _administer(url).connect().close()
            return
        except sa.exc.OperationalError:
            assert server.poll() is None, "PostgreSQL ended"
            assert time.monotonic() - started < PATIENCE_S, "PostgreSQL does not answer"
            time.sleep(0.05)


@cache
def _administer(url: str) -> sa.Engine:
    address = url.replace("postgresql://", "postgresql+psycopg://") + "/postgres"
    return sa.create_engine(address, isolation_level="AUTOCOMMIT", poolclass=sa.pool.NullPool)


def new_database(url: str) -> str:
    """Return the address of an empty database of the server at `url`."""
    name = f"test_{os.getpid()}_{next(_numbers)}"
    with _administer(url).connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    return f"{url}/{name}"
