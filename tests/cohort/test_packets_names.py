"""Names of files: every system takes them, and none takes two of them for one."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alignprep.cohort.packets import _safe, _stems


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Ada Lovelace", "Ada-Lovelace"),
        ("O'Brien, J. R.", "O-Brien-J-R"),
        ("../../etc/passwd", "etc-passwd"),
        (".hidden", "hidden"),
        ("-rf", "rf"),
        ('a\\b:c*d?e<f>g|h"i', "a-b-c-d-e-f-g-h-i"),
        ("Zoe\u0308", "Zoë"),
        ("山田 太郎", "山田-太郎"),
        ("नेहा", "नेहा"),
        ("CON", "CON-"),
        ("lpt1", "lpt1-"),
        ("COM¹", "COM¹-"),
        ("Conrad", "Conrad"),
        ("x_y", "x-y"),
        ("trailing. ", "trailing"),
        ("😀 Smile", "Smile"),
        ("???", ""),
        ("علی\u200cرضا", "علیرضا"),
        ("ශ්\u200dරී ලාල්", "ශ්රී-ලාල්"),
        ("e\u200d\u0301", "é"),
    ],
)
def test_safe_names(name: str, expected: str) -> None:
    assert _safe(name) == expected


def test_a_long_name_is_cut_between_characters() -> None:
    assert _safe("x" * 300) == "x" * 100
    assert _safe("山" * 300) == "山" * 33


def test_a_name_of_its_own_has_no_hash() -> None:
    wanted = [("Ada", "A", "Grace", "1"), ("Ada", "B", "Grace", "2"), ("Bo", "", "", "3")]
    assert _stems(wanted, claimed(wanted)) == ["Ada_A", "Ada_B", "Bo"]


def claimed(wanted: list[tuple[str, str, str, str]]) -> list[tuple[str, str, str]]:
    return [row[:3] for row in wanted]


def test_those_of_a_panel_are_named_after_their_interviewers() -> None:
    wanted = [("Ada", "A", "Grace H.", "1"), ("Ada", "A", "Alan T.", "2"), ("Ada", "B", "Alan T.", "3")]
    assert _stems(wanted, claimed(wanted)) == ["Ada_A_Grace-H", "Ada_A_Alan-T", "Ada_B"]
    wanted = [("Ada", "", "Grace H.", "1"), ("Ada", "", "Alan T.", "2"), ("Ada", "", "grace h", "3")]
    made = _stems(wanted, claimed(wanted))
    assert [stem.rpartition("_")[0] for stem in made] == ["Ada_Grace-H", "Ada_Alan-T", "Ada_grace-h"]
    wanted = [("Ada", "", "Grace H.", "1"), ("Ada", "", "", "2")]
    assert [stem.rpartition("_")[0] for stem in _stems(wanted, claimed(wanted))] == ["Ada_Grace-H", "Ada"]


def test_names_that_come_to_the_same_all_have_one_whatever_their_order() -> None:
    wanted = [("Wei", "A", "", "1"), ("WEI", "A", "", "2"), ("we.i", "A", "", "3"), ("wei!", "A", "", "4")]
    claims = claimed(wanted)
    first, second, third, fourth = _stems(wanted, claims)
    assert first.startswith("Wei_A_")
    assert second.startswith("WEI_A_")
    assert third == "we-i_A"
    assert fourth.startswith("wei_A_")
    assert _stems(wanted[::-1], claims[::-1]) == [fourth, third, second, first]
    assert _stems(wanted[:1], claims) == [first]


def test_names_that_differ_in_a_joiner_alone_do_not_collide() -> None:
    wanted = [("علی\u200cرضا", "A", "", "1"), ("علیرضا", "A", "", "2")]
    first, second = _stems(wanted, claimed(wanted))
    assert first.startswith("علیرضا_A_")
    assert second.startswith("علیرضا_A_")
    assert first != second


NAMES = st.text(max_size=40).filter(lambda name: _safe(name) != "") | st.sampled_from(
    [
        "Wei",
        "WEI",
        "ﬁn",
        "fin",
        "ß",
        "ss",
        "SS",
        "ı",
        "I",
        "i",
        "é",
        "e\u0301",
        "con",
        "CON ",
        "aux",
        "A B",
        "A_B",
        "علی\u200cرضا",
        "علیرضا",
        "ශ්\u200dරී",
        "ශ්රී",
        "Å",
        "Å",
    ]
)


@settings(deadline=None)
@given(st.lists(st.tuples(NAMES, st.sampled_from(["A", "B"]), NAMES | st.just("")), max_size=12), st.booleans())
def test_no_system_takes_two_for_one(drawn: list[tuple[str, str, str]], forms: bool) -> None:
    """The rows that get a packet all have a form, or none of them has one."""
    wanted = [(name, form if forms else "", who, str(index)) for index, (name, form, who) in enumerate(drawn)]
    made = _stems(wanted, claimed(wanted))
    for blind in (str, str.lower, str.upper, str.casefold):
        for spelling in ("NFC", "NFD", "NFKC"):
            assert len({unicodedata.normalize(spelling, blind(stem)) for stem in made}) == len(made)
    for stem in made:
        assert len(f".{stem}_candidate.docx-12345678".encode()) <= 255
        assert unicodedata.is_normalized("NFC", stem)
        assert stem[0] not in ".-_ "
        assert Path(f"{stem}.docx").name == f"{stem}.docx"
