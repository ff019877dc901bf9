"""The Word documents before two validators, whatever they hold and however they look."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import docx_integrity
import pytest
from docx import Document
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from lxml import etree
from openxml_audit import FileFormat, OpenXmlValidator

from alignprep import Edition, Interview, Paper, load, select
from alignprep_exporters.docx import render
from tests.support import strategies
from tests.support.docx_reader import body, everything, parts
from tests.support.docx_templates import company
from tests.support.sample_bank import INTERVIEW, sample_bank

KINDS = (FileFormat.OFFICE_2010, FileFormat.OFFICE_2019, FileFormat.MICROSOFT_365)
ARBITRARY = settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow], phases=[Phase.reuse, Phase.generate]
)
"""Without making failures smaller, which takes minutes where a failure costs a whole document."""


def findings(path: Path, document: bytes, kinds: tuple[FileFormat, ...] = KINDS[:1]) -> list[str]:
    """What openxml-audit and docx-integrity have to say of a document."""
    path.write_bytes(document)
    said = [str(found) for found in docx_integrity.check(path)]
    for kind in kinds:
        said += [str(error) for error in OpenXmlValidator(file_format=kind).validate(path).errors]
    return said


@pytest.mark.parametrize("interview", [None, Interview(), INTERVIEW], ids=["none", "blank", "filled"])
@pytest.mark.parametrize("paper", list(Paper))
@pytest.mark.parametrize("edition", list(Edition))
def test_two_validators_report_nothing(
    edition: Edition, paper: Paper, interview: Interview | None, tmp_path: Path
) -> None:
    packet = replace(select(sample_bank(), edition=edition, paper=paper), interview=interview)
    assert findings(tmp_path / "x.docx", render(packet), KINDS) == []


@pytest.mark.parametrize("edition", list(Edition))
def test_two_validators_report_nothing_of_the_real_bank(edition: Edition, tmp_path: Path) -> None:
    packet = select(load(), edition=edition, minutes=60, seed=7)
    assert findings(tmp_path / "x.docx", render(replace(packet, interview=INTERVIEW))) == []


@pytest.mark.parametrize("edition", list(Edition))
def test_two_validators_report_nothing_of_a_companys_looks(edition: Edition, tmp_path: Path) -> None:
    packet = replace(select(sample_bank(), edition=edition), template=company())
    assert findings(tmp_path / "x.docx", render(packet), KINDS) == []


def test_the_validators_do_find_faults(tmp_path: Path) -> None:
    document = render(select(sample_bank(), edition="study"))
    (tmp_path / "x.docx").write_bytes(document)
    broken = Document(str(tmp_path / "x.docx"))
    paragraph = broken.paragraphs[0]._p
    paragraph.append(paragraph.get_or_add_pPr())
    paragraph.addprevious(paragraph.makeelement(paragraph.tag.replace("}p", "}nonsense")))
    broken.save(str(tmp_path / "y.docx"))
    assert findings(tmp_path / "y.docx", (tmp_path / "y.docx").read_bytes()) != []


@pytest.mark.acceptance
@ARBITRARY
@given(st.data())
def test_arbitrary_questions_are_valid(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    values, _ = data.draw(strategies.questions(1))
    path = tmp_path_factory.getbasetemp() / "arbitrary.docx"
    for edition in Edition:
        packet = replace(select(sample_bank(values), edition=edition), interview=INTERVIEW)
        document = render(packet)
        assert findings(path, document) == []
        Document(str(path)).save(str(path))
        assert same(path.read_bytes(), document)


def same(document: bytes, other: bytes) -> bool:
    """Whether two files hold the same parts, and say the same in the main one."""
    return set(parts(document)) == set(parts(other)) and canonical(document) == canonical(other)


def canonical(document: bytes) -> bytes:
    """The main part, however its XML is written."""
    return etree.tostring(body(document), method="c14n")


SECRETS = ("hint", "nudge", "key_points", "rubric", "follow_ups", "red_flags", "facts", "answer")
"""The fields that a candidate must not see."""


def _marked(value: Any, mark: str, found: list[str], *, blocks: bool = False) -> Any:
    """A field's value with a mark in each of its texts; the marks are added to `found`."""
    if isinstance(value, dict):
        return {
            k: v if k in ("id", "point") else _marked(v, mark, found, blocks=k == "depth") for k, v in value.items()
        }
    if isinstance(value, list):
        return [_marked(inner, mark, found) for inner in value]
    found.append(f"zq{mark.replace('_', '')}{len(found)}qz")
    return f"{found[-1]}\n\n{value}" if blocks else f"{found[-1]} {value}"


@ARBITRARY
@given(st.data())
def test_a_candidates_file_says_nothing_of_what_is_hidden(data: st.DataObject) -> None:
    values, spoken = data.draw(strategies.questions(1))
    marks: list[str] = []
    for field in SECRETS:
        values[field] = _marked(values[field], field, marks)
    packet = replace(select(sample_bank(values), edition="candidate"), interview=INTERVIEW)
    held = everything(render(packet))
    assert len(marks) >= 19
    assert [mark for mark in marks if mark in held] == []
    asked = " ".join((*spoken["title"], *spoken["question"]))
    fields = (*SECRETS, "short", "spoken", "depth", "why")
    secrets = [text for field in fields for text in spoken.get(field, ())]
    assert [text for text in secrets if len(text) > 12 and text not in asked and text in held] == []
    for name in ("competenc", "Ouyang", "NIST", "goodbye", "boxes.svg", "rubric"):
        assert name not in held
    full = everything(render(select(sample_bank(values), edition="interviewer")))
    assert [mark for mark in marks if mark not in full] == []
