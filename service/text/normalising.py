"""Text made plain once, before offsets exist: nothing invisible, one kind of line end, composed letters."""

from __future__ import annotations

import re
import unicodedata

_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000e-\u001f\u007f\u0080-\u0084\u0086-\u009f"  # controls, except tab and line ends
    "\u00ad\u034f\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"  # soft, zero-width, bidi
    "\ue000-\uf8ff\U000e0000-\U000e0fff\U000f0000-\U0010ffff]"  # private use and tags: can carry hidden orders
)
_JOINERS = re.compile(
    "(?<![\u0590-\u0dff\u2600-\U0001faff\ufe0f])[\u200c\u200d]+|[\u200c\u200d]+(?=[\\s\x21-\u024f]|$)"
)
_LINE_ENDS = re.compile("\r\n?|[\u0085\u2028\u2029\x0b\x0c]")
_SPACES = re.compile("[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "Ĳ": "IJ", "ĳ": "ij"}
)


def normalise(text: str) -> str:
    """Return `text` in NFC without invisible characters, with `\\n` line ends and at most one empty line in a row.

    Idempotent. Quotation marks, brackets and dashes stay as they were written.
    """
    text = _SURROGATES.sub("\ufffd", text)
    text = _LINE_ENDS.sub("\n", text)
    text = _SPACES.sub(" ", text)
    text = unicodedata.normalize("NFC", _INVISIBLE.sub("", text).translate(_LIGATURES))
    text = unicodedata.normalize("NFC", _JOINERS.sub("", text))  # again: a joiner may have kept an accent apart
    text = re.sub(r" +(?=\n)", "", text)
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def normalise_line(text: str | None) -> str | None:
    """Return `text` normalised on one line, None if nothing is left."""
    return re.sub(r"\s+", " ", normalise(text or "")) or None


def comparable(text: str) -> str:
    """Return what two copies of a quotation share: one kind of mark, dash, ellipsis and white space; case kept."""
    text = unicodedata.normalize("NFKC", text).translate(_ALIKE)
    return re.sub(r"\s+", " ", text.replace("…", "...")).strip()


_ALIKE = str.maketrans(
    {"“": '"', "”": '"', "„": '"', "‟": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "‚": "'", "‛": "'"}
    | {"–": "-", "—": "-", "‑": "-", "−": "-", "\u00ad": ""}
)
