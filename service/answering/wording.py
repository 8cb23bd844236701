"""Bridging words around verbatim evidence: who, in what role, through whom, when. All from templates."""

from __future__ import annotations

import re
from datetime import date

from service.domain.news import ArticleVersion, Kind, Polarity, Span, Speaker, Statement

LONGEST_BRIDGE = 60  # characters between a cue and its content: "told reporters in Brussels on Wednesday that"
_NOT_FINITE = re.compile(
    r"^(?:\W|\w+ing\b|according\b|to\b|in\b|by\b|per\b|via\b|as\b|the\b|a\b|\w*(?:statement|comment|claim|word|account|view)s?\b)",
    re.IGNORECASE,
)
_NEGATED = re.compile(r"(?:denied|denies|declined|declines|refused|refuses|did not|would not|does not|rejected)\b")
_SAYING = re.compile(r"^[a-z]+(?:ed|said|told|wrote|swore)$")
_QUOTES = re.compile(r"[“”\"„«»]")
_DATELINE = re.compile(
    r"^[A-Z][A-Z.’' ]{2,30}(?:, (?:[A-Z]\w+\.?|[A-Z]{2}))?"  # NORTHGATE or AUSTIN, Texas
    r"(?:,? \w{3,9}\.? \d{1,2})?(?: \([^)]{2,30}\))? ?[—–-]{1,2} (?=\S)"  # , Oct 24 (Meridian Wire) -
)
_QUOTATION = re.compile(r"(“[^“”]*”|\"[^\"]*\")")
_LOOSE_NUMBER = re.compile(r"\[(\d+)\]")


def name_with_role(speaker: Speaker) -> str:
    """Return "US Defense Secretary Lloyd Austin", or "Ilse Brandt (the mayor of Norvale)" for a longer role."""
    role = (speaker.role or "").strip().strip(",")
    if not role or role.lower() in speaker.name.lower() or _is_of(role, speaker.name):
        return speaker.name
    role = re.sub(r"^(?:the|a|an) ", "", role, flags=re.IGNORECASE)
    words = role.split()
    plain_role = not re.search(r",|['’]s?\b|\b(?:for|to|at|in)\b", role)
    titled = (
        plain_role and len(words) <= 5 if role[0].isupper() else plain_role and len(words) <= 3 and "of" not in words
    )
    return f"{role} {speaker.name}" if titled or len(words) == 1 else f"{speaker.name} ({role})"


def _is_of(role: str, name: str) -> bool:
    """Tell whether a role is of another, in what bears the name: "Chief of Brightwater" of "Brightwater Foods"."""
    return role.rsplit(maxsplit=1)[-1].lower() == name.split(maxsplit=1)[0].lower() and " of " in role


def spoken_by(statement: Statement) -> str:
    """Return the speaker, with the one who relayed the words if there is one."""
    a = statement.attribution
    if a.speaker is None:
        return " or ".join(c.name for c in a.candidates) or a.speaker_text or "somebody"
    name = name_with_role(a.speaker)
    return f"{name}, as relayed by {_within_a_sentence(name_with_role(a.via))}," if a.via else name


def _within_a_sentence(name: str) -> str:
    """Return "an adviser to Abbas" for a description that began a sentence."""
    return re.sub(r"^(?:A|An|The|His|Her|Their|Its|One|Two|Some) ", lambda found: found[0].lower(), name)


def word_statement(statement: Statement, version: ArticleVersion) -> str:
    """Return one sentence that reports the statement; quotation marks stand only around its verbatim words."""
    a = statement.attribution
    text = version.text
    if a.polarity not in (Polarity.ASSERTED, Polarity.ASKED):
        return _negated(statement, text) or _reported(statement, version)
    spoken = [span for span in a.content_spans if _is_speech(statement, text, span)]
    if len(spoken) == len(a.content_spans) or (spoken and len(a.content_spans) > 1):
        pieces = " … ".join(f"“{_inside(span.of(text))}”" for span in spoken)
        return _begun(_closed(f"{spoken_by(statement)} {_cue(statement)}{_on(a.said_at)}: {pieces}"))
    bridge = _bridge(statement, text) or _finite(statement, text)
    if bridge:
        return _begun(_closed(f"{spoken_by(statement)} {plain(bridge)}"))
    return _reported(statement, version)


def _negated(statement: Statement, text: str) -> str | None:
    """Return "Mayor Ilse Brandt denied that …" in the article's words, where they go from the cue to the content."""
    a = statement.attribution
    if a.cue_span is None or len(a.content_spans) != 1 or a.cue_span.end > a.extent.start:
        return None
    words = plain(text[a.cue_span.start : a.extent.end])
    if not _NEGATED.match(words) or a.extent.start - a.cue_span.end > LONGEST_BRIDGE:
        return None
    return _begun(_closed(f"{spoken_by(statement)} {words}"))


def _reported(statement: Statement, version: ArticleVersion) -> str:
    """Return the article's own words about what was said, named as such."""
    a = statement.attribution
    outlet = version.source or "the article"
    start, end = a.extent.start, a.extent.end
    said = " said"
    spoken = a.cue_span is not None and any(c.isalpha() for c in a.cue_span.of(version.text))
    if a.cue_span and spoken and (a.cue_span.start < start or a.polarity != Polarity.ASSERTED):
        start, end, said = min(start, a.cue_span.start), max(end, a.cue_span.end), ""
    words = _balanced(plain(version.text[start:end]).strip(" :,;"))
    if _tells_itself(words, statement):
        return _begun(_closed(words))
    return _begun(_closed(f"{spoken_by(statement)}{said}, in the words of {outlet}: {words}".replace(",,", ",")))


