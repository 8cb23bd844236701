"""What an article says beside a name: before it up to a verb, behind it up to a stop."""

from __future__ import annotations

import re

import pytest

from service.domain.news import Speaker
from service.retrieval.describing import BESIDE, Heard, _descriptions

NAME = "Ann Frey"
FAR = "a" * BESIDE
TEXTS = [
    "The former keeper Ann Frey, 61, a swimmer, saw it.",
    "Ann Frey and Ann Frey, her aunt, met Ann Frey. The baker Ann Frey left.",
    f"{FAR} baker Ann Frey {FAR}Ann Frey, the sexton; Joann Frey, a cook, and Ann Freyer, a pilot.",
    "Nobody is named. Frey, Ann.",
    "Ann Frey",
    "“Ann Frey” is the boat of Ann Frey, who built it, and the painter Ann Frey: a friend.",
]


@pytest.mark.parametrize("text", TEXTS)
def test_only_around_the_name_the_same_is_found_as_in_the_whole_text(text: str) -> None:
    pattern = (
        rf"(?P<before>[^.!?:;“”\"\n]{{0,60}})\b{re.escape(NAME)}(?:, \d+)?(?:, (?P<behind>[^.;:“”\"\n]{{3,120}}))?"
    )
    everywhere = [part or "" for found in re.finditer(pattern, text) for part in (found["before"], found["behind"])]
    described = list(_descriptions(Heard(Speaker(NAME), text)))[1:]
    assert len(described) == len(everywhere)
    assert all(part in whole for part, whole in zip(described, everywhere, strict=True))


def test_what_stands_beside_a_name_describes_it() -> None:
    found = list(_descriptions(Heard(Speaker(NAME, "keeper"), TEXTS[0], "the swimmer")))
    assert found == ["keeper", "the swimmer", "The former keeper ", "a swimmer, saw it"]
