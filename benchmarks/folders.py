"""Content folders of any size for the benchmarks: the bank's own questions as source files under other ids."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from alignprep.bank.bank import Bank
from alignprep.json_format.writer import compiled

__all__ = ["write_folder"]


def write_folder(bank: Bank, root: Path) -> None:
    """Write a bank as the content folder that it could have been compiled from."""
    data = compiled(bank)
    outline = {name: data[name] for name in ("slug", "title", "version", "license")}
    root.mkdir(parents=True)
    _write(root / "bank.yaml", {**outline, "sections": data["sections"]})
    _write(root / "topics.yaml", {name: data[name] for name in ("topics", "competencies")})
    _write(root / "references.yaml", data["references"])
    for folder in ("code", "media"):
        (root / folder).mkdir()
        for name, text in data[folder].items():
            (root / folder / name).write_text(text, encoding="utf-8")
    for section in data["sections"]:
        (root / section["id"]).mkdir()
    for question in data["questions"]:
        path = root / question.pop("section") / f"{question.pop('id')}.yaml"
        _write(path, question)


def _write(path: Path, values: Mapping[str, Any]) -> None:
    path.write_text("\n".join(_lines(values)) + "\n", encoding="utf-8")


def _lines(value: Any) -> list[str]:
    """YAML in block style, texts in single quotes or, with line breaks in them, as literal blocks."""
    if isinstance(value, Mapping):
        return [line for name, inner in value.items() for line in _under(f"{name}:", inner)]
    if isinstance(value, list):
        return [line for inner in value for line in _under("-", inner)]
    text = value if isinstance(value, str) else json.dumps(value)
    return ["|-", *text.split("\n")] if "\n" in text else ["'" + text.replace("'", "''") + "'"]


def _under(head: str, value: Any) -> list[str]:
    """A value under its key or behind its dash; empty lines stay empty."""
    if isinstance(value, Mapping | list) and not value:
        return [f"{head} {'[]' if isinstance(value, list) else '{}'}"]
    first, *rest = _lines(value)
    if isinstance(value, Mapping | list):
        return [head, *(f"  {line}" if line else "" for line in (first, *rest))]
    return [f"{head} {first}", *(f"  {line}" if line else "" for line in rest)]
