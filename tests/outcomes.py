"""How a command ended, in this process or in one of its own."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Done:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def line(self) -> str:
        """Return the one line on standard error, which is no traceback."""
        (line,) = self.err.lstrip("\n").splitlines()  # click ends the line of a terminal's ^C
        assert "Traceback" not in line
        return line
