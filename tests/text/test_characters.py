from __future__ import annotations

import pytest

from alignprep.text.characters import decode, wide_encoding

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
