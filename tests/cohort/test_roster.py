"""Rosters as people and spreadsheets write them: what is read, and what is said of the rest."""

from __future__ import annotations

import csv
import datetime
import io
import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alignprep import Interview
from alignprep.cohort import roster
from alignprep.cohort import roster as module
from alignprep.cohort.roster import COLUMNS, Row, read_roster
from alignprep.text import characters


def read(text: str, **settings: tuple[str, ...]) -> list[Row]:
    found = read_roster(text.encode(), "r.csv", **settings)
    assert found.problems == ()
    return list(found.rows)


def problems(data: str | bytes, **settings: tuple[str, ...]) -> list[str]:
    found = read_roster(data.encode() if isinstance(data, str) else data, "r.csv", **settings)
    return [str(problem) for problem in found.problems]


def test_all_columns_in_any_order() -> None:
    (row,) = read("start,role,name,interviewer,date,form\n9:05,Engineer,Ada L.,Grace H.,2026-12-01,a\n")
    assert row == Row(
        line=2,
        name="Ada L.",
        form="A",
        date=datetime.date(2026, 12, 1),
        start=datetime.time(9, 5),
        role="Engineer",
        interviewer="Grace H.",
    )
    assert row.line == 2


@pytest.mark.parametrize(
    "text",
    [
        "name,form\nAda,A\n",
        "\ufeffname,form\r\nAda,A\r\n",
        "name;form\nAda;A",
        "name\tform\nAda\tA\n",
        '" Name ",FORM\r"Ada",a\r',
        "\n\nname,form,,\n\nAda,A,,\n,,,\n",
        'name, form\nAda, "A"\n',
        "\u00a0name\u00a0,form\n\u00a0Ada\u3000,A\n",
    ],
)
def test_what_spreadsheets_make_of_one_table(text: str) -> None:
    found = read_roster(text.encode(), "r.csv")
    assert found.problems == ()
    assert [(row.name, row.form) for row in found.rows] == [("Ada", "A")]


def test_quotes_commas_and_unicode() -> None:
    rows = read('name,role\n"Doe, Jane ""JD""",a;b\nZo\u0065\u0308,\n山田 太郎,\nمريم,\n')
    assert [row.name for row in rows] == ['Doe, Jane "JD"', "Zoë", "山田 太郎", "مريم"]
    assert rows[0].role == "a;b"


PERSIAN, SINHALA, MALAYALAM = "علی\u200cرضا", "ශ්\u200dරී", "രാജന്\u200d"


def test_joiners_are_part_of_names() -> None:
    text = f"name,interviewer,role\n{PERSIAN},{SINHALA},{MALAYALAM}\n"
    assert [(row.name, row.interviewer, row.role) for row in read(text)] == [(PERSIAN, SINHALA, MALAYALAM)]
    (row,) = read(f"name;role\n{SINHALA} {PERSIAN};{PERSIAN}\n")
    assert Interview(candidate=row.name, role=row.role).candidate == f"{SINHALA} {PERSIAN}"


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("Ad\u200da,A", 3),
        ("\u200dAda,A", 1),
        ("Ada,A\u200c", 6),
        (f"\u200c{PERSIAN},A", 1),
        (f"{PERSIAN}\u200c,A", 8),
        (f"{SINHALA},A\u200d", 8),
        ("عل\u200dی,A", 3),
        ("क्\u200d\u200dष,A", 4),
        ("क\u0951\u094d\u200dष,A", 1),  # In normal form C, the accent stands between virama and joiner.
    ],
)
def test_a_joiner_that_joins_nothing_is_refused_with_its_place(line: str, column: int) -> None:
    (said,) = problems(f"name,form\n{line}\n")
    assert re.match(rf"r.csv:2:{column}: error\[AP105\]: the invisible character U\+200[CD] ZERO WIDTH", said), said


