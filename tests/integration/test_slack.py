"""The bot from end to end: real signatures, real sockets, a Slack that refuses what Slack refuses."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest

from service.web.app import create_app
from tests.builders import ingest_sources, source
from tests.slack_api import Fault, Installed
from tests.slack_desk import (
    ASKER,
    CHANNEL,
    DIRECT,
    OAUTH,
    TEAM,
    Desk,
    elements,
    open_api,
    open_desk,
    open_newsroom,
    serve,
    text_of,
)

pytestmark = pytest.mark.server
ASKED = "What did Brandt say about the bridge?"
OPEN = "The bridge will open on Friday and it will stay open"
MISS = "Nobody in this town will miss the queue"
NOBODY = "What did Zoe Zimmer say?"


@pytest.fixture
def desk(home: Path) -> Iterator[Desk]:
    with open_desk(home) as opened:
        yield opened
        assert opened.api.refused == []


def once(method: str, **fault: Any) -> Callable[[str], Fault | None]:
    """Return a fault of the first call of a method."""
    left = [Fault(**fault)]
    return lambda called: left.pop() if called == method and left else None


def always(method: str, **fault: Any) -> Callable[[str], Fault | None]:
    return lambda called: Fault(**fault) if called == method else None


# Ways in


def test_a_mention_is_answered_in_its_thread_with_numbered_sources(desk: Desk) -> None:
    said = desk.mention(ASKED)
    (reply,) = desk.replies(said)
    shown = text_of(reply)
    assert OPEN in shown.splitlines()[0]  # the markdown, before the sources
    assert "[1] Bridge to open — Courier, 1 March 2026" in shown
    marks = re.findall(r"\[(\d)\]", reply["blocks"][0]["text"].replace("\\", ""))
    assert set(marks) == set(re.findall(r"\[(\d)\] [BF]", shown))
    links = [e for b in reply["blocks"] if b["type"] == "rich_text" for p in b["elements"] for e in p["elements"]]
    assert {"type": "link", "url": "https://courier.example/17", "text": "Bridge to open"} in links
    assert [s["thread_ts"] for s in desk.api.statuses] == [said["ts"]]
    calls = [name for name, _ in desk.api.calls]
    assert next(name for name in calls if name.startswith("chat.")) == "chat.startStream"
    assert calls.count("auth.test") == 1  # not for every request


def test_the_stored_answer_is_the_one_that_was_shown(desk: Desk) -> None:
    (reply,) = desk.replies(desk.mention(ASKED))
    (web,) = elements(reply, "web")
    assert parse_qs(urlsplit(web["url"]).query)["question"] == [ASKED]
    answer_id = elements(reply, "feedback")[0]["positive_button"]["value"].split()[1]
    stored = desk.service.library().answers.read(answer_id)
    assert stored["citations"]
    assert [c["quote"] for c in stored["citations"] if c["quote"] not in text_of(reply)] == []


def test_a_direct_message_needs_no_mention(desk: Desk) -> None:
    (reply,) = desk.replies(desk.write(ASKED, channel=DIRECT))
    assert OPEN in text_of(reply)


def test_a_follow_up_in_a_thread_of_ours_needs_no_mention(desk: Desk) -> None:
    said = desk.mention(ASKED)
    desk.replies(said)
    desk.write("What did Brandt say about the ferry?", thread_ts=said["ts"])
    assert MISS in text_of(desk.replies(said, number=2)[1])


@pytest.mark.parametrize("text", ["Thanks!", "<@U2> can you check that?", ":+1:", "…"])
def test_talk_between_people_in_our_thread_is_left_alone(desk: Desk, text: str) -> None:
    said = desk.mention(ASKED)
    desk.replies(said)
    desk.write(text, thread_ts=said["ts"])
    desk.settle()
    assert len(desk.replies(said)) == 1


def test_a_thread_or_channel_of_others_is_left_alone(desk: Desk) -> None:
    said = desk.write("What did Brandt say?")
    desk.write("Who knows?", thread_ts=said["ts"])
    desk.settle()
    assert [name for name, _ in desk.api.calls if name != "auth.test"] == []


def test_the_bot_does_not_hear_itself_or_other_bots(desk: Desk) -> None:
    desk.write(ASKED, channel=DIRECT, user="UBOT")
    desk.write(ASKED, channel=DIRECT, bot_id="B7")
    desk.write(ASKED, channel=DIRECT, subtype="message_changed")
    desk.settle()
    assert [name for name, _ in desk.api.calls if name != "auth.test"] == []


def test_an_empty_mention_and_help_explain_themselves(desk: Desk) -> None:
    for text in ("", "help"):
        (reply,) = desk.replies(desk.mention(text))
        assert "`/onrecord statements SPEAKER about TOPIC`" in text_of(reply)


def test_the_command_answers_for_one_person_who_may_share_it(desk: Desk) -> None:
    hook = desk.command(f"ask {ASKED}")
    (answer,) = desk.responses(hook)
    assert (answer["response_type"], OPEN in text_of(answer)) == ("ephemeral", True)
    assert not [name for name, _ in desk.api.calls if name.startswith("chat.")]
    (share,) = elements(answer, "share")
    for _ in range(2):  # a double click
        shared = desk.click(share, answer, private=True)
    first = desk.api.replies[1]
    assert (first.body["response_type"], OPEN in text_of(first.body)) == ("in_channel", True)
    assert text_of(first.body).endswith(f"Shared by <@{ASKER}>")
    assert [r.body.get("response_type") for r in desk.api.replies].count("in_channel") == 1
    assert shared


def test_what_is_kept_private_loses_its_buttons(desk: Desk) -> None:
    (answer,) = desk.responses(desk.command(ASKED))
    hook = desk.click(elements(answer, "keep")[0], answer, private=True)
    (kept,) = desk.responses(hook)
    assert kept["replace_original"] is True
    assert OPEN in text_of(kept)
    assert elements(kept, "share") == []


def test_the_command_lists_statements(desk: Desk) -> None:
    (listed,) = desk.responses(desk.command("statements Brandt about the ferry"))
    assert MISS in text_of(listed)
    assert OPEN not in text_of(listed)
    (none,) = desk.responses(desk.command("statements Zimmer"))
    assert "No statement on record for “Zimmer”" in text_of(none)


def test_the_command_summarizes_a_topic_or_an_article_and_may_be_shared(desk: Desk) -> None:
    article = desk.service.library().catalog.article_ids()[0]
    for asked in ("the bridge", article):
        (summary,) = desk.responses(desk.command(f"summarize {asked}"))
        assert re.search(r"\[1\] (Bridge to open|Ferry to end) — (Courier|Ledger)", text_of(summary))
        answer_id = elements(summary, "feedback")[0]["positive_button"]["value"].split()[1]
        assert desk.service.library().answers.read(answer_id)["question"] == f"Summarize {asked}"
        desk.click(elements(summary, "share")[0], summary, private=True)
    desk.until(lambda: [r.body.get("response_type") for r in desk.api.replies].count("in_channel") == 2)
    (empty,) = desk.responses(desk.command("summarize"))
    assert "Say of what" in text_of(empty)
    (refused,) = desk.responses(desk.command("summarize zeppelins over Atlantis"))
    assert "2 articles" in text_of(refused)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"He said: “{MISS}”", ["Word for word", "said by Mayor Ilse Brandt, in Ferry to end — Ledger, 4 March 2026"]),
        ("“Everybody in this town will miss the queue”", ["Not word for word", "Nobody Everybody in this town"]),
        ("“Taxes will rise by nine percent next year”", ["Not found in the articles"]),
        ("“Yes.”", ["There is no quotation of 3 to 80 words"]),
    ],
)
def test_who_said_this(desk: Desk, text: str, expected: list[str]) -> None:
    (reply,) = desk.responses(desk.check(text))
    assert reply["response_type"] == "ephemeral"
    assert [e for e in expected if e not in text_of(reply)] == []


def test_an_altered_quotation_shows_the_difference(desk: Desk) -> None:
    (reply,) = desk.responses(desk.check("“The bridge will not open on Friday and it will stay open,” the mayor said"))
    styled = {
        e["text"].strip(): e["style"] for p in reply["blocks"][0]["elements"] for e in p["elements"] if "style" in e
    }
    assert styled["not"] == {"strike": True}


# Answers


def test_an_ambiguous_name_is_a_choice_of_buttons(desk: Desk) -> None:
    okafors = "“The curfew stays,” Mayor Ruth Okafor said.\n\n“The curfew goes,” Captain Daniel Okafor said."
    ingest_sources(desk.service.library(), source(okafors, title="Curfew", origin="desk-3"))
    said = desk.mention("What did Okafor say about the curfew?")
    (refused,) = desk.replies(said)
    ruth, daniel = sorted(elements(refused, "again"), key=lambda e: e["text"]["text"], reverse=True)
    assert "Ruth Okafor" in ruth["text"]["text"]
    for _ in range(3):
        desk.click(ruth, refused)
    chosen = desk.replies(said, number=2)
    assert len(chosen) == 2
    assert "The curfew stays" in text_of(chosen[1])
    assert "The curfew goes" not in text_of(chosen[1])
    assert "Daniel" in daniel["text"]["text"]


def test_a_refusal_says_what_was_searched(desk: Desk) -> None:
    (reply,) = desk.replies(desk.mention(NOBODY))
    assert "No speaker called Zoe Zimmer is in the articles (2 articles from" in text_of(reply)
    assert elements(reply, "web")


def test_a_long_answer_is_cut_between_sentences_and_shown_whole_on_demand(desk: Desk) -> None:
    spoken = [
        f"“Number {n} {'is a very long promise that I repeat ' * 60}to you,” Mayor Otto Lund said." for n in range(40)
    ]
    ingest_sources(desk.service.library(), source("\n\n".join(spoken), title="Promises", origin="desk-9"))
    said = desk.mention("What did Lund say?")
    (first,) = desk.replies(said)
    answer_id = elements(first, "feedback")[0]["positive_button"]["value"].split()[1]
    sentences = [s["text"] for s in desk.service.library().answers.read(answer_id)["sentences"]]
    if not elements(first, "more"):
        pytest.fail(f"{len(sentences)} sentences made no long answer")
    for _ in range(2):
        desk.click(elements(first, "more")[0], first)
    left = int(re.search(r"\((\d+) more\)", elements(first, "more")[0]["text"]["text"])[1])  # type: ignore[index]
    everything = desk.replies(said, number=2)
    text = " ".join(text_of(m) for m in everything)
    assert [s for s in sentences if text.count(s) != 1] == []
    assert sum(s in text_of(first) for s in sentences) == len(sentences) - left
    for message in everything:
        cited = set(re.findall(r"\[(\d+)\]", message["blocks"][0]["text"].replace("\\", "")))
        assert cited == set(re.findall(r"(?m)^\[(\d+)\] | \[(\d+)\] P", text_of(message))) or all(
            f"[{n}] Promises" in text_of(message) for n in cited
        )


def test_nothing_in_an_article_notifies_links_or_formats(desk: Desk) -> None:
    text = "“Ask <!channel> and <@U2> or *now* `rm` [x] & go to <#C1> before the others do,” Mayor Rosa Ternberg said."
    title = "<!here> *Bold* <https://evil.example|click>"
    ingest_sources(desk.service.library(), source(text, title=title, origin="desk-4", url="javascript:alert(1)"))
    (reply,) = desk.replies(desk.mention("What did Ternberg say?"))
    assert "<!channel> and <@U2> or *now* `rm` [x]" in text_of(reply)
    markdown = reply["blocks"][0]["text"]
    assert not re.search(r"<[!@#h]|(?<!\\)[*`\[]|https://", markdown)
    for kind in ("mrkdwn",):
        raw = json.dumps([e for b in reply["blocks"] for e in b.get("elements", []) if e.get("type") == kind])
        assert "<!" not in raw
    assert "javascript" not in json.dumps(reply)


def test_feedback_is_stored_with_the_answer(desk: Desk) -> None:
    (reply,) = desk.replies(desk.mention(ASKED))
    (thumbs,) = elements(reply, "feedback")
    answer_id = thumbs["positive_button"]["value"].split()[1]
    answers = desk.service.library().answers
    desk.click(thumbs, reply, value=thumbs["positive_button"]["value"])
    desk.until(lambda: answers.feedback(answer_id) == {f"slack:{TEAM}:{ASKER}": "helpful"})
    hook = desk.click(thumbs, reply, user="U2", value=thumbs["negative_button"]["value"])
    (asked,) = desk.responses(hook)
    labels = [e["text"]["text"] for e in elements(asked, "verdict")]
    assert labels == ["Wrong speaker", "Wrong quote", "Something is missing"]
    desk.click(elements(asked, "verdict")[0], asked, user="U2", private=True)
    desk.until(lambda: answers.feedback(answer_id).get(f"slack:{TEAM}:U2") == "wrong_speaker")


# Robust


def test_a_wrong_or_old_signature_is_turned_away(desk: Desk) -> None:
    body = json.dumps({"type": "event_callback", "team_id": TEAM, "event": {"type": "app_mention"}})
    assert desk.post(body, age_s=301).status_code == 401
    desk.secret = "another"
    assert desk.post(body).status_code == 401
    assert desk.http.post("/slack/events", content=body).status_code == 401


def test_one_message_is_answered_once_however_often_it_comes(desk: Desk) -> None:
    """Slack repeats events; a mention also comes as a message of the channel."""
    said = desk.mention(ASKED)
    for retry in range(3):
        assert desk.event({**said, "type": "app_mention", "team": TEAM}, retry=retry).status_code == 200
        assert desk.event({**said, "channel_type": "channel", "team": TEAM}, retry=retry).status_code == 200
    assert len(desk.replies(said)) == 1
    assert [name for name, _ in desk.api.calls].count("chat.startStream") == 1


def test_a_message_event_that_comes_before_its_mention_is_the_mention(desk: Desk) -> None:
    said = desk.write(f"<@UBOT> {ASKED}")
    desk.event({**said, "type": "app_mention", "team": TEAM})
    assert OPEN in text_of(desk.replies(said)[0])


def test_slack_hears_at_once_that_an_event_arrived(desk: Desk) -> None:
    desk.api.fault = lambda method: Fault(status=200, late_s=0.6) if method.startswith("chat") else None
    started = time.perf_counter()
    desk.mention(ASKED)
    assert time.perf_counter() - started < 0.5


def test_a_stream_that_dies_is_written_over(desk: Desk) -> None:
    desk.api.stream_life_s = 0
    said = desk.mention(ASKED)
    desk.until(lambda: "chat.update" in [name for name, _ in desk.api.calls])
    desk.settle()
    (reply,) = desk.api.in_thread(CHANNEL, said["ts"])
    assert OPEN in text_of(reply)
    assert elements(reply, "feedback")
    desk.api.refused = [r for r in desk.api.refused if "message_not_in_streaming_state" not in r[1]]


def test_where_streams_are_refused_the_answer_is_posted(home: Path) -> None:
    with open_desk(home) as desk:
        desk.api.refuse = {"chat.startStream": "method_not_supported_for_channel_type"}
        (reply,) = desk.replies(desk.mention(ASKED))
        assert OPEN in text_of(reply)


@pytest.mark.parametrize("method", ["chat.startStream", "chat.stopStream"])
@pytest.mark.parametrize(
    "fault",
    [
        {"status": 429, "retry_after": 0},
        {"status": 500},
        {"status": 500, "before": False},
        {"late_s": 1.1, "before": False},
    ],
)
def test_a_fault_of_slack_costs_neither_the_answer_nor_a_second_one(
    home: Path, method: str, fault: dict[str, Any]
) -> None:
    with open_desk(home, timeout_s=1) as desk:
        desk.api.fault = once(method, **fault)
        said = desk.mention(ASKED)
        (reply,) = desk.replies(said)
        assert OPEN in text_of(reply)
        assert elements(reply, "feedback")


def test_slack_down_for_longer_is_tried_again_later(home: Path, caplog: pytest.LogCaptureFixture) -> None:
    with open_desk(home) as desk:
        desk.replies(desk.mention("help"))
        desk.api.fault = lambda _method: Fault(status=503)
        said = desk.mention(ASKED)
        desk.until(lambda: "is tried again" in caplog.text)
        desk.settle()
        desk.api.fault = lambda _method: None
        desk.sweep_elsewhere(later_s=3600)
        assert OPEN in text_of(desk.replies(said)[0])


def test_a_question_that_was_taken_on_by_a_killed_process_is_answered(desk: Desk) -> None:
    from service.slack.asks import Ask

    said = desk.api.say(CHANNEL, ASKER, f"<@UBOT> {ASKED}")
    ask = Ask(TEAM, CHANNEL, said["ts"], ASKER, "ask", ASKED, thread_ts=said["ts"])
    records = desk.slack.bot.records
    records.claim(ask.id, ask.as_json(), user=ASKER, thread_ts=said["ts"], now="2026-03-05T12:00:00Z", leased_until=0)
    desk.sweep_elsewhere()
    assert OPEN in text_of(desk.replies(said)[0])
    desk.sweep_elsewhere()
    assert len(desk.replies(said)) == 1


def test_two_replicas_answer_once(desk: Desk) -> None:
    """The same event reaches two servers on one catalog, as when Slack repeats it through a load balancer."""
    from service.slack.running import build

    second = build(desk.service, wire=desk.slack.bot.wire)
    with serve(second, {}) as url, httpx2.Client(base_url=url, timeout=20) as http:
        said = [desk.api.say(CHANNEL, ASKER, f"<@UBOT> {ASKED}") for _ in range(5)]
        for one in said:
            event = {**one, "type": "app_mention", "team": TEAM}
            for client in (http, desk.http):
                assert replace(desk, http=client).event(event).status_code == 200
        desk.until(lambda: not second.bot._working)
        assert [len(desk.replies(one)) for one in said] == [1] * 5


def test_more_questions_than_slack_takes_at_once_are_all_answered(desk: Desk) -> None:
    desk.api.limits = {"chat.startStream": 2}
    said = [desk.mention(ASKED) for _ in range(4)]
    assert [OPEN in text_of(desk.replies(one)[0]) for one in said] == [True] * 4
    assert desk.api.limited > 0


def test_a_reply_that_is_deleted_while_it_is_written_is_let_go(home: Path) -> None:
    with open_desk(home) as desk:

        def delete(method: str) -> None:
            if method == "chat.stopStream":
                for place in [p for p, m in desk.api.messages.items() if "streaming" in m]:
                    desk.api.delete(*place)

        desk.api.fault = delete
        key = (TEAM, CHANNEL, desk.mention(ASKED)["ts"])
        desk.until(lambda: desk.slack.bot.records.read(key).outcome == "gone")  # type: ignore[union-attr]


def test_a_question_that_is_deleted_meanwhile_is_let_go(home: Path) -> None:
    with open_desk(home) as desk:
        said = desk.api.say(CHANNEL, ASKER, f"<@UBOT> {ASKED}")
        desk.api.delete(CHANNEL, said["ts"])
        desk.event({**said, "type": "app_mention", "team": TEAM})
        key = (TEAM, CHANNEL, said["ts"])
        desk.until(lambda: desk.slack.bot.records.read(key).outcome == "gone")  # type: ignore[union-attr]
        assert desk.api.in_thread(CHANNEL, said["ts"]) == []


def test_removed_from_the_channel_the_bot_tells_the_asker(home: Path, caplog: pytest.LogCaptureFixture) -> None:
    with open_desk(home) as desk:
        desk.api.channels[CHANNEL].remove("UBOT")
        desk.mention(ASKED)
        desk.until(lambda: [c for c, _ in desk.api.messages if c == ASKER])
        (message,) = [m for (c, _), m in desk.api.messages.items() if c == ASKER]
        incident = re.search(r"Incident `(\w+)`", text_of(message))
        assert incident
        assert incident[1] in caplog.text
        assert "not_in_channel" in text_of(message)


def test_what_breaks_ends_in_a_message_with_an_id_that_is_in_the_log(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    desk.service.library().index.file.path.unlink()
    desk.service.library().index._checked = False
    (reply,) = desk.replies(desk.mention(ASKED))
    incident = re.search(r"Incident `(\w+)`", text_of(reply))
    assert incident
    assert incident[1] in caplog.text
    assert "run `onrecord reindex`" in text_of(reply).replace("\u2060", "")


def test_too_long_a_question_is_told_so(desk: Desk) -> None:
    (reply,) = desk.replies(desk.mention("why " * 600))
    assert "ask with at most 2,000" in text_of(reply)


# Teams


def test_a_stranger_in_a_shared_channel_sees_nothing(desk: Desk) -> None:
    said = desk.api.say(CHANNEL, "U9", f"<@UBOT> {ASKED}")
    desk.event({**said, "type": "app_mention", "team": "T9"}, is_ext_shared_channel=True)
    desk.until(lambda: desk.api.ephemeral)
    assert "Only members of the team" in text_of(desk.api.ephemeral[0])


def test_in_a_channel_shared_with_others_the_answer_is_private(desk: Desk) -> None:
    said = desk.api.say(CHANNEL, ASKER, f"<@UBOT> {ASKED}")
    desk.event({**said, "type": "app_mention", "team": TEAM}, is_ext_shared_channel=True)
    desk.until(lambda: desk.api.ephemeral)
    assert OPEN in text_of(desk.api.ephemeral[0])
    assert elements(desk.api.ephemeral[0], "share")
    assert desk.api.in_thread(CHANNEL, said["ts"]) == []


def test_another_team_is_not_answered_with_our_token(desk: Desk) -> None:
    said = desk.api.say(CHANNEL, ASKER, f"<@UBOT> {ASKED}")
    desk.event({**said, "type": "app_mention", "team": "T2"}, team_id="T2")
    desk.settle()
    assert [name for name, _ in desk.api.calls if name != "auth.test"] == []


def install(desk: Desk, team: str, token: str) -> None:
    """Go through the install flow as a browser would."""
    started = desk.http.get("/slack/install")
    address = re.search(r'href="(https://slack\.com/oauth/v2/authorize[^"]+)"', started.text)
    assert address
    state = parse_qs(urlsplit(address[1].replace("&amp;", "&")).query)["state"][0]
    desk.api.codes["code-" + team] = {
        "access_token": token,
        "token_type": "bot",
        "scope": "chat:write",
        "bot_user_id": "UBOT",
        "app_id": "A1",
        "team": {"id": team, "name": team},
        "enterprise": None,
        "authed_user": {"id": "U5"},
        "is_enterprise_install": False,
    }
    desk.api.tokens[token] = Installed(team, scopes=desk.api.tokens["xoxb-1"].scopes)
    query = {"code": "code-" + team, "state": state}
    cookies = {"Cookie": f"slack-app-oauth-state={state}"}
    done = desk.http.get("/slack/oauth_redirect", params=query, headers=cookies)
    assert done.status_code == 200, done.text
    again = desk.http.get("/slack/oauth_redirect", params=query, headers=cookies)
    assert again.status_code == 401


def test_teams_install_the_app_and_see_their_own_workspace_only(home: Path) -> None:
    with open_desk(home, slack_teams={"T1": "default"}, **OAUTH) as desk:
        install(desk, "T1", "xoxb-one")
        install(desk, "T2", "xoxb-two")
        ours, theirs = desk.mention(ASKED), desk.api.say(CHANNEL, ASKER, f"<@UBOT> {ASKED}")
        desk.event({**theirs, "type": "app_mention", "team": "T2"}, team_id="T2")
        assert OPEN in text_of(desk.replies(ours)[0])
        assert "No article matches" in text_of(desk.replies(theirs)[0])
        answer_id = elements(desk.replies(ours)[0], "feedback")[0]["positive_button"]["value"].split()[1]
        stored = (home / "catalog.sqlite3").read_bytes() + (home / "catalog.sqlite3-wal").read_bytes()
        assert b"xoxb-one" not in stored
        assert b"xoxb-two" not in stored
        with pytest.raises(Exception, match="no answer"):
            desk.service.library("slack-t2").answers.read(answer_id)
        desk.event({"type": "app_uninstalled"}, team_id="T2")
        desk.until(lambda: desk.slack.bot.records.installation("T2") is None)


def test_an_install_link_that_was_not_asked_for_is_refused(home: Path) -> None:
    with open_desk(home, **OAUTH) as desk:
        done = desk.http.get("/slack/oauth_redirect", params={"code": "x", "state": "guessed"})
        assert done.status_code in (400, 401)


# Home, digests, links


def test_the_home_shows_recent_questions_and_lets_admins_set_defaults(desk: Desk) -> None:
    desk.replies(desk.mention(ASKED))
    desk.api.admins.add(ASKER)
    for user in (ASKER, "U2"):
        desk.event({"type": "app_home_opened", "user": user, "channel": DIRECT, "tab": "home"})
        desk.until(lambda user=user: user in desk.api.views)
    view = desk.api.views[ASKER]
    assert ASKED in text_of(view)
    assert ASKED not in text_of(desk.api.views["U2"])
    assert elements(desk.api.views["U2"], "set_") == []
    (outlet,) = elements(view, "set_source")
    chosen = next(o for o in outlet["options"] if o["value"] == "Ledger")
    desk.click(outlet, view, user="U2", selected_option=chosen)
    desk.click(outlet, view, selected_option=chosen)
    desk.until(lambda: desk.slack.bot.records.settings(TEAM).source == "Ledger")
    said = desk.mention(ASKED)
    (refused,) = desk.replies(said)
    assert OPEN not in text_of(refused)
    everywhere = [e for e in elements(refused, "again") if e["text"]["text"] == "Search all articles"]
    assert everywhere
    desk.click(everywhere[0], refused)
    assert OPEN in text_of(desk.replies(said, number=2)[1])


def test_the_messages_tab_suggests_questions(desk: Desk) -> None:
    desk.event({"type": "app_home_opened", "user": ASKER, "channel": DIRECT, "tab": "messages"})
    desk.until(lambda: desk.api.prompts)
    assert {"title": "What did Ilse Brandt say?", "message": "What did Ilse Brandt say?"} in desk.api.prompts[0][
        "prompts"
    ]


def test_links_to_our_articles_unfold(desk: Desk) -> None:
    article = desk.service.library().catalog.article_ids()[0]
    links = [f"https://onrecord.example.com/v1/articles/{article}", "https://onrecord.example.com/v1/articles/none"]
    event = {"type": "link_shared", "channel": CHANNEL, "message_ts": "1.1", "unfurl_id": "u", "source": "composer"}
    desk.event(event | {"links": [{"domain": "onrecord.example.com", "url": url} for url in links]})
    desk.until(lambda: desk.api.unfurled)
    assert list(desk.api.unfurled[0]["unfurls"]) == links[:1]


def test_a_digest_is_set_posted_when_due_and_ended(desk: Desk) -> None:
    (done,) = desk.responses(desk.command("digest daily the ferry"))
    assert "what is new is summed up here daily" in text_of(done)
    (listed,) = desk.responses(desk.command("digest"))
    assert "daily: the ferry, next 2026-03-06 12:00 UTC" in text_of(listed)
    records = desk.slack.bot.records
    (digest,) = records.digests()
    records.put_digest(replace(digest, due_at="2026-03-05T11:00:00Z"))
    desk.sweep_elsewhere()
    desk.sweep_elsewhere()
    posted = [m for (c, _), m in desk.api.messages.items() if c == CHANNEL and m["user"] == "UBOT"]
    assert len(posted) == 1
    assert MISS in text_of(posted[0])
    assert [d.due_at for d in records.digests()] == ["2026-03-06T12:00:00Z"]
    desk.responses(desk.command("digest off"))
    assert records.digests() == []


def test_the_service_mounts_the_bot(home: Path) -> None:
    from starlette.testclient import TestClient

    with open_api() as api:
        service = open_newsroom(home, slack_api_url=f"{api.url}/api/")
        with TestClient(create_app(service)) as client:
            assert client.post("/slack/events", content=b"{}").status_code == 401
            assert client.get("/slack/install").status_code == 404
        service.close()


def test_socket_mode_acknowledges_and_answers(home: Path) -> None:
    """The same asks over a web socket; the process ends with Ctrl-C."""
    import signal
    import subprocess

    from tests.integration.processes import command, environment

    with open_api() as api:
        open_newsroom(home, embedding="minilm-l6-int8").close()
        settings = {"ONRECORD_SLACK_BOT_TOKEN": "xoxb-1", "ONRECORD_SLACK_APP_TOKEN": "xapp-1"}
        given = environment(home, ONRECORD_SLACK_API_URL=f"{api.url}/api/", **settings)
        process = subprocess.Popen(command("slack"), env=given, cwd=home.parent, stdout=subprocess.PIPE, text=True)
        assert process.stdout
        assert process.stdout.readline() == "OnRecord listens to Slack  (Ctrl-C ends it)\n"
        said = api.say(CHANNEL, ASKER, "<@UBOT> help")
        event = {**said, "type": "app_mention", "team": TEAM}
        payload = {"type": "event_callback", "team_id": TEAM, "event": event}
        api.push({"type": "events_api", "envelope_id": "e1", "payload": payload, "accepts_response_payload": False})
        deadline = time.monotonic() + 20
        while not api.in_thread(CHANNEL, said["ts"]) and time.monotonic() < deadline:
            time.sleep(0.02)
        assert [a["envelope_id"] for a in api.acked] == ["e1"]
        assert "Mention me in a channel" in text_of(api.in_thread(CHANNEL, said["ts"])[0])
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=20)
        assert process.returncode == 130
