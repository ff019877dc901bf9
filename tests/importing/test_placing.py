from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alignprep.content.reader import check_content, survey
from alignprep.errors import ContentError
from alignprep.importing.draft import Draft, Reading
from alignprep.importing.placing import place, read_folder, slug, title_of
from alignprep.importing.prose import Notes
from alignprep.model.field_types import ID_PATTERN, RESERVED, TEXT_SCALARS
from alignprep.model.records import Question
from alignprep.text.characters import columns
from tests.support.import_bank import bank_folder, imported, written


def drafts(*questions: dict[str, Any], section: str = "basics", **more: Any) -> Reading:
    made = tuple(Draft(fields, f"row {row}", section) for row, fields in enumerate(questions, 2))
    return Reading(made, Notes(), **more)


def whole(question: str, **fields: Any) -> dict[str, Any]:
    return {"question": question, "minutes": "3", "answer": {"short": "So."}, **fields}


def existing(root: Path, path: str, text: str) -> None:
    (root / path).parent.mkdir(exist_ok=True)
    (root / path).write_text(text, encoding="utf-8")


def numbers(reading: Reading, root: Path) -> list[int]:
    return [question.number for question in place(reading, read_folder(root), "a.csv").questions]


def ids(reading: Reading, root: Path) -> list[str]:
    return [question.id for question in place(reading, read_folder(root), "a.csv").questions]


@pytest.mark.parametrize(
    ("text", "language", "id"),
    [
        ("What's the use of C++ & Go?", "en", "whats-the-use-of-c-go"),
        ("Größe überprüfen, ß", "de-DE", "groesse-ueberpruefen-ss"),
        ("Größe überprüfen", "en", "grosse-uberprufen"),
        ("Éléments ŒUVRE", "fr", "elements-oeuvre"),
        ("これは何ですか", "ja", ""),
        ("5つの質問", "ja", ""),
        ("CSSとは何ですか", "ja", "css"),
        ("2 + 2", "en", "2-2"),
        ("word " * 30, "en", "-".join(["word"] * 12)),
        ("x" * 100, "en", "x" * 59),
    ],
)
def test_ids(text: str, language: str, id: str) -> None:
    assert slug(text, language) == id


@given(st.text(max_size=80))
def test_any_text_gives_an_id_or_none(text: str) -> None:
    import re

    id = slug(text)
    assert id == "" or (re.fullmatch(ID_PATTERN, id) and len(id + ".yaml") <= 64)


def test_titles() -> None:
    assert title_of({"title": "Given", "question": "What?"}) == "Given"
    assert title_of({"question": "What is `x`, and **why**?"}) == "What is x, and why?"
    long = title_of({"question": "Explain the whole story of version control, " * 4})
    assert long == "Explain the whole story of version control, Explain the whole story of version…"
    assert len(long) <= 80
    japanese = title_of({"question": "質問" * 50})
    assert japanese == "質問" * 19 + "質…"
    assert columns(japanese) <= 80


def test_numbers_go_on_in_the_section(tmp_path: Path) -> None:
    root = bank_folder(tmp_path)
    existing(root, "basics/old.yaml", "number: 7\nquestion: Old?\n")
    given = drafts(whole("A?"), whole("B?", number="3"), whole("C?", number="7"), whole("D?", number="x"))
    assert numbers(given, root) == [3, 8, 9, 10]
    assert numbers(drafts(whole("A?"), whole("B?", number="5"), section="practice"), root) == [301, 302]


def test_gaps_are_used_when_a_range_is_at_its_end(tmp_path: Path) -> None:
    root = bank_folder(tmp_path)
    existing(root, "basics/old.yaml", "number: 299\nquestion: Old?\n")
    assert numbers(drafts(whole("A?"), whole("B?")), root) == [1, 300]


def test_a_full_range_is_an_error_before_anything_is_written(tmp_path: Path) -> None:
    root = bank_folder(tmp_path)
    text = (root / "bank.yaml").read_text(encoding="utf-8")
    (root / "bank.yaml").write_text(text.replace("last: 300", "last: 2"), encoding="utf-8")
    with pytest.raises(ContentError, match=r"bank.yaml: error\[AP802\]: 1 more questions than there are free numbers"):
        place(drafts(*(whole(f"{n}?") for n in range(3))), read_folder(root), "a.csv")


def test_ids_are_never_those_of_other_or_retired_questions_or_devices(tmp_path: Path) -> None:
    root = bank_folder(tmp_path)
    existing(root, "practice/what-is-git.yaml", "not: [a question\n")
    revision = {"hash": "0" * 16, "revision": 1, "changed": "2026-01-05"}
    (root / "ledger.json").write_text(json.dumps({"old-one": revision, "older/fact": revision}))
    reading = drafts(whole("What is git?"), whole("Old one"), whole("Older"), whole("CON"), whole("Nul?", id="NUL"),
                     whole("What is git? "), whole("なぜ?"), whole("x?", id="old-one"))  # fmt: skip
    found = ids(reading, root)
    assert found == ["what-is-git-2", "old-one-2", "older-2", "con-2", "nul-2", "question-6", "x"]
    assert not any(RESERVED.fullmatch(id) for id in found)


