"""What the bot says: answers, refusals, statements, quotations looked up, digests, errors, its home."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from service.answering.wording import name_with_role, spelled_day, spoken_by
from service.digesting.rendering import coverage, period
from service.domain.news import ArticleVersion, Statement
from service.retrieval.quoting import Lookup, Sighting, Verdict
from service.slack import blocks
from service.slack.blocks import Block
from service.slack.escaping import markdown, mrkdwn, web_address
from service.store.slack import Digest, TeamSettings

Json = dict[str, Any]
QUOTE_LIMIT = 600  # characters of a source; the whole stands on the page
QUOTE_LIMITS = (QUOTE_LIMIT, 200, 60)  # shorter where one sentence cites many
SENTENCE_LIMIT = 6_000
_PARAGRAPH = "\n\n"
STATEMENTS = 10
NOTICE_LIMIT = 300
PERIODS = {"0": "all articles", "7": "the last 7 days", "30": "the last 30 days", "365": "the last year"}


@dataclass(frozen=True, slots=True)
class Message:
    """Markdown that is streamed chunk by chunk, the blocks under it, and one line for notifications."""

    chunks: tuple[str, ...]
    blocks: tuple[Block, ...]
    notice: str

    @property
    def whole(self) -> list[Block]:
        text = [blocks.markdown_block("".join(self.chunks))] if self.chunks else []
        return [*text, *self.blocks]

    @property
    def text(self) -> str:
        return mrkdwn(blocks.shorten(self.notice, NOTICE_LIMIT))


def told(text: str, *more: Block) -> Message:
    """Return a message of our own words."""
    return Message((), (blocks.words(text), *more), text)


# Answers


def answer_parts(answer: Json, *, web: str | None) -> list[Message]:
    """Return an Answer object as messages within Slack's limits, cut between sentences.

    The first holds a button for the rest; each has the sources that its sentences cite, under their numbers.
    """
    if answer["refusal"]:
        return [_refusal(answer, web=web)]
    first, *rest = _bare_parts(answer)
    tail = _tail(answer, left=sum(len(part.chunks) for part in rest), web=web)
    return [replace(first, blocks=(*first.blocks, *tail)), *rest]


def _bare_parts(answer: Json) -> list[Message]:
    """Return the messages of an answer without what can be pressed; a chunk a sentence."""
    return [
        Message(
            _streamed(answer, sentences),
            tuple(_fitting_sources(answer, sentences)),
            "The rest of the answer" if number else answer["text"],
        )
        for number, sentences in enumerate(_cut(answer, _titled(answer)))
    ]


def _titled(answer: Json) -> list[Json]:
    """Return the sentences; the first one of a summary's section has its heading."""
    if not any(section["heading"] for section in answer.get("sections", ())):
        return list(answer["sentences"])
    return [
        sentence | ({"heading": section["heading"]} if n == 0 and section["heading"] else {})
        for section in answer["sections"]
        for n, sentence in enumerate(section["sentences"])
    ]


def _cut(answer: Json, titled: Sequence[Json]) -> Iterator[list[Json]]:
    """Yield the sentences in groups that fit a message, sources and buttons included."""
    part: list[Json] = []
    for sentence in titled:
        longer = [*part, sentence]
        if part and _weight(answer, longer, QUOTE_LIMITS[0]) > _room(answer):
            yield part
            longer = [sentence]
        part = longer
    yield part


def _room(answer: Json) -> int:
    """Return what the text and the sources of a message may weigh."""
    return blocks.MESSAGE_LIMIT - blocks.size(_tail(answer, left=999, web="https://" + "x" * 400)) - 300


def _weight(answer: Json, sentences: Sequence[Json], quote_limit: int) -> int:
    text = blocks.markdown_block("".join(_streamed(answer, sentences)))
    return blocks.size([text, *_sources(answer, sentences, quote_limit)])


def _fitting_sources(answer: Json, sentences: Sequence[Json]) -> list[Block]:
    """Return the sources with their words as long as the message has room for."""
    room = _room(answer)
    fitting = (limit for limit in QUOTE_LIMITS if _weight(answer, sentences, limit) <= room)
    return _sources(answer, sentences, next(fitting, QUOTE_LIMITS[-1]))


def _streamed(answer: Json, sentences: Sequence[Json]) -> tuple[str, ...]:
    """Return the sentences as chunks of markdown: running text by a model, one paragraph each where we report."""
    between = "\n\n" if answer["mode"] == "extractive" else " "
    return tuple(
        f"{_heading(s, n) or (between if n else '')}{_escaped(s['text'])} {markdown(_marks(s))}"
        for n, s in enumerate(sentences)
    )


