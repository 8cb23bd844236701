"""What the Slack bot must not forget: what it was asked, where it has answered, its teams, its digests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from service.store.schema import slack_asks, slack_digests, slack_states, slack_teams

Json = dict[str, Any]
Key = tuple[str, str, str]  # team, channel, and the ts (or another key that Slack repeats) of what was asked


@dataclass(frozen=True, slots=True)
class Claim:
    """An ask that this process has taken on; `reply_ts` and `answer_id` as far as an earlier attempt came."""

    key: Key
    body: Json
    attempts: int = 1
    reply_ts: str | None = None
    answer_id: str | None = None
    outcome: str | None = None


@dataclass(frozen=True, slots=True)
class TeamSettings:
    """The defaults of a team: one outlet, and how many days back; None is no limit."""

    source: str | None = None
    period_days: int | None = None


@dataclass(frozen=True, slots=True)
class Digest:
    team: str
    channel: str
    topic: str
    every_days: int
    due_at: str
    set_by: str


class SlackRecords:
    """The bot's tables, of all teams."""

    def __init__(self, engine: sa.Engine) -> None:
        self.engine = engine

    def claim(
        self, key: Key, body: Json, *, user: str, thread_ts: str | None, now: str, leased_until: float
    ) -> Claim | None:
        """Take on an ask; None if it was taken on before, by this process or another one."""
        team, channel, name = key
        values = {"team": team, "channel": channel, "key": name, "user": user, "thread_ts": thread_ts, "body": body}
        row = values | {"attempts": 1, "leased_until": leased_until, "created_at": now}
        try:
            with self.engine.begin() as connection:
                connection.execute(sa.insert(slack_asks).values(row))
        except IntegrityError:
            return None
        return Claim(key, body)

    def take_over(self, *, now: float, leased_until: float, limit: int) -> list[Claim]:
        """Take on what others left unfinished: what is open and whose lease has run out, oldest first."""
        due = slack_asks.c.outcome.is_(None), slack_asks.c.leased_until < now
        query = sa.select(slack_asks).where(*due).order_by(slack_asks.c.created_at).limit(limit)
        with self.engine.connect() as connection:
            found = connection.execute(query).all()
        return [_claim(row, row.attempts + 1) for row in found if self._renew(row, leased_until)]

    def _renew(self, row: Any, leased_until: float) -> bool:
        mine = *_is((row.team, row.channel, row.key)), slack_asks.c.leased_until == row.leased_until
        values = {"leased_until": leased_until, "attempts": row.attempts + 1}
        with self.engine.begin() as connection:
            return connection.execute(sa.update(slack_asks).where(*mine).values(values)).rowcount == 1

    def note_reply(self, key: Key, reply_ts: str) -> bool:
        """Store where the reply stands; False if that message is another ask's reply."""
        try:
            self._set(key, reply_ts=reply_ts)
        except IntegrityError:
            return False
        return True

    def note_answer(self, key: Key, answer_id: str) -> None:
        self._set(key, answer_id=answer_id)

    def release(self, key: Key, *, until: float) -> None:
        """Let an open ask be taken over from `until` on."""
        self._set(key, leased_until=until)

    def finish(self, key: Key, outcome: str) -> None:
        self._set(key, outcome=outcome)

    def _set(self, key: Key, **values: Any) -> None:
        with self.engine.begin() as connection:
            connection.execute(sa.update(slack_asks).where(*_is(key)).values(values))

    def read(self, key: Key) -> Claim | None:
        with self.engine.connect() as connection:
            row = connection.execute(sa.select(slack_asks).where(*_is(key))).first()
        return _claim(row, row.attempts) if row else None

    def answered_in(self, team: str, channel: str, thread_ts: str) -> bool:
        """Tell whether the bot was asked in this thread."""
        where = slack_asks.c.team == team, slack_asks.c.channel == channel, slack_asks.c.thread_ts == thread_ts
        with self.engine.connect() as connection:
            return connection.scalar(sa.select(slack_asks.c.key).where(*where).limit(1)) is not None

    def replies(self, team: str, channel: str, thread_ts: str) -> set[str]:
        """Return the messages of a thread that are known as replies."""
        where = slack_asks.c.team == team, slack_asks.c.channel == channel, slack_asks.c.thread_ts == thread_ts
        with self.engine.connect() as connection:
            return set(connection.scalars(sa.select(slack_asks.c.reply_ts).where(*where))) - {None}

    def recent(self, team: str, user: str, *, limit: int) -> list[str]:
        """Return the ids of the answers that a person was given last, newest first; a digest is for a channel."""
        where = slack_asks.c.team == team, slack_asks.c.user == user, slack_asks.c.answer_id.is_not(None)
        query = sa.select(slack_asks.c.answer_id).where(*where, slack_asks.c.key.not_like("digest %"))
        with self.engine.connect() as connection:
            return list(connection.scalars(query.order_by(slack_asks.c.created_at.desc()).limit(limit)))

    # Teams

    def settings(self, team: str) -> TeamSettings:
        query = sa.select(slack_teams.c.source, slack_teams.c.period_days).where(slack_teams.c.team == team)
        with self.engine.connect() as connection:
            row = connection.execute(query).first()
        return TeamSettings(row.source, row.period_days) if row else TeamSettings()

    def set_team(self, team: str, **values: Any) -> None:
        """Store settings or the (encrypted) installation of a team."""
        with self.engine.begin() as connection:
            where = slack_teams.c.team == team
            if connection.execute(sa.update(slack_teams).where(where).values(values)).rowcount == 0:
                connection.execute(sa.insert(slack_teams).values(team=team, **values))

    def installation(self, team: str) -> str | None:
        query = sa.select(slack_teams.c.installation).where(slack_teams.c.team == team)
        with self.engine.connect() as connection:
            found: str | None = connection.scalar(query)
        return found

    def add_state(self, state: str, *, expires_at: float) -> None:
        with self.engine.begin() as connection:
            connection.execute(sa.insert(slack_states).values(state=state, expires_at=expires_at))

    def use_state(self, state: str, *, now: float) -> bool:
        """Tell whether an OAuth state was issued and is fresh; it holds once."""
        with self.engine.begin() as connection:
            connection.execute(sa.delete(slack_states).where(slack_states.c.expires_at < now))
            return connection.execute(sa.delete(slack_states).where(slack_states.c.state == state)).rowcount == 1

    # Digests

    def put_digest(self, digest: Digest) -> None:
        self.drop_digest(digest.team, digest.channel, digest.topic)
        values = {name: getattr(digest, name) for name in digest.__slots__}
        with self.engine.begin() as connection:
            connection.execute(sa.insert(slack_digests).values(values))

    def drop_digest(self, team: str, channel: str, topic: str | None = None) -> int:
        """Remove the digests of a channel, or the one on a topic; return how many there were."""
        where = [slack_digests.c.team == team, slack_digests.c.channel == channel]
        if topic is not None:
            where.append(slack_digests.c.topic == topic)
        with self.engine.begin() as connection:
            return connection.execute(sa.delete(slack_digests).where(*where)).rowcount

    def digests(self, *, team: str | None = None, channel: str | None = None, due: str | None = None) -> list[Digest]:
        """Return digests: of a team, of a channel, due at an instant."""
        query = sa.select(slack_digests).order_by(slack_digests.c.due_at)
        if team:
            query = query.where(slack_digests.c.team == team)
        if channel:
            query = query.where(slack_digests.c.channel == channel)
        if due:
            query = query.where(slack_digests.c.due_at <= due)
        with self.engine.connect() as connection:
            return [Digest(**row._asdict()) for row in connection.execute(query)]

    def postpone_digest(self, digest: Digest, due_at: str) -> bool:
        """Set when a digest is next due; False if another process has done so."""
        mine: Sequence[sa.ColumnElement[bool]] = (
            slack_digests.c.team == digest.team,
            slack_digests.c.channel == digest.channel,
            slack_digests.c.topic == digest.topic,
            slack_digests.c.due_at == digest.due_at,
        )
        with self.engine.begin() as connection:
            return connection.execute(sa.update(slack_digests).where(*mine).values(due_at=due_at)).rowcount == 1


def _is(key: Key) -> tuple[sa.ColumnElement[bool], ...]:
    return slack_asks.c.team == key[0], slack_asks.c.channel == key[1], slack_asks.c.key == key[2]


def _claim(row: Any, attempts: int) -> Claim:
    return Claim((row.team, row.channel, row.key), row.body, attempts, row.reply_ts, row.answer_id, row.outcome)
