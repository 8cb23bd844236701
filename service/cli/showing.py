"""The demonstration: the sample newsroom, ingested and asked."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import click

from service import assets, settings
from service.bootstrap import open_owner
from service.cli import printing
from service.cli.commands import ask_one, ingest_all
from service.ingest.reading import count_inputs, read_sources


def show_demo() -> None:
    """Print the answers to the sample questions, and how to go on from there."""
    home = Path(tempfile.mkdtemp(prefix="onrecord-demo-"))
    chosen = settings.load().model_copy(update={"home": home})
    samples = assets.folder("newsroom")
    service = open_owner(chosen)
    try:
        articles = [str(samples / "articles")]
        inputs = read_sources(articles, max_bytes=chosen.max_article_bytes)
        click.secho(f"Ingesting the sample newsroom into {home}", bold=True)
        printing.print_report(ingest_all(service, inputs, total=count_inputs(articles), quiet=False))
        for question in (samples / "demo.txt").read_text(encoding="utf-8").splitlines():
            click.secho(f"\n{'─' * 60}\n» {question}\n", bold=True)
            printing.print_answer(ask_one(service, question, {}))
    finally:
        service.close()
    _say_how_to_go_on(home)


def _say_how_to_go_on(home: Path) -> None:
    script = Path(sys.executable).with_name("onrecord")
    command = str(script) if script.exists() else f"{sys.executable} -m service"
    click.secho(f"\n{'─' * 60}\nAsk your own question, or open the page:", bold=True)
    click.echo(f'  ONRECORD_HOME={home} {command} ask "What did Blinken tell Netanyahu?"')
    click.echo(f"  ONRECORD_HOME={home} {command} serve      # then open http://127.0.0.1:8600/")
