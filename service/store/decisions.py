"""What people decided about speaker records: merged, split, undone. Decisions outlive the articles they are about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from service.errors import InputRejected
from service.store.schema import speaker_appearances, speaker_decisions, speakers
from service.store.speakers import identify

_seen, _made = speaker_appearances.c, speaker_decisions.c


@dataclass(frozen=True, slots=True)
class Decision:
    """`merge`: what belongs to `source_id` belongs to `target_id`; `split`: only what is among `members`."""

    number: int
    action: str
    source_id: str
    target_id: str
    members: frozenset[str]
    note: str
    decided_at: str
    undone_at: str | None

    def move(self, appearance_id: str, record_id: str) -> str:
        """Return the record of an appearance after this decision."""
        moved = record_id == self.source_id and (self.action == "merge" or appearance_id in self.members)
        return self.target_id if moved else record_id


class Decisions:
    """The decisions of a workspace, in their order, on an open connection."""

    def __init__(self, connection: sa.Connection, workspace: str) -> None:
        self._connection = connection
        self._workspace = workspace
        self.all = self._read()

    def _read(self) -> list[Decision]:
        query = sa.select(speaker_decisions).where(_made.workspace == self._workspace).order_by(_made.number)
        return [_decision_from(row) for row in self._connection.execute(query)]

    def settle(self, appearance_id: str, auto_id: str) -> str:
        """Return the record that holds: what the rules chose, moved by every decision that stands."""
        record_id = auto_id
        for decision in self.all:
            if decision.undone_at is None:
                record_id = decision.move(appearance_id, record_id)
        return record_id

    def explain(self, appearance_id: str, auto_id: str) -> str | None:
        """Return which decisions moved an appearance, in words for a person; None if none did."""
        record_id, why = auto_id, []
        for d in self.all:
            if d.undone_at is None and d.move(appearance_id, record_id) != record_id:
                record_id = d.target_id
                why.append(
                    f"decision {d.number}, {d.action} of {d.decided_at[:10]}" + (f": {d.note}" if d.note else "")
                )
        return "; ".join(why) or None

    def merge(self, kept: str, other: str, *, note: str, now: str) -> Decision:
        """Make all that belongs to `other` belong to `kept`, now and when further articles are taken."""
        if kept == other:
            raise InputRejected(origin=kept, why="is already this record", mend="name two different ones")
        return self._decide("merge", other, kept, (), note=note, now=now)

    def split(self, record_id: str, article_ids: Sequence[str], *, note: str, now: str) -> Decision:
        """Give what these articles say of a record to a new one; InputRejected if that is nothing, or all of it."""
        query = sa.select(_seen.id, _seen.article_id, _seen.name).where(_seen.speaker_id == record_id)
        mine = self._connection.execute(query).all()
        chosen = [row for row in mine if row.article_id in article_ids]
        if not chosen:
            raise InputRejected(origin=record_id, why="does not appear in these articles", mend=_SHOW)
        if len(chosen) == len(mine):
            raise InputRejected(origin=record_id, why="appears nowhere else; nothing would be left of it", mend=_SHOW)
        target = self._new_record(record_id, chosen[0].name, sorted(row.id for row in chosen), now)
        return self._decide("split", record_id, target, [row.id for row in chosen], note=note, now=now)

    def _new_record(self, record_id: str, name: str, members: Sequence[str], now: str) -> str:
        old = self._connection.execute(sa.select(speakers).where(speakers.c.id == record_id)).one()
        key = f"{old.key} split {now} {len(self.all)} {members[0]}"
        new = {"id": identify("spk", self._workspace, key), "key": key, "name": name}
        values = new | {"workspace": self._workspace, "called": old.called, "sort": old.sort}
        self._connection.execute(sa.insert(speakers).values(values))
        return str(new["id"])

    def _decide(
        self, action: str, source_id: str, target_id: str, members: Sequence[str], *, note: str, now: str
    ) -> Decision:
        values = {
            "workspace": self._workspace,
            "action": action,
            "source_id": source_id,
            "target_id": target_id,
            "members": sorted(members),
            "note": note,
            "decided_at": now,
        }
        done = self._connection.execute(sa.insert(speaker_decisions).values(values).returning(speaker_decisions))
        decision = _decision_from(done.one())
        self.all = self._read()
        self._apply()
        return decision

    def undo(self, number: int, *, now: str) -> Decision:
        """Take one decision back; every record is again what it is without it."""
        found = next((d for d in self.all if d.number == number), None)
        if found is None or found.undone_at is not None:
            why = "is already undone" if found else "is not there"
            raise InputRejected(origin=f"decision {number}", why=why, mend="`onrecord speakers decisions` lists them")
        self._connection.execute(sa.update(speaker_decisions).where(_made.number == number).values(undone_at=now))
        self.all = self._read()
        self._apply()
        return next(d for d in self.all if d.number == number)

    def _apply(self) -> None:
        """Bring every appearance that a decision touches to the record that holds."""
        touched = sa.or_(
            _seen.auto_id.in_({i for d in self.all for i in (d.source_id, d.target_id)}),
            _seen.auto_id != _seen.speaker_id,
        )
        query = sa.select(_seen.id, _seen.auto_id, _seen.speaker_id).where(_seen.workspace == self._workspace, touched)
        for row in self._connection.execute(query).all():
            holds = self.settle(row.id, row.auto_id)
            if holds != row.speaker_id:
                change = sa.update(speaker_appearances).where(_seen.id == row.id)
                self._connection.execute(change.values(speaker_id=holds))


_SHOW = "`onrecord speakers show` lists its articles"


def _decision_from(row: Any) -> Decision:
    return Decision(
        row.number,
        row.action,
        row.source_id,
        row.target_id,
        frozenset(row.members),
        row.note,
        row.decided_at,
        row.undone_at,
    )
