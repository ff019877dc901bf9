"""A small bank's folder to import into, and what was written there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from alignprep.content import strict_yaml
from alignprep.importing.importer import format_of, import_into, read
from alignprep.importing.placing import Placement

BANK = """\
# Our bank: this comment stays.
slug: team
title: Team questions
version: 2026.11.0
language: {language}
license: {{name: Proprietary}}
sections:
  - id: basics
    title: Basics
    first: 1
    last: 300
  # The other one has no range.
  - id: practice
    title: In practice
    description: >-
      What people do.

# The end.
keywords: [interview]
"""


def bank_folder(folder: Path, language: str = "en", more: str = "") -> Path:
    """A bank without questions; `more` is added to its bank.yaml."""
    root = folder / "content"
    root.mkdir(parents=True)
    (root / "bank.yaml").write_text(BANK.format(language=language) + more, encoding="utf-8")
    return root


def imported(root: Path, data: bytes | str, name: str, **options: Any) -> Placement:
    """Import the bytes of a file; `columns`, `sheet` and `markdown` are for the reader, all else for placing."""
    data = data.encode() if isinstance(data, str) else data
    reader = {key: options.pop(key) for key in ("columns", "sheet", "markdown") if key in options}
    reading = read(data, name, options.pop("format", None) or format_of(name, data), **reader)
    return import_into(root, reading, name, **options)


def written(root: Path) -> dict[str, dict[str, Any]]:
    """The fields of every question in a bank's folder, by id, in the order of their numbers."""
    found = {}
    for path in root.glob("*/*.yaml"):
        node, _, faults = strict_yaml.read(path.read_bytes())
        assert node is not None, faults
        assert not faults, path
        fields = strict_yaml.plain(node)
        assert isinstance(fields, dict)
        found[path.stem] = {**fields, "section": path.parent.name}
    return dict(sorted(found.items(), key=lambda item: int(item[1]["number"])))
