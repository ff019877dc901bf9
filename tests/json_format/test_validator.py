from __future__ import annotations

import json
from typing import Any

import pytest

from alignprep import select
from alignprep.json_format.validator import validate
from alignprep.json_format.writer import compiled, document, dumps
from alignprep_exporters.json import lines
from tests.support.sample_bank import sample_bank


def spoiled(path: str, value: object) -> bytes:
    data: dict[str, Any] = json.loads(dumps(compiled(sample_bank())))
    *steps, last = path.split("/")
    target: Any = data
    for step in steps:
        target = target[int(step) if isinstance(target, list) else step]
    if value is ...:
        del target[int(last) if isinstance(target, list) else last]
    else:
        target[int(last) if isinstance(target, list) else last] = value
    return json.dumps(data).encode()


def test_ours_is_valid() -> None:
    assert validate(dumps(compiled(sample_bank())), "x") == ()


@pytest.mark.parametrize(
    ("path", "value", "pointer", "code"),
    [
        ("questions/1/minutes", 99, "/questions/1/minutes", "AP602"),
        ("questions/1/minutes", "5", "/questions/1/minutes", "AP602"),
        ("questions/0/answer", ..., "/questions/0", "AP602"),
        ("questions/0/extra", 1, "/questions/0", "AP602"),
        ("questions/0/reviewed", "2024-13-45", "/questions/0/reviewed", "AP602"),
        ("license", ..., "(the document)", "AP602"),
        ("edition", "teacher", "/edition", "AP602"),
        ("questions/0/topics/0", "rlfh", "/questions/0/topics/0", "AP501"),
        ("questions/0/section", "won", "/questions/0/section", "AP501"),
        ("questions/0/references/0", "nobody2020", "/questions/0/references/0", "AP502"),
        ("questions/0/related", [], "/questions/2/related/0", "AP505"),
        ("questions/0/related", ["nothing"], "/questions/0/related/0", "AP504"),
        ("questions/0/number", 3, "/questions/2/number", "AP506"),
        ("questions/0/number", 901, "/questions/0/number", "AP507"),
        ("questions/1/id", "question-1", "/questions/1/id", "AP511"),
        ("rules", {"question": {"words": [70, 90]}}, "/questions/0/question", "AP306"),
        ("rules", {"related": {"required": True}}, "/questions/1/related", "AP305"),
        ("rules", {"figure": {"required": True}}, "/questions/2", "AP301"),
        ("rules", {"figur": {"required": True}}, "/rules/figur", "AP304"),
        ("questions/0/hint", "<script>alert(1)</script>", "/questions/0/hint", "AP401"),
        ("questions/0/hint", "[x](javascript:alert(1))", "/questions/0/hint", "AP402"),
        ("questions/0/hint", "see [@nobody2020]", "/questions/0/hint", "AP503"),
        ("questions/0/facts/0/text", "no cloze", "/questions/0/facts/0/text", "AP405"),
        ("questions/0/facts/1/id", "plain", "/questions/0/facts/1/id", "AP511"),
        ("code", {}, "/questions/0/code/0", "AP508"),
        ("media", {}, "/questions/0/figure/file", "AP508"),
        ("media/boxes.svg", "<svg onload='x'/>", "/media/boxes.svg", "AP509"),
        ("sections/1/first", 2, "/sections/1/first", "AP512"),
        ("topics/Two words", {"title": "Two", "description": "Words."}, "/topics/Two words", "AP304"),
        (f"code/{'x' * 70}", "pass", f"/code/{'x' * 70}", "AP304"),
    ],
)
def test_a_fault_is_shown_by_its_pointer(path: str, value: object, pointer: str, code: str) -> None:
    problems = validate(spoiled(path, value), "x.json")
    assert (pointer, code) in {(problem.message.split(": ")[0], problem.code) for problem in problems}


