"""What is installed is whole: the wheel, in an environment that has our dependencies and no checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

from service.embedding import MODELS
from tests.conftest import require
from tests.integration.processes import PATIENCE_S

pytestmark = [pytest.mark.process, pytest.mark.model]

REPOSITORY = Path(__file__).parents[2]


def run(*arguments: object, cwd: Path, **more: str) -> str:
    """Run a program to its end and return what it prints; nothing of this checkout is on its path."""
    hidden = ("ONRECORD_", "OPENAI_", "VIRTUAL_ENV")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(hidden)}
    done = subprocess.run(
        [str(a) for a in arguments],
        cwd=cwd,
        env=kept | more,
        capture_output=True,
        text=True,
        timeout=2 * PATIENCE_S,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    require("hatchling")
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, cwd=REPOSITORY)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the interpreter of a new environment with the wheel; dependencies are those of this one."""
    folder = tmp_path_factory.mktemp("installed") / "venv"
    run(sys.executable, "-m", "venv", "--without-pip", folder, cwd=folder.parent)
    installed = folder / "bin" / "python"
    pip = sys.executable, "-m", "pip", "--python", installed, "install", "--quiet", "--disable-pip-version-check"
    run(*pip, "--no-deps", "--no-index", wheel, cwd=folder.parent)
    (site,) = folder.glob("lib/python*/site-packages")
    (site / "dependencies.pth").write_text(sysconfig.get_paths()["purelib"] + "\n")
    return installed


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    folder = tmp_path / "empty"
    folder.mkdir()
    return folder


def test_the_wheel_holds_all_that_is_read_at_run_time(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    articles = [p.name for p in (REPOSITORY / "evals/datasets/newsroom/articles").iterdir()]
    assert len(articles) >= 24
    expected = {f"service/_assets/newsroom/articles/{name}" for name in articles}
    expected |= {f"service/_assets/newsroom/{name}" for name in ("questions.jsonl", "demo.txt")}
    expected |= {f"service/_assets/prompts/{p.name}" for p in (REPOSITORY / "prompts").iterdir()}
    versions = (REPOSITORY / "service/store/migrations/versions").glob("v*.py")
    expected |= {f"service/store/migrations/versions/{p.name}" for p in versions}
    expected |= {f"service/embedding/weights/{name}/{file}" for name, model in MODELS.items() for file in model.files}
    expected |= {"service/store/migrations/env.py", "service/web/page/index.html", "service/py.typed"}
    assert expected - names == set()
    assert any(name.endswith("LICENSE") for name in names)


def test_the_wheel_holds_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0].split("-")[0] for name in names} == {"service", "evals", "onrecord"}
    assert not [name for name in names if "__pycache__" in name or "/." in name or name.endswith((".pyc", ".sqlite3"))]
    assert wheel.stat().st_size < 100_000_000  # what PyPI takes


def test_the_wheel_is_sound_in_an_empty_folder(python: Path, empty: Path) -> None:
    onrecord = python.parent / "onrecord"
    home = {"ONRECORD_HOME": str(empty.parent / "home")}
    where = "import service, evals; print(service.__file__, evals.__file__)"
    assert run(python, "-c", where, cwd=empty).count(str(python.parents[1])) == 2
    checks = run(onrecord, "doctor", cwd=empty, **home)
    assert "FAIL" not in checks
    assert "minilm-l6-int8" in checks
    assert "newsroom" in run(python, "-m", "evals", "list", cwd=empty, **home)
    assert list(empty.iterdir()) == []


def test_the_wheel_shows_its_newsroom(python: Path, empty: Path) -> None:
    shown = run(python.parent / "onrecord", "demo", cwd=empty, TMPDIR=str(empty.parent))
    assert " added in " in shown
    assert "[1]" in shown
    assert list(empty.iterdir()) == []
