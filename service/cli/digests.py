"""`onrecord digests`: what is sent by itself, when, where to, and how it went."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import click

from service import settings
from service.domain.digests import Delivery, Digest
from service.domain.schedules import parse_schedule
from service.domain.summaries import Length
from service.errors import InputRejected

SHOWN = 10  # deliveries of one digest
FAILED = 3


@click.group()
def digests() -> None:
    """Send digests by themselves: every weekday at seven, to a file, a webhook or Slack."""


@digests.command("add")
@click.argument("schedule")
@click.option(
    "--to",
    "target",
    required=True,
    help="FILE.md, .html or .json ({date} in its name), https://…, or slack:CHANNEL (its id).",
)
@click.option("--about", help="Only what is about this.")
@click.option("--speaker", help="Only articles in which this person or body speaks.")
@click.option("--source", help="Only articles of this outlet.")
@click.option("--length", type=click.Choice([length.value for length in Length]), default="short", show_default=True)
def add_digest(schedule: str, target: str, length: str, **given: str | None) -> int:
    """Send a digest of what came in since the last one by SCHEDULE: "every weekday 07:00 Europe/London"."""
    from service.bootstrap import open_reader
    from service.retrieval.people import find_speakers
    from service.slack.channels import open_channels

    with closing(open_reader(settings.load())) as service:
        open_channels(service)
        digest = _new(service, schedule, target, Length(length), given)
        service.digesting.records.add(digest)
        known = digest.speaker is None or find_speakers(digest.speaker, records=service.library().speakers)
    if not known:
        click.echo(f"onrecord: nobody called {digest.speaker} speaks in the articles so far", err=True)
    click.echo(f"{digest.id}: {digest.subject}, {digest.written}, to {digest.target}; the first at {digest.next_at}")
    if digest.secret:
        click.echo(f"the secret that signs its messages, shown this once: {digest.secret}")
    return 0


def _new(service: Any, schedule: str, target: str, length: Length, given: dict[str, str | None]) -> Digest:
    from dataclasses import replace

    from service.bootstrap import new_digest_id
    from service.digesting.running import next_due
    from service.digesting.signing import new_secret
    from service.digesting.targets import Channel, Webhook, parse_target

    _check(schedule, given)
    to, now = parse_target(target, folder=Path.cwd()), service.clock()
    if isinstance(to, Webhook):
        service.fetcher.check(to.url, to.url)
    secret = new_secret() if isinstance(to, Webhook) else None
    workspace, written = service.library().catalog.workspace, " ".join(schedule.split())
    if isinstance(to, Channel):
        service.channels().check(to, workspace=workspace)
    digest = Digest(
        new_digest_id(), workspace, written, str(to), now, now, length=length, secret=secret, **given
    )  # fmt: skip
    return replace(digest, next_at=next_due(digest, after=now))


def _check(schedule: str, given: dict[str, str | None]) -> None:
    for name, value in given.items():
        if value is not None and not value.strip():
            raise InputRejected(origin=f"--{name}", why="empty", mend="leave it out, or name something")
    try:
        parse_schedule(schedule)
    except ValueError as error:
        raise InputRejected(origin=f"schedule {schedule!r}", why=str(error)) from error


@digests.command("list")
@click.option("--json", "as_json", is_flag=True)
def list_digests(as_json: bool) -> int:
    """List the digests, how the last sending of each went, and when the next is due."""
    from service.bootstrap import open_reader
    from service.cli import printing

    with closing(open_reader(settings.load())) as service:
        records, workspace = service.digesting.records, service.library().catalog.workspace
        found = [(digest, records.deliveries(digest.id, limit=1)) for digest in records.all(workspace=workspace)]
    if as_json:
        printing.print_json({"digests": [_as_json(digest, last) for digest, last in found]})
    for digest, last in () if as_json else found:
        how = _spelled(last[0]) if last else "none was due yet"
        click.echo(f"{digest.id}  {digest.subject}, {digest.written}, to {digest.target}")
        click.echo(f"    {how}; next {digest.next_at}")
    return 0


@digests.command("show")
@click.argument("digest_id")
@click.option("--json", "as_json", is_flag=True)
def show_digest(digest_id: str, as_json: bool) -> int:
    """Show a digest, and what became of the last ones that were due."""
    from service.bootstrap import open_reader
    from service.cli import printing

    with closing(open_reader(settings.load())) as service:
        records = service.digesting.records
        digest = records.read(digest_id, workspace=service.library().catalog.workspace)
        found = records.deliveries(digest_id, limit=SHOWN)
    if as_json:
        printing.print_json(_as_json(digest, found))
        return 0
    click.echo(f"{digest.subject}, {digest.written}, to {digest.target}; {digest.length.value}")
    click.echo(f"set up {digest.created_at}, next {digest.next_at}")
    for delivery in found:
        click.echo(f"    due {delivery.due_at}: {_spelled(delivery)}; message {delivery.id}")
    return 0


@digests.command("remove")
@click.argument("digest_ids", nargs=-1, required=True, metavar="DIGEST_ID...")
def remove_digests(digest_ids: tuple[str, ...]) -> int:
    """Send digests no longer; what was sent stays."""
    from service.bootstrap import open_reader

    with closing(open_reader(settings.load())) as service:
        for digest_id in digest_ids:
            service.digesting.records.remove(digest_id, workspace=service.library().catalog.workspace)
            click.echo(f"removed {digest_id}")
    return 0


@digests.command("run")
@click.argument("digest_ids", nargs=-1, metavar="[DIGEST_ID]...")
def run_digests(digest_ids: tuple[str, ...]) -> int:
    """Send what is due, or these digests now; exit code 3 if one could not be sent."""
    from service.bootstrap import open_reader
    from service.digesting.running import send_due, send_now
    from service.slack.channels import open_channels

    failed = False
    with closing(open_reader(settings.load())) as service:
        open_channels(service)
        using, workspace = service.digesting, service.library().catalog.workspace
        chosen = [using.records.read(digest_id, workspace=workspace) for digest_id in digest_ids]
        looks = [(digest.id, send_now(digest, using)) for digest in chosen] or [("", send_due(using))]
        for digest_id, look in looks:
            sent = [_told(one) for one in look]
            failed = failed or not all(sent)
            if digest_id and not sent:
                click.echo(f"{digest_id}: another process sends it, or has at this moment")
    return FAILED if failed else 0


def _told(sent: Any) -> bool:
    """Print how an attempt went; return whether it went well."""
    click.echo(sent.line, err=sent.error is not None)
    return sent.error is None


def _spelled(delivery: Delivery) -> str:
    from service.digesting.running import failure
    from service.domain.digests import Sending

    if delivery.error and delivery.state is not Sending.SENT:
        return f"failed: {failure(delivery)}"
    return f"{delivery.state.value} {delivery.ended_at or ''}".strip()


def _as_json(digest: Digest, deliveries: list[Delivery]) -> dict[str, Any]:
    names = ("id", "about", "speaker", "source", "length", "target", "created_at", "next_at")
    told = ("id", "due_at", "attempts", "retry_at", "error", "ended_at")
    return {name: getattr(digest, name) for name in names} | {
        "schedule": digest.written,
        "deliveries": [{n: getattr(d, n) for n in told} | {"state": d.state.value} for d in deliveries],
    }
