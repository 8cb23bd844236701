"""What is due is sent once, covers what came in since the last one, and is tried again with the same id."""

from __future__ import annotations

import json
import re
import socket
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import lxml.html
import pytest

from service.digesting.rendering import render
from service.digesting.running import PAUSES, claim, failures
from service.digesting.signing import new_secret, sign
from service.domain.digests import Sending
from service.errors import InputRejected
from tests.builders import BRIDGE, FERRY, newer
from tests.unit.digesting.conftest import SECRET, Desk
from tests.webhook_receiver import verified

pytestmark = pytest.mark.server
THIRD = "Market hall to be rebuilt\n\nThe market hall burns no more. “We will rebuild it,” Mayor Ilse Brandt said."


def test_it_covers_what_came_in_since_the_last_one(desk: Desk) -> None:
    desk.take_in(BRIDGE)  # before it was set up
    desk.add()
    desk.set("03-05T18:00")
    (ferry,) = desk.take_in(FERRY)
    assert desk.at("03-06T06:59") == []
    assert desk.at("03-06T07:00") == ["sent"]
    assert desk.at("03-06T07:01") == []
    (third,) = desk.take_in(THIRD)
    assert desk.at("03-07T07:00") == ["sent"]
    assert desk.at("03-08T07:00") == ["nothing new"]
    assert desk.articles == [{ferry}, {third}]
    message = desk.receiver.messages(SECRET)[1]
    assert (message["type"], message["timestamp"]) == ("digest", "2026-03-07T07:00:00Z")
    assert (message["data"]["since"], message["data"]["until"]) == ("2026-03-06T07:00:00Z", "2026-03-07T07:00:00Z")


def test_what_was_missed_is_one_digest_over_the_whole_gap(desk: Desk) -> None:
    desk.add()
    found = set(desk.take_in(BRIDGE))
    desk.set("03-09T12:00")
    found |= set(desk.take_in(FERRY))
    assert desk.at("03-15T12:00") == ["sent"]  # ten were missed
    assert desk.articles == [found]
    assert (desk.last.due_at, desk.digest.next_at) == ("2026-03-15T07:00:00Z", "2026-03-16T07:00:00Z")
    assert desk.at("03-16T07:00") == ["nothing new"]


def test_an_article_that_shows_up_late_is_in_the_next_one_and_only_there(desk: Desk) -> None:
    """Its instant is taken before it is attributed and stored: it may lie before the end of a digest that missed it."""
    desk.add()
    desk.set("03-06T06:59")
    (seen,) = desk.take_in(BRIDGE)
    assert desk.at("03-06T07:00") == ["sent"]
    desk.set("03-06T06:59")
    (late,) = desk.take_in(FERRY)
    assert desk.at("03-07T07:00") == ["sent"]
    assert desk.at("03-08T07:00") == ["nothing new"]
    assert desk.articles == [{seen}, {late}]


def test_an_article_under_embargo_is_in_the_digest_after_its_end(desk: Desk) -> None:
    desk.add()
    (held,) = desk.take_in(BRIDGE, embargo_until="2026-03-08T00:00:00Z")
    (open_,) = desk.take_in(FERRY)
    assert desk.at("03-06T07:00") == ["sent"]
    assert desk.at("03-07T07:00") == ["nothing new"]
    desk.set("03-08T06:00")
    desk.take_in()  # which lifts embargoes
    assert desk.at("03-08T07:00") == ["sent"]
    assert desk.at("03-09T07:00") == ["nothing new"]
    assert desk.articles == [{open_}, {held}]


def test_only_what_it_is_about(desk: Desk) -> None:
    desk.add(about="ferry")
    _, ferry = desk.take_in(BRIDGE, FERRY)
    assert desk.at("03-06T07:00") == ["sent"]
    assert desk.articles == [{ferry}]
    assert desk.receiver.messages(SECRET)[0]["data"]["subject"] == "ferry"


def test_a_speaker_an_outlet_and_a_length(desk: Desk) -> None:
    desk.add(speaker="Peter Okoro", source="Courier")
    (bridge,) = desk.take_in(BRIDGE, source="Courier")
    desk.take_in(FERRY, source="Courier")
    assert desk.at("03-06T07:00") == ["sent"]
    assert desk.articles == [{bridge}]
    assert desk.digest.subject == "said by Peter Okoro, in Courier"


