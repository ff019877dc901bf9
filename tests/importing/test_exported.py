from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from alignprep.content.reader import check_content
from alignprep.errors import ContentError
from alignprep.importing.exported import read
from tests.support.import_bank import bank_folder, imported, written

WORK = {"type": "article", "title": "A work", "authors": ["A. Smith"], "year": 2020, "doi": "10.1234/x"}
TERM = {"title": "Git", "description": "Version control"}
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><rect width="10" height="10"/></svg>'


def question(**changes: Any) -> dict[str, Any]:
    made = {
        "id": "what-is-git", "number": 12, "section": "basics", "title": "Git", "question": "What is **git**?",
        "topics": ["git"], "minutes": 3, "answer": {"short": "A tool [@smith2020work].", "depth": "A *tool*.\n"},
        "rubric": {"1": "Fails.", "3": None}, "facts": [{"id": "one", "text": "Git is {{c1::a tool}}."}],
        "references": ["smith2020work"], "code": ["loop.py"], "figure": {"file": "box.svg", "alt": "A box"},
        "reviewed": "2026-01-05", "x-owner": {"name": "Zoë", "years": [2024, True]}, "hash": "0" * 16, "novelty": 7,
    }  # fmt: skip
    return {**made, **changes}


def document(*questions: dict[str, Any], **changes: Any) -> str:
    made = {
        "schema_version": "2.0", "edition": "interviewer", "title": "T",
        "sections": [{"id": "basics", "title": "Basics"}, {"id": "deep", "title": "Deep things"}],
        "topics": {"git": TERM}, "competencies": {}, "references": {"smith2020work": WORK},
        "code": {"loop.py": "x = 1\n"}, "media": {"box.svg": SVG}, "questions": list(questions), "ledger": {},
    }  # fmt: skip
    return json.dumps({**made, **changes}, ensure_ascii=False)


def test_a_document_comes_back_whole_with_what_it_defines(tmp_path: Path) -> None:
    root = bank_folder(tmp_path)
    another = question(
        id="deep", number=400, section="deep", question="Why?", answer={"short": "For history."}, facts=[]
    )
    placement = imported(root, document(question(), another),
                         "bank.json", add_sections=True)  # fmt: skip
    first, second = written(root).values()
    assert first == {
        "number": "12", "section": "basics", "title": "Git", "question": "What is **git**?", "topics": ["git"],
        "minutes": "3", "answer": {"short": "A tool [@smith2020work].", "depth": "A *tool*.\n"},
        "rubric": {"1": "Fails."}, "facts": [{"id": "one", "text": "Git is {{c1::a tool}}."}],
        "references": ["smith2020work"], "code": ["loop.py"], "figure": {"file": "box.svg", "alt": "A box"},
        "reviewed": "2026-01-05", "x-owner": {"name": "Zoë", "years": ["2024", "true"]}, "x-novelty": "7",
    }  # fmt: skip
    assert second["section"] == "deep"
    assert (root / "code" / "loop.py").read_text() == "x = 1\n"
    assert (root / "media" / "box.svg").read_text() == SVG
    bank, problems = check_content(root)
    assert not problems
    assert bank is not None
    assert bank.topics["git"].title == "Git"
    assert bank.references["smith2020work"].year == 2020
    assert bank.sections[2].title == "Deep things"
    assert placement.notes.lines() == ["not placed: the field 'novelty', kept as x-novelty (question 1, and 1 more)"]


def test_lines(tmp_path: Path) -> None:
    line = {
        **question(), "facts": [{"id": "one", "text": "Git is {{c1::a tool}}.", "hash": "0", "revision": 1}],
        "figure": {"file": "box.svg", "alt": "A box", "caption": "", "source": SVG}, "hint": "",
        "works": [{"key": "smith2020work", **WORK, "label": "Smith 2020", "venue": "", "link": "https://doi.org/x"}],
        "samples": [{"file": "loop.py", "text": "x = 1\n"}], "section_title": "Basics", "topic_titles": ["Git"],
        "edition": "interviewer", "version": "2026.11.0", "license": "MIT", "reviewed": None,
        "rubric": {"1": "Fails.", "3": "", "5": ""},
    }  # fmt: skip
    root = bank_folder(tmp_path)
    imported(root, json.dumps(line) + "\n", "questions.jsonl")
    [found] = written(root).values()
    assert found["facts"] == [{"id": "one", "text": "Git is {{c1::a tool}}."}]
    assert (found["references"], found["code"], found["figure"]) == (
        ["smith2020work"], ["loop.py"], {"file": "box.svg", "alt": "A box"},
    )  # fmt: skip
    assert found["x-topics"] == ["git"], "a line has the titles of its topics, but not their descriptions"
    assert found["rubric"] == {"1": "Fails."}
    assert not check_content(root)[1]


@pytest.mark.parametrize("name", ["bank-1.0.json", "bank-1.0-without-ledger.json", "bank-1.1.json"])
def test_documents_of_earlier_formats(tmp_path: Path, name: str) -> None:
    data = (Path(__file__).parents[1] / "data" / name).read_bytes()
    before = json.loads(data)["questions"]
    root = bank_folder(tmp_path)
    imported(root, data, name, add_sections=True)
    found = written(root)
    assert set(found) == {one["id"] for one in before}
    for one in before:
        before_depth = {"depth" if length == "full" else length: text for length, text in one["answer"].items()}
        assert found[one["id"]]["answer"] == before_depth
        assert found[one["id"]]["question"] == one["question"]
        assert found[one["id"]]["section"] == one["section"]
    assert not [problem for problem in check_content(root)[1] if not problem.is_warning]


def test_made_up_ids_of_a_candidates_copy_are_not_kept() -> None:
    copy = {"id": "question-1", "number": 1, "section": "basics", "question": "What is git?", "minutes": 3}
    [draft] = read(document(copy, edition="candidate").encode(), "a.json", lines=False).drafts
    assert "id" not in draft.fields


@pytest.mark.parametrize(
    ("text", "lines", "message"),
    [
        ("{", False, r"a.json:1:2: error\[AP601\]: not valid JSON"),
        ("{}", False, r"a.json: error\[AP801\]: is not an export of a bank: it has no list of questions"),
        ('{"questions": []}', False, "it has no list of questions"),
        ("[1]", False, "it has no list of questions"),
        ("1\n", True, "a.json:1:1: .*an object is expected"),
        ("{}\n{", True, "a.json:2:1"),
        ("\n", True, "there is no question in it"),
        ('{"questions": [{"id": "a"}]}', False, None),
    ],
)
def test_what_is_no_export_is_said(text: str, lines: bool, message: str | None) -> None:
    if message is None:
        assert read(text.encode(), "a.json", lines=lines).notes.lines() == [
            "left out: a question without its text (question 1)"
        ]
        return
    with pytest.raises(ContentError, match=message):
        read(text.encode(), "a.json", lines=lines)
