"""What a sentence reports, as ranges of its tokens."""

from __future__ import annotations

from dataclasses import dataclass

from service.attribution.phrases import Range
from service.domain.news import Polarity


@dataclass(frozen=True, slots=True)
class Report:
    """A cue with its source and contents; `listener` is who is told."""

    cue: Range
    source: Range | None
    contents: tuple[Range, ...]
    listener: Range | None = None
    polarity: Polarity = Polarity.ASSERTED
    replies: bool = False  # to whoever spoke before
    firm: bool = False  # as the words stand it is said or thought, and ends where it ends
