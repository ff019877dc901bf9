from __future__ import annotations

import json
from typing import Any

import pytest

from alignprep.exported import compiled, dumps
from alignprep.validation import validate
from tests.sample_bank import sample_bank


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
        ("questions/0/hint", ..., "/questions/0", "AP602"),
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
        ("questions/0/question", "Too short?", "/questions/0/question", "AP306"),
        ("questions/0/hint", "<script>alert(1)</script>", "/questions/0/hint", "AP401"),
        ("questions/0/hint", "[x](javascript:alert(1))", "/questions/0/hint", "AP402"),
        ("questions/0/hint", "see [@nobody2020]", "/questions/0/hint", "AP503"),
        ("questions/0/facts/0/text", "no cloze", "/questions/0/facts/0/text", "AP405"),
        ("questions/0/facts/1/id", "plain", "/questions/0/facts/1/id", "AP511"),
        ("code", {}, "/questions/0/code/0", "AP508"),
        ("media", {}, "/questions/0/figure/file", "AP508"),
        ("media/boxes.svg", "<svg onload='x'/>", "/media/boxes.svg", "AP509"),
        ("sections/1/first", 2, "/sections/1/first", "AP512"),
    ],
)
def test_a_fault_is_shown_by_its_pointer(path: str, value: object, pointer: str, code: str) -> None:
    problems = validate(spoiled(path, value), "x.json")
    assert (pointer, code) in {(problem.message.split(": ")[0], problem.code) for problem in problems}


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
    "data", [b"null", b"[]", b"{}", b'"x"', b'{"questions": 3, "sections": {"a": 1}}', b'{"questions": [1, null]}']
)
def test_other_json_is_refused_without_a_crash(data: bytes) -> None:
    assert validate(data, "x.json")


def test_complete() -> None:
    problems = validate(dumps(compiled(sample_bank())), "x", complete=True)
    assert [problem.code for problem in problems] == ["AP510"]
