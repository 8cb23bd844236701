"""`onrecord summarize`: articles, or everything about a topic or a person."""

from __future__ import annotations

import asyncio
from typing import Any

import click

from service.cli import printing
from service.cli.commands import ASK_REFUSED, _filtered, _filters, _reader, cli
from service.domain.summaries import Length
from service.errors import InputRejected

LENGTHS = click.Choice([length.value for length in Length])


@cli.command()
@click.argument("references", nargs=-1, metavar="ARTICLE_ID...")
@click.option("--about", help="A digest of every article about this, instead of single articles.")
@_filtered("speaker", "source", "since", "until")
@click.option("--length", type=LENGTHS, default="short", show_default=True)
@click.option("--budget", default=60_000, show_default=True, type=click.IntRange(1), help="Tokens of a model.")
@click.option("--json", "as_json", is_flag=True, help="Print an object with `summaries`.")
def summarize(
    references: tuple[str, ...], about: str | None, length: str, budget: int, as_json: bool, **given: str | None
) -> int:
    """Summarize articles (ids or external ids), or what matches --about, --speaker or dates, with citations."""
    narrowed = about is not None or any(given.values())
    if bool(references) == narrowed:
        raise click.UsageError("give either ARTICLE_ID... or a digest: --about TOPIC, --speaker NAME, --since DAY")
    if about is not None and not about.strip():
        raise InputRejected(origin="--about", why="empty", mend="name a topic")
    with _reader() as service:
        if references:
            found = [_one(service, reference, Length(length)) for reference in references]
        else:
            found = [_digest(service, about, Length(length), budget, given)]
    if as_json:
        printing.print_json({"summaries": found})
    else:
        for body in found:
            print_summary(body)
    return ASK_REFUSED if any(body["refusal"] for body in found) else 0


def _one(service: Any, reference: str, length: Length) -> dict[str, Any]:
    from service.presenting import summary_as_json
    from service.summarizing.article import read_current, summarize_article

    library = service.library()
    version = read_current(reference, library)
    summary = summarize_article(version, length=length, library=library, using=service.summarizing)
    return summary_as_json(asyncio.run(summary))


def _digest(
    service: Any, about: str | None, length: Length, budget: int, given: dict[str, str | None]
) -> dict[str, Any]:
    from service.presenting import summary_as_json
    from service.summarizing.topic import Topic, summarize_topic

    library = service.library()
    topic = Topic(about, _filters(library, **given), length, budget)
    return summary_as_json(asyncio.run(summarize_topic(topic, library=library, using=service.summarizing)))


def print_summary(body: dict[str, Any]) -> None:
    """Print a summary as text: its sections, where its words stand, and what was read and left out."""
    for note in body["notes"]:
        click.echo(f"onrecord: {note}", err=True)
    title = body.get("title") or body["about"] or "Digest"
    click.secho("  ".join(filter(None, [title, body.get("source"), (body.get("published_at") or "")[:10]])), bold=True)
    if body["refusal"]:
        click.echo(f"{body['text']}\n")
        return
    for section in body["sections"]:
        if section["heading"]:
            click.secho(f"\n{section['heading']}", bold=True)
        for sentence in section["sentences"]:
            click.echo(printing._wrapped(_marked(sentence), indent="  " if section["heading"] else ""))
    click.echo()
    for citation in body["citations"]:
        place = ", ".join(filter(None, [citation["source"], (citation["published_at"] or "")[:10]]))
        name = citation["external_id"] or citation["article_id"]
        click.secho(f"[{citation['number']}] {place or '—'}: {name} [{citation['start']}–{citation['end']}]", dim=True)
    click.echo(_spelled_coverage(body["coverage"]))


def _marked(sentence: dict[str, Any]) -> str:
    return f"{sentence['text']} " + "".join(f"[{n}]" for n in sentence["citations"])


def _spelled_coverage(coverage: dict[str, Any]) -> str:
    """Return "32 articles read, 13 used, left out: 18 not about the topic, 1 copy of another"."""
    counts: dict[str, int] = {}
    for item in coverage["left_out"]:
        why = "copy of another" if item["reason"].startswith("copy of") else item["reason"]
        counts[why] = counts.get(why, 0) + 1
    left = ", ".join(f"{number} {why}" for why, number in counts.items())
    spelled = f"{coverage['read']} article{'s' * (coverage['read'] != 1)} read, {coverage['used']} used"
    return f"{spelled}{f'; left out: {left}' if left else ''}\n"
