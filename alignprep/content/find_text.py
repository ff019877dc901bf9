"""The place in a content folder of a text that an exporter could not draw."""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape
from pathlib import Path

from alignprep.content import strict_yaml
from alignprep.content.field_errors import node_at
from alignprep.content.folder import TABLES, Folder, shown
from alignprep.content.strict_yaml import Scalar
from alignprep.errors import Problem, TextError, problem_at
from alignprep.model import prose
from alignprep.text.maths import mathml
from alignprep.text.source import Fault

__all__ = ["located"]


def located(error: TextError, content: Path) -> Problem:
    """The error as a problem at the first place where its text occurs in the source files."""
    message = error.args[0]
    paths = _candidates(error, content)
    for path in paths:
        source = Folder(content, []).text(path)
        offset = source.text.find(error.text) if source else -1
        if source and offset >= 0:
            return problem_at(shown(path), source, Fault(offset, "AP513", message, len(error.text)))
    return _in_formula(error, paths[0]) or Problem(shown(paths[0]), 0, 0, "AP513", message)


def _candidates(error: TextError, content: Path) -> list[Path]:
    """The files that a text may come from, the likeliest first."""
    tables = [content / name for name in reversed(TABLES) if (content / name).exists()]
    questions = sorted(content.glob("*/*.yaml"))  # Their titles stand in the contents and beside other questions.
    if error.kind != "question":
        return [*(tables if error.kind == "reference" else tables[::-1]), *questions]
    own = sorted(content.glob(f"*/{error.name}.yaml"))
    samples = [path for name in ("code", "media") for path in sorted((content / name).glob("*")) if path.is_file()]
    used = [path for path in samples if any(path.name in file.read_text(encoding="utf-8") for file in own)]
    return [*own, *used, *tables, *questions]


def _in_formula(error: TextError, path: Path) -> Problem | None:
    """The place of a formula whose LaTeX produces the text, such as `\\mathfrak{A}`."""
    source = Folder(path.parent, []).text(path)
    node = strict_yaml.read(source.text.encode())[0] if source else None
    raw = strict_yaml.plain(node) if node else None
    if source is None or node is None or not isinstance(raw, dict):
        return None
    for passage in prose.passages(raw):
        for start, latex in _formulas(passage.text):
            scalar = node_at(node, passage.path)
            if isinstance(scalar, Scalar) and error.text in unescape(mathml(latex)):
                fault = Fault(scalar.offset(start), "AP513", error.args[0], len(latex))
                return problem_at(shown(path), source, fault)
    return None


def _formulas(text: str) -> Iterator[tuple[int, str]]:
    """Possible formulas, each with its offset: the texts between two dollar signs."""
    parts = text.split("$")
    offset = 0
    for index, part in enumerate(parts):
        if index % 2 and part.strip():
            yield offset, part
        offset += len(part) + 1