BAD_ROWS = [
    ("name,date\n,2026-12-01\n", "r.csv:2:1: error[AP301]: the name is missing"),
    ("name,date\nAda,12/01/2026\n", "r.csv:2:5: error[AP304]: '12/01/2026' is not a date such as 2026-12-01"),
    ("name,date\nAda,2026-02-30\n", "r.csv:2:5: error[AP304]: '2026-02-30' is not a date"),
    ("name,date\nAda,20261201\n", "r.csv:2:5: error[AP304]"),
    ("name,start\nAda,24:00\n", "r.csv:2:5: error[AP304]: '24:00' is not a time such as 14:30"),
    ("name,start\nAda,2 pm\n", "r.csv:2:5: error[AP304]"),
    ("name,form\nAda,AB\n", "r.csv:2:5: error[AP304]: 'AB' is not a form; a form is a letter from A to Z"),
    ("name,form\nAda,ß\n", "r.csv:2:5: error[AP304]"),
    ("name,role\nAda,=HYPERLINK(1)\n", "r.csv:2:5: error[AP304]: '=HYPERLINK(1)' begins like a spreadsheet formula"),
    ("name\n@SUM(1)\n", "r.csv:2:1: error[AP304]: '@SUM(1)' begins like a spreadsheet formula"),
    ("name\n???\n", "r.csv:2:1: error[AP304]: '???' is not a name"),
    ("name\n" + "x" * 201 + "\n", "r.csv:2:1: error[AP304]: is 201 characters long; 200 are allowed"),
    ("name,role\nAda\n", "r.csv:2:1: error[AP701]: has 1 cells for 2 columns"),
    ("name,role\nAda,b,c\n", "r.csv:2:7: error[AP701]: has 3 cells for 2 columns"),
    ("name,\nAda,note\n", "r.csv:2:5: error[AP302]: a cell in a column without a name"),
    ('name,role\nAda,"x\n', "r.csv:2:5: error[AP701]: a quote that is not closed, or not doubled"),
    ('name,role\nAda,"x"y\n', "r.csv:2:5: error[AP701]: a quote"),
    ('name,role\nLovelace",x\n', "r.csv:2:9: error[AP701]: a quote that is not opened, or not doubled"),
    ("name\nAda\0\n", "r.csv:2:4: error[AP104]: the control character U+0000"),
    ("name\nA\u202eda\n", "r.csv:2:2: error[AP105]: the invisible character U+202E RIGHT-TO-LEFT OVERRIDE"),
    ("name\nA\tda\n", "r.csv:2:2: error[AP106]: a tab"),
    ("name\n" + "x" * 20_000 + "\n", "r.csv:2:1: error[AP702]: the line is 20,000 bytes long; 16,384 are allowed"),
    (b"name\nZo\xeb\n", "r.csv:2:3: error[AP103]: is not UTF-8 from here on"),
]


@pytest.mark.parametrize(("data", "message"), BAD_ROWS, ids=[message for _, message in BAD_ROWS])
def test_a_bad_row_is_named_and_the_others_are_read(data: str | bytes, message: str) -> None:
    data = data.encode() if isinstance(data, str) else data
    columns = data.partition(b"\n")[0].count(b",")
    good = b"Grace" + b"," * columns + b"\n"
    (said,) = problems(data)
    assert said.startswith(message)
    found = read_roster(data.rstrip(b"\n") + b"\n" + good, "r.csv")
    assert len(found.problems) == 1
    assert [(row.line, row.name) for row in found.rows] == [(3, "Grace")]


HALVES = [
    'name,role\nAda,Engineer\n"Bo\nByström",Engineer\nCy,Engineer\n',
    'name,role\nAda,Engineer\nBo,"Senior\nResearch ""Lead"" Engineer"\nCy,Engineer\n',
    'name,role\nAda,Engineer\n"Bo\nvan,Lead\nByström",Engineer\nCy,Engineer\n',
    "name,role\nAda,Engineer\nBo\nCy,Engineer\n",
    'name,role\nAda,Engineer\nCy,Engineer\nBo,"Eng',
    "name,role\nAda,Engineer\nCy,Engineer\nBo",
    "name,role\nAda,Engineer\nCy,Engineer\n,Engineer",
    'name\nAda\n"Bo\nvan\nByström"\nCy\n',
]


