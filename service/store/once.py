"""The speakers of a workspace as one question sees them: whom it looks for twice is read once."""

from __future__ import annotations

from collections.abc import Callable

from service.domain.news import Speaker
from service.store.speakers import Known, SpeakerRecords


class AskedOnce(SpeakerRecords):
    """Records that remember who was found under a name or an office. Make one for each question, and let go of it.

    An office that many hold takes 100 ms to look up over 20,000 articles, and a question that names it, alone and as
    part of a list of names, does so three times. Longer than a question nothing is kept: people decide meanwhile.
    """

    def __init__(self, records: SpeakerRecords) -> None:
        super().__init__(records.engine, workspace=records.workspace)
        self._records = records
        self._found: dict[tuple[str, ...], list[Speaker]] = {}
        self._state: Known | None = None

    def named(self, name: str) -> list[Speaker]:
        return self._once(("named", name), lambda: super(AskedOnce, self).named(name))

    def with_role(self, role: str, *, place: str = "") -> list[Speaker]:
        return self._once((role, place), lambda: super(AskedOnce, self).with_role(role, place=place))

    def known_now(self) -> Known:
        if self._state is None:
            self._state = self._records.known_now()
        return self._state

    def _once(self, asked: tuple[str, ...], look: Callable[[], list[Speaker]]) -> list[Speaker]:
        if asked not in self._found:
            self._found[asked] = look()
        return list(self._found[asked])