def _heading(sentence: Json, number: int) -> str:
    if not sentence.get("heading"):
        return ""
    return f"{_PARAGRAPH if number else ''}**{markdown(blocks.shorten(sentence['heading'], 200))}**{_PARAGRAPH}"


def _escaped(text: str) -> str:
    """Return a sentence as markdown, cut where it alone would fill a message."""
    while blocks.size([made := blocks.markdown_block(markdown(text))]) > SENTENCE_LIMIT:
        text = blocks.shorten(text, len(text) * 3 // 4)
    return str(made["text"])


def _marks(sentence: Json) -> str:
    return "".join(f"[{number}]" for number in sentence["citations"])


def _sources(answer: Json, sentences: Sequence[Json], quote_limit: int) -> list[Block]:
    cited = {number for sentence in sentences for number in sentence["citations"]}
    parts = [part for c in answer["citations"] if c["number"] in cited for part in _source(c, quote_limit)]
    return blocks.rich(parts)


def _source(citation: Json, quote_limit: int) -> Iterator[Block]:
    number = blocks.literal(f"[{citation['number']}] ", bold=True)
    headed = _headed(citation["title"], citation["url"], citation["source"], citation["published_at"])
    yield blocks.line(number, *headed)
    yield blocks.quotation(blocks.literal(blocks.shorten(citation["quote"], quote_limit)))


def _headed(title: str | None, url: str | None, source: str | None, day: str | None) -> Iterator[Block]:
    """Yield title, outlet and date, the title as a link where the article has an address."""
    name = blocks.shorten(title or "Untitled article", 200)
    address = web_address(url)
    yield blocks.link(name, address) if address else blocks.literal(name)
    details = ", ".join(
        filter(None, [blocks.shorten(source, 100) if source else None, spelled_day(day) if day else None])
    )
    if details:
        yield blocks.literal(f" — {details}")


def _tail(answer: Json, *, left: int, web: str | None) -> list[Block]:
    more = blocks.button(f"Show all ({left} more)", action="more", value=answer["id"])
    row = ([more] if left else []) + _continue(answer, web)
    notes = [blocks.context(mrkdwn(blocks.shorten(note, 400))) for note in answer["notes"][:2]]
    return [*notes, *blocks.actions(row), blocks.thumbs(answer["id"])]


def _continue(answer: Json, web: str | None) -> list[Block]:
    if not web:
        return []
    address = f"{web.rstrip('/')}/?question={quote(answer['question'][:1000])}"
    return [blocks.link_button("Continue on the web", action="web", url=address)]


def _refusal(answer: Json, *, web: str | None) -> Message:
    message = answer["refusal"]["message"]
    said = blocks.rich([blocks.line(blocks.literal(blocks.shorten(message, blocks.TEXT_LIMIT)))])
    notes = [blocks.context(mrkdwn(blocks.shorten(note, 400))) for note in answer["notes"][:2]]
    row = [*_choices(answer), *_continue(answer, web)]
    return Message((), (*said, *notes, *blocks.actions(row), blocks.thumbs(answer["id"])), message)


def _choices(answer: Json) -> Iterator[Block]:
    """Yield a button for each person who may be meant, or for everything that they said; they come from the refusal."""
    refusal = answer["refusal"]
    for candidate in refusal["candidates"][:8]:
        role = f" ({candidate['role']})" if candidate["role"] else ""
        choice = {"answer": answer["id"], "speaker": candidate["name"]}
        if refusal["code"] == "ambiguous_speaker":
            label = candidate["name"] + role
        else:
            label = f"All that {candidate['name']} said"
            choice["text"] = f"What did {candidate['name']} say?"
        if len(value := json.dumps(choice, ensure_ascii=False)) <= blocks.VALUE_LIMIT:
            yield blocks.button(label, action="again", value=value)
    if answer.get("narrowed"):
        value = json.dumps({"answer": answer["id"], "everywhere": True})
        yield blocks.button("Search all articles", action="again", value=value)


def with_sharing(message: Message, key: str) -> Message:
    """Return a message that only one person sees, with buttons to show it to the channel or to leave it."""
    row = [
        blocks.button("Share in channel", action="share", value=key),
        blocks.button("Keep private", action="keep", value=key),
    ]
    return Message(message.chunks, (*message.blocks, *blocks.actions(row)), message.notice)


# Statements, quotations, digests


def statements_message(found: Sequence[Statement], versions: Mapping[str, ArticleVersion], *, heading: str) -> Message:
    """Return statements with their sources, newest first; says so where there are more than a message holds."""
    newest = [s for s in reversed(found) if s.article_id in versions]
    parts: list[Block] = [blocks.line(blocks.literal(heading, bold=True))]
    shown = 0
    for statement in newest[:STATEMENTS]:
        made = list(_statement(statement, versions[statement.article_id]))
        if blocks.size([*parts, *made]) > blocks.MESSAGE_LIMIT - 500:
            break
        parts += made
        shown += 1
    rest = len(newest) - shown
    more = [blocks.context(f"{rest:,} more: narrow the question, or use `onrecord statements`.")] if rest else []
    return Message((), (*blocks.rich(parts), *more), heading)


def _statement(statement: Statement, version: ArticleVersion) -> Iterator[Block]:
    to = statement.attribution.addressee
    cue = f" {statement.attribution.cue}" if statement.attribution.cue else ""
    spoken = blocks.literal(f"\n{spoken_by(statement)}", bold=True)
    yield blocks.line(spoken, blocks.literal(f"{cue}{f' (to {name_with_role(to)})' if to else ''}"))
    yield blocks.quotation(blocks.literal(blocks.shorten(statement.content, QUOTE_LIMIT)))
    yield blocks.line(*_headed(version.title, version.url, version.source, version.published_at))


_FOUND = {
    Verdict.VERBATIM: "Word for word in the articles:",
    Verdict.ALTERED: "Not word for word (struck out: not in the article; bold: left out of the quotation):",
    Verdict.NOT_FOUND: "Not found in the articles:",
}


def lookups_message(lookups: Sequence[Lookup]) -> Message:
    """Return what became of the quotations of a message."""
    if not lookups:
        return told("There is no quotation of 3 to 80 words in this message: put the words between quotation marks.")
    parts: list[Block] = []
    for lookup in lookups:
        parts.append(blocks.line(blocks.literal(_FOUND[lookup.verdict], bold=True)))
        if lookup.verdict == Verdict.NOT_FOUND:
            parts.append(blocks.quotation(blocks.literal(blocks.shorten(lookup.quotation, QUOTE_LIMIT))))
        parts += [part for sighting in lookup.sightings for part in _sighting(sighting)]
    while len(parts) > 1 and blocks.size(parts) > blocks.MESSAGE_LIMIT - 500:
        parts.pop()
    return Message((), tuple(blocks.rich(parts)), _FOUND[lookups[0].verdict])


_STYLES: dict[str, dict[str, bool]] = {"same": {}, "left_out": {"bold": True}, "put_in": {"strike": True}}


def _sighting(sighting: Sighting) -> Iterator[Block]:
    if sighting.changes:
        words = [blocks.literal(f"{c.text} ", **_STYLES[c.kind]) for c in sighting.changes]
        yield blocks.quotation(*words)
    else:
        yield blocks.quotation(blocks.literal(blocks.shorten(sighting.span.of(sighting.version.text), QUOTE_LIMIT)))
    who = " and ".join(dict.fromkeys(spoken_by(s).rstrip(",") for s in sighting.statements))
    version = sighting.version
    said = f"said by {who}, in " if who else "in the article, but nobody is quoted with it there: "
    yield blocks.line(
        blocks.literal(said),
        *_headed(version.title, version.url, version.source, version.published_at),
        blocks.literal("\n"),
    )


# Around the answers


def failure(reason: str, incident: str) -> Message:
    return told(f"I could not do this: {reason}", blocks.context(f"Incident `{incident}`, under which the log has it."))


def help_message() -> Message:
    text = (
        "*Ask me what the articles say, or who said what.* Every sentence of mine cites its source, or I refuse.\n"
        "• Mention me in a channel, or write to me directly: _What did Austin say about the rockets?_\n"
        "• Reply in a thread in which I have answered: no mention needed.\n"
        "• `/onrecord ask QUESTION` answers for you alone, with a button to share.\n"
        "• `/onrecord statements SPEAKER about TOPIC` lists who said what.\n"
        "• `/onrecord summarize TOPIC` (or an article's id) sums up what the articles say.\n"
        "• `/onrecord digest daily TOPIC` (or `weekly`, `off`) sums up what is new in this channel.\n"
        "• _Who said this?_ in a message's menu looks up the quotations in it.\n"
        "• _Summarize this article_ there sums up the article that it links to, or those of its thread."
    )
    return Message((), (blocks.section(text),), "How to ask OnRecord")


def nothing_to_summarize(links: Sequence[str]) -> Message:
    """Return why a message cannot be summed up: its links are unknown, or it has none."""
    if not links:
        return told(
            "There is no link to an article in this message, and I have cited no article in its thread. "
            "Call me on a message with a link, or use /onrecord summarize TOPIC."
        )
    shown = blocks.shorten(links[0], 300)
    which = f"{shown} is" if len(links) == 1 else f"{shown} and the other links are"
    return told(
        f"{which} not among the articles here. Whoever runs OnRecord adds an article with: onrecord ingest {shown}"
    )


def digest_message(answer: Json, asked: str, *, web: str | None) -> Message | None:
    """Return what is new in a period ("7 the bridge" asks for a week of the bridge); None where nothing is."""
    if answer["refusal"]:
        return None
    days, _, topic = asked.partition(" ")
    heading = digest_heading(blocks.shorten(topic, 150), int(days))
    return Message((), (blocks.header(heading), *answer_parts(answer, web=web)[0].whole), heading)


def scheduled_digest(message: Json) -> list[Message]:
    """Return a digest of `onrecord digests` as messages; nothing to press, as the bot may not be listening.

    `message` is what a webhook gets.
    """
    data, summary = message["data"], message["data"]["summary"]
    heading = f"New on record: {data['subject']}"
    first, *rest = _bare_parts(summary | {"question": data["subject"]})
    notes = [blocks.context(mrkdwn(blocks.shorten(note, 400))) for note in summary["notes"][:2]]
    above = (blocks.header(heading), blocks.context(period(data)))
    whole = (*above, *first.whole, *notes, blocks.context(coverage(summary)))
    return [Message((), whole, heading), *rest]


def digest_heading(topic: str, days: int) -> str:
    return f"New on record{f' on {topic}' if topic else ''}, {'today' if days == 1 else 'this week'}"


def digests_message(found: Sequence[Digest]) -> Message:
    if not found:
        return told("No digest in this channel. Set one with /onrecord digest daily TOPIC, or weekly; off ends it.")
    how = {1: "daily", 7: "weekly"}
    lines = [
        f"{how[d.every_days]}: {d.topic or 'everything'}, next {d.due_at[:16].replace('T', ' ')} UTC" for d in found
    ]
    return told("\n".join(["Digests in this channel", *lines]))


def shared_by(user: str) -> Block:
    return blocks.context(f"Shared by <@{user}>")


def unwelcome(channel: str, reason: str, incident: str) -> Message:
    text = f"I could not reply in <#{channel}>: Slack says {reason}. Invite me there, or ask me here."
    note = blocks.context(f"Incident `{incident}`, under which the log has it.")
    return Message((), (blocks.section(text), note), "I could not reply in a channel")


def ask_what_was_wrong(answer_id: str) -> Message:
    kinds = {"wrong_speaker": "Wrong speaker", "wrong_quote": "Wrong quote", "missing": "Something is missing"}
    row = [blocks.button(label, action="verdict", value=f"{kind} {answer_id}") for kind, label in kinds.items()]
    return told("What was not right?", *blocks.actions(row))


def prompts(names: Sequence[str]) -> list[Json]:
    """Return at most four suggested questions, about those who are quoted most."""
    asked = [{"title": f"What did {n} say?"[:75], "message": f"What did {n} say?"} for n in names[:3]]
    return [*asked, {"title": "What can you do?", "message": "help"}]


def home(
    recent: Sequence[Json], settings: TeamSettings, *, sources: Sequence[str], articles: int, may_set: bool
) -> Json:
    """Return the view of the app's home."""
    parts: list[Block] = [blocks.header("OnRecord"), blocks.context(f"{articles:,} articles in this workspace")]
    parts += [*help_message().blocks, blocks.divider(), blocks.header("Your recent questions")]
    parts += [_recent(answer) for answer in recent] or [blocks.context("None yet.")]
    parts += [blocks.divider(), blocks.header("Defaults of this team")]
    period, source = str(settings.period_days or 0), settings.source or "*"
    if not may_set:
        chosen = "all outlets" if source == "*" else mrkdwn(source)
        parts.append(
            blocks.context(f"Searched by default: {PERIODS.get(period, period)}, {chosen}. Admins can change it.")
        )
        return {"type": "home", "blocks": parts}
    periods = blocks.select("Period", action="set_period", options=list(PERIODS.items()), chosen=period)
    outlets = [("*", "all outlets"), *((s, s) for s in sources if len(s) <= 75)][:100]
    parts.append(blocks.section("*Period* searched by default", accessory=periods))
    parts.append(
        blocks.section(
            "*Outlet* searched by default",
            accessory=blocks.select("Outlet", action="set_source", options=outlets, chosen=source),
        )
    )
    return {"type": "home", "blocks": parts}


def _recent(answer: Json) -> Block:
    asked = blocks.line(blocks.literal(blocks.shorten(answer["question"], 200), bold=True))
    said = blocks.line(blocks.literal(blocks.shorten(answer["text"], 300)))
    return blocks.rich([asked, said])[0]


def unfurl(version: ArticleVersion, *, statements: int) -> list[Block]:
    """Return the preview of a link to an article."""
    head = list(_headed(version.title, version.url, version.source, version.published_at))
    text = version.text.removeprefix(version.title or "").strip()
    said = blocks.context(f"{statements} statements on record")
    return [*blocks.rich([blocks.line(*head), blocks.quotation(blocks.literal(blocks.shorten(text, 300)))]), said]
