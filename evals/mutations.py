"""True sentences about our own newsroom, and every way we know of making them false.

A true sentence is worded from a gold statement (quoted, cut, with the cue in front or behind, reported), is a sentence
of an article, whole or without its subordinate end, or a hand-written paraphrase. Each mutation changes one thing.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from service import assets
from service.answering.wording import name_with_role, plain, surrounding, without_dateline, word_statement
from service.domain.answers import Claim, Support
from service.domain.news import ArticleVersion, Attribution, Kind, Polarity, SourceArticle, Span, Speaker, Statement
from service.ingest.cleaning import find_furniture
from service.ingest.reading import read_sources
from service.ingest.splitting import split_passages
from service.text.sentences import split_sentences
from service.text.words import terms

Json = dict[str, Any]
PARAPHRASES = Path(__file__).resolve().parent / "datasets" / "verification" / "paraphrases.jsonl"
MONTHS = "January February March April May June July August September October November December".split()
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
SPELLED = "two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty".split()
INVENTED = (
    "This is the proudest day of my life and I will never forget it",
    "Mistakes were made and I take full responsibility for all of them",
    "We are going to look at this very carefully in the coming weeks",
    "Nobody could have seen this coming, and nobody did",
    "I want to thank everybody who worked through the night",
    "There will be no further comment from this office today",
    "We expect the numbers to get better before the end of the year",
    "The people of this town deserve an answer and they will get one",
)
_AUXILIARY = re.compile(r"\b(?:is|are|was|were|will|would|has|have|had|can|could|should)\b(?! not\b)(?!n['’]t)")
_NOT = re.compile(r"\b(?:not|never) |(?<=\w)n['’]t\b|\bno (?=[a-z])")
_DIGITS = re.compile(r"(?<![\w.,])\d[\d,]*(?:\.\d+)?(?![\w]|[.,]\d)")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_QUOTE = re.compile(r"“([^“”]+)”")
_NAME = re.compile(r"(?<=[a-z,’] )[A-Z][\w’]+(?: [A-Z][\w’]+)*")


@dataclass(frozen=True, slots=True)
class Sample:
    """A sentence with what it rests on; `kind` says how it was made ("quoted", …, or the mutation)."""

    kind: str
    claim: Claim
    article: str


@dataclass(frozen=True, slots=True)
class Corpus:
    """The newsroom as versions by article id, its gold statements, and its people."""

    versions: dict[str, ArticleVersion]
    statements: tuple[Statement, ...]

    @property
    def people(self) -> list[tuple[str, Speaker]]:
        found = {(s.article_id, s.speaker.name): s.speaker for s in self.statements if s.speaker}
        return [(article, speaker) for (article, _), speaker in sorted(found.items())]


def read_corpus() -> Corpus:
    """Return the newsroom's articles with its gold statements, spans found in the text."""
    folder = assets.folder("newsroom")
    read = read_sources([str(folder / "articles")], max_bytes=10_000_000)
    versions = {str(s.external_id): _version(s) for s in read if isinstance(s, SourceArticle)}
    lines = (folder / "statements.jsonl").read_text(encoding="utf-8").splitlines()
    made = (_statement(json.loads(line), versions, n) for n, line in enumerate(lines))
    return Corpus(versions, tuple(s for s in made if s))


def _version(source: SourceArticle) -> ArticleVersion:
    return ArticleVersion(
        article_id=str(source.external_id),
        number=1,
        text=source.text,
        title=source.title,
        source=source.source,
        published_at=source.published_at,
        furniture=tuple(find_furniture(source.text)),
    )


def _statement(gold: Json, versions: dict[str, ArticleVersion], number: int) -> Statement | None:
    version = versions[gold["article"]]
    spans = [_find(version.text, words) for words in gold["content"]]
    if not spans or not gold["speaker"] or any(s is None for s in spans):
        return None
    found = tuple(s for s in spans if s)
    attribution = Attribution(
        content_spans=found,
        kind=Kind(gold["kind"]),
        speaker=Speaker(gold["speaker"], gold["role"]),
        via=_person(gold["via"]),
        addressee=_person(gold["addressee"]),
        cue=gold["cue"],
        cue_span=_nearest(version.text, gold["cue"], found[0]),
        polarity=Polarity(gold["polarity"]),
    )
    return Statement(f"stm_{number}", version.article_id, 1, attribution.content(version.text), attribution)


