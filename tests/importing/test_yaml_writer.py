from __future__ import annotations

import unicodedata
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from alignprep.content import strict_yaml
from alignprep.importing.yaml_writer import question_yaml
from alignprep.text import characters

LETTERS = st.characters(codec="utf-8").filter(lambda letter: not list(characters.faults(letter)))
TEXTS = (
    (
        st.text(LETTERS, max_size=40)
        | st.text("ab :#-'\"\\[]{}?,&*!|>%@`\n \n.=~0", max_size=30)
        | st.lists(st.sampled_from(["word", "- x", "a: b", "#", "long" * 6, "1.", "  ", ""]), max_size=40).map(" ".join)
    )
    .map(lambda text: unicodedata.normalize("NFC", text))
    .filter(lambda text: not list(characters.faults(text)))
)
KEYS = st.sampled_from(["number", "title", "question", "x-a", "topics", "answer", "facts", "depth", "references", "1"])
VALUES = st.recursive(
    TEXTS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=8
)


@settings(deadline=None, max_examples=500)
@example({"number": "~"})
@given(st.dictionaries(KEYS, VALUES, min_size=1, max_size=6))
def test_what_is_written_is_read_back_exactly(fields: dict[str, Any]) -> None:
    written = question_yaml(fields, "../../schema/question.schema.json")
    node, _, faults = strict_yaml.read(written.encode())
    assert not faults
    assert node is not None
    assert strict_yaml.plain(node) == fields


def test_it_looks_as_a_person_writes_it() -> None:
    fields = {
        "number": "7",
        "title": "Yes: a title",
        "question": "A question that is long enough to be folded, " * 4 + "is it?",
        "topics": ["git", "merge"],
        "minutes": "5",
        "answer": {"short": "no", "depth": "One.\n\n```python\nx = 1\n```\n"},
        "key_points": ["Names it.", '"quoted"', "2024"],
        "rubric": {"1": "Fails."},
        "reviewed": "2026-01-05",
        "x-owner": "Zoë",
    }
    assert (
        question_yaml(fields, "s.json")
        == """\
# yaml-language-server: $schema=s.json
number: 7
title: "Yes: a title"
question: >-
  A question that is long enough to be folded, A question that is long enough to be folded, A
  question that is long enough to be folded, A question that is long enough to be folded, is it?
topics: [git, merge]
minutes: 5
answer:
  short: "no"
  depth: |
    One.

    ```python
    x = 1
    ```
key_points:
  - Names it.
  - '"quoted"'
  - "2024"
rubric:
  1: Fails.
reviewed: 2026-01-05
x-owner: Zoë
"""
    )


@pytest.mark.parametrize("text", ["yes", "010", "1.10", "null", "~", "2026-01-05", "0x1F", "1e3", "12:30", ".5", "On"])
def test_text_that_editors_would_take_for_something_else_is_quoted(text: str) -> None:
    read = yaml.safe_load(question_yaml({"title": text}, "s"))
    assert read == {"title": text}
