"""A bank of somebody's own: as little as a question can be, what a bank demands, drafts, and fields of one's own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from alignprep import select
from alignprep.bank.bank import Bank, build, read_bank
from alignprep.content.reader import Survey, check_content, check_paths, read_content, survey
from alignprep.json_format.validator import validate
from alignprep.json_format.writer import compiled, document, dumps, lines
from alignprep.model.records import BankData, NamedLicense
from alignprep_exporters.csv import render as csv

OUTLINE = """\
slug: small
title: Small
version: "1"
license: MIT
sections:
  - {id: one, title: One}
"""
PLAIN = "number: 1\ntitle: A lock\nquestion: What is a lock?\nminutes: 2\nanswer: {short: It keeps others out.}\n"


def bank(folder: Path, outline: str = OUTLINE, **questions: str) -> Path:
    """A content folder with a bank file and questions in section one."""
    (folder / "one").mkdir(parents=True, exist_ok=True)
    (folder / "bank.yaml").write_text(outline, encoding="utf-8")
    for name, text in questions.items():
        (folder / "one" / f"{name.replace('_', '-')}.yaml").write_text(text, encoding="utf-8")
    return folder


def problems(folder: Path) -> list[str]:
    """The problems of a folder, with paths relative to it."""
    return [str(problem).replace(f"{folder.as_posix()}/", "") for problem in check_content(folder)[1]]


@pytest.mark.parametrize("edition", ["candidate", "study", "interviewer"])
@pytest.mark.parametrize("answer", ["{short: It keeps others out.}", "{depth: It keeps others out.}"])
def test_a_plain_question_is_enough(answer: str, edition: str, tmp_path: Path) -> None:
    found = read_content(bank(tmp_path, plain=PLAIN.replace("{short: It keeps others out.}", answer)))
    packet = select(found, edition=edition)
    assert len(packet.items) == 1
    assert validate(dumps(document(packet)), "x.json") == ()
    assert [line["hint"] for line in lines(packet) if "hint" in line] == [""] * (edition != "candidate")
    assert found.data.released is None
    assert found.ledger["plain"].changed.isoformat() == "2000-01-01"
    assert read_bank(dumps(compiled(found)), "x") == found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (PLAIN.split("answer")[0], "1:1: error[AP301]: the field 'answer' is missing"),
        (
            PLAIN.replace("{short: It keeps others out.}", "{}"),
            "5:1: error[AP301]: answer: has none of `short`, `spoken` and `depth`; one of them is needed",
        ),
        (PLAIN + "rubric: {}\n", "6:1: error[AP301]: rubric: describes no grade; at least one of 1 to 5 is needed"),
        (
            PLAIN + "status: ready\n",
            "6:9: error[AP304]: status: 'ready' is not draft; a question that is ready has no status",
        ),
        (PLAIN + "topics: [locks]\n", "6:10: error[AP501]: there is no topic 'locks'; topics.yaml has none"),
        (
            PLAIN.replace("{short: It keeps others out.}", "It keeps others out."),
            "5:9: error[AP303]: answer: a mapping of fields is expected; write its fields below it, indented, each on "
            "a line, such as 'short: …'",
        ),
        (PLAIN + "topics: locks\n", "6:9: error[AP303]: topics: a list is expected; write [locks]"),
        (PLAIN + "key_points: -a\n", "6:13: error[AP303]: key_points: a list is expected; put a space behind each '-'"),
        (PLAIN + "y-team: core\n", "6:1: error[AP302]: unknown field 'y-team'"),
    ],
)  # fmt: skip
def test_what_no_question_can_be(text: str, expected: str, tmp_path: Path) -> None:
    assert problems(bank(tmp_path, plain=text)) == [f"one/plain.yaml:{expected}"]


RULES = """\
rules:
  hint: {required: true, words: [2, 3]}
  answer.depth: {required: true}
  key_points: {entries: [2, 3], words: [1, 4]}
  question: {characters: [5, 12]}
  follow_ups.listen_for: {words: [2, 9]}