def _person(gold: Any) -> Speaker | None:
    if isinstance(gold, dict):
        return Speaker(gold["name"], gold["role"]) if gold["name"] else None
    return Speaker(gold) if gold else None


def _find(text: str, words: str) -> Span | None:
    at = text.find(words)
    return Span(at, at + len(words)) if at >= 0 else None


def _nearest(text: str, cue: str | None, content: Span) -> Span | None:
    """Return where the cue stands nearest to the content, outside of it, within a sentence's reach."""
    starts = [m.start() for m in re.finditer(rf"\b{re.escape(cue)}\b", text)] if cue else []
    spans = [Span(s, s + len(cue or "")) for s in starts]
    near = [s for s in spans if not s.overlaps(content) and s.distance(content) < 200]
    return min(near, key=lambda s: s.distance(content), default=None)


def true_samples(corpus: Corpus) -> list[Sample]:
    """Return true sentences: from gold statements, from the articles' own sentences, and hand-written paraphrases."""
    spoken = [sample for s in corpus.statements for sample in _worded(s, corpus.versions[s.article_id])]
    stated = [sample for version in corpus.versions.values() for sample in _stated(version, corpus)]
    return _unique([*spoken, *stated, *paraphrases(corpus, holding=True)])


def _unique(samples: Sequence[Sample]) -> list[Sample]:
    return list({(s.kind, s.claim.text, s.claim.supports): s for s in samples}.values())


def _support(statement: Statement, version: ArticleVersion) -> Support:
    extent = statement.attribution.extent
    return Support(version, extent, surrounding(version.text, extent), statement)


