"""Whatever is in a content file: a bank that says exactly what the file says, or problems that lie inside the file.

What a file says is asked of an independent reader, PyYAML's own (not libyaml, which alignprep reads with).
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alignprep.bank.bank import Bank
from alignprep.content.reader import check_content
from alignprep.content.strict_yaml import Mapping, read
from alignprep.errors import CODES, Problem
from alignprep.json_format.validator import validate
from tests.conftest import ROOT
from tests.support.bad_content import GOOD, PLACES, good

MANY = settings(max_examples=350, deadline=None, suppress_health_check=list(HealthCheck))
FEW = settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
QUESTIONS = sorted((ROOT / "content").glob("*/*.yaml"))
SPECIALS = [
    ": ",
    ":",
    "- ",
    "-",
    "#",
    " #",
    "# ",
    "'",
    '"',
    "''",
    '\\"',
    "\\n",
    "|",
    ">",
    "|-",
    ">-",
    "|+",
    "|2",
    "[",
    "]",
    "{",
    "}",
    ",",
    "&a ",
    "*a",
    "!",
    "!!str ",
    "!!int ",
    "<<: ",
    "? ",
    "%YAML 1.2\n",
    "---\n",
    "...\n",
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    "\t",
    " ",
    "  ",
    "~",
    "null",
    "true",
    "no",
    "0x1F",
    "010",
    "1_000",
    "1e400",
    ".inf",
    "12:30",
    "2024-13-45",
    "9" * 400,
    "\x00",
    "\x1b[31m",
    "\x85",
    "\u2028",
    "\u202e",
    "\u2066",
    "\u200b",
    "\u00ad",
    "\ufeff",
    "\u3164",
    "\U000e0041",
    "\ufdd0",
    "e\u0301",
    "\u00a0",
    "é",
    "汉",
    "🙂",
    "<b>",
    "</b>",
    "<!--",
    "](javascript:x)",
    "![x](y)",
    "[@",
    "]",
    "$",
    "$$",
    "`",
    "```",
    "**",
    "_",
    "{{c1::",
    "}}",
    "{{",
    "&#x202e;",
    "&amp;",
    "\\",
    "key: value\n",
    "- item\n",
    "    ",
    "@",
    "`",
    "=1+1",
]


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """The real content with no question in it, and the questions, each without the others that it names."""
    folder = tmp_path_factory.mktemp("fuzz") / "content"
    shutil.copytree(ROOT / "content", folder)
    (folder / "ledger.json").unlink()
    texts = {}
    for path in QUESTIONS:
        text = path.read_text(encoding="utf-8")
        root = read(text.encode())[0]
        assert isinstance(root, Mapping)
        if "related" in root.items:
            start, end = root.keys["related"].start, root.items["related"].end
            text = text[:start] + text[end:].lstrip()
        texts[f"{path.parent.name}/{path.name}"] = text
        (folder / path.parent.name / path.name).unlink()
    return folder, texts


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the good folder, whose files are spoiled one at a time."""
    folder = tmp_path_factory.mktemp("fuzz") / "small"
    shutil.copytree(GOOD, folder)
    return folder


def independent(text: str) -> Any:
    """The plain tree that PyYAML's own loader reads, every scalar as text; repeated keys are an error."""

    def tree(node: yaml.Node) -> Any:
        if isinstance(node, yaml.MappingNode):
            pairs = [(tree(key), tree(value)) for key, value in node.value]
            assert len({key for key, _ in pairs}) == len(pairs)
            return dict(pairs)
        if isinstance(node, yaml.SequenceNode):
            return [tree(item) for item in node.value]
        return node.value

    documents = list(yaml.compose_all(text, Loader=yaml.BaseLoader))
    assert len(documents) == 1
    return tree(documents[0])


def outside_scalars(text: str) -> str:
    """What is neither text nor comment, without white space."""
    left, end = [], 0
    for token in yaml.scan(text, Loader=yaml.BaseLoader):
        if isinstance(token, yaml.ScalarToken):
            left.append(text[end : token.start_mark.index])
            end = token.end_mark.index
    left.append(text[end:])
    lines = "".join(left).split("\n")
    return "".join("".join(line.split("#")[0].split()) for line in lines)


