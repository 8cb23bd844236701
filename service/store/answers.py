"""Answers as they were given, with the versions they cite."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from service.errors import UnknownRecord
from service.store.database import ensure_workspace
from service.store.schema import answer_citations, answers, feedback


class AnswerRecords:
    """Answers of one workspace, stored as the JSON that was sent."""

    def __init__(self, engine: sa.Engine, *, workspace: str) -> None:
        self.engine = engine
        self.workspace = workspace

    def write(self, body: Mapping[str, Any], *, now: str, conversation: str | None = None) -> None:
        """Store an Answer object of the contract, as a turn of a conversation if it has one."""
        cited = [
            {
                "answer_id": body["id"],
                "number": c["number"],
                "article_id": c["article_id"],
                "version": c["version"],
            }
            for c in body["citations"]
        ]
        with self.engine.begin() as connection:
            ensure_workspace(connection, self.workspace, now=now)
            connection.execute(
                sa.insert(answers).values(
                    id=body["id"],
                    workspace=self.workspace,
                    question=body["question"],
                    status=body["status"],
                    body=dict(body),
                    created_at=now,
                    conversation=conversation,
                )
            )
            if cited:
                connection.execute(sa.insert(answer_citations), cited)

    def read(self, answer_id: str) -> dict[str, Any]:
        """Return a stored Answer object; UnknownRecord if there is none."""
        query = sa.select(answers.c.body).where(answers.c.workspace == self.workspace, answers.c.id == answer_id)
        with self.engine.connect() as connection:
            body: dict[str, Any] | None = connection.scalar(query)
        if body is None:
            raise UnknownRecord(kind="answer", id=answer_id)
        return body

    def note_feedback(self, answer_id: str, *, verdict: str, given_by: str, now: str) -> None:
        """Store what a person thinks of an answer, in the place of what they thought before; UnknownRecord if none."""
        self.read(answer_id)
        mine = feedback.c.answer_id == answer_id, feedback.c.given_by == given_by
        values = {"answer_id": answer_id, "given_by": given_by, "verdict": verdict, "created_at": now}
        with self.engine.begin() as connection:
            connection.execute(sa.delete(feedback).where(*mine))
            connection.execute(sa.insert(feedback).values(values))

    def feedback(self, answer_id: str) -> dict[str, str]:
        """Return the verdicts on an answer by who gave them."""
        query = sa.select(feedback.c.given_by, feedback.c.verdict).where(feedback.c.answer_id == answer_id)
        with self.engine.connect() as connection:
            return {row.given_by: row.verdict for row in connection.execute(query)}

    def turns(self, conversation: str, *, limit: int = 5) -> list[dict[str, Any]]:
        """Return the latest Answer objects of a conversation, oldest first."""
        query = (
            sa.select(answers.c.body)
            .where(answers.c.workspace == self.workspace, answers.c.conversation == conversation)
            .order_by(answers.c.created_at.desc(), answers.c.id.desc())
            .limit(limit)
        )
        with self.engine.connect() as connection:
            return list(connection.scalars(query))[::-1]


def forget_answers(connection: sa.Connection, workspace: str, article_id: str) -> None:
    """Remove the stored answers that cite an article: their text and their evidence are its words."""
    citing = sa.select(answer_citations.c.answer_id).where(answer_citations.c.article_id == article_id)
    connection.execute(sa.delete(answers).where(answers.c.workspace == workspace, answers.c.id.in_(citing)))
