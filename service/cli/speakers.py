"""`onrecord speakers`: who speaks in the articles, why two mentions are one person, and what people change in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import click

from service import settings
from service.cli import printing
from service.cli.printing import Json


@click.group()
def speakers() -> None:
    """List and show speakers; merge, split and undo."""


@contextmanager
def _register() -> Iterator[tuple[Any, Any, str]]:
    """Yield the register, the library and the time; it may be used beside the process that owns the home."""
    from service.bootstrap import open_reader
    from service.store.register import SpeakerRegister

    service = open_reader(settings.load())
    try:
        library = service.library()
        catalog = library.catalog
        yield SpeakerRegister(catalog.engine, workspace=catalog.workspace), library, service.clock()
    finally:
        service.close()


@speakers.command("list")
@click.option("--name", help="Only those whom this name, alias or office may mean.")
@click.option("--prefix", help="Only those whose full or last name begins so.")
@click.option("--role", help="Only those with this office or profession.")
@click.option("--unnamed", is_flag=True, help="Also those whom articles describe without a name (“two officials”).")
@click.option("--limit", default=100, type=click.IntRange(1), show_default=True)
@click.option("--json", "as_json", is_flag=True)
def list_speakers(
    *, name: str | None, prefix: str | None, role: str | None, unnamed: bool, limit: int, as_json: bool
) -> int:
    """List speakers, most quoted first, with their roles and periods."""
    from service.presenting import speaker_record_as_json
    from service.retrieval.people import wanted_speakers

    with _register() as (register, library, _):
        wanted = wanted_speakers(name=name, prefix=prefix, role=role, unnamed=unnamed, records=library.speakers)
        found = [speaker_record_as_json(r) for r in register.find(wanted, limit=limit)]
    if as_json:
        printing.print_json({"speakers": found})
    else:
        for record in found:
            _print_record(record)
    return 0


@speakers.command("show")
@click.argument("speaker")
@click.option("--json", "as_json", is_flag=True)
def show_speaker(speaker: str, as_json: bool) -> int:
    """Show a speaker (id or name): names, roles, and why each mention belongs to it."""
    from service.presenting import mention_as_json, speaker_record_as_json

    with _register() as (register, _, _):
        record = register.resolve(speaker)
        mentions = [mention_as_json(m) for m in register.mentions(record.id)]
        found = speaker_record_as_json(record) | {"mentions": mentions}
    if as_json:
        printing.print_json(found)
        return 0
    _print_record(found)
    for role in found["roles"]:
        click.echo(f"    {_period(role)}  {role['role']} ({role['articles']} articles)")
    for mention in mentions:
        _print_mention(mention)
    return 0


@speakers.command("merge")
@click.argument("kept")
@click.argument("others", nargs=-1, required=True)
@click.option("--note", default="", help="Why; shown with every mention that moves.")
def merge_speakers(kept: str, others: Sequence[str], note: str) -> int:
    """Put OTHERS into KEPT (ids or names), now and for every article to come."""
    with _register() as (register, _, now):
        for decision in register.merge(kept, others, note=note, now=now):
            click.echo(f"decision {decision.number}: merged; `onrecord speakers undo {decision.number}` takes it back")
    return 0


@speakers.command("split")
@click.argument("speaker")
@click.argument("articles", nargs=-1, required=True)
@click.option("--note", default="", help="Why; shown with every mention that moves.")
def split_speaker(speaker: str, articles: Sequence[str], note: str) -> int:
    """Give what ARTICLES (ids or external ids) say of SPEAKER to a record of its own."""
    with _register() as (register, library, now):
        article_ids = [library.catalog.resolve(a) for a in articles]
        decision = register.split(speaker, article_ids, note=note, now=now)
    click.echo(f"decision {decision.number}: split; the new speaker is {decision.target_id}")
    return 0


@speakers.command("undo")
@click.argument("number", type=int)
def undo_decision(number: int) -> int:
    """Take decision NUMBER back; every record is again what it is without it."""
    with _register() as (register, _, now):
        decision = register.undo(number, now=now)
    click.echo(f"decision {decision.number}: undone")
    return 0


@speakers.command("decisions")
@click.option("--json", "as_json", is_flag=True)
def list_decisions(as_json: bool) -> int:
    """List every decision, undone ones too."""
    from service.presenting import decision_as_json

    with _register() as (register, _, _):
        found = [decision_as_json(d) for d in register.decisions()]
    if as_json:
        printing.print_json({"decisions": found})
        return 0
    for d in found:
        undone = f" (undone {d['undone_at'][:10]})" if d["undone_at"] else ""
        click.echo(
            f"{d['number']}  {d['decided_at'][:10]}  {d['action']} {d['from']} → {d['into']}  {d['note']}{undone}"
        )
    return 0


def _print_record(record: Json) -> None:
    role = f" ({record['role']})" if record["role"] else ""
    also = f", also {', '.join(f'“{a}”' for a in record['aliases'][:6])}" if record["aliases"] else ""
    counts = f"{record['statements']} statements in {record['articles']} articles"
    click.echo(f"{record['id']}  {_period(record)}  {record['name']}{role}: {counts}{also}")


def _period(found: Json) -> str:
    first, last = ((found[k] or "undated")[:10] for k in ("first_seen", "last_seen"))
    return first if first == last else f"{first}–{last}"


def _print_mention(mention: Json) -> None:
    name = mention["external_id"] or mention["article_id"]
    role = f" ({', '.join(mention['roles'])})" if mention["roles"] else ""
    click.echo(
        f"  {(mention['published_at'] or 'undated')[:10]}  {name}  “{mention['name']}”{role}: {mention['reason']}"
    )