def test_given_ids_and_numbers_that_are_taken_are_kept_aside(tmp_path: Path) -> None:
    root = bank_folder(tmp_path)
    existing(root, "basics/git.yaml", "number: 1\nquestion: Old?\n")
    imported(root, json.dumps({"questions": [whole("A?", id="git", number=1, section="basics", title="A")]}), "a.json")
    new = written(root)["a"]
    assert (new["x-id"], new["x-number"], new["number"]) == ("git", "1", "2")
    assert written(root)["git"]["question"] == "Old?"


def test_the_same_question_is_added_once(tmp_path: Path) -> None:
    root = bank_folder(tmp_path)
    existing(root, "practice/old.yaml", "number: 400\nquestion: What is  **Git**\\_x?\n")
    reading = drafts(
        whole("what is `git`_x?", title="Another title"), whole("Why?"), whole("ＷＨＹ? ", answer={"short": "No."}),
        whole("why?"),
    )  # fmt: skip
    placement = place(reading, read_folder(root), "a.csv")
    assert [question.id for question in placement.questions] == ["why"]
    assert placement.present == 3
    assert placement.notes.lines() == ["left out: the same question as at row 3, with another answer (row 4)"]


def test_sections_are_found_by_id_title_or_default(tmp_path: Path) -> None:
    root = bank_folder(tmp_path)
    bank = read_folder(root)
    for said, default, section in [
        ("practice", None, "practice"), ("IN  PRACTICE", None, "practice"), ("", "basics", "basics"),
        ("Other", "basics", "basics"), ("practice", "basics", "practice"),
    ]:  # fmt: skip
        placement = place(drafts(whole("A?"), section=said), bank, "a.csv", section=default)
        assert [question.section for question in placement.questions] == [section]
    with pytest.raises(ContentError) as caught:
        place(Reading((Draft(whole("A?"), "row 2", "Other"), Draft(whole("B?"), "row 3")), Notes()), bank, "a.csv")
    assert [str(problem) for problem in caught.value.problems] == [
        "a.csv: error[AP802]: the bank has no section 'Other' (row 2); --section ID puts it into one of basics, "
        "practice, or --add-sections makes it",
        "a.csv: error[AP802]: nothing says to which section this belongs (row 3); --section ID puts it into one of "
        "basics, practice",
    ]
    with pytest.raises(ContentError, match="the bank has no section 'nowhere'; its sections are basics, practice"):
        place(drafts(whole("A?")), bank, "a.csv", section="nowhere")
    level = place(drafts(whole("A?", **{"x-difficulty": "Practice"}), section=""), bank, "a.csv")
    assert level.questions[0].section == "practice"


@pytest.mark.parametrize(
    ("topics", "after"),
    [
        (
            "# Ours.\ntopics:\n  vcs:\n    title: VCS\n    description: >-\n      Version\n      control\n"
            "\n# Then.\ncompetencies: {}\n",
            "# Ours.\ntopics:\n  vcs:\n    title: VCS\n    description: >-\n      Version\n      control\n"
            "  git:\n    title: Git\n    description: A tool\n\n# Then.\ncompetencies: {}\n",
        ),
        (
            "topics: {}\ncompetencies: {}\n",
            "topics:\n  git:\n    title: Git\n    description: A tool\ncompetencies: {}\n",
        ),
        (
            "competencies: {}\ntopics:\n    vcs: {title: VCS, description: x}",
            "competencies: {}\ntopics:\n    vcs: {title: VCS, description: x}\n"
            "    git:\n      title: Git\n      description: A tool\n",
        ),
        ("", "topics:\n  git:\n    title: Git\n    description: A tool\ncompetencies: {}\n"),
    ],
)
def test_definitions_are_added_and_all_else_stays(tmp_path: Path, topics: str, after: str) -> None:
    root = bank_folder(tmp_path)
    if topics:
        (root / "topics.yaml").write_text(topics)
    tables = {
        "topics": {"git": {"title": "Git", "description": "A tool"}, "bad id": {"title": "x", "description": "y"}}
    }
    bank = read_folder(root)
    placement = place(drafts(whole("A?", topics=["git", "bad id", "vcs"]), tables=tables), bank, "a.json")
    found = {**placement.changed, **placement.files}
    assert found[root / "topics.yaml"].decode() == after