def _tells_itself(words: str, statement: Statement) -> bool:
    """Tell whether reported words name their speaker in their midst: "…, the minister Luka Galic said, and …"."""
    a = statement.attribution
    if a.speaker is None or a.cue_span is None or not a.extent.contains(a.cue_span):
        return False
    outside = _QUOTATION.sub(" ", words)
    return all(re.search(rf"\b{re.escape(p.name)}\b", outside) for p in (a.speaker, a.via) if p)


def _is_speech(statement: Statement, text: str, span: Span) -> bool:
    """Tell whether the span is the speaker's own words: in quotation marks, or a turn of a transcript."""
    if _QUOTES.search(text[span.start + 1 : span.end - 1]):
        return False
    opened = _QUOTES.search(text[max(0, span.start - 1) : span.start + 1])
    closed = _QUOTES.search(text[span.end - 1 : span.end + 2])
    if opened:
        return bool(closed) or "\n" in text[span.end : span.end + 2]
    return statement.attribution.kind == Kind.DIRECT and not closed


def _balanced(words: str) -> str:
    """Return article words without a quotation mark at either end that has no partner."""
    if words.count("“") == words.count("”") and words.count('"') % 2 == 0:
        return words
    return words.strip('“”"').strip(" ,") if not _QUOTES.search(words[1:-1]) else words


def _begun(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def _inside(quoted: str) -> str:
    """Return quoted words without their outer marks and without the comma before the cue."""
    words = re.sub(r"\s*\n\s*", " ", quoted.strip('“”"„«» \n'))
    return words.rstrip(",") if words.endswith(",") else words


def _cue(statement: Statement) -> str:
    cue = (statement.attribution.cue or "").lower()
    return cue if _SAYING.match(cue) and cue not in ("added", "continued", "called", "described") else "said"


def _on(said_at: str | None) -> str:
    return f" on {spelled_day(said_at)}" if said_at else ""


def spelled_day(iso: str) -> str:
    """Return "12 May 2021" for an ISO day or instant."""
    day = date.fromisoformat(iso[:10])
    return f"{day.day} {day:%B %Y}"


_PAST = {"saying": "said", "telling": "told", "writing": "wrote", "arguing": "argued", "adding": "added"} | {
    f"{verb}ing": f"{verb}ed"
    for verb in "claim warn suggest insist stress explain announc promis urg declar assert".split()
}


def _finite(statement: Statement, text: str) -> str | None:
    """Return "said that …" for words that an article joins with a participle ("…, saying that …")."""
    a = statement.attribution
    past = _PAST.get((a.cue or "").lower())
    if past is None or a.cue_span is None or len(a.content_spans) != 1 or a.cue_span.end > a.extent.start:
        return None
    between = text[a.cue_span.end : a.extent.start]
    return None if len(between) > LONGEST_BRIDGE or "\n" in between else f"{past}{text[a.cue_span.end : a.extent.end]}"


def _bridge(statement: Statement, text: str) -> str | None:
    """Return the article's words from a finite cue to the end of the content that follows it, if they read on."""
    a = statement.attribution
    if a.cue_span is None or len(a.content_spans) != 1 or a.content_spans[0].start < a.cue_span.end:
        return None
    between = text[a.cue_span.end : a.content_spans[0].start]
    if len(between) > LONGEST_BRIDGE or "\n" in between or _NOT_FINITE.match(text[a.cue_span.start :]):
        return None
    return text[a.cue_span.start : a.content_spans[0].end]


def plain(words: str) -> str:
    """Return words for a place outside quotation marks, on one line, "[12]" never to be read as a citation.

    A bracket inside quotation marks belongs to the quotation and stays.
    """
    pieces = _QUOTATION.split(re.sub(r"\s*\n\s*", " ", words))
    return "".join(p if n % 2 else _LOOSE_NUMBER.sub(r"(\1)", p) for n, p in enumerate(pieces)).strip()


def _closed(sentence: str) -> str:
    """Return a sentence with a full stop and balanced marks."""
    if sentence.count("“") > sentence.count("”"):
        sentence += "”"
    if sentence.count('"') % 2:
        sentence += '"'
    sentence = re.sub(r",(?=[”\"]$)", "", sentence.rstrip(",;: "))
    return sentence if re.search(r"[.!?…][”\"’')]*$", sentence) else f"{sentence}."


def surrounding(text: str, span: Span, *, reach: int = 300) -> Span:
    """Return the paragraph around `span`, or at most `reach` characters to each side of it."""
    start = max(text.rfind("\n\n", 0, span.start) + 2, span.start - reach, 0)
    found = text.find("\n\n", span.end)
    end = min(found if found >= 0 else len(text), span.end + reach)
    return Span(min(start, span.start), max(end, span.end))


def without_dateline(sentence: str) -> str:
    """Return a sentence without "NORTHGATE, Oct 24 (Meridian Wire) - " in front of it."""
    return _DATELINE.sub("", sentence)
