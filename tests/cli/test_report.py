from __future__ import annotations

import json

from alignprep.cli.report import report
from alignprep.errors import Problem

PROBLEM = Problem("a,b.yaml", 3, 8, "AP304", "50% is\nwrong", "width: 日本 x", 1)


def test_text_shows_the_line_and_a_caret_under_the_place() -> None:
    wide = Problem("a.yaml", 3, 11, "AP304", "is wrong", "width: 日本 xyz", 3)
    assert report([wide], "text").split("\n") == [
        "a.yaml:3:11: error[AP304]: is wrong",
        "    3 | width: 日本 xyz",
        " " * (8 + 7 + 4 + 1) + "^^^",
        "1 problem in 1 file",
    ]


def test_a_long_line_is_cut_around_the_place() -> None:
    long = Problem("a.yaml", 1, 501, "AP304", "is wrong", "x" * 500 + "HERE" + "y" * 500, 4)
    lines = report([long], "text").split("\n")
    column = lines[2].index("^")
    assert lines[1][column : column + 4] == "HERE"
    assert len(lines[1]) < 120


def test_what_would_disturb_a_terminal_is_not_printed() -> None:
    text = report([Problem("a", 1, 1, "AP104", "x", "\x1b[31mred\u202e")], "text")
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_a_problem_of_a_whole_file_has_no_line() -> None:
    assert report([Problem("a.yaml", 0, 0, "AP101", "is missing")], "text").startswith(
        "a.yaml: error[AP101]: is missing\n"
    )


def test_json_and_github() -> None:
    (record,) = json.loads(report([PROBLEM], "json"))
    assert record == {
        "file": "a,b.yaml",
        "line": 3,
        "column": 8,
        "severity": "error",
        "code": "AP304",
        "message": "50% is\nwrong",
    }
    assert report([PROBLEM], "github") == "::error file=a%2Cb.yaml,line=3,col=8,title=AP304::50%25 is%0Awrong"


def test_nothing_wrong_says_nothing() -> None:
    assert report([], "text") == ""
    assert report([], "github") == ""
    assert json.loads(report([], "json")) == []
