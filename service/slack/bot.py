"""The bot: what it is asked is written down before Slack is told so, then answered once, or ended with a reason."""

from __future__ import annotations

import asyncio
import logging
import time
import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from weakref import WeakValueDictionary

from slack_sdk.errors import SlackApiError

from service import presenting
from service.answering.pipeline import answer_question
from service.bootstrap import Service
from service.domain.news import ArticleVersion
from service.domain.questions import Filters, Question, Turn
from service.errors import OnRecordError
from service.retrieval.listing import list_statements
from service.retrieval.quoting import look_up, quotations_in
from service.slack import messages
from service.slack.asks import LONGEST, Ask, ask_from_json
from service.slack.delivering import (
    LockedOut,
    QuestionGone,
    SlackSilent,
    Thread,
    Unwelcome,
    Wire,
    respond,
    tell_directly,
    whisper,
)
from service.slack.messages import Json, Message
from service.slack.summing import articles_meant, as_answer, summarize_text
from service.slack.teams import Team, Teams
from service.store.library import Library
from service.store.slack import Claim, Digest, SlackRecords
from service.summarizing.several import summarize_articles

log = logging.getLogger("onrecord.slack")

LEASE_S = 120  # renewed while an ask is worked on; what a killed process held is taken over after it
SWEEP_S = 20
ANSWER_LIMIT_S = 180  # the slowest model that we wait for, twice
ATTEMPTS = 6
AT_ONCE = 2  # answers made at the same time; more would only keep the processors from the acknowledgements
SHARED = ("ask", "statements", "summarize", "summarize-message", "check")  # what may be shown to the channel afterwards
WRITTEN = ("ask", "summarize", "summarize-message", "post-digest")  # answers that are stored
UNLIMITED = ("check", "summarize-message")  # messages of others
QUOTATIONS = 5  # looked up of one message