def _worded(statement: Statement, version: ArticleVersion) -> Iterator[Sample]:
    by = (_support(statement, version),)
    speaker = statement.speaker
    assert speaker
    yield Sample("templated", Claim(word_statement(statement, version), by), version.article_id)
    if statement.attribution.polarity != Polarity.ASSERTED:
        return
    first = statement.attribution.content_spans[0].of(version.text)
    if statement.attribution.kind == Kind.DIRECT and not re.search(r"[“”\"]", first) and len(first.split()) >= 4:
        said = re.sub(r"\s+", " ", first).rstrip(",. ")
        cut = " ".join(said.split()[: max(4, len(said.split()) * 2 // 3)]).rstrip(",.;")
        yield Sample(
            "quoted", Claim(f"{name_with_role(speaker)} said: “{said}.”".replace(".”", "”."), by), version.article_id
        )
        yield Sample("quoted, cue behind", Claim(f"“{said},” {speaker.name} said.", by), version.article_id)
        yield Sample("quoted, cut", Claim(f"According to {speaker.name}, “{cut}”.", by), version.article_id)
    reporting = re.search(r"\b(?:said|told|added|replied|agreed)\b", statement.attribution.cue or "")
    if statement.attribution.kind == Kind.INDIRECT and reporting and first[:1].islower() and len(first.split()) >= 4:
        reported = plain(first).rstrip(",. ")
        yield Sample("reported", Claim(f"{name_with_role(speaker)} said that {reported}.", by), version.article_id)


def _stated(version: ArticleVersion, corpus: Corpus) -> Iterator[Sample]:
    for passage in split_passages(version.text, furniture=version.furniture):
        for span in split_sentences(passage.of(version.text)):
            sentence = Span(span.start + passage.start, span.end + passage.start).of(version.text)
            text = without_dateline(plain(sentence))
            if len(terms(text)) < 5 or re.search(r"[“”\"‘’]\s|[“”\"]|^\W|[^.]$", text):
                continue
            by = (Support(version, passage, passage),)
            yield Sample("sentence", Claim(text, by), version.article_id)
            short = re.split(r", (?:which|who|when|because|after|as|while|where)\b", text)[0]
            if short != text and len(terms(short)) >= 4:
                yield Sample("sentence, cut", Claim(f"{short}.", by), version.article_id)


def paraphrases(corpus: Corpus, *, holding: bool) -> Iterator[Sample]:
    """Yield the hand-written paraphrases that hold, or the false ones, each resting on the passage of its evidence."""
    for line in PARAPHRASES.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["holds"] is not holding:
            continue
        version = corpus.versions[row["article"]]
        at = _find(version.text, row["evidence"])
        if at is None:
            raise ValueError(f"{PARAPHRASES.name}: {row['evidence'][:60]!r} is not in {row['article']}")
        cuts = split_passages(version.text, furniture=version.furniture)
        passage = next(p for p in cuts if p.overlaps(at))
        by = (Support(version, passage, passage),)
        yield Sample("paraphrase" if holding else "paraphrase, false", Claim(row["text"], by), version.article_id)


Change = Callable[[Sample, Corpus, random.Random], Iterator[tuple[str, tuple[Support, ...]]]]


def mutate(samples: Sequence[Sample], corpus: Corpus, *, seed: int = 1) -> list[Sample]:
    """Return false sentences made of true ones: at most one of each kind for each, and the false paraphrases.

    What is drawn for a sentence hangs on the seed and on that sentence alone: one that is worded otherwise tomorrow
    leaves the mutations of all the others as they are.
    """
    found = list(paraphrases(corpus, holding=False))
    true = {(s.claim.text, s.claim.supports) for s in samples}
    for sample in samples:
        for kind, change in CHANGES.items():
            rng = random.Random(f"{seed} {kind} {sample.kind} {sample.claim.text}")
            made = next(change(sample, corpus, rng), None)
            if made and made not in true and (made[0] != sample.claim.text or kind == "quotation moved"):
                found.append(Sample(kind, Claim(*made), sample.article))
    return _unique(found)


def _statement_of(sample: Sample) -> Statement | None:
    return sample.claim.supports[0].statement


def _swap_speaker(sample: Sample, corpus: Corpus, rng: random.Random) -> Iterator[tuple[str, tuple[Support, ...]]]:
    statement = _statement_of(sample)
    if statement is None or statement.speaker is None:
        return
    old = statement.speaker
    text = sample.claim.text.replace(name_with_role(old), old.name)
    other = _other_person(old, statement, corpus, rng)
    last = old.name.split()[-1]
    outside = _QUOTE.sub(" ", text)
    if other and outside.count(last) == 1 and text.count(old.name) == 1:
        yield text.replace(old.name, other.name), sample.claim.supports


def _other_person(old: Speaker, statement: Statement, corpus: Corpus, rng: random.Random) -> Speaker | None:
    """Return somebody else: two times in three of the same article, where there is one."""
    via = statement.attribution.via
    last = {n.name.split()[-1] for n in (old, via) if n}
    others = [(a, p) for a, p in corpus.people if p.name.split()[-1] not in last and len(p.name.split()) > 1]
    here = [p for a, p in others if a == statement.article_id]
    return rng.choice(here if here and rng.random() < 2 / 3 else [p for _, p in others])


def _add_not(sample: Sample, corpus: Corpus, rng: random.Random) -> Iterator[tuple[str, tuple[Support, ...]]]:
    found = list(_AUXILIARY.finditer(sample.claim.text))
    if found:
        at = rng.choice(found).end()
        yield f"{sample.claim.text[:at]} not{sample.claim.text[at:]}", sample.claim.supports


def _drop_not(sample: Sample, corpus: Corpus, rng: random.Random) -> Iterator[tuple[str, tuple[Support, ...]]]:
    found = list(_NOT.finditer(sample.claim.text))
    if found:
        at = rng.choice(found)
        yield f"{sample.claim.text[: at.start()]}{sample.claim.text[at.end() :]}", sample.claim.supports


def _change_number(sample: Sample, corpus: Corpus, rng: random.Random) -> Iterator[tuple[str, tuple[Support, ...]]]:
    text = sample.claim.text
    found = [m for m in _DIGITS.finditer(text) if not _YEAR.fullmatch(m[0])]
    found += list(re.finditer(rf"\b(?:{'|'.join(SPELLED)})\b", text))
    if found:
        at = rng.choice(found)
        yield f"{text[: at.start()]}{_other_number(at[0], rng)}{text[at.end() :]}", sample.claim.supports


def _other_number(written: str, rng: random.Random) -> str:
    if written in SPELLED:
        return rng.choice([n for n in SPELLED if n != written])
    digits = [i for i, c in enumerate(written) if c.isdigit()]
    at = rng.choice(digits)
    other = rng.choice([d for d in "123456789" if d != written[at]])
    return written[:at] + other + written[at + 1 :]


def _splice(sample: Sample, corpus: Corpus, rng: random.Random) -> Iterator[tuple[str, tuple[Support, ...]]]:
    statement, quoted = _statement_of(sample), _QUOTE.search(sample.claim.text)
    if statement is None or quoted is None or not sample.kind.startswith("quoted"):
        return
    others = [
        s for s in corpus.statements
        if s.article_id == statement.article_id and s.id != statement.id and s.speaker == statement.speaker
        and s.attribution.kind == Kind.DIRECT
    ]  # fmt: skip
    if others:
        other = rng.choice(others)
        version = sample.claim.supports[0].version
        first, second = quoted[1].split(), other.attribution.content_spans[0].of(version.text).split()
        joint = rng.choice([" ", " … ", ", ", " ... "])
        spliced = " ".join(first[: max(3, len(first) // 2)]) + joint + " ".join(second[len(second) // 2 :])
        both = (*sample.claim.supports, _support(other, version))
        yield _requote(sample.claim.text, quoted, spliced.strip(",. ")), both


def _requote(text: str, quoted: re.Match[str], words: str) -> str:
    return f"{text[: quoted.start()]}“{words}”{text[quoted.end() :]}"


def _move(sample: Sample, corpus: Corpus, rng: random.Random) -> Iterator[tuple[str, tuple[Support, ...]]]:
    """Leave the sentence as it is, and let it cite another article (or another place of its own)."""
    statement = _statement_of(sample)
    if statement is None or not _QUOTE.search(sample.claim.text):
        return
    same_speaker = [s for s in corpus.statements if s.speaker == statement.speaker and s.id != statement.id]
    elsewhere = [s for s in corpus.statements if s.article_id != statement.article_id]
    other = rng.choice(same_speaker if same_speaker and rng.random() < 0.5 else elsewhere)
    quoted = _QUOTE.findall(sample.claim.text)
    if not any(q.rstrip(",.") in other.content for q in quoted):
        yield sample.claim.text, (_support(other, corpus.versions[other.article_id]),)


def _invent(sample: Sample, corpus: Corpus, rng: random.Random) -> Iterator[tuple[str, tuple[Support, ...]]]:
    quoted = _QUOTE.search(sample.claim.text)
    if quoted:
        yield _requote(sample.claim.text, quoted, rng.choice(INVENTED)), sample.claim.supports


def _change_bracket(sample: Sample, corpus: Corpus, rng: random.Random) -> Iterator[tuple[str, tuple[Support, ...]]]:
    quoted = _QUOTE.search(sample.claim.text)
    if quoted is None:
        return
    words = quoted[1]
    if "[" in words:
        other = rng.choice(["", "[allied] ", "[not] "])
        yield _requote(sample.claim.text, quoted, re.sub(r"\[[^\]]*\] ?", other, words, count=1)), sample.claim.supports
        return
    pieces = words.split()
    at = rng.randrange(1, max(2, len(pieces)))
    inserted = rng.choice(["[not]", "[sic]", "[2021]", "[the mayor]", "[1]"])
    yield _requote(sample.claim.text, quoted, " ".join([*pieces[:at], inserted, *pieces[at:]])), sample.claim.supports


def _change_quoted_word(
    sample: Sample, corpus: Corpus, rng: random.Random
) -> Iterator[tuple[str, tuple[Support, ...]]]:
    quoted = _QUOTE.search(sample.claim.text)
    pieces = quoted[1].split() if quoted else []
    long = [i for i, w in enumerate(pieces) if len(w) > 3 and w.isalpha()]
    if quoted and long:
        at = rng.choice(long)
        other = rng.choice([w for w in ("always", "seldom", "people", "money", "better", "worse") if w != pieces[at]])
        yield (
            _requote(sample.claim.text, quoted, " ".join([*pieces[:at], other, *pieces[at + 1 :]])),
            sample.claim.supports,
        )


def _change_date(sample: Sample, corpus: Corpus, rng: random.Random) -> Iterator[tuple[str, tuple[Support, ...]]]:
    text = sample.claim.text
    found = [*re.finditer(rf"\b(?:{'|'.join(MONTHS + DAYS)})\b", text), *_YEAR.finditer(text)]
    if found:
        at = rng.choice(found)
        kind = MONTHS if at[0] in MONTHS else DAYS
        other = str(int(at[0]) + rng.choice([-2, -1, 1, 3])) if at[0].isdigit() else _unlike(at[0], kind, rng)
        yield f"{text[: at.start()]}{other}{text[at.end() :]}", sample.claim.supports


def _unlike(word: str, among: Sequence[str], rng: random.Random) -> str:
    return rng.choice([w for w in among if w != word])


def _change_name(sample: Sample, corpus: Corpus, rng: random.Random) -> Iterator[tuple[str, tuple[Support, ...]]]:
    text = _QUOTE.sub(lambda m: "“" + "_" * (len(m[0]) - 2) + "”", sample.claim.text)
    statement = _statement_of(sample)
    own = f"{statement.speaker.name} {statement.speaker.role}" if statement and statement.speaker else ""
    found = [m for m in _NAME.finditer(text) if m[0] not in MONTHS + DAYS and m[0].split()[-1] not in own]
    if not found:
        return
    at = rng.choice(found)
    here = corpus.versions[sample.article].text if rng.random() < 0.5 else ""
    pool = {m for v in corpus.versions.values() for m in _NAME.findall(here or v.text)} - {*MONTHS, *DAYS}
    alike = sorted(n for n in pool if not set(n.split()) & set(at[0].split()) and n not in sample.claim.text)
    if alike:
        yield sample.claim.text[: at.start()] + rng.choice(alike) + sample.claim.text[at.end() :], sample.claim.supports


def _swap_relay(sample: Sample, corpus: Corpus, rng: random.Random) -> Iterator[tuple[str, tuple[Support, ...]]]:
    statement = _statement_of(sample)
    via = statement.attribution.via if statement else None
    if statement and via and statement.speaker and via.name in sample.claim.text:
        other = _other_person(via, statement, corpus, rng)
        if other and other.name.split()[-1] != statement.speaker.name.split()[-1]:
            yield sample.claim.text.replace(via.name, other.name), sample.claim.supports


def _turn_cue(sample: Sample, corpus: Corpus, rng: random.Random) -> Iterator[tuple[str, tuple[Support, ...]]]:
    """Turn a denial, a refusal or a silence into its opposite, and a plain report into a denial."""
    outside = _QUOTE.sub(lambda m: "_" * len(m[0]), sample.claim.text)
    for old, new in (
        ("denied", "confirmed"),
        ("declined to", "agreed to"),
        ("did not say", "said"),
        ("said that", "denied that"),
    ):
        at = outside.find(f" {old} ")
        if at >= 0:
            yield sample.claim.text[: at + 1] + new + sample.claim.text[at + 1 + len(old) :], sample.claim.supports


CHANGES: dict[str, Change] = {
    "speaker swapped": _swap_speaker,
    "not added": _add_not,
    "not dropped": _drop_not,
    "number changed": _change_number,
    "quotations spliced": _splice,
    "quotation moved": _move,
    "quotation invented": _invent,
    "bracketed text changed": _change_bracket,
    "quoted word changed": _change_quoted_word,
    "date changed": _change_date,
    "name changed": _change_name,
    "relay swapped": _swap_relay,
    "cue turned": _turn_cue,
}
