"""Every field of every source file with a value of every wrong kind: refused, at its place, without noise."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from alignprep.content.reader import check_content
from alignprep.content.strict_yaml import Mapping, Node, Scalar, Sequence, read
from tests.support.bad_content import GOOD, replaced

KINDS = {
    "mapping": "{a: b}",
    "mapping of lists": "{a: [b, c], d: [e]}",
    "list": "[a, b]",
    "list of lists": "[[a], [b]]",
    "list of mappings": "[{a: b}, {c: d}]",
    "empty": "''",
    "nothing": "",
    "very long": "x" * 30_000,
}
NAMES = ("basics/first.yaml", "references.yaml", "topics.yaml", "bank.yaml")
ALONE = NAMES[:2]
"""Files whose values no other file's problems hang on."""


def values(node: Node, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Node]]:
    """Every value of a file but the whole."""
    inner: list[tuple[str | int, Node]] = []
    if isinstance(node, Mapping):
        inner = list(node.items.items())
    elif isinstance(node, Sequence):
        inner = list(enumerate(node.items))
    for step, value in inner:
        yield (*path, step), value
        yield from values(value, (*path, step))


CASES = [(name, path) for name in NAMES for path, _ in values(read((GOOD / name).read_bytes())[0] or pytest.fail(name))]


def test_the_cases_cover_the_model() -> None:
    from alignprep.model.bibliography import Reference
    from alignprep.model.records import Outline, Question, Vocabulary

    fields = {str(path[-1]) for _, path in CASES}
    for model in (Question, Outline, Reference, Vocabulary):
        wanted = {field.alias or name for name, field in model.model_fields.items()}
        assert wanted - {"id", "section", "x-", "fonts"} <= fields


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", NAMES)
def test_a_value_of_a_wrong_kind_is_refused_where_it_stands(tmp_path: Path, name: str, kind: str) -> None:
    folder = tmp_path / "content"
    shutil.copytree(GOOD, folder)
    text = (GOOD / name).read_text(encoding="utf-8")
    root = read(text.encode())[0]
    assert root is not None
    tried = 0
    for path, node in values(root):
        if isinstance(node, Mapping | Sequence) and text[node.start] not in "[{" and kind == "very long":
            value = "x" * 30_000
        else:
            value = KINDS[kind]
        tried += 1
        if kind == "list" and isinstance(node, Sequence) and all(isinstance(item, Scalar) for item in node.items):
            continue  # which is what the field wants
        if kind == "nothing" and text[node.end : node.end + 1] in (",", "]"):
            continue  # which is a shorter list
        (folder / name).write_text(replaced(text, node, value), encoding="utf-8")
        bank, problems = check_content(folder)
        assert bank is None, (path, kind)
        line = node.source.place(node.start)[0]
        near = {line, line - 1} | ({node.source.place(node.offset(0))[0]} if isinstance(node, Scalar) else set())
        own = [problem for problem in problems if problem.file == (folder / name).as_posix()]
        assert any(problem.line in near for problem in own), (path, kind, problems)
        assert {problem.code[:3] for problem in problems} <= {"AP1", "AP2", "AP3", "AP4", "AP5"}
        if name in ALONE:
            # What cites a work, or names a question, that is no longer listed says so where it does.
            assert {problem.line for problem in problems if problem.code not in ("AP503", "AP505")} <= near, (
                path,
                kind,
                problems,
            )
            assert len(problems) <= 12
    assert tried == sum(1 for other, _ in CASES if other == name)
