"""The tests mirror the house: each folder has its tests, each test a module's name, and helpers lie in support."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.conftest import ROOT

TESTS = ROOT / "tests"
CORE, EXPORTERS = ROOT / "alignprep", ROOT / "exporters" / "alignprep_exporters"
ROOMS = {
    **{path.parent: TESTS / path.parent.relative_to(CORE) for path in CORE.glob("*/__init__.py")},
    **{path.parent: TESTS / "exporters" / path.parent.name for path in EXPORTERS.glob("*/__init__.py")},
}
"""Each folder of code, and where its tests lie."""
UNTESTED = {EXPORTERS / "fonts"}
"""Font files, which the tests of `tests/exporters/pdf` read."""


def modules(folder: Path) -> set[str]:
    return {path.stem for path in folder.glob("*.py")} - {"__init__"}


def test_each_folder_has_its_tests() -> None:
    assert len(ROOMS) > 14
    missing = {room for room, tests in ROOMS.items() if not list(tests.glob("test_*.py"))}
    assert missing == UNTESTED


@pytest.mark.parametrize("room", [CORE, *(room for room in ROOMS if room.parent == CORE)], ids=lambda room: room.name)
def test_each_test_bears_the_name_of_a_module(room: Path) -> None:
    names = {name.strip("_") for name in modules(room)}
    for path in ROOMS.get(room, TESTS).glob("test_*.py"):
        name = path.stem.removeprefix("test_")
        assert any(name == module or name.startswith(f"{module}_") for module in names), path


def test_each_tool_has_a_test() -> None:
    """But for those whose results a test sees: `kerning` and `pages` in their files, `gallery` in its pictures."""
    tools = modules(ROOT / "tools") | {"reproduce"}
    assert {path.stem.removeprefix("test_") for path in (TESTS / "tools").glob("test_*.py")} == tools - {
        "kerning", "pages", "gallery",
    }  # fmt: skip


def test_helpers_lie_in_support() -> None:
    found = [path.relative_to(TESTS) for path in sorted(TESTS.rglob("*.py")) if not path.name.startswith("test_")]
    assert {path.parts[0] for path in found if "node_modules" not in path.parts} == {
        "support", "conftest.py", "typing", "content",
    }  # fmt: skip
    assert [path.as_posix() for path in found if path.parts[0] == "content"] == [
        "content/bad/good/code/sample.py", "content/fuzz/fuzz_reader.py",
    ]  # fmt: skip


def test_no_test_imports_another() -> None:
    for path in TESTS.rglob("*.py"):
        assert not re.search(r"^\s*(from|import) tests\.[\w.]*\btest_", path.read_text(encoding="utf-8"), re.M), path


def test_make_names_tests_that_are_there() -> None:
    named = re.findall(r"tests/[\w/]+(?:\.py)?(?![\w/%*.-])", (ROOT / "Makefile").read_text(encoding="utf-8"))
    assert len(named) > 20
    assert [path for path in named if not (ROOT / path).exists()] == []
