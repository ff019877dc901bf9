from __future__ import annotations

import re
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alignprep.text.characters import _CURSIVE, _VIRAMAS, _VOWELS, decode, hidden, hidden_in_name, wide_encoding

ENCODINGS = {
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "utf-32": "UTF-32",
    "utf-32-le": "UTF-32",
    "utf-32-be": "UTF-32",
}


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("text", ["number: 2\ntitle: x\n", '{"a": "ü"}', "# 質問\n", "name;form\nÅsa;A\n"])
def test_text_in_wide_characters_is_one_fault(text: str, encoding: str) -> None:
    data = text.encode(encoding)
    assert wide_encoding(data) == ENCODINGS[encoding]
    source, faults = decode(data)
    assert source.text == ""
    assert [(fault.offset, fault.code, fault.message) for fault in faults] == [
        (0, "AP103", f"is {ENCODINGS[encoding]}; save it as UTF-8")
    ]


@pytest.mark.parametrize("text", ["", "x", "äöü", "質問", "\x00", "a\x00", "a\x00b", "ab\x00c", "\x00\x00\x00\x00"])
def test_other_text_is_not_taken_for_it(text: str) -> None:
    assert wide_encoding(text.encode()) == ""


def offsets(text: str) -> list[int]:
    return [fault.offset for fault in hidden_in_name(text)]


@pytest.mark.parametrize(
    "name",
    [
        "علی\u200cرضا", "زهرا\u200cسادات", "علیِّ\u200cرضا",  # Persian, with vowel marks too.
        "ශ්\u200dරී", "ශ්\u200dරියා ප්\u200dරසාද්", "ක්\u200cෂ",  # Sinhala
        "राज\u094d\u200dय", "രാജന്\u200d", "Ada",
    ],
)  # fmt: skip
def test_names_are_spelled_with_joiners(name: str) -> None:
    assert offsets(name) == []
    assert [fault.offset for fault in hidden(name)] == [at for at, one in enumerate(name) if one in "\u200c\u200d"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("A\u200dB", [1]), ("A\u200cB", [1]), ("\u200cعلی", [0]), ("علی\u200c", [3]), ("علی\u200c رضا", [3]),
        ("عل\u200dی", [2]), ("علی\u200c\u200cرضا", [3, 4]), ("A\u200cعلی", [1]), ("علی\u200cA", [3]),
        ("क\u200dष", [1]), ("क्\u200d\u200dष", [3]), ("山\u200d田", [1]), ("ශ්\u200dරී\u202e\u200b", [5, 6]),
    ],
)  # fmt: skip
def test_a_joiner_elsewhere_is_hidden(text: str, found: list[int]) -> None:
    assert offsets(text) == found


def test_the_tables_of_joiners_are_those_of_unicode() -> None:
    for character in map(chr, range(sys.maxunicode + 1)):
        if re.match(f"[{_VIRAMAS}]", character):
            assert unicodedata.combining(character) == 9
        if re.match(f"[{_CURSIVE}]", character) and unicodedata.name(character, ""):
            assert unicodedata.category(character) in ("Lo", "Lm")
            assert unicodedata.name(character).startswith(("ARABIC LETTER", "SYRIAC LETTER", "ARABIC TATWEEL"))
        if re.match(f"[{_VOWELS}]", character) and unicodedata.name(character, ""):
            assert unicodedata.category(character) in ("Mn", "Lm")


@given(st.text(st.sampled_from("aعی\u0650क\u094d\u0dca\u200c\u200d\u202e "), max_size=20))
def test_a_name_hides_what_a_text_does_but_for_joiners(text: str) -> None:
    kept = {fault.offset for fault in hidden_in_name(text)}
    assert {at for at, one in enumerate(text) if one == "\u202e"} <= kept
    without = "".join(one for at, one in enumerate(text) if at not in kept)
    assert kept <= {fault.offset for fault in hidden(text)}
    assert "\u202e" not in without
