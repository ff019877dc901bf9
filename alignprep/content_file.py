"""One YAML file of a content folder: its fields as records, and whatever is wrong with them at its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from pydantic import BaseModel, ValidationError

from alignprep import fields, prose, yaml_subset
from alignprep.errors import Problem
from alignprep.fieldtypes import TEXT_SCALARS
from alignprep.folder import problem_in
from alignprep.folding import folded_block
from alignprep.source import MAX_FAULTS, Fault
from alignprep.yaml_subset import Node, Scalar

__all__ = ["ContentFile"]


class ContentFile:
    """A source file that was read; what is wrong with it is appended to `problems`."""

    def __init__(self, name: str, data: bytes, problems: list[Problem]) -> None:
        self._name, self._problems = name, problems
        self.node: Node | None
        """The root of its fields; None where there is none that could be read."""
        self.faults: list[Fault]
        """What is not of the YAML subset."""
        self.node, self._source, self.faults = yaml_subset.read(data)

    def note(self, line: int, column: int, code: str, message: str, length: int = 1) -> None:
        """Append a problem at a place of the file."""
        self._problems.append(problem_in(self._name, self._source, line, column, code, message, length))

    def note_at(self, path: Sequence[str | int], code: str, message: str) -> None:
        """Append a problem of the value at a path."""
        if self.node:
            node = fields.node_at(self.node, path)
            length = node.end - node.start if isinstance(node, Scalar) else 1
            self.note(*node.place(), code, message, max(length, 1))

    def plain(self) -> dict[str, Any] | None:
        """Its fields; None where it has none that could be read."""
        value = yaml_subset.plain(self.node) if self.node else None
        return value if isinstance(value, dict) else None

    def record(self, model: type[BaseModel], extra: Mapping[str, str] | None = None) -> Any:
        """The file as an instance of a model, or None and its problems."""
        if self.node is None:
            return None
        value = yaml_subset.plain(self.node)
        if extra and isinstance(value, dict):
            value = {**value, **extra}
        return self._instance(self.node, value, model, "the file")

    def entry(self, node: Node, model: type[BaseModel], name: str) -> Any:
        """A part of the file as an instance of a model, or None and its problems; they call it by `name`."""
        return self._instance(node, yaml_subset.plain(node), model, name)

    def _instance(self, node: Node, value: object, model: type[BaseModel], name: str) -> Any:
        try:
            return model.model_validate(value, context=TEXT_SCALARS)
        except ValidationError as error:
            for fault in islice(fields.describe(error, model, node, name), MAX_FAULTS + 1):
                self.note(fault.line, fault.column, fault.code, fault.message, fault.length)
            return None

    def read_prose(self, faults: Iterator[prose.TextFault], passages: Iterator[prose.Passage]) -> None:
        """Append what is wrong with its Markdown, and where YAML joins what Markdown would part."""
        if self.node is None:
            return
        for fault in islice(faults, MAX_FAULTS + 1):
            node = fields.node_at(self.node, fault.path)
            if isinstance(node, Scalar):
                self.note(*node.locate(fault.offset), fault.code, fault.message, fault.length)
        for passage in passages:
            node = fields.node_at(self.node, passage.path)
            place = folded_block(node) if isinstance(node, Scalar) else None
            if place:
                message = "begins a block of Markdown, but YAML joins it to the line before; write the text behind |"
                self.note(*place, "AP401", message)
