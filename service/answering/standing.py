"""The sentences of an article that can stand alone in a summary, in its own words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from service.answering.faults import find_fault
from service.answering.introducing import introduce
from service.answering.wording import plain, spoken_by, surrounding, without_dateline, word_statement
from service.domain.answers import Claim, Support
from service.domain.news import ArticleVersion, Kind, Polarity, Span, Speaker, Statement
from service.text.sentences import split_sentences
from service.text.words import is_proper_name, terms, words

LEAST_WORDS = 5  # "He made no statement."
LEAST_TERMS = 3  # of a statement that tells something: "said something close to it" has two
_QUOTED = re.compile(r"“[^“”]*”|\"[^\"]*\"")
_PLACED = re.compile(  # "PORT BELLAMY, 14 August 2024 — " of a release, "6:41 p.m. " of a live report
    r"^(?:[A-Z][A-Z.’' ]{2,30}, \d{1,2} [A-Z][a-z]+ \d{4} ?[—–-] |\d{1,2}:\d\d(?: [ap]\.m\.| [AP]M)? )"
)
_WHOLE = re.compile(r"[.!?…][\"'”’»)\]]*$")
_MARKUP = re.compile(r"^(?:#{1,6} |[-*•] )")
_BOLD = re.compile(r"\*\*")
_ASKED = re.compile(r"^\*\*[^\n]*\?[”\"]?\*\*$")  # a paragraph of an interview: what its reporter asks
_NOTICE = re.compile(r"^(?:correction|clarification|editor['’]s note)\b", re.IGNORECASE)
_MARKS = re.compile(r"[“”\"]")
_LABEL = re.compile(
    r"^(?:this is )?(?:an? |the )?(?:(?!of\b)\w+ ){0,2}transcript (?:of|from)\b|^not checked against", re.IGNORECASE
)
_GREETING = re.compile(
    r"^(?:(?:good (?:morning|afternoon|evening|day)|hello|hi|welcome|thank you|thanks)\b[^.!?]*[.!] )+", re.I
)
_ANSWERS = re.compile(  # the label of a turn, after a question or after whoever is called QUESTION
    r"(?:\?|^(?:QUESTION|REPORTER|Q)\b[^\n]*)\s+[A-Z][A-Z .’'-]{2,40}: $", re.MULTILINE
)
_FRAGMENT = re.compile(  # "The roads office." makes no sense without its question; a "No." does not go
    r"^(?!(?:yes|no|never|none|not)\b)(?!(?:[\w’'-]+ ){0,3}(?:not|no|never|[\w]+n[’']t)\b)"
    r"(?:[\w’'-]+ ){0,3}[\w’'-]+[.?] (?=\S)",
    re.IGNORECASE,
)
_HOUR = re.compile(
    r"(?<=[^\d:] )\d{1,2} [ap]\.m\. (?=[A-Z][a-z])(?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b"
    r"|(?:Eastern|Central|Mountain|Pacific|Atlantic|Greenwich|British|Universal|Local)\b)"
)
_ASIDE = re.compile(r"^\(.*\)$", re.DOTALL)
_TURN = re.compile(r"^[A-Z][A-Z .’'-]{2,40}: ")  # of a transcript
_POINTS_BACK = re.compile(
    r"^(?:[“\"'‘]?)(?:he|she|it|they|his|her|hers|its|their|theirs|him|them|this|that|these|those|such|both|neither|either"
    r"|another|others?|most of them|some of them|all of them|none of them|one of them|two of them|half of them"
    r"|the (?:two|three|pair|former|latter|same|first|second|third|other|others|account|figures?|remark|rest|move)"
    r"|here|there (?!(?:is|are|was|were|will|has|have|had|could|can|would|may|might|must|should)\b)|then"
    r"|instead|however|but|and|so|yet|also|still|meanwhile|moreover|nevertheless|therefore|earlier|later|afterwards"
    r"|asked (?:how|about|if|whether|by|why|who|what)|told of|reminded of|in the same|for (?:him|her|them)"
    r"|in their|in his|in her|across the|last (?:week|month)['’]?s?|of the|what is missing|you)\b(?! to\b)",
    re.IGNORECASE,
)
_FIRST_PERSON = re.compile(r"\b(?:I|me|my|mine|we|our|ours)\b")
_PERSON_PRONOUN = re.compile(r"\b(?:he|she|him|her|his|hers|himself|herself)\b", re.IGNORECASE)
_THEM = re.compile(r"\b(?:they|them|their|theirs|themselves|its|it)\b", re.IGNORECASE)
_NAME = re.compile(r"\b[A-Z][\w’'-]+")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence (`span` of the text, the `ordinal`th of it) and the claims that can report it, the best first.

    `named` is the sentence as it stands; `reported` words the statement that it makes, with the speaker's full
    name and role. A sentence that points back ("He also …") has only the latter. `people` are those who take part
    in a statement anywhere in the article.
    """

    ordinal: int
    span: Span
    text: str
    named: Claim | None
    reported: Claim | None
    statement: Statement | None = None
    people: tuple[str, ...] = ()

    @property
    def claim(self) -> Claim:
        chosen = self.named or self.reported
        assert chosen is not None
        return chosen