@pytest.mark.parametrize("text", HALVES)
def test_half_a_row_is_no_candidate(text: str) -> None:
    """A cell with a line break, a row that ends early, a file that does."""
    found = read_roster(text.encode(), "r.csv")
    assert [row.name for row in found.rows] == ["Ada", "Cy"]
    good = {row.line for row in found.rows}
    assert {problem.line for problem in found.problems} == set(range(2, text.rstrip().count("\n") + 2)) - good


def test_a_forgotten_quote_spoils_one_row() -> None:
    found = read_roster(b'name,role\n"Ada,x\nBo,x\n"Cy,x\nDi,x\n', "r.csv")
    assert [row.name for row in found.rows] == ["Bo", "Di"]


def test_quotes_in_pairs_are_part_of_a_name() -> None:
    assert [row.name for row in read('name\nGrace "Amazing" Hopper\n')] == ['Grace "Amazing" Hopper']


def test_the_place_is_underlined() -> None:
    (problem,) = read_roster(b'role,name,date\n"a, ""b""", Ada ,1.12.2026\n', "r.csv").problems
    assert problem.source[problem.column - 1 :][: problem.length] == "1.12.2026"


def test_everything_wrong_with_a_row_is_said() -> None:
    assert len(problems("name,form,date,start\n,AB,x,y\n")) == 4


BAD_FILES = [
    ("", "r.csv: error[AP701]: has no candidates"),
    ("\n \n", "r.csv: error[AP701]: has no candidates"),
    ("name,form\n", "r.csv: error[AP701]: has no candidates"),
    ("Ada,A\n", "r.csv:1:1: error[AP301]: there is no column 'name'; a roster has name, form, date, start, role"),
    ("Candidate\nAda\n", "r.csv:1:1: error[AP302]: unknown column 'candidate'; did you mean 'name'?"),
    ("name,nane\nAda,\n,x\n", "r.csv:1:6: warning[AP910]: the column 'nane' is not used; a roster has name, form"),
    ("nane\nAda\n", "r.csv:1:1: error[AP302]: unknown column 'nane'; did you mean 'name'?"),
    ("name,NAME\nAda,x\n", "r.csv:1:6: error[AP307]: the column 'name' appears twice"),
    ("form\nA\n", "r.csv:1:1: error[AP301]: there is no column 'name'"),
    ('"name\nAda\n', "r.csv:1:1: error[AP701]: a quote"),
    (b"\xff\xfen\0a\0", "r.csv: error[AP103]: is UTF-16; save it as “CSV UTF-8”"),
    ("name\nZo\xeb\n".encode("utf-16-le"), "r.csv: error[AP103]: is UTF-16; save it as “CSV UTF-8”"),
    ("name\nZo\xeb\n".encode("utf-16-be"), "r.csv: error[AP103]: is UTF-16; save it as “CSV UTF-8”"),
    (b"PK\x03\x04\x14", "r.csv:1:3: error[AP104]: the control character U+0003"),
    (b"x" * (module.MAX_BYTES + 1), "r.csv: error[AP702]: is larger than 16,777,216 bytes"),
]


@pytest.mark.parametrize(("data", "message"), BAD_FILES, ids=[message for _, message in BAD_FILES])
def test_what_is_no_roster_says_why(data: str | bytes, message: str) -> None:
    found = problems(data)
    assert found[0].startswith(message)


def test_too_many_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_ROWS", 2)
    found = read_roster(b"name\na\nb\nc\nd\n", "r.csv")
    assert [row.name for row in found.rows] == ["a", "b"]
    assert [str(problem) for problem in found.problems] == [
        "r.csv:4:1: error[AP702]: is one row more than the 2 that are allowed"
    ]


