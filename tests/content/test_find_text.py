"""A text that an exporter cannot draw, found in the author's file."""

from __future__ import annotations

from pathlib import Path

import pytest

from alignprep import TextError, select
from alignprep.cli.options import locating_text_errors
from alignprep.content.find_text import located
from alignprep.content.reader import read_content
from alignprep.errors import ContentError
from alignprep_exporters import pdf


def spoiled(content: Path, before: str, after: str, name: str = "beginner/rlhf-pipeline.yaml") -> Path:
    path = content / name
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    return content


def problem(content: Path) -> str:
    with pytest.raises(ContentError) as caught, locating_text_errors(content):
        pdf.render(select(read_content(content), edition="interviewer"))
    (one,) = caught.value.problems
    line = Path(one.file).read_text(encoding="utf-8").splitlines()[one.line - 1] if one.line else ""
    assert one.source == line
    return f"{Path(one.file).name}:{line[one.column - 1 : one.column - 1 + one.length]}:{one.message[:66]}"


def test_a_character_in_a_field(content: Path) -> None:
    spoiled(content, "A great answer", "A 你好 great answer")
    assert problem(content).startswith("rlhf-pipeline.yaml:你:question 'rlhf-pipeline': the PDF exporter has no font")


def test_a_character_that_runs_from_right_to_left(content: Path) -> None:
    spoiled(content, "A great answer", "A שלום ޝުކުރިއްޔާ great answer")
    assert problem(content).startswith("rlhf-pipeline.yaml:ޝ:question 'rlhf-pipeline': the PDF exporter has no font")


def test_a_character_in_a_work(content: Path) -> None:
    spoiled(content, "Training language models", "Training 你 language models", "references.yaml")
    assert problem(content).startswith("references.yaml:你:reference ")


def test_a_character_in_the_bank_itself(content: Path) -> None:
    spoiled(content, "title: ", "title: 你 ", "bank.yaml")
    assert problem(content).startswith("bank.yaml:你:")


def test_a_character_in_a_title_which_the_contents_show_first(content: Path) -> None:
    spoiled(content, "title: The", "title: 你 The")
    assert problem(content).startswith("rlhf-pipeline.yaml:你:the PDF exporter has no font")


def test_a_text_that_no_file_has(content: Path) -> None:
    error = TextError("no such glyph", kind="question", name="rlhf-pipeline", text="🙂")
    assert str(located(error, content)).endswith(
        "rlhf-pipeline.yaml: error[AP513]: question 'rlhf-pipeline': no such glyph"
    )


def test_a_character_that_a_formula_makes(content: Path) -> None:
    spoiled(content, "A great answer", r"A $\mathfrak{A}$ great answer")
    error = TextError("no such glyph", kind="question", name="rlhf-pipeline", text="𝔄")
    found = located(error, content)
    assert found.source[found.column - 1 : found.column - 1 + found.length] == r"\mathfrak{A}"


def test_without_files_the_error_stays() -> None:
    with pytest.raises(TextError), locating_text_errors(None):
        raise TextError("no", kind="question", name="x", text="y")