"""


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("hint: Two words.\n", ["1:1: error[AP301]: the field 'hint' is missing"]),
        ("hint: One two three four.\n", ["6:7: error[AP306]: hint: 4 words; 2 to 3 are allowed"]),
        ("key_points: [a]\n", ["6:13: error[AP305]: key_points: 1 entry; at least 2 are needed"]),
        ("key_points: [a, b, c, d]\n", ["6:13: error[AP305]: key_points: more than 3 entries; 3 are allowed"]),
        ("key_points: [a, b c d e f]\n", ["6:17: error[AP306]: key_points.2: 5 words; 1 to 4 are allowed"]),
        (
            "follow_ups:\n  - ask: Why?\n    listen_for: Because.\n",
            ["8:17: error[AP306]: follow_ups.1.listen_for: 1 word; 2 to 9 are allowed"],
        ),
    ],
)
def test_a_bank_demands_what_its_rules_say(more: str, expected: list[str], tmp_path: Path) -> None:
    text = PLAIN.replace("short:", "depth:")
    if "is missing" not in expected[0]:
        text += more if more.startswith("hint") else f"{more}hint: Two words.\n"
    found = problems(bank(tmp_path, OUTLINE + RULES, plain=text))
    assert found == [f"one/plain.yaml:{one}" for one in expected]


def test_a_demanded_part_that_is_missing_has_the_place_of_the_whole(tmp_path: Path) -> None:
    found = problems(bank(tmp_path, OUTLINE + "rules: {answer.depth: {required: true}}\n", plain=PLAIN))
    assert found == ["one/plain.yaml:5:1: error[AP301]: the field 'depth' is missing"]


def test_a_misspelled_field_that_is_demanded_is_one_problem(tmp_path: Path) -> None:
    found = problems(bank(tmp_path, OUTLINE + "rules: {hint: {required: true}}\n", plain=PLAIN + "hnit: Two words.\n"))
    assert found == ["one/plain.yaml:6:1: error[AP302]: unknown field 'hnit'; did you mean 'hint'?"]


def test_a_section_demands_otherwise(tmp_path: Path) -> None:
    outline = OUTLINE.replace("title: One}", "title: One, rules: {hint: {}}}") + "rules: {hint: {required: true}}\n"
    assert problems(bank(tmp_path, outline, plain=PLAIN)) == []


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ("{hnit: {required: true}}", "7:9: error[AP304]: there is no field 'hnit' to rule on; did you mean 'hint'?"),
        ("{hint: {required: yes}}", "7:26: error[AP303]: rules.hint.required: true or false is expected"),
        ("{hint: {words: [3, 2]}}", "7:23: error[AP304]: rules.hint.words: the second number is smaller than the first"),  # noqa: E501
        ("{hint: {words: 3}}", "7:23: error[AP303]: rules.hint.words: a list is expected; write [3]"),
    ],
)  # fmt: skip
def test_rules_that_cannot_be(rules: str, expected: str, tmp_path: Path) -> None:
    assert problems(bank(tmp_path, f"{OUTLINE}rules: {rules}\n", plain=PLAIN))[0] == f"bank.yaml:{expected}"


def test_a_rule_that_cannot_be_demands_nothing(tmp_path: Path) -> None:
    found = problems(bank(tmp_path, OUTLINE + "rules: {hnit: {required: true}}\n", plain=PLAIN))
    assert [one.split(":")[0] for one in found] == ["bank.yaml"]


def test_characters_are_counted_where_words_have_no_spaces(tmp_path: Path) -> None:
    question = PLAIN.replace("What is a lock?", "錠とは何 ですか。")
    folder = bank(tmp_path, OUTLINE + "rules: {question: {characters: [5, 8]}}\n", plain=question)
    assert problems(folder) == []
    bank(tmp_path, OUTLINE + "rules: {question: {characters: [5, 7]}}\n")
    assert problems(folder) == ["one/plain.yaml:3:11: error[AP306]: question: 8 characters; 5 to 7 are allowed"]


DRAFT = "status: draft\nnumber: 2\ntitle: Half\nrelated: [plain]\n"


def test_a_draft_is_counted_and_is_in_no_bank(tmp_path: Path) -> None:
    folder = bank(tmp_path, plain=PLAIN + "related: [half]\n", half=DRAFT)
    drafts: list[str] = []
    found = read_content(folder, drafts=drafts)
    assert (list(found), drafts) == (["plain"], ["half"])
    assert found["plain"].related == ()
    assert survey(folder) == Survey(1, 1, ())
    assert check_paths([folder]) == ((), "1 question, 1 draft, no problem")
    assert document(select(found))["questions"][0]["id"] == "plain"


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("minutes: many\n", "4:10: error[AP303]: minutes: a whole number in plain digits is expected"),
        ("hint: a <b>\n", "4:9: error[AP401]: raw HTML; write `\\<` for the character itself"),
        ("minuts: 3\n", "4:1: error[AP302]: unknown field 'minuts'; did you mean 'minutes'?"),
        ("number: 1\n", "4:1: error[AP202]: 'number' appears twice; first on line 2"),
        ("related: [plane]\n", "4:11: error[AP504]: there is no question 'plane'; did you mean 'plain'?"),
    ],
)
def test_what_is_in_a_draft_is_checked(more: str, expected: str, tmp_path: Path) -> None:
    found = problems(bank(tmp_path, plain=PLAIN, half="status: draft\nnumber: 2\ntitle: Half\n" + more))
    assert found == [f"one/half.yaml:{expected}"]


def test_a_drafts_number_is_taken(tmp_path: Path) -> None:
    found = problems(bank(tmp_path, plain=PLAIN, half="status: draft\nnumber: 1\n"))
    assert found == ["one/plain.yaml:1:9: error[AP506]: the number 1 belongs to 'half' already"]


def test_a_folder_of_drafts_makes_no_bank(tmp_path: Path) -> None:
    folder = bank(tmp_path, half="status: draft\nnumber: 1\n")
    assert check_paths([folder]) == ((), "0 questions, 1 draft, no problem")
    assert [str(one).split(": ", 1)[1] for one in check_content(folder)[1]] == [
        "error[AP510]: there are only drafts in this folder, which make no bank"
    ]


def test_completeness_counts_no_draft(tmp_path: Path) -> None:
    outline = OUTLINE.replace("title: One}", "title: One, first: 1, last: 2}")
    folder = bank(tmp_path, outline, plain=PLAIN, half="status: draft\nnumber: 2\n")
    assert survey(folder).problems == ()
    assert [problem.message for problem in survey(folder, complete=True).problems] == [
        "one has 1 of 2 questions; missing: 2"
    ]


EXTRA = "x-team: core\nx-seen:\n  - {day: 2026-01-02, by: [Ada, Bo]}\n"


def test_fields_of_ones_own_are_kept_and_not_drawn(tmp_path: Path) -> None:
    found = read_content(bank(tmp_path, plain=PLAIN + EXTRA))
    question = found["plain"]
    own = {"x-team": "core", "x-seen": ({"day": "2026-01-02", "by": ("Ada", "Bo")},)}
    hash(question)
    made: Any = document(select(found, edition="interviewer"))["questions"][0]
    assert {name: made[name] for name in own} == own
    for data in (dumps(compiled(found)), dumps(document(select(found, edition="interviewer")))):
        assert validate(data, "x.json") == ()
        again = read_bank(data, "x")
        assert again == found
        assert again["plain"].extra == question.extra
    assert Bank(build(BankData, compiled(found))) == found
    for edition in ("candidate", "study"):
        assert "core" not in str(document(select(found, edition=edition)))
    assert b"core" not in csv(select(found, edition="interviewer"))
    assert next(lines(select(found, edition="interviewer"))).keys().isdisjoint(own)


@pytest.mark.parametrize(
    ("license", "name"),
    [
        ("MIT", "MIT"),
        ("Apache-2.0 WITH LLVM-exception OR (MIT AND CC0-1.0)", "Apache-2.0 WITH LLVM-exception OR (MIT AND CC0-1.0)"),
        ("{name: Ours alone, url: 'https://example.org/terms'}", "Ours alone"),
        ("{name: Ours alone, text: Ask us.}", "Ours alone"),
    ],
)
def test_licenses(license: str, name: str, tmp_path: Path) -> None:
    found = read_content(bank(tmp_path, OUTLINE.replace("MIT", license), plain=PLAIN))
    assert found.license == name
    assert isinstance(found.data.license, NamedLicense) == license.startswith("{")
    for data in (dumps(compiled(found)), dumps(document(select(found, edition="interviewer")))):
        assert read_bank(data, "x").data.license == found.data.license
    assert build(BankData, compiled(found)) == found.data


@pytest.mark.parametrize(
    ("license", "expected"),
    [
        ("Proprietary", "4:10: error[AP304]: license: 'Proprietary' is not a license expression of SPDX"),
        ("MIT OR", "4:10: error[AP304]: license: 'MIT OR' is not"),
        ("mit", "4:10: error[AP304]: license: 'mit' is not"),
        ("(MIT", "4:10: error[AP304]: license: '(MIT' is not"),
        ("{text: Ask us.}", "4:1: error[AP301]: the field 'name' is missing"),
        ("{name: Ours, link: x}", "4:23: error[AP302]: unknown field 'link'"),
        ("{name: Ours, url: ours}", "4:28: error[AP304]: license.url: 'ours' is not an http: or https: address"),
        ("[MIT]", "4:10: error[AP303]: license: a mapping of fields is expected"),
    ],
)
def test_licenses_that_cannot_be(license: str, expected: str, tmp_path: Path) -> None:
    (found,) = problems(bank(tmp_path, OUTLINE.replace("MIT", license), plain=PLAIN))
    assert found.startswith(f"bank.yaml:{expected}")


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("language: German\n", "'German' is not a language tag; write it as en, en-US, de or zh-Hant"),
        ("report: me@example.org\n", "is neither an http: or https: address nor mailto: and a mail address"),
        ("products: [{file: ../x, exporter: pdf}]\n", "'../x' is not a plain name of letters and digits"),
        (
            "products: [{file: x, exporter: pdf, edition: all}]\n",
            "'all' is none of candidate, study, interviewer",
        ),
        ("anki: {id: 7}\n", "anki.id: must be at least 1000000000000"),
        ("anki: {tag: a b}\n", "'a b' is not a plain name"),
        ("dataset: {uses: <b>x</b>}\n", "raw HTML"),
        ("dataset: {uses: 'See [@x].'}\n", "a citation in a note on the data set"),
        ("labels: {Key pionts: Points}\n", "did you mean 'Key points'"),
    ],
)
def test_what_a_bank_file_cannot_say(more: str, expected: str, tmp_path: Path) -> None:
    found = problems(bank(tmp_path, OUTLINE + more, plain=PLAIN))
    assert any(expected in one for one in found), found


@pytest.mark.parametrize(
    ("select", "expected"),
    [
        ("sections: [on]", "7:57: error[AP501]: there is no section 'on'; did you mean 'one'?"),
        ("topics: [locks]", "7:55: error[AP501]: there is no topic 'locks'; topics.yaml has none"),
        ("ids: [plain, plane]", "7:59: error[AP504]: there is no question 'plane'; did you mean 'plain'?"),
    ],
)
def test_a_product_selects_what_is_there(select: str, expected: str, tmp_path: Path) -> None:
    outline = f"{OUTLINE}products: [{{file: x, exporter: csv, select: {{{select}}}}}]\n"
    assert problems(bank(tmp_path, outline, plain=PLAIN)) == [f"bank.yaml:{expected}"]


def test_an_older_folder_is_told_what_is_new(tmp_path: Path) -> None:
    folder = bank(tmp_path, plain=PLAIN)
    (folder / "bank.yaml").rename(folder / "sections.yaml")
    assert "is missing; it takes the place of sections.yaml: rename that file and add `slug`" in problems(folder)[0]