def test_a_receiver_that_fails_is_tried_again_with_the_same_message(desk: Desk) -> None:
    desk.add()
    desk.take_in(BRIDGE)
    desk.receiver.answers = [500, 503]
    assert desk.at("03-06T07:00") == [f"{desk.receiver.url}: the server answers 500"]
    assert desk.at("03-06T07:00") == []  # not before its time
    desk.take_in(FERRY)
    assert desk.at("2026-03-06T07:00:05Z") == [f"{desk.receiver.url}: the server answers 503"]
    line = f"{desk.receiver.url}: the server answers 503 (2 attempts, the next at 2026-03-06T07:05:05Z)"
    assert failures(desk.service.digesting.records) == [f"dig_1: {line}"]
    assert desk.at("03-06T07:06") == ["sent"]
    assert failures(desk.service.digesting.records) == []
    assert len(set(desk.receiver.ids)) == 1
    assert len({body for _, body in desk.receiver.received}) == 1
    stamps = [int(headers["webhook-timestamp"]) for headers, _ in desk.receiver.received]
    assert stamps == [int(datetime.fromisoformat(f"2026-03-06T07:{m}Z").timestamp()) for m in ("00:00", "00:05", "06")]
    assert len(desk.receiver.messages(SECRET)) == 3


def test_what_was_given_up_is_in_the_next_one(desk: Desk) -> None:
    desk.add()
    (bridge,) = desk.take_in(BRIDGE)
    desk.receiver.answers = [500] * (len(PAUSES) + 1)
    for hour in ("07:00", "07:01", "07:10", "08:00", "11:00"):
        desk.at(f"03-06T{hour}")
        assert desk.last.state is Sending.OPEN
    assert desk.at("03-06T17:00") == [f"{desk.receiver.url}: the server answers 500"]
    assert desk.last.state is Sending.GIVEN_UP
    assert desk.last.body is None
    assert "6 attempts, given up" in failures(desk.service.digesting.records)[0]
    (ferry,) = desk.take_in(FERRY)
    assert desk.at("03-07T07:00") == ["sent"]
    assert desk.articles[-1] == {bridge, ferry}
    assert len(set(desk.receiver.ids)) == 2


def test_while_one_is_open_no_other_begins(desk: Desk) -> None:
    desk.add("every hour")
    desk.take_in(BRIDGE)
    desk.receiver.answers = [500, 500, 500]
    desk.at("03-05T13:00")
    desk.at("03-05T13:01")
    desk.at("03-05T13:10")  # the next attempt is after 30 minutes
    desk.take_in(FERRY)
    assert desk.at("03-05T15:00") == ["sent"]
    assert desk.at("03-05T15:01") == ["sent"]  # those of 14:00 and 15:00 in one
    assert desk.digest.next_at == "2026-03-05T16:00:00Z"
    assert len(set(desk.receiver.ids)) == 2


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_redirects_are_not_followed(desk: Desk, status: int) -> None:
    desk.add()
    desk.take_in(BRIDGE)
    desk.receiver.answers = [status]
    assert desk.at("03-06T07:00") == [f"{desk.receiver.url}: the server answers {status} (redirects are not followed)"]
    assert len(desk.receiver.received) == 1


def test_a_receiver_that_wants_no_more_is_not_asked_again(desk: Desk) -> None:
    desk.add()
    desk.take_in(BRIDGE)
    desk.receiver.answers = [410]
    assert desk.at("03-06T07:00") == [f"{desk.receiver.url}: the server answers 410, it wants no more"]
    assert desk.last.state is Sending.GIVEN_UP


def test_a_slow_receiver_is_not_waited_for_forever(desk: Desk) -> None:
    desk.add()
    desk.take_in(BRIDGE)
    desk.service._fetcher = replace(desk.service.fetcher, deadline_s=0.3)
    desk.receiver.delay_s = 1
    assert desk.at("03-06T07:00") == [f"{desk.receiver.url}: does not answer in time; try again later"]
    desk.receiver.delay_s = 0
    assert desk.at("03-06T07:01") == ["sent"]
    assert len(set(desk.receiver.ids)) == 1


def test_a_private_address_is_not_posted_to(desk: Desk) -> None:
    desk.add(to="http://localhost/hook")
    desk.take_in(BRIDGE)
    (line,) = desk.at("03-06T07:00")
    assert "localhost is not a public address; to allow it, set ONRECORD_FETCH_PRIVATE=localhost:80" in line


def test_two_processes_that_look_at_once_send_one(desk: Desk) -> None:
    digest = desk.add()
    desk.take_in(BRIDGE)
    desk.set("03-06T07:00")
    first, second = desk.service.digesting, desk.service.digesting
    assert claim(digest, first)
    assert not claim(digest, second)
    held = first.records.take(worker="elsewhere:1:a", now=desk.now, until="2026-03-06T07:30:00Z")
    assert held is not None
    assert second.records.take(worker="elsewhere:2:b", now=desk.now, until="2026-03-06T07:30:00Z") is None
    assert first.records.take(worker="elsewhere:2:b", now="2026-03-06T07:30:00Z", until="2026-03-06T08:00:00Z")
    assert first.records.keep(held, body={}, until="2026-03-06T08:00:00Z") is None  # it was too slow


