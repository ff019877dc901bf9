"""The reader's work is bounded whatever the file: each case runs in a process with little time and memory.

The limits are generous, so that a slow machine passes: what they catch is work that grows with the square of the input,
or worse, and recursion that ends the process.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.bad_content import GOOD, PLACES, good

SECONDS = 900
"""Of processor time, for files that take two to twenty: more than a machine needs, less than one cannot wait for."""
BYTES = 2 << 30
MIB = 1 << 20

RUN = """
import json, resource, sys
resource.setrlimit(resource.RLIMIT_CPU, ({seconds}, {seconds}))
resource.setrlimit(resource.RLIMIT_AS, ({bytes}, {bytes}))
from pathlib import Path
kind, path = sys.argv[1:]
if kind == "bank":
    from alignprep.json_format.validator import validate
    problems = validate(Path(path).read_bytes(), "bank.json")
else:
    from alignprep.content.reader import check_content
    bank, problems = check_content(Path(path))
    assert (bank is None) == any(not problem.is_warning for problem in problems)
from alignprep.cli.report import report
report(problems, "text"), report(problems, "github"), report(problems, "json")
print(json.dumps([problem.code for problem in problems]))
"""


def codes_of(kind: str, data: bytes, tmp_path: Path) -> list[str]:
    """The codes of the problems, found within the limits; fails when the process dies of them."""
    target = tmp_path / "content"
    if kind == "bank":
        target.write_bytes(data)
    else:
        shutil.copytree(GOOD, target)
        (target / PLACES[kind]).write_bytes(data)
    script = RUN.format(seconds=SECONDS, bytes=BYTES)
    done = subprocess.run(
        [sys.executable, "-c", script, kind, str(target)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, (done.returncode, done.stderr[-2000:])
    found: list[str] = json.loads(done.stdout)
    return found


def filled(start: str, unit: str, size: int = MIB - 20, end: str = "") -> bytes:
    """A file of about that size that repeats a unit."""
    return (start + unit * ((size - len(start) - len(end)) // len(unit.encode())) + end).encode()


def in_field(value: str, field: str = "hint: ") -> bytes:
    """The good question with another hint (or another field that is one line)."""
    lines = good("question").decode().split("\n")
    index = next(index for index, line in enumerate(lines) if line.lstrip().startswith(field))
    indent = lines[index][: lines[index].index(field)]
    lines[index] = f"{indent}{field}|-\n{indent}  {value}"
    return "\n".join(lines).encode()


def in_answer(value: str) -> bytes:
    """The good question with another full answer."""
    head, _, tail = good("question").decode().partition("  depth: |\n")
    rest = tail[tail.index("key_points:") :]
    body = "".join(f"    {line}\n" if line else "\n" for line in value.split("\n"))
    return f"{head}  depth: |\n{body}{rest}".encode()


YAML = {
    "brackets": lambda: filled("a: ", "["),
    "braces": lambda: filled("", "{"),
    "flow mappings": lambda: filled("", "{a: "),
    "dashes": lambda: filled("", "- "),
    "question marks": lambda: filled("", "? "),
    "quotes": lambda: filled("a: '", "''", end="'"),
    "a quote never closed": lambda: filled("a: '", "x "),
    "a line": lambda: filled("title: ", "x"),
    "a line of words": lambda: filled("title: ", "x "),
    "keys": lambda: "".join(f"key{n}:\n" for n in range(90_000)).encode(),
    "the same key": lambda: filled("", "a:\n"),
    "entries": lambda: filled("topics:\n", "- a\n"),
    "related": lambda: filled("related:\n", "- a\n"),
    "entries in brackets": lambda: filled("topics: [", "a,", end="]"),
    "line breaks": lambda: filled("a: |\n", "\n"),
    "comments": lambda: filled("", "# x\n"),
    "comments behind values": lambda: ("".join(f"k{n}: 1 # c\n" for n in range(70_000))).encode(),
    "escapes": lambda: filled('a: "', "\\u202e", end='"'),
    "tabs": lambda: filled("a: ", "\t"),
    "null characters": lambda: filled("a: ", "\x00"),
    "zero-width spaces": lambda: filled("a: ", "\u200b"),
    "combining marks": lambda: filled("a: e", "\u0301"),
    "tags": lambda: filled("a: ", "!a "),
    "anchors": lambda: filled("", "a: &a b\n"),
    "documents": lambda: filled("", "---\na: b\n"),
    "billion laughs": lambda: (
        "a: &a [x,x,x,x,x,x,x,x,x]\n"
        + "".join(f"{b}: &{b} [{','.join(['*' + a] * 9)}]\n" for a, b in zip("abcdefghij", "bcdefghijk", strict=True))
    ).encode(),
    "merge bomb": lambda: (
        "a0: &a0 {x: 1}\n" + "".join(f"a{n}: &a{n} {{<<: [{','.join([f'*a{n - 1}'] * 9)}]}}\n" for n in range(1, 12))
    ).encode(),
}
UNITS = [
    "<",
    "<a ",
    "<!--",
    "<a b='",
    "*",
    "**",
    "*a **b ",
    "_",
    "[",
    "[]",
    "![",
    "[a](",
    "[a][",
    "](",
    "(",
    "`",
    "`a",
    "$",
    "$$",
    "$a",
    "${",
    "&",
    "&#1",
    "&amp;",
    "\\",
    "[@",
    "[@a",
    "{{c1::",
    "{{c1::{",
    "|",
    "| a ",
    "~",
    "<http:",
    "<a@b",
    "a ",
    "x",
    "é",
    "'",
]
BLOCKS = [
    "> ",
    "- ",
    "1. ",
    "-\n",
    "- a\n",
    "> a\n",
    "a\n\n",
    "```\n",
    "~~~\n",
    "$$\n",
    "|a|\n|-|\n",
    "|a|b|\n",
    "* * *\n",
    "#",
    "    a\n\n",
    "[a]: b\n",
    "<div>\n",
    "a\n===\n",
]
FORMULAS = [
    "{",
    "a^",
    "x^{",
    "\\frac",
    "\\frac{a}",
    "\\left(",
    "\\sqrt{",
    "&",
    "\\\\",
    "\\begin{matrix}",
    "\\hat{",
    "^_",
    "a'",
    "\\mathrm{",
    "\\text{",
    "\\overset{a}{",
    "_{a}^{b}",
    "1.",
    "\\color{red}",
    "{}",
    "a b ",
]


def closed(unit: str, size: int) -> str:
    """A formula of that many characters, with every brace closed."""
    text = (unit * size)[:size]
    return text + "}" * max(text.count("{") - text.count("}"), 0)


LONG = ("entries", "related", "entries in brackets")
"""What takes ten seconds each, nearly all of it in libyaml."""


@pytest.mark.parametrize("name", [pytest.param(name, marks=[pytest.mark.acceptance] * (name in LONG)) for name in YAML])
def test_yaml(tmp_path: Path, name: str) -> None:
    make: Callable[[], bytes] = YAML[name]
    data = make()
    assert len(data) <= MIB
    codes = codes_of("question", data, tmp_path)
    assert codes
    assert len(codes) <= 102


def test_more_than_a_mebibyte_is_not_read(tmp_path: Path) -> None:
    assert codes_of("question", b"[" * (8 * MIB), tmp_path) == ["AP102"]


@pytest.mark.parametrize("unit", ["<", "[", "`", "$", "*", "a "])
def test_a_mebibyte_in_one_field_is_not_read_as_markdown(tmp_path: Path, unit: str) -> None:
    assert codes_of("question", in_field((unit * MIB)[: MIB - 5_000]), tmp_path) == ["AP304"]


def test_the_longest_lines(tmp_path: Path) -> None:
    folder = tmp_path / "content"
    shutil.copytree(GOOD, folder)
    for index, unit in enumerate(UNITS):
        for name, text in (
            (f"q{index}", in_field((unit * 3_000)[:3_000])),
            (f"f{index}", in_field(("{{c1::a}} " + unit * 3_000)[:3_000], "text: ")),
        ):
            (folder / "basics" / f"{name}.yaml").write_bytes(text)
    assert codes_of_folder(folder)


@pytest.mark.acceptance
def test_the_longest_answers(tmp_path: Path) -> None:
    folder = tmp_path / "content"
    shutil.copytree(GOOD, folder)
    for index, unit in enumerate([*UNITS, *BLOCKS]):
        text = in_answer((unit * 20_000)[:19_990])
        (folder / "basics" / f"q{index}.yaml").write_bytes(text)
    assert codes_of_folder(folder)


def test_the_longest_formulas(tmp_path: Path) -> None:
    folder = tmp_path / "content"
    shutil.copytree(GOOD, folder)
    for index, unit in enumerate(FORMULAS):
        formulas = "\n\n".join(f"${closed(unit, size)}$" for size in (400, 990, 1_900))
        text = in_answer(formulas)
        (folder / "basics" / f"q{index}.yaml").write_bytes(text)
    assert codes_of_folder(folder)


def codes_of_folder(folder: Path) -> list[str]:
    script = RUN.format(seconds=4 * SECONDS, bytes=BYTES)
    done = subprocess.run(
        [sys.executable, "-c", script, "folder", str(folder)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, (done.returncode, done.stderr[-2000:])
    found: list[str] = json.loads(done.stdout)
    return found


def test_markdown_nested_deeper_than_its_parser_goes_is_not_dropped(tmp_path: Path) -> None:
    deep = "\n".join(f"{'  ' * level}- level {level}" for level in range(130))
    assert "AP401" in codes_of("question", in_answer(deep), tmp_path)


@pytest.mark.parametrize("unit", ["> ", "- ", "**", "1. ", "> - "])
def test_markdown_nested_without_end(tmp_path: Path, unit: str) -> None:
    close = "".join(reversed(unit)) if "*" in unit else ""
    assert codes_of("question", in_answer(unit * 3_000 + "x" + close * 3_000), tmp_path) == ["AP401"]


FIGURES = {
    "elements": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">' + "<g/>" * 24_000 + "</svg>",
    "depth": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">' + "<g>" * 30_000,
    "attributes": '<svg xmlns="http://www.w3.org/2000/svg" ' + " ".join(f'a{n}="{n}"' for n in range(9_000)) + "/>",
    "entities": '<!DOCTYPE svg [<!ENTITY a "x">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    + "]><svg>&a11;</svg>",
    "external entity": '<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///dev/zero">]><svg>&a;</svg>',
    "external subset": '<!DOCTYPE svg SYSTEM "http://192.0.2.1/a.dtd"><svg/>',
    "number": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 ' + "9" * 90_000 + '"/></svg>',
    "numbers": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="' + "1e9 " * 24_000 + '"/></svg>',
    "dots": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="' + "." * 99_000 + '"/>',
    "functions": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><g transform="'
    + "a" * 90_000
    + '()"/></svg>',
    "not closed": "<svg " * 19_000,
    "comment": "<!--" + "-" * 99_000,
}


@pytest.mark.parametrize("name", FIGURES)
def test_figures(tmp_path: Path, name: str) -> None:
    assert codes_of("figure", FIGURES[name].encode()[:99_999], tmp_path) == ["AP509"]


JSON = {
    "brackets": b"[" * MIB,
    "brackets closed": b"[" * MIB + b"]" * MIB,
    "objects": b'{"a":' * (MIB // 5),
    "digits": b"1" * MIB,
    "a number in it": b'{"a": ' + b"9" * MIB + b"}",
    "exponent": b'{"a": 1e999999999}',
    "a string": b'"' + b"x" * MIB + b'"',
    "never closed": b'"' + b"\\" * MIB,
    "keys": json.dumps({f"k{n}": n for n in range(100_000)}).encode(),
    "the same key": b"{" + b'"a": 1, ' * 100_000 + b'"a": 1}',
    "questions": json.dumps({"questions": [{"id": f"q{n}"} for n in range(30_000)]}).encode(),
    "sections": json.dumps({"sections": [{"id": f"q{n}", "first": 1, "last": 9999} for n in range(30_000)]}).encode(),
    "escape codes": json.dumps({"title": "\x1b" * 200_000}).encode(),
    "surrogates": b'{"title": "' + b"\\ud800" * 100_000 + b'"}',
    "white space": b" " * MIB,
    "null characters": b"\0" * MIB,
}


@pytest.mark.acceptance
@pytest.mark.parametrize("name", JSON)
def test_json(tmp_path: Path, name: str) -> None:
    codes = codes_of("bank", JSON[name], tmp_path)
    assert codes
    assert len(codes) <= 101
    (tmp_path / "ledger").mkdir()
    assert codes_of("ledger", JSON[name][:MIB], tmp_path / "ledger")
