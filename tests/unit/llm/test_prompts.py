"""Prompts are files, rendered strictly."""

from __future__ import annotations

from pathlib import Path

import pytest

from service import assets
from service.errors import PromptMisused
from service.llm.prompts import render


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "greet.md").write_text("Hello $name, it costs $$5.\n{not} ${name}", encoding="utf-8")
    return tmp_path


def test_names_are_filled_in(folder: Path) -> None:
    assert (
        render("greet", folder=folder, name="“$evil” {x}").text == "Hello “$evil” {x}, it costs $5.\n{not} “$evil” {x}"
    )


@pytest.mark.parametrize("values", [{}, {"name": "A", "more": "B"}, {"nam": "A"}])
def test_a_missing_or_unknown_name_is_an_error(folder: Path, values: dict[str, str]) -> None:
    with pytest.raises(PromptMisused, match="prompt greet: missing or unknown names: "):
        render("greet", folder=folder, **values)


def test_an_unknown_prompt_is_an_error(folder: Path) -> None:
    with pytest.raises(PromptMisused, match="prompt nothing: there is no such prompt"):
        render("nothing", folder=folder)


def test_the_version_is_that_of_the_file_and_not_of_the_values(folder: Path) -> None:
    one, other = (render("greet", folder=folder, name=name).version for name in "AB")
    assert one == other
    (folder / "greet.md").write_text("Goodbye $name", encoding="utf-8")
    assert render("greet", folder=folder, name="A").version != one
    assert one.startswith("greet@")


def test_every_shipped_prompt_has_a_snapshot() -> None:
    shipped = {path.name for path in assets.folder("prompts").iterdir()}
    shown = {path.name for path in (Path(__file__).parents[2] / "snapshots" / "prompts").iterdir()}
    assert shipped == shown