def test_what_a_dead_process_of_this_host_held_is_sent_at_once(desk: Desk) -> None:
    digest = desk.add()
    desk.take_in(BRIDGE)
    desk.set("03-06T07:00")
    claim(digest, desk.service.digesting)
    ended = subprocess.Popen(["true"])
    ended.wait()
    gone = f"{socket.gethostname()}:{ended.pid}:x"
    held = desk.service.digesting.records.take(worker=gone, now=desk.now, until="2026-03-06T07:30:00Z")
    assert desk.at("03-06T07:01") == ["sent"]
    assert held
    assert desk.receiver.ids == [held.id]


def test_a_deleted_article_is_not_in_what_is_tried_again(desk: Desk) -> None:
    desk.add()
    bridge, ferry = desk.take_in(BRIDGE, FERRY)
    desk.receiver.answers = [500]
    desk.at("03-06T07:00")
    assert desk.last.body
    desk.service.delete([bridge])
    assert desk.last.body is None
    assert desk.at("03-06T07:01") == ["sent"]
    assert desk.articles == [{bridge, ferry}, {ferry}]


def test_sent_now(desk: Desk) -> None:
    desk.add()
    desk.take_in(BRIDGE)
    desk.receiver.answers = [500]
    desk.set("03-05T15:00")
    assert desk.run() == [f"{desk.receiver.url}: the server answers 500"]
    assert desk.run() == ["sent"]  # the same one, without waiting
    assert len(set(desk.receiver.ids)) == 1
    assert desk.digest.next_at == "2026-03-06T07:00:00Z"
    assert desk.at("03-06T07:00") == ["nothing new"]


def test_a_clock_that_is_set_back_sends_nothing_twice(desk: Desk) -> None:
    desk.add()
    desk.take_in(BRIDGE)
    assert desk.at("03-06T07:00") == ["sent"]
    assert desk.at("03-05T23:00") == []
    assert desk.at("03-06T07:00") == []


def test_one_that_was_removed_is_not_sent(desk: Desk) -> None:
    desk.add()
    desk.take_in(BRIDGE)
    desk.service.digesting.records.remove("dig_1", workspace="default")
    assert desk.at("03-06T07:00") == []
    with pytest.raises(InputRejected, match="there is none"):
        desk.service.digesting.records.remove("dig_1", workspace="default")


def test_what_breaks_is_seen_and_tried_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.add()
    desk.take_in(BRIDGE)
    with monkeypatch.context() as patch:
        patch.setattr("service.digesting.running.make", lambda *_: 1 / 0)
        assert desk.at("03-06T07:00") == ["broke (ZeroDivisionError)"]
    assert desk.at("03-06T07:01") == ["sent"]


def test_a_zone_that_this_machine_does_not_know_stops_no_other_digest(desk: Desk) -> None:
    desk.add()
    desk.take_in(BRIDGE)
    odd = replace(desk.digest, id="dig_0", written="every day 07:00 Moon/Base", next_at="2026-03-05T13:00:00Z")
    desk.service.digesting.records.add(odd)
    why = "its schedule is unreadable here ('Moon/Base' is no time zone; take a name such as Europe/London)"
    assert desk.at("03-06T07:00") == [why, "sent"]
    assert failures(desk.service.digesting.records) == [f"dig_0: {why}"]


# Files


@pytest.mark.parametrize("ending", ["md", "html", "json"])
def test_a_file_has_the_day_in_its_name(desk: Desk, tmp_path: Path, ending: str) -> None:
    desk.add("every day 00:30 Europe/London", to=tmp_path / "out" / f"news {{date}} {{time}}.{ending}")
    desk.take_in(BRIDGE)
    assert desk.at("2026-03-06T00:30:00Z") == ["sent"]
    desk.set("06-01T12:00")
    desk.take_in(FERRY)
    assert desk.at("2026-06-01T23:30:00Z") == ["sent"]  # summer time: it is the 2nd there
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == [f"news 2026-03-06 0030.{ending}", f"news 2026-06-02 0030.{ending}"]


def test_a_file_that_cannot_be_written_is_said_and_tried_again(desk: Desk, tmp_path: Path) -> None:
    blocked = tmp_path / "blocked"
    blocked.write_text("a file where a folder should be")
    desk.add(to=blocked / "news.md")
    desk.take_in(BRIDGE)
    (line,) = desk.at("03-06T07:00")
    assert line.startswith(str(blocked / "news.md"))
    blocked.unlink()
    assert desk.at("03-06T07:01") == ["sent"]
    assert [path.name for path in blocked.iterdir()] == ["news.md"]


