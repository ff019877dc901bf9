from __future__ import annotations

from typing import Any

import pytest

from alignprep.errors import ContentError
from alignprep.importing.gift import looks_like_gift, read


def one(text: str) -> dict[str, Any]:
    [draft] = read(text, "q.gift").drafts
    return {name: value for name, value in draft.fields.items() if name != "question"}


def asked(text: str) -> list[str]:
    return [draft.fields["question"] for draft in read(text, "q.gift").drafts]


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("Why?{}", {}),
        ("Who?{=no one =nobody}", {"answer": {"short": "no one; nobody"}}),
        (
            "::Grab:: Who?{~Grant #He is above it. ~%-50%Jefferson =no one #Correct}",
            {"title": "Grab", "answer": {"short": "no one (Correct)"}, "red_flags": ["Grant: He is above it."],
             "x-wrong-answers": ["Jefferson"]},
        ),
        ("Two?{~%50%a ~%50%b ~%-100%c}", {"answer": {"short": "a; b"}, "x-wrong-answers": ["c"]}),
        ("It rises.{T}", {"answer": {"short": "True"}}),
        ("It rises.{FALSE#No, it does not.#Right!}",
         {"answer": {"short": "False. Right!"}, "red_flags": ['"True": No, it does not.']}),
        ("When?{#1822:5}", {"answer": {"short": "1822 ± 5"}}),
        ("Pi?{#3.141..3.142}", {"answer": {"short": "3.141 to 3.142"}}),
        ("When?{#=1822:0 =%50%1822:2#close}", {"answer": {"short": "1822; 1822 ± 2 (close)"}}),
        ("Match.{=Canada -> Ottawa =Italy -> Rome}",
         {"answer": {"short": "Canada → Ottawa; Italy → Rome"}, "x-pairs": ["Canada → Ottawa", "Italy → Rome"]}),
        ("Why?{=because####See the book.}", {"answer": {"depth": "See the book.\n", "short": "because"}}),
    ],
)  # fmt: skip
def test_kinds_of_questions(text: str, fields: dict[str, Any]) -> None:
    assert one(text) == fields


def test_texts_around_the_answers() -> None:
    assert asked("Two plus two equals {=four}.\n\nGrant is {~buried =entombed} in a tomb.\n\nWhy\nnot? {}") == [
        "Two plus two equals.", "Grant is \\_\\_\\_\\_\\_ in a tomb.", "Why not?",
    ]  # fmt: skip


def test_escapes_and_formats() -> None:
    assert asked(r"Is a \= b \{x\} \# \~ \: *so*? {}") == [r"Is a = b {x} # ~ : \*so\*?"]
    assert asked("[html]<p>Is <b>a</b>&nbsp;b?</p>{}") == ["Is **a**\u00a0b?"]
    assert asked("[markdown]Is **a** `b`?{}") == ["Is **a** `b`?"]
    assert asked("[plain]Is <b>a</b>?{}") == [r"Is \<b>a\</b>?"]
    assert one(r"Why?{=a\nb \= c}") == {"answer": {"depth": "a\n\nb = c\n"}}


def test_categories_comments_and_lines() -> None:
    text = """\
// A comment
$CATEGORY: $course$/top/Basics

// Another
First? {
  =yes

  ~no
}

$CATEGORY: top/A//B
Second? {}
"""
    drafts = read(text, "q.gift").drafts
    assert [(draft.place, draft.section) for draft in drafts] == [("line 5", "Basics"), ("line 12", "A/B")]
    assert drafts[0].fields["answer"] == {"short": "yes"}


def test_what_is_wrong_is_said_with_its_line() -> None:
    with pytest.raises(ContentError, match=r"q.gift:3:1: error\[AP801\]: answers whose brace"):
        read("// x\n\nWhy? {=a", "q.gift")
    with pytest.raises(ContentError, match="no question was found"):
        read("// only a comment\n", "q.gift")


def test_what_looks_like_gift() -> None:
    assert looks_like_gift("::Q1:: Why? {}")
    assert looks_like_gift("$CATEGORY: x\n")
    assert looks_like_gift("Why? {=a ~b}")
    assert not looks_like_gift("front\tback with \\{=x}\n")
