from __future__ import annotations

import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alignprep.text.cells import cell, table
from tests.support.csv_reader import FORMULAS, PLAIN, VALUES


@pytest.mark.parametrize("text", FORMULAS + VALUES + ["NaN", "nan", "NULL", "None", "<NA>", "n/a", "#N/A", "1.#IND"])
def test_a_text_that_would_be_mistaken_has_an_apostrophe(text: str) -> None:
    assert cell(text) == f"'{text}"


@pytest.mark.parametrize("text", PLAIN)
def test_other_texts_stand_as_they_are(text: str) -> None:
    assert cell(text) == text


@given(text=st.text() | st.text("'=+-@\"\t\r\n 0123456789e.,:/", max_size=6))
def test_the_apostrophe_can_be_undone(text: str) -> None:
    made = cell(text)
    assert made.removeprefix("'") == text
    assert not re.match("""["'\\s]*[=+@-]""", made) or made.startswith("'")
    assert made == text or made == f"'{text}"


def test_long_runs_cost_no_more_than_their_length() -> None:
    assert cell("sept" * 100_000 + "!") == "sept" * 100_000 + "!"
    assert cell("1 " * 100_000 + "!") == "1 " * 100_000 + "!"


def test_a_table_comes_back_cell_for_cell() -> None:
    rows = [{"a": 'say "hi"\nand, again', "b": 1, "day": "2026-12-01"}, {"a": "", "b": None, "day": "2026-12-02"}]
    made = table({"a": {}, "b": {}, "day": {"format": "date"}}, rows)
    assert made.splitlines(keepends=True)[0] == b"a,b,day\r\n"
    assert b'\r\n"",,2026-12-02\r\n' in made, "the first cell is always in quotes"
    assert list(csv.reader(io.StringIO(made.decode(), newline="")))[1:] == [
        ['say "hi"\nand, again', "1", "2026-12-01"],
        ["", "", "2026-12-02"],
    ]