HOSTILE = 'Bridge <script>alert(1)</script> [opens](javascript:x)\n# <img src=x onerror="a()"> `code`'


def hostile_message() -> dict[str, Any]:
    citation = dict.fromkeys(("title", "external_id", "article_id", "source", "quote"), HOSTILE)
    citation |= {"number": 1, "url": "javascript:alert(1)", "published_at": "2026-03-05"}
    section = {"heading": HOSTILE, "sentences": [{"text": HOSTILE, "citations": [1]}]}
    summary = {"sections": [section], "citations": [citation], "coverage": {"read": 1, "used": 1}}
    instants = {"since": "2026-03-05T07:00:00Z", "until": "2026-03-06T07:00:00Z"}
    return {"data": {"subject": HOSTILE, "summary": summary, **instants}}


def test_words_of_articles_are_no_markup_of_a_page() -> None:
    written = render(hostile_message(), ending=".html")
    tree = lxml.html.fromstring(written)
    assert {element.tag for element in tree.iter()} <= set("html head meta title style body h1 h2 p a ol li".split())
    assert [a.get("href") for a in tree.iter("a")] == ["#c1"]
    assert written.count("&lt;script&gt;") == 7


def test_words_of_articles_are_no_markup_in_markdown() -> None:
    written = render(hostile_message(), ending=".md")
    for line in written.splitlines():
        plain = re.sub(r"\\.", "", line)  # what is escaped is text
        assert not re.search(r"[<>`*_]|\]\(", plain), line
    assert [line[:2] for line in written.splitlines() if line.startswith("#")] == ["# ", "##", "##"]


def test_a_sentence_begins_no_list_in_markdown(desk: Desk, tmp_path: Path) -> None:
    desk.add(to=tmp_path / "news.md")
    desk.take_in("- 12. May\n\n“The bridge will open on Friday,” Mayor Ilse Brandt said.", title="12. May")
    desk.at("03-06T07:00")
    assert "## 12\\. May" in (tmp_path / "news.md").read_text(encoding="utf-8")


def test_a_page_and_markdown_link_what_they_cite(desk: Desk, tmp_path: Path) -> None:
    desk.add(to=tmp_path / "news.md")
    desk.take_in(BRIDGE, title="Bridge", url="https://courier.example/a b_(1)", published_at="2026-03-04")
    desk.at("03-06T07:00")
    written = (tmp_path / "news.md").read_text(encoding="utf-8")
    assert "1. 2026-03-04, [Bridge](<https://courier.example/a%20b_%281%29>)" in written
    assert "1 article read, 1 used." in written


# Signatures


def test_the_vector_of_the_scheme() -> None:
    headers = sign(
        b'{"test": 2432232314}', message_id="msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp=1614265330, secret=SECRET
    )
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.parametrize("change", [lambda h, b: (h, b + b" "), lambda h, b: (h | {"webhook-id": "msg_x"}, b)])
def test_what_was_changed_on_the_way_does_not_verify(change: Callable[..., Any]) -> None:
    secret, body = new_secret(), json.dumps({"a": 1}).encode()
    headers = sign(body, message_id="msg_1", timestamp=1, secret=secret)
    assert verified(headers, body, secret) == {"a": 1}
    with pytest.raises(AssertionError):
        verified(*change(headers, body), secret)
    with pytest.raises(AssertionError):
        verified(headers, body, new_secret())


def test_a_newer_version_is_no_new_article(desk: Desk) -> None:
    desk.add()
    (bridge,) = desk.take_in(BRIDGE, external_id="desk-17")
    assert desk.at("03-06T07:00") == ["sent"]
    desk.set("03-06T12:00")
    assert desk.take_in(newer_text(desk, bridge), external_id="desk-17") == [bridge]
    assert desk.at("03-07T07:00") == ["nothing new"]


def newer_text(desk: Desk, article_id: str) -> str:
    version = desk.service.library().catalog.article(article_id).current
    return newer(version, version.text.replace("on Friday", "on Saturday")).text


def test_a_digest_that_ends_its_processes_is_given_up(desk: Desk) -> None:
    desk.add()
    desk.take_in(BRIDGE)
    desk.set("03-06T07:00")
    assert claim(desk.digest, desk.service.digesting)
    records = desk.service.digesting.records
    for n in range(len(PAUSES) + 1):  # each takes it, and is never heard of again: its lease ends
        assert records.take(worker=f"other-host:{n}:0", now=desk.now, until=desk.now) is not None
    assert desk.at("03-06T07:01") == ["6 processes did not survive making or sending it"]
    assert desk.last.state == Sending.GIVEN_UP
    assert desk.at("03-06T07:02") == []
