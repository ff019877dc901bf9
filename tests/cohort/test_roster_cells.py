"""A line of CSV holds what a text of a bank may hold, and joiners of names, whatever Python's own tables say."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alignprep.cohort.roster import _cells, _decoded, _LineError
from alignprep.text import characters

EVERY = [chr(number) for number in range(sys.maxunicode + 1) if not 0xD800 <= number <= 0xDFFF]


def refused(text: str, delimiter: str = ",") -> tuple[int, str, str] | None:
    """The offset, the code and the sentence of what makes a line unreadable."""
    try:
        assert _decoded(text.encode(), delimiter) == text
    except _LineError as error:
        code, message, column = error.args
        return column - 1, code, message
    return None


def test_every_character_is_judged_as_in_a_text_of_the_bank() -> None:
    """But for spaces, which are made plain."""
    judged = 0
    for character in EVERY:
        found = [(fault.offset, fault.code, fault.message) for fault in characters.hidden(f"a{character}b")]
        if character in characters.SPACES:
            assert refused(f"a{character}b") is None
        elif character not in "\r\n":  # These end a line.
            assert refused(f"a{character}b") == (found[0] if found else None), hex(ord(character))
            judged += bool(found)
    assert judged > 100_000


def test_the_spaces_are_those_of_unicode() -> None:
    assert set(characters.SPACES) | {" "} == {one for one in EVERY if unicodedata.category(one) == "Zs"}


@pytest.mark.parametrize(
    ("character", "code"),
    [
        ("\u3164", "AP105"),  # A letter to Python, and nothing to see.
        ("\u2800", "AP105"),
        ("\u034f", "AP105"),
        ("\ue000", "AP105"),
        ("\x85", "AP104"),
        ("\t", "AP106"),
        ("\u0600", None),  # A sign that is seen, though Python does not call it printable.
        ("\U0001fb0f", None),
        ("\U000323b0", None),  # Assigned by a later Unicode than some Pythons have.
    ],
)
def test_what_python_prints_decides_nothing(character: str, code: str | None) -> None:
    found = refused(f"Ada,{character}")
    assert found == (None if code is None else (4, code, found[2] if found else ""))


def test_the_delimiter_is_no_fault() -> None:
    assert refused("name\tform", "\t") is None
    assert refused("name\tform", ";") == (4, "AP106", "a tab; indent and separate with spaces")


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters='\r\n\t,"'), min_size=1, max_size=20))
def test_a_cell_that_is_read_is_a_text_that_a_name_may_hold(text: str) -> None:
    if refused(text) is None:
        (cell,) = _cells(text, ",")
        assert list(characters.hidden_in_name(cell.text)) == []
        assert unicodedata.is_normalized("NFC", cell.text)
        assert (cell.column, cell.length) == (1, len(text))
        assert not set(characters.SPACES) & set(cell.text)