def test_one_candidate_twice_is_a_mistake_and_two_of_a_name_are_not() -> None:
    found = read_roster(b"name,date\nWei,2026-12-01\nWei,2026-12-02\n Wei ,2026-12-01\n", "r.csv")
    assert [row.line for row in found.rows] == [2, 3]
    assert [str(problem) for problem in found.problems] == ["r.csv:4:1: error[AP307]: repeats line 2"]
    assert found.claims == (("Wei", "", ""), ("Wei", "", ""))


def test_forms_are_those_given_or_all_up_to_the_last() -> None:
    text = b"name,form\nAda,B\nGrace,\nKay,c\nBad,C,\n"
    found = read_roster(text, "r.csv")
    assert found.forms == ("A", "B", "C")
    assert [row.name for row in found.rows] == ["Ada", "Kay"]
    assert [(problem.line, problem.column, problem.message) for problem in found.problems] == [
        (3, 7, "the form is missing; the forms are A, B, C"),
        (5, 7, "has 3 cells for 2 columns"),
    ]
    given = read_roster(text, "r.csv", forms=("X", "B"))
    assert given.forms == ("X", "B")
    assert [row.name for row in given.rows] == ["Ada"]
    assert "there is no form 'C'; the forms are X, B" in str(given.problems[1])
    assert read_roster(b"name\nAda\n", "r.csv").forms == ("",)
    (problem,) = read_roster(b"name\nAda\n", "r.csv", forms=("A", "B")).problems
    assert (problem.line, problem.message) == (2, "the form is missing; the forms are A, B")


def test_a_bad_row_still_claims_its_name_and_form() -> None:
    found = read_roster(b"name,form,date,interviewer\nWei,B,x,Bo\nWei,A,,\n", "r.csv")
    assert found.claims == (("Wei", "B", "Bo"), ("Wei", "A", ""))
    assert found.forms == ("A", "B")


LINES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n"), max_size=30)


@settings(deadline=None)
@given(st.lists(LINES, max_size=6), st.sampled_from(["name\n", "name,form\n", "name;date;start\n", ""]))
def test_no_text_raises_and_no_line_is_lost(lines: list[str], header: str) -> None:
    found = read_roster((header + "\n".join(lines)).encode(), "r.csv")
    spoken = {row.line for row in found.rows} | {problem.line for problem in found.problems}
    if found.rows:
        for number, line in enumerate(lines, 2):
            assert number in spoken or not line.strip(" ,;\t\"'\u00a0").strip()
    for row in found.rows:
        assert list(characters.hidden_in_name(row.name)) == []
        assert unicodedata.is_normalized("NFC", row.name)
        assert len(row.name) <= 200


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_raise(data: bytes) -> None:
    found = read_roster(data, "r.csv")
    assert found.rows or found.problems


NOTHING_TO_SEE = "\u115f\u1160\u2800\u3164\uffa0\ufffc"
"""Letters and symbols that no text may hold."""
LETTERS = st.characters(categories=["L", "N", "P", "S"], exclude_characters=NOTHING_TO_SEE, codec="utf-8")
NAMES = st.text(LETTERS, min_size=1, max_size=20)


@settings(deadline=None)
@given(
    st.lists(NAMES.filter(lambda name: name[0].isalnum()), min_size=1, max_size=5, unique=True),
    st.sampled_from([",", ";", "\t"]),
)
def test_what_a_csv_writer_writes_is_read_back(names: list[str], delimiter: str) -> None:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerow(COLUMNS)
    writer.writerows([name, "", "2026-12-01", "14:30", "x", ""] for name in names)
    found = read_roster(text.getvalue().encode(), "r.csv")
    assert [problem.code for problem in found.problems if problem.code != "AP307"] == []
    tidy = [roster._tidy(name) for name in names]
    assert [row.name for row in found.rows] == list(dict.fromkeys(tidy))
