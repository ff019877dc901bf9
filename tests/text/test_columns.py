"""Columns that share a width: only the longest words are broken."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alignprep.text.columns import widest


@given(st.lists(st.floats(1, 500), min_size=1, max_size=12), st.floats(0.1, 1))
def test_columns_fill_the_room(words: list[float], share: float) -> None:
    room = sum(words) * share
    assert sum(min(word, widest(words, room)) for word in words) == pytest.approx(room)


def test_short_words_stay_whole() -> None:
    assert widest([10, 20, 300, 400], 230) == 100