@dataclass(slots=True)
class Bot:
    service: Service
    records: SlackRecords
    teams: Teams
    wire: Wire
    now: Callable[[], float] = time.time
    _claims: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "slack-claims"))
    _slots: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))
    _order: WeakValueDictionary[tuple[str, ...], asyncio.Lock] = field(default_factory=WeakValueDictionary)
    _working: dict[tuple[str, str, str], asyncio.Task[None]] = field(default_factory=dict)
    _sweeping: asyncio.Task[None] | None = None

    # Taking on

    async def take(self, ask: Ask) -> Claim | None:
        """Write an ask down and return it; None if it is no new one, or a reply in a thread that is not ours.

        This happens before Slack is told that the event arrived, on a thread of its own: answers do not delay it.
        """
        return await asyncio.get_running_loop().run_in_executor(self._claims, self._take, ask)

    def _take(self, ask: Ask) -> Claim | None:
        if ask.verb == "follow-up":
            if not self.records.answered_in(ask.team, ask.channel, ask.thread_ts or ""):
                return None
            ask = replace(ask, verb="ask")
        return self.records.claim(
            ask.id,
            ask.as_json(),
            user=ask.user,
            thread_ts=ask.thread_ts,
            now=self.service.clock(),
            leased_until=self.now() + LEASE_S,
        )

    def begin(self, claim: Claim) -> None:
        """Start the work on a claim; it goes on after this call."""
        if claim.key not in self._working:
            task = asyncio.create_task(self._work(claim), name=f"slack {claim.key}")
            self._working[claim.key] = task
            task.add_done_callback(lambda _: self._working.pop(claim.key, None))

    async def idle(self) -> None:
        """Wait until nothing is worked on."""
        while self._working:
            await asyncio.wait(list(self._working.values()))

    # Watching over what is open

    def start(self) -> None:
        """Take over, now and from time to time, what other processes left unfinished; post the digests that are due."""
        self._sweeping = asyncio.create_task(self._sweep_forever(), name="slack sweep")

    async def close(self, *, grace_s: float = 5) -> None:
        """Stop; give what is being worked on `grace_s` seconds. The rest stays written down for the next process."""
        tasks = list(self._working.values())
        if tasks:
            await asyncio.wait(tasks, timeout=grace_s)
        for task in (*tasks, self._sweeping):
            if task is not None:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task
        self._claims.shutdown(wait=False)

    async def _sweep_forever(self) -> None:
        while True:
            try:
                await self.sweep()
            except Exception:
                log.exception("sweeping failed; the next one is in %d s", SWEEP_S)
            await asyncio.sleep(SWEEP_S)

    async def sweep(self) -> None:
        """Renew the leases of what is worked on, take over what nobody works on, ask for the digests that are due."""
        until = self.now() + LEASE_S
        for key in list(self._working):
            await asyncio.to_thread(self.records.release, key, until=until)
        for claim in await asyncio.to_thread(self.records.take_over, now=self.now(), leased_until=until, limit=50):
            self.begin(claim)
        for digest in await asyncio.to_thread(self.records.digests, due=self.service.clock()):
            await self._ask_for(digest)

    async def _ask_for(self, digest: Digest) -> None:
        due = _later(self.service.clock(), days=digest.every_days)
        key = f"digest {digest.topic} {digest.due_at}"
        text = f"{digest.every_days} {digest.topic}"
        ask = Ask(digest.team, digest.channel, key, digest.set_by, "post-digest", text)
        claim = await self.take(ask)
        if await asyncio.to_thread(self.records.postpone_digest, digest, due) and claim:
            self.begin(claim)

    # The work

    async def _work(self, claim: Claim) -> None:
        ask = ask_from_json(claim.body)
        lock = self._order.setdefault((ask.team, ask.channel, ask.thread_ts or ask.key), asyncio.Lock())
        async with lock:  # a thread is a conversation: one reply after the other
            outcome = await self._outcome(ask, claim)
        if outcome is not None:
            await asyncio.to_thread(self.records.finish, ask.id, outcome)

    async def _outcome(self, ask: Ask, claim: Claim) -> str | None:
        """Return how an ask ended, None if it is to be tried again."""
        try:
            team = await self.teams.find(ask.team)
            return await self._reply(ask, claim, team) if team else "not installed"
        except QuestionGone as error:
            log.info("%s was deleted meanwhile (%s)", ask.id, error)
            return "gone"
        except Unwelcome as error:
            return await self._explain_directly(ask, error)
        except LockedOut as error:
            return self._log(ask, f"Slack refuses the token ({error}); install the app again")
        except SlackSilent as error:
            return await self._again(ask, claim, error)

    async def _again(self, ask: Ask, claim: Claim, error: Exception) -> str | None:
        if claim.attempts >= ATTEMPTS:
            return self._log(ask, f"Slack did not answer in {claim.attempts} attempts ({error})")
        log.warning("%s is tried again: %s", ask.id, error)
        until = self.now() + SWEEP_S * 2 ** (claim.attempts - 1)
        await asyncio.to_thread(self.records.release, ask.id, until=until)
        return None

    def _log(self, ask: Ask, why: str) -> str:
        log.error("incident %s at %s: %s", _incident(), ask.id, why)
        return f"failed: {why}"

    async def _reply(self, ask: Ask, claim: Claim, team: Team) -> str:
        """Make the reply and deliver it; what breaks while it is made ends in a message with a reason and an id."""
        thread = Thread(self.wire.client(team.token), self.wire, self.records, ask, team.bot_user)
        shown = asyncio.create_task(thread.show_working()) if ask.thread_ts and not ask.private else None
        try:
            async with self._slots, asyncio.timeout(ANSWER_LIMIT_S):
                message = await self._compose(ask, claim, team)
            outcome = "done"
        except Exception as error:  # whatever broke: the person who asked must hear of it
            message, outcome = self._failure(ask, error)
        if shown is not None:
            await shown  # or it would be shown after the reply
        if message is None:
            return "nothing to say"
        try:
            await self._send(ask, claim, thread, message)
        except SlackApiError as error:
            message, outcome = self._failure(ask, error)
            await self._send(ask, claim, thread, message)
        return outcome

    async def _send(self, ask: Ask, claim: Claim, thread: Thread, message: Message) -> None:
        if ask.verb == "share":
            await self._share(ask, thread, message)
        elif ask.private:
            kept = messages.with_sharing(message, ask.key) if ask.verb in SHARED else message
            await whisper(thread.client, ask, kept, wire=self.wire)
        else:
            known = await asyncio.to_thread(self.records.read, ask.id)
            await thread.deliver(message, claim=known or claim)

    async def _share(self, ask: Ask, thread: Thread, message: Message) -> None:
        public = replace(message, blocks=(*message.blocks, messages.shared_by(ask.user)))
        if not (
            ask.response_url and await respond(ask.response_url, public, wire=self.wire, response_type="in_channel")
        ):
            await thread.post(public)
        if ask.response_url:
            await respond(ask.response_url, messages.told("Shared."), wire=self.wire, delete_original=True)

    def _failure(self, ask: Ask, error: Exception) -> tuple[Message, str]:
        incident = _incident()
        if isinstance(error, OnRecordError):
            reason = str(error)
            log.warning("incident %s at %s: %s", incident, ask.id, reason)
        elif isinstance(error, TimeoutError):
            reason = f"it took longer than {ANSWER_LIMIT_S} seconds"
            log.error("incident %s at %s: %s", incident, ask.id, reason)
        else:
            reason = "something broke on our side"
            log.error("incident %s at %s", incident, ask.id, exc_info=error)
        return messages.failure(reason, incident), f"failed: incident {incident}"

    async def _explain_directly(self, ask: Ask, error: Unwelcome) -> str:
        incident = _incident()
        log.warning("incident %s: no reply in %s: %s", incident, ask.channel, error)
        team = await self.teams.find(ask.team)
        message = messages.unwelcome(ask.channel, str(error), incident)
        try:
            if team:
                await tell_directly(self.wire.client(team.token), ask.user, message, wire=self.wire)
        except (SlackSilent, SlackApiError, QuestionGone, Unwelcome, LockedOut) as second:
            log.error("incident %s: nor directly to the asker: %s", incident, second)
        return f"failed: incident {incident}"

    # What to say

    async def _compose(self, ask: Ask, claim: Claim, team: Team) -> Message | None:
        if why_not := _unanswerable(ask):
            return messages.told(why_not)
        if ask.verb == "share":
            return await self._again_for_all(ask, team)
        library = await asyncio.to_thread(self.service.library, team.workspace)
        if ask.verb in WRITTEN:
            return await self._written(ask, claim, library)
        return await asyncio.to_thread(self._looked_up, ask, library)

    async def _written(self, ask: Ask, claim: Claim, library: Library) -> Message | None:
        """Return an answer or a summary; None for a digest of nothing."""
        web = self.service.settings.public_url
        meant: list[ArticleVersion] = []
        if ask.verb == "summarize-message":
            meant = await asyncio.to_thread(articles_meant, ask, library=library, public_url=web)
            if not meant:
                return messages.nothing_to_summarize(ask.text.split())
        answer = await self._answer(ask, claim, library, meant)
        if ask.verb == "post-digest":
            return messages.digest_message(answer, ask.text, web=web)
        return messages.answer_parts(answer, web=web)[0]

    def _looked_up(self, ask: Ask, library: Library) -> Message | None:
        """Return the reply to what needs no answering; None where there is nothing to say."""
        makers: dict[str, Callable[[Ask, Library], Message | None]] = {
            "more": self._rest,
            "statements": self._statements,
            "check": self._check,
            "digest": self._set_digest,
        }
        make = makers.get(ask.verb)
        return make(ask, library) if make else messages.help_message()

    def _rest(self, ask: Ask, library: Library) -> Message:
        answer_id, _, part = ask.text.partition(" ")
        return messages.answer_parts(library.answers.read(answer_id), web=None)[int(part)]

    async def _answer(self, ask: Ask, claim: Claim, library: Library, meant: Sequence[ArticleVersion] = ()) -> Json:
        """Return the Answer object, stored; the one of an earlier attempt if that came so far."""
        filters, narrowed = await asyncio.to_thread(self._filters, ask)
        extra = {"narrowed": True} if narrowed else {}
        if claim.answer_id:
            return extra | await asyncio.to_thread(library.answers.read, claim.answer_id)
        now = self.service.clock()
        conversation = ask.conversation if ask.verb == "ask" else None
        if ask.verb == "ask":
            body = await self._answered(ask, filters, library, now=now)
        else:
            body = await self._summary(ask, filters, library, meant)
        await asyncio.to_thread(library.answers.write, body, now=now, conversation=conversation)
        await asyncio.to_thread(self.records.note_answer, ask.id, body["id"])
        return extra | body

    async def _answered(self, ask: Ask, filters: Filters, library: Library, *, now: str) -> Json:
        """Return the answer to a question, understood as a part of the thread's conversation."""
        turns = await asyncio.to_thread(_turns, ask.conversation, library)
        question = Question(ask.text, library.catalog.workspace, now, filters, turns)
        return presenting.answer_as_json(await answer_question(question, library=library, using=self.service.answering))

    async def _summary(self, ask: Ask, filters: Filters, library: Library, meant: Sequence[ArticleVersion]) -> Json:
        using, topic = self.service.summarizing, ask.text.strip()
        if meant:
            topic = "; ".join(version.title or version.article_id for version in meant)
            summary = await summarize_articles(meant, library=library, using=using)
        else:
            if ask.verb == "post-digest":
                days, _, topic = ask.text.partition(" ")
                filters = Filters(since=_later(self.service.clock(), days=-int(days))[:10])
            summary = await summarize_text(topic, filters, library=library, using=using)
        return as_answer(summary, asked=f"Summarize {topic}".strip())

    def _filters(self, ask: Ask) -> tuple[Filters, bool]:
        """Return the filters of an ask with its team's defaults, and whether these narrow it."""
        defaults = self.records.settings(ask.team)
        if ask.everywhere or not (defaults.source or defaults.period_days):
            return Filters(speaker=ask.speaker), False
        since = _later(self.service.clock(), days=-defaults.period_days)[:10] if defaults.period_days else None
        return Filters(speaker=ask.speaker, source=defaults.source, since=since), True

    async def _again_for_all(self, ask: Ask, team: Team) -> Message | None:
        """Return the reply that only one person has seen, made anew."""
        shared = await asyncio.to_thread(self.records.read, (ask.team, ask.channel, ask.text))
        if shared is None:
            return messages.told("What was to be shared is not on record any more.")
        return await self._compose(ask_from_json(shared.body), shared, team)

    def _statements(self, ask: Ask, library: Library) -> Message:
        filters, _ = self._filters(ask)
        speaker, _, topic = ask.text.partition(" about ")
        if ask.text.startswith("about "):
            speaker, topic = "", ask.text.removeprefix("about ")
        found = list_statements(
            replace(filters, speaker=speaker.strip() or None), about=topic.strip() or None, to=None, library=library
        )
        versions = library.catalog.current_versions(sorted({s.article_id for s in found}))
        number = f"{len(found):,} statement{'' if len(found) == 1 else 's'}" if found else "No statement"
        return messages.statements_message(found, versions, heading=f"{number} on record for “{ask.text or 'all'}”")

    def _check(self, ask: Ask, library: Library) -> Message:
        quoted = quotations_in(ask.text)[:QUOTATIONS]
        return messages.lookups_message([look_up(words, library=library) for words in quoted])

    def _set_digest(self, ask: Ask, _library: Library) -> Message:
        how, _, topic = ask.text.strip().partition(" ")
        if how == "off":
            return messages.told(
                f"{self.records.drop_digest(ask.team, ask.channel)} digests removed from this channel."
            )
        if how not in ("daily", "weekly"):
            return messages.digests_message(self.records.digests(team=ask.team, channel=ask.channel))
        days = 1 if how == "daily" else 7
        due = _later(self.service.clock(), days=days)
        self.records.put_digest(Digest(ask.team, ask.channel, topic.strip(), days, due, ask.user))
        return messages.told(f"From {due[:16].replace('T', ' ')} UTC on, what is new is summed up here {how}.")


def _unanswerable(ask: Ask) -> str | None:
    """Return why an ask is not looked at, None if it is."""
    if ask.stranger:
        return "Only members of the team that installed me may ask me here."
    if ask.verb == "summarize" and not ask.text.strip():
        return "Say of what: /onrecord summarize TOPIC, or the id of an article."
    if ask.verb == "ask" and not ask.text:
        return "The question repeated words of an article that was removed meanwhile: ask anew."
    if len(ask.text) > LONGEST and ask.verb not in UNLIMITED:
        return f"The question has {len(ask.text):,} characters; ask with at most {LONGEST:,}."
    return None


def _turns(conversation: str | None, library: Library) -> tuple[Turn, ...]:
    return tuple(presenting.turn_from(body) for body in library.answers.turns(conversation)) if conversation else ()


def _later(instant: str, *, days: int) -> str:
    moved = datetime.strptime(instant, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC) + timedelta(days=days)
    return moved.strftime("%Y-%m-%dT%H:%M:%SZ")


def _incident() -> str:
    return uuid.uuid4().hex[:12]
