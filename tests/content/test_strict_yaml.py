from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alignprep.content.strict_yaml import Mapping, Scalar, plain, read
from alignprep.text.source import MAX_BYTES

BAD = [
    (b"", 1, 1, "AP205"),
    (b"# only a comment\n", 1, 1, "AP205"),
    (b"a: [", 1, 5, "AP201"),
    (b"a: 'open", 1, 4, "AP201"),
    (b"a: b: c", 1, 5, "AP201"),
    (b"a: 1\n b: 2", 2, 3, "AP201"),
    (b"[" * 30_000, 1, 13, "AP206"),
    (b"- " * 20 + b"x", 1, 25, "AP206"),
    (b"{a: " * 14, 1, 46, "AP206"),
    (b"a: 1\nb: 2\na: 3", 3, 1, "AP202"),
    (b"a: {b: 1, b: 2}", 1, 11, "AP202"),
    (b"a: !!int 3", 1, 4, "AP203"),
    (b"!!set {a, b}", 1, 1, "AP203"),
    (b"a: !x [1]", 1, 4, "AP203"),
    (b"a: &x 1", 1, 4, "AP204"),
    (b"a: *x", 1, 4, "AP204"),
    (b"a: 1\n---\nb: 2", 2, 1, "AP205"),
    (b'a: "\\frac"', 1, 5, "AP207"),
    (b'a: "x\\\n  y"', 1, 6, "AP207"),
    (b'a: "\\u202e"', 1, 5, "AP207"),
    (b"a: text # more", 1, 9, "AP208"),
    (b"a: | # more\n  text", 1, 6, "AP208"),
    (b"a: [b, # more\n  c]", 1, 8, "AP208"),
    (b"a: # more\n  b: 1", 1, 4, "AP208"),
    (b"? [a]\n: b", 1, 3, "AP209"),
    (b"? |\n  a\n: b", 1, 3, "AP209"),
    (b"a:\tb", 1, 3, "AP106"),
    (b"a: \x07", 1, 4, "AP104"),
    (b"a: b\rc: d", 1, 5, "AP104"),
    ("a: x\u0085y".encode(), 1, 5, "AP104"),
    ("a: x\u2028y".encode(), 1, 5, "AP105"),
    ("a: \u202eabc".encode(), 1, 4, "AP105"),
    ("a: zero\u200bwidth".encode(), 1, 8, "AP105"),
    ("a\u00ad: b".encode(), 1, 2, "AP105"),
    ("a: \ue000".encode(), 1, 4, "AP105"),
    ("a: \ufffe".encode(), 1, 4, "AP105"),
    ("a: cafe\u0301".encode(), 1, 7, "AP107"),
    (b"a: \xff", 1, 4, "AP103"),
    (b"a: 1\nb: \xe9", 2, 4, "AP103"),
    ("a: é".encode("utf-16"), 1, 1, "AP103"),
    (b"\xef\xbb\xbfa: 1", 1, 1, "AP103"),
    (b"a: " + b"x" * MAX_BYTES, 1, 1, "AP102"),
]


@pytest.mark.parametrize(("data", "line", "column", "code"), BAD, ids=range(len(BAD)))
def test_refuses_with_a_place(data: bytes, line: int, column: int, code: str) -> None:
    _, source, faults = read(data)
    assert (*source.place(faults[0].offset), faults[0].code) == (line, column, code)


@pytest.mark.parametrize("value", ["no", "010", "1_000", "1.10", "12:30:45", "2024-13-45", "nullity", "0x1F", ".inf"])
def test_every_scalar_is_text(value: str) -> None:
    root, _, faults = read(f"a: {value}".encode())
    assert not faults
    assert root is not None
    assert plain(root) == {"a": value}


def test_windows_line_ends_are_line_ends() -> None:
    root, _, faults = read(b"a: |\r\n  one\r\n  two\r\n")
    assert not faults
    assert root is not None
    assert plain(root) == {"a": "one\ntwo\n"}


@pytest.mark.parametrize(
    "source",
    [
        "a: |\n  one two\n\n  three NEEDLE four\n",
        "a: >-\n  one two\n  three NEEDLE\n\n  four\n",
        "a: one two\n  three NEEDLE\n  four\n",
        "a: 'it''s\n  a NEEDLE here'\n",
        'a: "say \\"hi\\" to a\n  NEEDLE here"\n',
        "b:\n  - x\n  - a NEEDLE\n",
        "b: [x, a NEEDLE]\n",
    ],
)
def test_locates_characters_of_a_value_in_the_source(source: str) -> None:
    root, text, faults = read(source.encode())
    assert not faults
    scalar = next(node for node in _scalars(root) if "NEEDLE" in node.value)
    line, column = text.place(scalar.offset(scalar.value.index("NEEDLE")))
    assert source.split("\n")[line - 1][column - 1 :].startswith("NEEDLE")


def _scalars(node: object) -> list[Scalar]:
    if isinstance(node, Scalar):
        return [node]
    items = node.items.values() if isinstance(node, Mapping) else node.items  # type: ignore[attr-defined]
    return [scalar for item in items for scalar in _scalars(item)]


@given(st.binary(max_size=300))
def test_total_for_any_bytes(data: bytes) -> None:
    root, source, faults = read(data)
    assert faults or root is not None
    for fault in faults:
        assert 0 <= fault.offset <= len(source.text)


@given(st.text(st.characters(codec="utf-8"), max_size=300))
def test_total_for_any_text(text: str) -> None:
    root, _, faults = read(text.encode())
    assert faults or root is not None


@given(st.text(st.sampled_from("ab:-|>'\"#[]{}, \n&*!?%@"), max_size=120))
def test_total_for_yaml_like_text(text: str) -> None:
    root, _, faults = read(text.encode())
    assert faults or root is not None


@pytest.mark.parametrize("value", ["null", "Null", "NULL", "~"])
def test_a_value_that_yaml_takes_for_none_is_refused_unless_it_is_quoted(value: str) -> None:
    for text in (f"a: {value}\n", f"a: [b, {value}]\n", f"a:\n- {value}\n"):
        faults = read(text.encode())[2]
        ((code, place, length),) = [(fault.code, fault.offset, fault.length) for fault in faults]
        assert (code, text[place : place + length]) == ("AP210", value)
    for text in (f"a: '{value}'\n", f'a: ["{value}"]\n', f"a: >-\n  {value}\n", f"{value}: a\n", f"a: {value} b\n"):
        assert not read(text.encode())[2]


def test_lines_that_end_as_on_an_old_macintosh_are_one_problem() -> None:
    _, source, faults = read(b"number: 1\rtitle: One\r")
    assert [fault.code for fault in faults] == ["AP104"]
    assert "save it with the line ends" in faults[0].message
    assert source.lines[0] == "number: 1"


def test_a_no_break_space_in_a_text_stays() -> None:
    assert not read("a: >-\n  \u00a0b:\u00a0c\n".encode())[2]
