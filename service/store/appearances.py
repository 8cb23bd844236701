"""Who speaks in an article, and to which record each belongs: written with the article, settled by `identities`.

What the rules chose stands in `auto_id` with its `reason`; `speaker_id` is what holds after people's decisions.
A statement points to the appearance, so that merging and splitting records touches no statement.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import combinations
from typing import Any

import sqlalchemy as sa

from service.domain.news import ArticleVersion, Attribution, Speaker
from service.store import identities, rows
from service.store.decisions import Decisions
from service.store.identities import Appearance, Decided, Known, Sort
from service.store.schema import article_versions, speaker_aliases, speaker_appearances, speakers, statements
from service.store.speakers import identify
from service.text.offices import agree, office_key, office_words
from service.text.words import is_proper_name, name_key, person_key

MOST = 200  # appearances looked at to settle one name: a name that is everywhere must not slow down every article
_NAMESAKES = 30  # records of one full name that are compared

_seen = speaker_appearances.c


def write_statements(
    connection: sa.Connection, workspace: str, version: ArticleVersion, attributions: Sequence[Attribution]
) -> None:
    """Store the statements of a version and everybody who speaks, relays or is addressed in them."""
    named = [_with_ids(version.article_id, a) for a in attributions]
    people = [s for a in named for s in (a.speaker, a.via, a.addressee, *a.candidates) if s]
    _Writing(connection, workspace, version).write(people)
    values = {v["id"]: v for v in (_statement_values(version, a) for a in named)}
    if values:
        connection.execute(sa.insert(statements), list(values.values()))


def _with_ids(article_id: str, a: Attribution) -> Attribution:
    def known(speaker: Speaker | None) -> Speaker | None:
        if speaker is None or not name_key(speaker.name):
            return None
        return replace(speaker, id=identify("app", article_id, person_key(speaker.name)))

    candidates = tuple(c for c in map(known, a.candidates) if c)
    return replace(a, speaker=known(a.speaker), via=known(a.via), addressee=known(a.addressee), candidates=candidates)


def _statement_values(version: ArticleVersion, a: Attribution) -> dict[str, object]:
    speaker_id = a.speaker.id if a.speaker else None
    spans = ",".join(f"{s.start}-{s.end}" for s in a.content_spans)
    return {
        "id": identify("stm", version.article_id, version.content_hash, spans, speaker_id),
        "article_id": version.article_id,
        "version": version.number,
        "start": a.extent.start,
        "speaker_id": speaker_id,
        "via_id": a.via.id if a.via else None,
        "addressee_id": a.addressee.id if a.addressee else None,
        "content": a.content(version.text),
        "attribution": rows.attribution_as_json(a),
    }


def clear_appearances(connection: sa.Connection, article_id: str) -> None:
    """Remove who spoke in an article; its statements must be gone."""
    connection.execute(sa.delete(speaker_appearances).where(_seen.article_id == article_id))


@dataclass(slots=True)
class _Person:
    name: str
    roles: list[str] = field(default_factory=list)


class _Writing:
    """The people of one article on their way into the catalog."""

    def __init__(self, connection: sa.Connection, workspace: str, version: ArticleVersion) -> None:
        self._connection = connection
        self._workspace = workspace
        self._version = version
        self._decisions = Decisions(connection, workspace)
        self._named_there: dict[str, Sequence[Any]] = {}
        self._namesakes_there: dict[tuple[str, str], dict[str, Known]] = {}

    def write(self, named: Iterable[Speaker]) -> None:
        """Store the people with their aliases, and settle the records of those whom they may explain."""
        people: dict[str, _Person] = {}
        for speaker in named:
            person = people.setdefault(str(speaker.id), _Person(speaker.name))
            if speaker.role and speaker.role not in person.roles:
                person.roles.append(speaker.role)
        found = [self._appearance(i, p) for i, p in people.items()]
        if found:
            self._insert(found)
        for a in self._unsettled(found):
            self._settle(a)

    def _appearance(self, id: str, person: _Person) -> Appearance:
        return Appearance(
            id=id,
            article_id=self._version.article_id,
            name=person.name,
            key=person_key(person.name),
            sort=identities.sort_of(person.name),
            roles=tuple(person.roles),
            particulars=identities.particulars_of(person.name, self._version.text),
            published_at=self._version.published_at,
        )

    def _insert(self, found: Sequence[Appearance]) -> None:
        """Store appearances, their aliases, and a record for each that belongs to nobody else's."""
        decided = {a.id: self._first_choice(a) for a in found}
        own = self._own_records([a for a in found if decided[a.id].record_id is None])
        values = [self._values(a, decided[a.id], own) for a in found]
        self._connection.execute(sa.insert(speaker_appearances), values)
        aliases = [self._alias(a, alias, is_role) for a in found for alias, is_role in _aliases(a).items()]
        self._connection.execute(sa.insert(speaker_aliases), aliases)

    def _alias(self, a: Appearance, alias: str, is_role: bool) -> dict[str, Any]:
        held_at = a.published_at if is_role and a.sort is Sort.NAMED else None
        names = {"appearance_id": a.id, "alias": alias, "is_role": is_role}
        return names | {"workspace": self._workspace, "held_at": held_at}

    def _first_choice(self, a: Appearance) -> Decided:
        if a.sort is Sort.NAMED:
            return identities.choose_named(a, self._same_name(a))
        return Decided(None, "an article’s own words for somebody without a name")

    def _values(self, a: Appearance, decided: Decided, own: Mapping[str, str]) -> dict[str, Any]:
        return {
            "id": a.id,
            "workspace": self._workspace,
            "article_id": a.article_id,
            "name": a.name,
            "key": a.key,
            "last": a.last,
            "sort": a.sort.value,
            "particulars": a.particulars,
            "roles": list(a.roles),
            "role": a.roles[0] if a.roles else None,
            "published_at": a.published_at,
            **self._place(a, decided, own),
        }

    def _place(self, a: Appearance, decided: Decided, own: Mapping[str, str]) -> dict[str, Any]:
        auto_id = decided.record_id or own[a.id]
        return {"auto_id": auto_id, "speaker_id": self._decisions.settle(a.id, auto_id), "reason": decided.reason}

    def _own_records(self, found: Sequence[Appearance]) -> dict[str, str]:
        """Return the records of appearances that belong to no other, by their ids; stored if they are not there yet.

        The first of a full name has the record of that name, all others one of their article.
        """
        plain = {a.id: self._record_of(a.key) for a in found if a.sort is Sort.NAMED}
        used = sa.exists().where(_seen.auto_id == speakers.c.id, _seen.article_id != self._version.article_id)
        taken = set(self._connection.scalars(sa.select(speakers.c.id).where(speakers.c.id.in_(plain.values()), used)))
        keys = {a.id: a.key if plain.get(a.id, "") not in {"", *taken} else _apart(a) for a in found}
        own = {a.id: self._record_of(keys[a.id]) for a in found}
        known = set(self._connection.scalars(sa.select(speakers.c.id).where(speakers.c.id.in_(own.values()))))
        fresh = {
            own[a.id]: {"key": keys[a.id], "name": a.name, "called": a.key, "sort": a.sort.value}
            for a in found
            if own[a.id] not in known
        }
        if fresh:
            rows = [{"id": i, "workspace": self._workspace} | values for i, values in fresh.items()]
            self._connection.execute(sa.insert(speakers), rows)
        return own

    def _record_of(self, key: str) -> str:
        return identify("spk", self._workspace, key)

    # --- settling ---------------------------------------------------------------------------------------------------

    def _unsettled(self, found: Sequence[Appearance]) -> list[Appearance]:
        """Return the bare last names and offices, here and in articles of the period, whose record may change."""
        mine = [a for a in found if a.sort in (Sort.SURNAME, Sort.OFFICE)]
        news = [a for a in found if a.sort is Sort.NAMED and self._tells_something_new(a)]
        concerned = [row for a in news for row in self._bare(a.last) if self._concerns(a, row)]
        roles = [r for a in news for r in a.roles]
        offices = self._read(_seen.sort == Sort.OFFICE.value, days=identities.IN_OFFICE_DAYS) if roles else []
        likely = [row for row in offices if any(agree(row.name, r) for r in roles)]
        return list({a.id: a for a in (*mine, *map(_appearance_from, (*concerned, *likely)))}.values())

    def _bare(self, last: str) -> Sequence[Any]:
        return self._read(_seen.sort == Sort.SURNAME.value, _seen.last == last, days=identities.SAME_PERIOD_DAYS)

    def _concerns(self, news: Appearance, bare: Any) -> bool:
        """Tell whether a bare last name may mean somebody new of that name: one in the same office; where no office
        is given, whoever was found may now be one of two.
        """
        if bare.roles:
            return any(agree(r, other) for r in bare.roles for other in news.roles)
        return bool(bare.auto_id != self._record_of(_apart(_appearance_from(bare))))

    def _tells_something_new(self, a: Appearance) -> bool:
        """Tell whether nobody has been called so, with this role, in articles of these weeks."""
        role = a.roles[0] if a.roles else None
        same = _seen.sort == Sort.NAMED.value, _seen.last == a.last, _seen.key == a.key, _same_role(role)
        return not self._read(*same, _seen.id != a.id, days=identities.IN_OFFICE_DAYS, most=1)

    def _settle(self, a: Appearance) -> None:
        if a.sort is Sort.SURNAME:
            decided = identities.choose_surname(a, self._namesakes(a))
        else:
            holders = self._holders(a)
            decided = identities.choose_office(a, holders, named_in_text=self._named_in(a.article_id, holders))
        own = {} if decided.record_id else self._own_records([a])
        self._connection.execute(
            sa.update(speaker_appearances).where(_seen.id == a.id).values(self._place(a, decided, own))
        )

    def _same_name(self, a: Appearance) -> list[Known]:
        """Return appearances under this full name in the same period; if there are none, some of every record of it."""
        same = _seen.sort == Sort.NAMED.value, _seen.last == a.last, _seen.key.in_(a.like_keys), _seen.id != a.id
        near = self._read(*same, days=identities.SAME_PERIOD_DAYS)
        if near:
            return [_known_from(row) for row in near]
        called = speakers.c.workspace == self._workspace, speakers.c.called.in_(a.like_keys)
        records = self._connection.scalars(sa.select(speakers.c.id).where(*called).limit(_NAMESAKES)).all()
        far = (row for i in records for row in self._read(*same, _seen.auto_id == i, days=None, most=3))
        return [_known_from(row) for row in far]

    def _namesakes(self, a: Appearance) -> list[Known]:
        """Return appearances with a full name that ends in this last name, in the same article or period."""
        there = (a.last, (a.published_at or "")[:10])
        if there not in self._namesakes_there:
            whole = _seen.sort == Sort.NAMED.value, _seen.last == a.last
            near = self._read(*whole, days=identities.SAME_PERIOD_DAYS, around=a.published_at)
            self._namesakes_there[there] = {row.id: _known_from(row) for row in near}
        here = {row.id: _known_from(row) for row in self._named_by(a.article_id) if row.last == a.last}
        return [k for k in (here | self._namesakes_there[there]).values() if k.key != a.key]

    def _named_by(self, article_id: str) -> Sequence[Any]:
        """Return the appearances of an article that have a full name; read by the article alone, which is few rows."""
        if article_id not in self._named_there:
            query = sa.select(speaker_appearances).where(_seen.article_id == article_id).order_by(_seen.id)
            rows = self._connection.execute(query).all()
            self._named_there[article_id] = [row for row in rows if row.sort == Sort.NAMED.value]
        return self._named_there[article_id]

    def _holders(self, a: Appearance) -> list[Known]:
        """Return appearances of these weeks whose role is this office or a shorter wording of it (two words or more).

        The last days that somebody held it are found in an index of their own, the people by their ids.
        """
        if not a.published_at:
            return []
        held = sorted(office_words(a.name))
        wordings = [" ".join(c) for n in range(2, len(held) + 1) for c in combinations(held, n)]
        roles = speaker_aliases.c.workspace == self._workspace, speaker_aliases.c.alias.in_(wordings)
        period = speaker_aliases.c.held_at.between(*_days_around(a.published_at, identities.IN_OFFICE_DAYS))
        newest = sa.select(speaker_aliases.c.appearance_id).where(*roles, period)
        newest = newest.order_by(speaker_aliases.c.held_at.desc(), speaker_aliases.c.appearance_id).limit(MOST)
        ids = set(self._connection.scalars(newest)) if wordings else set()
        if not ids:
            return []
        people = sa.select(speaker_appearances).where(_seen.id.in_(ids))
        in_order = people.order_by(_seen.published_at.desc(), _seen.id)
        return [_known_from(row) for row in self._connection.execute(in_order)]

    def _named_in(self, article_id: str, holders: Sequence[Known]) -> frozenset[str]:
        """Return the records whose full name stands in the text of an article."""
        newest = article_versions.c.number.desc()
        query = sa.select(article_versions.c.text).where(article_versions.c.article_id == article_id).order_by(newest)
        text = self._connection.scalar(query.limit(1)) or "" if holders else ""
        return frozenset(k.record_id for k in holders if k.name in text)

    def _read(
        self, *conditions: sa.ColumnElement[bool], days: int | None, around: str | None = None, most: int = MOST
    ) -> Sequence[Any]:
        """Return rows of appearances, newest first, at most `days` from `around` (this article) if it has a date.

        Those without a date come last, by a query of their own: with both in one, the index cannot be walked by day.
        """
        query = sa.select(speaker_appearances).where(_seen.workspace == self._workspace, *conditions)
        query = query.order_by(_seen.published_at.desc(), _seen.id)
        day = around or self._version.published_at
        if not day or days is None:
            return self._connection.execute(query.limit(most)).all()
        period = _seen.published_at.between(*_days_around(day, days))
        dated = self._connection.execute(query.where(period).limit(most)).all()
        undated = query.where(_seen.published_at.is_(None)).limit(most - len(dated))
        return [*dated, *(self._connection.execute(undated).all() if len(dated) < most else [])]