def leaves(value: Any) -> Any:
    """A record's values as a source file writes them, as text."""
    if isinstance(value, dict):
        return {key: leaves(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [leaves(inner) for inner in value]
    return str(value)


def assert_says_the_same(bank: Bank, text: str, id: str) -> None:
    """The bank's question is the file: nothing dropped, nothing added, nothing that means something else."""
    text = text.replace("\r\n", "\n")
    wanted = independent(text)
    question = next(question for question in bank.questions if question.id == id)
    made = leaves(question.model_dump(mode="json", by_alias=True, exclude_none=True, exclude={"id", "section"}))
    assert made.pop("x-") == {}
    for name in ("code", "related"):
        if name not in wanted:
            assert made.pop(name) == []
    assert made == wanted
    assert set(outside_scalars(text)) <= set("-:[]{},?.")


def assert_in_the_file(problems: tuple[Problem, ...], file: Path, text: str) -> None:
    lines = text.replace("\r\n" if "\n" in text else "\r", "\n").split("\n")
    for problem in problems:
        assert problem.code in CODES
        assert problem.message == "".join(problem.message.splitlines())
        if problem.line and problem.file == file.as_posix():
            assert 1 <= problem.line <= len(lines)
            assert 1 <= problem.column <= len(lines[problem.line - 1]) + 1
            assert problem.source == lines[problem.line - 1]


@st.composite
def mutations(draw: st.DrawFn, text: str) -> str:
    """A text with one to three small changes, each of which an author's slip or a bad merge may make."""
    for _ in range(draw(st.integers(1, 3))):
        kind = draw(st.sampled_from(("insert", "delete", "repeat", "swap", "line", "indent", "lines")))
        start = draw(st.integers(0, len(text)))
        end = min(start + draw(st.integers(1, 40)), len(text))
        if kind == "insert":
            text = text[:start] + draw(st.sampled_from(SPECIALS) | st.text(max_size=3)) + text[start:]
        elif kind == "delete":
            text = text[:start] + text[end:]
        elif kind == "repeat":
            text = text[:end] + text[start:end] + text[end:]
        elif kind == "swap" and end - start > 1:
            middle = draw(st.integers(start + 1, end - 1))
            text = text[:start] + text[middle:end] + text[start:middle] + text[end:]
        else:
            lines = text.split("\n")
            number = draw(st.integers(0, len(lines) - 1))
            if kind == "indent":
                lines[number] = draw(st.sampled_from(("", " ", "  ", "    ", "\t"))) + lines[number].lstrip()
            elif kind == "line":
                lines[number : number + 1] = [lines[number]] * draw(st.sampled_from((0, 2)))
            else:
                other = draw(st.integers(0, len(lines) - 1))
                lines[number], lines[other] = lines[other], lines[number]
            text = "\n".join(lines)
    return text


def check(folder: Path, name: str, data: bytes) -> tuple[Bank | None, tuple[Problem, ...]]:
    (folder / name).write_bytes(data)
    bank, problems = check_content(folder)
    assert (bank is None) == any(not problem.is_warning for problem in problems)
    return bank, problems


@pytest.mark.acceptance
@MANY
@given(data=st.data())
def test_a_mutated_question_says_the_same_or_is_refused(real: tuple[Path, dict[str, str]], data: st.DataObject) -> None:
    folder, texts = real
    name = data.draw(st.sampled_from(sorted(texts)))
    text = data.draw(mutations(texts[name]))
    encoded = text.encode("utf-8", "surrogatepass")
    try:
        bank, problems = check(folder, name, encoded)
    finally:
        (folder / name).unlink()
    if bank is not None:
        assert_says_the_same(bank, text, Path(name).stem)
    elif not any("\ud800" <= character <= "\udfff" for character in text):
        assert_in_the_file(problems, folder / name, text)


def test_an_unchanged_question_is_accepted(real: tuple[Path, dict[str, str]]) -> None:
    """So that the test above sees banks too."""
    folder, texts = real
    for name, text in list(texts.items())[::10]:
        bank, problems = check(folder, name, text.encode())
        (folder / name).unlink()
        assert bank is not None, problems
        assert_says_the_same(bank, text, Path(name).stem)


@MANY
@given(data=st.data())
def test_any_file_may_be_mutated(small: Path, data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(sorted(PLACES)))
    text = data.draw(mutations(good(kind).decode()))
    encoded = text.encode("utf-8", "surrogatepass")
    try:
        bank, problems = check(small, PLACES[kind], encoded)
    finally:
        (small / PLACES[kind]).write_bytes(good(kind))
    if bank is not None and kind == "question":
        assert_says_the_same(bank, text, "first")
    if not any("\ud800" <= character <= "\udfff" for character in text):
        assert_in_the_file(problems, small / PLACES[kind], text)


@FEW
@given(kind=st.sampled_from(sorted(PLACES)), data=st.binary(max_size=300))
def test_any_bytes_in_any_file(small: Path, kind: str, data: bytes) -> None:
    try:
        check(small, PLACES[kind], data)
    finally:
        (small / PLACES[kind]).write_bytes(good(kind))


def _yaml_like() -> st.SearchStrategy[str]:
    names = st.sampled_from(
        ("title", "number", "facts", "a", "- ", "  ", "- a", "'", '"', "text # more", "[", "{x: y}")
    )
    parts = names | st.sampled_from(SPECIALS) | st.text(max_size=4)
    return st.lists(parts, max_size=30).map("".join)


@FEW
@given(kind=st.sampled_from(("question", "bank-file", "topics", "references")), text=_yaml_like())
def test_any_yaml_in_any_file(small: Path, kind: str, text: str) -> None:
    try:
        check(small, PLACES[kind], text.encode("utf-8", "surrogatepass"))
    finally:
        (small / PLACES[kind]).write_bytes(good(kind))


@MANY
@given(text=_yaml_like())
def test_the_two_readers_of_yaml_agree(text: str) -> None:
    root, source, faults = read(text.encode("utf-8", "surrogatepass"))
    assert faults or root is not None
    for fault in faults:
        line, column = source.place(fault.offset)
        assert 1 <= line <= len(source.lines)
        assert 1 <= column <= len(source.lines[line - 1]) + 1
    if not faults:
        from alignprep.content.strict_yaml import plain

        assert root is not None
        assert plain(root) == independent(source.text)


_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=8,
)


def _paths(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    if path:
        yield path
    for step, inner in (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    ):
        yield from _paths(inner, (*path, step))


BANK = json.loads(good("bank"))
PATHS = list(_paths(BANK))


@MANY
@given(path=st.sampled_from(PATHS), value=_values, edition=st.sampled_from(("candidate", "study", "interviewer")))
def test_exported_json_with_any_value_anywhere(path: tuple[str | int, ...], value: Any, edition: str) -> None:
    document = {**json.loads(good("bank")), "edition": edition}
    target = document
    for step in path[:-1]:
        target = target[step]
    target[path[-1]] = value
    text = json.dumps(document, indent=1)
    for problem in validate(text.encode(), "x.json"):
        assert problem.code in CODES
        lines = text.split("\n")
        assert problem.code == "AP110" or 1 <= problem.line <= len(lines)
        assert problem.code == "AP110" or 1 <= problem.column <= len(lines[problem.line - 1]) + 1


@MANY
@given(data=st.data())
def test_exported_json_with_any_slip(data: st.DataObject) -> None:
    text = data.draw(mutations(good("bank").decode()))
    for problem in validate(text.encode("utf-8", "surrogatepass"), "x.json"):
        assert problem.code in CODES


@FEW
@given(st.binary(max_size=200))
def test_any_bytes_as_json(data: bytes) -> None:
    for problem in validate(data, "x.json"):
        assert problem.code in CODES
