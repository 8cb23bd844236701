"""`onrecord digests`: what is said when one is set up, shown, sent and removed; bad input is one line."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.unit.cli.test_commands import Run, articles, filled, run

__all__ = ["articles", "filled", "run"]
WEEKDAYS = "every weekday 07:00 Europe/London"


def test_it_is_set_up_shown_and_removed(run: Run, tmp_path: Path) -> None:
    added = run("digests", "add", WEEKDAYS, "--about", "ferry", "--to", "news-{date}.md")
    digest_id = added.out.split(":")[0]
    target = Path.cwd() / "news-{date}.md"
    assert added.out == f"{digest_id}: ferry, {WEEKDAYS}, to {target}; the first at 2026-03-06T07:00:00Z\n"
    assert run("digests", "list").out.splitlines() == [
        f"{digest_id}  ferry, {WEEKDAYS}, to {target}",
        "    none was due yet; next 2026-03-06T07:00:00Z",
    ]
    (listed,) = run("digests", "list", "--json").json["digests"]
    assert (listed["schedule"], listed["about"], listed["deliveries"]) == (WEEKDAYS, "ferry", [])
    assert run("digests", "show", digest_id).out.splitlines()[1:] == [
        "set up 2026-03-05T12:00:00Z, next 2026-03-06T07:00:00Z"
    ]
    assert run("digests", "remove", digest_id).out == f"removed {digest_id}\n"
    assert run("digests", "list").out == ""
    gone = f"onrecord: digest {digest_id}: there is none; `onrecord digests list` shows them"
    assert [run("digests", c, digest_id).line for c in ("remove", "show", "run")] == [gone] * 3


def test_the_secret_is_shown_once(run: Run) -> None:
    added = run("digests", "add", WEEKDAYS, "--to", "webhook https://desk.example/hook")
    found = re.search(r"the secret that signs its messages, shown this once: (whsec_[\w+/]{43}=)\n", added.out)
    assert found
    digest_id = added.out.split(":")[0]
    told = [run("digests", *c).out for c in (["list"], ["list", "--json"], ["show", digest_id, "--json"])]
    assert all("https://desk.example/hook" in out and "whsec" not in out for out in told)


def test_a_speaker_whom_nobody_has_heard_is_said(filled: Run) -> None:
    known = filled("digests", "add", WEEKDAYS, "--speaker", "Ilse Brandt", "--to", "slackers.md")
    assert (known.code, known.err) == (0, "")
    unknown = filled("digests", "add", WEEKDAYS, "--speaker", "Nora Nobody", "--to", "a.md")
    assert (unknown.code, unknown.line) == (0, "onrecord: nobody called Nora Nobody speaks in the articles so far")


def test_sent_now_into_a_file(run: Run, articles: Path, tmp_path: Path) -> None:
    digest_id = run("digests", "add", WEEKDAYS, "--to", tmp_path / "{date}.json").out.split(":")[0]
    assert run("digests", "run").out == ""  # none is due
    done = run("digests", "run", digest_id)
    assert done.out == f"{digest_id} to {tmp_path / '{date}.json'}: nothing new\n"
    shown = run("digests", "show", digest_id).out.splitlines()[-1]
    assert re.fullmatch(r"    due 2026-03-05T12:00:00Z: nothing new 2026-03-05T12:00:00Z; message msg_\w+", shown)


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["every day 07:00", "--to", "a.md"], "schedule 'every day 07:00': names no time zone; add one"),
        (["now and then", "--to", "a.md"], "schedule 'now and then': not understood; write it as"),
        ([WEEKDAYS, "--to", "a.pdf"], "a.pdf: a digest goes to a file that ends in .md, .html, .json"),
        ([WEEKDAYS, "--to", "{week}.md"], "{week}.md: {week} stands for nothing; use {date} and {time}"),
        ([WEEKDAYS, "--to", "slack:news"], "slack:news: a channel is written by its id, slack:C0123ABCD"),
        ([WEEKDAYS, "--to", "slack:C0123"], "setting ONRECORD_SLACK_BOT_TOKEN: is not set; docs/slack.md says where"),
        ([WEEKDAYS, "--to", "webhook nowhere"], "webhook nowhere: not an address"),
        ([WEEKDAYS, "--to", "https://a.example:9/"], "https://a.example:9/: port 9 is not fetched"),
        ([WEEKDAYS, "--to", "https://me:pw@a.example/"], "https://me:pw@a.example/: addresses with a user name"),
        ([WEEKDAYS, "--to", "a.md", "--about", " "], "--about: empty"),
    ],
)
def test_what_cannot_be_is_one_line(run: Run, arguments: list[str], line: str) -> None:
    done = run("digests", "add", *arguments)
    assert done.code == 1
    assert done.line.startswith(f"onrecord: {line}")
    assert json.loads(run("digests", "list", "--json").out) == {"digests": []}
