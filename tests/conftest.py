"""What every test has: a home of its own, no settings from outside, and no network beyond this machine."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings as hypothesis_settings

from service.store.library import Library
from tests.builders import close, open_library

LONG = os.environ.get("ONRECORD_LONG_TESTS") == "1"

if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:  # as in a shell's background job: what we start would inherit it
    signal.signal(signal.SIGINT, signal.default_int_handler)

# No deadline: a slow machine is no bug. The examples are the same in every run unless the long tests are asked for.
hypothesis_settings.register_profile("quick", deadline=None, database=None, derandomize=True, max_examples=60)
hypothesis_settings.register_profile("long", deadline=None, database=None, max_examples=1500)
hypothesis_settings.load_profile("long" if LONG else "quick")


def require(name: str) -> None:
    """Skip the test, by name, where a program or a package is missing; fail it where STRICT=1 says it must run."""
    if shutil.which(name) or importlib.util.find_spec(name) or (Path(sys.executable).parent / name).exists():
        return
    if os.environ.get("STRICT") == "1":
        pytest.fail(f"{name} is not installed, and STRICT=1 asks for every test")
    pytest.skip(f"{name} is not installed")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Keep each file on one worker, so that its server, its wheel or its home is made once."""
    from xdist.scheduler import LoadFileScheduling

    return LoadFileScheduling(config, log)


@pytest.fixture(scope="session", autouse=True)
def _nothing_from_outside() -> Iterator[None]:
    """Hide the settings and keys of this machine."""
    with pytest.MonkeyPatch.context() as patch:
        for name in os.environ:
            if name.startswith(("ONRECORD_", "OPENAI_")):
                patch.delenv(name)
        yield


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a home that nobody else has, from a folder where no `.env` file is."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    monkeypatch.setenv("HOME", str(elsewhere))
    monkeypatch.setenv("ONRECORD_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def library(home: Path) -> Iterator[Library]:
    """Return an empty library with a hashing embedder and vectors in memory."""
    opened = open_library(home)
    yield opened
    close(opened)
