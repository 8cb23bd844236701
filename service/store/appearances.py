"""Who speaks in an article, and to which record each belongs: written with the article, settled by `identities`.

What the rules chose stands in `auto_id` with its `reason`; `speaker_id` is what holds after people's decisions.
A statement points to the appearance, so that merging and splitting records touches no statement.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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

MOST = 300  # appearances looked at to settle one name: a name that is everywhere must not slow down every article
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

    def write(self, named: Iterable[Speaker]) -> None:
        """Store the people with their aliases, and settle the records of those whom they may explain."""
        people: dict[str, _Person] = {}
        for speaker in named:
            person = people.setdefault(str(speaker.id), _Person(speaker.name))
            if speaker.role and speaker.role not in person.roles:
                person.roles.append(speaker.role)
        found = [self._appearance(i, p) for i, p in people.items()]
        for a in found:
            self._insert(a)
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

    def _insert(self, a: Appearance) -> None:
        if a.sort is Sort.NAMED:
            decided = identities.choose_named(a, self._same_name(a))
        else:
            decided = Decided(None, "named without a name of its own")
        values = {
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
            **self._place(a, decided),
        }
        self._connection.execute(sa.insert(speaker_appearances).values(values))
        aliases = [{"appearance_id": a.id, "alias": alias, "is_role": r} for alias, r in sorted(_aliases(a).items())]
        self._connection.execute(sa.insert(speaker_aliases), aliases)

    def _place(self, a: Appearance, decided: Decided) -> dict[str, Any]:
        auto_id = decided.record_id or self._own_record(a)
        return {"auto_id": auto_id, "speaker_id": self._decisions.settle(a.id, auto_id), "reason": decided.reason}

    def _own_record(self, a: Appearance) -> str:
        """Return the record of an appearance that belongs to no other: the first of a full name has that of the name."""
        plain = identify("spk", self._workspace, a.key)
        taken = sa.select(_seen.id).where(_seen.auto_id == plain, _seen.id != a.id).limit(1)
        apart = a.sort is not Sort.NAMED or self._connection.scalar(taken) is not None
        key = f"{a.key} in {a.article_id}" if apart else a.key
        own = identify("spk", self._workspace, key) if apart else plain
        values = {"id": own, "workspace": self._workspace, "key": key, "name": a.name, "called": a.key}
        if self._connection.scalar(sa.select(speakers.c.id).where(speakers.c.id == own)) is None:
            self._connection.execute(sa.insert(speakers).values(values | {"sort": a.sort.value}))
        return own

    # --- settling ---------------------------------------------------------------------------------------------------

    def _unsettled(self, found: Sequence[Appearance]) -> list[Appearance]:
        """Return the bare last names and offices, here and in articles of the period, that `found` may explain."""
        lasts = {a.last for a in found if a.sort in (Sort.NAMED, Sort.SURNAME)}
        bare = self._read(_seen.sort == Sort.SURNAME.value, _seen.last.in_(lasts), days=identities.SAME_PERIOD_DAYS)
        roles = [r for a in found if a.sort is Sort.NAMED for r in a.roles]
        offices = self._read(_seen.sort == Sort.OFFICE.value, days=identities.IN_OFFICE_DAYS) if roles else []
        mine = [a for a in found if a.sort is Sort.OFFICE]
        waiting = [_appearance_from(row) for row in (*bare, *offices)]
        explained = [a for a in waiting if a.sort is Sort.SURNAME or any(agree(a.name, r) for r in roles)]
        return list({a.id: a for a in (*explained, *mine)}.values())

    def _settle(self, a: Appearance) -> None:
        if a.sort is Sort.SURNAME:
            decided = identities.choose_surname(a, self._namesakes(a))
        else:
            holders = self._holders(a)
            decided = identities.choose_office(a, holders, named_in_text=self._named_in(a.article_id, holders))
        self._connection.execute(
            sa.update(speaker_appearances).where(_seen.id == a.id).values(self._place(a, decided))
        )

    def _same_name(self, a: Appearance) -> list[Known]:
        """Return appearances of the records of this full name: the nearest in time, and some of every record."""
        called = speakers.c.workspace == self._workspace, speakers.c.called.in_(a.like_keys)
        records = sa.select(speakers.c.id).where(*called, speakers.c.sort == Sort.NAMED.value).limit(_NAMESAKES)
        found: list[Any] = []
        for record_id in self._connection.scalars(records).all():
            mine = _seen.auto_id == record_id, _seen.sort == Sort.NAMED.value, _seen.id != a.id
            near = self._read(*mine, days=identities.SAME_PERIOD_DAYS)
            found += near or self._read(*mine, days=None)[:3]
        return [_known_from(row) for row in found]

    def _namesakes(self, a: Appearance) -> list[Known]:
        """Return appearances with a full name that ends in this last name, in the same article or period."""
        whole = _seen.sort == Sort.NAMED.value, _seen.last == a.last, _seen.key != a.key
        here = self._read(*whole, _seen.article_id == a.article_id, days=None)
        near = self._read(*whole, days=identities.SAME_PERIOD_DAYS, around=a.published_at)
        return [_known_from(row) for row in {row.id: row for row in (*here, *near)}.values()]

    def _holders(self, a: Appearance) -> list[Known]:
        """Return appearances whose role is this office or a shorter wording of it."""
        held = sorted(office_words(a.name))
        wordings = [" ".join(c) for n in range(1, len(held) + 1) for c in combinations(held, n)]
        roles = speaker_aliases.c.is_role.is_(True), speaker_aliases.c.alias.in_(wordings)
        having = sa.select(speaker_aliases.c.appearance_id).where(*roles)
        found = self._read(
            _seen.sort == Sort.NAMED.value,
            _seen.id.in_(having),
            days=identities.IN_OFFICE_DAYS,
            around=a.published_at,
        )
        return [_known_from(row) for row in found]

    def _named_in(self, article_id: str, holders: Sequence[Known]) -> frozenset[str]:
        """Return the records whose full name stands in the text of an article."""
        newest = article_versions.c.number.desc()
        query = sa.select(article_versions.c.text).where(article_versions.c.article_id == article_id).order_by(newest)
        text = self._connection.scalar(query.limit(1)) or "" if holders else ""
        return frozenset(k.record_id for k in holders if k.name in text)

    def _read(
        self, *conditions: sa.ColumnElement[bool], days: int | None, around: str | None = None
    ) -> Sequence[Any]:
        """Return rows of appearances, newest first, at most `days` from `around` (this article) if it has a date."""
        day = around or self._version.published_at
        query = sa.select(speaker_appearances).where(_seen.workspace == self._workspace, *conditions)
        if day and days is not None:
            first, last = (date.fromisoformat(day[:10]) + timedelta(days=n) for n in (-days, days + 1))
            query = query.where(
                sa.or_(_seen.published_at.between(first.isoformat(), last.isoformat()), _seen.published_at.is_(None))
            )
        newest = query.order_by(_seen.published_at.desc(), _seen.id).limit(MOST)
        return self._connection.execute(newest).all()


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
    return Known(
        row.auto_id, row.name, row.key, tuple(row.roles), row.particulars, row.published_at, row.article_id
    )
