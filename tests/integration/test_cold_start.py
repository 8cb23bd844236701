"""A question from the command line loads what answers it, and nothing else."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.builders import BRIDGE

pytestmark = [pytest.mark.process, pytest.mark.model]

ASKED = """
import sys
sys.argv = ["onrecord", "ask", "What did Brandt say?"]
from service.cli import main
try:
    main()
finally:
    print("loaded:", *{n.split(".")[0] for n in sys.modules}, *(n for n in sys.modules if n[:8] == "service."))
"""
UNUSED = {
    "chromadb",
    "openai",
    "langchain_text_splitters",
    "trafilatura",
    "alembic",
    "fastapi",
    "uvicorn",
    "rich",
    "yaml",
}


def test_ask_imports_nothing_that_it_does_not_use(home: Path, tmp_path: Path) -> None:
    article = tmp_path / "bridge.txt"
    article.write_text(BRIDGE, encoding="utf-8")
    subprocess.run(
        [sys.executable, "-m", "service", "ingest", str(article)], check=True, capture_output=True, timeout=60
    )
    done = subprocess.run([sys.executable, "-c", ASKED], capture_output=True, text=True, timeout=60, check=False)
    loaded = set(done.stdout.split("loaded:")[1].split())
    assert done.returncode == 0, done.stderr
    assert {"service.answering.pipeline", "sqlalchemy"} <= loaded
    assert not loaded & UNUSED
    assert not {name for name in loaded if name.startswith(("service.attribution", "service.web", "service.ingest.p"))}