def find_candidates(version: ArticleVersion, statements: Sequence[Statement]) -> list[Candidate]:
    """Return the sentences that can stand alone and hold against the verifier, in the order of the text."""
    found, people = [], tuple(dict.fromkeys(_people(statements)))
    for ordinal, span in enumerate(_news_sentences(version)):
        inside = [s for s in statements if any(c.overlaps(span) for c in s.attribution.content_spans)]
        named, statement = _as_it_stands(version, span, inside), _main_statement(span, inside)
        reported = report(statement, version) if statement and not _is_passed_on(statement, inside) else None
        if named or reported:
            found.append(Candidate(ordinal, span, span.of(version.text), named, reported, statement, people))
    return found


def _people(statements: Sequence[Statement]) -> Iterator[str]:
    for a in (s.attribution for s in statements):
        yield from (person.name for person in (a.speaker, a.via, a.addressee) if person)


def _is_passed_on(statement: Statement, inside: Sequence[Statement]) -> bool:
    """Tell whether somebody whom nobody knows passes it on ("It added that Abbas had asked"): as a fact it is none."""
    a = statement.attribution
    return a.via is None and any(
        s.speaker is None and s != statement and any(c.contains(a.extent) for c in s.attribution.content_spans)
        for s in inside
    )


def _news_sentences(version: ArticleVersion) -> Iterator[Span]:
    """Yield the whole sentences of the body: no headings, credits, corrections, questions or furniture."""
    for span in (part for whole in split_sentences(version.text) for part in _parted(whole, version.text)):
        text = span.of(version.text)
        if any(span.overlaps(f) for f in version.furniture) or _MARKUP.match(text) or _ASIDE.match(text):
            continue
        if _ASKED.match(_paragraph(version.text, span)) or _LABEL.match(text):
            continue
        if _NOTICE.match(text):  # what follows in its paragraph belongs to it
            return
        if _WHOLE.search(text) and len(words(text)) >= LEAST_WORDS:
            yield span


def _parted(span: Span, text: str) -> list[Span]:
    """Return a sentence in two where an hour ends the first ("shortly after 4 a.m. Firefighters went …")."""
    found = _HOUR.search(text, span.start, span.end)
    if found is None or len(words(text[found.end() : span.end])) < LEAST_WORDS:
        return [span]
    return [Span(span.start, found.end() - 1), Span(found.end(), span.end)]


def _paragraph(text: str, span: Span) -> str:
    end = text.find("\n", span.end)
    return text[text.rfind("\n", 0, span.start) + 1 : end if end >= 0 else len(text)].strip()


def _as_it_stands(version: ArticleVersion, span: Span, inside: Sequence[Statement]) -> Claim | None:
    """Return a claim of the sentence itself; None if it points back, or quotes one whom it does not name."""
    text = _PLACED.sub("", without_dateline(plain(_BOLD.sub("", span.of(version.text)))))
    if dangles(text) or text.endswith("?") or _TURN.match(text) or not is_well_marked(text):
        return None
    quoting = [s for s in inside if s.attribution.kind != Kind.INDIRECT or s.attribution.extent.contains(span)]
    if quoting and not all(_named_in(s, text) for s in quoting):
        return None
    if any(s.attribution.kind == Kind.DIRECT and not span.contains(s.attribution.extent) for s in inside):
        return None  # a quotation that goes on in the next sentence
    passage = surrounding(version.text, span)
    known = [s for s in inside if s.speaker]
    if not _MARKS.search(text):  # nobody is quoted: the outermost is whose words the sentence reports
        known = [s for s in known if s is _main_statement(span, known)]
    spoken: list[Statement | None] = [*known] or [None]
    claim = Claim(text, tuple(Support(version, span, passage, s) for s in spoken))
    return None if find_fault(claim, generated=False) else claim


def is_well_marked(text: str) -> bool:
    """Tell whether quotation marks open and close in turn, each by its own kind; some sources mix “ with "."""
    opened = ""
    for mark in re.findall(r"[“”\"]", text):
        if opened and mark == {"“": "”", '"': '"'}[opened]:
            opened = ""
        elif opened or mark == "”":
            return False
        else:
            opened = mark
    return not opened


def dangles(sentence: str) -> bool:
    """Tell whether a sentence needs the one before it: it begins with "This", or "he" has nobody to stand for."""
    outside = _QUOTED.sub(lambda quoted: " " * len(quoted[0]), sentence)
    if _POINTS_BACK.match(sentence) or sentence[:1] in "“\"'‘" or not outside.strip(" .,?!"):
        return True
    if _lost(sentence):
        return True
    them = _THEM.search(outside)
    return bool(them and len(words(outside[: them.start()])) < 2)


def _names_before(sentence: str, position: int) -> bool:
    """Tell whether a name stands before `position`, or the sentence brings in somebody new ("A wine merchant")."""
    if _NEWCOMER.match(sentence):
        return True
    found = list(_NAME.finditer(sentence, 0, position))
    return any(m.start() > 0 for m in found) or (bool(found) and found[0][0].lower() not in _COMMON_STARTS)


