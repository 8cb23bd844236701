"""What batches have handed to a server that answers within a day. No row holds a word of an article."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from service.domain.batches import Cost, Sending, State, Submission
from service.store.schema import batch_items, hosted_requests, submissions


@dataclass(frozen=True, slots=True)
class Waiting:
    """An item whose summary nobody makes now; `refused` says why the server sent the last submission of it back."""

    position: int
    step: str
    attempts: int = 0
    refused: str | None = None


class SubmissionRecords:
    """The submissions of batches and the single requests in them."""

    def __init__(self, engine: sa.Engine) -> None:
        self.engine = engine

    def open(self, batch_id: str) -> list[Submission]:
        """Return the submissions of which something is left to do, oldest first."""
        query = sa.select(submissions).where(submissions.c.batch_id == batch_id).order_by(submissions.c.id)
        with self.engine.connect() as connection:
            return [_submission_from(row) for row in connection.execute(query)]

    def waiting(self, batch_id: str) -> list[Waiting]:
        """Return the queued items that no submission has, one for each step, in the order of the input."""
        mine = (
            batch_items.c.batch_id == hosted_requests.c.batch_id,
            batch_items.c.position == hosted_requests.c.position,
        )
        columns = batch_items.c.position, batch_items.c.step, hosted_requests.c.attempts, hosted_requests.c.error
        query = (
            sa.select(*columns, hosted_requests.c.submission_id)
            .outerjoin(hosted_requests, sa.and_(*mine))
            .where(batch_items.c.batch_id == batch_id, batch_items.c.state == State.QUEUED)
            .order_by(batch_items.c.position)
        )
        first: dict[str, Any] = {}
        with self.engine.connect() as connection:
            for row in connection.execute(query):
                if row.step not in first or row.submission_id:
                    first[row.step] = row
        found = (row for row in first.values() if not row.submission_id)
        return [Waiting(row.position, row.step or "", row.attempts or 0, row.error) for row in found]

    def begin(self, submission: Submission, tokens: Mapping[int, int]) -> bool:
        """Store that these positions are about to be handed over, each of so many tokens, before anybody is told.

        Return False, and store nothing, if another worker has handed one of them over meanwhile.
        """
        try:
            with self.engine.begin() as connection:
                connection.execute(sa.insert(submissions).values(_values(submission)))
                there = _known(connection, submission.batch_id)
                new = [_request(submission, p, t) for p, t in tokens.items() if p not in there]
                if new:
                    connection.execute(sa.insert(hosted_requests), new)
                for position in sorted(tokens.keys() & there):
                    _hand_over_again(connection, submission, position, tokens[position])
        except sa.exc.IntegrityError:
            return False
        return True

    def attempts(self, submission_id: str) -> dict[int, int]:
        """Return, for what a submission still has to bring, how often it was handed over, this time included."""
        columns = hosted_requests.c.position, hosted_requests.c.attempts
        query = sa.select(*columns).where(hosted_requests.c.submission_id == submission_id)
        with self.engine.connect() as connection:
            found = connection.execute(query.order_by(hosted_requests.c.position))
            return {row.position: row.attempts for row in found}

    def relabel(self, submission_id: str, anew: Submission) -> bool:
        """Give a submission that never arrived a new label; return False if it has one, or an end, already."""
        of = hosted_requests.c.submission_id
        with self.engine.begin() as connection:
            connection.execute(sa.insert(submissions).values(_values(anew)))
            connection.execute(sa.update(hosted_requests).where(of == submission_id).values(submission_id=anew.id))
            sending = submissions.c.id == submission_id, submissions.c.state == Sending.SENDING
            if connection.execute(sa.delete(submissions).where(*sending)).rowcount == 1:
                return True
            connection.rollback()
        return False

    def mark(self, submission_id: str, *, state: Sending, remote_id: str | None = None) -> bool:
        """Store how far a submission is; return False if it is gone."""
        values: dict[str, Any] = {"state": state.value, "polls": 0} | ({"remote_id": remote_id} if remote_id else {})
        return self._change(submission_id, values)

    def note_poll(self, submission_id: str) -> None:
        """Count one more look at a submission in vain."""
        self._change(submission_id, {"polls": submissions.c.polls + 1})

    def hasten(self, batch_id: str) -> None:
        """Let the next looks at the submissions of a batch come soon."""
        with self.engine.begin() as connection:
            connection.execute(sa.update(submissions).where(submissions.c.batch_id == batch_id).values(polls=0))

    def _change(self, submission_id: str, values: Mapping[str, Any]) -> bool:
        changed = sa.update(submissions).where(submissions.c.id == submission_id).values(dict(values))
        with self.engine.begin() as connection:
            return connection.execute(changed).rowcount == 1

    def settle(
        self, submission: Submission, position: int, *, state: State, error: str | None = None,
        result: Mapping[str, Any] | None = None, cost: Cost = Cost(),
    ) -> int:  # fmt: skip
        """Store what came of a request: for its item, and for those of its batch that ask for the same.

        Return how many items that finished, 0 if the submission does not have the request (any more).
        """
        values = {"state": state.value, "error": error, "result": dict(result) if result is not None else None}
        with self.engine.begin() as connection:
            if not _take_back(connection, submission, position, error=error, cost=cost):
                return 0
            _spend(connection, submission.batch_id, position, cost)
            mine = batch_items.c.batch_id == submission.batch_id, batch_items.c.state == State.QUEUED
            step = sa.select(batch_items.c.step).where(*_item(submission.batch_id, position)).scalar_subquery()
            same = sa.or_(batch_items.c.position == position, batch_items.c.step == step)
            return connection.execute(sa.update(batch_items).where(*mine, same).values(values)).rowcount

    def release(
        self, submission: Submission, position: int, *, error: str, cost: Cost = Cost(), counts: int = 1
    ) -> None:
        """Take a request back, to be handed over once more; `counts` is how much of an attempt this was, 0 or 1."""
        with self.engine.begin() as connection:
            if _take_back(connection, submission, position, error=error, cost=cost):
                _spend(connection, submission.batch_id, position, cost)
                back = {"attempts": hosted_requests.c.attempts - (1 - counts)}
                mine = _at(submission.batch_id, position)
                connection.execute(sa.update(hosted_requests).where(*mine).values(back))

    def forgive(self, batch_id: str) -> None:
        """Let the attempts of requests that no submission has count from the start."""
        mine = hosted_requests.c.batch_id == batch_id, hosted_requests.c.submission_id.is_(None)
        with self.engine.begin() as connection:
            connection.execute(sa.update(hosted_requests).where(*mine).values(attempts=0, error=None))

    def end(self, submission_id: str) -> None:
        """Forget a submission: its requests are settled, and the server has nothing of it."""
        with self.engine.begin() as connection:
            connection.execute(sa.delete(submissions).where(submissions.c.id == submission_id))

    def tokens_at_server(self, batch_id: str) -> int:
        """Return how many tokens the requests may take that the server has now."""
        mine = hosted_requests.c.batch_id == batch_id, hosted_requests.c.submission_id.is_not(None)
        with self.engine.connect() as connection:
            return connection.scalar(sa.select(sa.func.sum(hosted_requests.c.tokens)).where(*mine)) or 0


def at_server(connection: sa.Connection, batch_id: str) -> tuple[Cost, int]:
    """Return what hosted requests of a batch took so far, and how many the server has now."""
    of = hosted_requests.c
    sums = sa.func.sum(of.input_tokens), sa.func.sum(of.output_tokens), sa.func.count(of.submission_id)
    row = connection.execute(sa.select(*sums).where(of.batch_id == batch_id)).one()
    return Cost(row[0] or 0, row[1] or 0), row[2]


def _hand_over_again(connection: sa.Connection, submission: Submission, position: int, tokens: int) -> None:
    attempts = hosted_requests.c.attempts + 1
    values = {"submission_id": submission.id, "tokens": tokens, "attempts": attempts, "error": None}
    free = *_at(submission.batch_id, position), hosted_requests.c.submission_id.is_(None)
    if connection.execute(sa.update(hosted_requests).where(*free).values(values)).rowcount != 1:
        raise sa.exc.IntegrityError("the request is handed over already", None, ValueError(position))


def _take_back(
    connection: sa.Connection, submission: Submission, position: int, *, error: str | None, cost: Cost
) -> bool:
    """Take a request out of its submission with what it cost; return False if the submission does not have it."""
    values = {
        "submission_id": None,
        "error": error,
        "input_tokens": hosted_requests.c.input_tokens + cost.input_tokens,
        "output_tokens": hosted_requests.c.output_tokens + cost.output_tokens,
    }
    mine = *_at(submission.batch_id, position), hosted_requests.c.submission_id == submission.id
    return connection.execute(sa.update(hosted_requests).where(*mine).values(values)).rowcount == 1


def _spend(connection: sa.Connection, batch_id: str, position: int, cost: Cost) -> None:
    values = {
        "input_tokens": batch_items.c.input_tokens + cost.input_tokens,
        "output_tokens": batch_items.c.output_tokens + cost.output_tokens,
    }
    connection.execute(sa.update(batch_items).where(*_item(batch_id, position)).values(values))


def _known(connection: sa.Connection, batch_id: str) -> set[int]:
    query = sa.select(hosted_requests.c.position).where(hosted_requests.c.batch_id == batch_id)
    return set(connection.scalars(query))


def _at(batch_id: str, position: int) -> tuple[sa.ColumnElement[bool], ...]:
    return hosted_requests.c.batch_id == batch_id, hosted_requests.c.position == position


def _item(batch_id: str, position: int) -> tuple[sa.ColumnElement[bool], ...]:
    return batch_items.c.batch_id == batch_id, batch_items.c.position == position


def _request(submission: Submission, position: int, tokens: int) -> dict[str, Any]:
    return {
        "batch_id": submission.batch_id,
        "position": position,
        "submission_id": submission.id,
        "attempts": 1,
        "tokens": tokens,
        "input_tokens": 0,
        "output_tokens": 0,
    }


def _values(submission: Submission) -> dict[str, Any]:
    return {
        "id": submission.id,
        "batch_id": submission.batch_id,
        "remote_id": submission.remote_id,
        "state": submission.state.value,
        "polls": submission.polls,
    }


def _submission_from(row: Any) -> Submission:
    return Submission(row.id, row.batch_id, row.remote_id, Sending(row.state), row.polls)
