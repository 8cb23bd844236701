"""Summaries in Slack: of the article that a message links to, of a thread, and digests that are never posted twice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from service.cli import diagnosing as doctor
from service.errors import InputRejected
from service.settings import Settings
from service.slack.asks import Ask
from service.slack.running import diagnose
from tests.builders import ingest_sources, open_service, source
from tests.slack_api import Fault
from tests.slack_desk import ASKER, CHANNEL, TEAM, Desk, elements, open_api, open_desk, text_of

pytestmark = pytest.mark.server
ASKED = "What did Brandt say about the bridge?"
BRIDGE, FERRY = "[1] Bridge to open — Courier, 1 March 2026", "[1] Ferry to end — Ledger, 4 March 2026"
DUE = "2026-03-05T11:00:00Z"
Json = dict[str, Any]


@pytest.fixture
def desk(home: Path) -> Iterator[Desk]:
    with open_desk(home) as opened:
        yield opened
        assert opened.api.refused == []


def summarize(desk: Desk, **message: Any) -> Json:
    (reply,) = desk.responses(desk.shortcut("summarize_article", {"text": "", "ts": "1.2"} | message))
    assert reply["response_type"] == "ephemeral"
    return dict(reply)


# The shortcut


@pytest.mark.parametrize(
    "message",
    [
        {"text": "look at <https://courier.example/17|this>!"},
        {"text": "<http://courier.example/17/?utm_source=chat&amp;utm_medium=x#top>"},
        {"attachments": [{"from_url": "https://courier.example/17", "title": "Bridge to open"}]},
        {"text": "<https://other.example/1> and <https://courier.example/17>"},
    ],
)
def test_an_article_that_a_message_links_to_is_summed_up(desk: Desk, message: Json) -> None:
    reply = summarize(desk, **message)
    assert BRIDGE in text_of(reply)
    assert "Ferry to end" not in text_of(reply)
    assert elements(reply, "share")


def test_a_link_to_our_own_page_is_that_article(desk: Desk) -> None:
    ids = desk.service.library().catalog.article_ids()
    links = [f"<https://onrecord.example.com/v1/articles/{i}>" for i in [*ids, "none"]]
    both = text_of(summarize(desk, text=" ".join(links)))
    assert "Bridge to open — Courier" in both
    assert "Ferry to end — Ledger" in both
    marks = re.findall(r"\[(\d)\]", both)
    assert sorted(set(marks)) == ["1", "2"]  # one sentence each, numbered through


def test_an_unknown_link_is_told_so_and_how_to_add_it(desk: Desk) -> None:
    shown = text_of(summarize(desk, text="<https://other.example/new?a=1&amp;b=2>"))
    assert "https://other.example/new?a=1&amp;b=2 is not among the articles" in shown
    assert "onrecord ingest https://other.example/new" in shown


def test_another_teams_article_is_unknown(desk: Desk) -> None:
    desk.service.library("politics")
    hidden = source("“We hide it,” Mayor Ilse Brandt said.", title="Hidden", url="https://hidden.example/1")
    ingest_sources(desk.service.library("politics"), hidden)
    assert "not among the articles" in text_of(summarize(desk, text="<https://hidden.example/1>"))


def test_a_thread_without_a_link_is_what_our_answers_there_cite(desk: Desk) -> None:
    said = desk.mention(ASKED)
    desk.replies(said)
    assert BRIDGE in text_of(summarize(desk, text="Interesting.", ts="1.3", thread_ts=said["ts"]))
    assert BRIDGE in text_of(summarize(desk, text=said["text"], ts=said["ts"]))  # called on the question itself
    none = text_of(summarize(desk, text="Hello"))
    assert "no link to an article in this message" in none


def test_a_shortcut_makes_no_thread_one_of_ours(desk: Desk) -> None:
    said = desk.api.say(CHANNEL, ASKER, "<https://courier.example/17>")
    summarize(desk, text=said["text"], ts=said["ts"])
    desk.write("What did Brandt say?", thread_ts=said["ts"])
    desk.settle()
    assert desk.api.in_thread(CHANNEL, said["ts"]) == []


# The thread is the conversation


def test_a_follow_up_is_understood_from_its_thread(desk: Desk) -> None:
    said = desk.mention(ASKED)
    desk.replies(said)
    for number, (text, expected) in enumerate(
        [
            ("and about the ferry?", "Nobody in this town will miss the queue"),
            ("What did she say about the bridge?", "The bridge will open on Friday"),
        ],
        start=2,
    ):
        desk.write(text, thread_ts=said["ts"])
        assert expected in text_of(desk.replies(said, number=number)[-1])
    answer = elements(desk.replies(said)[1], "feedback")[0]["positive_button"]["value"].split()[1]
    read_as = desk.service.library().answers.read(answer)["read_as"]
    assert read_as == "What did Brandt say about the ferry?"


def test_another_thread_knows_nothing_of_it(desk: Desk) -> None:
    desk.replies(desk.mention(ASKED))
    (reply,) = desk.replies(desk.mention("What did she say about the ferry?"))
    answer = elements(reply, "feedback")[0]["positive_button"]["value"].split()[1]
    assert desk.service.library().answers.read(answer)["read_as"] is None


def test_what_one_person_alone_was_told_is_no_part_of_a_thread() -> None:
    ask = Ask(TEAM, CHANNEL, "1.1", "U1", "ask", ASKED, thread_ts="1.1", private=True)
    others = replace(ask, user="U2"), replace(ask, private=False), replace(ask, team="T2"), replace(ask, channel="C2")
    assert ask.conversation not in {other.conversation for other in others}
    assert replace(ask, thread_ts=None).conversation is None


# Digests


def due(desk: Desk, topic: str) -> None:
    desk.responses(desk.command(f"digest weekly {topic}"))
    records = desk.slack.bot.records
    (digest,) = records.digests()
    records.put_digest(replace(digest, due_at=DUE))


def posted(desk: Desk) -> list[Json]:
    return [m for (c, _), m in desk.api.messages.items() if c == CHANNEL and m["user"] == "UBOT"]


def test_a_digest_is_summed_up_with_sources_and_feedback(desk: Desk) -> None:
    due(desk, "the ferry")
    desk.sweep_elsewhere()
    desk.sweep_elsewhere(later_s=3600)
    (digest,) = posted(desk)
    shown = text_of(digest)
    assert shown.startswith("New on record on the ferry, this week")
    assert FERRY in shown
    assert "4 March 2026: Ferry to end" in shown.splitlines()[1]  # the heading of the event
    assert elements(digest, "feedback")
    assert digest["text"] == "New on record on the ferry, this week"


def test_a_digest_of_nothing_is_not_posted(desk: Desk) -> None:
    due(desk, "zeppelins over Atlantis")
    desk.sweep_elsewhere()
    assert posted(desk) == []
    assert desk.slack.bot.records.read((TEAM, CHANNEL, f"digest zeppelins over Atlantis {DUE}")).outcome  # type: ignore[union-attr]


def test_a_digest_whose_call_had_no_reply_is_found_again(desk: Desk) -> None:
    """Every post works, none is answered, and the process that tried first is gone when it could be found."""
    broken = {"chat.postMessage", "conversations.history"}
    desk.api.fault = lambda method: Fault(status=500, before=method != "chat.postMessage") if method in broken else None
    due(desk, "the ferry")
    desk.sweep_elsewhere()
    assert len(posted(desk)) == 1
    for _ in range(250):  # more than a page of the history
        desk.api.say(CHANNEL, "U7", "talk")
    broken.remove("conversations.history")
    desk.sweep_elsewhere(later_s=3600)
    assert len(posted(desk)) == 1
    record = desk.slack.bot.records.read((TEAM, CHANNEL, f"digest the ferry {DUE}"))
    assert record is not None
    assert (record.outcome, record.reply_ts) == ("done", posted(desk)[0]["ts"])


def test_an_answer_that_a_killed_process_had_posted_is_taken_as_its_reply(desk: Desk) -> None:
    said = desk.api.say(CHANNEL, ASKER, f"<@UBOT> {ASKED}")
    lost = {"type": "message", "channel": CHANNEL, "user": "UBOT", "ts": desk.api.ts(), "thread_ts": said["ts"]}
    desk.api.messages[CHANNEL, lost["ts"]] = lost | {"streaming": 1e12}
    ask = Ask(TEAM, CHANNEL, said["ts"], ASKER, "ask", ASKED, thread_ts=said["ts"])
    values = {"user": ASKER, "thread_ts": said["ts"], "now": "2026-03-05T12:00:00Z", "leased_until": 0}
    desk.slack.bot.records.claim(ask.id, ask.as_json(), **values)  # type: ignore[arg-type]
    desk.sweep_elsewhere()
    (reply,) = desk.replies(said)
    assert (reply["ts"], "The bridge will open on Friday" in text_of(reply)) == (lost["ts"], True)


# Purging


def test_a_purged_article_leaves_no_words_in_what_was_asked(desk: Desk) -> None:
    quotation = "Nobody in this town will miss the queue"
    desk.responses(desk.check(f"He said: “{quotation}”"))
    desk.replies(desk.mention(f"Who said “{quotation}”?"))
    desk.replies(desk.mention(ASKED))
    library = desk.service.library()
    ferry = next(a.id for a in library.catalog.articles() if a.current.title == "Ferry to end")
    desk.service.purge([ferry])
    home = desk.service.settings.home
    left = [path.name for path in home.rglob("*") if path.is_file() and b"will miss the queue" in path.read_bytes()]
    assert left == []
    said = desk.mention(ASKED)
    assert "The bridge will open on Friday" in text_of(desk.replies(said)[0])


# The doctor


def test_the_doctor_tries_the_tokens(home: Path) -> None:
    with open_api() as api:
        there = {"slack_api_url": f"{api.url}/api/", "slack_app_token": "xapp-1", "slack_bot_token": "xoxb-1"}
        (check,) = [c for c in doctor.diagnose(Settings(home=home, **there)) if c.name == "slack"]  # type: ignore[arg-type]
        assert (check.ok, check.message) == (
            True,
            f"team {TEAM} sees workspace 'default'; over Socket Mode (`onrecord slack`)",
        )
        for given, expected in (
            ({"slack_bot_token": "xoxb-2"}, "ONRECORD_SLACK_BOT_TOKEN: Slack says: invalid_auth"),
            ({"slack_app_token": "xapp-2"}, "ONRECORD_SLACK_APP_TOKEN: Slack says: invalid_auth"),
            ({"slack_api_url": "http://127.0.0.1:1/"}, "ONRECORD_SLACK_BOT_TOKEN: Slack says: "),
            ({"slack_bot_token": None}, "ONRECORD_SLACK_BOT_TOKEN: is not set"),
            ({"slack_client_id": "c", "slack_client_secret": "s"}, "ONRECORD_SLACK_TOKEN_KEY: is no key"),
            ({"slack_app_token": None}, "ONRECORD_SLACK_APP_TOKEN: is not set"),
        ):
            service = open_service(home, **(there | given))
            with pytest.raises(InputRejected, match=expected):
                diagnose(service)
            service.close()


def test_the_doctor_says_that_there_is_no_bot(home: Path) -> None:
    service = open_service(home)
    assert diagnose(service) == "not set up (docs/slack.md says how)"
    service.close()
