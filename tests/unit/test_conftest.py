"""What is missing on a machine is skipped by its name, and fails where every test is asked for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.conftest import require


@pytest.mark.parametrize("name", ["python3", "json"])
def test_a_program_or_a_package_that_is_there(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STRICT", "1")
    assert require(name) is None  # type: ignore[func-returns-value]


@pytest.mark.parametrize(("strict", "outcome"), [("", pytest.skip.Exception), ("1", pytest.fail.Exception)])
def test_what_is_missing(strict: str, outcome: type[BaseException], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STRICT", strict)
    with pytest.raises(outcome, match="no-such-program is not installed"):
        require("no-such-program")


def test_nothing_of_this_machine_is_seen(home: Path) -> None:
    assert [name for name in os.environ if name.startswith(("ONRECORD_", "OPENAI_"))] == ["ONRECORD_HOME"]
    assert os.environ["ONRECORD_HOME"] == str(home)
    assert not home.exists()
    assert list(Path.cwd().iterdir()) == []
