"""Real packets: made, filled in, saved by an editor or printed, and read back."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

import alignprep
from alignprep import Interview, Packet
from alignprep.exporting import export
from alignprep.packet.interview import observed
from alignprep.scores.filled import Filled, State
from alignprep.scores.reading import read_packet
from tests.support.filled_packets import (
    controls_unwrapped,
    typed_into_pdf,
    typed_into_word,
    unlabeled,
    without_tags,
)
from tests.support.language_banks import language_bank
from tests.support.real_clients import office, run

DAY = datetime.date(2026, 12, 1)


def packet(bank: alignprep.Bank, **chosen: object) -> Packet:
    meeting = Interview(candidate="Ada Lovelace", role="Engineer", date=DAY, form="B", parallel=True, seed=3)
    ids = [question.id for question in bank.questions if question.rubric]
    return alignprep.select(bank, edition="interviewer", ids=ids, interview=meeting, seed=3, **chosen)  # type: ignore[arg-type]


PACKET = packet(alignprep.load(), minutes=45)
FIRST, SECOND, *OTHERS = PACKET.items
COMPETENCIES = [one.id for one in observed(PACKET)]
VALUES = {
    "interviewer": "Grace Höpper",
    f"score-{FIRST.number}": "4",
    f"score-{SECOND.number}": "not-asked",
    **{f"score-{item.number}": "2" for item in OTHERS},
    f"tick-{FIRST.number}-1": "1",
    f"tick-{FIRST.number}-3": "1",
    f"flag-{SECOND.number}-1": "1",
    f"evidence-{FIRST.number}": "Said reward,\nand its limits.",
    f"rating-{COMPETENCIES[0]}": "3",
    f"rating-{COMPETENCIES[1]}": "no-evidence",
    f"mean-{COMPETENCIES[0]}": "3.0",
    "recommendation": "no-decision",
    "confidence": "low",
    "reasons": "=1+1",
    "concerns": "One\nTwo",
    "next": "Proofs",
}


@pytest.fixture(scope="module")
def document() -> bytes:
    return typed_into_word(export("docx", PACKET), VALUES)


@pytest.fixture(scope="module")
def form() -> bytes:
    return typed_into_pdf(export("pdf", PACKET), VALUES)


def scores(filled: Filled) -> list[tuple[int, str, int | None]]:
    return [(one.question, one.state.value, one.score) for one in filled.scores]


SCORES = [
    (FIRST.number, "scored", 4),
    (SECOND.number, "not-asked", None),
    *((item.number, "scored", 2) for item in OTHERS),
]


def check(data: bytes, file: str) -> Filled:
    """All that was filled in is read, and nothing is said."""
    found = read_packet(data, file)
    assert found.problems == ()
    (filled,) = found.packets
    assert scores(filled) == SCORES
    assert (filled.candidate, filled.interviewer, filled.role) == ("Ada Lovelace", "Grace Höpper", "Engineer")
    assert (filled.date, filled.bank, filled.version) == ("2026-12-01", PACKET.profile.slug, PACKET.version)
    assert (filled.form, filled.seed) == ("B", 3)
    first, second, *_ = filled.scores
    assert (first.ticks, first.points, first.flags) == (2, len(FIRST.key_points), 0)
    assert (second.ticks, second.flags) == (0, 1)
    assert first.evidence == "Said reward,\nand its limits."
    assert {one.id: one.questions for one in filled.competencies} == {
        one.id: tuple(item.number for item in one.items) for one in observed(PACKET)
    }
    assert [(one.rating, one.noted) for one in filled.competencies[:2]] == [("3", "3.0"), ("no-evidence", "")]
    assert (filled.recommendation, filled.confidence) == ("no-decision", "low")
    assert (filled.reasons, filled.concerns, filled.next) == ("=1+1", "One\nTwo", "Proofs")
    return filled


@pytest.mark.parametrize(("exporter", "language"), [("docx", "en"), ("docx", "de"), ("docx", "ja"), ("pdf", "de")])
def test_a_blank_packet_has_no_score_and_no_fault(exporter: str, language: str) -> None:
    """The fonts in the package have no Japanese, so a PDF needs those of a bank."""
    made = PACKET if language == "en" else packet(language_bank(language))
    found = read_packet(export(exporter, made), "a")
    assert [problem.message for problem in found.problems] == ["the interviewer's name: is not filled in"]
    (filled,) = found.packets
    assert {one.state for one in filled.scores} == {State.MISSING}
    assert (filled.date, filled.recommendation, filled.reasons) == ("2026-12-01", "", "")


@pytest.mark.parametrize("spoil", [bytes, without_tags, controls_unwrapped], ids=lambda spoil: spoil.__name__)
def test_what_was_filled_in_comes_back_from_word(spoil: type[bytes], document: bytes) -> None:
    check(spoil(document), "a.docx")


def test_what_was_filled_in_comes_back_from_pdf(document: bytes, form: bytes) -> None:
    assert check(form, "a").same_as(check(document, "a"))


def test_tables_alone_hold_the_scores(document: bytes) -> None:
    found = read_packet(unlabeled(document), "a.docx")
    assert scores(found.packets[0]) == SCORES
    assert found.packets[0].recommendation == "no-decision"
    assert {problem.code for problem in found.problems} == {"AP804"}


@pytest.mark.acceptance
@pytest.mark.parametrize("way", [("docx",), ("odt", "docx")], ids=" then ".join)
def test_what_libreoffice_has_saved_is_read(way: tuple[str, ...], document: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(document)
    name = "a.docx"
    for number, target in enumerate(way):
        run(
            *("soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"),
            *("--convert-to", target, "--outdir", str(number), name),
            cwd=tmp_path,
        )
        name = f"{number}/a.{target}"
    check((tmp_path / name).read_bytes(), "a.docx")


@pytest.mark.acceptance
def test_a_printed_form_is_a_flattened_copy(form: bytes, document: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(form)
    run("pdftocairo", "-pdf", "a.pdf", "printed.pdf", cwd=tmp_path)
    (tmp_path / "b.docx").write_bytes(document)
    office(tmp_path, "b.docx", "pdf")
    for name in ("printed.pdf", "b.pdf"):
        found = read_packet((tmp_path / name).read_bytes(), name)
        assert [problem.message for problem in found.problems] == [
            "is a flattened copy: its fields are gone; type the scores in, or send the saved file"
        ]
