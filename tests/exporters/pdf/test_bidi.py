"""The order of text from right to left, against another implementation of the same rules."""

from __future__ import annotations

import bidi
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alignprep_exporters.pdf.type.bidi import has_right_to_left, levels, visual_order, without_trailing

TEXTS = st.text("abאבמن12٣٤ .,:+-/%$()[]«»\u0301\u064e\u200d", max_size=20)


def shown(text: str, *, backwards: bool) -> str:
    """The text from left to right, as far as it is drawn."""
    found = without_trailing(text, levels(text, backwards=backwards), backwards=backwards)
    return "".join(text[index] for index in visual_order(found)).replace("\u200d", "")


@given(TEXTS, st.booleans())
def test_it_is_that_of_unicode_bidi(text: str, backwards: bool) -> None:
    assert shown(text, backwards=backwards) == bidi.get_display(text, base_dir="R" if backwards else "L").replace(
        "\u200d", ""
    )


@given(st.lists(st.integers(0, 4), max_size=12))
def test_every_part_has_one_place(found: list[int]) -> None:
    assert sorted(visual_order(found)) == list(range(len(found)))


@pytest.mark.parametrize(
    ("text", "visual"),
    [("نص abc نص", "صن abc صن"), ("نص (abc).", ".(abc) صن"), ("1. نص", "صن .1"), ("٣٫٥ م", "م ٣٫٥"), ("abc", "abc")],
)
def test_lines_of_arabic(text: str, visual: str) -> None:
    """Brackets are drawn mirrored where they run backwards; here they are the characters themselves."""
    assert shown(text, backwards=True) == visual.translate(str.maketrans("()", ")(")) if "(" in text else visual


def test_a_text_from_left_to_right_has_no_other_levels() -> None:
    assert levels("abc 12 (x), é", backwards=False) == [0] * 13
    assert not has_right_to_left("abc é 漢字 कि")
    assert has_right_to_left("abc ש")
