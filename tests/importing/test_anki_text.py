from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from alignprep.errors import ContentError
from alignprep.importing.anki_text import looks_like_anki, read
from tests.conftest import ROOT
from tests.support.import_bank import bank_folder, imported, written

HEADER = "#separator:tab\n#html:true\n#notetype column:1\n#deck column:2\n#tags column:5\n"


def notes(text: str) -> list[dict[str, Any]]:
    return [{**draft.fields, "section": draft.section} for draft in read(text, "cards.txt").drafts]


def test_notes_with_html() -> None:
    text = HEADER + (
        "Basic\tTeam::Practice\tWhat is <b>git</b>?\tA <i>VCS</i>:<div>- fast</div><div>- free</div>\tvcs git\n"
        'Basic\tTeam\t"Line ""one""\ntwo"\t<img src="a.png">\\(x^2\\)[sound:b.mp3]\t\n'
    )
    assert notes(text) == [
        {"question": "What is **git**?", "answer": {"depth": "A *VCS*:\n\n- fast\n- free\n"}, "topics": ["vcs", "git"],
         "section": "Practice"},
        {"question": 'Line "one" two', "answer": {"short": "a.png$x^2$b.mp3"}, "section": "Team"},
    ]  # fmt: skip
    assert [draft.place for draft in read(text, "cards.txt").drafts] == ["line 6", "line 7"]


def test_notes_without_headers_and_without_html() -> None:
    assert notes("What is 1 < 2?\tTrue & so\n\nWhy?\t\n") == [
        {"question": "What is 1 < 2?", "answer": {"short": "True & so"}, "section": ""},
        {"question": "Why?", "section": ""},
    ]


def test_named_and_further_fields() -> None:
    text = "#separator:Comma\n#html:false\n#columns:Front,Back,Source\n#deck:A::B\n#tags:x\nWhy?,So,Book\n"
    assert notes(text) == [
        {"question": "Why?", "answer": {"short": "So"}, "x-source": "Book", "topics": ["x"], "section": "B"}
    ]


def test_cloze_notes_are_drafts() -> None:
    [draft] = read("#separator:tab\nThe capital of {{c1::France}} is {{c2::Paris::city}}.\textra\n", "c.txt").drafts
    assert draft.fields == {
        "question": "The capital of […] is [city].",
        "answer": {"short": "The capital of France is Paris."},
        "x-cloze": "The capital of {{c1::France}} is {{c2::Paris::city}}.",
        "x-field-2": "extra",
    }
    assert draft.reasons == ("a cloze, which asks no question; the text is in x-cloze",)


def test_our_own_export(tmp_path: Path) -> None:
    from alignprep import select
    from alignprep.content.reader import read_content
    from alignprep_exporters.anki import text_export

    chosen = select(read_content(ROOT / "content"), edition="interviewer", numbers=[1, 2, 3])
    root = bank_folder(tmp_path)
    files = text_export.QUESTIONS.render(chosen) + text_export.FACTS.render(chosen)
    imported(root, files, "own.txt", section="basics")
    found = written(root)
    assert list(found) == [question.id for question in chosen.items]
    for question in chosen.items:
        fields = found[question.id]
        assert fields["title"] == question.title
        assert fields["minutes"] == str(question.minutes)
        assert set(fields["answer"]) == {name for name, text in question.answer if text}
        assert [fact["id"] for fact in fields["facts"]] == [fact.id for fact in question.facts]
        assert len(fields["key_points"]) == len(question.key_points)
        assert [one["ask"] for one in fields["follow_ups"]] != []
        assert "status" not in fields


def test_no_notes_is_an_error() -> None:
    with pytest.raises(ContentError, match=r"cards.txt: error\[AP801\]: there is no note in it"):
        read(HEADER, "cards.txt")


def test_what_looks_like_anki() -> None:
    assert looks_like_anki(HEADER)
    assert not looks_like_anki("# A heading\n")