_NEWCOMER = re.compile(r"^(?:A|An) (?:[a-z-]+ ){1,4}(?:told|said|asked|wrote|has|had|was|is)\b")
_COMMON_STARTS = frozenset(
    """the a an in on at by for from with after before when while if as asked until since last next to many most
    some""".split()
)


def _named_in(statement: Statement, sentence: str) -> bool:
    """Tell whether the sentence, outside its quotation marks, has the last word of the speaker's name."""
    if statement.speaker is None:
        return False
    return words(statement.speaker.name)[-1] in words(_QUOTED.sub(" ", sentence))


def _main_statement(span: Span, inside: Sequence[Statement]) -> Statement | None:
    """Return the statement that tells most of the sentence: with a known speaker, the longest, the outermost."""
    known = [s for s in inside if s.speaker and s.content.strip()]
    begun = [s for s in known if span.start <= s.attribution.extent.start < span.end]
    return max(begun, key=lambda s: s.attribution.extent.end - s.attribution.extent.start, default=None)


def report(statement: Statement, version: ArticleVersion) -> Claim | None:
    """Return a claim that words a statement with its speaker's full name and role; None if it does not read well."""
    a = statement.attribution
    if a.speaker is None or _is_vague(a.speaker, version) or len(set(terms(statement.content))) < LEAST_TERMS:
        return None
    if a.polarity == Polarity.ASKED and not is_proper_name(a.speaker.name):
        return None
    if _ANSWERS.search(version.text, 0, a.extent.start) and _POINTS_BACK.match(a.extent.of(version.text)):
        return None  # "That is not true." of what was asked
    called = introduce(a.speaker, version)
    shown = _with_role(statement, called[0]) if called else statement
    text = _joined(_turn(shown, version) or word_statement(shown, version))
    text = text[:1].upper() + text[1:]
    if _UNREADABLE.search(text) or _lost(text) or not is_well_marked(text):
        return None
    supports = [Support(version, a.extent, surrounding(version.text, a.extent), statement)]
    if called and not supports[0].passage.contains(called[1]):
        supports.append(Support(version, called[1], surrounding(version.text, called[1])))
    claim = Claim(text, tuple(supports))
    return None if find_fault(claim, generated=False) else claim


def _with_role(statement: Statement, role: str) -> Statement:
    a = statement.attribution
    assert a.speaker is not None
    return replace(statement, attribution=replace(a, speaker=replace(a.speaker, role=role)))


def _is_vague(speaker: Speaker, version: ArticleVersion) -> bool:
    """Tell whether a speaker's name says nobody: "none", or "Italian" for what the text calls "the Italian"."""
    name = speaker.name
    alone = len(name.split()) == 1 and speaker.role is None
    return bool(_VAGUE.match(name)) or (alone and re.search(rf"\b[Tt]he {re.escape(name)}\b", version.text) is not None)


def _turn(statement: Statement, version: ArticleVersion) -> str | None:
    """Return a turn of a transcript as its speaker's own words; None for anything else."""
    a = statement.attribution
    line = version.text[version.text.rfind("\n", 0, a.extent.start) + 1 : a.extent.start]
    spoken = a.extent.of(version.text)
    cue = a.cue_span.of(version.text) if a.cue_span else ""
    if any(c.isalpha() for c in cue) or not _TURN.fullmatch(line) or _MARKS.search(spoken):
        return None
    if _ANSWERS.search(version.text, 0, a.extent.start):
        spoken = _FRAGMENT.sub("", spoken)
    return f"{spoken_by(statement)} said: “{_GREETING.sub('', spoken)}”"


def _joined(text: str) -> str:
    """Return "Kirby said Austin asked" for "Kirby said, Austin asked", which the cue in the middle left."""
    return _LOOSE_CUE.sub(r"\1 ", text)


def _lost(text: str) -> bool:
    """Tell whether "he" or "I" in a reported sentence has nobody to stand for."""
    outside = _QUOTED.sub(lambda quoted: " " * len(quoted[0]), text)
    pronoun = _PERSON_PRONOUN.search(outside)
    if _FIRST_PERSON.search(outside):  # "Thea Brannigan said I'd have to measure the hall."
        return True
    return bool(_TOLD_HIM.search(outside)) or bool(pronoun and not _names_before(outside, pronoun.start()))


_TOLD_HIM = re.compile(r"\b(?:told|asked|thanked|answered|reminded|assured|urged|warned) (?:him|her|them|me|us)\b")
_UNREADABLE = re.compile(r", in the words of |\b(?:said|asked|replied|added|told \w+), [a-z]|: [“\"]?[.,;]")
_VAGUE = re.compile(
    r"(?:my|our|your|his|her|its|their|both|none|neither|they|he|she|it|we|you|who|some|others?|many|most|all)\b",
    re.IGNORECASE,
)
_LOOSE_CUE = re.compile(r"\b(said|added|explained|noted), (?=[A-Z])")
