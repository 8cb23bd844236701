"""What stands around a name: the office or trade of whom it names, and their gender."""

from __future__ import annotations

from service.attribution import lexicon as lx
from service.attribution.phrases import Tokens, is_finite


def role_around(tokens: Tokens, start: int, end: int) -> str | None:
    return _role_before(tokens, start) or _role_apposed(tokens, start, end) or _role_after(tokens, end)


def _role_before(tokens: Tokens, start: int) -> str | None:
    """Return a title in small letters before a name ("former Pentagon spokesman")."""
    i = start
    if i == 0 or tokens[i - 1].low not in lx.ROLES or tokens[i - 1].quoted:
        return None
    while i > 0 and start - i < 8 and _modifies(tokens, i - 1):
        i -= 1
    return " ".join(_spaced(tokens, i, start)) or None


def _role_apposed(tokens: Tokens, start: int, end: int) -> str | None:
    """Return the title that a name is the apposition of ("the island’s mayor, Sigrid Aune,")."""
    if start < 3 or tokens[start - 1].text != "," or tokens[start - 2].low not in lx.ROLES:
        return None
    if end < len(tokens) and tokens[end].text not in {",", ".", ";", ":", "—", "–", ")"}:
        return None
    i = start - 2
    while i > 0 and start - i < 7 and _modifies(tokens, i - 1):
        i -= 1
    opened = i > 0 and tokens[i - 1].low in lx.DETERMINERS | lx.POSSESSIVES | {"’s", "'s"}
    return " ".join(_spaced(tokens, i, start - 1)) if opened else None


def _modifies(tokens: Tokens, i: int) -> bool:
    token = tokens[i]
    low = token.low
    if not token.is_word or low in lx.PREPOSITIONS | lx.SUBORDINATORS | lx.DETERMINERS | lx.POSSESSIVES | lx.PERSONAL:
        return False
    return low not in {"and", "’s", "'s", "’"} and not is_finite(token) and low not in lx.ADVERBS and low not in lx.DAYS


def _spaced(tokens: Tokens, start: int, end: int) -> list[str]:
    return [t.text for t in tokens[start:end]]


def _role_after(tokens: Tokens, end: int) -> str | None:
    """Return what an apposition calls the name before it ("Brandt, the mayor of Norvale,")."""
    if end + 1 >= len(tokens) or tokens[end].text not in {",", "("}:
        return None
    if tokens[end].text == "(":
        return _role_in_brackets(tokens, end + 1)
    start = end + 1
    if tokens[start].text.isdigit() and start + 2 < len(tokens) and tokens[start + 1].text == ",":
        start += 2
    stop = next((j for j in range(start, min(start + 14, len(tokens))) if not _in_role(tokens, j)), None)
    if (
        stop is None
        or stop == start
        or (tokens[stop].text not in {",", ".", ";", "—", "–"} and tokens[stop].low != "who")
    ):
        return None
    first = start + 1 if tokens[start].low in {"the", "a", "an"} else start
    if (
        first >= stop
        or tokens[first].low in {"through", "via", "after", "with"}
        or not any(t.low in lx.ROLES for t in tokens[first : min(stop, first + 6)])
    ):
        return None
    return "".join(
        ("" if n == 0 or t.text in {"’s", "'s", "’"} else " ") + t.text for n, t in enumerate(tokens[first:stop])
    )


def _role_in_brackets(tokens: Tokens, start: int) -> str | None:
    """Return the office that brackets give behind a name ("Margaret Goddard (Chair)")."""
    stop = next((j for j in range(start, min(start + 8, len(tokens))) if tokens[j].text in {")", ","}), start)
    words = tokens[start:stop]
    known = bool(words) and words[-1].low in lx.ROLES and all(t.is_word for t in words)
    return " ".join(t.text for t in words) if known else None


def _in_role(tokens: Tokens, i: int) -> bool:
    token = tokens[i]
    return (
        (token.is_word or token.text in {"’", "'"})
        and not is_finite(token)
        and token.low not in lx.PERSONAL | {"who", "which", "told", "said"}
    ) or token.low in {"’s", "'s"}


_OWNING = frozenset("whose who with".split())  # "Lane, whose husband died,": it is not Lane who is a husband


def gender_around(tokens: Tokens, start: int, end: int, split: int) -> str | None:
    first = next(
        (j for j in range(start, max(0, start - 3), -1) if tokens[j - 1].low in lx.PREPOSITIONS), max(0, start - 3)
    )
    around = {t.low for t in tokens[first:split]}  # in "spokeswoman for Premier Lane" the premier is nobody's woman
    after = [t.low for t in tokens[end : end + 8]]
    if after[:1] == [","] and "," in after[1:] and after[1] not in _OWNING:
        around |= set(after[1 : after.index(",", 1)]) - {"his", "her", "he", "she", "him"}
    around -= {"his", "her", "he", "she", "him"}
    male, female = bool(around & lx.MALE), bool(around & lx.FEMALE)
    return None if male == female else ("m" if male else "f")
