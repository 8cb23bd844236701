"""A model's reply read while it is written: each sentence object as soon as its last brace is there."""

from __future__ import annotations

import json
import re
from typing import Any

_OPENING = re.compile(r'[^{]*\{\s*"sentences"\s*:\s*\[')
_BETWEEN = re.compile(r"[\s,]*")
_DECODER = json.JSONDecoder()


class SentenceReader:
    """Pieces of `{"sentences": [{…}, …]}` in, whole objects out; what it cannot read is left to who reads all."""

    def __init__(self) -> None:
        self.text = ""
        self._at: int | None = None

    def feed(self, piece: str) -> list[Any]:
        """Return the objects of the list that this piece completes."""
        self.text += piece
        if "}" not in piece:
            return []  # nothing ends here, and to try at every token takes time that grows with the square
        if self._at is None and (opened := _OPENING.match(self.text)):
            self._at = opened.end()
        found = []
        while (item := self._next()) is not None:
            found.append(item)
        return found

    def _next(self) -> dict[str, Any] | None:
        if self._at is None:
            return None
        between = _BETWEEN.match(self.text, self._at)
        start = between.end() if between else self._at
        if self.text[start : start + 1] != "{":
            return None
        try:
            item, self._at = _DECODER.raw_decode(self.text, start)
        except ValueError:  # not all of it is here
            return None
        return item if isinstance(item, dict) else None
