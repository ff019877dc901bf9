from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alignprep.errors import CODES, MissingExtra
from alignprep.scores.reading import read, read_packet, settled
from alignprep.scores.tables import as_csv, as_json
from tests.support.filled_packets import Filling, pdf, word

FILLING = Filling()
ADA = read_packet(word(FILLING), "ada.docx").packets[0]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is neither a Word document (.docx) nor a PDF"),
        (b"PNG", "is neither a Word document (.docx) nor a PDF"),
        (b"\xd0\xcf\x11\xe0 rest", "is a Word 97 file or has a password"),
        (bytes(50_000_001), "is larger than 50,000,000 bytes"),
    ],
)
def test_other_files_are_named(data: bytes, message: str) -> None:
    found = read_packet(data, "a\x1b.docx")
    assert found.packets == ()
    assert [problem.file for problem in found.problems] == ["a\\x1b.docx"]
    assert message in found.problems[0].message


def test_a_debrief_reads_packets_and_what_was_collected() -> None:
    assert read(word(FILLING), "ada.docx").packets == (ADA,)
    assert read(pdf(FILLING), "ada.docx").packets == (ADA,)
    assert read(as_csv([ADA]), "x.csv").packets == (ADA,)
    assert read(as_json([ADA]), "x.json").packets == (ADA,)


@given(st.binary(max_size=60) | st.text().map(str.encode))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for reader in (read, read_packet):
        found = reader(data, "x")
        assert found.packets or found.problems
        assert all(problem.code in CODES for problem in found.problems)


def test_two_that_say_the_same_are_one() -> None:
    copy = ADA.model_copy(update={"file": "copy.docx"})
    assert settled([ADA, copy, ADA]) == ((ADA,), ())


def test_two_that_differ_are_named_and_neither_counts() -> None:
    other = ADA.model_copy(update={"file": "other.docx", "reasons": "Others", "candidate": "ADA  Lovelace"})
    alan = ADA.model_copy(update={"interviewer": "Alan T."})
    kept, problems = settled([ADA, other, alan])
    assert kept == (alan,)
    assert [str(problem) for problem in problems] == [
        "other.docx: error[AP805]: is of the same interviewer, candidate and form as ada.docx, and says something else"
    ]


def test_another_form_or_candidate_is_another_interview() -> None:
    others = [ADA.model_copy(update=change) for change in ({"form": "B"}, {"candidate": "Bo"}, {"seed": 8})]
    assert settled([ADA, *others]) == ((ADA, *others), ())


def test_without_a_name_nothing_is_the_same_interview() -> None:
    nameless = [ADA.model_copy(update={"candidate": "", "reasons": text}) for text in "ab"]
    assert settled(nameless) == (tuple(nameless), ())


@pytest.mark.parametrize(("library", "document"), [("lxml", word(FILLING)), ("pypdf", pdf(FILLING))])
def test_a_missing_library_is_named(library: str, document: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(MissingExtra, match=rf"needs {library}; run: pip install 'alignprep\[scores\]'"):
        read_packet(document, "a")
