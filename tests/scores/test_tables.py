from __future__ import annotations

import csv
import io
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alignprep.scores.filled import Filled, Rating, Score, State
from alignprep.scores.reading import read, read_packet
from alignprep.scores.tables import COLUMNS, as_csv, as_json, read_csv, read_json
from tests.support.csv_reader import FORMULAS, VALUES
from tests.support.filled_packets import Filling, packets, word

ADA = read_packet(word(Filling()), "ada.docx").packets[0]


def rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode(), newline=""), strict=True))


def test_a_score_is_a_row() -> None:
    first, second = rows(as_csv([ADA]))
    assert list(first) == list(COLUMNS)
    assert (first["question"], first["state"], first["score"]) == ("16", "scored", "4")
    assert (first["ticks"], first["points"], first["flags"]) == ("2", "3", "1")
    assert first["date"] == "2026-12-01", "a day needs no apostrophe"
    assert (second["question"], second["state"], second["score"]) == ("1", "not-asked", "")
    assert (second["ticks"], second["points"]) == ("0", "2")


@pytest.mark.parametrize("text", [text for text in FORMULAS + VALUES if text.strip() == text and len(text) < 200])
def test_no_cell_is_a_formula_or_a_number(text: str) -> None:
    scores = (Score(question=1, state=State.MISSING, evidence=text),)
    packet = Filled(file=text, candidate=text, date=text, signed=text, reasons=text, version=text, scores=scores)
    (row,) = rows(as_csv([packet]))
    for column in ("file", "candidate", "date", "signed", "reasons", "version", "evidence"):
        if not (column in ("date", "signed") and text == "2024-01-02"):
            assert row[column] == f"'{text}"
    assert read_csv(as_csv([packet]), "x")[0] == (packet,)


def test_json_has_the_mean_beside_the_rating() -> None:
    document = json.loads(as_json([ADA]))
    assert document["format"] == "alignprep-scores"
    assert "personal data" in document["note"]
    first, second = document["packets"][0]["competencies"]
    assert (first["rating"], first["mean"], first["count"]) == ("4", 4.0, 1)
    assert (second["rating"], second["mean"], second["count"]) == ("no-evidence", None, 0)


@given(st.lists(packets(), max_size=4))
def test_everything_comes_back_from_json(made: list[Filled]) -> None:
    assert read_json(as_json(made), "x") == (tuple(made), ())


@given(st.lists(packets(), max_size=4, unique_by=lambda packet: packet.file))
def test_packets_with_questions_come_back_from_csv(made: list[Filled]) -> None:
    kept = tuple(packet for packet in made if packet.scores)
    assert read_csv(as_csv(made), "x") == (kept, ())
    assert read(as_csv(read_json(as_json(made), "x")[0]), "x").packets == kept


def test_a_table_that_a_spreadsheet_has_saved_again_is_read() -> None:
    table = rows(as_csv([ADA]))
    out = io.StringIO()
    writer = csv.DictWriter(out, [*reversed(list(COLUMNS)), "mine"], delimiter=";", lineterminator="\n")
    writer.writeheader()
    writer.writerows(table[::-1])
    found, problems = read_csv(b"\xef\xbb\xbf" + out.getvalue().encode(), "x")
    assert problems == ()
    assert found[0].model_copy(update={"scores": ADA.scores}) == ADA
    assert set(found[0].scores) == set(ADA.scores)


def edited(column: str, value: str) -> bytes:
    table = rows(as_csv([ADA, ADA.model_copy(update={"file": "b.docx"})]))
    table[0][column] = value
    out = io.StringIO()
    writer = csv.DictWriter(out, list(COLUMNS))
    writer.writeheader()
    writer.writerows(table)
    return out.getvalue().encode()


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("score", "6"), ("score", "good"), ("score", ""), ("state", "missing"), ("question", "x"), ("question", "0"),
        ("ticks", "-1"), ("seed", "1.5"), ("confidence", "sure"), ("competencies", "{"), ("competencies", "[1]"),
        ("question", "1"), ("candidate", "x" * 300), ("score", "9" * 5000),
    ],
)  # fmt: skip
def test_a_wrong_cell_is_named_and_the_other_packets_are_read(column: str, value: str) -> None:
    found, problems = read_csv(edited(column, value), "x.csv")
    assert "b.docx" in {packet.file for packet in found}
    assert problems
    for problem in problems:
        assert (problem.file, problem.code) == ("x.csv", "AP804")
        assert problem.line > 1
        assert "Said" not in str(problem), "what was written down is not shown"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "AP803"), (b"a,b\n1,2\n", "AP803"), (b"{", "AP803"), (b"\xff\xfe\x00", "AP103"), (b'"a', "AP803"),
        ((",".join(COLUMNS) + "\n1,2\n").encode(), "AP803"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_named(data: bytes, code: str) -> None:
    found, problems = read_csv(data, "x")
    assert found == ()
    assert {problem.code for problem in problems} == {code}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"{", "AP601"), (b"{}", "AP803"), (b"[]", "AP803"), (b"{" + b'"a":[' * 99, "AP601"), (b"\xff", "AP103"),
        (b'{"format": "alignprep-scores"}', "AP803"),
        (b'{"format": "alignprep-scores", "packets": [3, {"file": "x", "more": 1}]}', "AP804"),
        (b'{"format": "alignprep-scores", "packets": [{"file": "x", "competencies": [1]}]}', "AP804"),
    ],
)  # fmt: skip
def test_what_is_no_json_of_ours_is_named(data: bytes, code: str) -> None:
    found, problems = read_json(data, "x")
    assert found == ()
    assert {problem.code for problem in problems} == {code}


def test_a_problem_in_json_says_where() -> None:
    document = json.loads(as_json([ADA]))
    document["packets"][0]["scores"][1]["score"] = 7
    _, problems = read_json(json.dumps(document).encode(), "x.json")
    assert re.match(r"packet 1, scores, 1, score: Input should be less than or equal to 5$", problems[0].message)


def test_a_rating_without_questions_has_no_mean() -> None:
    packet = Filled(file="x", competencies=(Rating(id="a", rating="3"),))
    assert json.loads(as_json([packet]))["packets"][0]["competencies"][0]["mean"] is None
