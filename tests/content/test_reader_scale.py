"""Large banks: numbers of five digits, folders read file by file, no step that looks at everything each time."""

from __future__ import annotations

import gc
import os
import re
import subprocess
import sys
import tracemalloc
from pathlib import Path

import pytest

from alignprep import select
from alignprep.cli.app import main
from alignprep.content.reader import Survey, check_content, check_paths, survey
from alignprep.model.field_types import MAX_NUMBER
from alignprep.model.records import Question
from alignprep.model.rules import findings
from alignprep_exporters import pdf
from tests.support.sample_bank import bank_data, large_bank, question, sample_bank
from tests.support.terminal import told_on_a_terminal

FILE = "beginner/rlhf-pipeline.yaml"


def copies(content: Path, count: int) -> None:
    """As many questions as that, made of the folder's one, in the one section left; no two share a sentence."""
    text = (content / FILE).read_text(encoding="utf-8")
    for number in range(3, count + 2):
        copy = re.sub(r"\b(the|of|a|to|is|in|and|its|it)(?=\s)", rf"\g<1>{number}", text)
        copy = copy.replace("number: 2\n", f"number: {number}\n")
        (content / "beginner" / f"copy-{number}.yaml").write_text(copy, encoding="utf-8")
    outline = content / "bank.yaml"
    head, first = outline.read_text(encoding="utf-8").split("  - id:")[:2]
    outline.write_text(f"{head}  - id:{re.sub('last: .*', f'last: {MAX_NUMBER}', first)}", encoding="utf-8")


def test_a_survey_finds_what_reading_finds(content: Path) -> None:
    copies(content, 4)
    assert survey(content) == Survey(4, 0, ())
    text = (content / FILE).read_text(encoding="utf-8")
    spoilt = text.replace("minutes: 5", "minuts: 5").replace("topics: [rlhf,", "topics: [rlfh,")
    (content / FILE).write_text(spoilt.replace("RLHF turns", "<b>RLHF turns"), encoding="utf-8")
    (content / "beginner" / "copy-3.yaml").write_text(text, encoding="utf-8")
    (content / "beginner" / "copy-4.yaml").write_bytes(b"\xff")
    bank, problems = check_content(content)
    assert bank is None
    assert [problem.code for problem in problems] == ["AP103", "AP506", "AP501", "AP302", "AP401"]
    assert survey(content) == Survey(4, 0, problems)


def test_a_folder_is_read_file_by_file(content: Path) -> None:
    copies(content, 3)
    steps: list[tuple[int, int]] = []
    assert check_paths([content], progress=lambda done, total: steps.append((done, total))) == (
        (), "3 questions, no problem",
    )  # fmt: skip
    assert steps == [(1, 3), (2, 3), (3, 3)]


@pytest.mark.acceptance
def test_a_survey_keeps_no_text(content: Path) -> None:
    copies(content, 30)
    size = (content / FILE).stat().st_size
    held: list[int] = []

    def measure(done: int, total: int) -> None:
        gc.collect()
        held.append(tracemalloc.get_traced_memory()[0])

    survey(content)
    tracemalloc.start()
    try:
        survey(content, progress=measure)
    finally:
        tracemalloc.stop()
    # What was read of the question takes more than ten times as much.
    assert held[-1] - held[4] < 25 * size


@pytest.mark.parametrize("terminal", [True, False])
def test_progress_is_for_terminals(content: Path, terminal: bool) -> None:
    copies(content, 3)
    command, environment = [sys.executable, "-m", "alignprep", "check", str(content)], {**os.environ, "TERM": "xterm"}
    if terminal:
        told = told_on_a_terminal(command, environment)
    else:
        told = subprocess.run(command, capture_output=True, text=True, env=environment, check=True).stderr
    assert ("100%" in told) == terminal
    assert told.endswith("3 questions, no problem\n")


def test_numbers_go_up_to_five_digits(root: Path) -> None:
    assert MAX_NUMBER == 99_999
    for name in ("question.schema.json", "bank.schema.json", "bank-file.schema.json"):
        assert '"maximum": 99999' in (root / "schema" / name).read_text(encoding="utf-8")
    data = bank_data(question(1, related=[]), question(2), question(MAX_NUMBER, reviewed="2026-01-31"))
    data["sections"][1]["last"] = MAX_NUMBER  # type: ignore[index]
    assert Question.model_validate(data["questions"][2]).number == MAX_NUMBER  # type: ignore[index]


def test_ten_thousand_ids_and_numbers_are_chosen_at_once() -> None:
    bank = sample_bank(*(question(number, reviewed="2026-01-31") for number in range(1, 41)))
    asked = [*range(1, 41)] * 250
    packet = select(bank, numbers=asked, ids=[f"question-{number}" for number in asked])
    assert [item.number for item in packet.items] == [*range(1, 41)]


def test_the_command_line_takes_large_numbers(content: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copies(content, 2)
    path = content / "beginner" / "copy-3.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("number: 3\n", "number: 12345\n"), encoding="utf-8")
    main(["list", "--bank", str(content), "--numbers", "2,10000-99999"], standalone_mode=False)
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == ["2", "12345"]


def test_of_many_names_the_nearest_is_found_by_its_beginning_or_end() -> None:
    many = {f"question-{number}-{number % 7}": {} for number in range(2000)} | {"reward-hacking": {}}
    for wrong in ("reward-haking", "rewrd-hacking"):
        data = {"references": many, "questions": [{"id": "one", "number": 1, "references": [wrong]}]}
        (found,) = findings(data)
        assert found.message.endswith("did you mean 'reward-hacking'?")


@pytest.mark.acceptance
def test_a_document_in_the_making_takes_a_few_times_the_memory_of_its_file() -> None:
    sizes: list[int] = []
    peaks: list[int] = []
    pdf.render(select(large_bank(20)))  # What is kept for the next document is there already.
    for count in (20, 100):
        packet = select(large_bank(count))
        tracemalloc.start()
        try:
            sizes.append(len(pdf.render(packet)))
            peaks.append(tracemalloc.get_traced_memory()[1])
        finally:
            tracemalloc.stop()
    # Boxes that are held until all pages are drawn, or an object for each element and link, take more than ten times.
    assert peaks[1] - peaks[0] < 6 * (sizes[1] - sizes[0])
