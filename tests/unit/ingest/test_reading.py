"""Every kind of file, and every kind of bad file: an article, or one line that says what is wrong with which input."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from service.domain.news import SourceArticle
from service.errors import InputRejected, SourceMissing
from service.ingest.reading import Read, Rejected, article_from_record, count_inputs, decode, read_sources

LIMIT = 100_000
RECORD = {
    "id": "desk-17",
    "title": "Bridge to open",
    "text": "The bridge opens on Friday.",
    "source": "Norvale Courier",
    "url": "https://courier.example/bridge",
    "author": "Nora Whitcombe",
    "published_at": "2026-03-04T08:00:00+01:00",
    "modified_at": "2026-03-05",
    "language": "en",
}


def read(*sources: object, limit: int = LIMIT) -> list[Read]:
    return list(read_sources(map(str, sources), max_bytes=limit))


def article(*sources: object) -> SourceArticle:
    (found,) = read(*sources)
    assert isinstance(found, SourceArticle), found
    return found


def reason(*sources: object, limit: int = LIMIT) -> str:
    """Return why the one input was rejected; it is always one line."""
    (found,) = read(*sources, limit=limit)
    assert isinstance(found, Rejected), found
    line = str(found.error)
    assert "\n" not in line
    assert line.startswith(found.error.origin)
    return line


def put(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


# Text and Markdown


def test_text_without_title_and_date_stays_without(tmp_path: Path) -> None:
    found = article(put(tmp_path, "a.txt", "The bridge opens on Friday.\n\nThe mayor was there."))
    facts = (found.title, found.source, found.url, found.author, found.published_at, found.language, found.external_id)
    assert facts == (None,) * 7
    assert found.location == str(tmp_path / "a.txt")


@pytest.mark.parametrize(
    ("first", "title"),
    [
        ("Bridge to open on Friday", "Bridge to open on Friday"),
        ("#1 in the league again", "#1 in the league again"),
        ("Will the bridge open?", "Will the bridge open?"),
        ("The bridge opens on Friday.", None),
        ("“The bridge is late”", None),
        ("By Nora Whitcombe,", None),
        ("long " * 40, None),
    ],
)
def test_a_short_first_line_may_be_the_title(tmp_path: Path, first: str, title: str | None) -> None:
    assert article(put(tmp_path, "a.txt", f"{first}\n\nThe mayor was there.")).title == title


def test_one_line_is_text_and_no_title(tmp_path: Path) -> None:
    found = article(put(tmp_path, "a.txt", "Bridge to open on Friday"))
    assert (found.title, found.text) == (None, "Bridge to open on Friday")


def test_front_matter(tmp_path: Path) -> None:
    head = (
        "---\nid: desk-17\ntitle: 'Bridge: open'\nsource: Courier\npublished_at: 2026-03-04\nauthor: [A B, C D]\n---\n"
    )
    found = article(put(tmp_path, "a.md", f"{head}The bridge opens on Friday."))
    assert (found.external_id, found.title, found.source) == ("desk-17", "Bridge: open", "Courier")
    assert (found.published_at, found.author) == ("2026-03-04", "A B, C D")
    assert found.text == "The bridge opens on Friday."


def test_headings_of_markdown_lose_their_signs(tmp_path: Path) -> None:
    found = article(put(tmp_path, "a.md", "# Bridge to open\n\n## Friday\n\nIt is #1, the mayor said.\n\n#1 it is."))
    assert found.title == "Bridge to open"
    assert found.text == "Bridge to open\n\nFriday\n\nIt is #1, the mayor said.\n\n#1 it is."


def test_front_matter_may_have_comments(tmp_path: Path) -> None:
    found = article(put(tmp_path, "a.md", "---\n# checked by the desk\ntitle: Bridge\n---\n# Bridge\n\nIt opens."))
    assert (found.title, found.text) == ("Bridge", "Bridge\n\nIt opens.")


def test_front_matter_with_windows_line_ends(tmp_path: Path) -> None:
    found = article(put(tmp_path, "a.md", "\ufeff---\r\ntitle: Bridge\r\n---\r\nIt opens on Friday.\r\n"))
    assert (found.title, found.text) == ("Bridge", "It opens on Friday.")


def test_a_rule_at_the_top_is_no_front_matter(tmp_path: Path) -> None:
    assert "opens" in article(put(tmp_path, "a.md", "---\nThe bridge opens.\n---\nThe mayor was there.")).text


def test_broken_front_matter_is_named(tmp_path: Path) -> None:
    path = put(tmp_path, "a.md", "---\ntitle: [open\n---\nThe bridge opens on Friday.")
    assert reason(path) == f"{path}: its front matter is not valid YAML; mend it"


def test_front_matter_runs_no_code(tmp_path: Path) -> None:
    path = put(tmp_path, "a.md", "---\ntitle: !!python/object/apply:os.getcwd []\n---\nThe bridge opens.")
    assert "not valid YAML" in reason(path)


# Bytes


@pytest.mark.parametrize(
    "raw",
    [
        "Café opens".encode(),
        "\ufeffCafé opens".encode(),
        "\ufeffCafé opens".encode("utf-16-le"),
        "\ufeffCafé opens".encode("utf-16-be"),
    ],
)
def test_unicode_is_read_as_what_it_says_it_is(raw: bytes) -> None:
    assert decode(raw, origin="a").lstrip("\ufeff") == "Café opens"


def test_an_old_character_set_is_found() -> None:
    text = "Le café de la gare a été fermé dès l’été, a déclaré le maire à ses élèves. " * 5
    assert "café de la gare a été fermé" in decode(text.encode("cp1252"), origin="a")


@pytest.mark.parametrize(
    "raw",
    [
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
        b"PK\x03\x04\x00\x00",
        bytes(range(128, 256)) + b"\x00" * 40 + b"\x00" * 99,
    ],
)
def test_binary_is_rejected(tmp_path: Path, raw: bytes) -> None:
    path = put(tmp_path, "a.txt", raw)
    assert reason(path) == f"{path}: binary data, not text"


# HTML, JSON, JSON lines


def test_html(tmp_path: Path) -> None:
    body = "<p>The new bridge over the Aar opens to traffic on Friday, the city said in a long statement.</p>" * 3
    found = article(put(tmp_path, "a.HTML", f"<html><head><title>Bridge</title></head><body>{body}</body></html>"))
    assert (found.title, found.origin) == ("Bridge", str(tmp_path / "a.HTML"))
    assert "over the Aar" in found.text


def test_json_article(tmp_path: Path) -> None:
    found = article(put(tmp_path, "a.json", json.dumps(RECORD)))
    assert found.external_id == "desk-17"
    assert (found.title, found.text, found.source) == (RECORD["title"], RECORD["text"], RECORD["source"])
    assert (found.published_at, found.modified_at) == ("2026-03-04T07:00:00Z", "2026-03-05")
    assert (found.url, found.author, found.language) == (RECORD["url"], RECORD["author"], "en")


@pytest.mark.parametrize("wrap", [lambda r: r, lambda r: {"articles": r}])
def test_json_list(tmp_path: Path, wrap: object) -> None:
    value = wrap([RECORD, RECORD | {"id": 18}])  # type: ignore[operator]
    found = read(put(tmp_path, "a.json", json.dumps(value)))
    assert [f.external_id for f in found if isinstance(f, SourceArticle)] == ["desk-17", "18"]


def test_json_list_with_one_bad_article(tmp_path: Path) -> None:
    path = put(tmp_path, "a.json", json.dumps([RECORD, {"title": "only"}, "text"]))
    first, second, third = read(path)
    assert isinstance(first, SourceArticle)
    assert isinstance(second, Rejected)
    assert str(second.error).startswith(f'{path}, article 2: no "text" and no "html"')
    assert isinstance(third, Rejected)
    assert str(third.error) == f"{path}, article 3: not a JSON object"


def test_a_broken_line_is_named_and_the_others_are_taken(tmp_path: Path) -> None:
    lines = [json.dumps({"id": n, "text": f"Article {n} is here."}) for n in range(1, 21)]
    lines[16] = lines[16][:-4]
    found = read(put(tmp_path, "a.jsonl", "\n".join(lines)))
    broken = [f for f in found if isinstance(f, Rejected)]
    assert len(found) - len(broken) == 19
    assert [f.origin for f in broken] == [f"{tmp_path / 'a.jsonl'}, line 17"]
    assert "not valid JSON (column" in str(broken[0].error)


def test_a_line_in_another_character_set_costs_that_line_alone(tmp_path: Path) -> None:
    good = json.dumps({"text": "It opens on Friday." * 500}).encode()
    path = put(tmp_path, "a.jsonl", b"\n".join([good, b"\x00\x01\x02", good]))
    found = read(path)
    assert [isinstance(f, Rejected) for f in found] == [False, True, False]
    assert found[1].origin == f"{path}, line 2"


def test_a_binary_file_called_jsonl_is_one_rejection(tmp_path: Path) -> None:
    path = put(tmp_path, "a.jsonl", b"\x89PNG\r\n\x1a\n\x00\x00\n\x00\n" * 99)
    assert reason(path) == f"{path}: binary data, not text"


def test_blank_lines_are_skipped(tmp_path: Path) -> None:
    path = put(tmp_path, "a.ndjson", '\n{"text": "It opens on Friday."}\n\n  \n')
    assert article(path).origin == f"{path}, line 2"
    assert count_inputs([str(path)]) == 1


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("{", "not valid JSON (column 2)"),
        ("[" * 100_000, "JSON nested too deeply"),
        ("7", "neither an article nor a list"),
        ('{"text": 7}', 'no "text" and no "html"'),
        ('{"text": "…"}', "holds no words"),
        ('{"text": ""}', "empty"),
        ('{"html": "<p></p>"}', "the page holds no article text"),
        ("", "empty"),
        ("  \n", "empty"),
        ('{"articles": 7}', "neither an article nor a list"),
        ("1" * 5000, "not valid JSON"),
    ],
)
def test_bad_json(tmp_path: Path, content: str, why: str) -> None:
    assert why in reason(put(tmp_path, "a.json", content))


@pytest.mark.parametrize(
    "fields",
    [
        {"title": 7, "source": ["A", "B"], "author": None, "published_at": "soon", "id": ""},
        {"title": "  ", "url": "", "language": [], "id": None, "modified_at": {}},
        {"id": 1.5, "title": {"a": 1}},
    ],
)
def test_odd_fields_are_unknown_and_no_reason_to_reject(fields: dict[str, object]) -> None:
    found = article_from_record({"text": "It opens.\nSo they say."} | fields, origin="a", max_bytes=LIMIT)
    assert (found.published_at, found.external_id, found.url) == (None, None, None)


def test_other_names_for_the_fields() -> None:
    record = {"text": "It opens.", "headline": "H", "publisher": "P", "byline": "B", "datePublished": "2026-03-04"}
    found = article_from_record(record, origin="a", max_bytes=LIMIT)
    assert (found.title, found.source, found.author, found.published_at) == ("H", "P", "B", "2026-03-04")


def test_fields_are_normalised() -> None:
    record = {"text": "It\u200b opens.", "title": "Two\n\u202elines\U000e0041", "source": " Courier\t "}
    found = article_from_record(record, origin="a", max_bytes=LIMIT)
    assert (found.text, found.title, found.source) == ("It opens.", "Two lines", "Courier")


# Sources


def test_a_folder_is_read_in_order_and_unknown_endings_are_left(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for name in ("b.txt", "a.md", "in/c.txt", "picture.png"):
        put(tmp_path, name, "It opens on Friday.")
    found = read(tmp_path)
    assert [Path(f.origin).name for f in found] == ["a.md", "b.txt", "c.txt"]
    assert count_inputs([str(tmp_path)]) == 3


def test_a_folder_with_nothing_to_read(tmp_path: Path) -> None:
    put(tmp_path, "a.png", b"x")
    assert "the folder holds no .txt, .md" in reason(tmp_path)


def test_a_pattern(tmp_path: Path) -> None:
    for name in ("a1.txt", "a2.txt", "b1.txt"):
        put(tmp_path, name, "It opens on Friday.")
    assert len(read(tmp_path / "a*.txt")) == 2


def test_a_file_whose_name_looks_like_a_pattern(tmp_path: Path) -> None:
    assert article(put(tmp_path, "a[1].txt", "It opens on Friday.")).text == "It opens on Friday."


@pytest.mark.parametrize("name", ["missing.txt", "*.txt", "no/such/folder"])
def test_what_is_not_there(tmp_path: Path, name: str) -> None:
    (found,) = read(tmp_path / name)
    assert isinstance(found, Rejected)
    assert isinstance(found.error, SourceMissing)
    assert str(found.error) == f"{tmp_path / name}: there is no such file or folder; check the path"
    assert count_inputs([str(tmp_path / name)]) == 1


def test_one_bad_source_does_not_stop_the_others(tmp_path: Path) -> None:
    good = put(tmp_path, "a.txt", "It opens on Friday.")
    assert [isinstance(f, Rejected) for f in read(tmp_path / "missing", good)] == [True, False]


def test_one_bad_file_does_not_stop_its_folder(tmp_path: Path) -> None:
    put(tmp_path, "a.json", "{")
    put(tmp_path, "b.txt", "It opens on Friday.")
    put(tmp_path, "c.txt", b"\x00")
    assert [isinstance(f, Rejected) for f in read(tmp_path)] == [True, False, True]


@pytest.mark.parametrize("name", ["a.pdf", "a.docx", "a"])
def test_a_kind_that_is_not_read(tmp_path: Path, name: str) -> None:
    assert "files of this kind are not read; known are .txt" in reason(put(tmp_path, name, "text"))


def test_an_address_is_not_fetched_without_a_way_to_the_web() -> None:
    assert "an address cannot be fetched here" in reason("https://courier.example/a")


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html", "a.jsonl", "a.json"])
def test_empty_files(tmp_path: Path, name: str) -> None:
    path = put(tmp_path, name, "")
    assert reason(path).startswith(f"{path}: ")


@pytest.mark.parametrize("name", ["a.txt", "a.html"])
def test_a_file_over_the_limit(tmp_path: Path, name: str) -> None:
    path = put(tmp_path, name, "x" * 1001)
    line = f"{path}: 1,001 bytes, and one article may have 1,000; split it, or raise ONRECORD_MAX_ARTICLE_BYTES"
    assert reason(path, limit=1000) == line


@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_an_article_over_the_limit_in_a_file_of_many(tmp_path: Path, name: str) -> None:
    long = json.dumps({"text": "é" * 600})
    assert "1,200 bytes, and one article may have 1,000" in reason(put(tmp_path, name, long), limit=1000)


def test_the_limit_is_for_one_article_and_not_for_the_file(tmp_path: Path) -> None:
    lines = "\n".join(json.dumps({"text": f"Article {n}. " * 20}) for n in range(50))
    assert len(read(put(tmp_path, "a.jsonl", lines), limit=1000)) == 50


def test_a_folder_that_may_not_be_read_is_named(tmp_path: Path) -> None:
    below_a_file = put(tmp_path, "a.txt", "x") / "b.txt"
    assert reason(below_a_file).startswith(str(below_a_file))


# Standard input


class Stdin:
    def __init__(self, text: str) -> None:
        self.buffer = io.BytesIO(text.encode())


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Bridge\n\nIt opens on Friday.", 1),
        (json.dumps(RECORD), 1),
        (json.dumps(RECORD, indent=1), 1),
        (json.dumps([RECORD, RECORD | {"id": "2"}]), 2),
        (f"{json.dumps(RECORD)}\n{json.dumps(RECORD)}\n", 2),
        ("{curly} words are text.", 1),
    ],
)
def test_standard_input(monkeypatch: pytest.MonkeyPatch, text: str, number: int) -> None:
    monkeypatch.setattr("sys.stdin", Stdin(text))
    found = read("-")
    assert [isinstance(f, SourceArticle) for f in found] == [True] * number


def test_empty_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", Stdin(""))
    assert reason("-") == "standard input: empty"


def test_rejections_are_for_people(tmp_path: Path) -> None:
    with pytest.raises(InputRejected) as caught:
        article_from_record([], origin="article 3", max_bytes=LIMIT)
    assert str(caught.value) == "article 3: not a JSON object"


VALUES = st.one_of(st.text(st.characters(codec=None)), st.integers(), st.none(), st.lists(st.text()), st.booleans())
FIELDS = st.dictionaries(st.sampled_from(sorted(RECORD)), VALUES).map(lambda fields: {"text": "It opens."} | fields)


@given(FIELDS)
@example({"text": "It opens.", "url": "https://courier.example/\ud800", "id": "\ud800", "language": "e\x00n"})
def test_whatever_a_record_says_can_be_stored(fields: dict[str, object]) -> None:
    try:
        found = article_from_record(fields, origin="a", max_bytes=LIMIT)
    except InputRejected:
        return
    facts = (found.title, found.source, found.url, found.author, found.language, found.external_id)
    assert all(fact is None or (fact.encode() and "\n" not in fact and "\x00" not in fact) for fact in facts)


def test_names_in_a_list_may_not_grow_without_end(tmp_path: Path) -> None:
    laughs = "\n".join([f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9)])
    path = put(tmp_path, "a.md", f"---\na0: &a0 [x]\n{laughs}\nauthor: *a8\ntitle: [One, Two]\n---\nIt opens.")
    assert (article(path).author, article(path).title) == (None, "One, Two")


def test_front_matter_nested_without_end(tmp_path: Path) -> None:
    assert "not valid YAML" in reason(put(tmp_path, "a.md", f"---\ntitle: {'[' * 1500}\n---\nIt opens."))