def test_a_digest_must_be_the_ledgers() -> None:
    data: dict[str, Any] = document(select(sample_bank(), edition="interviewer"))
    assert validate(dumps(data), "x") == ()
    data["questions"][1]["hash"] = "0" * 16
    (problem,) = validate(dumps(data), "x")
    assert (problem.code, problem.message.split(": ")[0]) == ("AP514", "/questions/1/hash")


@pytest.mark.parametrize("edition", ["candidate", "study", "interviewer"])
def test_our_lines_are_valid(edition: str) -> None:
    assert validate(lines.render(select(sample_bank(), edition=edition)), "x.jsonl") == ()


@pytest.mark.parametrize(
    ("change", "line", "column", "code", "pointer"),
    [
        ((b'"minutes": 5', b'"minutes": 99'), 2, None, "AP602", "/minutes"),
        ((b'"id": "question-2"', b'"id": "question-1"'), 2, 8, "AP511", "/id"),
        ((b'"related": ["question-1"]', b'"related": ["question-2"]'), 3, None, "AP505", "/related/0"),
        ((b"Hint 2: ", b"<b>Hint</b> "), 2, None, "AP401", "/hint"),
        ((b"Hint 2: ", b'" "'), 2, None, "AP601", None),
        ((b'"id": "question-2"', b'"id": "x", "id": "y"'), 2, 13, "AP601", None),
    ],
)
def test_a_fault_is_shown_by_its_line(
    change: tuple[bytes, bytes], line: int, column: int | None, code: str, pointer: str | None
) -> None:
    data = lines.render(select(sample_bank(), edition="study"))
    assert change[0] in data
    problems = validate(data.replace(*change, 1), "x.jsonl")
    assert (line, code) in {(problem.line, problem.code) for problem in problems}
    for problem in problems:
        if (problem.line, problem.code) == (line, code):
            assert column is None or problem.column == column
            assert pointer is None or problem.message.startswith(f"{pointer}: ")


@pytest.mark.parametrize("data", [b"", b"\n", b"{}", b"[]", b"null\n1\n", b"[" * 100_000, b"\xff", b'{"section": []}'])
def test_other_lines_are_refused_without_a_crash(data: bytes) -> None:
    assert validate(data, "x.jsonl")


def test_lines_in_a_file_of_another_name_are_named_as_such() -> None:
    (problem,) = validate(lines.render(select(sample_bank())), "x.json")
    assert problem.message.endswith("JSON Lines need a name that ends with .jsonl, or --lines")


@pytest.mark.parametrize(
    "data",
    [
        b'{"a": 1, "a": goes on}',
        b'{"a": NaN, "\\q": 1.e}',
        b"",
        b"{",
        b"[" * 100_000,
        b'{"a": 1, "a": 2}',
        b'{"a": NaN}',
        b"\xff",
        b"1e999",
        b"[1] x",
    ],
)
def test_what_is_no_json_is_one_problem(data: bytes) -> None:
    (problem, *_) = validate(data, "x.json")
    assert problem.code in ("AP601", "AP103", "AP602")


@pytest.mark.parametrize(
    "data",
    [
        b"null",
        b"[]",
        b"{}",
        b'"x"',
        b'{"questions": 3, "sections": {"a": 1}}',
        b'{"questions": [1, null]}',
        b'{"questions": [{"section": []}], "sections": [{"id": []}, {"id": {}}]}',
        b'{"ledger": [], "questions": [{"id": []}]}',
    ],
)
def test_other_json_is_refused_without_a_crash(data: bytes) -> None:
    assert validate(data, "x.json")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("name", ["x.json", "x.jsonl"])
def test_another_encoding_is_one_problem(name: str, encoding: str) -> None:
    (problem,) = validate(dumps(compiled(sample_bank())).decode().encode(encoding), name)
    assert (problem.line, problem.column, problem.code) == (1, 1, "AP103")
    assert problem.message == f"is {encoding[:6].upper()}; save it as UTF-8"


def test_complete() -> None:
    problems = validate(dumps(compiled(sample_bank())), "x", complete=True)
    assert [problem.code for problem in problems] == ["AP510"]
