"""A report as spans of the text, before its people are known."""

from __future__ import annotations

from dataclasses import dataclass

from service.domain.news import Polarity, Span, Speaker


@dataclass(frozen=True, slots=True)
class Found:
    """Contents, source and cue, with the numbers of their sentence and paragraph."""

    contents: tuple[Span, ...]
    source: Span | None
    cue: Span | None
    sentence: int
    paragraph: int
    listener: Span | None = None
    relay: Span | None = None
    polarity: Polarity = Polarity.ASSERTED
    replies: bool = False  # to whoever spoke before
    firm: bool = False  # told by the form of the words alone
    nested: bool = False  # inside the words of another speaker
    sentence_end: int = -1  # the last sentence, where it goes on without a cue
    speaker: Speaker | None = None  # whose it is, where the text itself does not name them