def _days_around(day: str, days: int) -> tuple[str, str]:
    """Return the first day and the day after the last that are at most `days` from a day."""
    first, last = (date.fromisoformat(day[:10]) + timedelta(days=n) for n in (-days, days + 1))
    return first.isoformat(), last.isoformat()


def _apart(a: Appearance) -> str:
    return f"{a.key} in {a.article_id}"


def _same_role(role: str | None) -> sa.ColumnElement[bool]:
    return _seen.role.is_(None) if role is None else _seen.role == role


def _aliases(a: Appearance) -> dict[str, bool]:
    """Return the names by which somebody is found, and whether each is only a role."""
    proper = is_proper_name(a.name)
    keys = (key for role in (*a.roles, *(() if proper else (a.name,))) for key in (name_key(role), office_key(role)))
    return dict.fromkeys(filter(None, keys), True) | (dict.fromkeys((a.key, a.last), False) if proper else {})


def _appearance_from(row: Any) -> Appearance:
    return Appearance(
        id=row.id,
        article_id=row.article_id,
        name=row.name,
        key=row.key,
        sort=Sort(row.sort),
        roles=tuple(row.roles),
        particulars=row.particulars,
        published_at=row.published_at,
    )


def _known_from(row: Any) -> Known:
    return Known(row.auto_id, row.name, row.key, tuple(row.roles), row.particulars, row.published_at, row.article_id)