def test_an_answer_without_works_keeps_their_names_as_text(tmp_path: Path) -> None:
    root = bank_folder(tmp_path)
    reading = drafts(
        whole("A?", answer={"short": r"So [@a2020b; @c2021d], \[@not]."}, references=["a2020b", "c2021d"]),
        tables={"references": {"a2020b": {"type": "post", "title": "T", "authors": ["A"], "year": "2020", "url": "https://example.org/"}}},
    )  # fmt: skip
    [text] = [
        data.decode()
        for path, data in place(reading, read_folder(root), "a.csv").files.items()
        if "basics" in path.parts
    ]
    assert r"short: So [@a2020b] (c2021d), \[@not]." in text
    assert "references:\n  - a2020b\nx-references:\n  - c2021d\n" in text


def test_what_the_model_or_the_rules_refuse_becomes_a_draft(tmp_path: Path) -> None:
    root = bank_folder(tmp_path, more="rules:\n  hint: {required: true}\n  question: {words: [2, 60]}\n")
    reading = drafts(
        whole("A fine question?", hint="Hint."),
        whole("No hint here?"),
        whole("Too long " * 400 + "?", hint="Hint."),
        whole("Bad # [markdown](ftp://x)?", hint="a\n\nb"),
        {"question": "Nothing else?", "hint": "Hint."},
    )
    placement = place(reading, read_folder(root), "a.csv")
    assert [question.is_draft for question in placement.questions] == [False, True, True, True, True]
    assert placement.notes.lines() == [
        "draft: the bank's rules demand more of hint (row 3, and 1 more)",
        "draft: question: string should have at most 3000 characters (row 4)",
        "draft: the bank's rules demand more of question (row 4)",
        "draft: question: a link to 'ftp://x'; only plain http:, https: and mailto: addresses are allowed (row 5)",
        "draft: hint: a second paragraph; this field has one (row 5)",
        "draft: no answer (row 6)",
        "draft: no minutes (row 6)",
    ]
    for path, data in placement.files.items():
        existing(root, str(path.relative_to(root)), data.decode())
    found = survey(root)
    assert (found.problems, found.questions, found.drafts) == ((), 1, 4)
    long = next(one for one in written(root).values() if "x-question" in one and "long" in one["question"])
    assert long["x-question"] == "Too long " * 400 + "?"
    assert place(reading, read_folder(root), "a.csv").present == 5
    for id, fields in written(root).items():
        if "status" not in fields:
            Question.model_validate({**fields, "id": id}, context=TEXT_SCALARS)


def test_related_questions_come_along_only_together(tmp_path: Path) -> None:
    root = bank_folder(tmp_path)
    existing(root, "basics/old.yaml", "number: 1\nquestion: Old?\n")
    reading = drafts(
        whole("A?", id="a", related=["b", "c", "old"]), whole("B?", id="b", related=["a"]), whole("C?", id="c"),
    )  # fmt: skip
    for path, data in place(reading, read_folder(root), "a.csv").files.items():
        existing(root, str(path.relative_to(root)), data.decode())
    found = written(root)
    assert (found["a"]["related"], found["a"]["x-related"]) == (["b"], ["c", "old"])
    assert found["b"]["related"] == ["a"]


def test_files_of_another_bank_never_replace_ours(tmp_path: Path) -> None:
    root = bank_folder(tmp_path)
    existing(root, "code/loop.py", "ours\n")
    reading = drafts(
        whole("A?", code=["loop.py", "new.py", "none.py"]), files={"code/loop.py": "x", "code/new.py": "y"}
    )
    placement = place(reading, read_folder(root), "a.json")
    assert placement.files[root / "code" / "new.py"] == b"y"
    assert root / "code" / "loop.py" not in placement.files
    [text] = [data.decode() for path, data in placement.files.items() if path.suffix == ".yaml"]
    assert "code: [new.py]\nx-code: [loop.py, none.py]\n" in text


def test_an_unreadable_bank_is_an_error_and_an_unreadable_question_is_not(tmp_path: Path) -> None:
    root = bank_folder(tmp_path)
    existing(root, "basics/old.yaml", "a: [\n")
    assert read_folder(root).ids == {"old"}
    (root / "bank.yaml").write_text("slug: [\n")
    with pytest.raises(ContentError, match=r"bank\.yaml"):
        read_folder(root)
    (root / "bank.yaml").write_text("slug: x\n")
    with pytest.raises(ContentError, match="the field 'sections' is missing"):
        read_folder(root)


def test_files_look_for_their_schema_where_those_that_are_there_do(tmp_path: Path) -> None:
    root = bank_folder(tmp_path)
    existing(root, "basics/old.yaml", "# yaml-language-server: $schema=../../s/q.json\nnumber: 1\nquestion: Old?\n")
    placement = place(drafts(whole("A?")), read_folder(root), "a.csv")
    assert next(iter(placement.files.values())).startswith(
        b"# yaml-language-server: $schema=../../s/q.json\nnumber: 2\n"
    )
    imported(root, "Question,Answer,Minutes,Section\nA?,So,3,basics\n", "a.csv")
    assert check_content(root)[1][0].file.endswith("old.yaml"), "only the old file has problems"
